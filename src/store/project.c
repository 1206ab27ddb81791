/* SPDX-License-Identifier: Apache-2.0 */
#include "store/project.h"

#include "base/canonical.h"
#include "store/dossier_rows.h"

#include <string.h>

enum {
    SQL_BYTES = 8192,
    OWN = 3,             /* origin, chain, leaf stand before a table's own columns */
    ROWS_ARENA_BYTES = 1 << 30,
};

#define RULE_MEMBER      STR("store.payload-member")
#define RULE_TYPE        STR("store.payload-type")
#define RULE_NEEDED      STR("store.payload-needed")
#define RULE_ONCE        STR("store.payload-once")
#define RULE_NOT_UNIQUE  STR("store.not-unique")
#define RULE_ROW_UNKNOWN STR("store.row-unknown")
#define RULE_KIND        STR("store.kind-unknown")
#define RULE_ROWS        STR("store.payload-rows")

typedef struct {
    const Projection *to;
    const Event *event;
    const Kind *kind;
    const Table *table;
    size_t width;
    Arena *arena;            /* of this event */
    DbBulk *bulk;            /* rows go here when there are many */
    DbValue value[OWN + TABLE_COLUMNS_MAX];
    bool given[TABLE_COLUMNS_MAX];
} Job;

/* ---- from a member to a value ------------------------------------------------------- */

static bool canonical_value(Job *job, const Json *json, DbValue *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_BYTES_MAX);
    Str text;

    if (!canonical_write(json, job->arena, &buf, err))
        return false;
    if (buf_failed(&buf) || !arena_copy(job->arena, buf_str(&buf), &text))
        return err_no_memory(err);
    *out = db_text(text);
    return true;
}

/* Whether the member is of the column's type; dates and words are judged by who wrote them.
 * Numbers are counts and times since 1970: none is below zero. */
static bool fits(ColumnType type, const Json *json)
{
    int64_t number;

    switch (type) {
    case COLUMN_UUID:
        return event_is_uuid(json_str(json));
    case COLUMN_TEXT:
    case COLUMN_DATE:
        return json_is_str(json);
    case COLUMN_INT:
        return json_i64(json, &number) && number >= 0;
    case COLUMN_LIST:
        return json_kind(json) == JSON_ARRAY;
    case COLUMN_JSON:
        return true;
    case COLUMN_BYTES:
    case COLUMN_UNIQUE:
    case COLUMN_INDEX:
        break;
    }
    return false;
}

static bool value_of(Job *job, const Column *column, const Json *json, DbValue *out, Err *err)
{
    int64_t number = 0;

    if (json_kind(json) == JSON_NULL) {
        *out = (DbValue){ .kind = DB_NULL };
        return !(column->flags & (COLUMN_KEY | COLUMN_NEEDED))
            || err_set(err, ERR_STRUCTURE, RULE_NEEDED, str_of(column->name));
    }
    if (!fits(column->type, json))
        return err_set(err, ERR_STRUCTURE, RULE_TYPE, str_of(column->name));
    if (column->type == COLUMN_LIST || column->type == COLUMN_JSON)
        return canonical_value(job, json, out, err);
    *out = json_i64(json, &number) ? db_int(number) : db_text(json_str(json));
    return true;
}

/* Fills value and given from the members of one row. */
static bool members_take(Job *job, const Json *row, Err *err)
{
    JsonIter iter = json_iter(row);
    const Json *json;
    Str key;

    memset(job->given, 0, sizeof job->given);
    for (size_t i = 0; i < job->width; i++)
        job->value[OWN + i] = (DbValue){ .kind = DB_NULL };
    while (json_next(&iter, &key, &json)) {
        size_t i = column_find(job->table, key);

        if (i == job->width)
            return err_set(err, ERR_STRUCTURE, RULE_MEMBER, key);
        if (!value_of(job, &job->table->column[i], json, &job->value[OWN + i], err))
            return false;
        job->given[i] = true;
    }
    return true;
}

static Str id_of(const Job *job)
{
    return job->value[OWN + column_find(job->table, STR("id"))].text;
}

/* ---- what must hold before a row is written ----------------------------------------- */

static bool needed_given(const Job *job, Err *err)
{
    for (size_t i = 0; i < job->width; i++)
        if (job->table->column[i].flags & (COLUMN_KEY | COLUMN_NEEDED) && !job->given[i])
            return err_set(err, ERR_STRUCTURE, RULE_NEEDED, str_of(job->table->column[i].name));
    return true;
}

static bool once_kept(const Job *job, Err *err)
{
    for (size_t i = 0; i < job->width; i++)
        if (job->table->column[i].flags & COLUMN_ONCE && job->given[i])
            return err_set(err, ERR_STRUCTURE, RULE_ONCE, str_of(job->table->column[i].name));
    return true;
}

static bool found(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)values, (void)count, (void)err;
    *(bool *)context = true;
    return true;
}

/* Whether another row holds the same values in all of `columns` ("a, b"). What a change leaves out
 * is taken from the row itself. */
