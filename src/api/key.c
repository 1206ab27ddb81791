/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: which one signs, and what is said about them. */
#include "inro/key.h"

#include "api/record.h"
#include "base/date.h"
#include "base/io.h"
#include "base/jsonout.h"
#include "report/listing.h"
#include "trust/keyfile.h"

#include <stdio.h>
#include <string.h>

enum {
    KEYS_MAX = 1000, PATH_ROOM = 4096, FOLDER_MODE = 0700, PAYLOAD_ROOM = 4096,
    NAME_DIGITS = 16, /* of the fingerprint: the name of its file */
    LIST_ARENA_BYTES = 1 << 24,
    CARD_BYTES_MAX = 4096, /* of a file that names a key in hardware */
};

#define RULE_CARD      STR("api.key-card")
#define RULE_UNKNOWN   STR("api.key-unknown")
#define RULE_AMBIGUOUS STR("api.key-ambiguous")
#define RULE_KNOWN     STR("api.key-known")
#define RULE_RETIRED   STR("api.key-retired")
#define RULE_ABSENT    STR("api.key-absent")
#define RULE_DENIED    STR("base.io-denied")
#define RULE_LABEL     STR("api.key-label-taken")

/* ---- the key that signs --------------------------------------------------------------- */

static bool key_signs(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                      Err *err)
{
    const InroRecord *record = context;
    Signature made;

    if (!sign_make(&record->key, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    return true;
}

static bool card_signs(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                       Err *err)
{
    const InroRecord *record = context;
    Signature made;

    if (!pkcs11_sign(&record->card, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    return true;
}

typedef struct {
    bool found;
    int64_t leaf; /* of the event that made it known; -1: none did yet */
    Str uri;      /* of the key in its hardware; empty: it is in a file */
} Choice;

/* A key of a file, or the line of a public one with, on the next line, the URI of its secret half:
 * a file of strangers' hands would be a program of their choice, so it must be a secret, too. */
static bool key_load(const char *path, Arena *arena, SecretKey *out, Str *uri, Err *err)
{
    char text[CARD_BYTES_MAX];
    size_t size;
    Str label, rest, line;

    *uri = STR("");
    if (str_ends(str_of(path), STR(".key")))
        return keyfile_secret_load(path, arena, out, &label, err);
    if (!io_read_secret(path, text, sizeof text, &size, err))
        return false;
    rest = (Str){ text, size };
    if (!str_next(&rest, '\n', &line) || !str_next(&rest, '\n', uri) || !uri->len || rest.len)
        return err_set(err, ERR_SYNTAX, RULE_CARD) || err_in(err, "%s", path);
    return (keyfile_public_read(line, &out->public, &label, err)
            && (arena_copy(arena, *uri, uri) || err_no_memory(err)))
        || err_in(err, "%s", path);
}

/* Takes the key of a file when it is newer than the one chosen so far and not retired. */
static bool key_weigh(InroRecord *record, const char *path, Choice *choice, Err *err)
{
    CLEANUP(sign_key_done) SecretKey key = { .seed = { 0 } };
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    int64_t leaf;
    bool known;
    Str uri;
    Row row;

    if (!key_load(path, &record->arena, &key, &uri, err))
        return false;
    if (!row_get(store_db(record->store), TABLE_PUBLIC_KEY,
                 sign_fingerprint(&key.public, fingerprint), &record->arena, &row, &known, err))
        return false;
    leaf = known ? (int64_t)row.leaf : -1;
    if ((known && row_text(&row, "retired").len) || (choice->found && leaf <= choice->leaf))
        return true;
    *choice = (Choice){ true, leaf, uri };
    record->key = key;
    return arena_copy(&record->arena, str_of(fingerprint), &record->fingerprint)
        || err_no_memory(err);
}

/* The session with the hardware, in which that very key must be found. */
static bool card_open(InroRecord *record, Str uri, Err *err)
{
    if (!pkcs11_open(uri.ptr, NULL, &record->card, err))
        return false;
    record->on_card = sign_public_equal(&record->card.public, &record->key.public);
    if (!record->on_card)
        pkcs11_close(&record->card);
    return record->on_card || err_set(err, ERR_VERIFY, RULE_CARD);
}

static bool key_find(InroRecord *record, bool *found, Err *err)
{
    Choice choice = { false, -1, STR("") };
    Str *names;
    size_t count;

    if (!io_list(record->keys.ptr, KEYS_MAX, &record->arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *path;

        if (!str_ends(names[i], STR(".key")) && !str_ends(names[i], STR(".p11")))
            continue;
        if (!io_join(&record->arena, record->keys.ptr, names[i], &path, err)
            || !key_weigh(record, path, &choice, err))
            return false;
    }
    *found = choice.found;
    return !choice.uri.len || record->on_card || card_open(record, choice.uri, err);
}

/* The name of the file is the begin of the fingerprint, behind "SHA256:". */
static bool key_make(const InroRecord *record, Str label, SecretKey *out, Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES], path[PATH_ROOM];

    if (!io_make_dirs(record->keys.ptr, FOLDER_MODE, err) || !sign_key_new(out, err))
        return false;
    sign_fingerprint(&out->public, fingerprint);
    snprintf(path, sizeof path, "%s/%.*s.key", record->keys.ptr, (int)NAME_DIGITS,
             fingerprint + 7);
    return keyfile_secret_create(path, out, label, err);
}

/* One that is made belongs into the record with the next act, so none is where none can follow. */
static bool key_find_or_make(InroRecord *record, Err *err)
{
    bool writes = db_may_write(store_db(record->store), err), found = false;

    if (writes)
        return io_make_dirs(record->keys.ptr, FOLDER_MODE, err) && key_find(record, &found, err)
            && (found || key_make(record, STR("installation"), &record->key, err));
    if (io_exists(record->keys.ptr) && !key_find(record, &found, err)
        && !str_eq(err->rule, RULE_DENIED))
        return false;
    return found || err_set(err, ERR_NO_DATA, RULE_ABSENT, record->keys);
}

bool record_key(InroRecord *record, Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES];

    if (record->key_loaded)
        return true;
    if (!key_find_or_make(record, err))
        return false;
    if (!arena_copy(&record->arena, sign_fingerprint(&record->key.public, fingerprint),
                    &record->fingerprint))
        return err_no_memory(err);
    record->signer = (Signer){ record->fingerprint, record->on_card ? card_signs : key_signs,
                               record };
    return record->key_loaded = true;
}

void record_card(InroRecord *record)
{
    Str *names;
    size_t count;
    Err err;

    if (!io_exists(record->keys.ptr)
        || !io_list(record->keys.ptr, KEYS_MAX, &record->arena, &names, &count, &err))
        return;
    for (size_t i = 0; i < count; i++)
        if (str_ends(names[i], STR(".p11"))) {
            record->key_loaded = record_key(record, &err);
            return;
        }
}

bool inro_record_on_card(const InroRecord *record)
{
    return record->on_card;
}

/* ---- what keys are called --------------------------------------------------------------- */

/* *holder is the fingerprint of the key that is called so, retired ones too; empty: none is. */
static bool label_holder(Act *act, Str label, Str *holder, Err *err)
{
    RowQuery query = { .table = TABLE_PUBLIC_KEY, .where = "label", .equals = label };
    bool found = false;
    Row row;

    *holder = STR("");
    if (label.len
        && !row_find(store_db(act->record->store), &query, &act->arena, &row, &found, err))
        return false;
    if (found)
        *holder = row_text(&row, "id");
    return true;
}

/* A name that somebody chose for a key is one key's alone. */
static bool label_check(Act *act, Str label, Err *err)
{
    Str holder;

    return label_holder(act, label, &holder, err)
        && (!holder.len || err_set(err, ERR_USAGE, RULE_LABEL, label, holder));
}

/* One that came with the key, such as "installation", is told apart by the begin of its
 * fingerprint, behind "SHA256:". */
static bool label_settle(Act *act, Str *label, const char *fingerprint, Err *err)
{
    char text[KEYFILE_LABEL_BYTES_MAX + 1];
    Str holder;

    if (!label_holder(act, *label, &holder, err))
        return false;
    if (!holder.len)
        return true;
    if (snprintf(text, sizeof text, "%.*s %.*s", STR_ARG(*label), (int)NAME_DIGITS,
                 fingerprint + 7) >= (int)sizeof text)
        return err_set(err, ERR_USAGE, RULE_LABEL, *label, holder);
    return (arena_copy(&act->arena, str_of(text), label) || err_no_memory(err))
        && label_check(act, *label, err);
}

/* ---- what is said of keys ------------------------------------------------------------- */

static bool added_say(Act *act, const PublicKey *key, Str label, const char *purpose, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    JsonOut json = jsonout_new(&buf, 0);
    char hex[DIGEST_HEX_BYTES], fingerprint[SIGN_FINGERPRINT_BYTES];
    Digest bytes;
    Str payload;

    memcpy(bytes.bytes, key->bytes, sizeof bytes.bytes);
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), sign_fingerprint(key, fingerprint));
    jsonout_str_at(&json, STR("key"), digest_hex(&bytes, hex));
    jsonout_text_at(&json, STR("label"), label);
    jsonout_str_at(&json, STR("purpose"), str_of(purpose));
    jsonout_object_end(&json);
    if (!jsonout_done(&json) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "key.added", act->organisation, STR(""), payload, err);
}

bool act_key(Act *act, Err *err)
{
    InroRecord *record = act->record;
    Str label = STR("installation");
    bool found;
    Row row;

    return row_get(store_db(record->store), TABLE_PUBLIC_KEY, record->fingerprint, &act->arena,
                   &row, &found, err)
        && (found || (label_settle(act, &label, record->fingerprint.ptr, err)
                      && added_say(act, &record->key.public, label, "sign", err)));
}

static bool fingerprint_give(Str from, char to[INRO_FINGERPRINT_BYTES])
{
    snprintf(to, INRO_FINGERPRINT_BYTES, "%.*s", STR_ARG(from));
    return true;
}

static bool create(Act *act, Str label, char out[INRO_FINGERPRINT_BYTES], Err *err)
{
    CLEANUP(sign_key_done) SecretKey key = { .seed = { 0 } };
    char fingerprint[SIGN_FINGERPRINT_BYTES];

    return label_check(act, label, err) && key_make(act->record, label, &key, err)
        && added_say(act, &key.public, label, "sign", err) && act_end(act, err)
        && fingerprint_give(sign_fingerprint(&key.public, fingerprint), out);
}

/* Makes the key in its hardware; the file names it and never a PIN, which pkcs11.h refuses. */
static bool card_make(const InroRecord *record, const char *uri, Str label, PublicKey *out,
                      Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(CARD_BYTES_MAX);
    char fingerprint[SIGN_FINGERPRINT_BYTES], path[PATH_ROOM];

    if (!pkcs11_generate(uri, NULL, out, err) || !keyfile_public_write(&text, out, label, err))
        return false;
    buf_printf(&text, "%s\n", uri);
    if (buf_failed(&text))
        return err_set(err, ERR_USAGE, RULE_CARD);
    snprintf(path, sizeof path, "%s/%.*s.p11", record->keys.ptr, (int)NAME_DIGITS,
             sign_fingerprint(out, fingerprint).ptr + 7);
    return io_create_secret(path, buf_str(&text), err);
}

static bool create_card(Act *act, const char *uri, Str label, char out[INRO_FINGERPRINT_BYTES],
                        Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    PublicKey key;

    return label_check(act, label, err) && card_make(act->record, uri, label, &key, err)
        && added_say(act, &key, label, "sign", err) && act_end(act, err)
        && fingerprint_give(sign_fingerprint(&key, fingerprint), out);
}

bool inro_key_create_card(const Inro *inro, InroRecord *record, const char *uri, const char *label,
                          char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (pkcs11_uri_check(uri, &err) && act_begin(record, inro, &act, &err)
            && create_card(&act, uri, str_of(label), fingerprint, &err))
        || api_fail(inro, &err, error);
}

bool inro_key_create(const Inro *inro, InroRecord *record, const char *label,
                     char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err)
            && create(&act, str_of(label), fingerprint, &err))
        || api_fail(inro, &err, error);
}

