/* SPDX-License-Identifier: Apache-2.0 */
/* A Listing or a Card for people at a terminal and in pipes. */
#include "base/msg.h"
#include "report/escape.h"
#include "report/listing_parts.h"
#include "report/narrative.h"
#include "report/say.h"
#include "report/wrap.h"

#include <string.h>

static_assert((int)LISTING_COLUMNS_MAX <= (int)GRID_COLUMNS_MAX, "a grid holds every column");

enum { INDENT = 2 }; /* of rows below a heading */

/* A row before it is laid out: which of its cells differ from those of the row before, a bit for
 * each, then its heading and these cells as text. A line end stands behind each of them, and in
 * none because escape_terminal leaves none. */
typedef uint32_t Changed;
static_assert(LISTING_COLUMNS_MAX <= 8 * sizeof(Changed), "each column has a bit");

/* Where a column stands on a terminal that is too narrow for all of them. */
typedef enum {
    IN_GRID,
    BELOW,    /* under its row, with its title                    */
    ONCE,     /* above the rows: it says the same in each of them */
    LEFT_OUT, /* for want of room: only its title is told         */
    PLACES
} Place;

typedef struct {
    Sheet *sheet;
    const Listing *listing;
    const ListingColumn *column[LISTING_COLUMNS_MAX];
    size_t column_count;
    unsigned width; /* 0: a pipe */
    bool stacked;   /* the terminal is too narrow for the columns */
    Place place[LISTING_COLUMNS_MAX];
    size_t count[PLACES]; /* of columns */
    Grid grid;
    Buf heading;    /* of the row before */
    Buf stack;      /* cells with their titles */
    size_t ahead;   /* bytes of the rows in sheet->line, had each all of its cells */
    LastRow last;
    unsigned widest[LISTING_COLUMNS_MAX]; /* of the cells that were seen */
    Str cells[LISTING_COLUMNS_MAX];       /* of the row that is written  */
    unsigned widths[LISTING_COLUMNS_MAX];
} Table;

static unsigned width_of(const Sheet *sheet)
{
    unsigned width = sheet->options->width;

    return width && width < REPORT_WIDTH_MIN ? REPORT_WIDTH_MIN : width;
}

/* What was collected in sheet->line as a paragraph. */
static void end_paragraph(Sheet *sheet, unsigned indent)
{
    wrap_paragraph(sheet->out, buf_str(&sheet->line), indent, width_of(sheet),
                   sheet->options->ambiguous_wide);
    buf_clear(&sheet->line);
}

static void put_bold(Sheet *sheet, Str text)
{
    bool colour = sheet->options->colour;

    buf_add(sheet->out, colour ? STR("\x1b[1m") : STR(""));
    escape_terminal(sheet->out, text);
    buf_add(sheet->out, colour ? STR("\x1b[0m\n") : STR("\n"));
}

/* An absent cell is a dash: a blank would look like a mistake of ours. */
static void collect_cell(Sheet *sheet, const ListingColumn *column, const ListingCell *cell)
{
    Str text = sheet_cell(sheet, column, cell);

    escape_terminal(&sheet->line, text.len ? text : STR("-"));
    buf_char(&sheet->line, '\n');
}

/* Adds the cell, unless it is that of the row before; returns whether it did. */
static bool collect_changed(Table *t, size_t i, const ListingCell *cell)
{
    Buf *line = &t->sheet->line;
    LastCell *last = &t->last.cell[i];
    size_t from = line->len;
    unsigned width;

    if (last_cell_again(last, cell)) {
        t->ahead += last->written;
        return false;
    }
    collect_cell(t->sheet, t->column[i], cell);
    t->ahead += line->len - from;
    last_cell_keep(last, cell, line->len - from);
    width = grid_cell(&t->grid, str_slice(buf_str(line), from, line->len - 1));
    t->widest[i] = width > t->widest[i] ? width : t->widest[i];
    return true;
}

/* Adds the next row to sheet->line; *more is false when there is none. */
static bool collect_row(Table *t, bool *more, Err *err)
{
    Buf *line = &t->sheet->line;
    size_t at = line->len;
    const ListingRow *row;
    Changed changed = 0;

    if (!t->listing->next(t->listing->context, &row, err))
        return false;
    *more = row != NULL;
    if (!row)
        return true;
    buf_add(line, (Str){ (const char *)&changed, sizeof changed });
    escape_terminal(line, row->heading);
    buf_char(line, '\n');
    t->ahead += line->len - at - sizeof changed;
    for (size_t i = 0; i < t->column_count; i++)
        if (collect_changed(t, i, sheet_at(t->listing, t->column[i], row)))
            changed |= (Changed)1 << i;
    if (!buf_failed(line))
        memcpy(line->ptr + at, &changed, sizeof changed);
    return true;
}

