/* SPDX-License-Identifier: Apache-2.0 */
/* decision_resolve.h — what all decisions together say about one finding.
 *
 *     decided        at least one is in force, and all that are say the same, whatever their width
 *     contradiction  those in force say different things, or one was made about ids that are two
 *                    vulnerabilities today
 *     undecided      none is in force
 *
 * An undecided finding and a contradiction count as affected, for risk, clocks and --fail-on,
 * until a decision supersedes the others; so does one under investigation. What suppliers say is
 * resolved in the same way, apart, and never decides.
 *
 * Threads: pure; a book may be asked by many at once.
 */
#pragma once

#include "lifecycle/decision_state.h"

typedef enum { VERDICT_UNDECIDED, VERDICT_DECIDED, VERDICT_CONTRADICTION, VERDICTS } Verdict;

typedef struct {
    uint32_t decision;
    Standing standing;
} Party;

typedef struct {
    Verdict verdict;
    DecisionStatus status;      /* decided: what they say; else DECISION_NO_STATUS */
    bool statuses_differ;       /* contradiction: between decisions */
    bool flaws_differ;          /* contradiction: of one decision with the ids of today */
    const Party *in_force;      /* oldest first; the last one is shown first */
    size_t in_force_count;
    const Party *waiting;       /* oldest first: expired, re-opened, proposed, awaiting review, and
                                   those of another configuration */
    size_t waiting_count;
} Side;

typedef struct {
    Side side[DECISION_ORIGINS]; /* by DecisionOrigin */
    bool counts_as_affected;     /* by our side alone */
} Resolution;

/* The lists live in `arena`. Fails only without memory. */
MUST_CHECK bool decisions_resolve(const DecisionBook *book, const Subject *subject, Arena *arena,
                                  Resolution *out, Err *err);
/* "undecided", "decided", "contradiction". */
Str verdict_word(Verdict verdict);
Str verdict_sentence(Verdict verdict);
