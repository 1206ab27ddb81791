/* SPDX-License-Identifier: Apache-2.0 */
/* db_postgres.h — what db_postgres.c, which sees libpq, and db_postgres_copy.c share.
 */
#pragma once

#include "store/db_backend.h"

enum {
    POSTGRES_BYTES = 1 << 16,
    CURSORS_MAX = 8,  /* queries inside the rows of queries */
    BEGIN_BYTES = 1024,
    LIMIT_BYTES = 64,
};

typedef struct {
    Db db;
    Arena arena; /* holds this struct */
    struct pg_conn *conn;
    bool again;  /* the last failed statement asks for the transaction to be tried again */
    unsigned depth;                /* cursors whose rows are being walked */
    bool left_open[CURSORS_MAX];   /* read to the end, and not closed yet */
    char path[BEGIN_BYTES];        /* what a transaction sets when it begins */
    char limits[2][LIMIT_BYTES];
    char writer[2 * BEGIN_BYTES];  /* all that begins a writer */
    bool writing;                  /* the transaction that is open may write */
    bool waiting;                  /* a reader's begin goes with its first question */
    bool ending;                   /* the answer to a reader's COMMIT was not read yet */
} Postgres;

static inline Postgres *postgres_of(Db *db)
{
    return (Postgres *)(void *)db;
}

/* Numbers are sent in network order. */
static inline void postgres_number(uint64_t number, size_t bytes, char *out)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (char)(unsigned char)(number >> 8 * (bytes - 1 - i));
}

/* COPY … FROM STDIN, its bytes in pieces, and its end: `why` is NULL when the rows are to stay. */
bool postgres_copy_start(Postgres *pg, const char *sql, Err *err);
bool postgres_copy_send(Postgres *pg, Str bytes, Err *err);
bool postgres_copy_end(Postgres *pg, const char *why, Err *err);

bool postgres_bulk_begin(Db *db, const char *table, const char *const *columns, size_t count,
                         DbBulk **out, Err *err);
bool postgres_bulk_row(DbBulk *bulk, const DbValue *values, Err *err);
bool postgres_bulk_end(DbBulk *bulk, Err *err);
void postgres_bulk_abandon(DbBulk *bulk);
