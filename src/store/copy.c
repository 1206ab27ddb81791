/* SPDX-License-Identifier: Apache-2.0 */
#include "store/copy.h"

#include "base/buf.h"
#include "store/schema.h"

enum { SQL_BYTES = 8192, NAMES_MAX = TABLE_COLUMNS_MAX + 3 };

#define RULE_EXISTS STR("store.copy-exists")
#define RULE_CHANGED STR("store.copy-differs")

typedef struct {
    Db *from, *to;
    Str record;
    VerifyReport before, after;
    DbBulk *bulk;
    const char *names[NAMES_MAX]; /* of the columns of one table */
    size_t count;
} Copy;

static void columns_of(const Table *table, Copy *copy)
{
    size_t width = table_width(table);

    copy->count = 0;
    if (!table->system) {
        copy->names[copy->count++] = "origin";
        copy->names[copy->count++] = "chain";
        copy->names[copy->count++] = "leaf";
    }
    for (size_t i = 0; i < width; i++)
        copy->names[copy->count++] = table->column[i].name;
}

static bool row_copy(void *context, const DbValue *values, size_t count, Err *err)
{
    const Copy *copy = context;

    (void)count;
    return db_bulk_row(copy->bulk, values, err);
}

/* Blobs come one by one: a batch of them might be larger than memory. */
static bool blob_copy(void *context, const DbValue *values, size_t count, Err *err)
{
    const Copy *copy = context;

    (void)count;
    return db_query(copy->from, "SELECT digest, media, bytes FROM blob WHERE digest = $1", values,
                    1, row_copy, context, err);
}

static bool table_read(TableId id, Copy *copy, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);

    if (id == TABLE_BLOB)
        return db_query(copy->from, "SELECT digest FROM blob", NULL, 0, blob_copy, copy, err);
    for (size_t i = 0; i < copy->count; i++)
        buf_printf(&sql, "%s\"%s\"", i ? ", " : "SELECT ", copy->names[i]);
    buf_printf(&sql, " FROM \"%s\"", TABLES[id].name);
    buf_char(&sql, '\0');
    return buf_failed(&sql) ? err_no_memory(err)
                            : db_query(copy->from, sql.ptr, NULL, 0, row_copy, copy, err);
}

static bool table_copy(TableId id, Copy *copy, Err *err)
{
    columns_of(&TABLES[id], copy);
    if (!db_bulk_begin(copy->to, TABLES[id].name, copy->names, copy->count, &copy->bulk, err))
        return false;
    if (table_read(id, copy, err))
        return db_bulk_end(&copy->bulk, err);
    db_bulk_abandon(&copy->bulk);
    return false;
}

/* The copy holds what was verified, and perhaps what was said since. It is asked before it is
 * committed, so that nothing stays of one that does not hold. */
static bool copy_check(Db *to, Copy *copy, Err *err)
{
    return verify_in(to, copy->record, &copy->after, err)
        && (copy->after.events >= copy->before.events
            || err_set(err, ERR_VERIFY, RULE_CHANGED));
}

static bool write_body(Db *to, void *context, Err *err)
{
    Copy *copy = context;
    bool exists;

    if (!schema_find(to, &exists, err))
        return false;
    if (exists)
        return err_set(err, ERR_USAGE, RULE_EXISTS);
    if (!schema_make(to, err))
        return false;
    for (int i = 0; i < TABLES_COUNT; i++)
        if (!table_copy((TableId)i, copy, err))
            return err_in(err, "%s", TABLES[i].name);
    return copy_check(to, copy, err);
}

static bool read_body(Db *from, void *context, Err *err)
{
    Copy *copy = context;

    copy->from = from;
    return db_transact(copy->to, DB_WRITE, write_body, copy, err);
}

static bool fill(Store *from, Db *to, const VerifyReport *before, VerifyReport *out, Err *err)
{
    Copy copy = { .to = to, .record = store_record(from), .before = *before };
    bool ok = db_transact(store_db(from), DB_READ, read_body, &copy, err);

    db_close(to);
    if (ok)
        *out = copy.after;
    return ok;
}

bool store_copy_into(Store *from, const char *witness, Db *to, VerifyReport *out, Err *err)
{
    VerifyReport before;

    if (store_verify(from, witness, &before, err))
        return fill(from, to, &before, out, err);
    db_close(to);
    return false;
}

bool store_copy(Store *from, const char *witness, const char *to, VerifyReport *out, Err *err)
{
    VerifyReport before;
    Db *db;

    return store_verify(from, witness, &before, err) && db_open(to, true, &db, err)
        && fill(from, db, &before, out, err);
}
