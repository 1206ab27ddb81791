/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/io.h"
#include "lifecycle/calendar.h"
#include "lifecycle/tables.h"
#include "snapshot.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 24, DAY_S = 86400, FIRST_YEAR = 2024, LAST_YEAR = 2027 };
enum { SUN, MON, TUE, WED, THU, FRI, SAT };

typedef struct {
    Arena arena;
    Calendars calendars;
    Zone zone;
} World;

static void world_done(World *world)
{
    arena_done(&world->arena);
}

static World world_new(const char *zone)
{
    World world = { .arena = arena_new(ARENA_BYTES) };
    Err err = { 0 };

    CHECK_OK(calendars_own(&world.arena, &world.calendars, &err), &err);
    CHECK_OK(zone_load(ZONE_FOLDER, str_of(zone), &world.arena, &world.zone, &err), &err);
    return world;
}

static int64_t at(const char *text)
{
    int64_t seconds = 0;

    CHECK(date_parse_s(str_of(text), &seconds), text);
    return seconds;
}

/* ---- the tables against rules -------------------------------------------------------- */

static int64_t day(int year, int month, int day_of_month)
{
    return date_to_days((Ymd){ year, month, day_of_month });
}

/* The n-th such weekday of a month; 0 is the last one. */
static int64_t nth(int year, int month, int weekday, int n)
{
    int64_t first = day(year, month, 1);
    int64_t found = first + (weekday - calendar_weekday(first) + 7) % 7 + 7 * (n ? n - 1 : 4);

    return date_of_days(found).month == month ? found : found - 7;
}

typedef struct {
    int month, day;     /* day 0: the n-th weekday */
    int weekday, n;
    const char *name, *name_ja;
} HolidayRule;

/* 5 U.S.C. 6103(a). */
static const HolidayRule US[] = {
    { 1, 1, 0, 0, "New Year's Day", "元日" },
    { 1, 0, MON, 3, "Birthday of Martin Luther King, Jr.", "キング牧師記念日" },
    { 2, 0, MON, 3, "Washington's Birthday", "ワシントン誕生日" },
    { 5, 0, MON, 0, "Memorial Day", "戦没者追悼記念日" },
    { 6, 19, 0, 0, "Juneteenth National Independence Day", "奴隷解放記念日" },
    { 7, 4, 0, 0, "Independence Day", "独立記念日" },
    { 9, 0, MON, 1, "Labor Day", "労働者の日" },
    { 10, 0, MON, 2, "Columbus Day", "コロンブス記念日" },
    { 11, 11, 0, 0, "Veterans Day", "退役軍人の日" },
    { 11, 0, THU, 4, "Thanksgiving Day", "感謝祭" },
    { 12, 25, 0, 0, "Christmas Day", "クリスマス" },
};

/* The act on national holidays, article 2, as it has been since 2023. */
static const HolidayRule JP[] = {
    { 1, 1, 0, 0, "New Year's Day", "元日" },
    { 1, 0, MON, 2, "Coming of Age Day", "成人の日" },
    { 2, 11, 0, 0, "National Foundation Day", "建国記念の日" },
    { 2, 23, 0, 0, "Emperor's Birthday", "天皇誕生日" },
    { 3, -1, 0, 0, "Vernal Equinox Day", "春分の日" },
    { 4, 29, 0, 0, "Showa Day", "昭和の日" },
    { 5, 3, 0, 0, "Constitution Memorial Day", "憲法記念日" },
    { 5, 4, 0, 0, "Greenery Day", "みどりの日" },
    { 5, 5, 0, 0, "Children's Day", "こどもの日" },
    { 7, 0, MON, 3, "Marine Day", "海の日" },
    { 8, 11, 0, 0, "Mountain Day", "山の日" },
    { 9, 0, MON, 3, "Respect for the Aged Day", "敬老の日" },
    { 9, -2, 0, 0, "Autumnal Equinox Day", "秋分の日" },
    { 10, 0, MON, 2, "Sports Day", "スポーツの日" },
    { 11, 3, 0, 0, "Culture Day", "文化の日" },
    { 11, 23, 0, 0, "Labour Thanksgiving Day", "勤労感謝の日" },
};

