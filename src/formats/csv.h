/* SPDX-License-Identifier: Apache-2.0 */
/* csv.h — tables as spreadsheets write them, a record at a time.
 *
 * Fields are parted by commas, records by CRLF or LF; a field in double quotes holds commas, line
 * ends and doubled quotes. A byte order mark at the front is skipped, and so are empty lines.
 *
 * Lines are counted from 1, in the input: a record begins at `line`.
 * Source:  RFC 4180.
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
} CsvReader;

typedef struct {
    uint64_t line;
    size_t count;
    Str field[CSV_FIELDS_MAX];
} CsvRecord;

CsvReader csv_reader(Str text);
/* *more says whether there was a record. Unquoted texts lie in `arena`.
 * Fails: ERR_SYNTAX naming the line: a quote inside an unquoted field, text behind a closing quote,
 *        a quote that never closes; ERR_LIMIT. Nothing can be read behind a failure. */
MUST_CHECK bool csv_next(CsvReader *reader, Arena *arena, CsvRecord *out, bool *more, Err *err);
