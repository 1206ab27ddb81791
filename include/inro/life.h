/* SPDX-License-Identifier: Apache-2.0 */
/* life.h — how long what we ship is supported: the ledger of its components, the stage of a
 * release, and the notices that its customers are due.
 *
 * All of it is computed each time from the record, the SBOMs of releases and, when there is one,
 * the knowledge base. Days are written "2026-11-22".
 */
#pragma once

#include "inro/record.h"

typedef struct {
    const char *db;       /* folder of the knowledge base; that it is absent is no failure    */
    const char *product;  /* by name or UUID                                                  */
    const char *release;  /* the same; NULL: every release (of `product`) that is not withdrawn */
    const char *on;       /* the day asked about; NULL: today. Not for the ledger, which is told
                             as it is                                                         */
} InroLifeQuestion;

/* One row for each component of the SBOMs: the answer that holds for each of its three facts, who
 * said so, and what is open or contradicts. */
bool inro_ledger_list(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                      const InroReportOptions *options, InroError *error);

/* Stage, responsibility, forecast of the end, warnings and obligations of question->release. */
bool inro_release_life(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                       const InroReportOptions *options, InroError *error);

/* What customers are to be told, and what they were. */
bool inro_notice_list(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                      const InroReportOptions *options, InroError *error);
/* `notice` is the id that the list shows; `at` an instant. `id` takes its UUID. */
bool inro_notice_sent(const Inro *inro, InroRecord *record, const char *release,
                      const char *notice, const char *at, char *id, InroError *error);