static bool trust(Act *act, const char *file, Str label, char out[INRO_FINGERPRINT_BYTES],
                  Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    PublicKey key;
    bool found;
    Str written;
    Row row;

    if (!keyfile_public_load(file, &act->arena, &key, &written, err))
        return err_in(err, "%s", file);
    sign_fingerprint(&key, fingerprint);
    if (!row_get(store_db(act->record->store), TABLE_PUBLIC_KEY, str_of(fingerprint), &act->arena,
                 &row, &found, err))
        return false;
    if (found)
        return err_set(err, ERR_USAGE, RULE_KNOWN, str_of(fingerprint));
    if (label.len ? !label_check(act, label, err) : !label_settle(act, &written, fingerprint, err))
        return false;
    return added_say(act, &key, label.len ? label : written, "trust", err) && act_end(act, err)
        && fingerprint_give(str_of(fingerprint), out);
}

bool inro_key_trust(const Inro *inro, InroRecord *record, const char *file, const char *label,
                    char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err)
            && trust(&act, file, str_of(label), fingerprint, &err))
        || api_fail(inro, &err, error);
}

/* ---- which key is meant --------------------------------------------------------------- */

typedef struct {
    Str called;
    Arena *arena;
    Row *out;
    size_t count;
} Search;

static bool search_row(void *context, const Row *row, Err *err)
{
    Search *search = context;
    Str id = row_text(row, "id"), called = search->called;
    Str digits = str_slice(id, 7, id.len);

    if (!str_starts(id, called) && !str_starts(digits, called)
        && !str_eq(row_text(row, "label"), called))
        return true;
    search->count++;
    return row_keep(row, search->arena, search->out, err);
}