/* Those that every Member State has. */
static const HolidayRule EU[] = {
    { 1, 1, 0, 0, "New Year's Day", "元日" },
    { 12, 25, 0, 0, "Christmas Day", "クリスマス" },
};

/* The usual formula for the equinoxes of 1980 to 2099, a check that is not the source. */
static int64_t equinox(int year, int month)
{
    int years = year - 1980;
    double base = month == 3 ? 20.8431 : 23.2488;

    return day(year, month, (int)(base + 0.242194 * years) - years / 4);
}

static int64_t rule_day(const HolidayRule *rule, int year)
{
    if (rule->day < 0)
        return equinox(year, rule->month);
    return rule->day ? day(year, rule->month, rule->day)
                     : nth(year, rule->month, rule->weekday, rule->n);
}

static const HolidayRule *rule_of(const HolidayRule *rules, size_t count, int64_t days)
{
    for (size_t i = 0; i < count; i++)
        if (rule_day(&rules[i], date_of_days(days).year) == days)
            return &rules[i];
    return NULL;
}

/* A Saturday's holiday is kept on Friday and a Sunday's on Monday. */
static bool us_closed(int64_t days)
{
    int weekday = calendar_weekday(days);

    return rule_of(US, ARRAY_LEN(US), days)
        || (weekday == FRI && rule_of(US, ARRAY_LEN(US), days + 1))
        || (weekday == MON && rule_of(US, ARRAY_LEN(US), days - 1));
}

static bool eu_closed(int64_t days)
{
    return rule_of(EU, ARRAY_LEN(EU), days);
}

static bool jp_national(int64_t days)
{
    return rule_of(JP, ARRAY_LEN(JP), days);
}

/* Article 3(2) and 3(3), and the turn of the year of the act on the holidays of offices. */
static bool jp_closed(int64_t days)
{
    Ymd ymd = date_of_days(days);
    int64_t back = days - 1;

    if (jp_national(days) || (jp_national(days - 1) && jp_national(days + 1))
        || (ymd.month == 12 && ymd.day >= 29) || (ymd.month == 1 && ymd.day <= 3))
        return true;
    while (jp_national(back) && calendar_weekday(back) != SUN)
        back--;
    return jp_national(back);
}

static const struct {
    const char *authority;
    bool (*closed)(int64_t days);
    const HolidayRule *rules;
    size_t count;
} AUTHORITIES[] = {
    { "eu", eu_closed, EU, ARRAY_LEN(EU) },
    { "fda", us_closed, US, ARRAY_LEN(US) },
    { "pmda", jp_closed, JP, ARRAY_LEN(JP) },
};

static void check_name(const Holiday *holiday, const HolidayRule *rule)
{
    char date[DATE_TEXT_BYTES];

    if (!rule)
        return;
    (void)date_write_day(holiday->days, date);
    CHECK_STR(holiday->name[LANG_EN], str_of(rule->name), date);
    CHECK_STR(holiday->name[LANG_JA], str_of(rule->name_ja), date);
}

TEST(calendars_have_the_holidays_that_the_laws_name)
{
    CLEANUP(world_done) World world = world_new("UTC");

    for (size_t i = 0; i < ARRAY_LEN(AUTHORITIES); i++) {
        Str authority = str_of(AUTHORITIES[i].authority);
        for (int64_t d = day(FIRST_YEAR, 1, 1); d <= day(LAST_YEAR, 12, 31); d++) {
            const Holiday *why;
            DayKind kind = calendar_day(&world.calendars, authority, d, &why);
            char date[DATE_TEXT_BYTES];
            bool weekend = calendar_weekday(d) == SAT || calendar_weekday(d) == SUN;
            (void)date_write_day(d, date);
            CHECK_INT(why != NULL, AUTHORITIES[i].closed(d), date);
            CHECK_INT(kind, why ? DAY_HOLIDAY : weekend ? DAY_WEEKEND : DAY_OPEN, date);
            if (why)
                check_name(why, rule_of(AUTHORITIES[i].rules, AUTHORITIES[i].count, d));
        }
    }
}

