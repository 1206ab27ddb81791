/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/utf8.h"
#include "report/wrap.h"

static void check_lines(Str text, unsigned width, Str want, const char *why)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    Str line;

    while (wrap_next(&text, width, false, &line)) {
        buf_add(&buf, line);
        buf_char(&buf, '|');
    }
    CHECK_STR(buf_str(&buf), want, why);
}

TEST(lines_are_broken_where_a_reader_would)
{
    static const struct { Str text; unsigned width; Str want; const char *why; } ROWS[] = {
        { STR_ROW("one two three"), 20, STR_ROW("one two three|"), "it fits" },
        { STR_ROW("one two three"), 13, STR_ROW("one two three|"), "it just fits" },
        { STR_ROW("one two three"), 8, STR_ROW("one two|three|"), "at a space" },
        { STR_ROW("one two three"), 7, STR_ROW("one two|three|"), "the space hangs over" },
        { STR_ROW("one two three"), 0, STR_ROW("one two three|"), "a pipe" },
        { STR_ROW("abcdefghij"), 4, STR_ROW("abcd|efgh|ij|"), "too long a word" },
        { STR_ROW("a/b/c/d"), 4, STR_ROW("a/b/|c/d|"), "behind a slash" },
        { STR_ROW("log4j-core"), 7, STR_ROW("log4j-|core|"), "behind a hyphen" },
        { STR_ROW("日本語の文"), 4, STR_ROW("日本|語の|文|"), "two columns each" },
        { STR_ROW("日本語の文"), 5, STR_ROW("日本|語の|文|"), "half a character is none" },
        { STR_ROW("日本語。文"), 6, STR_ROW("日本|語。文|"), "no mark begins a line" },
        { STR_ROW("日本"), 1, STR_ROW("日|本|"), "never stuck" },
        { STR_ROW("\xff\xfe"), 1, STR_ROW("\xff|\xfe|"), "bytes that are no UTF-8" },
        { STR_ROW(""), 5, STR_ROW(""), "nothing" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check_lines(ROWS[i].text, ROWS[i].width, ROWS[i].want, ROWS[i].why);
}

TEST(paragraphs_are_indented)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    wrap_paragraph(&buf, STR("one two three four"), 2, 12, false);
    CHECK_STR(buf_str(&buf), STR("  one two\n  three four\n"), "each line");
}

TEST(only_the_first_line_of_a_hanging_paragraph_stands_out)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    wrap_hanging(&buf, STR("one two three four"), 2, 16, false);
    CHECK_STR(buf_str(&buf), STR("  one two three\n      four\n"), "the others further in");
}

static Grid grid_of_two(void)
{
    return (Grid){ .column = { { .flexible = true }, { .right = true } }, .column_count = 2 };
}

TEST(columns_stand_below_each_other_in_any_script)
{
    static const Str ROWS[][2] = {
        { STR_ROW("名前"), STR_ROW("n") }, { STR_ROW("zlib"), STR_ROW("10") },
        { STR_ROW("フォント"), STR_ROW("7") },
    };
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    Grid grid = grid_of_two();

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        grid_measure(&grid, ROWS[i]);
    grid_fit(&grid, 0);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        grid_row(&grid, ROWS[i], NULL, &buf);
    CHECK_STR(buf_str(&buf), STR("名前       n\nzlib      10\nフォント   7\n"), "by columns");
}

TEST(a_narrow_terminal_wraps_cells_and_loses_nothing)
{
    static const Str ROW[2] = { STR_ROW("abcdefghijklmnopqrstuvwxyz"), STR_ROW("99") };
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    Grid grid = grid_of_two();

    grid_measure(&grid, ROW);
    grid_fit(&grid, 14);
    grid_row(&grid, ROW, NULL, &buf);
    CHECK_STR(buf_str(&buf), STR("abcdefghij  99\nklmnopqrst\nuvwxyz\n"), "14 columns");
}

TEST(columns_are_never_narrower_than_the_least)
{
    static const Str ROW[2] = { STR_ROW("abcdefghij"), STR_ROW("99") };
    Grid grid = grid_of_two();

    grid_measure(&grid, ROW);
    grid_fit(&grid, 3);
    CHECK_INT(grid.column[0].width, GRID_FLEXIBLE_MIN, "the least");
    CHECK_INT(grid.column[1].width, 2, "numbers are never broken");
}

TEST(colour_takes_no_columns)
{
    static const Str ROW[2] = { STR_ROW("ab"), STR_ROW("9") };
    static const Str COLOURS[2] = { STR_ROW("1;31"), STR_ROW("") };
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    Grid grid = grid_of_two();

    grid_measure(&grid, ROW);
    grid.column[0].width = 4;
    grid_row(&grid, ROW, COLOURS, &buf);
    CHECK_STR(buf_str(&buf), STR("\x1b[1;31mab\x1b[0m    9\n"), "padded by what is seen");
}
