/* SPDX-License-Identifier: Apache-2.0 */
/* A record copied while others write to it, and put into a new place. */
#include "api/record.h"

#include "base/io.h"
#include "store/copy.h"
#include "store/head.h"

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

/* The head is read before the copy begins, so that it is one of the copy's tree. */
bool inro_record_backup(const Inro *inro, InroRecord *record, const char *file, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(BACKUP_ARENA_BYTES);
    char head[PATH_ROOM];
    Witness witness;
    Err err;

    return (path_of(head, file, ".head", &err)
            && witness_read(record->witness.ptr, &arena, &witness, &err)
            && db_backup(store_db(record->store), file, &err) && head_put(&witness, head, &err))
        || api_fail(inro, &err, error);
}

/* ---- into a new place ------------------------------------------------------------------- */

/* The backup itself is not opened, because that writes to it: a copy of it is. */
typedef struct {
    char part[PATH_ROOM], head[PATH_ROOM], to[PATH_ROOM], keys[PATH_ROOM];
    const InroRecordOptions *options;
    bool server;
} Restore;

/* A file of SQLite with what may stand beside it; what cannot be removed is left. */
static void database_remove(const char *file)
{
    static const char *const ENDS[] = { "", "-wal", "-shm" };
    char path[PATH_ROOM];
    bool all = true;
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++)
        all = path_of(path, file, ENDS[i], &err) && io_remove(path, &err) && all;
}

static bool places(Restore *restore, const char *file, Err *err)
{
    const char *place = restore->options->place;

    restore->server = strstr(place, "://") != NULL;
    if (!path_of(restore->head, file, ".head", err)
        || !path_of(restore->to, place, restore->server ? "" : "/record.sqlite", err)
        || !path_of(restore->part, restore->server ? restore->options->state : place,
                    "/restore.part", err)
        || !io_make_dirs(restore->server ? restore->options->state : place, FOLDER_MODE, err))
        return false;
    return restore->server || !io_exists(restore->to)
        || err_set(err, ERR_USAGE, RULE_EXISTS, str_of(place));
}

static bool keys_place(Restore *restore, Str record, Err *err)
{
    char inside[80];

    snprintf(inside, sizeof inside, "/%.*s/keys", STR_ARG(record));
    return (restore->server ? path_of(restore->keys, restore->options->state, inside, err)
                            : path_of(restore->keys, restore->options->place, "/keys", err))
        && io_make_dirs(restore->keys, FOLDER_MODE, err);
}

static bool copy(Restore *restore, Store *from, VerifyReport *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(BACKUP_ARENA_BYTES);
    char head[PATH_ROOM];
    Witness witness;

    return witness_read(restore->head, &arena, &witness, err)
        && store_copy(from, witness.found ? restore->head : NULL, restore->to, out, err)
        && keys_place(restore, store_record(from), err)
        && path_of(head, restore->keys, "/head", err) && head_put(&witness, head, err);
}

static bool piece(void *context, Str bytes, Err *err)
{
    (void)context, (void)bytes, (void)err;
    return true;
}

static bool restore_all(Restore *restore, const char *file, VerifyReport *out, Err *err)
{
    StoreOptions options = { .place = restore->part };
    const IoEach each = { piece, NULL };
    uint64_t bytes;
    Store *from;
    bool ok;

    if (!io_copy(file, restore->part, &each, &bytes, err) || !store_open(&options, &from, err))
        return false;
    ok = copy(restore, from, out, err);
    store_close(from);
    return ok;
}

bool inro_record_restore(const Inro *inro, const InroRecordOptions *to, const char *file,
                         uint64_t *events, InroError *error)
{
    Restore restore = { .options = to };
    VerifyReport report;
    bool ok;
    Err err;

    if (!places(&restore, file, &err))
        return api_fail(inro, &err, error);
    ok = restore_all(&restore, file, &report, &err);
    database_remove(restore.part);
    if (!ok && !restore.server)
        database_remove(restore.to); /* which was not there before */
    if (!ok)
        return api_fail(inro, &err, error);
    *events = report.events;
    return true;
}
