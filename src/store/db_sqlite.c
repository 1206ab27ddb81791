/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite, the only file that sees it.
 *
 * Source: sqlite.org, "Write-Ahead Logging", "PRAGMA synchronous": in WAL mode FULL alone syncs at
 * each commit, so an acknowledged fact survives a power cut. trusted_schema=OFF and the defensive
 * flag keep a file that strangers made from running more than our own statements; a record has no
 * triggers and no views, so none that was planted in it is run.
 */
#include "store/db_backend.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

enum {
    STATEMENTS_MAX = 128,     /* kept prepared, by their text */
    URI_BYTES = 3 * IO_PATH_BYTES + 64,
    TEXTS_BYTES = 1 << 22,
    SQLITE_HANDLE_BYTES = 1 << 16,
    BULK_SQL_BYTES = 4096,
};

#define RULE_SQLITE        STR("store.sqlite")
#define RULE_NO_RECORD     STR("store.no-record")
#define RULE_NOT_A_RECORD  STR("store.not-a-record")
#define RULE_BUSY          STR("store.busy")
#define RULE_FULL          STR("store.disk-full")
#define RULE_NOT_UNIQUE    STR("store.not-unique")
#define RULE_LOG_UNREAD    STR("store.log-unread")
#define RULE_CHANGED       STR("store.changed-meanwhile")
#define RULE_ALTERED       STR("store.file-altered")

/* "Inro" in ASCII: what file(1) and our own open tell a record by. */
#define APPLICATION_ID 0x496e726f

typedef struct {
    const char *sql;
    sqlite3_stmt *statement;
} Prepared;

/* How a file is opened, the best first. */
typedef enum {
    MODE_WRITE,
    MODE_READ,   /* with the locks of SQLite, and its log where there is one */
    MODE_FROZEN, /* neither can be there; who writes all the same is seen by the stamp alone */
    MODES
} Mode;

typedef struct {
    Db db;
    Arena arena; /* holds this struct */
    Arena texts; /* of what is prepared */
    sqlite3 *handle;
    Prepared prepared[STATEMENTS_MAX];
    size_t prepared_count;
    Mode mode;
    Str place;     /* ended by NUL */
    IoStamp stamp; /* of MODE_FROZEN, from before it was opened */
} Sqlite;

typedef struct {
    DbBulk bulk;
    Arena arena;
    sqlite3_stmt *statement;
    size_t count;
} SqliteBulk;

static Sqlite *of(Db *db)
{
    return (Sqlite *)(void *)db;
}

/* "UNIQUE constraint failed: device.origin, device.product, device.serial" */
static bool refuse_double(Sqlite *sqlite, Err *err)
{
    Str words = str_of(sqlite3_errmsg(sqlite->handle));
    Str columns = str_trim(str_slice(words, str_find_char(words, ':') + 1, words.len));

    return err_set(err, ERR_USAGE, RULE_NOT_UNIQUE,
                   str_slice(columns, 0, str_find_char(columns, '.')), columns);
}

/* Whether a file beside the database holds what belongs to it and is not yet in it. */
static bool beside_waits(const char *place)
{
    static const char *const ENDS[] = { "-wal", "-journal" };
    char path[DB_PLACE_BYTES_MAX + 16];
    bool waits = false;

    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++) {
        IoKind kind;
        uint64_t size = 1;
        Err err;

        snprintf(path, sizeof path, "%s%s", place, ENDS[i]);
        waits |= !io_find(path, &kind, &err)
              || (kind != IO_NONE && (!io_size(path, &size, &err) || size));
    }
    return waits;
}

/* What a file without locks holds is believed while nobody wrote to it. */
static bool still_frozen(const Sqlite *sqlite, Err *err)
{
    IoStamp now;

    if (sqlite->mode != MODE_FROZEN)
        return true;
    if (!io_stamp(sqlite->place.ptr, &now, err))
        return false;
    return (io_stamp_equal(&now, &sqlite->stamp) && !beside_waits(sqlite->place.ptr))
        || err_set(err, ERR_IO, RULE_CHANGED, sqlite->place);
}

