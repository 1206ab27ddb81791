/* SPDX-License-Identifier: Apache-2.0 */
/* intake.h — from files to rows: one thread inflates and cuts, others parse and collect.
 *
 *     plan ─► copy as evidence ─► inflate ─► cut into records ─► ring of batches ─┬─► worker 0
 *             (the calling thread does all of this)                               └─► worker 1
 *
 * Each worker has its own parser pool, arena and Collect; nothing is shared but the ring. A
 * record's place (unit, number in the unit) travels with it, so what comes out does not hang on
 * which worker met it. KEV, EPSS and support dates are small and read by the calling thread.
 */
#pragma once

#include "kb/columns.h"
#include "kb/evidence.h"
#include "kb/plan.h"
#include "kb/tally.h"

/* What was learnt of a unit. */
typedef struct {
    Evidence evidence;
    int64_t stamp_s;        /* the feed's own; 0: none */
    uint64_t records, refused; /* cut out; of these refused */
    bool absent;            /* the zip archive holds nothing of this kind */
    uint64_t left_out;      /* facts that records were taken without */
} IntakeUnit;

typedef struct {
    IntakeUnit *units;      /* beside plan->units */
    Collect *collects;      /* one a worker */
    Tally *tallies;
    size_t worker_count;
    Columns columns[FEED_KINDS]; /* FEED_KEV, FEED_EPSS, FEED_EOL */
    List refusals;          /* ImportRefusal: IMPORT_REFUSALS_MAX of each sort, in order */
    List no_feed;           /* Str: members of archives that are no feed */
    Arena *arenas;          /* of the workers */
} Intake;

/* Reads all of `plan`; `folder` is that of the evidence. Fails as kb_import; intake_done either
 * way. */
MUST_CHECK bool intake_run(const Plan *plan, const char *folder, const KbImportOptions *options,
                           Arena *arena, Intake *out, Err *err);
void intake_done(Intake *intake);
