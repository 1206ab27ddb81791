/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "knowledge.h"
#include "test.h"

#include "portfolio/answer.h"

static const RecordRange BELOW_2[] = { { .upper = STR_ROW("2.0.0"), .fixed_known = true } };
static const RecordAffected A_LIB[] = {
    { .ecosystem = STR_ROW("npm"), .name = STR_ROW("lib"), .ranges = BELOW_2, .range_count = 1 },
};
static const Record RECORDS[] = {
    { .id = STR_ROW("X-1"), .affected = A_LIB, .affected_count = 1 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("osv/npm"), FEED_OSV, RECORDS, 1 } };
static const FleetComponent LIBS[] = {
    { "a", "1.0.0", "pkg:npm/a@1.0.0" },
    { "b", "1.0.0", "pkg:npm/b@1.0.0", "cpe:2.3:a:x:b:1.0.0:*:*:*:*:*:*:*" },
    { "c", "1.0.0", "pkg:pypi/c@1.0.0" },
    { "d", "1.0.0", NULL },
    { "e", "1.0.0", "pkg:npm" },
    { "f", "1.0.0", "cpe:2.3:a:x:f:1.0.0:*:*:*:*:*:*:*" },
    { "g", "", "pkg:npm/g" },
};
static const FleetRelease RELEASES[] = {
    { 1, "1", LIBS, ARRAY_LEN(LIBS), 0, NULL },
    { 1, "2", LIBS, ARRAY_LEN(LIBS), 0, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(what_this_knowledge_cannot_check_is_counted_by_reason)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    Kb *kb = knowledge_make(&(Knowledge){ .sources = SOURCES, .source_count = 1 });
    PortfolioUnchecked out;
    PortfolioFindings findings;
    Err err = { 0 };

    CHECK_OK(portfolio_unchecked(p, kb, &out, &err), &err);
    CHECK_INT(out.pairs, 5, "c, d, e, f and g");
    CHECK_INT(out.instances, 10, "in two releases");
    CHECK_INT(out.instances_in[COVERAGE_WITHOUT_DATA], 4, "no PyPI, no NVD");
    CHECK_INT(out.instances_in[COVERAGE_WITHOUT_IDENTIFIER], 2, "none");
    CHECK_INT(out.instances_in[COVERAGE_INVALID_IDENTIFIER], 2, "broken");
    CHECK_INT(out.instances_in[COVERAGE_VERSION_NOT_COMPARABLE], 2, "no version");
    CHECK_OK(portfolio_findings(p, kb, false, &arena, &findings, &err), &err);
    CHECK_INT(findings.unchecked, out.instances, "judging says the same");
    for (size_t i = 0; i < COVERAGE_LISTS; i++)
        CHECK_INT(findings.unchecked_in[i], out.instances_in[i], "by reason");
    kb_close(kb);
}
