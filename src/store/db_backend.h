/* SPDX-License-Identifier: Apache-2.0 */
/* db_backend.h — what a kind of database must be able to do, for db.c alone.
 */
#pragma once

#include "store/db.h"

typedef struct DbBackend DbBackend;

struct Db {
    const DbBackend *backend;
    bool in_transaction;
    bool doubtful; /* a commit failed: what is on disk is not known */
    const char *read_only; /* what may not be written to; NULL: all may */
};

struct DbBulk {
    Db *db;
};

typedef enum {
    DB_ENDED,
    DB_AGAIN,    /* nothing was written, and the whole transaction may be tried again */
    DB_FAILED,   /* nothing was written */
    DB_DOUBTFUL, /* nobody knows */
} DbEnd;

enum { DB_PREFIXES_MAX = 2 };

struct DbBackend {
    DbDialect dialect;
    const char *prefix[DB_PREFIXES_MAX]; /* of places that it opens; "" opens the rest */
    bool (*open)(const char *place, bool create, Db **out, Err *err);
    void (*close)(Db *db);
    bool (*begin)(Db *db, DbAccess access, Err *err);
    DbEnd (*commit)(Db *db, Err *err);
    void (*rollback)(Db *db);
    /* Whether the last failed statement asks for the transaction to be tried again. */
    bool (*wants_again)(const Db *db);
    bool (*query)(Db *db, const char *sql, const DbValue *args, size_t arg_count, DbRow *row,
                  void *context, uint64_t *changed, Err *err);
    bool (*script)(Db *db, const char *sql, Err *err);
    bool (*bulk_begin)(Db *db, const char *table, const char *const *columns, size_t count,
                       DbBulk **out, Err *err);
    bool (*bulk_row)(DbBulk *bulk, const DbValue *values, Err *err);
    bool (*bulk_end)(DbBulk *bulk, Err *err); /* frees it in every case */
    void (*bulk_abandon)(DbBulk *bulk);
    bool (*check)(Db *db, Err *err); /* NULL: it has its own tools */
    bool (*backup)(Db *db, const char *to, Err *err); /* NULL: it has its own tools */
};

extern const DbBackend DB_BACKEND_SQLITE;
extern const DbBackend DB_BACKEND_POSTGRES;

/* The backends of this program, most particular prefix first, ended by NULL: a program that does
 * not speak to a server does not link libpq. Defined in backends_local.c or backends_all.c. */
extern const DbBackend *const DB_BACKENDS[];
