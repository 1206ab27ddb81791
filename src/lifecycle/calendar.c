/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/calendar.h"

#include "base/tsv.h"
#include "lifecycle/tables.h"

#define RULE_YEAR     STR("lifecycle.calendar-year")
#define RULE_WEEKEND  STR("lifecycle.calendar-weekend")
#define RULE_DATE     STR("lifecycle.calendar-date")
#define RULE_TWICE    STR("lifecycle.calendar-twice")
#define RULE_ZONE     STR("lifecycle.calendar-zone")
#define RULE_TOO_MANY STR("lifecycle.calendar-too-many")

enum { HOUR_S = 3600, WEEK_DAYS = 7, YEAR_MIN = 1970, YEAR_MAX = 9998 };

static const Str WEEKDAY[WEEK_DAYS] = {
    STR_ROW("sunday"), STR_ROW("monday"), STR_ROW("tuesday"), STR_ROW("wednesday"),
    STR_ROW("thursday"), STR_ROW("friday"), STR_ROW("saturday"),
};

enum { COL_DATE, COL_NAME, COL_NAME_JA, COL_SOURCE, COLS };
static const Str COLUMNS[COLS] = {
    STR_ROW("date"), STR_ROW("name"), STR_ROW("name_ja"), STR_ROW("source"),
};

int calendar_weekday(int64_t days)
{
    return (int)(((days + 4) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS);
}

/* ---- reading ---------------------------------------------------------------------- */

static bool take_weekend(Str words, unsigned *out, Err *err)
{
    unsigned weekend = 0;
    Str word;

    while (str_next(&words, ' ', &word)) {
        unsigned bit = 0;
        for (unsigned i = 0; i < WEEK_DAYS; i++)
            bit |= str_eq(word, WEEKDAY[i]) ? 1u << i : 0;
        if (!bit)
            return err_set(err, ERR_INTERNAL, RULE_WEEKEND, word);
        weekend |= bit;
    }
    *out = weekend;
    return true;
}

static bool take_head(Str text, CalendarYear *year, Err *err)
{
    Str number, weekend;
    uint64_t value;

    if (!tsv_value(text, STR("authority"), &year->authority, err)
        || !tsv_value(text, STR("year"), &number, err)
        || !tsv_value(text, STR("zone"), &year->zone, err)
        || !tsv_value(text, STR("source"), &year->source, err)
        || !tsv_value(text, STR("weekend"), &weekend, err))
        return false;
    if (!str_to_u64(number, &value) || value < YEAR_MIN || value > YEAR_MAX)
        return err_set(err, ERR_INTERNAL, RULE_YEAR, number);
    year->year = (int)value;
    return take_weekend(weekend, &year->weekend, err);
}

static bool take_holiday(const Str *cells, int year, int64_t before, Holiday *out, Err *err)
{
    Ymd ymd;

    if (!date_parse_day(cells[COL_DATE], &ymd) || ymd.year != year || date_to_days(ymd) <= before)
        return err_set(err, ERR_INTERNAL, RULE_DATE, cells[COL_DATE]);
    *out = (Holiday){
        .days = date_to_days(ymd),
        .name = { [LANG_EN] = cells[COL_NAME], [LANG_JA] = cells[COL_NAME_JA] },
        .source = cells[COL_SOURCE],
    };
    return true;
}

/* Rows ascend, so that no day stands twice. */
static bool take_rows(Str text, CalendarYear *year, Holiday *holidays, Err *err)
{
    Str cells[COLS];
    int64_t before = INT64_MIN;
    Tsv tsv;
    bool more;

    if (!tsv_open(text, COLUMNS, COLS, &tsv, err))
        return false;
    for (year->count = 0; tsv_next(&tsv, cells, &more, err); year->count++) {
        if (!more)
            return true;
        if (year->count == CALENDAR_HOLIDAYS_MAX)
            return err_set(err, ERR_INTERNAL, RULE_TOO_MANY);
        if (!take_holiday(cells, year->year, before, &holidays[year->count], err))
            return tsv_in(&tsv, err);
        before = holidays[year->count].days;
    }
    return false;
}

static bool take_table(Str text, Arena *arena, CalendarYear *out, Err *err)
{
    Holiday *holidays = ARENA_ARRAY(arena, Holiday, CALENDAR_HOLIDAYS_MAX);

    if (!holidays)
        return err_no_memory(err);
    *out = (CalendarYear){ .holiday = holidays };
    return take_head(text, out, err) && take_rows(text, out, holidays, err);
}

/* A table for the same authority and year is a contradiction, and so is another zone. */
static bool table_fits(const CalendarYear *years, size_t count, Err *err)
{
    const CalendarYear *added = &years[count];

    for (size_t i = 0; i < count; i++) {
        if (!str_eq(years[i].authority, added->authority))
            continue;
        if (years[i].year == added->year)
            return err_set(err, ERR_INTERNAL, RULE_TWICE);
        if (!str_eq(years[i].zone, added->zone))
            return err_set(err, ERR_INTERNAL, RULE_ZONE, added->zone);
    }
    return true;
}

bool calendars_read(const Str *texts, size_t count, Arena *arena, Calendars *out, Err *err)
{
    CalendarYear *years = ARENA_ARRAY(arena, CalendarYear, count);

    if (count > CALENDARS_MAX)
        return err_set(err, ERR_INTERNAL, RULE_TOO_MANY);
    if (!years)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (take_table(texts[i], arena, &years[i], err) && table_fits(years, i, err))
            continue;
        if (!err_is_no_memory(err))
            err->code = ERR_INTERNAL;
        return err_in(err, "calendar %.*s-%d", STR_ARG(years[i].authority), years[i].year);
    }
    *out = (Calendars){ years, count };
    return true;
}

