/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.h — the judgement of match.h as numbers, for many components and few words: which
 * component has which flaw, without a finding's texts.
 *
 * It may be limited to the records of one vulnerability; then coverage says only whether *their*
 * ranges could be compared. And it may judge components *apart*: each as if it stood alone, while
 * whatever asks what else its device has is left open, to be asked again with its document.
 *
 * The verdicts are those of match_sbom: the same planner, the same judge.
 */
#pragma once

#include "match/flaw.h"
#include "match/match.h"
#include "match/rules.h"

typedef enum {
    VERDICT_AFFECTED,
    VERDICT_SUSPECTED,   /* what a scan lists as a hint */
    VERDICT_OPEN,        /* apart: it depends on the rest of the document */
} VerdictKind;

typedef struct {
    uint32_t component;
    uint32_t group;      /* of the knowledge base; holds for this generation alone */
    uint32_t tree;       /* VERDICT_OPEN: the configuration that asks, for kb_tree; KB_NONE else */
    uint8_t kind;        /* VerdictKind */
    uint8_t rule;        /* MatchRule; of a suspicion MATCH_RULES */
    bool malware;
    const ScanFlaw *flaw;         /* told: what its records say; NULL else */
    const ScanEvidence *evidence; /* told: of VERDICT_AFFECTED; NULL else */
} Verdict;

typedef struct {
    MatchTask match;
    const Flaw *only;    /* NULL: all flaws */
    bool apart;
    bool told;           /* with flaw and evidence */
} VerdictTask;

typedef struct {
    const Verdict *verdicts; /* by component; AFFECTED before SUSPECTED before OPEN */
    uint32_t count;
    const uint8_t *coverage; /* of each component of the task: CoverageList; COVERAGE_LISTS: it was
                                checked, or does not count */
} Verdicts;

/* Owns: *out lives in `arena` and the mapped generation. Fails: ERR_LIMIT. */
MUST_CHECK bool match_verdicts(const VerdictTask *task, Arena *arena, Verdicts *out, Err *err);
