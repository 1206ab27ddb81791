/* SPDX-License-Identifier: Apache-2.0 */
/* wrap.h — lines and columns of a terminal, right for Japanese.
 *
 * A line is broken after a space, behind one of / , - : ; @ _ and between characters of two
 * columns, but never before a closing mark (JIS X 4051, line-start prohibition) when there is
 * another place; a word too long for a line is broken anywhere. Nothing is ever cut off.
 * Text must be free of control characters: escape_terminal.
 */
#pragma once

#include "base/buf.h"

/* The next line of *rest, at most `width` columns, without the spaces it is broken at; false
 * when *rest is empty. `width` 0 takes all. */
bool wrap_next(Str *rest, unsigned width, bool ambiguous_wide, Str *line);

/* A paragraph, each line with `indent` spaces before it and a line end behind it. */
void wrap_paragraph(Buf *out, Str text, unsigned indent, unsigned width, bool ambiguous_wide);

/* The same, but of the first line only; the others stand further in, so that it stands out. */
void wrap_hanging(Buf *out, Str text, unsigned indent, unsigned width, bool ambiguous_wide);

/* Columns side by side: measure every row, fit, then write every row. */
enum { GRID_COLUMNS_MAX = 32, GRID_GAP = 2, GRID_FLEXIBLE_MIN = 6 };
typedef struct {
    unsigned width;
    bool right;    /* numbers stand at the right */
    bool flexible; /* may be made narrower than its widest cell; the others never are */
} GridColumn;
typedef struct {
    GridColumn column[GRID_COLUMNS_MAX];
    size_t column_count;
    unsigned indent;
    bool ambiguous_wide;
} Grid;
void grid_measure(Grid *grid, const Str *cells);
/* Columns that a row takes. */
unsigned grid_width(const Grid *grid);
/* Narrows the widest flexible columns until a row fits, if they can; width 0: no limit. */
void grid_fit(Grid *grid, unsigned width);
/* Columns that a cell takes. */
unsigned grid_cell(const Grid *grid, Str cell);
/* One row as one line, its cells as wide as `widths` says; false, and nothing is written, when one
 * is wider than its column. colours[i], when not empty, is an SGR parameter such as "1;31";
 * `colours` may be NULL. */
bool grid_line(const Grid *grid, const Str *cells, const unsigned *widths, const Str *colours,
               Buf *out);
/* One row, of as many lines as its longest cell needs. */
void grid_row(const Grid *grid, const Str *cells, const Str *colours, Buf *out);
