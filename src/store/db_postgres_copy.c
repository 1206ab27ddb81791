/* SPDX-License-Identifier: Apache-2.0 */
/* Many rows for PostgreSQL: COPY in its binary format.
 *
 * Source: PostgreSQL 15 documentation, COPY, "Binary Format": a signature, two empty words, for
 *     each row the number of its values and each with its length, and -1 at the end.
 */
#include "store/db_postgres.h"

#include "base/buf.h"

enum {
    SQL_BYTES = 1 << 14,
    COPY_BYTES = 1 << 16, /* sent at a stroke */
};

typedef struct {
    DbBulk bulk;
    Arena arena; /* holds this struct */
    Buf sql, rows;
    size_t count;
    bool started;
} PostgresBulk;

static void bulk_free(PostgresBulk *bulk)
{
    Arena arena = bulk->arena;

    buf_done(&bulk->sql);
    buf_done(&bulk->rows);
    arena_done(&arena);
}

static void copy_number(Buf *out, uint64_t number, size_t bytes)
{
    char text[8];

    postgres_number(number, bytes, text);
    buf_add(out, (Str){ text, bytes });
}

bool postgres_bulk_begin(Db *db, const char *table, const char *const *columns, size_t count,
                         DbBulk **out, Err *err)
{
    Arena arena = arena_new(POSTGRES_BYTES);
    PostgresBulk *bulk = ARENA_NEW(&arena, PostgresBulk);

    if (!bulk)
        return err_no_memory(err);
    *bulk = (PostgresBulk){ .bulk = { db }, .arena = arena, .sql = buf_new(SQL_BYTES),
                            .rows = buf_new(4 * COPY_BYTES), .count = count };
    buf_printf(&bulk->sql, "COPY \"%s\" (", table);
    for (size_t i = 0; i < count; i++)
        buf_printf(&bulk->sql, "%s\"%s\"", i ? ", " : "", columns[i]);
    buf_add(&bulk->sql, STR(") FROM STDIN (FORMAT binary)\0"));
    buf_add(&bulk->rows, STR("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"));
    if (buf_failed(&bulk->sql) || buf_failed(&bulk->rows)) {
        bulk_free(bulk);
        return err_no_memory(err);
    }
    *out = &bulk->bulk;
    return true;
}

/* The server is told at the first rows: until then the connection answers other questions. */
static bool copy_start(PostgresBulk *bulk, Err *err)
{
    return bulk->started
        || (bulk->started = postgres_copy_start(postgres_of(bulk->bulk.db), bulk->sql.ptr, err));
}

static bool copy_send(PostgresBulk *bulk, Str bytes, Err *err)
{
    return postgres_copy_send(postgres_of(bulk->bulk.db), bytes, err);
}

static bool copy_flush(PostgresBulk *bulk, Err *err)
{
    bool ok = !buf_failed(&bulk->rows) ? copy_start(bulk, err)
                                             && copy_send(bulk, buf_str(&bulk->rows), err)
                                       : err_no_memory(err);

    buf_clear(&bulk->rows);
    return ok;
}

static bool copy_value(PostgresBulk *bulk, const DbValue *value, Err *err)
{
    switch (value->kind) {
    case DB_NULL:
        copy_number(&bulk->rows, UINT64_MAX, 4);
        return true;
    case DB_INT:
        copy_number(&bulk->rows, 8, 4);
        copy_number(&bulk->rows, (uint64_t)value->number, 8);
        return true;
    case DB_TEXT:
    case DB_BYTES:
        copy_number(&bulk->rows, value->text.len, 4);
        if (value->text.len > COPY_BYTES)
            return copy_flush(bulk, err) && copy_send(bulk, value->text, err);
        buf_add(&bulk->rows, value->text);
        return bulk->rows.len < COPY_BYTES || copy_flush(bulk, err);
    }
    return false;
}

bool postgres_bulk_row(DbBulk *bulk_, const DbValue *values, Err *err)
{
    PostgresBulk *bulk = (PostgresBulk *)(void *)bulk_;

    copy_number(&bulk->rows, bulk->count, 2);
    for (size_t i = 0; i < bulk->count; i++)
        if (!copy_value(bulk, &values[i], err))
            return false;
    return true;
}

static bool copy_end(PostgresBulk *bulk, const char *why, Err *err)
{
    return postgres_copy_end(postgres_of(bulk->bulk.db), why, err);
}

bool postgres_bulk_end(DbBulk *bulk_, Err *err)
{
    PostgresBulk *bulk = (PostgresBulk *)(void *)bulk_;
    bool ok;

    copy_number(&bulk->rows, UINT64_MAX, 2);
    ok = copy_flush(bulk, err);
    if (bulk->started)
        ok = copy_end(bulk, ok ? NULL : "abandoned", ok ? err : &(Err){ 0 }) && ok;
    bulk_free(bulk);
    return ok;
}

void postgres_bulk_abandon(DbBulk *bulk_)
{
    PostgresBulk *bulk = (PostgresBulk *)(void *)bulk_;
    Err err;

    if (bulk->started)
        (void)(copy_end(bulk, "abandoned", &err) ? 0 : 1);
    bulk_free(bulk);
}
