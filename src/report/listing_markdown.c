/* SPDX-License-Identifier: Apache-2.0 */
/* A Listing or a Card as GitHub Flavored Markdown: nothing of strangers becomes markup. */
#include "base/msg.h"
#include "report/escape.h"
#include "report/listing_parts.h"
#include "report/narrative.h"

static Str word(const Sheet *sheet, Str id)
{
    return msg_text(sheet->options->lang, id);
}

static void put_heading(Sheet *sheet, Str marks, Str text)
{
    buf_add(sheet->out, marks);
    escape_prose(sheet->out, text);
    buf_add(sheet->out, STR("\n\n"));
}

static void put_titles(Sheet *sheet, const ListingColumn *const *shown, size_t count)
{
    buf_char(sheet->out, '|');
    for (size_t i = 0; i < count; i++) {
        buf_char(sheet->out, ' ');
        buf_add(sheet->out, word(sheet, shown[i]->title));
        buf_add(sheet->out, STR(" |"));
    }
    buf_add(sheet->out, STR("\n|"));
    for (size_t i = 0; i < count; i++)
        buf_add(sheet->out, sheet_right(shown[i]->kind) ? STR(" ---: |") : STR(" --- |"));
    buf_char(sheet->out, '\n');
}

static void put_cells(Sheet *sheet, const Listing *listing, const ListingRow *row)
{
    for (size_t i = 0; i < listing->column_count; i++) {
        const ListingColumn *column = &listing->columns[i];
        if (column->programs_only)
            continue;
        buf_add(sheet->out, STR("| "));
        escape_prose(sheet->out, sheet_cell(sheet, column, &row->cells[i]));
        buf_char(sheet->out, ' ');
    }
    buf_add(sheet->out, STR("|\n"));
    buf_pour(sheet->out);
}

/* A new heading, or the first row, begins a table of its own; sheet->line keeps the heading. */
static void put_row(Sheet *sheet, const Listing *listing, const ListingRow *row, bool first)
{
    const ListingColumn *shown[LISTING_COLUMNS_MAX];
    bool same = str_eq(row->heading, buf_str(&sheet->line));

    if (first || !same) {
        buf_add(sheet->out, first ? STR("") : STR("\n"));
        if (row->heading.len)
            put_heading(sheet, STR("### "), row->heading);
        put_titles(sheet, shown, sheet_columns(listing, shown));
        buf_clear(&sheet->line);
        buf_add(&sheet->line, row->heading);
    }
    put_cells(sheet, listing, row);
}

static bool put_rows(Sheet *sheet, const Listing *listing, Err *err)
{
    const ListingRow *row;
    bool first = true;

    buf_clear(&sheet->line);
    for (; listing->next(listing->context, &row, err); first = false) {
        if (row) {
            put_row(sheet, listing, row, first);
            continue;
        }
        if (first) {
            escape_prose(sheet->out, sheet_empty(sheet, listing));
            buf_char(sheet->out, '\n');
        }
        return true;
    }
    return false;
}

/* What was said into `text` as an item of a list. */
static void put_item(Sheet *sheet, Str before, Str text)
{
    buf_add(sheet->out, STR("- "));
    buf_add(sheet->out, before);
    escape_prose(sheet->out, text);
    buf_char(sheet->out, '\n');
}

static void put_age(Sheet *sheet)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(&sheet->data, warnings);

    buf_clear(&sheet->text);
    narrative_age(&sheet->data, sheet->options->lang, &sheet->text);
    put_item(sheet, STR(""), buf_str(&sheet->text));
    for (size_t i = 0; i < count; i++) {
        buf_clear(&sheet->text);
        buf_clear(&sheet->line);
        narrative_warning(&warnings[i], &sheet->data, sheet->options->lang, &sheet->text);
        buf_printf(&sheet->line, "**%.*s** ",
                   STR_ARG(word(sheet, STR("report.warning-word"))));
        put_item(sheet, buf_str(&sheet->line), buf_str(&sheet->text));
    }
}

static void put_foot(Sheet *sheet, const ListingHead *head)
{
    if (sheet->dated || sheet_next(head, NULL))
        buf_char(sheet->out, '\n');
    for (const ListingNote *note = NULL; (note = sheet_next(head, note)) != NULL; )
        put_item(sheet, STR(""), sheet_note(sheet, note));
    if (sheet->dated)
        put_age(sheet);
}

bool listing_markdown(Sheet *sheet, const Listing *listing, Err *err)
{
    put_heading(sheet, STR("# "), word(sheet, listing->head.title));
    if (!put_rows(sheet, listing, err))
        return false;
    put_foot(sheet, &listing->head);
    return true;
}

static void put_field(Sheet *sheet, const ListingColumn *field, const ListingCell *value)
{
    Str text = sheet_cell(sheet, field, value);

    buf_printf(sheet->out, "- **%.*s:** ", STR_ARG(word(sheet, field->title)));
    escape_prose(sheet->out, text.len ? text : STR("–"));
    buf_char(sheet->out, '\n');
}

bool card_markdown(Sheet *sheet, const Card *card, Err *err)
{
    buf_add(sheet->out, STR("# "));
    buf_add(sheet->out, word(sheet, card->head.title));
    put_heading(sheet, STR(": "), card->name);
    for (size_t i = 0; i < card->field_count; i++)
        if (!card->fields[i].programs_only)
            put_field(sheet, &card->fields[i], &card->values[i]);
    for (size_t i = 0; i < card->list_count; i++) {
        put_heading(sheet, STR("\n## "), word(sheet, card->lists[i].listing->head.title));
        if (!put_rows(sheet, card->lists[i].listing, err))
            return false;
    }
    put_foot(sheet, &card->head);
    return true;
}
