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

static void where_add(Buf *sql, const RowQuery *query)
{
    buf_add(sql, STR(" WHERE origin = $1"));
    if (query->where)
        buf_printf(sql, " AND \"%s\" = $2", query->where);
}

static bool run(Db *db, const RowQuery *query, Buf *sql, DbRow *row, void *context, Err *err)
{
    DbValue args[] = { db_text(query->origin), db_text(query->equals) };

    buf_char(sql, '\0');
    return buf_failed(sql) ? err_no_memory(err)
                           : db_query(db, sql->ptr, args, query->where ? 2 : 1, row, context, err);
}

bool rows_walk(Db *db, const RowQuery *query, RowEach *each, void *context, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    const Table *table = &TABLES[query->table];
    Walk walk = { table, each, context };

    assert(!table->system);
    buf_add(&sql, STR("SELECT origin, chain, leaf"));
    for (size_t i = 0; i < table_width(table); i++)
        buf_printf(&sql, ", \"%s\"", table->column[i].name);
    buf_printf(&sql, " FROM \"%s\"", table->name);
    where_add(&sql, query);
    buf_printf(&sql, " ORDER BY %s", query->order ? query->order : "id");
    return run(db, query, &sql, walk_row, &walk, err);
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

static bool row_copy(void *context, const Row *row, Err *err)
{
    RowCopy *copy = context;
    size_t width = table_width(row->table);
    DbValue *values = ARENA_ARRAY(copy->arena, DbValue, width);

    if (copy->found)
        return true;
    if (!values)
        return err_no_memory(err);
    *copy->out = *row;
    copy->out->value = values;
    for (size_t i = 0; i < width; i++)
        if (!value_copy(copy->arena, &row->value[i], &values[i]))
            return err_no_memory(err);
    if (!arena_copy(copy->arena, row->origin, &copy->out->origin)
        || !arena_copy(copy->arena, row->chain, &copy->out->chain))
        return err_no_memory(err);
    return copy->found = true;
}

bool row_find(Db *db, const RowQuery *query, Arena *arena, Row *out, bool *found, Err *err)
{
    Row row;
    RowCopy copy = { arena, &row, false };

    if (!rows_walk(db, query, row_copy, &copy, err))
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

    buf_printf(&sql, "SELECT count(*) FROM \"%s\"", TABLES[query->table].name);
    where_add(&sql, query);
    return run(db, query, &sql, count_take, out, err);
}
