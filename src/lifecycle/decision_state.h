/* SPDX-License-Identifier: Apache-2.0 */
/* decision_state.h — how one decision stands to one finding now: exactly one of seven states.
 *
 * The first question of this list that is answered with yes gives the state; each is a row of
 * data/lifecycle/decision-states.tsv with its reason:
 *
 *     out of scope      does it reach the finding at all?
 *     superseded        has a later decision named it? What it said is nobody's word any more.
 *     expired           was it ended by hand, or is its time over?
 *     re-opened         has a fact changed that its author wanted to be asked about?
 *     proposed          is this a release that nobody has named or confirmed?
 *     awaiting review   does the product demand a review that it has not had?
 *     in force
 *
 * So what must be decided anew is never offered for confirmation, and what nobody has confirmed is
 * never offered for review. A statement of a supplier is never proposed and never reviewed: it is
 * shown beside ours, and decides nothing.
 *
 * Threads: pure; a book may be asked by many at once.
 */
#pragma once

#include "lifecycle/decision_book.h"

typedef enum {
    STANDING_OUT_OF_SCOPE,
    STANDING_SUPERSEDED,
    STANDING_EXPIRED,
    STANDING_REOPENED,
    STANDING_PROPOSED,
    STANDING_AWAITING_REVIEW,
    STANDING_IN_FORCE,
    STANDINGS,
} StandingState;

typedef struct {
    StandingState state;
    Miss miss;                 /* out of scope: what does not fit */
    uint32_t by;               /* superseded: by this decision, else DECISION_NONE */
    int64_t when_s;            /* expired: since then */
    bool by_hand;              /* expired */
    unsigned fired;            /* re-opened: every trigger whose fact changed */
    const DecisionBuild *then; /* re-opened: the facts of the release it was held against */
    Independence reviewed;     /* the most independent review so far */
} Standing;

Str standing_word(StandingState state);     /* "in-force" */
Str standing_sentence(StandingState state); /* its id */
Str standing_question(StandingState state); /* the id of why it is asked at this place */
Str standing_source(StandingState state);

/* Of decision `i` for one finding; `subject` keeps what was read of it for the next decision.
 * Fails only without memory. */
MUST_CHECK bool standing_of(const DecisionBook *book, uint32_t i, SubjectRead *subject,
                            Standing *out, Err *err);
/* Of decision `i` alone, for a list of decisions: superseded, expired, awaiting review, or nothing
 * that speaks against it. */
Standing standing_alone(const DecisionBook *book, uint32_t i);
