/* SPDX-License-Identifier: Apache-2.0 */
/* trial.h — pairs before the judge of `match`; seen by this room only.
 *
 *   pairs ─► an SBOM for each operating system ─► verdicts, each pair apart
 *                                                  │ open: a configuration asks what else is there
 *                                                  ▼
 *   pair + the components of a document that a configuration can see ─► verdicts in that document
 *
 * Documents in which a configuration sees the same are judged once.
 */
#pragma once

#include "match/verdict.h"
#include "portfolio/gather.h"

/* What is said of a pair in some documents: all of them, unless a configuration asked. */
typedef struct {
    uint32_t pair;
    const Verdict *rows;     /* AFFECTED and SUSPECTED */
    uint32_t count;
    CoverageList coverage;   /* COVERAGE_LISTS: it was checked */
    const uint32_t *documents; /* NULL: all of the pair */
    uint32_t document_count;
} TrialVerdict;

typedef struct {
    Gather *gather;
    const Kb *kb;
    const Flaw *only;        /* NULL: all flaws */
    bool told;               /* with flaw and evidence */
    void *context;
    bool (*each)(void *context, const TrialVerdict *verdict, Err *err);
} Trial;

/* Judges pairs; `each` hears of every one, in their order but for those with other systems.
 * Owns: texts live in the gather's arena. Fails: ERR_LIMIT, and as `each` does. */
MUST_CHECK bool trial_pairs(const Trial *trial, const uint32_t *pairs, uint32_t count, Err *err);

/* ---- shared by trial.c and device.c ---- */

/* An SBOM of pairs. Text points into the portfolio. False: no memory. */
MUST_CHECK bool trial_sbom(const Portfolio *p, const uint32_t *pairs, uint32_t count, Arena *arena,
                           Sbom *out);
/* Judges one pair in each of its documents; `open` are its verdicts apart. */
MUST_CHECK bool device_judge(const Trial *trial, uint32_t pair, const Verdict *open,
                             uint32_t open_count, Err *err);