TEST(calendars_know_no_day_of_a_year_without_a_table)
{
    CLEANUP(world_done) World world = world_new("UTC");

    for (size_t i = 0; i < ARRAY_LEN(AUTHORITIES); i++) {
        Str authority = str_of(AUTHORITIES[i].authority);
        CHECK_INT(calendar_day(&world.calendars, authority, day(FIRST_YEAR - 1, 12, 30), NULL),
                  DAY_UNKNOWN, "a Saturday of a year before");
        CHECK_INT(calendar_day(&world.calendars, authority, day(LAST_YEAR + 1, 1, 3), NULL),
                  DAY_UNKNOWN, "a Monday of a year to come");
    }
    CHECK_INT(calendar_day(&world.calendars, STR("nobody"), day(2026, 1, 5), NULL), DAY_UNKNOWN,
              "nobody's day");
    CHECK(!calendars_find(&world.calendars, STR("nobody")), "nobody has no table");
    CHECK_STR(calendars_find(&world.calendars, STR("pmda"))->zone, STR("Asia/Tokyo"), "PMDA has");
}

TEST(calendars_of_the_program_are_the_files)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    const char *folder = test_source_path("data/calendars");
    Str *names;
    size_t count, found = 0;
    Err err = { 0 };

    CHECK_OK(io_list(folder, 1000, &arena, &names, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        char inside[256];
        Str text;
        if (!str_ends(names[i], STR(".tsv")))
            continue;
        snprintf(inside, sizeof inside, "data/calendars/%.*s", STR_ARG(names[i]));
        text = test_file(test_source_path(inside));
        if (found == CALENDAR_TABLES_COUNT)
            test_fail("%s is not in src/lifecycle/meson.build", inside);
        CHECK_STR(CALENDAR_TABLES[found++], text, inside);
    }
    CHECK_INT(found, CALENDAR_TABLES_COUNT, "no table without its file");
}

/* ---- refusals ------------------------------------------------------------------------ */

#define HEAD(authority, year, zone)                                                                \
    "# authority: " authority "\n# year: " year "\n# zone: " zone "\n"                            \
    "# weekend: saturday sunday\n# source: s\n"
#define ROWS "date\tname\tname_ja\tsource\n"

static const struct {
    const char *first, *second, *rule, *why;
} REFUSED[] = {
    { "", NULL, "base.tsv-value", "nothing" },
    { "# authority: a\n", NULL, "base.tsv-value", "no year" },
    { "# authority: a\n# year: 2026\n", NULL, "base.tsv-value", "no zone" },
    { "# authority: a\n# year: 2026\n# zone: UTC\n", NULL, "base.tsv-value", "no source" },
    { "# authority: a\n# year: 2026\n# zone: UTC\n# source: s\n", NULL, "base.tsv-value",
      "no weekend" },
    { HEAD("a", "MMXXVI", "UTC") ROWS, NULL, "lifecycle.calendar-year", "no number" },
    { HEAD("a", "1969", "UTC") ROWS, NULL, "lifecycle.calendar-year", "too early" },
    { HEAD("a", "9999", "UTC") ROWS, NULL, "lifecycle.calendar-year", "too late" },
    { "# authority: a\n# year: 2026\n# zone: UTC\n# source: s\n# weekend: sun\n" ROWS, NULL,
      "lifecycle.calendar-weekend", "a word that is no day" },
    { HEAD("a", "2026", "UTC"), NULL, "base.tsv-columns", "no columns" },
    { HEAD("a", "2026", "UTC") ROWS "2026-01-01\tn\tn\n", NULL, "base.tsv-cells", "no source" },
    { HEAD("a", "2026", "UTC") ROWS "2026-02-29\tn\tn\ts\n", NULL, "lifecycle.calendar-date",
      "a day that is not" },
    { HEAD("a", "2026", "UTC") ROWS "2025-12-31\tn\tn\ts\n", NULL, "lifecycle.calendar-date",
      "a day of another year" },
    { HEAD("a", "2026", "UTC") ROWS "2026-01-02\tn\tn\ts\n2026-01-02\tn\tn\ts\n", NULL,
      "lifecycle.calendar-date", "a day that comes twice" },
    { HEAD("a", "2026", "UTC") ROWS, HEAD("a", "2026", "UTC") ROWS, "lifecycle.calendar-twice",
      "a year that comes twice" },
    { HEAD("a", "2026", "UTC") ROWS, HEAD("a", "2027", "Asia/Tokyo") ROWS,
      "lifecycle.calendar-zone", "an authority that moves" },
};

