/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers: written, proved and taken in. */
#include "inro/dossier.h"

#include "api/record.h"
#include "base/date.h"
#include "base/io.h"
#include "base/jsonout.h"
#include "base/msg.h"
#include "store/dossier_account.h"
#include "store/noun.h"
#include "trust/keyfile.h"

#include <stdio.h>
#include <string.h>

#define DOSSIER_ARENA_BYTES ((size_t)8 << 30)

enum { PAYLOAD_ROOM = 4096 };

#define RULE_OTHER_SIGNER STR("api.dossier-other-signer")
#define RULE_OWN          STR("api.dossier-own")
#define RULE_UNTRUSTED    STR("api.dossier-untrusted")
#define RULE_OLDER        STR("api.dossier-older")
#define RULE_FORK         STR("api.dossier-fork")
#define RULE_SEVERAL      STR("api.dossier-several")
#define RULE_NEW_SIGNER   STR("api.dossier-new-signer")
#define RULE_NOT_ACCEPTED STR("api.dossier-not-accepted")

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

bool dossier_find(Db *db, Str called, Arena *arena, Row *out, bool *found, Err *err)
{
    RowQuery query = { .table = TABLE_DOSSIER, .equals = called,
                       .where = event_is_uuid(called) ? "product" : "name" };
    uint64_t count;

    if (!rows_count(db, &query, &count, err) || !row_find(db, &query, arena, out, found, err))
        return false;
    return count < 2 || err_set(err, ERR_USAGE, RULE_SEVERAL, called);
}

/* What came is handed on as it came. *err keeps what is wrong with the name when there is none. */
static bool imported_write(InroRecord *record, Str called, Buf *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    Err unknown = *err;
    bool found;
    Str bytes;
    Row row;

    if (!dossier_find(store_db(record->store), called, &arena, &row, &found, err))
        return false;
    if (!found) {
        *err = unknown;
        return false;
    }
    if (!store_blob(record->store, row_text(&row, "blob"), &arena, &bytes, err))
        return false;
    buf_add(out, bytes);
    return true;
}

