/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DAY_S = 86400, ARENA_BYTES = 1 << 22, FILE_BYTES = 1 << 12 };

static Zone load(Arena *arena, const char *name)
{
    Err err = { 0 };
    Zone zone;

    CHECK_OK(zone_load(ZONE_FOLDER, str_of(name), arena, &zone, &err), &err);
    CHECK_STR(zone.name, str_of(name), "the zone knows its name");
    return zone;
}

static int64_t at(const char *text)
{
    int64_t seconds = 0;

    CHECK(date_parse_s(str_of(text), &seconds), text);
    return seconds;
}

/* What the clock on the wall shows: "2026-03-08T01:59:59". */
static const struct {
    const char *zone, *instant, *want, *why;
} WALLS[] = {
    { "America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59", "the last of winter" },
    { "America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00", "an hour is left out" },
    { "America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59", "the last of summer" },
    { "America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00", "an hour comes again" },
    { "America/New_York", "2099-07-01T00:00:00Z", "2099-06-30T20:00:00", "by the rule" },
    { "America/New_York", "1883-11-18T16:59:59Z", "1883-11-18T12:03:57", "before all zones" },
    { "Asia/Tokyo", "2026-07-10T15:00:00Z", "2026-07-11T00:00:00", "Tokyo has one offset" },
    { "Asia/Tokyo", "2026-01-10T14:59:59Z", "2026-01-10T23:59:59", "all year round" },
    { "Europe/Brussels", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59", "the last of winter" },
    { "Europe/Brussels", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00", "the first of summer" },
    { "Europe/Brussels", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00", "and back" },
    { "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59", "the day before" },
    { "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00", "a day was left out" },
    { "Etc/GMT-14", "2026-01-01T00:00:00Z", "2026-01-01T14:00:00", "the first to begin a day" },
    { "Etc/GMT+12", "2026-01-01T00:00:00Z", "2025-12-31T12:00:00", "the last to end a day" },
};

TEST(zone_shows_the_clock_on_the_wall)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < ARRAY_LEN(WALLS); i++) {
        Zone zone = load(&arena, WALLS[i].zone);
        ZoneTime time = zone_time(&zone, at(WALLS[i].instant));
        CHECK_INT(time.days * DAY_S + time.second, at(WALLS[i].want), WALLS[i].why);
    }
}

static const struct {
    const char *zone, *wall, *want, *why;
} INSTANTS[] = {
    { "America/New_York", "2026-03-08T01:59:59", "2026-03-08T06:59:59Z", "plain" },
    { "America/New_York", "2026-03-08T02:00:00", "2026-03-08T07:00:00Z", "the change" },
    { "America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z", "never shown" },
    { "America/New_York", "2026-03-08T03:00:00", "2026-03-08T07:00:00Z", "the first after it" },
    { "America/New_York", "2026-11-01T01:00:00", "2026-11-01T05:00:00Z", "shown twice" },
    { "America/New_York", "2026-11-01T01:59:59", "2026-11-01T05:59:59Z", "still the first" },
    { "America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z", "after the second" },
    { "America/New_York", "2050-11-06T01:30:00", "2050-11-06T05:30:00Z", "by the rule" },
    { "America/New_York", "2050-03-13T02:30:00", "2050-03-13T07:00:00Z", "by the rule, a gap" },
    { "America/New_York", "1700-01-01T00:00:00", "1700-01-01T04:56:02Z", "before all zones" },
    { "Asia/Tokyo", "2026-04-29T00:00:00", "2026-04-28T15:00:00Z", "Tokyo" },
    { "Europe/Brussels", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "shown twice" },
    { "Asia/Beirut", "2026-03-29T00:00:00", "2026-03-28T22:00:00Z", "a midnight that is missing" },
    { "Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z", "a day that is missing" },
    { "Africa/Casablanca", "2014-07-10T12:00:00", "2014-07-10T12:00:00Z", "many changes" },
};

TEST(zone_finds_the_first_instant_of_a_time_on_the_wall)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < ARRAY_LEN(INSTANTS); i++) {
        Zone zone = load(&arena, INSTANTS[i].zone);
        int64_t wall = at(INSTANTS[i].wall), days = date_days_of_s(wall);
        int64_t got = zone_instant(&zone, (ZoneTime){ days, (int32_t)(wall - days * DAY_S) });
        CHECK_INT(got, at(INSTANTS[i].want), INSTANTS[i].why);
    }
}

