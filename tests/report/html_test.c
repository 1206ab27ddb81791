/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: html.c html_verdict.c */
#include "test.h"

#include "golden.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_BYTES = 1 << 20 };

/* The page without what stands between <style> and </style>, <script> and </script>: those are
 * files of their own. */
static Str without(Str page, Str from, Str to, char *kept)
{
    size_t begin = str_find(page, from) + from.len, end = str_find(page, to);

    CHECK(begin < end && end < page.len && page.len < PAGE_BYTES, "the element is there");
    memcpy(kept, page.ptr, begin);
    memcpy(kept + begin, page.ptr + end, page.len - end);
    return (Str){ kept, begin + page.len - end };
}

static void check_page(const char *name, const Scan *scan, Lang lang)
{
    static char styled[PAGE_BYTES], scripted[PAGE_BYTES];
    Str page = report_text(scan, &(ReportOptions){ REPORT_HTML, lang });

    page = without(page, STR("<style>"), STR("</style>"), styled);
    page = without(page, STR("<script>"), STR("</script>"), scripted);
    /* The hashes change with those files. */
    page = without(page, STR("style-src "), STR("; base-uri"), styled);
    golden_check(name, page);
}

TEST(the_page_is_the_one_that_was_looked_at)
{
    Scan scan = sample_scan(), zero = sample_zero();

    check_page("scan.en.html", &scan, LANG_EN);
    check_page("scan.ja.html", &scan, LANG_JA);
    check_page("zero.en.html", &zero, LANG_EN);
    check_page("zero.ja.html", &zero, LANG_JA);
    scan = sample_product();
    check_page("product.en.html", &scan, LANG_EN);
    check_page("product.ja.html", &scan, LANG_JA);
}

TEST(hostile_names_and_reasons_stay_text)
{
    Scan scan = sample_product();
    Str page = report_text(&scan, &(ReportOptions){ REPORT_HTML, LANG_EN });

    CHECK_INT(count_of(page, STR("<script")), 1, "our own script alone");
    CHECK_INT(count_of(page, STR("</script")), 1, "closed by us");
    CHECK_INT(count_of(page, STR("<img")), 0, "no element of a component's name");
    CHECK_INT(count_of(page, STR("<b>markup")), 0, "nor of a summary");
    CHECK_INT(count_of(page, STR("\x1b")), 0, "no control characters");
}

/* DESIGN 7: every number on a screen links to the reason behind it; never colour alone. */
TEST(numbers_and_verdicts_lead_to_their_reasons)
{
    Scan scan = sample_product();
    Str page = report_text(&scan, &(ReportOptions){ REPORT_HTML, LANG_EN });

    for (size_t i = 0; i < scan.finding_count; i++) {
        char id[48], link[48];

        snprintf(id, sizeof id, " id=\"why-%zu\"", i);
        snprintf(link, sizeof link, "href=\"#why-%zu\"", i);
        CHECK_INT(count_of(page, str_of(id)), 1, "the reasons are there once");
        CHECK(count_of(page, str_of(link)) >= 5, "and decision, risk, harm … lead there");
    }
    CHECK_INT(count_of(page, STR("</i>uncontrolled</span>")), 1, "a sign stands before the word");
    CHECK_INT(count_of(page, STR("</i>overdue since 2026-11-17 24:00</span>")), 1, "here, too");
    CHECK_INT(count_of(page, STR("id=\"only-open\"")), 1, "what is left to do can be asked for");
    CHECK_INT(count_of(page, STR("data-open")), 3, "one of four is settled");
}

TEST(the_page_loads_nothing_and_its_policy_allows_nothing)
{
    static const Str LOADERS[] = {
        STR_ROW(" src="), STR_ROW("<link"), STR_ROW("@import"), STR_ROW("url("), STR_ROW(" style="),
        STR_ROW(" onclick"), STR_ROW("<iframe"), STR_ROW("fetch("), STR_ROW("unsafe-inline"),
    };
    Scan scan = sample_zero();
    Str page = report_text(&scan, &(ReportOptions){ REPORT_HTML, LANG_JA });

    for (size_t i = 0; i < ARRAY_LEN(LOADERS); i++)
        CHECK_INT(count_of(page, LOADERS[i]), 0, LOADERS[i].ptr);
    CHECK_INT(count_of(page, STR("default-src 'none'; style-src 'sha256-")), 1, "the policy");
    CHECK_INT(count_of(page, STR("<html lang=\"ja\">")), 1, "the language is named");
}

TEST(nothing_found_is_said_with_what_was_not_checked)
{
    Scan scan = sample_zero();
    Str page = report_text(&scan, &(ReportOptions){ REPORT_HTML, LANG_EN });

    CHECK(count_of(page, STR("among the 6 components that could be checked")) > 0, "how many were");
    CHECK(count_of(page, STR("not checked: 1")) > 0, "how many were not");
    CHECK(count_of(page, STR("2026-11-21")) > 0, "how old the data is");
}
