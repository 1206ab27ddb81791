/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/report.h"

static const ExplainedRange RANGES[] = {
    { .identifier = STR_ROW("pkg:pypi/a@1"), .ecosystem = STR_ROW("PyPI"), .package = STR_ROW("a"),
      .source = STR_ROW("osv/PyPI/PYSEC-1"), .range = STR_ROW("vers:pypi/<2"),
      .rule = STR_ROW("purl"), .outcome = EXPLAINED_AFFECTED,
      .comparison = { STR_ROW("match.explain-inside"),
                      { STR_ROW("1"), STR_ROW("vers:pypi/<2") } },
      .change = { STR_ROW("match.change-fixed"), { STR_ROW("2") } } },
};
static const ExplainedRecord RECORDS[] = {
    { STR_ROW("PYSEC-1"), STR_ROW("osv/PyPI"), RECORD_PUBLISHED },
    { STR_ROW("CVE-2024-1"), STR_ROW("nvd"), RECORD_REJECTED },
};
static const Str ALIASES[] = { STR_ROW("PYSEC-1") };
static const ExplainedComponent COMPONENTS[] = {
    { .name = STR_ROW("a\x1b[2J"), .version = STR_ROW("1"), .place = STR_ROW("components[0]"),
      .outcome = EXPLAINED_AFFECTED,
      .conclusion = { STR_ROW("match.conclude-affected"), { STR_ROW("a\x1b[2J"), STR_ROW("1") } },
      .ranges = RANGES, .range_count = 1 },
};
static const Explanation STORY = {
    .query = STR_ROW("cve-2024-1"), .primary = STR_ROW("CVE-2024-1"), .aliases = ALIASES,
    .alias_count = 1, .records = RECORDS, .record_count = 2, .components = COMPONENTS,
    .component_count = 1, .outcome = EXPLAINED_AFFECTED,
    .conclusion = { STR_ROW("match.explain-affected"), { STR_ROW("CVE-2024-1") } },
};

static void check_all(Lang lang, const char *const *parts, size_t count)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 16);
    Err err;

    CHECK_OK(report_explanation(&STORY, lang, &out, &err), &err);
    for (size_t i = 0; i < count; i++)
        CHECK(str_find(buf_str(&out), str_of(parts[i])) < buf_str(&out).len, parts[i]);
    CHECK(str_find_char(buf_str(&out), '\x1b') == buf_str(&out).len, "no control character");
}

TEST(record_range_comparison_rule_and_change_are_told)
{
    static const char *const EN[] = { "osv/PyPI/PYSEC-1", "vers:pypi/<2", "the version is 1",
                                      "a version from 2 on", "also known as: PYSEC-1",
                                      "nvd/CVE-2024-1 (rejected)", "components[0]" };
    static const char *const JA[] = { "osv/PyPI/PYSEC-1", "範囲: vers:pypi/<2", "別名: PYSEC-1",
                                      "答えが変わる条件", "nvd/CVE-2024-1（却下済み）" };

    check_all(LANG_EN, EN, ARRAY_LEN(EN));
    check_all(LANG_JA, JA, ARRAY_LEN(JA));
}

TEST(an_explanation_that_does_not_fit_is_a_failure)
{
    CLEANUP(buf_done) Buf out = buf_new(32);
    Err err;

    CHECK(!report_explanation(&STORY, LANG_EN, &out, &err), "half a story misleads");
    CHECK_INT(err.code, ERR_LIMIT, "as the limit it is");
}
