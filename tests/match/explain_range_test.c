/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain.h"

#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 26 };

/* What is said of the n-th range that is told for a vulnerability. */
static const struct {
    const char *scenario, *query, *place;
    size_t range;
    ExplainedOutcome outcome;
    Str comparison, change, rule;
    const char *why;
} ROWS[] = {
    { "languages", "PYSEC-2021-1", "components[0]", 0, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-fixed"), STR_ROW("match.change-before"), STR_ROW("purl"),
      "3.2.0 is past the first branch" },
    { "languages", "PYSEC-2021-1", "components[0]", 1, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-inside"), STR_ROW("match.change-fixed"), STR_ROW("purl"),
      "and inside the second" },
    { "languages", "PYSEC-2021-3", "components[9]", 0, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-inside"), STR_ROW("match.change-after"), STR_ROW("purl"),
      "last affected" },
    { "languages", "PYSEC-2021-3", "components[9]", 1, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-another"), STR_ROW("match.change-only"), STR_ROW("purl"),
      "another version is enumerated" },
    { "languages", "PYSEC-2021-3", "components[10]", 0, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-newer"), STR_ROW("match.change-before"), STR_ROW("purl"), "newer" },
    { "languages", "PYSEC-2021-3", "components[10]", 1, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-inside"), STR_ROW("match.change-another"), STR_ROW("purl"),
      "enumerated" },
    { "languages", "PYSEC-2021-3", "components[4]", 0, EXPLAINED_UNKNOWN,
      STR_ROW("match.explain-not-comparable"), STR_ROW("match.change-comparable"), STR_ROW("purl"),
      "no version of PyPI" },
    { "languages", "PYSEC-2021-3", "components[5]", 0, EXPLAINED_UNKNOWN,
      STR_ROW("match.explain-no-version"), STR_ROW("match.change-comparable"), STR_ROW("purl"),
      "no version at all" },
    { "languages", "PYSEC-2021-4", "metadata.component", 0, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-every"), STR_ROW("match.change-no-fix"), STR_ROW("purl"),
      "every version" },
    { "languages", "PYSEC-2021-2", "components[0]", 0, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-withdrawn"), STR_ROW("match.change-withdrawn"), STR_ROW("purl"),
      "withdrawn" },
    { "configurations", "CVE-2024-1001", "components[0]", 0, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-inside"), STR_ROW("match.change-fixed"), STR_ROW("cpe"),
      "the configuration holds" },
    { "platform-unknown", "CVE-2024-1001", "components[0]", 0, EXPLAINED_UNKNOWN,
      STR_ROW("match.explain-platform"), STR_ROW("match.change-platform"), STR_ROW("cpe"),
      "which platform?" },
    { "platform-unknown", "CVE-2024-1003", "components[0]", 0, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-configuration"), STR_ROW("match.change-configuration"),
      STR_ROW("cpe"),
      "the other application is not there" },
    { "configurations", "CVE-2024-1007", "components[5]", 0, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-attribute"), STR_ROW("match.change-attribute"), STR_ROW("cpe"),
      "target_sw" },
    { "configurations", "CVE-2024-1010", "components[8]", 1, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-older"), STR_ROW("match.change-from"), STR_ROW("cpe"), "older" },
    { "cve-products", "CVE-2024-2001", "components[1]", 1, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-fixed"), STR_ROW("match.change-before"), STR_ROW("cve-product"),
      "behind what is affected" },
    { "cve-products", "CVE-2024-2001", "components[1]", 2, EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-older"), STR_ROW("match.change-from"), STR_ROW("cve-product"),
      "before what is affected again" },
    { "cve-products", "CVE-2024-2005", "components[4]", 0, EXPLAINED_AFFECTED,
      STR_ROW("match.explain-inside"), STR_ROW("match.change-fixed"), STR_ROW("cve-product"),
      "inside, and the stable branch's fix is told" },
    { "repositories", "OSV-2024-1", "components[2]", 0, EXPLAINED_UNKNOWN,
      STR_ROW("match.explain-history"), STR_ROW("match.change-comparable"), STR_ROW("git-commit"),
      "a commit of unknown place" },
};

static const ExplainedRange *range_of(const Explanation *explanation, size_t row)
{
    for (size_t i = 0; i < explanation->component_count; i++)
        if (str_eq(explanation->components[i].place, str_of(ROWS[row].place))) {
            CHECK(ROWS[row].range < explanation->components[i].range_count, ROWS[row].why);
            return &explanation->components[i].ranges[ROWS[row].range];
        }
    test_fail("%s: %s is not told", ROWS[row].query, ROWS[row].place);
}

TEST(each_range_is_told_with_its_comparison_and_what_would_change_it)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(ROWS[i].scenario, &arena);
        Explanation explanation;
        const ExplainedRange *range;
        Err err = { 0 };
        Sbom sbom;

        scenario_sbom(ROWS[i].scenario, &arena, &sbom);
        CHECK_OK(match_explain(kb, &sbom, &(ExplainQuestion){ .id = str_of(ROWS[i].query) },
                               &arena, &explanation, &err), &err);
        range = range_of(&explanation, i);
        CHECK_STR(range->comparison.rule, ROWS[i].comparison, ROWS[i].why);
        CHECK_STR(range->change.rule, ROWS[i].change, ROWS[i].why);
        CHECK_STR(range->rule, ROWS[i].rule, ROWS[i].why);
        CHECK_INT(range->outcome, ROWS[i].outcome, ROWS[i].why);
    }
}
