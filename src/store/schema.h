/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h — the tables in a database: whether they are there, made, and brought up to date.
 *
 * Migrations go forward only. Each is numbered by the schema that it leads to and runs its script
 * for the tables of the record itself (log, event, blob …); the views are never migrated but made
 * again from the events, when a migration says so. All that are due run in one transaction that
 * holds the log's lock: a record is of the old schema or of the new one, whatever dies meanwhile.
 * (CockroachDB keeps that promise for rows, not for its DDL: back up before an update.)
 *
 * So no record of an older number has what came with a newer one: where it does, somebody changed
 * the number.
 */
#pragma once

#include "store/db.h"

typedef struct {
    unsigned schema;                 /* what the record is of afterwards; 0 behind the last */
    const char *script[DB_DIALECTS]; /* NULL: nothing to do there */
    bool rebuild;                    /* the views are dropped and made again from the events */
    const char *table, *column;      /* there from this schema on; NULL: nothing is */
} Migration;

/* Those of this program, in order; the last leads to STORE_SCHEMA. */
extern const Migration MIGRATIONS[];

/* Whether there is a record of any schema in this database. */
MUST_CHECK bool schema_find(Db *db, bool *out, Err *err);
/* Whether the record has every table of this program, and nothing that could speak in its place: a
 * trigger or a view that somebody planted, which no row would show. Asked of SQLite's files alone;
 * in PostgreSQL who may make such things is the server's to say.
 * Fails: ERR_VERIFY "store.table-gone" or "store.planted", naming it. */
MUST_CHECK bool schema_whole(Db *db, Err *err);
/* Inside a transaction: the tables of this program, empty. */
MUST_CHECK bool schema_make(Db *db, Err *err);
/* The number that the record tells. ERR_VERIFY "store.settings" when it tells none. */
MUST_CHECK bool schema_number(Db *db, unsigned *out, Err *err);
/* Brings the record to the schema `newest` by the `migrations`; nothing to do is fine.
 * Fails: ERR_VERIFY "store.schema-newer", or "store.schema-older" when no migration leads on;
 *        ERR_VERIFY "store.schema-mixed" when it has what came later than its number;
 *        ERR_IO "store.schema-read-only" when one does and the record may not be written to;
 *        then, as on every other failure, the record is as it was. */
MUST_CHECK bool schema_migrate(Db *db, const Migration *migrations, unsigned newest, Err *err);
