/* SPDX-License-Identifier: Apache-2.0 */
/* A record copied while others write to it, and put into a new place. */
#include "api/record.h"

#include "base/io.h"
#include "store/copy.h"
#include "store/head.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { BACKUP_ARENA_BYTES = 1 << 20, PATH_ROOM = 4096, FOLDER_MODE = 0700 };

#define RULE_EXISTS STR("api.restore-exists")
#define RULE_LONG   STR("api.path-long")

static bool path_of(char to[PATH_ROOM], const char *folder, const char *inside, Err *err)
{
    return snprintf(to, PATH_ROOM, "%s%s", folder, inside) < PATH_ROOM
        || err_set(err, ERR_USAGE, RULE_LONG);
}

/* ---- the head that goes with it --------------------------------------------------------- */

static bool head_put(const Witness *witness, const char *path, Err *err)
{
    Receipt receipt = { .body = witness->body };

    memcpy(receipt.signature, witness->signature, sizeof receipt.signature);
    return !witness->found || witness_write(path, &receipt, err);
}

/* A file of SQLite with what may stand beside it; what cannot be removed is left. */
static void database_remove(const char *file)
{
    static const char *const ENDS[] = { "", "-journal", "-wal", "-shm" };
    char path[PATH_ROOM];
    bool all = true;
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++)
        all = path_of(path, file, ENDS[i], &err) && io_remove(path, &err) && all;
}

/* Gives a database that is closed its name. All of it is in the one file then: closing it moved
 * what was in the log beside it, unless that failed. */
static bool database_rename(const char *from, const char *to, Err *err)
{
    char log[PATH_ROOM];

    if (!path_of(log, from, "-wal", err))
        return false;
    return io_exists(log) ? io_refuse(err, log, EIO) : io_rename(from, to, err);
}

/* A server's record row by row, into a file that appears whole. */
static bool backup_rows(InroRecord *record, const char *file, Err *err)
{
    VerifyReport report;
    char part[PATH_ROOM];
    bool ok;

    if (io_exists(file))
        return io_refuse(err, file, EEXIST);
    if (!path_of(part, file, ".part", err))
        return false;
    database_remove(part);
    ok = store_copy(record->store, record->witness.ptr, part, &report, err)
      && database_rename(part, file, err);
    if (!ok)
        database_remove(part);
    return ok;
}

/* The head is read before the copy begins, so that it is one of the copy's tree, and lies beside it
 * before the copy gets its name: a backup that is there is all there. */
static bool backup(InroRecord *record, const char *file, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(BACKUP_ARENA_BYTES);
    Db *db = store_db(record->store);
    char head[PATH_ROOM];
    Witness witness;
    Err other;

    if (!path_of(head, file, ".head", err))
        return false;
    if (io_exists(file))
        return io_refuse(err, file, EEXIST);
    if (!witness_read(record->witness.ptr, &arena, &witness, err) || !io_remove(head, err)
        || !head_put(&witness, head, err))
        return false;
    if (db_dialect(db) == DB_SQLITE ? db_backup(db, file, err) : backup_rows(record, file, err))
        return true;
    return !io_exists(file) && io_remove(head, &other) && false;
}

bool inro_record_backup(const Inro *inro, InroRecord *record, const char *file, InroError *error)
{
    Err err;

    return backup(record, file, &err) || api_fail(inro, &err, error);
}

/* ---- into a new place ------------------------------------------------------------------- */

/* Of a backup a copy is opened, because opening writes: `part`. What is put into a folder is `made`
 * until it is whole and its head lies beside it; then it gets its name `to`, so that a power cut
 * leaves a record or none. */
struct InroRestore {
    Arena arena;    /* holds this struct */
    const char *file; /* NULL: a record that is open goes there */
    char part[PATH_ROOM], head[PATH_ROOM], made[PATH_ROOM], to[PATH_ROOM], keys[PATH_ROOM];
    const InroRecordOptions *options;
    Db *server;     /* the connection, made before rights are given up */
    bool in_folder;
};

/* Of this try, or of one that a power cut ended. */
static void leftovers_remove(const InroRestore *restore)
{
    database_remove(restore->part);
    database_remove(restore->made);
}

