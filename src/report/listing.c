/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to print a Listing, and what they share. */
#include "report/listing.h"

#include "base/msg.h"
#include "report/listing_parts.h"
#include "report/say.h"

#define RULE_FORMAT STR("report.listing-format")

static const struct {
    ListingWriter *listing;
    CardWriter *card;
    Str name;
} FORMAT[REPORT_FORMATS] = {
    [REPORT_TABLE] = { listing_table, card_table, STR_ROW("table") },
    [REPORT_JSON] = { listing_json, card_json, STR_ROW("json") },
    [REPORT_JSONL] = { listing_jsonl, NULL, STR_ROW("jsonl") },
    [REPORT_CSV] = { listing_csv, NULL, STR_ROW("csv") },
    [REPORT_MARKDOWN] = { listing_markdown, card_markdown, STR_ROW("markdown") },
    [REPORT_HTML] = { listing_html, card_html, STR_ROW("html") },
    [REPORT_SARIF] = { NULL, NULL, STR_ROW("sarif") },
    [REPORT_JUNIT] = { NULL, NULL, STR_ROW("junit") },
    [REPORT_CYCLONEDX] = { NULL, NULL, STR_ROW("cyclonedx") },
};

static Sheet sheet_new(const ListingHead *head, const ReportOptions *options, Buf *out)
{
    Sheet sheet = { .options = options, .out = out, .text = buf_new(out->cap),
                    .line = buf_new(out->cap), .dated = head->data != NULL };

    if (head->data)
        sheet.data = (Scan){ .now_s = head->data->now_s, .database = head->data->database,
                             .max_age_days = head->data->max_age_days };
    sheet.data.tool_version = head->tool_version;
    return sheet;
}

static void sheet_done(Sheet *sheet)
{
    buf_done(&sheet->text);
    buf_done(&sheet->line);
}

/* A writer that failed has said why; one that ran out of room has not. */
static bool sheet_written(const Sheet *sheet, Err *err)
{
    return (!buf_failed(sheet->out) && !buf_failed(&sheet->text) && !buf_failed(&sheet->line))
        || err_no_memory(err);
}

bool report_listing(const Listing *listing, const ReportOptions *options, Buf *out, Err *err)
{
    CLEANUP(sheet_done) Sheet sheet = sheet_new(&listing->head, options, out);

    assert(listing->column_count <= LISTING_COLUMNS_MAX);
    if (!FORMAT[options->format].listing)
        return err_set(err, ERR_USAGE, RULE_FORMAT, FORMAT[options->format].name);
    return FORMAT[options->format].listing(&sheet, listing, err) && sheet_written(&sheet, err);
}

bool report_card(const Card *card, const ReportOptions *options, Buf *out, Err *err)
{
    CLEANUP(sheet_done) Sheet sheet = sheet_new(&card->head, options, out);

    if (!FORMAT[options->format].card)
        return err_set(err, ERR_USAGE, STR("report.card-format"), FORMAT[options->format].name);
    return FORMAT[options->format].card(&sheet, card, err) && sheet_written(&sheet, err);
}

static void put_word(Sheet *sheet, const ListingColumn *column, Str word)
{
    CLEANUP(buf_done) Buf id = buf_new(256);
    Str sentence;

    buf_add(&id, column->words);
    buf_add(&id, word);
    sentence = msg_text(sheet->options->lang, buf_str(&id));
    buf_add(&sheet->text, str_eq(sentence, buf_str(&id)) ? word : sentence);
    sheet->text.failed |= buf_failed(&id);
}

static void put_items(Buf *out, const ListingCell *cell)
{
    for (size_t i = 0; i < cell->item_count; i++) {
        buf_add(out, i ? STR(", ") : STR(""));
        buf_add(out, cell->items[i]);
    }
}

Str sheet_cell(Sheet *sheet, const ListingColumn *column, const ListingCell *cell)
{
    buf_clear(&sheet->text);
    switch (column->kind) {
    case LISTING_WORD:
        if (cell->text.len)
            put_word(sheet, column, cell->text);
        break;
    case LISTING_BOOL:
        if (cell->text.len)
            buf_add(&sheet->text, msg_text(sheet->options->lang, str_eq(cell->text, STR("true"))
                                           ? STR("report.yes") : STR("report.no")));
        break;
    case LISTING_LIST:
        put_items(&sheet->text, cell);
        break;
    case LISTING_TEXT:
    case LISTING_INT:
    case LISTING_DATE:
    case LISTING_SCORE:
    case LISTING_KINDS:
        buf_add(&sheet->text, cell->text);
        break;
    }
    return buf_str(&sheet->text);
}

LastRow last_row_new(size_t cap)
{
    LastRow last;

    for (size_t i = 0; i < LISTING_COLUMNS_MAX; i++)
        last.cell[i] = (LastCell){ .text = buf_new(cap) };
    return last;
}

void last_row_done(LastRow *last)
{
    for (size_t i = 0; i < LISTING_COLUMNS_MAX; i++)
        buf_done(&last->cell[i].text);
}

void last_row_forget(LastRow *last)
{
    for (size_t i = 0; i < LISTING_COLUMNS_MAX; i++)
        last->cell[i].filled = false;
}

bool last_cell_again(const LastCell *last, const ListingCell *cell)
{
    return last->filled && !cell->item_count && last->text.len == cell->text.len
        && (!cell->text.len || memcmp(last->text.ptr, cell->text.ptr, cell->text.len) == 0);
}

void last_cell_keep(LastCell *last, const ListingCell *cell, size_t written)
{
    buf_clear(&last->text);
    buf_add(&last->text, cell->text);
    last->written = written;
    last->filled = !cell->item_count && !buf_failed(&last->text);
}

const ListingNote *sheet_next(const ListingHead *head, const ListingNote *last)
{
    const ListingNote *end = head->notes + head->note_count;

    for (const ListingNote *note = last ? last + 1 : head->notes; note < end; note++)
        if (note->rule.len)
            return note;
    return NULL;
}

Str sheet_note(Sheet *sheet, const ListingNote *note)
{
    buf_clear(&sheet->text);
    say(&sheet->text, sheet->options->lang, note->rule, note->args[0], note->args[1],
        note->args[2], note->args[3]);
    return buf_str(&sheet->text);
}

Str sheet_empty(Sheet *sheet, const Listing *listing)
{
    buf_clear(&sheet->text);
    say(&sheet->text, sheet->options->lang,
        listing->empty.len ? listing->empty : STR("report.listing-empty"));
    return buf_str(&sheet->text);
}

bool sheet_right(ListingKind kind)
{
    return kind == LISTING_INT || kind == LISTING_SCORE;
}

size_t sheet_columns(const Listing *listing, const ListingColumn *shown[LISTING_COLUMNS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < listing->column_count; i++)
        if (!listing->columns[i].programs_only)
            shown[count++] = &listing->columns[i];
    return count;
}

const ListingCell *sheet_at(const Listing *listing, const ListingColumn *column,
                            const ListingRow *row)
{
    return &row->cells[column - listing->columns];
}
