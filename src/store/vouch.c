/* SPDX-License-Identifier: Apache-2.0 */
#include "store/vouch.h"

#include "base/jsonout.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = 4096, ARENA_BYTES = 1 << 16, VOUCH_VERSION = 1 };

#define RULE_UNSIGNED STR("store.act-unsigned")
#define RULE_ASSERTED STR("store.act-asserted")
#define RULE_KEY      STR("store.act-key")
#define RULE_PROOF    STR("store.key-proof")
#define RULE_FORM     STR("store.signature-form")
#define RULE_KEY_FORM STR("store.key-form")

/* ---- what is signed ------------------------------------------------------------------ */

static bool message_end(JsonOut *json, const Buf *buf, Arena *arena, Str *out, Err *err)
{
    jsonout_object_end(json);
    return (jsonout_done(json) && !buf_failed(buf) && arena_copy(arena, buf_str(buf), out))
        || err_no_memory(err);
}

bool vouch_act_message(const VouchedAct *act, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(MESSAGE_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    char hex[DIGEST_HEX_BYTES], last[8 + DIGEST_HEX_BYTES];

    snprintf(last, sizeof last, "sha256:%s", digest_hex(&act->last, hex).ptr);
    buf_add(&buf, (Str){ VOUCH_ACT_CONTEXT, sizeof VOUCH_ACT_CONTEXT }); /* with its NUL */
    jsonout_object(&json);
    jsonout_str_at(&json, STR("act"), act->act);
    jsonout_str_at(&json, STR("chain"), act->chain);
    jsonout_str_at(&json, STR("last"), str_of(last));
    jsonout_u64_at(&json, STR("length"), act->length);
    jsonout_str_at(&json, STR("person"), act->person);
    jsonout_str_at(&json, STR("record"), act->record);
    jsonout_u64_at(&json, STR("v"), VOUCH_VERSION);
    return message_end(&json, &buf, arena, out, err);
}

static Str key_hex(const PublicKey *key, char out[DIGEST_HEX_BYTES])
{
    Digest digest;

    static_assert(sizeof digest.bytes == SIGN_PUBLIC_BYTES, "a key is as long as a digest");
    memcpy(digest.bytes, key->bytes, sizeof digest.bytes);
    return digest_hex(&digest, out);
}

bool vouch_key_message(const PublicKey *key, Str person, Str record, Arena *arena, Str *out,
                       Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(MESSAGE_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    char hex[DIGEST_HEX_BYTES];

    buf_add(&buf, (Str){ VOUCH_KEY_CONTEXT, sizeof VOUCH_KEY_CONTEXT }); /* with its NUL */
    jsonout_object(&json);
    jsonout_str_at(&json, STR("key"), key_hex(key, hex));
    jsonout_str_at(&json, STR("person"), person);
    jsonout_str_at(&json, STR("record"), record);
    jsonout_u64_at(&json, STR("v"), VOUCH_VERSION);
    return message_end(&json, &buf, arena, out, err);
}

Str vouch_hex(const unsigned char signature[SIGN_SIGNATURE_BYTES], char out[VOUCH_HEX_BYTES])
{
    for (size_t i = 0; i < SIGN_SIGNATURE_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", signature[i]);
    return str_of(out);
}

/* 128 hexadecimal digits are two digests. */
static bool signature_read(Str hex, Signature *out, Err *err)
{
    Digest half[2];

    static_assert(sizeof half == sizeof out->bytes, "two halves");
    if (hex.len != 2 * SIGN_SIGNATURE_BYTES || !digest_parse(str_slice(hex, 0, 64), &half[0])
        || !digest_parse(str_slice(hex, 64, 128), &half[1]))
        return err_set(err, ERR_VERIFY, RULE_FORM);
    memcpy(out->bytes, half, sizeof out->bytes);
    return true;
}

/* ---- keys ---------------------------------------------------------------------------- */

static Str member(const Json *payload, const char *name)
{
    return json_str(json_get(payload, str_of(name)));
}

void vouch_done(Vouching *vouching)
{
    map_done(&vouching->ids);
    map_done(&vouching->people);
}

static VouchKey *key_find(const Vouching *vouching, Str id)
{
    uint32_t number;

    return map_find(&vouching->ids, id, &number) ? &vouching->keys[vouching->first[number]] : NULL;
}

/* Makes the key behind the last one be found, by its id and its person. */
static bool key_index(Vouching *vouching, Err *err)
{
    VouchKey *key = &vouching->keys[vouching->count];
    uint32_t number;
    bool added;

    if (!ARENA_ROOM(vouching->arena, vouching->first, vouching->ids.count, &vouching->first_room)
        || !ARENA_ROOM(vouching->arena, vouching->newest, vouching->people.count,
                       &vouching->newest_room))
        return err_no_memory(err);
    if (!map_intern(&vouching->ids, key->id, &number, &added, err))
        return false;
    if (added)
        vouching->first[number] = (uint32_t)vouching->count;
    if (!map_intern(&vouching->people, key->person, &number, &added, err))
        return false;
    key->older = added ? 0 : vouching->newest[number] + 1;
    vouching->newest[number] = (uint32_t)vouching->count++;
    return true;
}

static bool key_proved(Vouching *vouching, const VouchKey *key, Str proof, Err *err)
{
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    Signature signature;
    Str message;
    Err why;

    if (!str_eq(sign_fingerprint(&key->key, fingerprint), key->id))
        return err_set(err, ERR_VERIFY, RULE_PROOF, key->id);
    return vouch_key_message(&key->key, key->person, vouching->record, vouching->arena, &message,
                             err)
        && ((signature_read(proof, &signature, &why)
             && sign_verify(&key->key, message, &signature, &why))
            || err_set(err, ERR_VERIFY, RULE_PROOF, key->id));
}

static void act_note(char to[VOUCH_UUID_BYTES], Str act)
{
    snprintf(to, VOUCH_UUID_BYTES, "%.*s", STR_ARG(act));
}

static bool key_added(Vouching *vouching, const Event *event, const Json *payload, Err *err)
{
    Str person = member(payload, "person");
    VouchKey *key;
    Digest bytes;

    if (!str_eq(member(payload, "purpose"), STR("person")))
        return true;
    if (!ARENA_ROOM(vouching->arena, vouching->keys, vouching->count, &vouching->room))
        return err_no_memory(err);
    key = &vouching->keys[vouching->count];
    *key = (VouchKey){ .added = "" };
    if (!digest_parse(member(payload, "key"), &bytes) || !event_is_uuid(person))
        return err_set(err, ERR_VERIFY, RULE_KEY_FORM);
    if (!sign_public_of((Str){ (const char *)bytes.bytes, DIGEST_BYTES }, &key->key, err))
        return false;
    if (!arena_copy(vouching->arena, member(payload, "id"), &key->id)
        || !arena_copy(vouching->arena, person, &key->person))
        return err_no_memory(err);
    act_note(key->added, event->act);
    return key_index(vouching, err) && key_proved(vouching, key, member(payload, "proof"), err);
}

static void key_retired(Vouching *vouching, const Event *event, const Json *payload)
{
    VouchKey *key = key_find(vouching, member(payload, "id"));

    if (key && !key->retired[0])
        act_note(key->retired, event->act);
}

/* Whether it could sign for the act: known before, and not retired before. */
static bool key_signs(const VouchKey *key, const Event *event)
{
    return str_eq(key->person, event->actor) && !str_eq(str_of(key->added), event->act)
        && (!key->retired[0] || str_eq(str_of(key->retired), event->act));
}

static const VouchKey *key_of_actor(const Vouching *vouching, const Event *event)
{
    uint32_t number, place;

    if (!map_find(&vouching->people, event->actor, &number))
        return NULL;
    for (place = vouching->newest[number] + 1; place; place = vouching->keys[place - 1].older)
        if (key_signs(&vouching->keys[place - 1], event))
            return &vouching->keys[place - 1];
    return NULL;
}

/* ---- acts ---------------------------------------------------------------------------- */

static bool signature_check(Vouching *vouching, const Event *event, const Json *payload, Err *err)
{
    VouchedAct act = { .act = event->act, .chain = event->chain, .person = event->actor,
                       .record = vouching->record, .length = event->seq, .last = event->prev };
    const VouchKey *key = key_find(vouching, member(payload, "key"));
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Signature signature;
    Str message;

    if (!key || !key_signs(key, event) || !str_eq(member(payload, "act"), event->act)
        || !str_eq(member(payload, "person"), event->actor))
        return err_set(err, ERR_VERIFY, RULE_KEY, member(payload, "key"));
    vouching->signatures++;
    return signature_read(member(payload, "signature"), &signature, err)
        && vouch_act_message(&act, &arena, &message, err)
        && sign_verify(&key->key, message, &signature, err);
}

bool vouch_end(const VouchChain *chain, Err *err)
{
    return !chain->act[0] || err_set(err, ERR_VERIFY, RULE_UNSIGNED, str_of(chain->act));
}

static bool act_follow(Vouching *vouching, VouchChain *chain, const Event *event,
                       const Json *payload, Err *err)
{
    bool signs = str_eq(event->kind, STR("act.signed"));
    bool waits = chain->act[0] && str_eq(str_of(chain->act), event->act);

    if (!waits && !vouch_end(chain, err))
        return false;
    if (event->asserted ? waits || signs : signs && !waits)
        return err_set(err, ERR_VERIFY, RULE_UNSIGNED, event->act);
    act_note(chain->act, event->asserted || signs ? STR("") : event->act);
    return !signs || signature_check(vouching, event, payload, err);
}

bool vouch_event(Vouching *vouching, VouchChain *chain, const Event *event, const Json *payload,
                 Err *err)
{
    const VouchKey *key = event->asserted ? key_of_actor(vouching, event) : NULL;

    if (key)
        return err_set(err, ERR_VERIFY, RULE_ASSERTED, event->actor, key->id);
    if (chain && !act_follow(vouching, chain, event, payload, err))
        return false;
    if (str_eq(event->kind, STR("key.retired")))
        key_retired(vouching, event, payload);
    return !str_eq(event->kind, STR("key.added")) || key_added(vouching, event, payload, err);
}