static bool refuse(Sqlite *sqlite, Err *err)
{
    int code = sqlite3_errcode(sqlite->handle);
    int detail = sqlite3_extended_errcode(sqlite->handle);

    if (!still_frozen(sqlite, err))
        return false;
    if (detail == SQLITE_CONSTRAINT_UNIQUE || detail == SQLITE_CONSTRAINT_PRIMARYKEY)
        return refuse_double(sqlite, err);

    if (code == SQLITE_NOMEM)
        return err_no_memory(err);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return err_set(err, ERR_IO, RULE_BUSY);
    if (code == SQLITE_FULL)
        return err_set(err, ERR_IO, RULE_FULL);
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return err_set(err, ERR_VERIFY, RULE_NOT_A_RECORD, str_of(sqlite3_errmsg(sqlite->handle)));
    if (code == SQLITE_CANTOPEN && sqlite3_system_errno(sqlite->handle))
        return io_refuse(err, NULL, sqlite3_system_errno(sqlite->handle));
    return err_set(err, code == SQLITE_ERROR || code == SQLITE_MISUSE ? ERR_INTERNAL : ERR_IO,
                   RULE_SQLITE, str_of(sqlite3_errmsg(sqlite->handle)));
}

/* ---- statements --------------------------------------------------------------------- */

static void prepared_forget(Sqlite *sqlite)
{
    for (size_t i = 0; i < sqlite->prepared_count; i++)
        sqlite3_finalize(sqlite->prepared[i].statement);
    sqlite->prepared_count = 0;
    arena_reset(&sqlite->texts);
}

static bool prepared_any_busy(const Sqlite *sqlite)
{
    for (size_t i = 0; i < sqlite->prepared_count; i++)
        if (sqlite3_stmt_busy(sqlite->prepared[i].statement))
            return true;
    return false;
}

/* *kept is false for one that whoever asked ends himself: the table is full of what is in use, or
 * this very statement is, because the callback of its rows asks again. */
static bool prepare(Sqlite *sqlite, const char *sql, sqlite3_stmt **out, bool *kept, Err *err)
{
    bool used = false;
    Str text;

    for (size_t i = 0; i < sqlite->prepared_count && !used; i++)
        if (strcmp(sqlite->prepared[i].sql, sql) == 0) {
            *out = sqlite->prepared[i].statement;
            used = sqlite3_stmt_busy(*out);
            if (!used)
                return *kept = true;
        }
    if (sqlite->prepared_count == STATEMENTS_MAX && !prepared_any_busy(sqlite))
        prepared_forget(sqlite);
    *kept = !used && sqlite->prepared_count < STATEMENTS_MAX;
    if (sqlite3_prepare_v3(sqlite->handle, sql, -1, *kept ? SQLITE_PREPARE_PERSISTENT : 0, out,
                           NULL) != SQLITE_OK)
        return refuse(sqlite, err);
    *kept = *kept && arena_copy(&sqlite->texts, str_of(sql), &text);
    if (*kept)
        sqlite->prepared[sqlite->prepared_count++] = (Prepared){ text.ptr, *out };
    return true;
}

static int bind_one(sqlite3_stmt *statement, int at, const DbValue *value)
{
    const char *bytes = value->text.len ? value->text.ptr : "";

    switch (value->kind) {
    case DB_NULL:
        return sqlite3_bind_null(statement, at);
    case DB_INT:
        return sqlite3_bind_int64(statement, at, value->number);
    case DB_TEXT:
        return sqlite3_bind_text64(statement, at, bytes, value->text.len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(statement, at, bytes, value->text.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* $1 is a name to SQLite, so a statement may use it twice; absent ones are our mistake. */
static bool bind(Sqlite *sqlite, sqlite3_stmt *statement, const DbValue *args, size_t count,
                 Err *err)
{
    char name[24];

    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "$%zu", i + 1);
        if (bind_one(statement, sqlite3_bind_parameter_index(statement, name), &args[i])
            != SQLITE_OK)
            return refuse(sqlite, err);
    }
    return true;
}

static DbValue column(sqlite3_stmt *statement, int at)
{
    int type = sqlite3_column_type(statement, at);
    DbValue value = { .kind = DB_NULL };

    if (type == SQLITE_INTEGER)
        return db_int(sqlite3_column_int64(statement, at));
    if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        value.kind = type == SQLITE_TEXT ? DB_TEXT : DB_BYTES;
        value.text.ptr = sqlite3_column_blob(statement, at);
        value.text.len = (size_t)sqlite3_column_bytes(statement, at);
    }
    return value;
}

static bool rows_walk(Sqlite *sqlite, sqlite3_stmt *statement, DbRow *row, void *context, Err *err)
{
    DbValue values[DB_VALUES_MAX];
    int count = sqlite3_column_count(statement), code;

    assert(count <= DB_VALUES_MAX);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < count; i++)
            values[i] = column(statement, i);
        if (!row(context, values, (size_t)count, err))
            return false;
    }
    return code == SQLITE_DONE || refuse(sqlite, err);
}

