/* SPDX-License-Identifier: Apache-2.0 */
/* calendar.h — the working days of an authority, and when a period ends.
 *
 * Holidays are tables in data/calendars/, one per authority and year, each row with its source;
 * they are part of the program. A year without a table is not guessed: not even its Mondays are
 * working days, and a period that meets it ends on no known day.
 *
 *     event                                    last day          due_s
 *       │▒▒▒▒▒▒▒▒│  1  │  2  │   …   │  n − 1  │    n    │
 *       └ its day is not counted                         └ 24:00 in the zone of the authority
 *
 * Days, working days and months end with the last day; the day of the event is not counted. Hours
 * run from the event, second by second. Rules that would make a period longer (an end on a holiday
 * that moves, the hour of the event that does not count) are not used: rather early than late.
 *
 * Units:   instants are UTC seconds; days are counted from 1970 as in date.h.
 * Source:  Regulation (EEC, Euratom) 1182/71 article 3 (EU); 21 CFR 803.53 "after the day that you
 *          become aware" (US).
 * Threads: every function is pure.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/zone.h"

enum {
    CALENDARS_MAX = 256,         /* tables; so that search in a row is fast enough */
    CALENDAR_HOLIDAYS_MAX = 128, /* in a year                                      */
    PERIOD_LENGTH_MAX = 400,     /* of any unit                                    */
};

typedef struct {
    int64_t days;
    Str name[LANG_COUNT];
    Str source;
} Holiday;

/* One table. */
typedef struct {
    Str authority; /* "fda" */
    int year;
    Str zone, source;
    unsigned weekend; /* a bit for each day of the week, 1 for Sunday */
    const Holiday *holiday;
    size_t count;
} CalendarYear;

typedef struct {
    const CalendarYear *year;
    size_t count;
} Calendars;

/* Reads tables; texts of rows point into them.
 * Fails: ERR_INTERNAL, for the tables are ours, with authority, year and line as steps; no memory.
 */
MUST_CHECK bool calendars_read(const Str *texts, size_t count, Arena *arena, Calendars *out,
                               Err *err);
/* Those of the program. */
MUST_CHECK bool calendars_own(Arena *arena, Calendars *out, Err *err);

/* The table of any year of the authority, or NULL. */
const CalendarYear *calendars_find(const Calendars *calendars, Str authority);

typedef enum { DAY_UNKNOWN, DAY_OPEN, DAY_WEEKEND, DAY_HOLIDAY, DAY_KINDS } DayKind;
/* What the authority does on that day. *why, when not NULL, is the holiday, or NULL. */
DayKind calendar_day(const Calendars *calendars, Str authority, int64_t days, const Holiday **why);

/* 0 is Sunday. */
int calendar_weekday(int64_t days);

typedef enum {
    PERIOD_HOURS,
    PERIOD_DAYS,
    PERIOD_WORKING_DAYS,
    PERIOD_MONTHS, /* to the same day of the month, or its last day when it has no such day */
    PERIOD_UNITS,
} PeriodUnit;

typedef struct {
    PeriodUnit unit;
    int length;    /* 1 … PERIOD_LENGTH_MAX */
    Str authority; /* whose working days; else empty */
} Period;

typedef struct {
    int missing_year; /* 0, or the year without a table: then the rest is 0 */
    int64_t due_s;    /* the first instant that is too late */
    int64_t due_days; /* the last day there that is not */
} Due;

/* When a period that begins with an event at `start_s` ends. */
Due period_end(const Calendars *calendars, const Zone *zone, Period period, int64_t start_s);
/* The date there at an instant. */
int64_t zone_days(const Zone *zone, int64_t instant);
/* The last day there that is before `due_s`: 24:00 belongs to the day that ends. */
int64_t zone_days_before(const Zone *zone, int64_t due_s);
