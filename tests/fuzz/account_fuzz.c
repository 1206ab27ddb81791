/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the rows that a worker gives of a dossier: written under their origin or refused,
 * and never a row of ours. */
#include "store/dossier_account.h"

#include "base/buf.h"

enum { FUZZ_BYTES_MAX = 1 << 16, SQL_BYTES = 1 << 17 };

#define ORIGIN "01930000-0000-7000-8000-000000000004"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool ours(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context += values[0].number;
    return true;
}

static bool body(Db *db, void *context, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    Projection to = { .db = db, .origin = STR(ORIGIN) };
    int64_t count = 0;
    Err why;

    views_print(DB_SQLITE, &sql);
    buf_char(&sql, '\0');
    if (buf_failed(&sql) || !db_script(db, sql.ptr, err))
        return false;
    if (!dossier_account_write(&to, context, &why))
        assert(why.code != ERR_INTERNAL);
    if (!db_query(db, "SELECT count(*) FROM product WHERE origin = ''", NULL, 0, ours, &count, err))
        return false;
    assert(count == 0);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    DossierAccount account = { .rows = { (const char *)bytes, size } };
    bool done;
    Db *db;
    Err err;

    if (size > FUZZ_BYTES_MAX || !db_open_memory(&db, &err))
        return 0;
    done = db_transact(db, DB_WRITE, body, &account, &err);
    (void)done;
    db_close(db);
    return 0;
}
