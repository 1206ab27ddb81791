/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"

static const ReportOptions CSV = { REPORT_CSV, LANG_EN };

/* Cells of the line at the front of *rest, which moves behind it; quotes are honoured. */
static size_t take_line(Str *rest)
{
    size_t cells = 1, at = 0;
    bool quoted = false;

    for (; at < rest->len; at++) {
        char c = rest->ptr[at];
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells++;
        else if (c == '\n' && !quoted)
            break;
    }
    CHECK(at < rest->len && rest->ptr[at - 1] == '\r', "each line ends with CR LF");
    *rest = str_slice(*rest, at + 1, rest->len);
    return cells;
}

TEST(every_line_has_the_same_cells_so_that_spreadsheets_cope)
{
    Scan scan = sample_scan();
    Str rest = report_text(&scan, &CSV);
    size_t lines = 1, columns = take_line(&rest);

    for (; rest.len; lines++)
        CHECK_INT(take_line(&rest), columns, "as many as the header");
    CHECK_INT(lines, 1 + 4 + 1 + 6 + 1 + 5 + 5, "findings, malware, coverage, hint, summary, data");
}

TEST(what_the_record_says_stands_behind_the_other_columns)
{
    Scan scan = sample_scan(), product = sample_product();
    Str plain = report_text(&scan, &CSV), rest = report_text(&product, &CSV), title, line;
    size_t columns;

    CHECK(str_next(&plain, '\r', &title) && str_starts(rest, title), "the same columns first");
    columns = take_line(&rest);
    while (rest.len)
        CHECK_INT(take_line(&rest), columns, "as many in each line");
    rest = report_text(&product, &CSV);
    CHECK(str_next(&rest, '\n', &line) && str_next(&rest, '\n', &line), "the first finding");
    CHECK(str_find(line, STR(",affected,in-force,")) < line.len, "the decision");
    CHECK(str_find(line, STR(",critical,uncontrolled,high,")) < line.len, "harm, risk, band");
    CHECK(str_find(line, STR(",eu-mdr-15,overdue,\"2026-11-17 24:00\",true,")) < line.len,
          "the clock");
}

TEST(the_table_is_the_one_that_was_read)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.csv", &scan, &CSV);
    golden_report("zero.csv", &zero, &CSV);
    scan = sample_product();
    golden_report("product.csv", &scan, &CSV);
}
