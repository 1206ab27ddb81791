/* SPDX-License-Identifier: Apache-2.0 */
/* tables_fuzz.h — the empty tables of a record in memory, made once: an input is written inside a
 * transaction that is rolled back. */
#pragma once

#include "base/buf.h"
#include "store/tables.h"

enum { FUZZ_SQL_BYTES = 1 << 17 };

static Db *fuzz_tables(void)
{
    CLEANUP(buf_done) Buf sql = buf_new(FUZZ_SQL_BYTES);
    static Db *db;
    Err err = { 0 };
    bool ok = true;

    if (db)
        return db;
    schema_print(DB_SQLITE, &sql);
    buf_char(&sql, '\0');
    ok = !buf_failed(&sql) && db_open_memory(&db, &err) && db_script(db, sql.ptr, &err);
    assert(ok);
    (void)ok;
    return db;
}
