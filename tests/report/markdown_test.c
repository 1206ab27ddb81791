/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"

TEST(the_page_is_the_one_that_was_read)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.en.md", &scan, &(ReportOptions){ REPORT_MARKDOWN, LANG_EN });
    golden_report("scan.ja.md", &scan, &(ReportOptions){ REPORT_MARKDOWN, LANG_JA });
    golden_report("zero.en.md", &zero, &(ReportOptions){ REPORT_MARKDOWN, LANG_EN });
    scan = sample_product();
    golden_report("product.en.md", &scan, &(ReportOptions){ REPORT_MARKDOWN, LANG_EN });
    golden_report("product.ja.md", &scan, &(ReportOptions){ REPORT_MARKDOWN, LANG_JA });
}

/* Bars that are not escaped; GFM splits cells before it looks for code spans. */
static size_t bars(Str line)
{
    size_t count = 0;

    for (size_t i = 0; i < line.len; i++)
        count += line.ptr[i] == '|' && (i == 0 || line.ptr[i - 1] != '\\');
    return count;
}

TEST(every_row_of_a_table_has_as_many_cells_as_its_title)
{
    Scan scan = sample_scan();
    Str rest = report_text(&scan, &(ReportOptions){ REPORT_MARKDOWN, LANG_EN }), line;
    size_t title = 0, rows = 0;

    while (str_next(&rest, '\n', &line)) {
        bool row = str_starts(line, STR("|"));
        if (row && title == 0)
            title = bars(line);
        else if (row)
            CHECK_INT(bars(line), title, "hostile names open no cell");
        rows += row;
        title = row ? title : 0;
    }
    CHECK(rows > 20, "there are tables");
}
