/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/utf8.h"
#include "golden.h"
#include "sample.h"

TEST(the_table_reads_well_on_a_pipe_and_on_a_terminal)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("table.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    golden_report("table.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA });
    golden_report("table-80.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 });
    golden_report("table-80.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA, 80 });
    golden_report("table-colour.en.txt", &scan,
                  &(ReportOptions){ REPORT_TABLE, LANG_EN, 120, true });
    scan = sample_product();
    golden_report("table-product.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    golden_report("table-product.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA });
    golden_report("table-product-80.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 });
    golden_report("table-product-80.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA, 80 });
    golden_report("table-zero.en.txt", &zero, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    golden_report("table-zero.ja.txt", &zero, &(ReportOptions){ REPORT_TABLE, LANG_JA });
}

TEST(a_terminal_of_80_columns_is_never_overrun)
{
    const Scan scans[] = { sample_scan(), sample_product() };

    for (size_t i = 0; i < 2 * LANG_COUNT; i++) {
        Str rest = report_text(&scans[i / LANG_COUNT],
                               &(ReportOptions){ REPORT_TABLE, (Lang)(i % LANG_COUNT), 80 }), line;
        while (str_next(&rest, '\n', &line))
            CHECK(utf8_width(line, false) <= 80, line.ptr);
    }
}

TEST(what_the_record_says_has_columns_where_they_fit_and_a_sentence_where_not)
{
    Scan scan = sample_product();
    Str pipe = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    Str wide = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 300 });
    Str narrow = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 });

    CHECK_INT(count_of(pipe, STR("SUPPORT ENDS  REPORT DUE")), 1, "on a pipe");
    CHECK_INT(count_of(wide, STR("SUPPORT ENDS  REPORT DUE")), 1, "on a wide terminal");
    CHECK_INT(count_of(pipe, STR("undecided (not affected: awaiting review)")), 1, "in one piece");
    CHECK_INT(count_of(pipe, STR("overdue since 2026-11-17 24:00")), 1, "in one piece");
    CHECK_INT(count_of(narrow, STR("REPORT DUE")), 0, "not on a narrow one");
    CHECK_INT(count_of(narrow, STR("     Decision: ")), 4, "but below each finding");
    CHECK_INT(count_of(narrow, STR("     Decision: undecided. Risk: not assessed")), 1, "all");
}

TEST(without_colour_there_are_no_escapes_even_in_hostile_names_and_reasons)
{
    Scan scan = sample_product();

    CHECK_INT(count_of(report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 }),
                       STR("\x1b")), 0, "on a terminal");
    CHECK_INT(count_of(report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN }),
                       STR("\x1b")), 0, "on a pipe");
}

TEST(a_pipe_gets_every_line_and_a_terminal_is_told_how_many_are_left)
{
    enum { MANY = 50 };
    static ScanItem items[MANY];
    Scan scan = sample_zero();
    Str pipe, terminal;

    for (size_t i = 0; i < MANY; i++)
        items[i] = (ScanItem){ .name = STR("part"), .place = STR("p"),
                               .rule = STR("report.list-data-means") };
    scan.coverage[COVERAGE_WITHOUT_DATA] = items;
    scan.coverage_count[COVERAGE_WITHOUT_DATA] = MANY;
    pipe = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    terminal = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 120 });
    CHECK_INT(count_of(pipe, STR("    part | p: ")), MANY, "all");
    CHECK_INT(count_of(terminal, STR("    part | p: ")), REPORT_LINES_MAX, "the first");
    CHECK_INT(count_of(terminal, STR("and 30 more")), 1, "and the rest counted");
}

TEST(old_data_is_warned_about)
{
    Scan scan = sample_zero();
    Str text;

    scan.max_age_days = 0;
    text = report_text(&scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    CHECK_INT(count_of(text, STR("Warning: the knowledge base: 1 day old")), 1, "the base");
    CHECK_INT(count_of(text, STR("Warning: kev: 2 days old")), 1, "and kev on its own");
}
