/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "report/escape.h"

typedef void Escape(Buf *out, Str text);

static void check(Escape *escape, Str text, Str want, const char *why)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    escape(&buf, text);
    CHECK_STR(buf_str(&buf), want, why);
}

TEST(markup_cannot_be_opened_or_closed)
{
    static const struct { Str text, want; const char *why; } ROWS[] = {
        { STR_ROW("<b>&\"'"), STR_ROW("&lt;b&gt;&amp;&quot;&#39;"), "the five" },
        { STR_ROW("]]>"), STR_ROW("]]&gt;"), "the end of CDATA" },
        { STR_ROW("日本"), STR_ROW("日本"), "other scripts stay" },
        { STR_ROW("a\x1b\0b"), STR_ROW("a\xEF\xBF\xBD\xEF\xBF\xBD" "b"), "no XML characters" },
        { STR_ROW("\xc2\x85"), STR_ROW("\xEF\xBF\xBD"), "C1 neither" },
        { STR_ROW("\xff<"), STR_ROW("\xEF\xBF\xBD&lt;"), "no UTF-8" },
        { STR_ROW("a\tb\n"), STR_ROW("a\tb\n"), "white space stays" },
        { STR_ROW("\xEF\xBF\xBE"), STR_ROW("\xEF\xBF\xBD"), "U+FFFE is no XML character" },
        { STR_ROW("\xE2\x80\xAE" "x"), STR_ROW("\xEF\xBF\xBDx"), "no change of direction" },
        { STR_ROW(""), STR_ROW(""), "nothing" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check(escape_markup, ROWS[i].text, ROWS[i].want, ROWS[i].why);
}

TEST(no_cell_of_csv_is_a_formula)
{
    static const struct { Str text, want; const char *why; } ROWS[] = {
        { STR_ROW("plain"), STR_ROW("plain"), "not quoted" },
        { STR_ROW("=1+1"), STR_ROW("\"'=1+1\""), "=" },
        { STR_ROW("+1"), STR_ROW("\"'+1\""), "+" },
        { STR_ROW("-1"), STR_ROW("\"'-1\""), "-" },
        { STR_ROW("@SUM(A1)"), STR_ROW("\"'@SUM(A1)\""), "@" },
        { STR_ROW("\t=1"), STR_ROW("\"'\t=1\""), "TAB" },
        { STR_ROW("\r=1"), STR_ROW("\"'\r=1\""), "CR" },
        { STR_ROW("\n=1"), STR_ROW("\"'\n=1\""), "LF" },
        { STR_ROW("＝1"), STR_ROW("\"'＝1\""), "full width" },
        { STR_ROW("＠x"), STR_ROW("\"'＠x\""), "full width" },
        { STR_ROW("1=1"), STR_ROW("1=1"), "only in front" },
        { STR_ROW("'=1"), STR_ROW("\"''=1\""), "whose own apostrophe would be taken away" },
        { STR_ROW("'x"), STR_ROW("'x"), "an apostrophe alone" },
        { STR_ROW("a,b"), STR_ROW("\"a,b\""), "a comma is quoted" },
        { STR_ROW("a\"b\"\r\n"), STR_ROW("\"a\"\"b\"\"\r\n\""), "quotes are doubled" },
        { STR_ROW("\"=1"), STR_ROW("\"\"\"=1\""), "a quote is no formula" },
        { STR_ROW("a\xff"), STR_ROW("a\xEF\xBF\xBD"), "no UTF-8" },
        { STR_ROW("\x1b[2J"), STR_ROW("\xEF\xBF\xBD[2J"), "no command to a terminal" },
        { STR_ROW("\xC2\x9B" "2J"), STR_ROW("\xEF\xBF\xBD" "2J"), "nor one of C1" },
        { STR_ROW("\xE2\x80\xAE" "x"), STR_ROW("\xEF\xBF\xBDx"), "no change of direction" },
        { STR_ROW(""), STR_ROW(""), "empty" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check(escape_csv, ROWS[i].text, ROWS[i].want, ROWS[i].why);
}

TEST(prose_in_markdown_is_only_prose)
{
    static const struct { Str text, want; const char *why; } ROWS[] = {
        { STR_ROW("a | b"), STR_ROW("a \\| b"), "no new cell" },
        { STR_ROW("*a* _b_ `c`"), STR_ROW("\\*a\\* \\_b\\_ \\`c\\`"), "no emphasis" },
        { STR_ROW("<img src=x>"), STR_ROW("\\<img src=x\\>"), "no element" },
        { STR_ROW("[a](b)"), STR_ROW("\\[a\\](b)"), "no link" },
        { STR_ROW("https://x"), STR_ROW("https\\://x"), "no autolink" },
        { STR_ROW("1: 2"), STR_ROW("1: 2"), "a colon is no link" },
        { STR_ROW("\xE2\x80\xAE" "x"), STR_ROW("\xEF\xBF\xBDx"), "no change of direction" },
        { STR_ROW("@me"), STR_ROW("\\@\xE2\x81\xA0me"), "no mention" },
        { STR_ROW("&lt;"), STR_ROW("\\&lt;"), "no entity" },
        { STR_ROW("a\nb"), STR_ROW("a b"), "one line" },
        { STR_ROW("\\"), STR_ROW("\\\\"), "the backslash itself" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check(escape_prose, ROWS[i].text, ROWS[i].want, ROWS[i].why);
}

TEST(code_spans_hold_backticks_and_bars)
{
    static const struct { Str text, want; const char *why; } ROWS[] = {
        { STR_ROW("a<b>"), STR_ROW("`a<b>`"), "code needs no escapes" },
        { STR_ROW("a`b"), STR_ROW("`` a`b ``"), "a longer fence" },
        { STR_ROW("``"), STR_ROW("``` `` ```"), "longer than the longest run" },
        { STR_ROW("a|b"), STR_ROW("`a\\|b`"), "a bar ends a cell even in code" },
        { STR_ROW("a\r\nb"), STR_ROW("`a  b`"), "one line" },
        { STR_ROW("\xE2\x81\xA7"), STR_ROW("`\xEF\xBF\xBD`"), "no change of direction" },
        { STR_ROW(""), STR_ROW(""), "no empty span" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check(escape_code, ROWS[i].text, ROWS[i].want, ROWS[i].why);
}

TEST(a_terminal_gets_no_commands)
{
    static const struct { Str text, want; const char *why; } ROWS[] = {
        { STR_ROW("\x1b[2J"), STR_ROW("\\x1b[2J"), "escape sequences" },
        { STR_ROW("a\nb\r"), STR_ROW("a\\x0ab\\x0d"), "lines" },
        { STR_ROW("\xc2\x9b"), STR_ROW("\\x9b"), "C1 CSI" },
        { STR_ROW("\xE2\x80\xAE" "fdp"), STR_ROW("\\u202efdp"), "right-to-left override" },
        { STR_ROW("\xE2\x81\xA6x"), STR_ROW("\\u2066x"), "isolates" },
        { STR_ROW("日本語 é"), STR_ROW("日本語 é"), "text stays" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check(escape_terminal, ROWS[i].text, ROWS[i].want, ROWS[i].why);
}

TEST(paths_become_relative_references)
{
    check(escape_path, STR("a/b-1_2.cdx.json"), STR("a/b-1_2.cdx.json"), "plain");
    check(escape_path, STR("a b#c?.json"), STR("a%20b%23c%3F.json"), "reserved");
    check(escape_path, STR("画"), STR("%E7%94%BB"), "UTF-8 bytes");
    check(escape_path, STR("c:d%"), STR("c%3Ad%25"), "no scheme, no escape");
}

TEST(a_character_that_is_not_shown_is_seen_wherever_it_stands)
{
    char text[17];

    for (size_t at = 0; at < sizeof text; at++)
        for (int c = 0; c < 256; c++) {
            memset(text, 'a', sizeof text);
            text[at] = (char)c;
            CHECK_INT(escape_is_ascii((Str){ text, sizeof text }), c >= 0x20 && c <= 0x7E, "each");
        }
    CHECK(escape_is_ascii(STR("")), "nothing is all shown");
}