/* As many rows as may be looked at ahead; the first has all of its cells. */
static bool collect_rows(Table *t, bool *more, Err *err)
{
    t->ahead = 0;
    last_row_forget(&t->last);
    while (*more && t->ahead < LISTING_AHEAD_BYTES && !buf_failed(&t->sheet->line))
        if (!collect_row(t, more, err))
            return false;
    return true;
}

/* Takes a row off the front of *rest. */
static bool take_row(Table *t, Str *rest, Str *heading)
{
    Changed changed;
    bool taken = rest->len > sizeof changed;

    if (!taken)
        return false;
    memcpy(&changed, rest->ptr, sizeof changed);
    *rest = str_slice(*rest, sizeof changed, rest->len);
    taken = str_next(rest, '\n', heading);
    for (size_t i = 0; taken && i < t->column_count; i++)
        if (changed >> i & 1) {
            taken = str_next(rest, '\n', &t->cells[i]);
            t->widths[i] = grid_cell(&t->grid, t->cells[i]);
        }
    return taken;
}

static void put_heading(Table *t, Str heading)
{
    if (heading.len == 0 || str_eq(heading, buf_str(&t->heading)))
        return;
    if (t->heading.len)
        buf_char(t->sheet->out, '\n');
    buf_clear(&t->heading);
    buf_add(&t->heading, heading);
    put_bold(t->sheet, heading);
}

/* Adds "title: text | title: text …" of the columns in one place; what is absent is left out. */
static void stack_cells(Table *t, Place place)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (t->place[i] != place || str_eq(t->cells[i], STR("-")))
            continue;
        buf_add(&t->stack, t->stack.len ? STR(" | ") : STR(""));
        buf_add(&t->stack, msg_text(t->sheet->options->lang, t->column[i]->title));
        buf_add(&t->stack, STR(": "));
        buf_add(&t->stack, t->cells[i]);
    }
}

/* What was stacked, over as many lines as it takes. */
static void put_stack(Table *t, unsigned indent)
{
    wrap_hanging(t->sheet->out, buf_str(&t->stack), indent, t->width,
                 t->sheet->options->ambiguous_wide);
    buf_clear(&t->stack);
    buf_pour(t->sheet->out);
}

/* What stands below a row; a single cell needs no title beside it, which stands above. */
static void put_below(Table *t, const Str *cells)
{
    unsigned behind = t->grid.indent + t->grid.column[0].width + GRID_GAP;

    if (t->count[BELOW] > 1) {
        stack_cells(t, BELOW);
        put_stack(t, t->grid.indent + INDENT);
        return;
    }
    for (size_t i = 0; i < t->column_count; i++)
        if (t->place[i] == BELOW && !str_eq(cells[i], STR("-")))
            wrap_paragraph(t->sheet->out, cells[i], behind, t->width,
                           t->sheet->options->ambiguous_wide);
    buf_pour(t->sheet->out);
}

/* Takes those of the columns that stand in the grid. */
static void keep_grid(const Table *t, const Str *cells, Str kept[LISTING_COLUMNS_MAX],
                      unsigned widths[LISTING_COLUMNS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < t->column_count; i++)
        if (t->place[i] == IN_GRID) {
            widths[count] = t->widths[i];
            kept[count++] = cells[i];
        }
}

/* A cell wider than its column: on a terminal texts keep their width and are wrapped. */
static void put_wide(Table *t, const Str *cells)
{
    Grid grid = t->grid;

    grid_measure(&grid, cells);
    for (size_t i = 0; t->width && i < grid.column_count; i++)
        if (grid.column[i].flexible)
            grid.column[i].width = t->grid.column[i].width;
    grid_row(&grid, cells, NULL, t->sheet->out);
}

static void put_columns(Table *t, const Str *cells, const unsigned *widths)
{
    if (!grid_line(&t->grid, cells, widths, NULL, t->sheet->out))
        put_wide(t, cells);
}

/* The row with some of its columns elsewhere. */
static void put_folded(Table *t)
{
    unsigned widths[LISTING_COLUMNS_MAX];
    Str kept[LISTING_COLUMNS_MAX];

    keep_grid(t, t->cells, kept, widths);
    put_columns(t, kept, widths);
    if (t->count[BELOW])
        put_below(t, t->cells);
}

static void put_row(Table *t, Str heading)
{
    put_heading(t, heading);
    if (t->stacked) {
        stack_cells(t, IN_GRID);
        put_stack(t, t->grid.indent);
    } else if (t->count[IN_GRID] < t->column_count) {
        put_folded(t);
    } else {
        put_columns(t, t->cells, t->widths);
    }
}

static void put_collected(Table *t)
{
    Str rest = buf_str(&t->sheet->line), heading;

    while (take_row(t, &rest, &heading))
        put_row(t, heading);
    buf_clear(&t->sheet->line);
}