static bool export(const Inro *inro, InroRecord *record, Str called, Buf *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    Db *db = store_db(record->store);
    Row row;

    if (noun_resolve(db, NOUN_PRODUCT, called, &arena, &row, err))
        return write(inro, record, row_text(&row, "id"), out, err);
    return imported_write(record, called, out, err);
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

static void tell(const Inro *inro, const DossierAccount *dossier, bool known,
                 const InroReportOptions *options)
{
    char time[DATE_TEXT_BYTES];

    say(inro, options, STR("api.dossier-product"), dossier->product, dossier->chain);
    say_numbers(inro, options, STR("api.dossier-events"), dossier->length, dossier->events);
    say_numbers(inro, options, STR("api.dossier-blobs"), dossier->blobs, dossier->erased);
    if (dossier->vouched)
        say_numbers(inro, options, STR("api.verify-vouched"), dossier->vouched, 0);
    say(inro, options, STR("api.dossier-head"), date_write_s(dossier->time_s, time),
        dossier->record);
    say(inro, options, STR("api.dossier-signer"), dossier->fingerprint, dossier->organisation);
    say(inro, options, known ? STR("api.dossier-verified") : STR("api.dossier-unknown"),
        dossier->fingerprint, STR(""));
}

/* ---- proving ------------------------------------------------------------------------ */

/* The key of a person vouches for what that person did, not for a record. */
static bool signer_trusted(InroRecord *record, const DossierAccount *dossier, Arena *arena,
                           bool *out, Err *err)
{
    bool found;
    Row row;

    if (!row_get(store_db(record->store), TABLE_PUBLIC_KEY, dossier->fingerprint, arena, &row,
                 &found, err))
        return false;
    *out = found && !row_text(&row, "retired").len
        && !str_eq(row_text(&row, "purpose"), STR("person"));
    return true;
}

static bool signer_check(InroRecord *record, const DossierAccount *dossier, const char *key,
                         Arena *arena, bool *known, Err *err)
{
    PublicKey public;
    Str label;

    *known = false;
    if (!key)
        return !record || signer_trusted(record, dossier, arena, known, err);
    if (!keyfile_public_load(key, arena, &public, &label, err))
        return err_in(err, "--key");
    *known = sign_public_equal(&public, &dossier->key);
    return *known || err_set(err, ERR_VERIFY, RULE_OTHER_SIGNER, dossier->fingerprint);
}

/* The bytes are read here and understood by a worker alone. */
static bool load(const char *file, Arena *arena, Str *bytes, DossierAccount *out, Err *err)
{
    return io_read_all(file, DOSSIER_BYTES_MAX, arena, bytes, err)
        && (dossier_account(*bytes, arena, out, err) || err_in(err, "%s", file));
}

bool inro_dossier_verify(const Inro *inro, InroRecord *record, const InroDossierQuestion *question,
                         const InroReportOptions *options, bool *known, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(DOSSIER_ARENA_BYTES);
    DossierAccount dossier;
    Str bytes;
    Err err;

    if (!load(question->file, &arena, &bytes, &dossier, &err))
        return api_fail(inro, &err, error);
    if (!signer_check(record, &dossier, question->key, &arena, known, &err)) {
        err_in(&err, "%s", question->file);
        return api_fail(inro, &err, error);
    }
    tell(inro, &dossier, *known, options);
    return true;
}

/* ---- taking in ------------------------------------------------------------------------ */

static bool may_be_taken(InroRecord *record, const DossierAccount *dossier, Arena *arena, Err *err)
{
    bool trusted;

    if (str_eq(dossier->record, store_record(record->store)))
        return err_set(err, ERR_USAGE, RULE_OWN, dossier->product);
    return signer_trusted(record, dossier, arena, &trusted, err)
        && (trusted || err_set(err, ERR_VERIFY, RULE_UNTRUSTED, dossier->fingerprint));
}

/* A longer chain must begin with the whole of the shorter: else somebody shows two histories. */
static bool continues(const DossierAccount *dossier, const DossierAccount *old, Err *err)
{
    char is[DATE_TEXT_BYTES], was[DATE_TEXT_BYTES];
    Digest there;

    if (dossier->length < old->length
        || (dossier->length == old->length && dossier->size < old->size))
        return err_set(err, ERR_USAGE, RULE_OLDER, dossier->product,
                       date_write_s(dossier->time_s, is), date_write_s(old->time_s, was));
    return (dossier_account_hash(dossier, old->length - 1, &there)
            && digest_equal(&there, &old->last) && str_eq(dossier->record, old->record))
        || err_set(err, ERR_VERIFY, RULE_FORK, dossier->product);
}

typedef struct {
    InroRecord *record;
    Arena arena;
    Str bytes;
    DossierAccount dossier;
    Row old;        /* the row it supersedes */
    bool has_old;
    bool same;      /* that is this very dossier */
} Import;

static void import_done(Import *import)
{
    arena_done(&import->arena);
}

/* What is there of that product already. */
static bool old_compare(Import *import, Err *err)
{
    char name[BLOB_NAME_BYTES];
    DossierAccount old;
    Str bytes;

    if (!dossier_find(store_db(import->record->store), import->dossier.chain, &import->arena,
                      &import->old, &import->has_old, err))
        return false;
    if (!import->has_old)
        return true;
    import->same = str_eq(row_text(&import->old, "blob"), blob_name(import->bytes, name));
    return import->same
        || (store_blob(import->record->store, row_text(&import->old, "blob"), &import->arena,
                       &bytes, err)
            && dossier_account(bytes, &import->arena, &old, err)
            && continues(&import->dossier, &old, err));
}

static bool signer_turned(const Import *import)
{
    return import->has_old
        && !str_eq(row_text(&import->old, "signer"), import->dossier.fingerprint);
}

/* A dossier can be gone on with by whoever has it, under a key of their own: that a key is trusted
 * says that its holder may speak, and not for whom. */
static bool signer_accepted(const Import *import, const char *accepted, Err *err)
{
    Str signer = import->dossier.fingerprint;

    if (accepted)
        return str_eq(str_of(accepted), signer)
            || err_set(err, ERR_VERIFY, RULE_NOT_ACCEPTED, signer);
    return !signer_turned(import)
        || err_set(err, ERR_VERIFY, RULE_NEW_SIGNER, row_text(&import->old, "signer"), signer);
}

/* All that workers do is done before a key is in memory: they see the memory of their parent. */
static bool import_judge(Import *import, const InroDossierImport *wanted, Err *err)
{
    return load(wanted->file, &import->arena, &import->bytes, &import->dossier, err)
        && may_be_taken(import->record, &import->dossier, &import->arena, err)
        && old_compare(import, err) && signer_accepted(import, wanted->accepted, err);
}

static bool payload_make(Act *act, const Import *import, Str blob, Str *id, Str *payload, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    JsonOut json = jsonout_new(&buf, 0);

    if (!act_uuid(act, id, err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("blob"), blob);
    jsonout_str_at(&json, STR("id"), *id);
    jsonout_str_at(&json, STR("name"), import->dossier.product);
    jsonout_str_at(&json, STR("product"), import->dossier.chain);
    jsonout_str_at(&json, STR("signer"), import->dossier.fingerprint);
    if (import->has_old)
        jsonout_str_at(&json, STR("supersedes"), row_text(&import->old, "id"));
    jsonout_object_end(&json);
    return (jsonout_done(&json) && arena_copy(&act->arena, buf_str(&buf), payload))
        || err_no_memory(err);
}

static bool import_write(Act *act, const Import *import, Err *err)
{
    Str blob, id, payload;

    act->dossier = &import->dossier;
    return act_blob(act, STR("application/vnd.inro.dossier"), import->bytes, &blob, err)
        && (!import->has_old
            || act_seen(act, TABLE_DOSSIER, row_text(&import->old, "id"), import->old.leaf, err))
        && payload_make(act, import, blob, &id, &payload, err)
        && act_say(act, "dossier.imported", act->organisation, id, payload, err)
        && act_end(act, err);
}

bool inro_dossier_import(const Inro *inro, InroRecord *record, const InroDossierImport *wanted,
                         const InroReportOptions *options, InroError *error)
{
    CLEANUP(import_done) Import import = { .record = record,
                                           .arena = arena_new(DOSSIER_ARENA_BYTES) };
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    if (!import_judge(&import, wanted, &err)
        || (!import.same
            && (!act_begin(record, inro, &act, &err) || !import_write(&act, &import, &err))))
        return api_fail(inro, &err, error);
    tell(inro, &import.dossier, true, options);
    if (signer_turned(&import))
        say(inro, options, STR("api.dossier-signer-changed"), row_text(&import.old, "signer"),
            import.dossier.fingerprint);
    say(inro, options, import.same ? STR("api.dossier-same") : import.has_old
        ? STR("api.dossier-superseded") : STR("api.dossier-imported"), import.dossier.product,
        STR(""));
    return true;
}
