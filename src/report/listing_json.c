/* SPDX-License-Identifier: Apache-2.0 */
/* A Listing or a Card for programs: JSON, lines of JSON, CSV. */
#include "report/escape.h"
#include "report/listing_parts.h"
#include "report/object.h"
#include "report/say.h"

/* Digits are numbers of JSON already, as long as they have no zero in front of others. */
static bool is_number(Str text)
{
    Str digits = str_slice(text, str_starts(text, STR("-")), text.len);
    size_t point = str_find_char(digits, '.');
    Str whole = str_slice(digits, 0, point), part = str_slice(digits, point + 1, digits.len);
    uint64_t number;

    return str_to_u64(whole, &number) && (whole.len == 1 || whole.ptr[0] != '0')
        && (point == digits.len || str_to_u64(part, &number));
}

static void put_list(JsonOut *json, const ListingCell *cell)
{
    jsonout_array(json);
    for (size_t i = 0; i < cell->item_count; i++)
        jsonout_str(json, cell->items[i]);
    jsonout_array_end(json);
}

static void put_member(JsonOut *json, const ListingColumn *column, const ListingCell *cell)
{
    if (column->kind == LISTING_LIST) {
        jsonout_key(json, column->key);
        put_list(json, cell);
    } else if (cell->text.len == 0) {
        jsonout_null_at(json, column->key);
    } else if (column->kind == LISTING_BOOL) {
        jsonout_bool_at(json, column->key, str_eq(cell->text, STR("true")));
    } else if (sheet_right(column->kind)) {
        assert(is_number(cell->text));
        jsonout_key(json, column->key);
        jsonout_raw(json, cell->text);
    } else {
        jsonout_str_at(json, column->key, cell->text);
    }
}

/* The rows that were written, of which the last still stands in the buffer: what the next one has
 * in common with it is copied from there. */
typedef struct {
    LastRow last;
    size_t at; /* where the first cell of the last one begins, with the separator before it */
} Rows;

/* A row's cells as members. */
static void put_cells(JsonOut *json, const Listing *listing, const ListingCell *cells, Rows *rows)
{
    size_t begin = json->buf->len, from = rows->at, to = from;

    for (size_t i = 0; i < listing->column_count; i++) {
        LastCell *last = &rows->last.cell[i];
        size_t at;

        if (last_cell_again(last, &cells[i])) {
            to += last->written;
            continue;
        }
        jsonout_again(json, from, to);
        from = to = to + last->written;
        at = json->buf->len;
        put_member(json, &listing->columns[i], &cells[i]);
        last_cell_keep(last, &cells[i], json->buf->len - at);
    }
    jsonout_again(json, from, to);
    rows->at = begin;
}

/* The row as one value; `kind` is its first member when it is not empty. */
static void put_row(JsonOut *json, const Listing *listing, const ListingRow *row, Str kind,
                    Rows *rows)
{
    jsonout_object(json);
    if (kind.len)
        jsonout_str_at(json, STR("kind"), kind);
    if (listing->heading_key.len)
        jsonout_text_at(json, listing->heading_key, row->heading);
    put_cells(json, listing, row->cells, rows);
    jsonout_object_end(json);
    buf_pour(json->buf);
    if (json->buf->len == 0)
        last_row_forget(&rows->last);
}

static Rows rows_new(const Buf *out)
{
    return (Rows){ .last = last_row_new(out->cap) };
}

static void rows_done(Rows *rows)
{
    last_row_done(&rows->last);
}

/* All rows as one array. */
static bool put_rows(JsonOut *json, const Listing *listing, uint64_t *count, Err *err)
{
    CLEANUP(rows_done) Rows rows = rows_new(json->buf);
    const ListingRow *row;

    jsonout_array(json);
    for (*count = 0; ; ++*count) {
        if (!listing->next(listing->context, &row, err))
            return false;
        if (!row)
            break;
        put_row(json, listing, row, STR(""), &rows);
    }
    jsonout_array_end(json);
    return true;
}

static void put_notes(JsonOut *json, Sheet *sheet, const ListingHead *head)
{
    jsonout_key(json, STR("notes"));
    jsonout_array(json);
    for (const ListingNote *note = NULL; (note = sheet_next(head, note)) != NULL; ) {
        jsonout_object(json);
        jsonout_str_at(json, STR("rule"), note->rule);
        buf_clear(&sheet->text);
        say(&sheet->text, LANG_EN, note->rule, note->args[0], note->args[1], note->args[2],
            note->args[3]);
        jsonout_str_at(json, STR("text"), buf_str(&sheet->text));
        jsonout_object_end(json);
    }
    jsonout_array_end(json);
}

static void put_head(JsonOut *json, const Sheet *sheet, const ListingHead *head)
{
    jsonout_str_at(json, STR("schema"), head->schema);
    object_tool(json, &sheet->data);
    if (sheet->dated)
        object_database(json, &sheet->data);
}

