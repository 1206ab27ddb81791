/* SPDX-License-Identifier: Apache-2.0 */
#include "match/judge.h"

#include "desk.h"
#include "test.h"

#define PACKAGE(n, r) { .ecosystem = STR_ROW("npm"), .name = STR_ROW(n), .ranges = (r),            \
                        .range_count = ARRAY_LEN(r) }
static const RecordRange BELOW_2[] = { { .upper = STR_ROW("2.0.0"), .fixed_known = true } };
static const RecordRange BUT_NOT_1_5[] = {
    { .upper = STR_ROW("2.0.0"), .fixed_known = true },
    { .lower = STR_ROW("1.5.0"), .upper = STR_ROW("1.6.0"), .lower_inclusive = true,
      .unaffected = true },
};
static const RecordRange TWO_FIXES[] = {
    { .upper = STR_ROW("1.9.0"), .fixed_known = true },
    { .upper = STR_ROW("1.8.0"), .fixed_known = true },
};
static const RecordRange NO_VERSION[] = { { .upper = STR_ROW("soon"), .fixed_known = true } };
static const RecordAffected A_LIB[] = { PACKAGE("lib", BELOW_2) };
static const RecordAffected A_PART[] = { PACKAGE("part", BUT_NOT_1_5) };
static const RecordAffected A_BOTH[] = { PACKAGE("both", TWO_FIXES) };
static const RecordAffected A_ODD[] = { PACKAGE("odd", NO_VERSION) };
static const Str TWO_NAMES[] = { STR_ROW("CVE-2024-0011"), STR_ROW("GO-2024-12") };
static const Str ONE_CVE[] = { STR_ROW("CVE-2024-0011") };
static const Record RECORDS[] = {
    { .id = STR_ROW("X-1"), .affected = A_LIB, .affected_count = 1 },
    { .id = STR_ROW("X-2"), .affected = A_LIB, .affected_count = 1, .state = RECORD_WITHDRAWN },
    { .id = STR_ROW("X-3"), .affected = A_PART, .affected_count = 1 },
    { .id = STR_ROW("X-4"), .affected = A_BOTH, .affected_count = 1, .aliases = TWO_NAMES,
      .alias_count = 2 },
    { .id = STR_ROW("X-5"), .affected = A_BOTH, .affected_count = 1, .aliases = ONE_CVE,
      .alias_count = 1 },
    { .id = STR_ROW("X-6"), .affected = A_ODD, .affected_count = 1 },
    { .id = STR_ROW("MAL-7"), .affected = A_LIB, .affected_count = 1, .malware = true },
};
static const KnowledgeSource SOURCES[] = {
    { STR_ROW("osv/npm"), FEED_OSV, RECORDS, ARRAY_LEN(RECORDS) },
};
static const Knowledge KNOWN = { .sources = SOURCES, .source_count = 1 };

/* Asks for one version of one package and tells how many hits there are after merging. */
static uint32_t ask(Matcher *m, const char *name, const char *version, Judging *judging)
{
    Question question = { .ecosystem = STR("npm"), .name = str_of(name),
                          .version = str_of(version), .rule = RULE_PURL };
    Err err = { 0 };

    *judging = judging_begin(m);
    CHECK_OK(judge_package(m, &question, judging, &err), &err);
    CHECK_OK(hits_merge(m, judging->first_hit, &err), &err);
    return m->hits.count - judging->first_hit;
}

static const struct {
    const char *name, *version;
    uint32_t hits;
    bool not_comparable;
    const char *why;
} ROWS[] = {
    { "lib", "1.0.0", 2, false, "a flaw and malware; the withdrawn record is passed over" },
    { "lib", "2.0.0", 0, false, "fixed" },
    { "lib", "not semver", 0, true, "not comparable" },
    { "part", "1.4.0", 1, false, "affected" },
    { "part", "1.5.5", 0, false, "an unaffected range of the same record wins" },
    { "both", "1.0.0", 1, false, "two ranges, two records, one flaw" },
    { "odd", "1.0.0", 0, true, "the bound is no version" },
    { "absent", "1.0.0", 0, false, "nobody speaks of it" },
};

TEST(a_package_is_judged_by_all_its_ranges)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(desk_done) Desk d;
        Judging judging;

        desk_init(&d, &KNOWN, NULL);
        CHECK_INT(ask(&d.m, ROWS[i].name, ROWS[i].version, &judging), ROWS[i].hits,
                  ROWS[i].why);
        CHECK_INT(judging.not_comparable, ROWS[i].not_comparable, ROWS[i].why);
    }
}

TEST(merged_hits_know_every_fixed_version)
{
    CLEANUP(desk_done) Desk d;
    Judging judging;

    desk_init(&d, &KNOWN, NULL);
    CHECK(ask(&d.m, "both", "1.0.0", &judging) >= 1, "it is affected");
    CHECK_INT(LIST_AT(d.m.hits, Hit, judging.first_hit)->fix_count, 2,
              "1.8.0 and 1.9.0, each once");
}

