/* SPDX-License-Identifier: Apache-2.0 */
#include "match/judge.h"

#include "desk.h"
#include "test.h"

/* Two records of one flaw with a fix each, one of another. */
#define PACKAGE(n, r) { .ecosystem = STR_ROW("npm"), .name = STR_ROW(n), .ranges = (r),            \
                        .range_count = ARRAY_LEN(r) }
static const RecordRange BELOW_2[] = { { .upper = STR_ROW("2.0.0"), .fixed_known = true } };
static const RecordRange BELOW_3[] = { { .upper = STR_ROW("3.0.0"), .fixed_known = true } };
static const RecordAffected TWO[] = { PACKAGE("lib", BELOW_2) };
static const RecordAffected THREE[] = { PACKAGE("lib", BELOW_3) };
static const Str CVE[] = { STR_ROW("CVE-2024-0001") };
static const Record RECORDS[] = {
    { .id = STR_ROW("X-1"), .affected = TWO, .affected_count = 1, .aliases = CVE,
      .alias_count = 1 },
    { .id = STR_ROW("X-2"), .affected = THREE, .affected_count = 1, .aliases = CVE,
      .alias_count = 1 },
    { .id = STR_ROW("X-3"), .affected = TWO, .affected_count = 1 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("osv/npm"), FEED_OSV, RECORDS, 3 } };

TEST(several_hits_of_one_group_become_one_with_all_fixes)
{
    CLEANUP(desk_done) Desk d;
    Question question = { .ecosystem = STR("npm"), .name = STR("lib"), .version = STR("1.0.0"),
                          .rule = RULE_PURL };
    Judging judging;
    Err err = { 0 };
    uint32_t fixes = 0;

    desk_init(&d, &(Knowledge){ .sources = SOURCES, .source_count = 1 }, NULL);
    judging = judging_begin(&d.m);
    CHECK_OK(judge_package(&d.m, &question, &judging, &err), &err);
    CHECK_INT(d.m.hits.count, 3, "three ranges hold");
    CHECK_OK(hits_merge(&d.m, judging.first_hit, &err), &err);
    CHECK_INT(d.m.hits.count, 2, "of two flaws");
    for (uint32_t i = 0; i < d.m.hits.count; i++)
        fixes += LIST_AT(d.m.hits, Hit, i)->fix_count;
    CHECK_INT(fixes, 2, "both fixes of the first; the other's is its range's own");
}
