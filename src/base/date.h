/* SPDX-License-Identifier: Apache-2.0 */
/* date.h — instants and days, without time zones of the machine.
 *
 * An instant is UTC seconds since 1970-01-01T00:00:00Z, a day the number of days since then, both
 * in the proleptic Gregorian calendar (ISO 8601). Years 0000 … 9999.
 *
 * Read:    RFC 3339, and what feeds write beside it: no zone (UTC), a space for the T, a zone
 *          without colon or minutes, no seconds, a day alone (its first second). Digits of a
 *          fraction are read and dropped. Second 60 is the first of the next minute.
 * A `Date` is what people state of a calendar: a day, a month, a year, or only whether something
 * has happened. Nothing is made up for the part that was not stated: it is a span of days, and
 * who compares says which end of the span is the safe one.
 *
 * Threads: every function is pure but date_now_s and date_ticks_ms.
 */
#pragma once

#include "base/str.h"

typedef struct {
    int year, month, day; /* 1 … 12, 1 … 31 */
} Ymd;

/* The day exists in the calendar. */
bool date_valid(Ymd ymd);
int64_t date_to_days(Ymd ymd);
Ymd date_of_days(int64_t days);
int64_t date_days_of_s(int64_t seconds); /* rounds down, also before 1970 */

/* False when `text` is no instant as above; *out is untouched. A year of 1 or less is how Go
 * programs write "no time": it is read as 0, which every column of ours holds for absent. */
MUST_CHECK bool date_parse_s(Str text, int64_t *out);
/* Only what tells time of day and zone: what it means is then the same everywhere. */
MUST_CHECK bool date_parse_moment(Str text, int64_t *out);
/* "2024-02-29", nothing else. */
MUST_CHECK bool date_parse_day(Str text, Ymd *out);

/* Both return `buffer`, ended by NUL: "2024-02-29T23:59:59Z", "2024-02-29". What is outside the
 * years is written as the nearest instant inside. */
enum { DATE_TEXT_BYTES = 24 };
Str date_write_s(int64_t seconds, char buffer[DATE_TEXT_BYTES]);
Str date_write_day(int64_t days, char buffer[DATE_TEXT_BYTES]);

/* The present: SOURCE_DATE_EPOCH when it is a number (reproducible-builds.org), else the clock.
 * Only programs ask; rooms are told. */
int64_t date_now_s(void);
/* Milliseconds of a clock that nobody sets: only what passed between two calls means something. */
int64_t date_ticks_ms(void);

/* ---- dates as people state them ---- */

typedef enum {
    DATE_UNKNOWN, /* nobody said; also the zero value                     */
    DATE_SPAN,    /* the "date" of STYLE 3: a day, or a month or year of it */
    DATE_YES,     /* it has happened, on a day that nobody stated         */
    DATE_NO,      /* it has not happened, and no day was stated for it    */
    DATE_KINDS,
} DateKind;

typedef struct {
    DateKind kind;
    int year, month, day; /* of DATE_SPAN: day 0 is a whole month, month 0 a whole year; else 0 */
} Date;

/* Reads "2027", "2027-03", "2027-03-31", "yes", "no", "unknown", and "true" and "false", by which
 * endoflife.date means yes and no; letters in either case. A year of 1 or less is refused: Go
 * programs write it where they have no time. False for anything else; *out is untouched. */
MUST_CHECK bool date_parse(Str text, Date *out);
/* As date_parse reads it; what is outside the calendar is "unknown". In `buffer`, or static. */
Str date_write(Date date, char buffer[DATE_TEXT_BYTES]);
Date date_of_day(int64_t days);
bool date_same(Date a, Date b);

/* The first and the last day that a DATE_SPAN may mean. False for the other kinds. */
typedef struct {
    int64_t first, last;
} DateDays;
MUST_CHECK bool date_days(Date date, DateDays *out);

/* Two comparisons and no third, because a partial date has no place in one order.
 *
 * date_may_precede: could `a` come before `b`? `a` counts from its first day, `b` to its last. This
 *     is the safe side for warnings ("support may end before …"): a warning too many costs a
 *     letter, one too few leaves a patient on a device that nobody repairs.
 * date_precedes: is `a` before `b` whatever day was meant? This is the safe side for refusals and
 *     for what ends a duty: a maker who states "2027" has promised the whole of 2027.
 * Both are false when either is no DATE_SPAN; whoever asks decides what not knowing means. */
bool date_may_precede(Date a, Date b);
bool date_precedes(Date a, Date b);

/* The same day of the month `months` later (or earlier, when negative); the last day of the month
 * where it has no such day: 31 August less 6 months is 28 or 29 February, and 29 February plus 12
 * months is 28 February. So a notice falls early rather than late, and going back and forth may
 * lose days of the month's end. Stays inside the years 0000 … 9999. */
int64_t date_add_months(int64_t days, int months);