/* ---- which columns fit -------------------------------------------------------------- */

static void place_column(Table *t, size_t i, Place place)
{
    t->count[t->place[i]]--;
    t->count[place]++;
    t->place[i] = place;
}

/* Columns as wide as their widest cell. */
static void grid_make(Table *t, const Str *titles)
{
    unsigned widths[LISTING_COLUMNS_MAX];
    Str kept[LISTING_COLUMNS_MAX];
    GridColumn *column = t->grid.column;

    t->grid = (Grid){ .column_count = t->count[IN_GRID],
                      .indent = t->listing->heading_key.len ? INDENT : 0,
                      .ambiguous_wide = t->sheet->options->ambiguous_wide };
    for (size_t i = 0; i < t->column_count; i++) {
        bool right = sheet_right(t->column[i]->kind);

        if (t->place[i] == IN_GRID)
            *column++ = (GridColumn){
                .width = t->widest[i], .right = right,
                .flexible = !right && t->column[i]->kind != LISTING_DATE && !t->column[i]->whole,
            };
    }
    keep_grid(t, titles, kept, widths);
    grid_measure(&t->grid, kept);
}

static bool too_wide(const Table *t)
{
    return t->width && grid_width(&t->grid) > t->width;
}

/* Places columns that say the same in all of at least two rows above them; one column stays. */
static void once_collected(Table *t)
{
    Str rest = buf_str(&t->sheet->line), heading, first[LISTING_COLUMNS_MAX];
    bool differs[LISTING_COLUMNS_MAX] = { false };
    size_t rows = 0;

    for (; take_row(t, &rest, &heading); rows++) {
        if (rows == 0)
            memcpy(first, t->cells, t->column_count * sizeof *first);
        for (size_t i = 0; i < t->column_count; i++)
            differs[i] = differs[i] || !str_eq(t->cells[i], first[i]);
    }
    for (size_t i = 0; rows > 1 && i < t->column_count; i++)
        if (!differs[i] && t->count[IN_GRID] > 1)
            place_column(t, i, ONCE);
}

/* Takes columns out of the grid until the others fit. `all` says that every row is collected. */
static void grid_fold(Table *t, const Str *titles, bool all)
{
    grid_make(t, titles);
    if (too_wide(t) && all) {
        once_collected(t);
        grid_make(t, titles);
    }
    for (unsigned turn = 1; too_wide(t) && turn <= LISTING_COLUMNS_MAX; turn++)
        for (size_t i = 0; i < t->column_count; i++)
            if (t->place[i] == IN_GRID && t->column[i]->leaves == turn) {
                place_column(t, i, t->column[i]->spare ? LEFT_OUT : BELOW);
                grid_make(t, titles);
            }
}

/* A terminal that is too narrow even so gets each row as a paragraph, with all of its cells. */
static void grid_prepare(Table *t, Str titles[LISTING_COLUMNS_MAX], bool all)
{
    t->count[IN_GRID] = t->column_count;
    for (size_t i = 0; i < t->column_count; i++)
        titles[i] = msg_text(t->sheet->options->lang, t->column[i]->title);
    grid_fold(t, titles, all);
    grid_fit(&t->grid, t->width);
    t->stacked = too_wide(t);
    for (size_t i = 0; t->stacked && i < t->column_count; i++)
        if (t->place[i] != ONCE)
            place_column(t, i, IN_GRID);
}

/* A sentence above the rows, about what is in sheet->text. */
static void put_remark(Table *t, Str rule)
{
    Buf *text = &t->sheet->text;

    if (text->len)
        say(&t->stack, t->sheet->options->lang, rule, buf_str(text));
    put_stack(t, 0);
    buf_clear(text);
}

/* The same about the titles of columns in one place: of all, or of those without a value. */
static void remark_titles(Table *t, Place place, bool absent, Str rule)
{
    Buf *text = &t->sheet->text;

    for (size_t i = 0; i < t->column_count; i++)
        if (t->place[i] == place && (!absent || str_eq(t->cells[i], STR("-")))) {
            buf_add(text, text->len ? STR(", ") : STR(""));
            buf_add(text, msg_text(t->sheet->options->lang, t->column[i]->title));
        }
    put_remark(t, rule);
}

/* What all rows say, what none of them has, and which columns there was no room for. */
static void put_above(Table *t)
{
    Str rest = buf_str(&t->sheet->line), heading;

    if (t->count[ONCE] + t->count[LEFT_OUT] == 0 || !take_row(t, &rest, &heading))
        return;
    buf_clear(&t->sheet->text);
    stack_cells(t, ONCE);
    buf_add(&t->sheet->text, buf_str(&t->stack));
    buf_clear(&t->stack);
    put_remark(t, STR("report.listing-once"));
    remark_titles(t, ONCE, true, STR("report.listing-absent"));
    remark_titles(t, LEFT_OUT, false, STR("report.listing-left-out"));
    buf_char(t->sheet->out, '\n');
}

