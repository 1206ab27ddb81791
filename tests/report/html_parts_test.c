/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/html_parts.h"

static void check(const Html *h, Str want, const char *why)
{
    CHECK_STR(buf_str(h->out), want, why);
    CHECK_INT(h->text.len, 0, "nothing is left over for the next piece");
    buf_clear(h->out);
}

TEST(an_input_is_named_without_its_folders_where_that_is_clear)
{
    static const ScanInput INPUTS[] = {
        { .file = STR_ROW("a/x.json") }, { .file = STR_ROW("b/x.json") },
        { .file = STR_ROW("/srv/devices/pump.json") }, { .file = STR_ROW("-") },
    };
    Scan scan = { .inputs = INPUTS, .input_count = ARRAY_LEN(INPUTS) };
    Html h = { .scan = &scan };

    CHECK_STR(html_input(&h, 0), STR("a/x.json"), "another x.json");
    CHECK_STR(html_input(&h, 1), STR("b/x.json"), "another x.json");
    CHECK_STR(html_input(&h, 2), STR("pump.json"), "the only one");
    CHECK_STR(html_input(&h, 3), STR("-"), "standard input");
}

TEST(every_piece_but_our_own_markup_is_escaped)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 16);
    Html h = { .lang = LANG_EN, .out = &out, .text = buf_new(1 << 16) };

    html_raw(&h, "<p>");
    html_text(&h, STR("<&>"));
    check(&h, STR("<p>&lt;&amp;&gt;"), "text");
    html_bdi(&h, STR("\"a\""));
    check(&h, STR("<bdi>&quot;a&quot;</bdi>"), "a name of strangers");
    html_bdi(&h, STR(""));
    check(&h, STR(""), "no empty element");
    html_say(&h, STR("report.failon-finding"), STR("<i>"), STR("x"));
    check(&h, STR("&lt;i&gt; in x"), "a sentence");
    html_fact(&h, STR("report.name-place"), STR("<"), true);
    check(&h, STR("<dt>Place</dt><dd><code>&lt;</code></dd>\n"), "a fact");
    html_fact(&h, STR("report.name-place"), STR(""), false);
    check(&h, STR(""), "no empty fact");
    html_cell(&h, STR("report.name-place"), "mono");
    check(&h, STR("<td class=\"mono\" data-label=\"Place\">"), "a cell");
    html_section(&h, "x", STR("report.hints"), 1234, true);
    check(&h, STR("<section aria-labelledby=\"x\">\n<h2 id=\"x\">Hints<span class=\"count\">1,234"
                  "</span></h2>\n"), "a section");
    buf_done(&h.text);
}
