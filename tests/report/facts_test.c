/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/facts.h"
#include "sample.h"

TEST(numbers_are_written_without_rounding_up_to_certainty)
{
    static const struct { uint32_t parts; Str percent, decimal; } ROWS[] = {
        { 0, STR_ROW("0.0%"), STR_ROW("0.00000") },
        { 42, STR_ROW("<0.1%"), STR_ROW("0.00042") },
        { 50, STR_ROW("0.1%"), STR_ROW("0.00050") },
        { 97559, STR_ROW("97.6%"), STR_ROW("0.97559") },
        { 99999, STR_ROW(">99.9%"), STR_ROW("0.99999") },
        { 100000, STR_ROW("100.0%"), STR_ROW("1.00000") },
        { SCAN_NO_PARTS, STR_ROW(""), STR_ROW("") },
    };
    FactText buffer;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_STR(facts_percent(ROWS[i].parts, &buffer), ROWS[i].percent, "for people");
        CHECK_STR(facts_parts(ROWS[i].parts, &buffer), ROWS[i].decimal, "exactly");
    }
}

TEST(numbers_for_people_are_grouped)
{
    FactText buffer;

    CHECK_STR(facts_grouped(0, &buffer), STR("0"), "zero");
    CHECK_STR(facts_grouped(999, &buffer), STR("999"), "three digits");
    CHECK_STR(facts_grouped(1000, &buffer), STR("1,000"), "four");
    CHECK_STR(facts_grouped(UINT64_MAX, &buffer), STR("18,446,744,073,709,551,615"), "the most");
    CHECK_STR(facts_number(1234567, &buffer), STR("1234567"), "for programs they are not");
}

TEST(scores_are_tenths)
{
    FactText buffer;

    CHECK_STR(facts_score(98, &buffer), STR("9.8"), "9.8");
    CHECK_STR(facts_score(100, &buffer), STR("10.0"), "10.0");
    CHECK_STR(facts_score(0, &buffer), STR("0.0"), "0.0");
    CHECK_STR(facts_score(CVSS_ABSENT, &buffer), STR(""), "absent");
}

TEST(dates_are_days_and_instants_in_utc)
{
    FactText buffer;

    CHECK_STR(facts_day(18971, &buffer), STR("2021-12-10"), "a day");
    CHECK_STR(facts_day(SCAN_NO_DAY, &buffer), STR(""), "no day");
    CHECK_STR(facts_time(1639131300, &buffer), STR("2021-12-10T10:15:00Z"), "an instant");
    CHECK_STR(facts_date(1639131300, &buffer), STR("2021-12-10"), "its day");
    CHECK_STR(facts_time(0, &buffer), STR(""), "absent");
    CHECK_STR(facts_date(0, &buffer), STR(""), "absent");
}

TEST(coverage_is_cut_so_that_100_means_all)
{
    Scan scan = { .components = 10000, .checked = 9999 };
    FactText buffer;

    CHECK_STR(facts_coverage(&scan, &buffer), STR("99.9%"), "one is missing");
    scan.checked = 10000;
    CHECK_STR(facts_coverage(&scan, &buffer), STR("100.0%"), "all");
    scan.components = scan.checked = 0;
    CHECK_STR(facts_coverage(&scan, &buffer), STR("0.0%"), "nothing is no coverage");
}

TEST(age_counts_whole_days)
{
    Scan scan = { .now_s = 100 * 86400, .max_age_days = 7 };
    FactText buffer;

    CHECK_STR(facts_age(&scan, scan.now_s - 86399, LANG_EN, &buffer), STR("less than a day old"),
              "a second short of a day");
    CHECK_STR(facts_age(&scan, scan.now_s - 86400, LANG_EN, &buffer), STR("1 day old"), "a day");
    CHECK_STR(facts_age(&scan, scan.now_s - 8 * 86400, LANG_JA, &buffer), STR("8 日前"), "eight");
    CHECK_STR(facts_age(&scan, scan.now_s + 86400, LANG_EN, &buffer), STR("less than a day old"),
              "a clock that is behind");
    CHECK_STR(facts_age(&scan, 0, LANG_EN, &buffer), STR("age unknown"), "no date");
    CHECK(!facts_is_old(&scan, scan.now_s - 8 * 86400 + 1), "seven whole days");
    CHECK(facts_is_old(&scan, scan.now_s - 8 * 86400), "eight");
    CHECK(facts_is_old(&scan, 0), "unknown is not fresh");
}

TEST(findings_are_counted_by_severity)
{
    Scan scan = sample_scan();
    FactsTally tally = facts_tally(&scan);

    CHECK_INT(tally.kev, 1, "one is listed");
    CHECK_INT(tally.by_severity[SEVERITY_CRITICAL], 1, "critical");
    CHECK_INT(tally.by_severity[SEVERITY_UNKNOWN], 1, "unknown");
    CHECK_INT(tally.by_severity[SEVERITY_LOW], 0, "low");
    CHECK_STR(facts_severity(SEVERITY_HIGH, LANG_JA), STR("重要"), "a word of JVN");
    CHECK_STR(facts_input(&scan, 99), STR(""), "no such input");
    CHECK(facts_score_of(&scan.findings[3]) == NULL, "no score");
}
