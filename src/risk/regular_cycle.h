/* SPDX-License-Identifier: Apache-2.0 */
/* regular_cycle.h — how often a product is updated as a rule: "90d", "12w", "3months", "1y".
 *
 * The law names no length: a cycle is regular and reasonably justified. The manufacturer states it,
 * and why; nothing here has a default.
 *
 * What it says of a vulnerability: whenever updates come, two that follow each other are one cycle
 * apart, so the next one comes within a cycle of the day from which it counts. That day is the last
 * on which it can come; it is counted from awareness, as the duty of 524B(b)(2)(A) and all other
 * days of a remedy are. The day of an update that came before is no anchor: the record knows when
 * releases came, not which of them the cycle brought.
 *
 * Days and weeks are counted; months and years end on the same day of the month, or on the last one
 * of a shorter month (base/date.h): one month from 31 January is 28 or 29 February.
 *
 * Source:  FD&C Act 524B(b)(2)(A), 21 U.S.C. 360n-2: "on a reasonably justified regular cycle";
 *          FDA premarket guidance VI.B: the plan states the time line.
 * Units:   days since 1970-01-01.
 * Threads: every function is pure.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

/* Longer than ten years is a slip of the pen, and no update. */
enum { CYCLE_YEARS_MAX = 10 };

typedef enum { CYCLE_DAYS, CYCLE_WEEKS, CYCLE_MONTHS, CYCLE_YEARS, CYCLE_UNITS } CycleUnit;

typedef struct {
    int count;      /* 0: none is stated */
    CycleUnit unit; /* as it was stated */
} RegularCycle;

/* Reads a whole number and its unit, without a blank: d or days, w or weeks, months, y or years,
 * and each word in the singular. "m" is refused: it may be a month or a minute.
 * Fails: ERR_SYNTAX for anything else; ERR_LIMIT past CYCLE_YEARS_MAX. */
MUST_CHECK bool regular_cycle_read(Str text, RegularCycle *out, Err *err);
bool regular_cycle_stated(RegularCycle cycle);
/* The last day on which an update of the cycle comes after `day`. A cycle that was stated. */
int32_t regular_cycle_end(RegularCycle cycle, int32_t day);
/* "risk.cycle-days" …: the sentence of a length, with its count as %1. */
RuleId regular_cycle_rule(CycleUnit unit);
