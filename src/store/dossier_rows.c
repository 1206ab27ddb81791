/* SPDX-License-Identifier: Apache-2.0 */
#include "store/dossier_rows.h"

#include "store/dossier_account.h"

#include <stdio.h>

#define DOSSIER_ARENA_BYTES ((size_t)8 << 30)
enum { ID_BYTES = 64 };

#define RULE_STALE  STR("store.dossier-stale")
#define RULE_OTHER  STR("store.dossier-other")
#define RULE_NESTED STR("store.dossier-kind")

static Str member(const Json *payload, const char *name)
{
    return json_str(json_get(payload, str_of(name)));
}

/* ---- the older one -------------------------------------------------------------------- */

static bool id_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    snprintf(context, ID_BYTES, "%.*s", STR_ARG(values[0].text));
    return true;
}

static bool rows_remove(Db *db, Str origin, Err *err)
{
    DbValue arg = db_text(origin);
    char sql[128];

    for (int i = 0; i < TABLES_COUNT; i++) {
        snprintf(sql, sizeof sql, "DELETE FROM \"%s\" WHERE origin = $1", TABLES[i].name);
        if (!TABLES[i].system && !db_run(db, sql, &arg, 1, NULL, err))
            return false;
    }
    return db_run(db, "DELETE FROM dossier WHERE origin = '' AND id = $1", &arg, 1, NULL, err);
}

bool dossier_supersede(const Projection *to, const Json *payload, Err *err)
{
    DbValue product = db_text(member(payload, "product"));
    char old[ID_BYTES] = "";

    if (to->origin.len)
        return err_set(err, ERR_VERIFY, RULE_NESTED, STR("dossier.imported"));
    if (!db_query(to->db, "SELECT id FROM dossier WHERE origin = '' AND product = $1", &product, 1,
                  id_take, old, err))
        return false;
    if (!str_eq(str_of(old), member(payload, "supersedes")))
        return err_set(err, ERR_USAGE, RULE_STALE, member(payload, "name"));
    return !old[0] || rows_remove(to->db, str_of(old), err);
}

/* ---- the new one ---------------------------------------------------------------------- */

static bool account_of(const Projection *to, Str name, Arena *arena, DossierAccount *out, Err *err)
{
    char hex[DIGEST_HEX_BYTES];
    Str bytes;

    if (to->dossier
        && str_eq(str_slice(name, 7, name.len), digest_hex(&to->dossier->digest, hex))) {
        *out = *to->dossier;
        return true;
    }
    return to->blob(to->context, name, arena, &bytes, err)
        && dossier_account(bytes, arena, out, err);
}

bool dossier_replay(const Projection *to, const Json *payload, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    Projection inside = { .db = to->db, .origin = member(payload, "id") };
    DossierAccount account;

    if (!account_of(to, member(payload, "blob"), &arena, &account, err))
        return false;
    if (!str_eq(account.chain, member(payload, "product"))
        || !str_eq(account.product, member(payload, "name"))
        || !str_eq(account.fingerprint, member(payload, "signer")))
        return err_set(err, ERR_VERIFY, RULE_OTHER);
    return dossier_account_write(&inside, &account, err);
}
