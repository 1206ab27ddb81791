/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h — by when whom must be told: the reporting clocks of what we ship.
 *
 * A clock belongs to a rule of a market, a product and a vulnerability. Awareness starts it
 * (inro_finding_aware), or a step; it is computed each time, from what the record says.
 */
#pragma once

#include "inro/record.h"
#include "inro/scan.h"

typedef struct {
    const char *db;      /* folder of the knowledge base: what is known to be exploited        */
    const char *product; /* by name or UUID; NULL: every product                               */
    const char *zones;   /* folder of the time zones; NULL: that of the system                 */
    bool all;            /* also rules that do not apply, and findings that nobody knew of and
                            that are not known to be exploited                                 */
} InroClockQuestion;

/* One row a clock: those of a vulnerability of a product together, the most urgent first. *overdue
 * is how many of all clocks are overdue. Without knowledge base or SBOM the list says what it could
 * not tell; error->status tells that one could not be read (InroError). `say` gets warnings of the
 * scan. */
bool inro_clock_list(const Inro *inro, InroRecord *record, const InroClockQuestion *question,
                     InroSay *say, void *context, const InroReportOptions *options,
                     uint64_t *overdue, InroError *error);

typedef struct {
    const char *vulnerability, *product;
    const char *step;   /* initiated: a correction or removal, which may lie ahead; available: a
                           corrective measure; fulfilled: the paper of a clock was handed in;
                           not-reportable: decided so, with a reason                           */
    const char *clock;  /* a rule such as "us-806-10"; NULL: all; needed for the last two steps */
    const char *at;
    const char *reason; /* needed for not-reportable */
    const char *const *facts; /* as in InroAwareness */
    size_t fact_count;
} InroClockStep;
/* `id` takes the UUID of what was recorded (INRO_UUID_BYTES). */
bool inro_clock_step(const Inro *inro, InroRecord *record, const InroClockStep *step, char *id,
                     InroError *error);