TEST(calendars_that_are_wrong_are_our_fault)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Str texts[] = { str_of(REFUSED[i].first), str_of(REFUSED[i].second) };
        Calendars calendars = { .count = 7 };
        Err err = { 0 };
        CHECK(!calendars_read(texts, REFUSED[i].second ? 2 : 1, &arena, &calendars, &err),
              REFUSED[i].why);
        CHECK_INT(err.code, ERR_INTERNAL, REFUSED[i].why);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].why);
        CHECK(str_starts(str_of(err.path), STR("calendar ")), "the table is named");
        CHECK_INT(calendars.count, 7, "the output is untouched");
    }
}

TEST(calendars_of_two_authorities_stand_side_by_side)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    static const Str TEXTS[] = { STR_ROW(HEAD("a", "2026", "UTC") ROWS),
                                 STR_ROW(HEAD("b", "2026", "Asia/Tokyo") ROWS) };
    Calendars calendars;
    Err err = { 0 };

    CHECK_OK(calendars_read(TEXTS, 2, &arena, &calendars, &err), &err);
    CHECK_INT(calendar_day(&calendars, STR("b"), day(2026, 1, 1), NULL), DAY_OPEN, "no holidays");
}

TEST(calendars_have_limits)
{
    static Str texts[CALENDARS_MAX + 1];
    static char table[1 << 13] = HEAD("a", "2026", "UTC") ROWS;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(arena_done) Arena none = arena_new(0);
    CLEANUP(arena_done) Arena little = arena_new(1 << 12);
    Calendars calendars;
    Err err = { 0 };
    size_t len = strlen(table);
    Str one;

    for (int64_t d = 0; d <= CALENDAR_HOLIDAYS_MAX; d++) {
        char date[DATE_TEXT_BYTES];
        (void)date_write_day(day(2026, 1, 1) + d, date);
        len += (size_t)snprintf(table + len, sizeof table - len, "%s\tn\tn\ts\n", date);
    }
    one = str_of(table);
    CHECK(!calendars_read(&one, 1, &arena, &calendars, &err), "too many holidays");
    CHECK_STR(err.rule, STR("lifecycle.calendar-too-many"), "is said");
    CHECK(!calendars_read(texts, ARRAY_LEN(texts), &arena, &calendars, &err), "too many tables");
    CHECK_STR(err.rule, STR("lifecycle.calendar-too-many"), "is said");
    CHECK(!calendars_read(&one, 1, &none, &calendars, &err) && err_is_no_memory(&err), "none");
    CHECK(!calendars_read(&one, 1, &little, &calendars, &err) && err_is_no_memory(&err),
          "no room for the rows");
    CHECK_INT(err.code, ERR_LIMIT, "memory is no fault of the table");
}

/* ---- periods ------------------------------------------------------------------------- */

#define NY "America/New_York"
#define TK "Asia/Tokyo"
#define BR "Europe/Brussels"

