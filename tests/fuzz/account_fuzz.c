/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the rows that a worker gives of a dossier: written under their origin or refused,
 * and never a row of ours. */
#include "tables_fuzz.h"

#include "store/dossier_account.h"

enum { FUZZ_BYTES_MAX = 1 << 16 };

#define ORIGIN "01930000-0000-7000-8000-000000000004"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool ours(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context += values[0].number;
    return true;
}

/* Fails always: nothing of it stays. */
static bool body(Db *db, void *context, Err *err)
{
    Projection to = { .db = db, .origin = STR(ORIGIN) };
    int64_t count = 0;
    Err why;
    bool asked;

    if (!dossier_account_write(&to, context, &why))
        assert(why.code != ERR_INTERNAL);
    asked = db_query(db, "SELECT count(*) FROM product WHERE origin = ''", NULL, 0, ours, &count,
                     &why);
    assert(!asked || count == 0);
    return err_set(err, ERR_USAGE, STR("store.not-unique"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    DossierAccount account = { .rows = { (const char *)bytes, size } };
    Err err;
    bool done;

    if (size > FUZZ_BYTES_MAX)
        return 0;
    done = db_transact(fuzz_tables(), DB_WRITE, body, &account, &err);
    assert(!done);
    (void)done;
    return 0;
}