static bool key_resolve(InroRecord *record, Str called, Arena *arena, Row *out, Err *err)
{
    RowQuery query = { .table = TABLE_PUBLIC_KEY };
    Search search = { called, arena, out, 0 };
    bool found;

    /* A label that looks like the fingerprint of another key does not stand in its way. */
    if (!row_get(store_db(record->store), TABLE_PUBLIC_KEY, called, arena, out, &found, err))
        return false;
    if (found)
        return true;
    if (!rows_walk(store_db(record->store), &query, search_row, &search, err))
        return false;
    if (!search.count || !called.len)
        return err_set(err, ERR_USAGE, RULE_UNKNOWN, called);
    return search.count == 1 || err_set(err, ERR_USAGE, RULE_AMBIGUOUS, called);
}

static bool retire(Act *act, Str called, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    char time[DATE_TEXT_BYTES];
    Str payload, id;
    Row row;

    if (!key_resolve(act->record, called, &act->arena, &row, err))
        return false;
    id = row_text(&row, "id");
    if (row_text(&row, "retired").len)
        return err_set(err, ERR_USAGE, RULE_RETIRED, id);
    buf_printf(&buf, "{\"id\":\"%.*s\",\"retired\":\"%.*s\"}", STR_ARG(id),
               STR_ARG(date_write_s(act->inro->now_s, time)));
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_seen(act, TABLE_PUBLIC_KEY, id, row.leaf, err)
        && act_say(act, "key.retired", act->organisation, STR(""), payload, err)
        && act_end(act, err);
}

