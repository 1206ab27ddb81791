/* SPDX-License-Identifier: Apache-2.0 */
/* The whole way, records to look-ups, against an oracle that goes through all records. */
#include "knowledge.h"
#include "test.h"

#include <string.h>

enum { RECORDS = 300, PACKAGES = 40, NAME_BYTES = 24, MADE_RANGES = 4 };

static uint64_t seed = 20261121;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static Arena lasting;

static Str text_of(const char *fmt, unsigned a, unsigned b, unsigned c)
{
    char *text = arena_alloc(&lasting, 1, NAME_BYTES * 2);
    int len;

    CHECK(text != NULL, "memory");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    len = snprintf(text, NAME_BYTES * 2, fmt, a, b, c);
#pragma GCC diagnostic pop
    return (Str){ text, (size_t)len };
}

static RecordRange make_range(void)
{
    unsigned from = next_random(20), to = from + next_random(10);
    RecordRange range = { .lower_inclusive = next_random(2), .upper_inclusive = next_random(2),
                          .fixed_known = true };

    if (next_random(4))
        range.lower = text_of("%u.%u.%u", from / 4, from % 4, next_random(3));
    if (next_random(4))
        range.upper = text_of("%u.%u.%u", to / 4, to % 4, next_random(3));
    range.lower_inclusive = range.lower_inclusive && range.lower.len;
    range.upper_inclusive = range.upper_inclusive && range.upper.len;
    range.fixed_known = range.upper.len && !range.upper_inclusive;
    return range;
}

static Record make_record(unsigned i)
{
    RecordAffected *affected = ARENA_NEW(&lasting, RecordAffected);
    RecordRange *ranges = ARENA_ARRAY(&lasting, RecordRange, MADE_RANGES);
    Str *versions = ARENA_ARRAY(&lasting, Str, MADE_RANGES);

    CHECK(affected && ranges && versions, "memory");
    *affected = (RecordAffected){ .ecosystem = STR("npm"),
                                  .name = text_of("package-%u%u%u", 0, 0, next_random(PACKAGES)),
                                  .ranges = ranges, .versions = versions };
    affected->range_count = next_random(MADE_RANGES);
    affected->version_count = next_random(MADE_RANGES);
    for (size_t r = 0; r < affected->range_count; r++)
        ranges[r] = make_range();
    for (size_t v = 0; v < affected->version_count; v++)
        versions[v] = text_of("%u.%u.%u", next_random(7), next_random(4), next_random(3));
    return (Record){ .id = text_of("GHSA-%u-%u-%u", i, i, i), .affected = affected,
                     .affected_count = 1, .modified_s = 1700000000 };
}

static int order(Str a, Str b)
{
    int way;
    Err err = { 0 };

    CHECK_OK(version_compare(SCHEME_NPM, a, b, &way, &err), &err);
    return way;
}

/* The oracle: OSV's own words, record by record. */
static bool says(const Record *record, Str package, Str version)
{
    const RecordAffected *affected = record->affected;

    if (!str_eq(affected->name, package))
        return false;
    for (size_t i = 0; i < affected->version_count; i++)
        if (str_eq(affected->versions[i], version))
            return true;
    for (size_t i = 0; i < affected->range_count; i++) {
        const RecordRange *range = &affected->ranges[i];
        int low = range->lower.len ? order(version, range->lower) : 1;
        int high = range->upper.len ? order(version, range->upper) : -1;

        if ((low > 0 || (low == 0 && range->lower_inclusive)) &&
            (high < 0 || (high == 0 && range->upper_inclusive)))
            return true;
    }
    return false;
}

/* What the look-up gives for one range, by prefixes first. */
static bool range_holds(const Kb *kb, const KbPackage *package, uint32_t i, Str version)
{
    const KbRange *range = &package->ranges[i];
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len;
    int low, high;

    CHECK(version_key(SCHEME_NPM, version, key, &len), "npm versions have keys");
    if (kb_key_prefix((Str){ (const char *)key, len }) < package->lower_prefix[i] ||
        kb_key_prefix((Str){ (const char *)key, len }) > package->upper_prefix[i])
        return false;
    if (range->flags & KB_EXACT)
        return str_eq(kb_version(kb, range->lower).text, version);
    low = range->flags & KB_LOWER_OPEN ? 1 : order(version, kb_version(kb, range->lower).text);
    high = range->flags & KB_UPPER_OPEN ? -1 : order(version, kb_version(kb, range->upper).text);
    return (low > 0 || (low == 0 && (range->flags & KB_LOWER_INCLUSIVE))) &&
           (high < 0 || (high == 0 && (range->flags & KB_UPPER_INCLUSIVE)));
}

