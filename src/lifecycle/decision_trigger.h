/* SPDX-License-Identifier: Apache-2.0 */
/* decision_trigger.h — which changed facts re-open a decision.
 *
 * Facts of the world are compared with those the decision was made on, also for a release that
 * was confirmed later: confirming never moves them, so many small rises add up. Facts of the
 * component and its context are compared with those the release was named or confirmed on.
 *
 * A fact that was not known then cannot be compared and re-opens nothing, except EPSS, which counts
 * from 0; one that was known and is not any more has changed. A version that the range of the
 * scope holds was foreseen, and with it another hash; other build options never are. Of a
 * decision that was made on several findings a fact has changed when it equals none of theirs.
 *
 * Re-opened is computed, not recorded: when the fact falls away the decision holds again.
 *
 * Source:  data/lifecycle/decision-triggers.tsv. Threads: pure.
 */
#pragma once

#include "lifecycle/decision_scope.h"

enum { TRIGGER_COUNT = 5 };

/* Rows in the order of the bits. */
Trigger trigger_at(size_t i);
Str trigger_word(size_t i);     /* "kev" */
Str trigger_sentence(size_t i); /* its id; %1 is the fact then, %2 now */
Str trigger_source(size_t i);
/* Fails: ERR_UNKNOWN_NAME. */
MUST_CHECK bool trigger_of(Str word, Trigger *out, Err *err);

/* All that can be compared: those of the component and context only when a fact of theirs is
 * known, for decision_check refuses them else. */
unsigned trigger_defaults(const Decision *decision);
EpssJump epss_jump_default(void);

/* The bits whose facts changed; `then` is that of the release. */
unsigned trigger_fired(const Decision *decision, const DecisionBuild *then, const Subject *now);

/* Whether the hashes of one thing, "sha256:… sha1:…", are those of another: an algorithm that both
 * bear differs, or they have none in common. */
bool hashes_changed(Str then, Str now);
/* Adds the build of a further finding to those that were decided upon, unless one equals it; the
 * others live in `arena`, in `room` places. The first is *made itself.
 * Fails: ERR_LIMIT past DECISION_BUILDS_MAX. */
MUST_CHECK bool build_join(DecisionBuild *made, size_t *room, const DecisionBuild *found,
                           Arena *arena, Err *err);

/* The two facts of a row as texts for its sentence, `then` and `now`. */
enum { TRIGGER_FACT_BYTES = 24 };
typedef struct {
    Str then, now;
    char room[2][TRIGGER_FACT_BYTES];
} TriggerFacts;
void trigger_facts(size_t i, const Decision *decision, const DecisionBuild *then,
                   const Subject *now, TriggerFacts *out);
