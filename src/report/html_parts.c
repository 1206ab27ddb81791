/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_parts.h"

#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/page.h"

void html_raw(Html *h, const char *markup)
{
    buf_add(h->out, str_of(markup));
}

void html_text(Html *h, Str text)
{
    escape_markup(h->out, text);
}

void html_bdi(Html *h, Str text)
{
    if (text.len == 0)
        return;
    html_raw(h, "<bdi>");
    html_text(h, text);
    html_raw(h, "</bdi>");
}

static Str base_name(Str path)
{
    size_t from = path.len;

    while (from && path.ptr[from - 1] != '/')
        from--;
    return str_slice(path, from, path.len);
}

Str html_input(const Html *h, uint32_t input)
{
    Str path = facts_input(h->scan, input), name = base_name(path);

    for (uint32_t i = 0; i < h->scan->input_count; i++)
        if (i != input && str_eq(name, base_name(h->scan->inputs[i].file)))
            return path;
    return name;
}

Str html_msg(const Html *h, Str id)
{
    return msg_text(h->lang, id);
}

void html_word(Html *h, Str id)
{
    html_text(h, html_msg(h, id));
}

void html_flush(Html *h)
{
    html_text(h, buf_str(&h->text));
    buf_clear(&h->text);
}

void html_section(Html *h, const char *id, Str title, size_t count, bool counted)
{
    FactText number;

    buf_printf(h->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
    html_word(h, title);
    if (counted) {
        html_raw(h, "<span class=\"count\">");
        html_text(h, facts_grouped(count, &number));
        html_raw(h, "</span>");
    }
    html_raw(h, "</h2>\n");
}

void html_table(Html *h, const char *kind, const Str *titles, size_t count)
{
    buf_printf(h->out, "<table class=\"plain %s\">\n<thead><tr>", kind);
    for (size_t i = 0; i < count; i++) {
        html_raw(h, str_eq(titles[i], STR("report.name-records"))
                        ? "<th scope=\"col\" class=\"number\">"
                        : "<th scope=\"col\">");
        html_word(h, titles[i]);
        html_raw(h, "</th>");
    }
    html_raw(h, "</tr></thead>\n<tbody>\n");
}

void html_cell(Html *h, Str title, const char *classes)
{
    html_raw(h, "<td");
    if (classes[0])
        buf_printf(h->out, " class=\"%s\"", classes);
    html_raw(h, " data-label=\"");
    html_word(h, title);
    html_raw(h, "\">");
}

void html_fact(Html *h, Str label, Str value, bool code)
{
    if (value.len == 0)
        return;
    html_raw(h, "<dt>");
    html_word(h, label);
    html_raw(h, code ? "</dt><dd><code>" : "</dt><dd>");
    html_text(h, value);
    html_raw(h, code ? "</code></dd>\n" : "</dd>\n");
}

void html_begin(Html *h, Str title, Str name)
{
    html_raw(h, "<!DOCTYPE html>\n<html lang=\"");
    html_raw(h, h->lang == LANG_JA ? "ja" : "en");
    html_raw(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'sha256-");
    buf_add(h->out, PAGE_CSS_SHA256);
    html_raw(h, "'; script-src 'sha256-");
    buf_add(h->out, PAGE_JS_SHA256);
    html_raw(h, "'; base-uri 'none'; form-action 'none'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"generator\" content=\"inro ");
    html_text(h, h->scan->tool_version);
    html_raw(h, "\">\n<title>");
    html_word(h, title);
    if (name.len) {
        html_raw(h, " – ");
        html_text(h, name);
    }
    html_raw(h, "</title>\n<style>");
    buf_add(h->out, PAGE_CSS);
    html_raw(h, "</style>\n</head>\n<body>\n");
}

void html_skip(Html *h, const char *id, Str words)
{
    buf_printf(h->out, "<a class=\"skip\" href=\"#%s\">", id);
    html_word(h, words);
    html_raw(h, "</a>\n");
}

void html_masthead(Html *h, Str title)
{
    html_raw(h, "<div class=\"page\">\n<header class=\"masthead\">\n<p class=\"mark\">Inro "
                "<span lang=\"ja\">印籠</span></p>\n<h1>");
    html_word(h, title);
    html_raw(h, "</h1>\n");
}

void html_end(Html *h, Str made)
{
    html_raw(h, "</main>\n<footer>");
    html_say(h, made, h->scan->tool_version);
    html_raw(h, "</footer>\n</div>\n<script>");
    buf_add(h->out, PAGE_JS);
    html_raw(h, "</script>\n</body>\n</html>\n");
}

void html_warnings(Html *h)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(h->scan, warnings);

    if (count == 0)
        return;
    html_raw(h, "<ul class=\"warnings\">\n");
    for (size_t i = 0; i < count; i++) {
        html_raw(h, "<li><b>");
        html_word(h, STR("report.warning-word"));
        html_raw(h, "</b>");
        narrative_warning(&warnings[i], h->scan, h->lang, &h->text);
        html_flush(h);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
}
