/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers: written, proved and taken in. */
#include "inro/dossier.h"

#include "api/record.h"
#include "base/date.h"
#include "base/io.h"
#include "base/msg.h"
#include "store/dossier.h"
#include "store/noun.h"
#include "trust/keyfile.h"

#include <stdio.h>
#include <string.h>

#define DOSSIER_ARENA_BYTES ((size_t)8 << 30)

#define RULE_OTHER_SIGNER STR("api.dossier-other-signer")

/* ---- writing ------------------------------------------------------------------------ */

/* Says nothing, and signs a head for all that was said. */
static bool head_sign(const Inro *inro, InroRecord *record, Err *err)
{
    CLEANUP(act_done) Act act = { .record = NULL };

    return act_begin(record, inro, &act, err) && act_end(&act, err);
}

static bool write(const Inro *inro, InroRecord *record, Str product, Buf *out, Err *err)
{
    if (!record_key(record, err))
        return false;
    if (dossier_write(record->store, product, &record->key.public, &record->signer, out, err))
        return true;
    return str_eq(err->rule, STR("store.dossier-head")) && head_sign(inro, record, err)
        && dossier_write(record->store, product, &record->key.public, &record->signer, out, err);
}

static bool export(const Inro *inro, InroRecord *record, Str called, Buf *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    Db *db = store_db(record->store);
    Row row;

    return noun_resolve(db, NOUN_PRODUCT, called, &arena, &row, err)
        && write(inro, record, row_text(&row, "id"), out, err);
}

bool inro_dossier_export(const Inro *inro, InroRecord *record, const char *product,
                         InroBytes *out, InroError *error)
{
    CLEANUP(buf_done) Buf buf = buf_new(DOSSIER_BYTES_MAX + 1);
    Err err;

    return export(inro, record, str_of(product), &buf, &err)
         ? api_give(inro, &buf, out, error) : api_fail(inro, &err, error);
}

/* ---- telling ------------------------------------------------------------------------ */

static void say(const Inro *inro, const InroReportOptions *options, Str rule, Str a, Str b)
{
    char text[ERR_TEXT_BYTES];
    const Str args[] = { a, b };

    msg_format(api_lang(inro), rule, args, ARRAY_LEN(args), text, sizeof text);
    options->take(options->context, text, strlen(text));
    options->take(options->context, "\n", 1);
}

static void say_numbers(const Inro *inro, const InroReportOptions *options, Str rule, uint64_t a,
                        uint64_t b)
{
    char one[24], two[24];

    snprintf(one, sizeof one, "%llu", (unsigned long long)a);
    snprintf(two, sizeof two, "%llu", (unsigned long long)b);
    say(inro, options, rule, str_of(one), str_of(two));
}

static void tell(const Inro *inro, const Dossier *dossier, bool known,
                 const InroReportOptions *options)
{
    char time[DATE_TEXT_BYTES];

    say(inro, options, STR("api.dossier-product"), dossier->product, dossier->chain);
    say_numbers(inro, options, STR("api.dossier-events"), dossier->length, dossier->event_count);
    say_numbers(inro, options, STR("api.dossier-blobs"), dossier->blob_count, dossier->erased);
    say(inro, options, STR("api.dossier-head"), date_write_s(dossier->time_s, time),
        dossier->record);
    say(inro, options, STR("api.dossier-signer"), dossier->fingerprint, STR(""));
    say(inro, options, known ? STR("api.dossier-verified") : STR("api.dossier-unknown"),
        dossier->fingerprint, STR(""));
}

/* ---- proving ------------------------------------------------------------------------ */

static bool signer_check(const Dossier *dossier, const char *key, Arena *arena, bool *known,
                         Err *err)
{
    PublicKey public;
    Str label;

    *known = false;
    if (!key)
        return true;
    if (!keyfile_public_load(key, arena, &public, &label, err))
        return false;
    *known = sign_public_equal(&public, &dossier->key);
    return *known || err_set(err, ERR_VERIFY, RULE_OTHER_SIGNER, dossier->fingerprint);
}

static bool load(const char *file, Arena *arena, Str *bytes, Dossier *out, Err *err)
{
    return io_read_all(file, DOSSIER_BYTES_MAX, arena, bytes, err)
        && (dossier_read(*bytes, arena, out, err) || err_in(err, "%s", file));
}

bool inro_dossier_verify(const Inro *inro, const char *file, const char *key,
                         const InroReportOptions *options, bool *known, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    Dossier dossier;
    Str bytes;
    Err err;

    if (!load(file, &arena, &bytes, &dossier, &err))
        return api_fail(inro, &err, error);
    if (!signer_check(&dossier, key, &arena, known, &err)) {
        err_in(&err, "%s", file);
        return api_fail(inro, &err, error);
    }
    tell(inro, &dossier, *known, options);
    return true;
}
