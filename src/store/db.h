/* SPDX-License-Identifier: Apache-2.0 */
/* db.h — one SQL for two databases: SQLite beside us, PostgreSQL over libpq.
 *
 * Statements are written once, in what both understand: parameters are $1 … $n in the order of
 * their first appearance, types are those of tables.h (a sum is cast to bigint), and nothing
 * depends on the state of a session but the open transaction. Text is UTF-8, compared by bytes.
 *
 * Reading: a file of SQLite that may not be written to is opened for reading alone, and every
 *          DB_WRITE is refused with ERR_IO "store.read-only". What stands in the log beside it is
 *          read, too, or the opening fails ("store.log-unread"): an old state is never shown. On a
 *          medium or in a folder where no lock can be made, a file that changes while it is read
 *          fails what was asked ("store.changed-meanwhile").
 * Locks:   db_transact with DB_WRITE lets one writer in at a time; the others wait up to
 *          DB_WAIT_MS (in PostgreSQL from log_lock on, so that comes first in a body). A
 *          transaction that the database asks to repeat (SQLSTATE 40001, 40P01) is run again, at
 *          most DB_RETRIES_MAX times, so its body must not change what it was given.
 * Durable: when db_transact returns true after DB_WRITE, the facts are on disk (SQLite: WAL with
 *          synchronous=FULL; PostgreSQL: synchronous_commit as the server has it, never off; a
 *          server with fsync off is refused).
 * Fails:   ERR_IO with the database's own words as argument; ERR_NETWORK when a server cannot be
 *          reached or the connection is lost; ERR_USAGE "store.not-unique" with the table when a
 *          key is there already; ERR_INTERNAL for a statement that is wrong. When nobody knows
 *          whether a commit was kept, db_transact says "store.commit-doubtful" (ERR_NETWORK when
 *          the connection ended) and the handle refuses further writes. After any failed statement
 *          a transaction fails.
 * Threads: a Db belongs to one thread at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum {
    DB_WAIT_MS = 20000,   /* for the lock of another writer */
    DB_RETRIES_MAX = 5,
    DB_VALUES_MAX = 64,   /* parameters of a statement, columns of a row */
    DB_PLACE_BYTES_MAX = 4096,
    DB_SHOWN_BYTES = 512,
};

typedef struct Db Db;
typedef enum { DB_SQLITE, DB_POSTGRES, DB_DIALECTS } DbDialect;

typedef enum { DB_NULL, DB_INT, DB_TEXT, DB_BYTES } DbKind;
/* One value, bound to a parameter or read from a row. */
typedef struct {
    DbKind kind;
    int64_t number; /* DB_INT */
    Str text;       /* DB_TEXT, DB_BYTES */
} DbValue;

DbValue db_int(int64_t number);
DbValue db_text(Str text);      /* empty text is text, not NULL */
DbValue db_optional(Str text);  /* empty text is NULL */
DbValue db_bytes(Str bytes);

typedef enum {
    DB_READ,   /* a consistent view, no lock */
    DB_WRITE,  /* one writer at a time */
} DbAccess;

/* Opens "postgres://…" or a file of SQLite. With `create` a file is made when there is none
 * (mode 0600); else ERR_NO_DATA says that there is no record yet. */
MUST_CHECK bool db_open(const char *place, bool create, Db **out, Err *err);
/* A database of this process alone that dies with it. */
MUST_CHECK bool db_open_memory(Db **out, Err *err);
void db_close(Db *db);
/* The place as it may be told: without the password and options of a URL. Points into `place` or
 * `buffer`. */
Str db_shown(const char *place, char buffer[DB_SHOWN_BYTES]);
DbDialect db_dialect(const Db *db);
/* Fails: ERR_IO "store.read-only", naming what may not be written to. */
MUST_CHECK bool db_may_write(const Db *db, Err *err);

/* Runs `body` inside a transaction, again when the database asks for it; commits when it returns
 * true, rolls back and passes its error on when it does not. */
typedef bool DbBody(Db *db, void *context, Err *err);
MUST_CHECK bool db_transact(Db *db, DbAccess access, DbBody *body, void *context, Err *err);

/* One statement without rows; *changed (may be NULL) is how many rows it wrote. */
MUST_CHECK bool db_run(Db *db, const char *sql, const DbValue *args, size_t arg_count,
                       uint64_t *changed, Err *err);
/* Calls `row` for each row; its values live during the call. A row that returns false ends the
 * query with its error. */
typedef bool DbRow(void *context, const DbValue *values, size_t count, Err *err);
MUST_CHECK bool db_query(Db *db, const char *sql, const DbValue *args, size_t arg_count,
                         DbRow *row, void *context, Err *err);
/* Whether the file of an SQLite database agrees with itself: its pages, and each index with the
 * rows it is of, by which they are found. Of a server it is the server's to say.
 * Fails: ERR_VERIFY "store.file-altered" with SQLite's own words. */
MUST_CHECK bool db_check(Db *db, Err *err);
/* Several statements of our own, without parameters, such as the schema. */
MUST_CHECK bool db_script(Db *db, const char *sql, Err *err);

/* Many rows for one table, as fast as the database takes them: begin, each row, end, inside a
 * transaction; nothing else is run between the first row and the end. */
typedef struct DbBulk DbBulk;
MUST_CHECK bool db_bulk_begin(Db *db, const char *table, const char *const *columns, size_t count,
                              DbBulk **out, Err *err);
MUST_CHECK bool db_bulk_row(DbBulk *bulk, const DbValue *values, Err *err);
/* Ends the bulk in every case; *bulk becomes NULL. */
MUST_CHECK bool db_bulk_end(DbBulk **bulk, Err *err);
void db_bulk_abandon(DbBulk **bulk);

/* A copy of an SQLite database while others write, into a file that appears whole. PostgreSQL has
 * pg_dump for that: refused by name. */
MUST_CHECK bool db_backup(Db *db, const char *to, Err *err);