/* ---- the C library as an oracle ------------------------------------------------------ */

static const char *const ZONES[] = {
    "America/New_York", "Asia/Tokyo", "Europe/Brussels", "Europe/Dublin", "America/Sao_Paulo",
    "Asia/Kathmandu", "Asia/Gaza", "Africa/Casablanca", "America/Nuuk", "Australia/Lord_Howe",
    "Pacific/Chatham", "Pacific/Apia", "Asia/Tehran", "Antarctica/Troll", "America/Caracas", "UTC",
};

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 20;
}

static void compare(const Zone *zone, int64_t instant)
{
    time_t there = instant;
    struct tm tm;
    ZoneTime got = zone_time(zone, instant);
    int64_t days, back;

    if (!localtime_r(&there, &tm))
        test_fail("the C library fails");
    days = date_to_days((Ymd){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday });
    if (got.days != days || got.second != (tm.tm_hour * 60 + tm.tm_min) * 60 + tm.tm_sec)
        test_fail("%.*s at %lld is not what the C library says", STR_ARG(zone->name),
                  (long long)instant);
    back = zone_instant(zone, got);
    if (back > instant || zone_time(zone, back).days != days
        || zone_time(zone, back).second != got.second)
        test_fail("%.*s at %lld does not come back", STR_ARG(zone->name), (long long)instant);
}

TEST(zone_agrees_with_the_c_library_from_1900_to_2100)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    int64_t first = at("1900-01-01"), last = at("2100-12-31"), late = at("2037-01-01");
    uint64_t state = 20261122;

    for (size_t i = 0; i < ARRAY_LEN(ZONES); i++) {
        Zone zone = load(&arena, ZONES[i]);
        setenv("TZ", ZONES[i], 1);
        tzset();
        for (int j = 0; j < 4000; j++) {
            int64_t from = j % 2 ? first : late;
            compare(&zone, from + (int64_t)(next(&state) % (uint64_t)(last - from)));
        }
        for (int64_t t = zone_span(&zone, first).to; t < last; t = zone_span(&zone, t).to)
            for (int64_t d = -3601; d <= 3601; d += 1800)
                compare(&zone, t + d);
    }
    unsetenv("TZ");
    tzset();
}

/* ---- files by hand ---------------------------------------------------------------- */

typedef struct {
    char bytes[FILE_BYTES];
    size_t len;
} File;

static void put(File *file, const void *bytes, size_t len)
{
    memcpy(file->bytes + file->len, bytes, len);
    file->len += len;
}

static void put_number(File *file, int64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        char c = (char)(number >> (8 * i));
        put(file, &c, 1);
    }
}

static void put_header(File *file, char version, uint32_t leaps, uint32_t times, uint32_t types)
{
    put(file, "TZif", 4);
    put(file, &version, 1);
    put(file, (const char[15]){ 0 }, 15);
    put_number(file, 0, 4);
    put_number(file, 0, 4);
    put_number(file, leaps, 4);
    put_number(file, times, 4);
    put_number(file, types, 4);
    put_number(file, 4, 4);
}

/* Two changes, at 100 and 200, between +1 h and +2 h; the names are of no use. */
static void put_block(File *file, int time_bytes)
{
    put_number(file, 100, time_bytes);
    put_number(file, 200, time_bytes);
    put(file, "\1\0", 2);
    put_number(file, 3600, 4);
    put(file, "\0\0", 2);
    put_number(file, 7200, 4);
    put(file, "\1\0", 2);
    put(file, "ABC", 4);
}

static void sample(File *file, char version, const char *footer)
{
    *file = (File){ .len = 0 };
    put_header(file, version, 0, 2, 2);
    put_block(file, 4);
    if (!version)
        return;
    put_header(file, version, 0, 2, 2);
    put_block(file, 8);
    put(file, footer, strlen(footer));
}

static bool parse(const File *file, Arena *arena, Zone *zone, Err *err)
{
    return zone_parse(STR("Test/Zone"), (Str){ file->bytes, file->len }, arena, zone, err);
}

