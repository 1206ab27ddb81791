/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/tsv.h"

static const Str COLUMNS[] = { STR_ROW("date"), STR_ROW("name") };

TEST(tsv_reads_rows_between_comments)
{
    Str text = STR("# year: 2026\n# a word\n\ndate\tname\n2026-01-01\tNew Year\n# later\n\n"
                   "2026-01-02\t\xE4\xBC\x91\xE6\x97\xA5");
    Str cells[2], year;
    bool more;
    Tsv tsv;
    Err err = { 0 };

    CHECK_OK(tsv_open(text, COLUMNS, 2, &tsv, &err), &err);
    CHECK_OK(tsv_value(text, STR("year"), &year, &err), &err);
    CHECK_STR(year, STR("2026"), "the value of a key");
    CHECK_OK(tsv_next(&tsv, cells, &more, &err), &err);
    CHECK(more, "a row");
    CHECK_STR(cells[0], STR("2026-01-01"), "the first cell");
    CHECK_STR(cells[1], STR("New Year"), "the second cell");
    CHECK_INT(tsv.line, 5, "its line");
    CHECK_OK(tsv_next(&tsv, cells, &more, &err), &err);
    CHECK_STR(cells[1], STR("\xE4\xBC\x91\xE6\x97\xA5"), "no line feed behind the last");
    CHECK_OK(tsv_next(&tsv, cells, &more, &err), &err);
    CHECK(!more, "the end");
}

static const struct {
    const char *text, *rule, *path, *why;
} REFUSED[] = {
    { "", "base.tsv-columns", "line 0", "empty" },
    { "# only words\n", "base.tsv-columns", "line 1", "no columns" },
    { "date\tnames\n", "base.tsv-columns", "line 1", "another column" },
    { "date\n", "base.tsv-cells", "line 1", "a column is missing" },
    { "date\tname\tmore\n", "base.tsv-cells", "line 1", "a column too many" },
    { "date\tname\na\n", "base.tsv-cells", "line 2", "a cell is missing" },
    { "date\tname\na\tb\tc\n", "base.tsv-cells", "line 2", "a cell too many" },
    { "date\tname\na\t\n", "base.tsv-empty", "line 2", "an empty cell" },
    { "date\tname\na\t b\n", "base.tsv-empty", "line 2", "a space before" },
    { "date\tname\na\tb \n", "base.tsv-empty", "line 2", "a space behind" },
    { "date\tname\na\tb\r\n", "base.tsv-bytes", "line 2", "a carriage return" },
    { "date\tname\na\t\xFF\n", "base.tsv-bytes", "line 2", "no UTF-8" },
};

TEST(tsv_refuses_the_smallest_doubt)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };
        Str cells[2];
        bool more = true;
        Tsv tsv;
        if (tsv_open(str_of(REFUSED[i].text), COLUMNS, 2, &tsv, &err))
            CHECK(!tsv_next(&tsv, cells, &more, &err), REFUSED[i].why);
        CHECK_INT(err.code, ERR_STRUCTURE, REFUSED[i].why);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].why);
        CHECK(str_starts(str_of(err.path), str_of(REFUSED[i].path)), REFUSED[i].why);
    }
}

TEST(tsv_says_which_key_is_missing)
{
    static const char *const TEXTS[] = {
        "", "# yearly: 1\n", "# year 2026\n", "\n# year 2026", "#\n", "date\tname\n# year: 2026\n",
    };

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        Err err = { 0 };
        Str value;
        CHECK(!tsv_value(str_of(TEXTS[i]), STR("year"), &value, &err), TEXTS[i]);
        CHECK_STR(err_arg(&err, 0), STR("year"), "the key");
    }
}
