/* SPDX-License-Identifier: Apache-2.0 */
/* clock_fact.h — what decides which clocks run, as people state it and as the record keeps it.
 *
 * People: "death" or "death=yes", "death=no". Record: {"death":true,"serious-harm":false}. The
 * words are those of lifecycle/clock_rule.h; a word of a later program decides nothing here. What a
 * product is, is a field of it, and whether a risk is controlled is assessed: neither is stated
 * here, and the latter is not read.
 */
#pragma once

#include "base/jsonout.h"
#include "lifecycle/clock_rule.h"

/* Fails: ERR_USAGE for a word that is no fact to be stated, or one that is stated both ways. */
MUST_CHECK bool clock_facts_given(const char *const *given, size_t count, ClockFacts *out,
                                  Err *err);
/* A member `facts`; nothing when nothing is stated. */
void clock_facts_write(ClockFacts facts, JsonOut *json);
/* Empty text: nothing is stated. Fails: ERR_SYNTAX. */
MUST_CHECK bool clock_facts_read(Str json, Arena *arena, ClockFacts *out, Err *err);
/* What is stated later counts. */
void clock_facts_add(ClockFacts *facts, ClockFacts later);