bool calendars_own(Arena *arena, Calendars *out, Err *err)
{
    return calendars_read(CALENDAR_TABLES, CALENDAR_TABLES_COUNT, arena, out, err);
}

/* ---- days ------------------------------------------------------------------------- */

const CalendarYear *calendars_find(const Calendars *calendars, Str authority)
{
    for (size_t i = 0; i < calendars->count; i++)
        if (str_eq(calendars->year[i].authority, authority))
            return &calendars->year[i];
    return NULL;
}

static const CalendarYear *find_year(const Calendars *calendars, Str authority, int year)
{
    for (size_t i = 0; i < calendars->count; i++)
        if (calendars->year[i].year == year && str_eq(calendars->year[i].authority, authority))
            return &calendars->year[i];
    return NULL;
}

DayKind calendar_day(const Calendars *calendars, Str authority, int64_t days, const Holiday **why)
{
    const CalendarYear *year = find_year(calendars, authority, date_of_days(days).year);
    const Holiday *found = NULL;

    for (size_t i = 0; year && i < year->count; i++)
        if (year->holiday[i].days == days)
            found = &year->holiday[i];
    if (why)
        *why = found;
    if (!year)
        return DAY_UNKNOWN;
    if (found)
        return DAY_HOLIDAY;
    return year->weekend >> calendar_weekday(days) & 1 ? DAY_WEEKEND : DAY_OPEN;
}

/* ---- periods ---------------------------------------------------------------------- */

int64_t zone_days(const Zone *zone, int64_t instant)
{
    return zone_time(zone, instant).days;
}

int64_t zone_days_before(const Zone *zone, int64_t due_s)
{
    return zone_days(zone, due_s - 1);
}

/* The n-th open day behind `days`; 0 and the year that has no table. */
static int64_t add_working_days(const Calendars *calendars, Period period, int64_t days,
                                int *missing_year)
{
    for (int left = period.length; left;) {
        DayKind kind = calendar_day(calendars, period.authority, ++days, NULL);
        if (kind == DAY_UNKNOWN) {
            *missing_year = date_of_days(days).year;
            return 0;
        }
        left -= kind == DAY_OPEN;
    }
    return days;
}

static int64_t last_day(const Calendars *calendars, Period period, int64_t days, int *missing_year)
{
    if (period.unit == PERIOD_WORKING_DAYS)
        return add_working_days(calendars, period, days, missing_year);
    if (period.unit == PERIOD_MONTHS)
        return date_add_months(days, period.length);
    return days + period.length;
}

Due period_end(const Calendars *calendars, const Zone *zone, Period period, int64_t start_s)
{
    Due due = { 0 };
    int64_t days;

    assert(period.length >= 1 && period.length <= PERIOD_LENGTH_MAX);
    if (period.unit == PERIOD_HOURS) {
        due.due_s = start_s + (int64_t)period.length * HOUR_S;
    } else {
        days = last_day(calendars, period, zone_days(zone, start_s), &due.missing_year);
        if (due.missing_year)
            return due;
        due.due_s = zone_instant(zone, (ZoneTime){ days + 1, 0 });
    }
    due.due_days = zone_days_before(zone, due.due_s);
    return due;
}
