/* SPDX-License-Identifier: Apache-2.0 */
/* date.h — instants and days, without time zones of the machine.
 *
 * An instant is UTC seconds since 1970-01-01T00:00:00Z, a day the number of days since then, both
 * in the proleptic Gregorian calendar (ISO 8601). Years 0000 … 9999.
 *
 * Read:    RFC 3339, and what feeds write beside it: no zone (UTC), a space for the T, a zone
 *          without colon or minutes, no seconds, a day alone (its first second). Digits of a
 *          fraction are read and dropped. Second 60 is the first of the next minute.
 * Threads: every function is pure but date_now_s.
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