static bool taken(const Job *job, const char *columns, bool *out, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    DbValue args[TABLE_COLUMNS_MAX];
    size_t count = 2;
    Str rest = str_of(columns), name;

    args[0] = db_text(job->to->origin);
    args[1] = db_text(id_of(job));
    buf_printf(&sql, "SELECT 1 FROM \"%s\" WHERE origin = $1 AND id <> $2", job->table->name);
    while (str_next(&rest, ',', &name)) {
        size_t i = column_find(job->table, str_trim(name));

        buf_printf(&sql, " AND \"%s\" = ", job->table->column[i].name);
        if (job->given[i]) {
            args[count++] = job->value[OWN + i];
            buf_printf(&sql, "$%zu", count);
        } else {
            buf_printf(&sql, "(SELECT \"%s\" FROM \"%s\" WHERE origin = $1 AND id = $2)",
                       job->table->column[i].name, job->table->name);
        }
    }
    buf_char(&sql, '\0');
    *out = false;
    return buf_failed(&sql) ? err_no_memory(err)
                            : db_query(job->to->db, sql.ptr, args, count, found, out, err);
}

static bool any_given(const Job *job, const char *columns, Str *last)
{
    Str rest = str_of(columns), name;
    bool any = false;

    while (str_next(&rest, ',', &name)) {
        size_t i = column_find(job->table, str_trim(name));

        any = any || job->given[i];
        *last = job->given[i] && job->value[OWN + i].kind == DB_TEXT ? job->value[OWN + i].text
                                                                    : *last;
    }
    return any;
}

static bool unique_kept(const Job *job, Err *err)
{
    for (const Column *row = job->table->column; row->name; row++) {
        Str last = STR("");
        bool is_taken = false;

        if (row->type != COLUMN_UNIQUE || job->to->replay || !any_given(job, row->name, &last))
            continue;
        if (!taken(job, row->name, &is_taken, err))
            return false;
        if (is_taken)
            return err_set(err, ERR_USAGE, RULE_NOT_UNIQUE, str_of(job->table->name), last);
    }
    return true;
}

/* ---- writing ------------------------------------------------------------------------ */

static bool row_insert(Job *job, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);

    buf_printf(&sql, "INSERT INTO \"%s\" (origin, chain, leaf", job->table->name);
    for (size_t i = 0; i < job->width; i++)
        buf_printf(&sql, ", \"%s\"", job->table->column[i].name);
    buf_add(&sql, STR(") VALUES ("));
    for (size_t i = 0; i < OWN + job->width; i++)
        buf_printf(&sql, "%s$%zu", i ? ", " : "", i + 1);
    buf_add(&sql, STR(")\0"));
    return buf_failed(&sql)
             ? err_no_memory(err)
             : db_run(job->to->db, sql.ptr, job->value, OWN + job->width, NULL, err);
}

static bool create(Job *job, const Json *row, Err *err)
{
    if (!members_take(job, row, err) || !needed_given(job, err))
        return false;
    return job->bulk ? db_bulk_row(job->bulk, job->value, err)
                     : unique_kept(job, err) && row_insert(job, err);
}

static bool change(Job *job, const Json *row, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    DbValue args[OWN + TABLE_COLUMNS_MAX];
    size_t count = OWN;
    uint64_t changed;

    if (!members_take(job, row, err) || !once_kept(job, err) || !unique_kept(job, err))
        return false;
    args[0] = job->value[0];
    args[1] = db_text(id_of(job));
    args[2] = job->value[2];
    buf_printf(&sql, "UPDATE \"%s\" SET leaf = $3", job->table->name);
    for (size_t i = 0; i < job->width; i++)
        if (job->given[i] && !(job->table->column[i].flags & COLUMN_KEY)) {
            args[count++] = job->value[OWN + i];
            buf_printf(&sql, ", \"%s\" = $%zu", job->table->column[i].name, count);
        }
    buf_add(&sql, STR(" WHERE origin = $1 AND id = $2\0"));
    if (buf_failed(&sql))
        return err_no_memory(err);
    return db_run(job->to->db, sql.ptr, args, count, &changed, err)
        && (changed == 1
            || err_set(err, ERR_USAGE, RULE_ROW_UNKNOWN, str_of(job->table->name), args[1].text));
}

/* ---- many rows ---------------------------------------------------------------------- */

typedef bool RowWrite(Job *job, const Json *row, Err *err);

static bool rows_of_list(Job *job, const Json *list, RowWrite *write, Err *err)
{
    JsonIter iter = json_iter(list);
    const Json *row;
    Str key;

    while (json_next(&iter, &key, &row))
        if (json_kind(row) != JSON_OBJECT || !write(job, row, err))
            return json_kind(row) == JSON_OBJECT
                 ? false : err_set(err, ERR_STRUCTURE, RULE_ROWS, STR("rows"));
    return true;
}

