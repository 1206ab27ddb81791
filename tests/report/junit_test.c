/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"

#include <stdio.h>

static const ReportOptions JUNIT = { REPORT_JUNIT, LANG_EN };

TEST(the_suites_are_those_that_were_read)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.en.junit.xml", &scan, &JUNIT);
    golden_report("scan.ja.junit.xml", &scan, &(ReportOptions){ REPORT_JUNIT, LANG_JA });
    golden_report("zero.en.junit.xml", &zero, &JUNIT);
    scan = sample_product();
    golden_report("product.en.junit.xml", &scan, &JUNIT);
    golden_report("product.ja.junit.xml", &scan, &(ReportOptions){ REPORT_JUNIT, LANG_JA });
}

TEST(the_counts_are_those_of_the_elements)
{
    Scan scan = sample_scan();
    Str text = report_text(&scan, &JUNIT);

    CHECK_INT(count_of(text, STR("<testsuite ")), 2, "a suite for each input");
    CHECK_INT(count_of(text, STR("<failure ")), 5, "a failure for each finding and malware");
    CHECK_INT(count_of(text, STR("<skipped ")), 5, "a skipped case for each unchecked component");
    CHECK_INT(count_of(text, STR("<testcase ")), 12, "and one that passes in each suite");
    CHECK(str_find(text, STR("tests=\"12\" failures=\"5\" errors=\"0\" skipped=\"5\"")) < text.len,
          "the totals say so");
}

static Arena arena = { .cap = 1 << 20 };

/* The cases and the exit status must tell the same. */
TEST(what_was_decided_to_be_harmless_is_skipped_unless_the_policy_asks_for_it)
{
    static const struct { const char *policy; size_t failures; const char *why; } ROWS[] = {
        { NULL, 4, "one is settled" },
        { "uncontrolled", 4, "the settled one is not uncontrolled" },
        { "severity>=high", 5, "the settled one is high: the policy is broken by it" },
        { "decided", 5, "asked for" },
        { "epss>0.9", 4, "it is not likely" },
        { "undecided", 4, "it is decided" },
    };
    Scan scan = sample_product();

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ReportOptions options = JUNIT;
        char totals[80];
        Err err = { 0 };
        Str text;

        if (ROWS[i].policy)
            CHECK_OK(failon_parse(str_of(ROWS[i].policy), &arena, &options.policy, &err), &err);
        text = report_text(&scan, &options);
        CHECK_INT(count_of(text, STR("<failure ")), ROWS[i].failures, ROWS[i].why);
        CHECK_INT(count_of(text, STR("<skipped ")), 10 - ROWS[i].failures, ROWS[i].why);
        snprintf(totals, sizeof totals, "tests=\"12\" failures=\"%zu\" errors=\"0\" "
                 "skipped=\"%zu\"", ROWS[i].failures, 10 - ROWS[i].failures);
        CHECK_INT(count_of(text, str_of(totals)), 1, "the totals say so");
    }
    scan.database.source_count = 0;
    CHECK_INT(count_of(report_text(&scan, &JUNIT), STR("components checked: 3")), 1,
              "a finding is no component that was not checked");
}

TEST(a_policy_that_cannot_be_decided_skips_nothing)
{
    Scan scan = sample_product();
    ReportOptions options = JUNIT;
    Err err = { 0 };

    CHECK_OK(failon_parse(STR("kev"), &arena, &options.policy, &err), &err);
    scan.database.source_count = 0;
    CHECK_INT(count_of(report_text(&scan, &options), STR("<failure ")), 5, "it may be exploited");
}

TEST(nothing_found_still_has_a_case_that_says_how_many_were_checked)
{
    Scan zero = sample_zero();
    Str text = report_text(&zero, &JUNIT);

    CHECK_INT(count_of(text, STR("<failure ")), 0, "no failure");
    CHECK_INT(count_of(text, STR("components checked: 6")), 1, "a case that passes");
    CHECK_INT(count_of(text, STR("<skipped ")), 1, "one was not checked");
}

/* GitLab drops the second case of a class and name; it says where it stands. */
TEST(cases_of_one_name_are_told_apart)
{
    Scan scan = sample_scan();
    ScanFinding twice[2] = { scan.findings[0], scan.findings[0] };
    Str text, name;

    scan.findings = twice;
    scan.finding_count = 2;
    text = report_text(&scan, &JUNIT);
    name = str_slice(text, str_find(text, STR("<testcase ")), text.len);
    name = str_slice(name, 0, str_find(name, STR("\" time")) + 1);
    CHECK_INT(count_of(text, name), 1, "the first keeps its name");
    CHECK_INT(count_of(text, STR("<failure ")), 2 + scan.malware_count, "both are there");
}