TEST(zone_reads_every_version_of_the_format)
{
    static const char VERSIONS[] = { 0, '2', '3', '4' };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    File file;
    Zone zone;
    Err err = { 0 };

    for (size_t i = 0; i < sizeof VERSIONS; i++) {
        sample(&file, VERSIONS[i], "\nAAA-3\n");
        CHECK_OK(parse(&file, &arena, &zone, &err), &err);
        CHECK_INT(zone_span(&zone, 99).offset_s, 3600, "the first type, before all changes");
        CHECK_INT(zone_span(&zone, 100).offset_s, 7200, "from the first change");
        CHECK_INT(zone_span(&zone, 200).offset_s, VERSIONS[i] ? 10800 : 3600,
                  "a rule from the last one, if there is one");
    }
    sample(&file, '2', "\n\n");
    CHECK_OK(parse(&file, &arena, &zone, &err), &err);
    CHECK_INT(zone_span(&zone, 1000).offset_s, 3600, "no rule: the last offset stays");
    CHECK_INT(zone_span(&zone, 1000).to, INT64_MAX, "for ever");
}

static void refused(const File *file, const char *rule, const char *why)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Zone zone = { .count = 7 };
    Err err = { 0 };

    CHECK(!parse(file, &arena, &zone, &err), why);
    CHECK_STR(err.rule, str_of(rule), why);
    CHECK_INT(zone.count, 7, "the output is untouched");
    CHECK(str_starts(str_of(err.path), STR("Test/Zone")), "the zone is named");
}

/* One byte of a good file is changed. */
enum { BLOCK_V1_BYTES = 2 * 5 + 2 * 6 + 4, HEADER = 44, SECOND = HEADER + BLOCK_V1_BYTES };

static const struct {
    size_t at;
    char byte;
    const char *rule, *why;
} BROKEN[] = {
    { 0, 'X', "base.zone-no-file", "another magic" },
    { 4, '1', "base.zone-version", "version 1 has the byte 0" },
    { 4, '5', "base.zone-version", "a version to come" },
    { 33, 1, "base.zone-cut", "65,538 changes in the old block" },
    { SECOND, 'X', "base.zone-no-file", "another magic of the second header" },
    { SECOND + 28, 1, "base.zone-cut", "leap seconds that are not there" },
    { SECOND + HEADER + 15, 100, "base.zone-order", "the second change is not later" },
    { SECOND + HEADER, 0x40, "base.zone-order", "beyond the end of time" },
    { SECOND + HEADER, (char)0x80, "base.zone-order", "before the beginning" },
    { SECOND + HEADER + 16, 2, "base.zone-type", "a third type" },
    { SECOND + HEADER + 18, 1, "base.zone-offset", "194 days east" },
    { SECOND + HEADER + 24, (char)0xFF, "base.zone-offset", "as much west" },
};

TEST(zone_refuses_broken_files)
{
    File file;

    for (size_t i = 0; i < ARRAY_LEN(BROKEN); i++) {
        sample(&file, '2', "\nAAA-3\n");
        file.bytes[BROKEN[i].at] = BROKEN[i].byte;
        refused(&file, BROKEN[i].rule, BROKEN[i].why);
    }
}

TEST(zone_refuses_files_cut_anywhere)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    File file;
    Zone zone;
    Err err = { 0 };
    size_t whole;

    sample(&file, '2', "\nAAA-3\n");
    for (whole = file.len; file.len-- > 0;)
        CHECK(!parse(&file, &arena, &zone, &err), "cut");
    CHECK(whole > 0, "it was whole before");
}

TEST(zone_refuses_what_it_does_not_know)
{
    File file;

    sample(&file, '2', "AAA-3\n");
    refused(&file, "base.zone-footer", "no line of its own");
    sample(&file, '2', "\nAAA-3");
    refused(&file, "base.zone-footer", "no end of the line");
    sample(&file, '2', "\nAAA\n");
    refused(&file, "base.zone-rule", "a rule that is none");
    file = (File){ .len = 0 };
    put_header(&file, 0, 1, 2, 2);
    put_block(&file, 4);
    put_number(&file, 0, 8);
    refused(&file, "base.zone-leap-seconds", "leap seconds");
    file = (File){ .len = 0 };
    put_header(&file, 0, 0, 0, 0);
    put_number(&file, 0, 4);
    refused(&file, "base.zone-count", "no type");
    file = (File){ .len = 0 };
    put_header(&file, 0, 0, 0, 257);
    file.len += 257 * 6 + 4;
    refused(&file, "base.zone-count", "more types than a byte can name");
}

