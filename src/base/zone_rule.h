/* SPDX-License-Identifier: Apache-2.0 */
/* zone_rule.h — the rule of a time zone for all years to come, such as "EST5EDT,M3.2.0,M11.1.0".
 *
 * It stands at the end of a file of tzdata and holds after the last change that the file lists.
 *
 * Units:   offsets are seconds east of Greenwich (POSIX counts west; it is turned around here).
 * Source:  POSIX.1-2017, Base Definitions 8.3, TZ; RFC 9636 section 3.3.2: hours of a change from
 *          -167 to 167.
 * Threads: every function is pure.
 */
#pragma once

#include "base/err.h"

enum {
    ZONE_RULE_BYTES_MAX = 256,  /* hostile files; the longest in tzdata has 46 */
    ZONE_OFFSET_MAX_S = 93599, /* a second less than 26 hours, either side (RFC 9636, 3.2) */
};

typedef enum {
    ZONE_DAY_JULIAN,  /* Jn: 1 … 365, 29 February is never counted */
    ZONE_DAY_OF_YEAR, /* n: 0 … 365                                */
    ZONE_DAY_OF_WEEK, /* Mm.w.d: the week 5 is the last one        */
} ZoneDayKind;

/* When an offset begins: seconds from 00:00 of a day of each year, by the offset before it. */
typedef struct {
    ZoneDayKind kind;
    int month, week, day;
    int32_t second;
} ZoneChange;

typedef struct {
    int32_t standard_s;
    bool saves;                /* false: the rest is zero */
    int32_t saving_s;
    ZoneChange begins, ends;   /* of saving */
} ZoneRule;

/* The time in which one offset holds. */
typedef struct {
    int64_t from, to; /* instants, `to` excluded; INT64_MIN and INT64_MAX for always */
    int32_t offset_s;
} ZoneSpan;

/* Fails: ERR_SYNTAX "base.zone-rule" at the byte; ERR_LIMIT past ZONE_RULE_BYTES_MAX. */
MUST_CHECK bool zone_rule_parse(Str text, ZoneRule *out, Err *err);
/* The span that holds `instant`, which lies in the years of date.h or near them. */
ZoneSpan zone_rule_span(const ZoneRule *rule, int64_t instant);
