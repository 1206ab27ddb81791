/* SPDX-License-Identifier: Apache-2.0 */
/* A Listing or a Card as one HTML file, in the style and with the rules of the scan's report. */
#include "report/html_parts.h"
#include "report/listing_parts.h"
#include "report/narrative.h"

enum {
    TABLE_COLUMNS_MAX = 9, /* more are wider than a page: each row is a card */
    WORD_BYTES_MAX = 24,   /* a longer word of a language may break */
    LINE_BYTES_MIN = 60,   /* a longer text has a line of its card alone */
};

static void put_titles(Html *h, const ListingColumn *const *shown, size_t count)
{
    html_raw(h, count > TABLE_COLUMNS_MAX ? "<table class=\"plain listing cards\">\n<thead><tr>"
                                          : "<table class=\"plain listing\">\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html_raw(h, sheet_right(shown[i]->kind) ? "<th scope=\"col\" class=\"number\">"
                                                : "<th scope=\"col\">");
        html_word(h, shown[i]->title);
        html_raw(h, "</th>");
    }
    html_raw(h, "</tr></thead>\n<tbody>\n");
}

static const char *class_of(ListingKind kind, Str text)
{
    if (sheet_right(kind))
        return text.len ? "number" : "number empty";
    if (kind == LISTING_DATE)
        return text.len ? "day" : "empty";
    if (kind == LISTING_WORD && text.len && text.len <= WORD_BYTES_MAX)
        return "word";
    if (text.len > LINE_BYTES_MIN)
        return "line";
    return text.len ? "" : "empty";
}

static void put_cells(Html *h, Sheet *sheet, const Listing *listing, const ListingRow *row)
{
    html_raw(h, "<tr>");
    for (size_t i = 0; i < listing->column_count; i++) {
        const ListingColumn *column = &listing->columns[i];
        Str text;
        if (column->programs_only)
            continue;
        text = sheet_cell(sheet, column, &row->cells[i]);
        html_cell(h, column->title, class_of(column->kind, text));
        html_bdi(h, text);
        html_raw(h, "</td>");
    }
    html_raw(h, "</tr>\n");
    buf_pour(h->out);
}

/* sheet->line keeps the heading of the row before. */
static void put_row(Html *h, Sheet *sheet, const Listing *listing, const ListingRow *row)
{
    const ListingColumn *shown[LISTING_COLUMNS_MAX];

    if (row->heading.len && !str_eq(row->heading, buf_str(&sheet->line))) {
        buf_clear(&sheet->line);
        buf_add(&sheet->line, row->heading);
        buf_printf(h->out, "<tr><th scope=\"rowgroup\" colspan=\"%zu\">",
                   sheet_columns(listing, shown));
        html_bdi(h, row->heading);
        html_raw(h, "</th></tr>\n");
    }
    put_cells(h, sheet, listing, row);
}

static bool put_rows(Html *h, Sheet *sheet, const Listing *listing, Err *err)
{
    const ListingColumn *shown[LISTING_COLUMNS_MAX];
    const ListingRow *row;
    bool first = true;

    buf_clear(&sheet->line);
    for (; listing->next(listing->context, &row, err); first = false) {
        if (row && first)
            put_titles(h, shown, sheet_columns(listing, shown));
        if (row) {
            put_row(h, sheet, listing, row);
            continue;
        }
        html_raw(h, first ? "<p>" : "</tbody></table>\n");
        if (first)
            html_text(h, sheet_empty(sheet, listing));
        html_raw(h, first ? "</p>\n" : "");
        return true;
    }
    return false;
}

static bool put_section(Html *h, Sheet *sheet, const Listing *listing, Err *err)
{
    html_raw(h, "<section>\n<h2>");
    html_word(h, listing->head.title);
    html_raw(h, "</h2>\n");
    if (!put_rows(h, sheet, listing, err))
        return false;
    html_raw(h, "</section>\n");
    return true;
}

static void put_foot(Html *h, Sheet *sheet, const ListingHead *head)
{
    if (!sheet->dated && !sheet_next(head, NULL))
        return;
    html_raw(h, "<section class=\"outcome\">\n");
    for (const ListingNote *note = NULL; (note = sheet_next(head, note)) != NULL; ) {
        html_raw(h, "<p>");
        html_text(h, sheet_note(sheet, note));
        html_raw(h, "</p>\n");
    }
    if (sheet->dated) {
        html_raw(h, "<p>");
        narrative_age(h->scan, h->lang, &h->text);
        html_flush(h);
        html_raw(h, "</p>\n");
        html_warnings(h);
    }
    html_raw(h, "</section>\n");
}

static Html page_begin(Sheet *sheet, const ListingHead *head, Str name)
{
    Html h = { &sheet->data, sheet->options->lang, sheet->out, buf_new(sheet->out->cap) };

    html_begin(&h, head->title, name);
    html_masthead(&h, head->title);
    if (name.len) {
        html_raw(&h, "<ul class=\"inputs\">\n<li>");
        html_bdi(&h, name);
        html_raw(&h, "</li>\n</ul>\n");
    }
    html_raw(&h, "</header>\n<main>\n");
    return h;
}

static void page_end(Html *h, Sheet *sheet, const ListingHead *head)
{
    put_foot(h, sheet, head);
    html_end(h, STR("report.listing-made"));
}

/* Memory that ran out while a sentence was collected is a failure of the whole. */
static void page_done(Html *h)
{
    h->out->failed |= buf_failed(&h->text);
    buf_done(&h->text);
}

bool listing_html(Sheet *sheet, const Listing *listing, Err *err)
{
    CLEANUP(page_done) Html h = page_begin(sheet, &listing->head, STR(""));

    html_raw(&h, "<section>\n");
    if (!put_rows(&h, sheet, listing, err))
        return false;
    html_raw(&h, "</section>\n");
    page_end(&h, sheet, &listing->head);
    return true;
}

static void put_field(Html *h, Sheet *sheet, const ListingColumn *field, const ListingCell *value)
{
    Str text = sheet_cell(sheet, field, value);

    html_raw(h, "<dt>");
    html_word(h, field->title);
    html_raw(h, "</dt><dd>");
    html_bdi(h, text.len ? text : STR("–"));
    html_raw(h, "</dd>\n");
}

bool card_html(Sheet *sheet, const Card *card, Err *err)
{
    CLEANUP(page_done) Html h = page_begin(sheet, &card->head, card->name);

    html_raw(&h, "<section>\n<dl class=\"card\">\n");
    for (size_t i = 0; i < card->field_count; i++)
        if (!card->fields[i].programs_only)
            put_field(&h, sheet, &card->fields[i], &card->values[i]);
    html_raw(&h, "</dl>\n</section>\n");
    for (size_t i = 0; i < card->list_count; i++)
        if (!put_section(&h, sheet, card->lists[i].listing, err))
            return false;
    page_end(&h, sheet, &card->head);
    return true;
}