static bool query(Db *db, const char *sql, const DbValue *args, size_t arg_count, DbRow *row,
                  void *context, uint64_t *changed, Err *err)
{
    Sqlite *sqlite = of(db);
    sqlite3_stmt *statement;
    bool ok, kept;

    if (!prepare(sqlite, sql, &statement, &kept, err))
        return false;
    ok = bind(sqlite, statement, args, arg_count, err)
      && rows_walk(sqlite, statement, row, context, err)
      && (db->in_transaction || still_frozen(sqlite, err));
    *changed = (uint64_t)sqlite3_changes64(sqlite->handle);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (!kept)
        sqlite3_finalize(statement);
    return ok;
}

static bool script(Db *db, const char *sql, Err *err)
{
    Sqlite *sqlite = of(db);

    return sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL) == SQLITE_OK || refuse(sqlite, err);
}

/* "ok", or the first thing that is not. */
static bool finding_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)context, (void)count;
    return str_eq(values[0].text, STR("ok"))
        || err_set(err, ERR_VERIFY, RULE_ALTERED, str_trim(values[0].text));
}

static bool check(Db *db, Err *err)
{
    uint64_t rows;

    return query(db, "PRAGMA integrity_check(1)", NULL, 0, finding_take, NULL, &rows, err);
}

/* ---- opening ------------------------------------------------------------------------ */

static void close_db(Db *db)
{
    Sqlite *sqlite = of(db);
    Arena arena = sqlite->arena;

    prepared_forget(sqlite);
    arena_done(&sqlite->texts);
    sqlite3_close(sqlite->handle);
    arena_done(&arena);
}