bool inro_key_retire(const Inro *inro, InroRecord *record, const char *key, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && retire(&act, str_of(key), &err))
        || api_fail(inro, &err, error);
}

static bool line_write(const Row *row, Buf *out, Err *err)
{
    PublicKey key;
    Digest bytes;

    if (!digest_parse(row_text(row, "key"), &bytes))
        return err_set(err, ERR_VERIFY, STR("store.key-form"));
    return sign_public_of((Str){ (const char *)bytes.bytes, DIGEST_BYTES }, &key, err)
        && keyfile_public_write(out, &key, row_text(row, "label"), err);
}

bool inro_key_export(const Inro *inro, InroRecord *record, const char *key, InroBytes *out,
                     InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(LIST_ARENA_BYTES);
    CLEANUP(buf_done) Buf buf = buf_new(KEYFILE_BYTES_MAX * 2);
    Row row;
    Err err;

    if ((key || record_key(record, &err))
        && key_resolve(record, key ? str_of(key) : record->fingerprint, &arena, &row, &err)
        && line_write(&row, &buf, &err))
        return api_give(inro, &buf, out, error);
    return api_fail(inro, &err, error);
}

/* ---- listing ---------------------------------------------------------------------------- */

static const ListingColumn COLUMNS[] = {
    { STR_ROW("id"), STR_ROW("api.key-id"), LISTING_TEXT, STR_ROW(""), false },
    { STR_ROW("label"), STR_ROW("api.key-label"), LISTING_TEXT, STR_ROW(""), false },
    { STR_ROW("purpose"), STR_ROW("api.key-purpose"), LISTING_WORD, STR_ROW("api.key-purpose-"),
      false },
    { STR_ROW("person"), STR_ROW("api.key-person"), LISTING_TEXT, STR_ROW(""), false },
    { STR_ROW("retired"), STR_ROW("api.key-retired-at"), LISTING_DATE, STR_ROW(""), false },
};

