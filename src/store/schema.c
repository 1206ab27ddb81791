/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include "store/log.h"
#include "store/project.h"
#include "store/store.h"

#include <stdio.h>

enum { SQL_BYTES = 1 << 18, BODY_BYTES = EVENT_BYTES_MAX * 8 };

#define RULE_NEWER    STR("store.schema-newer")
#define RULE_OLDER    STR("store.schema-older")
#define RULE_FIXED    STR("store.schema-read-only")
#define RULE_MIXED    STR("store.schema-mixed")
#define RULE_SETTINGS STR("store.settings")
#define RULE_PLANTED  STR("store.planted")
#define RULE_GONE     STR("store.table-gone")

/* The first schema needs none. 2: keys of people, signed acts, the begin of a control. 3: how often
 * a product is updated. */
const Migration MIGRATIONS[] = {
    { 2, { NULL }, true, "act_signature", "act" },
    { 3, { NULL }, true, "product", "update_cycle" },
    { 0 },
};

static bool number_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

bool schema_find(Db *db, bool *out, Err *err)
{
    /* In a database that others use too a table of such a name may be theirs. The catalogue, unlike
     * information_schema, also tells of tables that we may not read. */
    static const char *const COUNT[DB_DIALECTS] = {
        [DB_SQLITE] = "SELECT count(*) FROM sqlite_schema WHERE name = 'setting'",
        [DB_POSTGRES] = "SELECT count(*) FROM pg_catalog.pg_class AS t"
                        " JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace"
                        " JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid"
                        " JOIN pg_catalog.pg_attribute AS b ON b.attrelid = t.oid"
                        " WHERE n.nspname = current_schema() AND t.relname = 'setting'"
                        " AND a.attname = 'name' AND b.attname = 'value' AND EXISTS ("
                        "SELECT 1 FROM pg_catalog.pg_class AS log WHERE log.relname = 'log'"
                        " AND log.relnamespace = t.relnamespace)",
    };
    int64_t count = 0;

    if (!db_query(db, COUNT[db_dialect(db)], NULL, 0, number_take, &count, err))
        return false;
    *out = count > 0;
    return true;
}

static bool run_script(Db *db, Buf *sql, Err *err)
{
    buf_char(sql, '\0');
    return buf_failed(sql) ? err_no_memory(err) : db_script(db, sql->ptr, err);
}

static bool thing_take(void *context, const DbValue *values, size_t count, Err *err)
{
    bool *there = context;

    (void)count;
    if (!str_eq(values[0].text, STR("table")))
        return err_set(err, ERR_VERIFY, RULE_PLANTED, values[0].text, values[1].text);
    for (int i = 0; i < TABLES_COUNT; i++)
        there[i] = there[i] || str_eq(values[1].text, str_of(TABLES[i].name));
    return true;
}

bool schema_whole(Db *db, Err *err)
{
    bool there[TABLES_COUNT] = { false };

    if (db_dialect(db) != DB_SQLITE)
        return true;
    if (!db_query(db, "SELECT type, name FROM sqlite_schema WHERE type <> 'index'", NULL, 0,
                  thing_take, there, err))
        return false;
    for (int i = 0; i < TABLES_COUNT; i++)
        if (!there[i])
            return err_set(err, ERR_VERIFY, RULE_GONE, str_of(TABLES[i].name));
    return true;
}

bool schema_make(Db *db, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);

    schema_print(db_dialect(db), &sql);
    return run_script(db, &sql, err);
}

/* ---- the views again ---------------------------------------------------------------- */

static bool views_make(Db *db, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);

    for (int i = 0; i < TABLES_COUNT; i++)
        if (!TABLES[i].system)
            buf_printf(&sql, "DROP TABLE IF EXISTS \"%s\";\n", TABLES[i].name);
    views_print(db_dialect(db), &sql);
    return run_script(db, &sql, err);
}

static bool blob_for_projection(void *context, Str digest, Arena *arena, Str *bytes, Err *err)
{
    return blob_read(context, digest, arena, bytes, err);
}

static bool replay(void *context, const LogEntry *entry, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(BODY_BYTES);
    const Projection *to = context;
    Event event;

    return (event_parse(entry->body, &arena, &event, err)
            && project(to, &event, entry->payload, err))
        || err_in(err, "event %llu", (unsigned long long)entry->leaf);
}