static void put_titles(Table *t, const Str *titles)
{
    unsigned widths[LISTING_COLUMNS_MAX];
    Str kept[LISTING_COLUMNS_MAX];

    if (t->stacked)
        return;
    keep_grid(t, titles, kept, widths);
    grid_row(&t->grid, kept, NULL, t->sheet->out);
    if (t->count[BELOW] == 1)
        put_below(t, titles);
}

static bool put_rows(Table *t, Err *err)
{
    Str titles[LISTING_COLUMNS_MAX];
    bool more = true;

    if (!collect_rows(t, &more, err))
        return false;
    if (t->sheet->line.len == 0) {
        escape_terminal(&t->sheet->line, sheet_empty(t->sheet, t->listing));
        end_paragraph(t->sheet, 0);
        return true;
    }
    grid_prepare(t, titles, !more);
    put_above(t);
    put_titles(t, titles);
    put_collected(t);
    while (more && !buf_failed(&t->sheet->line)) {
        if (!collect_rows(t, &more, err))
            return false;
        put_collected(t);
    }
    return true;
}

static bool put_listing(Sheet *sheet, const Listing *listing, Err *err)
{
    Table table = { .sheet = sheet, .listing = listing, .width = width_of(sheet),
                    .grid.ambiguous_wide = sheet->options->ambiguous_wide,
                    .heading = buf_new(sheet->out->cap), .stack = buf_new(sheet->out->cap),
                    .last = last_row_new(sheet->out->cap) };
    bool ok;

    table.column_count = sheet_columns(listing, table.column);
    ok = put_rows(&table, err);
    if (buf_failed(&table.heading) || buf_failed(&table.stack))
        sheet->out->failed = true;
    last_row_done(&table.last);
    buf_done(&table.heading);
    buf_done(&table.stack);
    return ok;
}

/* How old the data is, what lowers its worth, and the notes: each a paragraph. */
static void put_foot(Sheet *sheet, const ListingHead *head)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = sheet->dated ? narrative_warnings(&sheet->data, warnings) : 0;
    Lang lang = sheet->options->lang;

    if (sheet->dated || sheet_next(head, NULL))
        buf_char(sheet->out, '\n');
    for (const ListingNote *note = NULL; (note = sheet_next(head, note)) != NULL; ) {
        escape_terminal(&sheet->line, sheet_note(sheet, note));
        end_paragraph(sheet, 0);
    }
    if (sheet->dated) {
        narrative_age(&sheet->data, lang, &sheet->line);
        end_paragraph(sheet, 0);
    }
    for (size_t i = 0; i < count; i++) {
        buf_add(&sheet->line, msg_text(lang, STR("report.warning")));
        narrative_warning(&warnings[i], &sheet->data, lang, &sheet->line);
        end_paragraph(sheet, 0);
    }
}

/* On a terminal the list has its title; on a pipe it begins with the titles of its columns. */
bool listing_table(Sheet *sheet, const Listing *listing, Err *err)
{
    if (sheet->options->width)
        put_bold(sheet, msg_text(sheet->options->lang, listing->head.title));
    if (!put_listing(sheet, listing, err))
        return false;
    put_foot(sheet, &listing->head);
    return true;
}

/* ---- a card -------------------------------------------------------------------------- */

static void put_fields(Sheet *sheet, const Card *card)
{
    Grid grid = { .column_count = 2, .ambiguous_wide = sheet->options->ambiguous_wide,
                  .column[1].flexible = true };

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < card->field_count; i++) {
            Str cells[2] = { msg_text(sheet->options->lang, card->fields[i].title) }, rest;
            if (card->fields[i].programs_only)
                continue;
            collect_cell(sheet, &card->fields[i], &card->values[i]);
            rest = buf_str(&sheet->line);
            cells[1] = str_slice(rest, 0, str_find_char(rest, '\n'));
            if (pass == 0)
                grid_measure(&grid, cells);
            else
                grid_row(&grid, cells, NULL, sheet->out);
            buf_clear(&sheet->line);
        }
        grid_fit(&grid, width_of(sheet));
    }
}

bool card_table(Sheet *sheet, const Card *card, Err *err)
{
    put_bold(sheet, card->name);
    put_fields(sheet, card);
    for (size_t i = 0; i < card->list_count; i++) {
        buf_char(sheet->out, '\n');
        put_bold(sheet, msg_text(sheet->options->lang, card->lists[i].listing->head.title));
        if (!put_listing(sheet, card->lists[i].listing, err))
            return false;
    }
    put_foot(sheet, &card->head);
    return true;
}
