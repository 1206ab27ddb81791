/* SPDX-License-Identifier: Apache-2.0 */
#include "report/wrap.h"

#include "base/utf8.h"
#include "report/escape.h"

#include <string.h>

/* Around what is coloured; the SGR parameter and an "m" stand behind the first. */
#define COLOUR_BEGIN STR("\x1b[")
#define COLOUR_END   STR("\x1b[0m")

/* Marks that may not begin a line; the small kana of JIS X 4051 are left to the reader. */
static bool is_closing(uint32_t code)
{
    static const uint32_t MARKS[] = {
        0x3001, 0x3002, 0xFF0C, 0xFF0E, 0x300D, 0x300F, 0x3011, 0xFF09, 0x30FC, 0x30FB, 0xFF1A,
        ')', ']', '}', ',', '.', ';', ':', '%', '!', '?',
    };

    for (size_t i = 0; i < ARRAY_LEN(MARKS); i++)
        if (MARKS[i] == code)
            return true;
    return false;
}

static bool is_joint(uint32_t code)
{
    return code < 0x80 && code && strchr(" /,-:;@_", (int)code);
}

static unsigned width_of(Str text, bool ambiguous_wide)
{
    return (unsigned)(escape_is_ascii(text) ? text.len : utf8_width(text, ambiguous_wide));
}

typedef struct {
    uint32_t code;
    size_t len;
    unsigned width;
} Glyph;

static Glyph glyph_at(Str text, size_t at, bool ambiguous_wide)
{
    Glyph glyph = { 0 };
    Str rest = str_slice(text, at, text.len);

    if (rest.len == 0)
        return glyph;
    glyph.len = utf8_decode(rest, &glyph.code);
    if (glyph.len == 0)
        glyph.len = 1;
    glyph.width = width_of(str_slice(rest, 0, glyph.len), ambiguous_wide);
    return glyph;
}

static bool may_break(Glyph before, Glyph after)
{
    if (before.code == ':' && after.code >= '0' && after.code <= '9') /* 24:00 stays whole */
        return false;
    if (is_joint(before.code))
        return before.code == ' ' || !is_closing(after.code);
    return (before.width == 2 || after.width == 2) && !is_closing(after.code);
}

/* How much of a text that does not fit stands on its first line. */
static size_t first_line(const Str *rest, unsigned width, bool ambiguous_wide)
{
    size_t at = 0, best = 0;
    unsigned used = 0;
    Glyph glyph;

    for (glyph = glyph_at(*rest, 0, ambiguous_wide); glyph.len; ) {
        Glyph after = glyph_at(*rest, at + glyph.len, ambiguous_wide);
        bool fits = used + glyph.width <= width || at == 0;
        if (!fits && glyph.code != ' ')
            break;
        used += fits ? glyph.width : 0;
        at += glyph.len;
        if (may_break(glyph, after))
            best = at;
        glyph = after;
    }
    return at == rest->len || best == 0 ? at : best;
}

bool wrap_next(Str *rest, unsigned width, bool ambiguous_wide, Str *line)
{
    size_t best = rest->len;

    if (rest->len == 0)
        return false;
    if (width && (rest->len > width || !escape_is_ascii(*rest)))
        best = first_line(rest, width, ambiguous_wide);
    *line = str_slice(*rest, 0, best);
    while (width && line->len && line->ptr[line->len - 1] == ' ')
        line->len--;
    *rest = str_slice(*rest, best, rest->len);
    return true;
}

static void add_spaces(Buf *out, unsigned count)
{
    static const char SPACES[] = "                                ";

    for (unsigned part; count; count -= part) {
        part = count < sizeof SPACES - 1 ? count : (unsigned)sizeof SPACES - 1;
        buf_add(out, (Str){ SPACES, part });
    }
}

void wrap_paragraph(Buf *out, Str text, unsigned indent, unsigned width, bool ambiguous_wide)
{
    unsigned room = width > indent + GRID_FLEXIBLE_MIN ? width - indent : width;
    Str line;

    while (wrap_next(&text, room, ambiguous_wide, &line)) {
        add_spaces(out, indent);
        buf_add(out, line);
        buf_char(out, '\n');
    }
}

void wrap_hanging(Buf *out, Str text, unsigned indent, unsigned width, bool ambiguous_wide)
{
    enum { HANG = 4 };
    Str line;

    for (unsigned in = indent; text.len; in = indent + HANG) {
        unsigned room = width > in + GRID_FLEXIBLE_MIN ? width - in : width;

        (void)wrap_next(&text, room, ambiguous_wide, &line);
        add_spaces(out, in);
        buf_add(out, line);
        buf_char(out, '\n');
    }
}

