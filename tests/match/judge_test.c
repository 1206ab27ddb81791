/* SPDX-License-Identifier: Apache-2.0 */
#include "match/judge.h"

#include "desk.h"
#include "test.h"

#define PACKAGE(n, r) { .ecosystem = STR_ROW("npm"), .name = STR_ROW(n), .ranges = (r),            \
                        .range_count = ARRAY_LEN(r) }
#define NAMED(n) { .ecosystem = STR_ROW("npm"), .name = STR_ROW(n), .not_comparable = true }
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
static const RecordAffected A_TWIN_BUT[] = { PACKAGE("twin", BUT_NOT_1_5) };
static const RecordAffected A_TWIN[] = { PACKAGE("twin", BELOW_2) };
static const RecordAffected A_BARE[] = { NAMED("bare") };
static const RecordAffected A_BARE_RANGE[] = { PACKAGE("bare", BELOW_2) };
static const RecordAffected A_SAID[] = { NAMED("said") };
static const RecordAffected A_SAID_RANGE[] = { PACKAGE("said", BELOW_2) };
static const RecordAffected A_PAIR[] = { NAMED("pair") };
static const RecordAffected A_ODD[] = { PACKAGE("odd", NO_VERSION) };
static const Str TWO_NAMES[] = { STR_ROW("CVE-2024-0011"), STR_ROW("GO-2024-12") };
static const Str ONE_CVE[] = { STR_ROW("CVE-2024-0011") };
static const Str CVE_12[] = { STR_ROW("CVE-2024-0012") };
static const Str CVE_13[] = { STR_ROW("CVE-2024-0013") };
static const Str TWO_CVES[] = { STR_ROW("CVE-2024-0014"), STR_ROW("CVE-2024-0015") };
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
    { .id = STR_ROW("X-8"), .affected = A_TWIN_BUT, .affected_count = 1 },
    { .id = STR_ROW("X-9"), .affected = A_TWIN, .affected_count = 1 },
    { .id = STR_ROW("X-10"), .affected = A_BARE, .affected_count = 1, .aliases = CVE_12,
      .alias_count = 1 },
    { .id = STR_ROW("X-11"), .affected = A_BARE_RANGE, .affected_count = 1, .aliases = CVE_12,
      .alias_count = 1, .state = RECORD_WITHDRAWN },
    { .id = STR_ROW("X-12"), .affected = A_SAID, .affected_count = 1, .aliases = CVE_13,
      .alias_count = 1 },
    { .id = STR_ROW("X-13"), .affected = A_SAID_RANGE, .affected_count = 1, .aliases = CVE_13,
      .alias_count = 1 },
    { .id = STR_ROW("X-14"), .affected = A_PAIR, .affected_count = 1, .aliases = TWO_CVES,
      .alias_count = 2 },
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
    uint32_t suspicions;
} ROWS[] = {
    { "lib", "1.0.0", 2, false, "a flaw and malware; the withdrawn record is passed over" },
    { "lib", "2.0.0", 0, false, "fixed" },
    { "lib", "not semver", 0, true, "not comparable" },
    { "part", "1.4.0", 1, false, "affected" },
    { "part", "1.5.5", 0, false, "an unaffected range of the same record wins" },
    { "both", "1.0.0", 1, false, "two ranges, two records, one flaw" },
    { "odd", "1.0.0", 0, true, "the bound is no version" },
    { "absent", "1.0.0", 0, false, "nobody speaks of it" },
    { "twin", "1.4.0", 2, false, "two records, two flaws" },
    { "twin", "1.5.5", 1, false, "a record acquits of its own flaw alone" },
    { "bare", "3.0.0", 0, false, "a withdrawn record decides nothing", 1 },
    { "said", "3.0.0", 0, false, "a published one does" },
    { "said", "1.0.0", 1, false, "either way" },
    { "pair", "1.0.0", 0, false, "a record of two flaws is suspected of both", 2 },
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
        CHECK_INT(d.m.suspicions.count, ROWS[i].suspicions, ROWS[i].why);
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

