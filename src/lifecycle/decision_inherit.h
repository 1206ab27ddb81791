/* SPDX-License-Identifier: Apache-2.0 */
/* decision_inherit.h — decisions that new releases inherit, until a person confirms them.
 *
 *     proposals   [ decision 7: finding 3, finding 9 | decision 12: finding 4 ] …
 *
 * One command confirms many: the proposals of a whole list, of some decisions or of one release
 * become confirmations, one per decision and release, which the caller appends as events.
 *
 * Threads: pure.
 */
#pragma once

#include "lifecycle/decision_resolve.h"

typedef struct {
    uint32_t decision, subject; /* numbers: of the book, of the array of findings */
} Proposal;

typedef struct {
    uint32_t decision;
    size_t first, count;        /* in Proposals.rows */
} ProposalGroup;

typedef struct {
    const Proposal *rows;       /* by age of the decision, release, then as the findings came */
    size_t count;
    const ProposalGroup *groups;
    size_t group_count;
} Proposals;

/* What to append: this release is confirmed for this decision, on the facts of its findings; the
 * caller adds who and when. */
typedef struct {
    uint32_t decision;
    Str release;
    DecisionBuild build;        /* of its findings */
} Confirmation;

typedef struct {
    const Subject *rows;
    size_t count;
} Subjects;

/* Every (decision, finding) in state proposed, on our side. *out lives in `arena`.
 * Fails: ERR_LIMIT. */
MUST_CHECK bool decisions_propose(const DecisionBook *book, const Subjects *found, Arena *arena,
                                  Proposals *out, Err *err);

typedef struct {
    Confirmation *rows;
    size_t count;
} Confirmations;

/* `chosen` tells by group which are confirmed; NULL: all. *out lives in `arena`.
 * Fails: ERR_LIMIT. */
MUST_CHECK bool proposals_confirm(const Proposals *proposals, const Subjects *found,
                                  const bool *chosen, Arena *arena, Confirmations *out,
                                  Err *err);
