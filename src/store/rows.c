/* SPDX-License-Identifier: Apache-2.0 */
#include "store/rows.h"

enum { SQL_BYTES = 8192, OWN = 3 };

Str row_text(const Row *row, const char *column)
{
    size_t i = column_find(row->table, str_of(column));
    const DbValue *value = &row->value[i];

    assert(i < table_width(row->table));
    return value->kind == DB_TEXT ? value->text : STR("");
}

int64_t row_int(const Row *row, const char *column, int64_t otherwise)
{
    size_t i = column_find(row->table, str_of(column));

    assert(i < table_width(row->table));
    return row->value[i].kind == DB_INT ? row->value[i].number : otherwise;
}

typedef struct {
    const Table *table;
    RowEach *each;
    void *context;
} Walk;

static bool walk_row(void *context, const DbValue *values, size_t count, Err *err)
{
    const Walk *walk = context;
    Row row = { walk->table, values[0].text, values[1].text, (uint64_t)values[2].number,
                values + OWN };

    (void)count;
    return walk->each(walk->context, &row, err);
}

/* $1 is the origin; the others are there when they are asked for. No index knows leaves: to ask for
 * an id as well keeps the planner on the table itself, off an index that leads to it row by row. */
static size_t where_add(Buf *sql, const RowQuery *query, DbValue args[5])
{
    size_t count = 1;

    args[0] = db_text(query->origin);
    buf_add(sql, STR(" WHERE origin = $1"));
    if (query->where) {
        args[count++] = db_text(query->equals);
        buf_printf(sql, " AND \"%s\" = $%zu", query->where, count);
    }
    if (query->after.len || query->since) {
        args[count++] = db_text(query->after);
        buf_printf(sql, " AND id > $%zu", count);
    }
    if (query->since) {
        args[count++] = db_int((int64_t)query->since);
        buf_printf(sql, " AND leaf >= $%zu", count);
    }
    return count;
}

static bool run(Db *db, Buf *sql, const DbValue *args, size_t count, DbRow *row, void *context,
                Err *err)
{
    buf_char(sql, '\0');
    return buf_failed(sql) ? err_no_memory(err)
                           : db_query(db, sql->ptr, args, count, row, context, err);
}

bool rows_walk(Db *db, const RowQuery *query, RowEach *each, void *context, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    const Table *table = &TABLES[query->table];
    Walk walk = { table, each, context };
    DbValue args[5];
    size_t count;

    assert(!table->system);
    buf_add(&sql, STR("SELECT origin, chain, leaf"));
    for (size_t i = 0; i < table_width(table); i++)
        buf_printf(&sql, ", \"%s\"", table->column[i].name);
    buf_printf(&sql, " FROM \"%s\"", table->name);
    count = where_add(&sql, query, args);
    buf_add(&sql, STR(" ORDER BY id"));
    if (query->limit) {
        args[count++] = db_int((int64_t)query->limit);
        buf_printf(&sql, " LIMIT $%zu", count);
    }
    return run(db, &sql, args, count, walk_row, &walk, err);
}

typedef struct {
    Arena *arena;
    Row *out;
    bool found;
} RowCopy;

static bool value_copy(Arena *arena, const DbValue *from, DbValue *to)
{
    *to = *from;
    return from->kind == DB_NULL || from->kind == DB_INT
        || arena_copy(arena, from->text, &to->text);
}

bool row_keep(const Row *row, Arena *arena, Row *out, Err *err)
{
    size_t width = table_width(row->table);
    DbValue *values = ARENA_ARRAY(arena, DbValue, width);
    Row copy = *row;

    if (!values)
        return err_no_memory(err);
    for (size_t i = 0; i < width; i++)
        if (!value_copy(arena, &row->value[i], &values[i]))
            return err_no_memory(err);
    copy.value = values;
    if (!arena_copy(arena, row->origin, &copy.origin)
        || !arena_copy(arena, row->chain, &copy.chain))
        return err_no_memory(err);
    *out = copy;
    return true;
}

static bool row_first(void *context, const Row *row, Err *err)
{
    RowCopy *copy = context;

    copy->found = true;
    return row_keep(row, copy->arena, copy->out, err);
}

bool row_find(Db *db, const RowQuery *query, Arena *arena, Row *out, bool *found, Err *err)
{
    Row row;
    RowCopy copy = { arena, &row, false };
    RowQuery first = *query;

    first.limit = 1;
    if (!rows_walk(db, &first, row_first, &copy, err))
        return false;
    *found = copy.found;
    if (copy.found)
        *out = row;
    return true;
}

bool row_get(Db *db, TableId table, Str id, Arena *arena, Row *out, bool *found, Err *err)
{
    RowQuery query = { .table = table, .where = "id", .equals = id };

    return row_find(db, &query, arena, out, found, err);
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(uint64_t *)context = (uint64_t)values[0].number;
    return true;
}

bool rows_count(Db *db, const RowQuery *query, uint64_t *out, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    DbValue args[5];
    size_t count;

    buf_printf(&sql, "SELECT count(*) FROM \"%s\"", TABLES[query->table].name);
    count = where_add(&sql, query, args);
    return run(db, &sql, args, count, count_take, out, err);
}