static void ask(const Kb *kb, const Record *records, Str name, Str version)
{
    bool got[RECORDS] = { 0 };
    KbPackage package = { 0 };

    if (kb_package(kb, STR("npm"), name, &package))
        for (uint32_t i = 0; i < package.count; i++)
            if (range_holds(kb, &package, i, version)) {
                KbAdvisory advisory;

                CHECK(kb_advisory(kb, package.ranges[i].advisory, &advisory), "of a record");
                for (int r = 0; r < RECORDS; r++)
                    got[r] = got[r] || str_eq(records[r].id, advisory.id);
            }
    for (int r = 0; r < RECORDS; r++)
        if (got[r] != says(&records[r], name, version))
            test_fail("%.*s %.*s: %.*s: got %d", STR_ARG(name), STR_ARG(version),
                      STR_ARG(records[r].id), got[r]);
}

TEST(every_look_up_agrees_with_going_through_all_records)
{
    static Record records[RECORDS];
    KnowledgeSource source = { STR("osv/npm"), FEED_OSV, records, RECORDS };
    Knowledge knowledge = { .sources = &source, .source_count = 1 };
    Kb *kb;

    lasting = arena_new((size_t)1 << 28);
    for (unsigned i = 0; i < RECORDS; i++)
        records[i] = make_record(i);
    kb = knowledge_make(&knowledge);
    for (unsigned p = 0; p < PACKAGES; p++)
        for (unsigned v = 0; v < 7 * 4 * 3; v++)
            ask(kb, records, text_of("package-%u%u%u", 0, 0, p),
                text_of("%u.%u.%u", v / 12, v / 3 % 4, v % 3));
    kb_close(kb);
}

TEST(of_two_records_of_one_id_the_newer_stays_and_of_one_text_one)
{
    static const Record ROWS[] = {
        { .id = STR_ROW("A-1"), .modified_s = 1700000010, .summary = STR_ROW("old") },
        { .id = STR_ROW("A-2"), .modified_s = 1700000010, .text_hash = 7,
          .summary = STR_ROW("first") },
        { .id = STR_ROW("A-1"), .modified_s = 1700000020, .summary = STR_ROW("new") },
        { .id = STR_ROW("A-2"), .modified_s = 1700000010, .text_hash = 7 },
        { .id = STR_ROW("A-2"), .modified_s = 1700000010, .text_hash = 8 },
    };
    KnowledgeSource source = { STR("osv/A"), FEED_OSV, ROWS, ARRAY_LEN(ROWS) };
    Knowledge knowledge = { .sources = &source, .source_count = 1 };
    Kb *kb = knowledge_make(&knowledge);
    KbAdvisory advisory;
    uint32_t found;

    CHECK_INT(kb_advisory_count(kb), 3, "two ids, and a second record of one");
    CHECK(kb_find(kb, STR("A-1"), &found, 1) == 1 && kb_advisory(kb, found, &advisory), "A-1");
    CHECK_STR(advisory.summary, STR("new"), "the newer");
    CHECK(kb_find(kb, STR("A-2"), &found, 1) == 2 && kb_advisory(kb, found, &advisory), "A-2");
    CHECK_STR(advisory.summary, STR("first"), "of one text the first; another beside it");
    kb_close(kb);
}

TEST(no_record_at_all_is_a_knowledge_base_as_well)
{
    Kb *kb = knowledge_make(&(Knowledge){ 0 });
    KbPackage package;
    uint32_t found;

    CHECK(!kb_package(kb, STR("npm"), STR("x"), &package), "nothing is known");
    CHECK_INT(kb_find(kb, STR("CVE-2024-0001"), &found, 1), 0, "by any name");
    CHECK_INT(kb_advisory_count(kb), 0, "no advisory");
    kb_close(kb);
}