static bool number_of(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

/* A database of another program is left alone. One without anything in it is what a power cut
 * leaves of a record that was about to be made. */
static bool belongs_to_us(Db *db, const char *place, bool create, Err *err)
{
    int64_t id = 0, tables = 0;
    uint64_t rows;

    if (!query(db, "PRAGMA application_id", NULL, 0, number_of, &id, &rows, err)
        || !query(db, "SELECT count(*) FROM sqlite_schema", NULL, 0, number_of, &tables, &rows,
                  err))
        return false;
    if (id == APPLICATION_ID)
        return true;
    if (id || tables)
        return err_set(err, ERR_VERIFY, RULE_NOT_A_RECORD, STR(""));
    if (!create)
        return err_set(err, ERR_NO_DATA, RULE_NO_RECORD, str_of(place));
    return script(db, "PRAGMA application_id=0x496e726f", err);
}

static bool settings(Db *db, Err *err)
{
    Sqlite *sqlite = of(db);

    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
    /* Else the name of a column that is gone is read as a text of its own. */
    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
    sqlite3_busy_timeout(sqlite->handle, DB_WAIT_MS);
    return script(db,
                  "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON;"
                  "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;"
                  "PRAGMA secure_delete=ON;", err);
}

static bool durable(Db *db, Err *err)
{
    return script(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", err);
}

/* SQLite makes files as the umask says; a record is for its owner alone from its first byte. Two
 * that make it at once have one file, where the file system can promise that (hard links). */
static bool file_make(const char *place, bool create, Err *err)
{
    if (io_kind(place) != IO_NONE)
        return true;
    if (!create)
        return err_set(err, ERR_NO_DATA, RULE_NO_RECORD, str_of(place));
    return io_create_secret(place, STR(""), err) || io_kind(place) != IO_NONE;
}

static Sqlite *handle_new(Err *err)
{
    Arena arena = arena_new(SQLITE_HANDLE_BYTES);
    Sqlite *sqlite = ARENA_NEW(&arena, Sqlite);

    if (!sqlite) {
        err_no_memory(err);
        return NULL;
    }
    sqlite->db.backend = &DB_BACKEND_SQLITE;
    sqlite->arena = arena;
    sqlite->texts = arena_new(TEXTS_BYTES);
    return sqlite;
}

/* The path as SQLite's URIs want it (RFC 3986: all but the unreserved and "/" as %XX). */
static const char *frozen_uri(const char *path, char uri[URI_BYTES])
{
    static const char PLAIN[] = "-._~/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz";
    size_t len = (size_t)snprintf(uri, URI_BYTES, "file://");

    for (; *path; path++)
        len += (size_t)snprintf(uri + len, URI_BYTES - len, strchr(PLAIN, *path) ? "%c" : "%%%02X",
                                (unsigned char)*path);
    snprintf(uri + len, URI_BYTES - len, "?immutable=1");
    return uri;
}

/* The file itself may be no link, or a stranger's would be written to; its folder may lie behind
 * one, as homes do. SQLite's flag refuses both. */
static int open_file(const char *place, Mode mode, int flags, sqlite3 **out)
{
    static const int FLAGS[MODES] = {
        [MODE_WRITE] = SQLITE_OPEN_READWRITE,
        [MODE_READ] = SQLITE_OPEN_READONLY,
        [MODE_FROZEN] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
    };
    char real[IO_PATH_BYTES], uri[URI_BYTES];
    const char *path = io_real_folder(place, real) ? real : place;

    return sqlite3_open_v2(mode == MODE_FROZEN ? frozen_uri(path, uri) : path, out,
                           flags | FLAGS[mode] | SQLITE_OPEN_NOFOLLOW, NULL);
}

static bool open_memory(Db **out, Err *err)
{
    Sqlite *sqlite = handle_new(err);

    if (!sqlite)
        return false;
    if (sqlite3_open_v2(":memory:", &sqlite->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
                                                         | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK
            ? settings(&sqlite->db, err) : refuse(sqlite, err)) {
        *out = &sqlite->db;
        return true;
    }
    close_db(&sqlite->db);
    return false;
}

/* The folder of a file, where its log and its locks are made. */
static const char *folder_of(const char *place, char folder[IO_PATH_BYTES])
{
    const char *slash = strrchr(place, '/');

    snprintf(folder, IO_PATH_BYTES, "%.*s", slash ? (int)(slash - place) + (slash == place) : 1,
             slash ? place : ".");
    return folder;
}

/* What keeps a database from being written to: itself or its folder. */
static bool read_only_say(Sqlite *sqlite, Err *err)
{
    const char *place = sqlite->place.ptr;
    char folder[IO_PATH_BYTES], log[IO_PATH_BYTES];
    Str name;

    if (sqlite->mode == MODE_WRITE && sqlite3_db_readonly(sqlite->handle, "main") != 1)
        return true;
    snprintf(log, sizeof log, "%s-wal", place);
    if (io_may_write(place))
        place = io_may_write(folder_of(place, folder)) ? log : folder;
    if (!arena_copy(&sqlite->arena, str_of(place), &name))
        return err_no_memory(err);
    sqlite->db.read_only = name.ptr;
    return true;
}

/* Whether the way the file was opened just now asks for too much of it, or of its folder. */
static bool asked_too_much(const Sqlite *sqlite)
{
    int code = sqlite3_errcode(sqlite->handle);

    return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

/* *less tells of a failure that to ask for less may help. */
static bool open_as(Sqlite *sqlite, Mode mode, bool create, bool *less, Err *err)
{
    bool ok;

    prepared_forget(sqlite);
    sqlite3_close(sqlite->handle);
    sqlite->handle = NULL;
    sqlite->mode = mode;
    *less = false;
    if (mode == MODE_FROZEN && !io_stamp(sqlite->place.ptr, &sqlite->stamp, err))
        return false;
    ok = open_file(sqlite->place.ptr, mode, SQLITE_OPEN_NOMUTEX, &sqlite->handle) == SQLITE_OK
             ? settings(&sqlite->db, err)
                   && belongs_to_us(&sqlite->db, sqlite->place.ptr, create, err)
                   && read_only_say(sqlite, err)
                   && (sqlite->db.read_only || durable(&sqlite->db, err))
             : refuse(sqlite, err);
    *less = !ok && asked_too_much(sqlite);
    return ok;
}

/* Whether who has it open could be seen: SQLite makes both files with its first look. */
static bool is_shared(const char *place)
{
    char path[DB_PLACE_BYTES_MAX + 16];
    bool log;

    snprintf(path, sizeof path, "%s-wal", place);
    log = io_exists(path);
    snprintf(path, sizeof path, "%s-shm", place);
    return log || io_exists(path) || beside_waits(place);
}

/* Without a log the file is all there is. To make one beside a file that is not ours to write would
 * keep its owner from writing. */
static bool open_frozen(Sqlite *sqlite, bool create, Err *err)
{
    const char *place = sqlite->place.ptr;
    char folder[IO_PATH_BYTES];
    bool less;

    if (io_may_write(place) && io_may_write(folder_of(place, folder)))
        return false;
    return beside_waits(place) ? err_set(err, ERR_IO, RULE_LOG_UNREAD)
                               : open_as(sqlite, MODE_FROZEN, create, &less, err);
}

static bool open_modes(Sqlite *sqlite, bool create, Err *err)
{
    bool less = true, ok = false;

    if (io_may_write(sqlite->place.ptr))
        ok = open_as(sqlite, MODE_WRITE, create, &less, err);
    if (!ok && less && is_shared(sqlite->place.ptr))
        ok = open_as(sqlite, MODE_READ, create, &less, err);
    return ok || (less && open_frozen(sqlite, create, err));
}

static bool open_db(const char *place, bool create, Db **out, Err *err)
{
    Sqlite *sqlite;

    if (strcmp(place, ":memory:") == 0)
        return open_memory(out, err);
    if (!file_make(place, create, err) || !(sqlite = handle_new(err)))
        return false;
    if ((arena_copy(&sqlite->arena, str_of(place), &sqlite->place) || err_no_memory(err))
        && open_modes(sqlite, create, err)) {
        *out = &sqlite->db;
        return true;
    }
    close_db(&sqlite->db);
    return err_in(err, "%s", place);
}

/* ---- transactions ------------------------------------------------------------------- */

static bool begin(Db *db, DbAccess access, Err *err)
{
    return script(db, access == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

/* A commit that finds the database busy or the disk full has written nothing that counts: the mark
 * that makes a commit of what stands in the log is the last that is written. */
static DbEnd commit(Db *db, Err *err)
{
    int code;

    if (script(db, "COMMIT", err))
        return still_frozen(of(db), err) ? DB_ENDED : DB_FAILED;
    code = sqlite3_errcode(of(db)->handle);
    return code == SQLITE_BUSY || code == SQLITE_FULL ? DB_FAILED : DB_DOUBTFUL;
}

static void rollback(Db *db)
{
    Sqlite *sqlite = of(db);

    if (!sqlite3_get_autocommit(sqlite->handle))
        sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* The lock was waited for already. */
static bool wants_again(const Db *db)
{
    (void)db;
    return false;
}

/* ---- many rows, copies -------------------------------------------------------------- */

static void bulk_free(SqliteBulk *bulk)
{
    Arena arena = bulk->arena;

    sqlite3_finalize(bulk->statement);
    arena_done(&arena);
}

static bool bulk_begin(Db *db, const char *table, const char *const *columns, size_t count,
                       DbBulk **out, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(BULK_SQL_BYTES);
    Arena arena = arena_new(SQLITE_HANDLE_BYTES);
    SqliteBulk *bulk = ARENA_NEW(&arena, SqliteBulk);

    buf_printf(&sql, "INSERT INTO %s(", table);
    for (size_t i = 0; i < count; i++)
        buf_printf(&sql, "%s%s", i ? "," : "", columns[i]);
    buf_add(&sql, STR(") VALUES ("));
    for (size_t i = 0; i < count; i++)
        buf_printf(&sql, "%s$%zu", i ? "," : "", i + 1);
    buf_char(&sql, ')');
    if (!bulk || buf_failed(&sql))
        return arena_done(&arena), err_no_memory(err);
    *bulk = (SqliteBulk){ .bulk = { db }, .arena = arena, .count = count };
    if (sqlite3_prepare_v2(of(db)->handle, sql.ptr, (int)sql.len, &bulk->statement, NULL)
        != SQLITE_OK) {
        refuse(of(db), err);
        bulk_free(bulk);
        return false;
    }
    *out = &bulk->bulk;
    return true;
}

static bool bulk_row(DbBulk *bulk_, const DbValue *values, Err *err)
{
    SqliteBulk *bulk = (SqliteBulk *)(void *)bulk_;

    for (size_t i = 0; i < bulk->count; i++)
        if (bind_one(bulk->statement, (int)i + 1, &values[i]) != SQLITE_OK)
            return refuse(of(bulk_->db), err);
    if (sqlite3_step(bulk->statement) != SQLITE_DONE)
        return refuse(of(bulk_->db), err);
    sqlite3_reset(bulk->statement);
    return true;
}

static bool bulk_end(DbBulk *bulk, Err *err)
{
    (void)err;
    bulk_free((SqliteBulk *)(void *)bulk);
    return true;
}

static void bulk_abandon(DbBulk *bulk)
{
    bulk_free((SqliteBulk *)(void *)bulk);
}

static bool refuse_copy(sqlite3 *handle, Err *err)
{
    return err_set(err, ERR_IO, sqlite3_errcode(handle) == SQLITE_FULL ? RULE_FULL : RULE_SQLITE,
                   str_of(sqlite3_errmsg(handle)));
}

static bool copy_pages(Sqlite *sqlite, sqlite3 *to, Err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", sqlite->handle, "main");
    int code;

    if (!backup)
        return refuse_copy(to, err);
    code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    return code == SQLITE_DONE
        || err_set(err, ERR_IO, code == SQLITE_FULL ? RULE_FULL : RULE_SQLITE,
                   str_of(sqlite3_errstr(code)));
}

/* One read transaction holds the copy to one moment, whoever writes meanwhile; the copy is one
 * file without a log beside it. */
static bool copy_to(Sqlite *sqlite, const char *file, Err *err)
{
    sqlite3 *handle = NULL;
    bool ok = open_file(file, MODE_WRITE, 0, &handle) == SQLITE_OK
                  ? copy_pages(sqlite, handle, err)
                        && (sqlite3_exec(handle, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL)
                                == SQLITE_OK
                            || refuse_copy(handle, err))
                  : refuse_copy(handle, err);

    sqlite3_close(handle);
    return ok;
}

/* What an earlier try left beside the copy would be taken for a part of it. */
static bool part_remove(const char *part, Err *err)
{
    static const char *const ENDS[] = { "-journal", "-wal", "-shm", "" };
    char path[DB_PLACE_BYTES_MAX + 16];
    bool ok = true;
    Err other;

    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++) {
        snprintf(path, sizeof path, "%s%s", part, ENDS[i]);
        ok = io_remove(path, ok ? err : &other) && ok;
    }
    return ok;
}

static bool backup(Db *db, const char *to, Err *err)
{
    char part[DB_PLACE_BYTES_MAX];
    Err other;

    if (io_kind(to) != IO_NONE)
        return io_refuse(err, to, EEXIST);
    if (snprintf(part, sizeof part, "%s.part", to) >= (int)sizeof part)
        return io_refuse(err, to, ENAMETOOLONG);
    if (!part_remove(part, err) || !file_make(part, true, err))
        return false;
    if (copy_to(of(db), part, err) && io_rename(part, to, err))
        return true;
    return part_remove(part, &other) && false;
}

const DbBackend DB_BACKEND_SQLITE = {
    .dialect = DB_SQLITE, .prefix = { "" }, .open = open_db, .close = close_db, .begin = begin,
    .commit = commit, .rollback = rollback, .wants_again = wants_again, .query = query,
    .script = script, .bulk_begin = bulk_begin, .bulk_row = bulk_row, .bulk_end = bulk_end,
    .bulk_abandon = bulk_abandon, .check = check, .backup = backup,
};