TEST(zone_says_at_which_byte_a_rule_breaks)
{
    char text[ZONE_RULE_BYTES_MAX + 4];
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    File file;
    Zone zone;
    Err err = { 0 };

    sample(&file, '2', "\nAAA\n");
    CHECK(!parse(&file, &arena, &zone, &err), "no offset");
    CHECK_INT(err.byte, file.len - 1, "behind the name");
    memset(text, 'A', sizeof text - 1);
    text[0] = text[sizeof text - 2] = '\n';
    text[sizeof text - 1] = '\0';
    sample(&file, '2', text);
    CHECK(!parse(&file, &arena, &zone, &err), "a long rule");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
    CHECK_INT(err.byte, file.len - strlen(text) + 1, "where it begins");
}

TEST(zone_refuses_a_file_beyond_the_limit)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Zone zone;
    Err err = { 0 };
    char *bytes = test_keep(calloc(1, ZONE_BYTES_MAX + 1));

    CHECK(!zone_parse(STR("Test/Zone"), (Str){ bytes, ZONE_BYTES_MAX + 1 }, &arena, &zone, &err),
          "a byte too many");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
}

static const struct {
    const char *name, *why;
} NAMES[] = {
    { "", "empty" },
    { "..", "above" },
    { "../../etc/passwd", "outside" },
    { "America/../../x", "outside, later" },
    { "/etc/localtime", "absolute" },
    { "Asia//Tokyo", "an empty part" },
    { "Asia/", "an empty end" },
    { "posixrules.bak", "a point" },
    { "Asia/To kyo", "a space" },
    { "Asia/To{kyo", "a bracket" },
    { "Asia/T\xC3\xB6kyo", "letters beyond ASCII" },
    { "America/Argentina/ComodRivadaviaComodRivadaviaComodRivadaviaComod", "too long" },
};

TEST(zone_refuses_names_that_lead_elsewhere)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);

    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        Zone zone;
        Err err = { 0 };
        CHECK(!zone_load(ZONE_FOLDER, str_of(NAMES[i].name), &arena, &zone, &err), NAMES[i].why);
        CHECK_STR(err.rule, STR("base.zone-name"), NAMES[i].why);
        CHECK(!zone_parse(str_of(NAMES[i].name), STR(""), &arena, &zone, &err), NAMES[i].why);
        CHECK_STR(err.rule, STR("base.zone-name"), NAMES[i].why);
    }
}

TEST(zone_says_which_file_is_missing)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Zone zone;
    Err err = { 0 };

    CHECK(!zone_load("/nowhere", STR("Asia/Tokyo"), &arena, &zone, &err), "no folder");
    CHECK_INT(err.code, ERR_IO, "the system refused");
    CHECK(str_starts(str_of(err.path), STR("/nowhere/Asia/Tokyo")), "and where");
}

TEST(zone_fails_without_memory)
{
    CLEANUP(arena_done) Arena none = arena_new(0);
    CLEANUP(arena_done) Arena little = arena_new(1 << 12);
    static char bytes[HEADER + 600 * 5 + 6 + 4];
    File head = { .len = 0 };
    Zone zone;
    Err err = { 0 };

    CHECK(!zone_load(ZONE_FOLDER, STR("Asia/Tokyo"), &none, &zone, &err), "no room for the name");
    CHECK(err_is_no_memory(&err), "no memory");
    put_header(&head, 0, 0, 600, 1);
    memcpy(bytes, head.bytes, head.len);
    CHECK(!zone_parse(STR("Test/Zone"), (Str){ bytes, sizeof bytes }, &little, &zone, &err),
          "no room for the changes");
    CHECK(err_is_no_memory(&err), "no memory");
    arena_done(&little);
    head.len = 0;
    put_header(&head, 0, 0, 400, 1);
    memcpy(bytes, head.bytes, head.len);
    CHECK(!zone_parse(STR("Test/Zone"), (Str){ bytes, sizeof bytes }, &little, &zone, &err),
          "no room for the offsets");
    CHECK(err_is_no_memory(&err), "no memory");
}

TEST(zone_refuses_a_folder_without_end)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    char *folder = test_keep(malloc(8 * ZONE_BYTES_MAX));
    Zone zone;
    Err err = { 0 };

    memset(folder, 'a', 8 * ZONE_BYTES_MAX - 1);
    folder[8 * ZONE_BYTES_MAX - 1] = '\0';
    CHECK(!zone_load(folder, STR("Asia/Tokyo"), &arena, &zone, &err), "half a megabyte");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
}