/* One object a line. The memory of a line is given back before the next. */
static bool rows_of_lines(Job *job, Str lines, RowWrite *write, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(PAYLOAD_BYTES_MAX);
    Arena *outer = job->arena;
    size_t number = 0;
    bool ok = true;
    Str line;

    job->arena = &arena;
    while (ok && lines.len && str_next(&lines, '\n', &line)) {
        const Json *row;

        number++;
        if (!line.len)
            continue;
        arena_reset(&arena);
        ok = (json_parse(line, JSON_UNIQUE_KEYS | JSON_NO_NUL, &arena, &row, err)
              && write(job, row, err))
          || err_in(err, "line %zu", number);
    }
    job->arena = outer;
    return ok;
}

static bool rows_write(Job *job, const Json *payload, RowWrite *write, Err *err)
{
    const Json *list = json_get(payload, STR("rows"));
    Str digest = json_str(json_get(payload, STR("blob"))), lines;

    if (json_kind(list) == JSON_ARRAY)
        return rows_of_list(job, list, write, err);
    if (!digest.len)
        return err_set(err, ERR_STRUCTURE, RULE_ROWS, STR("rows"));
    return job->to->blob(job->to->context, digest, job->arena, &lines, err)
        && rows_of_lines(job, lines, write, err);
}

static bool bulk_open(Job *job, Err *err)
{
    const char *names[OWN + TABLE_COLUMNS_MAX] = { "origin", "chain", "leaf" };

    for (size_t i = 0; i < job->width; i++)
        names[OWN + i] = job->table->column[i].name;
    return db_bulk_begin(job->to->db, job->table->name, names, OWN + job->width, &job->bulk, err);
}

static bool rows_create(Job *job, const Json *payload, Err *err)
{
    if (!bulk_open(job, err))
        return false;
    if (rows_write(job, payload, create, err))
        return db_bulk_end(&job->bulk, err);
    db_bulk_abandon(&job->bulk);
    return false;
}

/* ---- people ------------------------------------------------------------------------- */

/* The name comes from the blob, which may be gone by the time the tables are rebuilt. */
static bool person_name(Job *job, Str digest, DbValue *out, Err *err)
{
    const Json *json;
    Str bytes;
    Err gone;

    *out = (DbValue){ .kind = DB_NULL };
    if (!job->to->blob(job->to->context, digest, job->arena, &bytes, &gone)) {
        *err = gone;
        return gone.code == ERR_NO_DATA;
    }
    if (!json_parse(bytes, JSON_UNIQUE_KEYS | JSON_NO_NUL, job->arena, &json, err))
        return err_in(err, "%.*s", STR_ARG(digest));
    *out = db_optional(json_str(json_get(json, STR("name"))));
    return true;
}

static bool person(Job *job, const Json *payload, Err *err)
{
    size_t name = column_find(job->table, STR("name"));

    return members_take(job, payload, err) && needed_given(job, err)
        && (!job->given[name]
            || err_set(err, ERR_STRUCTURE, RULE_MEMBER, STR("name")))
        && person_name(job, json_str(json_get(payload, STR("blob"))), &job->value[OWN + name], err)
        && row_insert(job, err);
}

static bool erase(Job *job, const Json *payload, Err *err)
{
    Str digest = json_str(json_get(payload, STR("blob")));
    DbValue args[] = { job->value[0], db_text(digest), job->value[2] };

    if (!digest.len)
        return err_set(err, ERR_STRUCTURE, RULE_NEEDED, STR("blob"));
    return db_run(job->to->db,
                  "UPDATE person SET name = NULL, leaf = $3 WHERE origin = $1 AND blob = $2", args,
                  3, NULL, err)
        && (job->to->origin.len || job->to->replay
            || db_run(job->to->db, "DELETE FROM blob WHERE digest = $1", &args[1], 1, NULL, err));
}

/* ---- one event ---------------------------------------------------------------------- */

static bool apply(Job *job, const Json *payload, Err *err)
{
    switch (job->kind->effect) {
    case EFFECT_CREATE:
        return create(job, payload, err);
    case EFFECT_DOSSIER:
        return dossier_supersede(job->to, payload, err) && create(job, payload, err)
            && dossier_replay(job->to, payload, err);
    case EFFECT_CHANGE:
        return change(job, payload, err);
    case EFFECT_ROWS:
        return rows_create(job, payload, err);
    case EFFECT_CHANGES:
        return rows_write(job, payload, change, err);
    case EFFECT_PERSON:
        return person(job, payload, err);
    case EFFECT_ERASE:
        return erase(job, payload, err);
    }
    return false;
}

bool project(const Projection *to, const Event *event, Str payload, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(ROWS_ARENA_BYTES);
    Job job = { .to = to, .event = event, .kind = kind_find(event->kind), .arena = &arena };
    const Json *json;

    if (!job.kind)
        return err_set(err, ERR_VERIFY, RULE_KIND, event->kind);
    job.table = &TABLES[job.kind->table];
    job.width = table_width(job.table);
    job.value[0] = db_text(to->origin);
    job.value[1] = db_text(event->chain);
    job.value[2] = db_int((int64_t)event->leaf);
    if (!json_parse(payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, &arena, &json, err))
        return false;
    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_TYPE, event->kind);
    return apply(&job, json, err) || err_in(err, "%.*s", STR_ARG(event->kind));
}
