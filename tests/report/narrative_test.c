/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/narrative.h"
#include "sample.h"

typedef void Narrator(const Scan *scan, Lang lang, Buf *out);

static void check(Narrator *narrate, const Scan *scan, Lang lang, Str want, const char *why)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    narrate(scan, lang, &buf);
    CHECK_STR(buf_str(&buf), want, why);
}

TEST(zero_is_honest)
{
    Scan scan = sample_zero();

    check(narrative_headline, &scan, LANG_EN,
          STR("No known vulnerability was found among the 6 components that could be checked."),
          "how many were looked at");
    check(narrative_coverage, &scan, LANG_EN,
          STR("6 of 7 components were checked (85.7%); not checked: 1."), "and how many were not");
    scan.checked = 0;
    check(narrative_headline, &scan, LANG_EN,
          STR("Nothing could be checked, so nothing can be said."),
          "no data is a state of its own");
    check(narrative_headline, &scan, LANG_JA,
          STR("確認できたコンポーネントが無いため、脆弱性の有無は判断できません。"), "in Japanese");
}

TEST(findings_are_counted_in_words)
{
    Scan scan = sample_scan();

    check(narrative_headline, &scan, LANG_EN, STR("4 findings. Known to be exploited (KEV): 1."),
          "four");
    scan.findings++;
    scan.finding_count = 1;
    check(narrative_headline, &scan, LANG_EN, STR("1 finding."), "one, not listed");
}

TEST(coverage_names_the_empty_and_the_full)
{
    Scan scan = { .components = 3, .checked = 3 };

    check(narrative_coverage, &scan, LANG_EN, STR("All 3 components were checked."), "all");
    scan = (Scan){ .components = 1, .checked = 1 };
    check(narrative_coverage, &scan, LANG_EN, STR("The only component was checked."), "one");
    check(narrative_headline, &scan, LANG_EN,
          STR("No known vulnerability was found in the one component that could be checked."),
          "without a plural");
    check(narrative_coverage, &scan, LANG_JA, STR("ただ 1 個のコンポーネントを確認しました。"), "one");
    scan = (Scan){ 0 };
    check(narrative_coverage, &scan, LANG_EN, STR("The input lists no components."), "none");
}

TEST(the_age_of_the_data_is_always_told)
{
    Scan scan = sample_zero();

    check(narrative_age, &scan, LANG_EN, STR("The newest data is of 2026-11-21 (1 day old)."),
          "a day");
    scan.database.date_s = 0;
    check(narrative_age, &scan, LANG_EN, STR("The data carries no date; its age is unknown."),
          "unknown");
    scan.database.present = false;
    check(narrative_age, &scan, LANG_EN, STR("There is no knowledge base."), "none");
}

TEST(warnings_name_old_absent_and_undated_sources)
{
    static const ScanSource SOURCES[] = {
        { STR_ROW("kev"), 1, 1, STR_ROW("") }, { STR_ROW("nvd"), 0, 1, STR_ROW("") },
    };
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    Scan scan = sample_zero();
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    CHECK_INT(narrative_warnings(&scan, warnings), 0, "all is fresh");
    scan.database.sources = SOURCES;
    scan.database.source_count = 2;
    scan.database.date_s = 1;
    CHECK_INT(narrative_warnings(&scan, warnings), 4, "base and kev old, epss absent, nvd undated");
    narrative_warning(&warnings[1], &scan, LANG_EN, &buf);
    CHECK_STR(buf_str(&buf), STR("kev: 20778 days old; the limit in days is 7."), "named");
    buf_clear(&buf);
    narrative_warning(&warnings[2], &scan, LANG_EN, &buf);
    CHECK_STR(buf_str(&buf),
              STR("epss: not in the knowledge base; what it would tell is unknown."), "absent");
    buf_clear(&buf);
    narrative_warning(&warnings[3], &scan, LANG_EN, &buf);
    CHECK_STR(buf_str(&buf), STR("Sources without a date, so of unknown age: 1."), "counted");
    scan.database.present = false;
    CHECK_INT(narrative_warnings(&scan, warnings), 1, "no knowledge base says it all");
}

TEST(a_finding_tells_exploits_and_fixes)
{
    Scan scan = sample_scan();
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    narrative_finding(&scan, &scan.findings[0], LANG_EN, &buf);
    CHECK_STR(buf_str(&buf),
              STR("log4j-core 2.14.1 is affected by CVE-2021-44228. It is known to be exploited "
                  "(CISA KEV). Fixed in 2.12.2, 2.15.0."), "all there is");
    buf_clear(&buf);
    narrative_finding(&scan, &scan.findings[3], LANG_JA, &buf);
    CHECK_STR(buf_str(&buf),
              STR("日本語フォント 2.0-3 は CVE-2024-99999 の影響を受けます。"
                  "修正済みバージョンは知られていません。"), "no fix");
}

TEST(a_rule_is_told_with_its_arguments)
{
    Scan scan = sample_scan();
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    narrative_rule(&scan.coverage[COVERAGE_INVALID_IDENTIFIER][0], LANG_EN, &buf);
    CHECK(str_starts(buf_str(&buf), STR("column 12: “<b>&” is no fact")), "filled in");
}
