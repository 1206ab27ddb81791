/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include "store/db_backend.h"

#include <stdio.h>
#include <string.h>

#define RULE_NO_BACKEND STR("store.no-backend")
#define RULE_DOUBTFUL   STR("store.commit-doubtful")
#define RULE_NO_BACKUP  STR("store.backup-by-server")
#define RULE_READ_ONLY  STR("store.read-only")

DbValue db_int(int64_t number)
{
    return (DbValue){ .kind = DB_INT, .number = number };
}

DbValue db_text(Str text)
{
    return (DbValue){ .kind = DB_TEXT, .text = text };
}

DbValue db_optional(Str text)
{
    return (DbValue){ .kind = text.len ? DB_TEXT : DB_NULL, .text = text };
}

DbValue db_bytes(Str bytes)
{
    return (DbValue){ .kind = DB_BYTES, .text = bytes };
}

/* What stands before "://", which is all of a place that is fit to be shown. */
static Str scheme_of_place(const char *place)
{
    Str text = str_of(place);

    return str_slice(text, 0, str_find(text, STR("://")));
}

/* Whether a port follows a host, and not what may have been meant as a password. */
static bool port_is_plain(Str authority)
{
    size_t colon = authority.len;

    while (colon > 0 && authority.ptr[colon - 1] >= '0' && authority.ptr[colon - 1] <= '9')
        colon--;
    return str_find_char(authority, ':') == authority.len || authority.ptr[colon - 1] == ':'
        || authority.ptr[authority.len - 1] == ']';
}

/* A password may hold "@", "/" and "?" that nobody escaped: what stands before the last "@" goes,
 * and all of a place whose "?" stands before that. */
Str db_shown(const char *place, char buffer[DB_SHOWN_BYTES])
{
    Str scheme = scheme_of_place(place), rest = str_of(place + scheme.len);
    size_t at = rest.len, question = str_find_char(rest, '?');

    if (!rest.len)
        return str_of(place);
    while (at > 0 && rest.ptr[at - 1] != '@')
        at--;
    at = at ? at : strlen("://");
    rest = question < at ? STR("…") : str_slice(rest, at, question);
    if (!port_is_plain(str_slice(rest, 0, str_find_char(rest, '/'))))
        rest = STR("…");
    snprintf(buffer, DB_SHOWN_BYTES, "%.*s://%.*s", STR_ARG(scheme), STR_ARG(rest));
    return str_of(buffer);
}

static bool opens(const DbBackend *backend, const char *place)
{
    for (size_t i = 0; i < DB_PREFIXES_MAX && backend->prefix[i]; i++)
        if (str_starts(str_of(place), str_of(backend->prefix[i])))
            return backend->prefix[i][0] || !strstr(place, "://");
    return false;
}

bool db_open(const char *place, bool create, Db **out, Err *err)
{
    for (size_t i = 0; DB_BACKENDS[i]; i++)
        if (opens(DB_BACKENDS[i], place))
            return DB_BACKENDS[i]->open(place, create, out, err);
    return err_set(err, ERR_USAGE, RULE_NO_BACKEND, scheme_of_place(place));
}

bool db_open_memory(Db **out, Err *err)
{
    return DB_BACKEND_SQLITE.open(":memory:", true, out, err);
}

void db_close(Db *db)
{
    if (db)
        db->backend->close(db);
}

DbDialect db_dialect(const Db *db)
{
    return db->backend->dialect;
}

bool db_may_write(const Db *db, Err *err)
{
    return !db->read_only || err_set(err, ERR_IO, RULE_READ_ONLY, str_of(db->read_only));
}

static DbEnd attempt(Db *db, DbAccess access, DbBody *body, void *context, Err *err)
{
    DbEnd end = DB_FAILED;

    if (!db->backend->begin(db, access, err))
        return db->backend->wants_again(db) ? DB_AGAIN : DB_FAILED;
    db->in_transaction = true;
    if (body(db, context, err)) {
        end = db->backend->commit(db, err);
        db->doubtful = end == DB_DOUBTFUL && access == DB_WRITE;
    } else if (db->backend->wants_again(db)) {
        end = DB_AGAIN;
    }
    if (db->doubtful)
        err_set(err, err->code == ERR_NETWORK ? ERR_NETWORK : ERR_IO, RULE_DOUBTFUL);
    if (end != DB_ENDED)
        db->backend->rollback(db);
    db->in_transaction = false;
    return end;
}

bool db_transact(Db *db, DbAccess access, DbBody *body, void *context, Err *err)
{
    DbEnd end = DB_AGAIN;

    assert(!db->in_transaction);
    if (db->doubtful && access == DB_WRITE)
        return err_set(err, ERR_IO, RULE_DOUBTFUL);
    if (access == DB_WRITE && !db_may_write(db, err))
        return false;
    for (int i = 0; i <= DB_RETRIES_MAX && end == DB_AGAIN; i++)
        end = attempt(db, access, body, context, err);
    return end == DB_ENDED;
}

static bool no_row(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)context, (void)values, (void)count, (void)err;
    return true;
}

bool db_run(Db *db, const char *sql, const DbValue *args, size_t arg_count, uint64_t *changed,
            Err *err)
{
    uint64_t rows;

    return db->backend->query(db, sql, args, arg_count, no_row, NULL, changed ? changed : &rows,
                              err);
}

bool db_query(Db *db, const char *sql, const DbValue *args, size_t arg_count, DbRow *row,
              void *context, Err *err)
{
    uint64_t rows;

    return db->backend->query(db, sql, args, arg_count, row, context, &rows, err);
}

bool db_script(Db *db, const char *sql, Err *err)
{
    return db->backend->script(db, sql, err);
}

bool db_check(Db *db, Err *err)
{
    return !db->backend->check || db->backend->check(db, err);
}

bool db_bulk_begin(Db *db, const char *table, const char *const *columns, size_t count,
                   DbBulk **out, Err *err)
{
    assert(db->in_transaction && count <= DB_VALUES_MAX);
    return db->backend->bulk_begin(db, table, columns, count, out, err);
}

bool db_bulk_row(DbBulk *bulk, const DbValue *values, Err *err)
{
    return bulk->db->backend->bulk_row(bulk, values, err);
}

bool db_bulk_end(DbBulk **bulk, Err *err)
{
    DbBulk *ended = *bulk;

    *bulk = NULL;
    return ended->db->backend->bulk_end(ended, err);
}

void db_bulk_abandon(DbBulk **bulk)
{
    if (*bulk)
        (*bulk)->db->backend->bulk_abandon(*bulk);
    *bulk = NULL;
}

bool db_backup(Db *db, const char *to, Err *err)
{
    return db->backend->backup ? db->backend->backup(db, to, err)
                               : err_set(err, ERR_USAGE, RULE_NO_BACKUP);
}
