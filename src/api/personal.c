/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of people: bound to their person record, and taken up when they act. */
#include "inro/key.h"

#include "api/record.h"
#include "base/io.h"
#include "store/vouch.h"
#include "trust/keyfile.h"

#include <stdio.h>
#include <string.h>

enum {
    KEYS_MAX = 1000, PATH_ROOM = 4096, FOLDER_MODE = 0700, PAYLOAD_ROOM = 4096,
    NAME_DIGITS = 16, /* of the fingerprint: the name of its file */
};

#define RULE_AWAY   STR("api.personal-key-away")
#define RULE_FOLDER STR("api.personal-key-folder")

static bool person_signs(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                         Err *err)
{
    const InroRecord *record = context;
    Signature made;

    if (!sign_make(&record->person_key, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    return true;
}

/* ---- which key signs ------------------------------------------------------------------- */

/* The key files of the folder, one after the other; *found when `each` took one. */
typedef bool KeyEach(void *context, const SecretKey *key, Str label, bool *found, Err *err);

static bool keys_walk(const InroRecord *record, KeyEach *each, void *context, bool *found, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Str *names;
    size_t count;

    *found = false;
    if (!record->personal.len || !io_exists(record->personal.ptr))
        return true;
    if (!io_list(record->personal.ptr, KEYS_MAX, &arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count && !*found; i++) {
        CLEANUP(sign_key_done) SecretKey key = { .seed = { 0 } };
        const char *path;
        Str label;

        if (!str_ends(names[i], STR(".key")))
            continue;
        if (!io_join(&arena, record->personal.ptr, names[i], &path, err)
            || !keyfile_secret_load(path, &arena, &key, &label, err)
            || !each(context, &key, label, found, err))
            return false;
    }
    return true;
}

typedef struct {
    InroRecord *record;
    Arena *arena;
    Str person;
    uint64_t live;      /* keys of that person that are not retired */
    Str one;            /* of them, for telling */
} Search;

static bool key_row(void *context, const Row *row, Err *err)
{
    Search *search = context;

    if (!str_eq(row_text(row, "purpose"), STR("person")) || row_text(row, "retired").len)
        return true;
    search->live++;
    return arena_copy(search->arena, row_text(row, "id"), &search->one) || err_no_memory(err);
}

/* Any key of the person will do: all were bound by the one before. */
static bool key_take(void *context, const SecretKey *key, Str label, bool *found, Err *err)
{
    Search *search = context;
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    Row row;

    (void)label;
    if (!row_get(store_db(search->record->store), TABLE_PUBLIC_KEY,
                 sign_fingerprint(&key->public, fingerprint), search->arena, &row, found, err))
        return false;
    *found = *found && str_eq(row_text(&row, "person"), search->person)
          && !row_text(&row, "retired").len;
    if (!*found)
        return true;
    search->record->person_key = *key;
    search->record->person_signer = (Signer){ row_text(&row, "id"), person_signs, search->record };
    return true;
}

bool act_vouch(Act *act, Err *err)
{
    RowQuery query = { .table = TABLE_PUBLIC_KEY, .where = "person", .equals = act->actor };
    Search search = { .record = act->record, .arena = &act->arena, .person = act->actor };

    act->vouched = false;
    if (!rows_walk(store_db(act->record->store), &query, key_row, &search, err))
        return false;
    if (!search.live)
        return true;
    if (!keys_walk(act->record, key_take, &search, &act->vouched, err))
        return false;
    return act->vouched
        || err_set(err, ERR_USAGE, RULE_AWAY, act->record->actor, search.one,
                   act->record->personal);
}

/* ---- binding ---------------------------------------------------------------------------- */

/* A key of this person that the record does not know yet: made for another record. Whose it is
 * stands in its file alone, for names do not belong into events. */
static bool key_unknown(void *context, const SecretKey *key, Str label, bool *found, Err *err)
{
    Search *search = context;
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    bool known;
    Row row;

    if (!str_eq(label, search->record->actor))
        return true;
    if (!row_get(store_db(search->record->store), TABLE_PUBLIC_KEY,
                 sign_fingerprint(&key->public, fingerprint), search->arena, &row, &known, err))
        return false;
    *found = !known;
    if (*found)
        search->record->bound_key = *key;
    return true;
}

static bool key_make(const InroRecord *record, SecretKey *out, Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES], path[PATH_ROOM];

    if (!sign_key_new(out, err))
        return false;
    sign_fingerprint(&out->public, fingerprint);
    if (snprintf(path, sizeof path, "%s/%.*s.key", record->personal.ptr, (int)NAME_DIGITS,
                 fingerprint + 7) >= (int)sizeof path)
        return err_set(err, ERR_USAGE, STR("api.path-long"));
    return keyfile_secret_create(path, out, record->actor, err);
}

static bool bound_payload(Act *act, const SecretKey *key, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    char fingerprint[SIGN_FINGERPRINT_BYTES], hex[DIGEST_HEX_BYTES], proof[VOUCH_HEX_BYTES];
    Signature signature;
    Digest bytes;
    Str message;

    memcpy(bytes.bytes, key->public.bytes, sizeof bytes.bytes);
    if (!vouch_key_message(&key->public, act->actor, store_record(act->record->store),
                           &act->arena, &message, err)
        || !sign_make(key, message, &signature, err))
        return false;
    buf_printf(&buf, "{\"id\":\"%s\",\"key\":\"%s\",\"person\":\"%.*s\",\"proof\":\"%s\","
                     "\"purpose\":\"person\"}", sign_fingerprint(&key->public, fingerprint).ptr,
               digest_hex(&bytes, hex).ptr, STR_ARG(act->actor),
               vouch_hex(signature.bytes, proof).ptr);
    return (!buf_failed(&buf) && arena_copy(&act->arena, buf_str(&buf), out))
        || err_no_memory(err);
}

static bool bind(Act *act, char out[INRO_FINGERPRINT_BYTES], Err *err)
{
    InroRecord *record = act->record;
    Search search = { .record = record, .arena = &act->arena };
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    bool found;
    Str payload;

    if (!record->personal.len)
        return err_set(err, ERR_USAGE, RULE_FOLDER);
    if (!io_make_dirs(record->personal.ptr, FOLDER_MODE, err)
        || !keys_walk(record, key_unknown, &search, &found, err)
        || (!found && !key_make(record, &record->bound_key, err))
        || !bound_payload(act, &record->bound_key, &payload, err)
        || !act_say(act, "key.added", act->organisation, STR(""), payload, err)
        || !act_end(act, err))
        return false;
    snprintf(out, INRO_FINGERPRINT_BYTES, "%s",
             sign_fingerprint(&record->bound_key.public, fingerprint).ptr);
    return true;
}

bool inro_key_create_personal(const Inro *inro, InroRecord *record,
                              char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && bind(&act, fingerprint, &err))
        || api_fail(inro, &err, error);
}