static bool json_end(JsonOut *json, Err *err)
{
    buf_char(json->buf, '\n');
    return jsonout_done(json) || err_no_memory(err);
}

bool listing_json(Sheet *sheet, const Listing *listing, Err *err)
{
    JsonOut json = jsonout_new(sheet->out, 2);
    uint64_t count;

    jsonout_object(&json);
    put_head(&json, sheet, &listing->head);
    jsonout_key(&json, STR("rows"));
    if (!put_rows(&json, listing, &count, err))
        return false;
    jsonout_key(&json, STR("summary"));
    jsonout_object(&json);
    jsonout_u64_at(&json, STR("rows"), count);
    jsonout_object_end(&json);
    put_notes(&json, sheet, &listing->head);
    jsonout_object_end(&json);
    return json_end(&json, err);
}

bool card_json(Sheet *sheet, const Card *card, Err *err)
{
    JsonOut json = jsonout_new(sheet->out, 2);
    uint64_t count;

    jsonout_object(&json);
    put_head(&json, sheet, &card->head);
    for (size_t i = 0; i < card->field_count; i++)
        put_member(&json, &card->fields[i], &card->values[i]);
    for (size_t i = 0; i < card->list_count; i++) {
        jsonout_key(&json, card->lists[i].key);
        if (!put_rows(&json, card->lists[i].listing, &count, err))
            return false;
    }
    put_notes(&json, sheet, &card->head);
    jsonout_object_end(&json);
    return json_end(&json, err);
}

bool listing_jsonl(Sheet *sheet, const Listing *listing, Err *err)
{
    CLEANUP(rows_done) Rows rows = rows_new(sheet->out);
    JsonOut json = jsonout_new(sheet->out, 0);
    const ListingRow *row;
    bool more = true;

    jsonout_object(&json);
    jsonout_str_at(&json, STR("kind"), STR("head"));
    put_head(&json, sheet, &listing->head);
    jsonout_object_end(&json);
    while (more && json_end(&json, err)) {
        if (!listing->next(listing->context, &row, err))
            return false;
        more = row != NULL;
        json = jsonout_new(sheet->out, 0);
        if (row)
            put_row(&json, listing, row, STR("row"), &rows);
    }
    if (more)
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("kind"), STR("notes"));
    put_notes(&json, sheet, &listing->head);
    jsonout_object_end(&json);
    return json_end(&json, err);
}

/* ---- CSV ----------------------------------------------------------------------------- */

/* One that could be taken for several, or for less than it is, stands in double quotes; those in it
 * are doubled. api/fleet.c reads it again. */
static void put_item(Buf *out, Str item)
{
    bool quoted = str_find_char(item, ';') < item.len || str_find_char(item, '"') < item.len
               || str_trim(item).len < item.len;

    buf_add(out, quoted ? STR("\"") : STR(""));
    for (size_t i = 0; i < item.len; i++) {
        if (item.ptr[i] == '"')
            buf_char(out, '"');
        buf_char(out, item.ptr[i]);
    }
    buf_add(out, quoted ? STR("\"") : STR(""));
}

/* Between the items of a list, as in the CSV of a scan. */
static Str joined(Sheet *sheet, const ListingCell *cell)
{
    buf_clear(&sheet->text);
    for (size_t i = 0; i < cell->item_count; i++) {
        buf_add(&sheet->text, i ? STR("; ") : STR(""));
        put_item(&sheet->text, cell->items[i]);
    }
    return buf_str(&sheet->text);
}

static void put_keys(Buf *out, const Listing *listing)
{
    escape_csv(out, listing->heading_key);
    for (size_t i = 0; i < listing->column_count; i++) {
        if (i || listing->heading_key.len)
            buf_char(out, ',');
        escape_csv(out, listing->columns[i].key);
    }
    buf_add(out, STR("\r\n"));
}

/* A number is written as it is: the minus before it begins no formula. */
static void put_field(Sheet *sheet, const ListingColumn *column, const ListingCell *cell)
{
    if (sheet_right(column->kind) && cell->text.len) {
        assert(is_number(cell->text));
        buf_add(sheet->out, cell->text);
    } else {
        escape_csv(sheet->out, column->kind == LISTING_LIST ? joined(sheet, cell) : cell->text);
    }
}

static void put_fields(Sheet *sheet, const Listing *listing, const ListingRow *row)
{
    if (listing->heading_key.len)
        escape_csv(sheet->out, row->heading);
    for (size_t i = 0; i < listing->column_count; i++) {
        if (i || listing->heading_key.len)
            buf_char(sheet->out, ',');
        put_field(sheet, &listing->columns[i], &row->cells[i]);
    }
    buf_add(sheet->out, STR("\r\n"));
    buf_pour(sheet->out);
}

bool listing_csv(Sheet *sheet, const Listing *listing, Err *err)
{
    const ListingRow *row;

    put_keys(sheet->out, listing);
    while (listing->next(listing->context, &row, err)) {
        if (!row)
            return true;
        put_fields(sheet, listing, row);
    }
    return false;
}
