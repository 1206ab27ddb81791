/* SPDX-License-Identifier: Apache-2.0 */
/* csv.h — tables as spreadsheets write them, a record at a time.
 *
 * Fields are parted by commas, or by the semicolons or tabs of other countries' spreadsheets:
 * by what "sep=;" in a first line of its own says, else by what parts the first record most often.
 * Records are parted by CRLF or LF; a field in double quotes holds parters, line ends and doubled
 * quotes. A byte order mark at the front is skipped, and so are empty lines.
 *
 *     bytes ─ csv_text ─► UTF-8 ─ csv_reader, csv_next ─► one record after the other
 *
 * Text is UTF-8, or UTF-16 with a byte order mark ("Unicode text" of Excel). Other encodings are
 * not guessed: Shift_JIS read as something else would be names nobody has.
 *
 * Lines are counted from 1, in the input: a record begins at `line`.
 * Source:  RFC 4180; Unicode 15, D91 (UTF-16) and 23.8 (byte order mark).
 * Memory:  one record; a field without doubled quotes points into the input.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum {
    CSV_FIELDS_MAX = 64,        /* of a record                      */
    CSV_FIELD_BYTES_MAX = 65536, /* bounds what one quote can swallow */
};

typedef struct {
    Str rest;
    uint64_t line;      /* where the next record begins */
    char parter;
} CsvReader;

typedef struct {
    uint64_t line;
    size_t count;
    Str field[CSV_FIELDS_MAX];
} CsvRecord;

/* Whether a spreadsheet would calculate a field of this text (OWASP, CSV Injection), or take the
 * apostrophe away that keeps it from that: who writes such a field puts an apostrophe before it,
 * who reads one takes the first off, so that every text comes back as it was. */
bool csv_is_formula(Str text);

/* The text as UTF-8: itself, or a copy in `arena` of what was UTF-16.
 * Fails: ERR_SYNTAX "formats.csv-encoding" naming the line of the first byte that is neither. */
MUST_CHECK bool csv_text(Str bytes, Arena *arena, Str *out, Err *err);
CsvReader csv_reader(Str text);
/* *more says whether there was a record. Unquoted texts lie in `arena`.
 * Fails: ERR_SYNTAX naming the line: a quote inside an unquoted field, text behind a closing quote,
 *        a quote that never closes; ERR_LIMIT. Nothing can be read behind a failure. */
MUST_CHECK bool csv_next(CsvReader *reader, Arena *arena, CsvRecord *out, bool *more, Err *err);