static bool views_rebuild(Db *db, Err *err)
{
    Projection to = { .db = db, .replay = true, .blob = blob_for_projection, .context = db };

    return views_make(db, err) && log_walk(db, 0, STR(""), replay, &to, err);
}

/* ---- forward ------------------------------------------------------------------------ */

static bool text_to_number(void *context, const DbValue *values, size_t count, Err *err)
{
    uint64_t number;

    (void)count;
    if (!str_to_u64(values[0].text, &number) || number >= UINT32_MAX)
        return err_set(err, ERR_VERIFY, RULE_SETTINGS);
    *(int64_t *)context = (int64_t)number;
    return true;
}

bool schema_number(Db *db, unsigned *out, Err *err)
{
    int64_t number = -1;

    if (!db_query(db, "SELECT value FROM setting WHERE name = 'schema'", NULL, 0, text_to_number,
                  &number, err))
        return false;
    if (number < 0)
        return err_set(err, ERR_VERIFY, RULE_SETTINGS);
    *out = (unsigned)number;
    return true;
}

static bool number_write(Db *db, unsigned number, Err *err)
{
    char text[16];
    DbValue arg;

    snprintf(text, sizeof text, "%u", number);
    arg = db_text(str_of(text));
    return db_run(db, "UPDATE setting SET value = $1 WHERE name = 'schema'", &arg, 1, NULL, err);
}

typedef struct {
    const Migration *migrations;
    unsigned newest;
} Job;

static bool refuse_number(ErrCode code, RuleId rule, unsigned number, Err *err)
{
    char text[16];

    snprintf(text, sizeof text, "%u", number);
    return err_set(err, code, rule, str_of(text));
}

static bool column_there(Db *db, const Migration *row, bool *out, Err *err)
{
    static const char *const COUNT[DB_DIALECTS] = {
        [DB_SQLITE] = "SELECT count(*) FROM pragma_table_info($1) WHERE name = $2",
        [DB_POSTGRES] = "SELECT count(*) FROM pg_catalog.pg_class AS t"
                        " JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace"
                        " JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid"
                        " WHERE n.nspname = current_schema() AND t.relname = $1"
                        " AND a.attname = $2",
    };
    const DbValue args[] = { db_text(str_of(row->table)), db_text(str_of(row->column)) };
    int64_t count = 0;

    *out = false;
    if (!row->table)
        return true;
    if (!db_query(db, COUNT[db_dialect(db)], args, ARRAY_LEN(args), number_take, &count, err))
        return false;
    *out = count > 0;
    return true;
}

/* One step from `number`, which is not there yet. */
static bool step(Db *db, const Migration *row, unsigned number, Err *err)
{
    const char *script = row->script[db_dialect(db)];
    bool there;

    if (!column_there(db, row, &there, err))
        return false;
    if (there)
        return refuse_number(ERR_VERIFY, RULE_MIXED, number, err);
    return !script || db_script(db, script, err) || err_in(err, "schema %u", row->schema);
}

/* The number is read under the lock: another program may have been faster. */
static bool migrate(Db *db, void *context, Err *err)
{
    const Job *job = context;
    bool rebuild = false;
    unsigned number;
    Log log;

    if (!log_lock(db, &log, err) || !schema_number(db, &number, err))
        return false;
    if (number > job->newest)
        return refuse_number(ERR_VERIFY, RULE_NEWER, number, err);
    for (const Migration *row = job->migrations; row->schema; row++) {
        if (row->schema != number + 1)
            continue;
        if (!step(db, row, number, err))
            return false;
        rebuild = rebuild || row->rebuild;
        number = row->schema;
    }
    if (number != job->newest)
        return refuse_number(ERR_VERIFY, RULE_OLDER, number, err);
    return (!rebuild || views_rebuild(db, err)) && number_write(db, number, err);
}

bool schema_migrate(Db *db, const Migration *migrations, unsigned newest, Err *err)
{
    Job job = { migrations, newest };
    unsigned number;

    if (!schema_number(db, &number, err))
        return false;
    if (number == newest)
        return true;
    if (number < newest && !db_may_write(db, err))
        return refuse_number(ERR_IO, RULE_FIXED, number, err);
    if (number > newest)
        return refuse_number(ERR_VERIFY, RULE_NEWER, number, err);
    return db_transact(db, DB_WRITE, migrate, &job, err);
}
