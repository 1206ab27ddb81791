/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h — rows of the tables, read by the names of their columns.
 */
#pragma once

#include "store/db.h"
#include "store/tables.h"

/* One row; `value` has a place for each column of the table. */
typedef struct {
    const Table *table;
    Str origin, chain;
    uint64_t leaf;
    const DbValue *value;
} Row;

/* The text of a column, empty when it is absent or no text. */
Str row_text(const Row *row, const char *column);
/* Its number, or `otherwise`. */
int64_t row_int(const Row *row, const char *column, int64_t otherwise);

typedef struct {
    TableId table;
    Str origin;         /* empty: ours */
    const char *where;  /* NULL: every row; else a column … */
    Str equals;         /* … that holds this text */
    Str after;          /* not empty: only rows whose id is greater */
    uint64_t since;     /* only rows that this leaf or a later one wrote last; 0: all */
    uint64_t limit;     /* 0: all */
} RowQuery;

/* Rows come by id: UUIDs of version 7, so in the order of the second they were made in, and no
 * finer; who needs the order of events asks for `leaf`. The row lives during the call. */
typedef bool RowEach(void *context, const Row *row, Err *err);
MUST_CHECK bool rows_walk(Db *db, const RowQuery *query, RowEach *each, void *context, Err *err);
/* One row of ours by its id, copied to `arena`; *found says whether there is one. */
MUST_CHECK bool row_get(Db *db, TableId table, Str id, Arena *arena, Row *out, bool *found,
                        Err *err);
/* The first row that a query gives, copied. */
MUST_CHECK bool row_find(Db *db, const RowQuery *query, Arena *arena, Row *out, bool *found,
                         Err *err);
/* A copy of a row that outlives the walk. */
MUST_CHECK bool row_keep(const Row *row, Arena *arena, Row *out, Err *err);
/* How many rows a query would give. */
MUST_CHECK bool rows_count(Db *db, const RowQuery *query, uint64_t *out, Err *err);