static const struct {
    const char *zone, *start;
    int length;
    PeriodUnit unit;
    const char *authority, *last, *due, *why;
} PERIODS[] = {
    /* hours run, whatever the clock on the wall does */
    { BR, "2026-10-24T12:00:00Z", 24, PERIOD_HOURS, "", "2026-10-25", "2026-10-25T12:00:00Z",
      "a day of 25 hours: 13:00 instead of 14:00" },
    { BR, "2026-03-28T12:00:00Z", 24, PERIOD_HOURS, "", "2026-03-29", "2026-03-29T12:00:00Z",
      "a day of 23 hours" },
    { BR, "2026-12-30T10:20:30Z", 72, PERIOD_HOURS, "", "2027-01-02", "2027-01-02T10:20:30Z",
      "over the new year" },
    { BR, "2026-10-02T22:00:00Z", 24, PERIOD_HOURS, "", "2026-10-03", "2026-10-03T22:00:00Z",
      "an end at 24:00 belongs to the day that ends" },
    /* days: that of the event is not counted */
    { TK, "2026-11-22T03:00:00Z", 15, PERIOD_DAYS, "", "2026-12-07", "2026-12-07T15:00:00Z",
      "fifteen days" },
    { TK, "2026-11-22T14:59:59Z", 15, PERIOD_DAYS, "", "2026-12-07", "2026-12-07T15:00:00Z",
      "the last second of the day in Tokyo" },
    { TK, "2026-11-22T15:00:00Z", 15, PERIOD_DAYS, "", "2026-12-08", "2026-12-08T15:00:00Z",
      "the next day in Tokyo, still the same in New York" },
    { NY, "2026-11-22T15:00:00Z", 30, PERIOD_DAYS, "", "2026-12-22", "2026-12-23T05:00:00Z",
      "thirty days" },
    { NY, "2026-02-20T12:00:00Z", 30, PERIOD_DAYS, "", "2026-03-22", "2026-03-23T04:00:00Z",
      "into summer time" },
    { NY, "2026-10-20T12:00:00Z", 30, PERIOD_DAYS, "", "2026-11-19", "2026-11-20T05:00:00Z",
      "out of summer time" },
    { BR, "2026-10-24T10:00:00Z", 1, PERIOD_DAYS, "", "2026-10-25", "2026-10-25T23:00:00Z",
      "the last day has 25 hours" },
    { TK, "2028-02-20T00:00:00Z", 15, PERIOD_DAYS, "", "2028-03-06", "2028-03-06T15:00:00Z",
      "29 February counts" },
    { TK, "2027-02-20T00:00:00Z", 15, PERIOD_DAYS, "", "2027-03-07", "2027-03-07T15:00:00Z",
      "and is not there in other years" },
    { BR, "2026-12-25T10:00:00Z", 10, PERIOD_DAYS, "", "2027-01-04", "2027-01-04T23:00:00Z",
      "over the new year" },
    /* months */
    { BR, "2027-01-31T10:00:00Z", 1, PERIOD_MONTHS, "", "2027-02-28", "2027-02-28T23:00:00Z",
      "no 31 February" },
    { BR, "2028-01-31T10:00:00Z", 1, PERIOD_MONTHS, "", "2028-02-29", "2028-02-29T23:00:00Z",
      "a leap year" },
    { BR, "2026-09-30T10:00:00Z", 1, PERIOD_MONTHS, "", "2026-10-30", "2026-10-30T23:00:00Z",
      "the same day, not the last one" },
    { BR, "2026-12-15T10:00:00Z", 1, PERIOD_MONTHS, "", "2027-01-15", "2027-01-15T23:00:00Z",
      "over the new year" },
    { BR, "2026-09-30T22:30:00Z", 1, PERIOD_MONTHS, "", "2026-11-01", "2026-11-01T23:00:00Z",
      "1 October in Brussels" },
    /* working days */
    { NY, "2026-11-20T20:00:00Z", 5, PERIOD_WORKING_DAYS, "fda", "2026-11-30",
      "2026-12-01T05:00:00Z", "Thanksgiving does not count, the Friday after does" },
    { NY, "2026-11-20T20:00:00Z", 10, PERIOD_WORKING_DAYS, "fda", "2026-12-07",
      "2026-12-08T05:00:00Z", "nor does it for a correction" },
    { NY, "2026-11-21T20:00:00Z", 5, PERIOD_WORKING_DAYS, "fda", "2026-11-30",
      "2026-12-01T05:00:00Z", "from a Saturday: Monday is the first" },
    { NY, "2026-11-27T23:30:00Z", 5, PERIOD_WORKING_DAYS, "fda", "2026-12-04",
      "2026-12-05T05:00:00Z", "Friday evening" },
    { NY, "2026-07-31T10:00:00Z", 5, PERIOD_WORKING_DAYS, "fda", "2026-08-07",
      "2026-08-08T04:00:00Z", "Friday 19:00 in Tokyo is Friday 06:00 in New York" },
    { NY, "2026-07-30T23:00:00Z", 5, PERIOD_WORKING_DAYS, "fda", "2026-08-06",
      "2026-08-07T04:00:00Z", "Friday 08:00 in Tokyo is Thursday in New York" },
    { NY, "2026-07-01T12:00:00Z", 2, PERIOD_WORKING_DAYS, "fda", "2026-07-06",
      "2026-07-07T04:00:00Z", "4 July is a Saturday: Friday is free" },
    { NY, "2027-07-02T12:00:00Z", 1, PERIOD_WORKING_DAYS, "fda", "2027-07-06",
      "2027-07-07T04:00:00Z", "4 July is a Sunday: Monday is free" },
    { NY, "2026-12-23T12:00:00Z", 10, PERIOD_WORKING_DAYS, "fda", "2027-01-08",
      "2027-01-09T05:00:00Z", "over the new year" },
    { NY, "2026-03-06T12:00:00Z", 1, PERIOD_WORKING_DAYS, "fda", "2026-03-09",
      "2026-03-10T04:00:00Z", "over the beginning of summer time" },
    { NY, "2027-12-28T12:00:00Z", 2, PERIOD_WORKING_DAYS, "fda", "2027-12-30",
      "2027-12-31T05:00:00Z", "up to the eve of the free 31 December" },
    { TK, "2026-04-28T03:00:00Z", 5, PERIOD_WORKING_DAYS, "pmda", "2026-05-11",
      "2026-05-11T15:00:00Z", "Golden Week, with a substitute on 6 May" },
    { TK, "2026-09-18T03:00:00Z", 1, PERIOD_WORKING_DAYS, "pmda", "2026-09-24",
      "2026-09-24T15:00:00Z", "a day between two national holidays" },
    { TK, "2026-12-28T03:00:00Z", 1, PERIOD_WORKING_DAYS, "pmda", "2027-01-04",
      "2027-01-04T15:00:00Z", "the turn of the year" },
    { TK, "2024-02-22T03:00:00Z", 5, PERIOD_WORKING_DAYS, "pmda", "2024-03-01",
      "2024-03-01T15:00:00Z", "a leap day that is worked on" },
};

