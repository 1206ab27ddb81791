/* SPDX-License-Identifier: Apache-2.0 */
/* html_parts.h — the small pieces html.c is made of. Everything but html_raw escapes. */
#pragma once

#include "base/buf.h"
#include "model/scan.h"
#include "report/say.h"

typedef struct {
    const Scan *scan;
    Lang lang;
    Buf *out;
    Buf text; /* a sentence or list before it is escaped */
} Html;

/* Markup of our own, as it is. */
void html_raw(Html *h, const char *markup);
void html_text(Html *h, Str text);
/* The same, kept apart from what surrounds it: names of strangers may be written right to left. */
void html_bdi(Html *h, Str text);
/* The name of an input without its folders, where it is the only one of that name. */
Str html_input(const Html *h, uint32_t input);
/* A sentence of po/. */
Str html_msg(const Html *h, Str id);
void html_word(Html *h, Str id);
#define html_say(h, ...) (say(&(h)->text, (h)->lang, __VA_ARGS__), html_flush(h))
/* What was collected in h->text. */
void html_flush(Html *h);

/* "<section …><h2>title count</h2>" */
void html_section(Html *h, const char *id, Str title, size_t count, bool counted);
/* "<table class="plain kind">…</thead><tbody>" */
void html_table(Html *h, const char *kind, const Str *titles, size_t count);
/* "<td …>" with the column's title for narrow screens; `classes` may be empty. */
void html_cell(Html *h, Str title, const char *classes);
/* "<dt>…</dt><dd>…</dd>", or nothing for an empty value. */
void html_fact(Html *h, Str label, Str value, bool code);

/* The file from its first byte to behind "<body>": title and, when it is not empty, a name. */
void html_begin(Html *h, Str title, Str name);
/* What a keyboard reaches first: a way past the head to the element `id`. */
void html_skip(Html *h, const char *id, Str words);
/* "<div class="page"><header …><h1>title</h1>": the caller adds to the header and closes it. */
void html_masthead(Html *h, Str title);
/* What lowers the worth of the data, as a list; nothing when there is nothing. */
void html_warnings(Html *h);
/* From "</main>" to the last byte; `made` is a sentence with the version as its argument. */
void html_end(Html *h, Str made);
