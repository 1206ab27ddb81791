/* SPDX-License-Identifier: Apache-2.0 */
/* tsv.h — tables that experts keep in data/: a line a row, a TAB between cells.
 *
 *     # year: 2026              what holds for the whole table: a key and its value
 *     # any other words         a comment; so is an empty line
 *     date⇥name⇥source         the names of the columns, as the reader wants them
 *     2026-01-01⇥…⇥…          a cell is never empty: "-" says that there is nothing
 *
 * Bytes are UTF-8; lines end with a line feed alone. Such a table is ours, so a reader refuses the
 * smallest doubt. Texts point into the bytes.
 *
 * Fails:   ERR_STRUCTURE with the line as a step, "line 7".
 */
#pragma once

#include "base/err.h"

enum { TSV_COLUMNS_MAX = 32 };

typedef struct {
    Str rest;
    size_t columns, line; /* line: of the row that was read last, from 1 */
} Tsv;

/* Checks the names of the columns; then tsv_next reads the rows. */
MUST_CHECK bool tsv_open(Str text, const Str *columns, size_t count, Tsv *out, Err *err);
/* The next row into `cells`, of the number of columns; *more is false at the end. */
MUST_CHECK bool tsv_next(Tsv *tsv, Str *cells, bool *more, Err *err);
/* The value of "# key: value" above the columns. */
MUST_CHECK bool tsv_value(Str text, Str key, Str *out, Err *err);
/* Says which line the row is from that was read last; returns false. */
bool tsv_in(const Tsv *tsv, Err *err);