unsigned grid_cell(const Grid *grid, Str cell)
{
    return width_of(cell, grid->ambiguous_wide);
}

void grid_measure(Grid *grid, const Str *cells)
{
    for (size_t i = 0; i < grid->column_count; i++) {
        unsigned width = grid_cell(grid, cells[i]);
        if (width > grid->column[i].width)
            grid->column[i].width = width;
    }
}

unsigned grid_width(const Grid *grid)
{
    unsigned total = grid->indent;

    for (size_t i = 0; i < grid->column_count; i++)
        total += grid->column[i].width + (i ? GRID_GAP : 0);
    return total;
}

static GridColumn *widest_flexible(Grid *grid)
{
    GridColumn *widest = NULL;

    for (size_t i = 0; i < grid->column_count; i++) {
        GridColumn *column = &grid->column[i];
        if (column->flexible && column->width > GRID_FLEXIBLE_MIN
            && (!widest || column->width > widest->width))
            widest = column;
    }
    return widest;
}

void grid_fit(Grid *grid, unsigned width)
{
    GridColumn *widest;

    while (width && grid_width(grid) > width && (widest = widest_flexible(grid)))
        widest->width--;
}

static char *put_text(char *at, Str text)
{
    if (text.len)
        memcpy(at, text.ptr, text.len);
    return at + text.len;
}

static char *put_coloured(char *at, Str text, Str colour)
{
    at = put_text(put_text(put_text(at, COLOUR_BEGIN), colour), STR("m"));
    return put_text(put_text(at, text), COLOUR_END);
}

/* Bytes that a line may be written over. */
static size_t line_room(const Grid *grid, const Str *cells, const Str *colours)
{
    size_t room = grid->indent + 1;

    for (size_t i = 0; i < grid->column_count; i++) {
        room += GRID_GAP + grid->column[i].width + cells[i].len;
        if (colours)
            room += COLOUR_BEGIN.len + colours[i].len + 1 + COLOUR_END.len;
    }
    return room;
}

/* Spaces are written before text alone, so that none end the line. */
static void put_line(const Grid *grid, const Str *cells, const unsigned *widths,
                     const Str *colours, Buf *out)
{
    char *from = buf_room(out, line_room(grid, cells, colours)), *at = from;
    size_t spaces = grid->indent;

    for (size_t i = 0; from && i < grid->column_count; i++) {
        const GridColumn *column = &grid->column[i];
        size_t pad = widths[i] < column->width ? column->width - widths[i] : 0;
        spaces += (i ? GRID_GAP : 0) + (column->right ? pad : 0);
        if (cells[i].len) {
            memset(at, ' ', spaces);
            at += spaces;
            at = colours && colours[i].len ? put_coloured(at, cells[i], colours[i])
                                           : put_text(at, cells[i]);
            spaces = 0;
        }
        spaces += column->right ? 0 : pad;
    }
    if (from)
        buf_use(out, (size_t)(put_text(at, STR("\n")) - from));
}

/* A space at the end is not shown, as where a line is broken. */
static bool row_fits(const Grid *grid, const Str *cells, const unsigned *widths)
{
    for (size_t i = 0; i < grid->column_count; i++)
        if (widths[i] > grid->column[i].width
            || (cells[i].len && cells[i].ptr[cells[i].len - 1] == ' '))
            return false;
    return true;
}

bool grid_line(const Grid *grid, const Str *cells, const unsigned *widths, const Str *colours,
               Buf *out)
{
    if (!row_fits(grid, cells, widths))
        return false;
    put_line(grid, cells, widths, colours, out);
    buf_pour(out);
    return true;
}

static void widths_of(const Grid *grid, const Str *cells, unsigned widths[GRID_COLUMNS_MAX])
{
    for (size_t i = 0; i < grid->column_count; i++)
        widths[i] = grid_cell(grid, cells[i]);
}

void grid_row(const Grid *grid, const Str *cells, const Str *colours, Buf *out)
{
    Str rest[GRID_COLUMNS_MAX], part[GRID_COLUMNS_MAX];
    unsigned widths[GRID_COLUMNS_MAX];
    bool more;

    widths_of(grid, cells, widths);
    more = !grid_line(grid, cells, widths, colours, out);
    memcpy(rest, cells, grid->column_count * sizeof *cells);
    while (more) {
        more = false;
        for (size_t i = 0; i < grid->column_count; i++) {
            if (!wrap_next(&rest[i], grid->column[i].width, grid->ambiguous_wide, &part[i]))
                part[i] = STR("");
            more = more || rest[i].len > 0;
        }
        widths_of(grid, part, widths);
        put_line(grid, part, widths, colours, out);
    }
    buf_pour(out);
}