TEST(periods_end_with_the_last_day_of_the_authority)
{
    for (size_t i = 0; i < ARRAY_LEN(PERIODS); i++) {
        CLEANUP(world_done) World world = world_new(PERIODS[i].zone);
        Period period = { PERIODS[i].unit, PERIODS[i].length, str_of(PERIODS[i].authority) };
        Due due = period_end(&world.calendars, &world.zone, period, at(PERIODS[i].start));
        char text[DATE_TEXT_BYTES];
        CHECK_INT(due.missing_year, 0, PERIODS[i].why);
        CHECK_STR(date_write_s(due.due_s, text), str_of(PERIODS[i].due), PERIODS[i].why);
        CHECK_STR(date_write_day(due.due_days, text), str_of(PERIODS[i].last), PERIODS[i].why);
    }
}

static const struct {
    const char *start;
    int length, year;
    const char *why;
} MISSING[] = {
    { "2027-12-30T12:00:00Z", 1, 2028, "31 December is free, and 2028 has no table" },
    { "2027-12-20T12:00:00Z", 10, 2028, "in the middle" },
    { "2023-06-01T12:00:00Z", 10, 2023, "before all tables" },
    { "2023-12-29T12:00:00Z", 5, 2023, "a weekend of a year without a table" },
    { "2030-06-01T12:00:00Z", 1, 2030, "after all tables" },
};

TEST(periods_over_a_year_without_a_table_end_on_no_known_day)
{
    CLEANUP(world_done) World world = world_new(NY);

    for (size_t i = 0; i < ARRAY_LEN(MISSING); i++) {
        Period period = { PERIOD_WORKING_DAYS, MISSING[i].length, STR("fda") };
        Due due = period_end(&world.calendars, &world.zone, period, at(MISSING[i].start));
        CHECK_INT(due.missing_year, MISSING[i].year, MISSING[i].why);
        CHECK_INT(due.due_s, 0, "no instant");
        CHECK_INT(due.due_days, 0, "no day");
    }
}
