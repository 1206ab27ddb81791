/* SPDX-License-Identifier: Apache-2.0 */
/* clock_text.h — reporting clocks as sentences, for people.
 *
 * Threads: every function is pure.
 */
#pragma once

#include "lifecycle/clock.h"
#include "lifecycle/tell.h"

/* What a row of the table means: a paragraph of lines, each ended. */
void clock_rule_tell(const ClockRules *rules, const ClockRule *rule, Lang lang, Buf *out);
/* Where a clock stands, in a line without its end. The reason of a waiver stands in it, the person
 * does not. */
void clock_tell(const ClockRules *rules, const Clock *clock, Lang lang, Buf *out);
/* "2026-12-07 24:00" or "2026-10-25 13:00"; empty when there is no due date. Returns `buffer`. */
enum { CLOCK_DUE_BYTES = 40 };
Str clock_due_text(const Clock *clock, char buffer[CLOCK_DUE_BYTES]);
/* The same and whose time it is: "2026-12-07 24:00 New York". */
enum { CLOCK_PLACED_BYTES = 120 };
Str clock_due_placed(const ClockRules *rules, const Clock *clock,
                     char buffer[CLOCK_PLACED_BYTES]);