enum { PERSON_COLUMN = 3 };

typedef struct {
    Db *db;
    Arena *arena;
    Row row[KEYS_MAX];
    size_t count, at;
    ListingCell cell[ARRAY_LEN(COLUMNS)];
    ListingRow line;
} Lister;

static bool list_row(void *context, const Row *row, Err *err)
{
    Lister *lister = context;

    return lister->count == KEYS_MAX || row_keep(row, lister->arena, &lister->row[lister->count++],
                                                 err);
}

/* Whose key it is: by name, or by UUID when that was erased. */
static bool person_cell(Lister *lister, ListingCell *cell, Err *err)
{
    bool found;
    Row row;

    if (!cell->text.len)
        return true;
    if (!row_get(lister->db, TABLE_PERSON, cell->text, lister->arena, &row, &found, err))
        return false;
    if (found && row_text(&row, "name").len)
        cell->text = row_text(&row, "name");
    return true;
}

static bool list_next(void *context, const ListingRow **out, Err *err)
{
    Lister *lister = context;

    *out = NULL;
    if (lister->at == lister->count)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(COLUMNS); i++)
        lister->cell[i].text = row_text(&lister->row[lister->at], COLUMNS[i].key.ptr);
    if (!person_cell(lister, &lister->cell[PERSON_COLUMN], err))
        return false;
    lister->at++;
    lister->line.cells = lister->cell;
    *out = &lister->line;
    return true;
}

bool inro_key_list(const Inro *inro, InroRecord *record, const InroReportOptions *options,
                   InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(LIST_ARENA_BYTES);
    RowQuery query = { .table = TABLE_PUBLIC_KEY };
    Lister *lister = ARENA_NEW(&arena, Lister);
    Listing listing = { .head = { .schema = STR("inro.key-list/1"), .title = STR("api.key-list") },
                        .columns = COLUMNS, .column_count = ARRAY_LEN(COLUMNS),
                        .next = list_next, .context = lister };
    Err err;

    if (!lister) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    lister->arena = &arena;
    lister->db = store_db(record->store);
    if (!rows_walk(store_db(record->store), &query, list_row, lister, &err))
        return api_fail(inro, &err, error);
    return api_report_listing(inro, &listing, options, error);
}