static bool places(InroRestore *restore, Err *err)
{
    const char *place = restore->options->place;
    bool server = strstr(place, "://") != NULL;
    const char *folder = server ? restore->options->state : place;

    restore->in_folder = !server;
    if (!path_of(restore->head, restore->file ? restore->file : "", ".head", err)
        || !path_of(restore->to, folder, "/record.sqlite", err)
        || !path_of(restore->made, folder, "/restore.made", err)
        || !path_of(restore->part, folder, "/restore.part", err)
        || !io_make_dirs(folder, FOLDER_MODE, err))
        return false;
    if (server)
        return db_open(place, true, &restore->server, err);
    return !io_exists(restore->to) || err_set(err, ERR_USAGE, RULE_EXISTS, str_of(place));
}

bool inro_restore_open(const Inro *inro, const InroRecordOptions *to, const char *file,
                       InroRestore **out, InroError *error)
{
    Arena arena = arena_new(BACKUP_ARENA_BYTES);
    InroRestore *restore = ARENA_NEW(&arena, InroRestore);
    Err err;

    if (!restore) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    restore->arena = arena;
    restore->file = file;
    restore->options = to;
    if (places(restore, &err)) {
        *out = restore;
        return true;
    }
    inro_restore_close(restore);
    return api_fail(inro, &err, error);
}

void inro_restore_close(InroRestore *restore)
{
    Arena arena;

    if (!restore)
        return;
    if (restore->server)
        db_close(restore->server);
    arena = restore->arena;
    arena_done(&arena);
}

static bool keys_place(InroRestore *restore, Str record, Err *err)
{
    char inside[80];

    snprintf(inside, sizeof inside, "/%.*s/keys", STR_ARG(record));
    return (restore->in_folder ? path_of(restore->keys, restore->options->place, "/keys", err)
                               : path_of(restore->keys, restore->options->state, inside, err))
        && io_make_dirs(restore->keys, FOLDER_MODE, err);
}

static bool copy_over(InroRestore *restore, Store *from, const char *witness, VerifyReport *out,
                      Err *err)
{
    Db *server = restore->server;

    restore->server = NULL; /* the copy closes it */
    return server ? store_copy_into(from, witness, server, out, err)
                  : store_copy(from, witness, restore->made, out, err);
}

static bool publish(const InroRestore *restore, Err *err)
{
    if (!restore->in_folder)
        return true;
    if (io_exists(restore->to))
        return err_set(err, ERR_USAGE, RULE_EXISTS, str_of(restore->options->place));
    return database_rename(restore->made, restore->to, err);
}

/* `outside` is the path of the head that is kept outside `from`; it goes along. */
static bool copy(InroRestore *restore, Store *from, const char *outside, VerifyReport *out,
                 Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(BACKUP_ARENA_BYTES);
    char head[PATH_ROOM];
    Witness witness;

    return witness_read(outside, &arena, &witness, err)
        && copy_over(restore, from, witness.found ? outside : NULL, out, err)
        && keys_place(restore, store_record(from), err)
        && path_of(head, restore->keys, "/head", err) && head_put(&witness, head, err)
        && publish(restore, err);
}

static bool piece(void *context, Str bytes, Err *err)
{
    (void)context, (void)bytes, (void)err;
    return true;
}

static bool restore_all(InroRestore *restore, VerifyReport *out, Err *err)
{
    StoreOptions options = { .place = restore->part };
    const IoEach each = { piece, NULL };
    uint64_t bytes;
    Store *from;
    bool ok;

    if (!io_copy(restore->file, restore->part, &each, &bytes, err)
        || !store_open(&options, &from, err))
        return false;
    ok = copy(restore, from, restore->head, out, err);
    store_close(from);
    return ok;
}

bool inro_restore_run(const Inro *inro, InroRestore *restore, uint64_t *events, InroError *error)
{
    VerifyReport report;
    bool ok;
    Err err;

    leftovers_remove(restore);
    ok = restore_all(restore, &report, &err) || err_in(&err, "%s", restore->file);
    leftovers_remove(restore);
    if (!ok)
        return api_fail(inro, &err, error);
    *events = report.events;
    return true;
}

bool inro_record_copy(const Inro *inro, InroRecord *record, InroRestore *to, uint64_t *events,
                      InroError *error)
{
    VerifyReport report;
    bool ok;
    Err err;

    leftovers_remove(to);
    ok = copy(to, record->store, record->witness.ptr, &report, &err);
    leftovers_remove(to);
    if (!ok)
        return api_fail(inro, &err, error);
    *events = report.events;
    return true;
}
