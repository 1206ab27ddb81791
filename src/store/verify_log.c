/* SPDX-License-Identifier: Apache-2.0 */
#include "store/verify_parts.h"

#include "base/canonical.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

enum { EVENT_ARENA_BYTES = 256 << 20 };

#define RULE_EVENT_MISSING STR("store.event-missing")
#define RULE_EVENT_ROW     STR("store.event-row")
#define RULE_EVENT_HASH    STR("store.event-hash")
#define RULE_PAYLOAD       STR("store.payload-altered")
#define RULE_CHAIN         STR("store.chain-broken")
#define RULE_CHAIN_END     STR("store.chain-end")
#define RULE_NODE          STR("store.node-altered")
#define RULE_NODES         STR("store.node-count")
#define RULE_LOG           STR("store.log-altered")
#define RULE_HEAD_ROOT     STR("store.head-root")
#define RULE_HEAD_KEY      STR("store.head-key")
#define RULE_HEAD_RETIRED  STR("store.head-retired")
#define RULE_HEAD_BEYOND   STR("store.head-beyond")
#define RULE_HEAD_MISSING  STR("store.head-missing")
#define RULE_KEY           STR("store.key-form")

/* ---- heads -------------------------------------------------------------------------- */

static KnownKey *key_known(const Verify *verify, Str id)
{
    for (size_t i = 0; i < verify->key_count; i++)
        if (str_eq(verify->keys[i].id, id))
            return &verify->keys[i];
    return NULL;
}

static bool head_check(Verify *verify, const PendingHead *head, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Digest root = merkle_root(&verify->frontier);
    const KnownKey *key = key_known(verify, head->head.key);
    Str message;

    if (!digest_equal(&root, &head->head.root))
        return err_set(err, ERR_VERIFY, RULE_HEAD_ROOT);
    if (!key)
        return err_set(err, ERR_VERIFY, RULE_HEAD_KEY, head->head.key);
    /* A witness is a copy of a head that is kept. */
    if (head->witness && verify->head_at != head->head.size)
        return err_set(err, ERR_VERIFY, RULE_HEAD_MISSING);
    /* The head of the act that retires a key may be its last. */
    if (head->head.size - 1 > key->retired)
        return err_set(err, ERR_VERIFY, RULE_HEAD_RETIRED, head->head.key);
    return head_message(head->body, &arena, &message, err)
        && sign_verify(&key->key, message, &head->signature, err);
}

/* Every head whose size the walk has reached. */
static bool heads_reached(Verify *verify, Err *err)
{
    while (verify->head_next < verify->head_count
           && verify->heads[verify->head_next].head.size == verify->frontier.size) {
        const PendingHead *head = &verify->heads[verify->head_next++];

        if (!head_check(verify, head, err))
            return err_in(err, "%s %llu", head->witness ? "witness" : "head",
                          (unsigned long long)head->head.size);
        verify->head_at = head->head.size;
    }
    return true;
}

/* Every act that is older than the newest head was signed for when it ended. */
static bool act_signed(Verify *verify, const Event *event, Err *err)
{
    bool begins = !str_eq(event->act, str_of(verify->act));

    if (begins && verify->frontier.size && verify->head_next < verify->head_count
        && verify->head_at != verify->frontier.size) {
        err_set(err, ERR_VERIFY, RULE_HEAD_MISSING);
        return err_in(err, "head %llu", (unsigned long long)verify->frontier.size);
    }
    snprintf(verify->act, sizeof verify->act, "%.*s", STR_ARG(event->act));
    return true;
}

/* ---- what events make known --------------------------------------------------------- */

static bool key_take(Verify *verify, const Json *payload, uint64_t leaf, Err *err)
{
    Str hex = json_str(json_get(payload, STR("key"))), id = json_str(json_get(payload, STR("id")));
    KnownKey *key;
    Digest bytes;

    /* A stranger whose word is taken signs nothing of ours. */
    if (!str_eq(json_str(json_get(payload, STR("purpose"))), STR("sign")))
        return true;
    if (!(verify->keys = arena_grow(verify->arena, verify->keys, verify->key_count * sizeof *key,
                                    (verify->key_count + 1) * sizeof *key)))
        return err_no_memory(err);
    key = &verify->keys[verify->key_count];
    if (!digest_parse(hex, &bytes))
        return err_set(err, ERR_VERIFY, RULE_KEY);
    if (!sign_public_of((Str){ (const char *)bytes.bytes, DIGEST_BYTES }, &key->key, err))
        return false;
    if (!arena_copy(verify->arena, id, &key->id))
        return err_no_memory(err);
    key->leaf = leaf;
    key->retired = UINT64_MAX;
    verify->key_count++;
    return true;
}

static void key_retire(Verify *verify, const Json *payload, uint64_t leaf)
{
    KnownKey *key = key_known(verify, json_str(json_get(payload, STR("id"))));

    if (key && key->retired == UINT64_MAX)
        key->retired = leaf;
}

static bool blob_room(Verify *verify, size_t id, Err *err)
{
    size_t room = verify->blob_room ? verify->blob_room * 2 : 64, old = verify->blob_room;

    if (id < old)
        return true;
    verify->blob_media = arena_grow(verify->arena, verify->blob_media, old * sizeof(Str),
                                    room * sizeof(Str));
    verify->blob_erased = arena_grow(verify->arena, verify->blob_erased, old, room);
    verify->blob_needed = arena_grow(verify->arena, verify->blob_needed, old, room);
    if (!verify->blob_media || !verify->blob_erased || !verify->blob_needed)
        return err_no_memory(err);
    memset(verify->blob_erased + old, 0, room - old);
    memset(verify->blob_needed + old, 0, room - old);
    verify->blob_room = room;
    return true;
}

static bool blob_note(Verify *verify, Str name, Str media, bool erased, Err *err)
{
    uint32_t id;
    bool added;
    Str copy;

    if (!str_starts(name, STR("sha256:")))
        return true;
    if (!arena_copy(verify->arena, name, &copy))
        return err_no_memory(err);
    if (!map_intern(&verify->blobs, copy, &id, &added, err) || !blob_room(verify, id, err))
        return false;
    if (added)
        verify->blob_media[id] = media;
    verify->blob_needed[id] = true;
    verify->blob_erased[id] = verify->blob_erased[id] || erased;
    return true;
}

/* Blobs stand in the members `blob` and `evidence`, which is a list. */
static bool blobs_take(Verify *verify, Str kind, const Json *payload, Err *err)
{
    JsonIter evidence = json_iter(json_get(payload, STR("evidence")));
    const Json *value;
    Str key;

    if (!blob_note(verify, json_str(json_get(payload, STR("blob"))),
                   kind_media(kind_find(kind)), str_eq(kind, STR("blob.erased")), err))
        return false;
    while (json_next(&evidence, &key, &value))
        if (!blob_note(verify, event_evidence(value), STR(""), false, err))
            return false;
    return true;
}

/* ---- one event ---------------------------------------------------------------------- */

static bool row_agrees(const LogEntry *entry, const Event *event)
{
    return entry->leaf == event->leaf && entry->seq == event->seq
        && entry->time_s == event->time_s && str_eq(entry->id, event->id)
        && str_eq(entry->chain, event->chain) && str_eq(entry->kind, event->kind);
}

static bool chain_follow(Verify *verify, const Event *event, const Digest *hash, Err *err)
{
    uint32_t id;
    bool added;
    Str name;
    ChainState *state;

    if (!arena_copy(verify->arena, event->chain, &name))
        return err_no_memory(err);
    if (!map_intern(&verify->chains, name, &id, &added, err))
        return false;
    if (!ARENA_ROOM(verify->arena, verify->chain_state, id, &verify->chain_room))
        return err_no_memory(err);
    state = &verify->chain_state[id];
    if (added)
        *state = (ChainState){ .length = 0 };
    if (event->seq != state->length
        || (event->seq && !digest_equal(&event->prev, &state->hash)))
        return err_set(err, ERR_VERIFY, RULE_CHAIN, event->chain);
    state->length = event->seq + 1;
    state->hash = *hash;
    return true;
}

static VouchChain *chain_vouch(Verify *verify, Str chain)
{
    uint32_t id = 0;

    return map_find(&verify->chains, chain, &id) ? &verify->chain_state[id].vouch : NULL;
}

static bool nodes_check(Verify *verify, const Digest *leaf, Err *err)
{
    MerkleNode complete[MERKLE_LEVELS];
    size_t count = merkle_append(&verify->frontier, leaf, complete);
    Digest stored;

    for (size_t i = 0; i < count; i++) {
        verify->nodes += complete[i].level > 0;
        if (!log_node(verify->db, complete[i].level, complete[i].index, &stored, err))
            return false;
        if (!digest_equal(&stored, &complete[i].digest))
            return err_set(err, ERR_VERIFY, RULE_NODE);
    }
    return true;
}

static bool payload_check(Verify *verify, const LogEntry *entry, const Event *event, Arena *arena,
                          Err *err)
{
    Digest digest = digest_of(entry->payload);
    const Json *payload;

    if (!digest_equal(&digest, &event->payload))
        return err_set(err, ERR_VERIFY, RULE_PAYLOAD);
    if (!canonical_is(entry->payload, arena, err)
        || !json_parse(entry->payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &payload, err))
        return err_in(err, "payload");
    if (!vouch_event(&verify->vouching, chain_vouch(verify, event->chain), event, payload, err))
        return false;
    if (str_eq(event->kind, STR("key.added")) && !key_take(verify, payload, event->leaf, err))
        return false;
    if (str_eq(event->kind, STR("key.retired")))
        key_retire(verify, payload, event->leaf);
    return blobs_take(verify, event->kind, payload, err);
}

static bool event_check(Verify *verify, const LogEntry *entry, Arena *arena, Err *err)
{
    Digest hash = merkle_leaf(entry->body);
    Event event;

    if (entry->leaf != verify->frontier.size)
        return err_set(err, ERR_VERIFY, RULE_EVENT_MISSING);
    if (!event_parse(entry->body, arena, &event, err))
        return false;
    if (!row_agrees(entry, &event))
        return err_set(err, ERR_VERIFY, RULE_EVENT_ROW);
    if (!digest_equal(&hash, &entry->hash))
        return err_set(err, ERR_VERIFY, RULE_EVENT_HASH);
    return act_signed(verify, &event, err)
        && chain_follow(verify, &event, &hash, err)
        && payload_check(verify, entry, &event, arena, err)
        && nodes_check(verify, &hash, err);
}

static bool event_each(void *context, const LogEntry *entry, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_ARENA_BYTES);
    Verify *verify = context;
    uint64_t leaf = verify->frontier.size;

    if (!event_check(verify, entry, &arena, err))
        return err_in(err, "event %llu", (unsigned long long)leaf);
    verify->report->events++;
    return heads_reached(verify, err);
}

/* ---- the ends ----------------------------------------------------------------------- */

static bool chain_row(void *context, const DbValue *values, size_t count, Err *err)
{
    Verify *verify = context;
    uint32_t id;
    bool added;
    Str name;

    (void)count;
    if (!arena_copy(verify->arena, values[0].text, &name))
        return err_no_memory(err);
    if (!map_intern(&verify->chains, name, &id, &added, err))
        return false;
    if (!added && !vouch_end(&verify->chain_state[id].vouch, err))
        return err_in(err, "chain %.*s", STR_ARG(name));
    if (!added && (uint64_t)values[1].number == verify->chain_state[id].length
        && values[2].text.len == DIGEST_BYTES
        && memcmp(values[2].text.ptr, verify->chain_state[id].hash.bytes, DIGEST_BYTES) == 0) {
        verify->chain_state[id].length = 0; /* met */
        return true;
    }
    err_set(err, ERR_VERIFY, RULE_CHAIN_END);
    return err_in(err, "chain %.*s", STR_ARG(name));
}

static bool chains_end(Verify *verify, Err *err)
{
    if (!db_query(verify->db, "SELECT id, length, hash FROM chain ORDER BY id", NULL, 0, chain_row,
                  verify, err))
        return false;
    for (size_t i = 0; i < verify->chains.count; i++)
        if (verify->chain_state[i].length) {
            err_set(err, ERR_VERIFY, RULE_CHAIN_END);
            return err_in(err, "chain %.*s", STR_ARG(verify->chains.key[i]));
        }
    return true;
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(uint64_t *)context = (uint64_t)values[0].number;
    return true;
}

static bool same_frontier(const MerkleFrontier *a, const MerkleFrontier *b)
{
    bool same = a->size == b->size;

    for (unsigned level = 0; level < MERKLE_LEVELS && same; level++)
        same = !(a->size >> level & 1) || digest_equal(&a->node[level], &b->node[level]);
    return same;
}

static bool log_end(Verify *verify, Err *err)
{
    MerkleFrontier stored;
    uint64_t rows = 0;

    return log_state(verify->db, &stored, err)
        && db_query(verify->db, "SELECT count(*) FROM log", NULL, 0, count_take, &rows, err)
        && ((rows == 1 && same_frontier(&stored, &verify->frontier))
            || err_set(err, ERR_VERIFY, RULE_LOG));
}

/* The walk begins at leaf 0: what says it stands before that is no event. */
static bool before_the_first(Verify *verify, Err *err)
{
    uint64_t leaf = 0;

    if (!db_query(verify->db, "SELECT leaf FROM event WHERE leaf < 0 ORDER BY leaf", NULL, 0,
                  count_take, &leaf, err))
        return false;
    if (!leaf)
        return true;
    err_set(err, ERR_VERIFY, RULE_EVENT_ROW);
    return err_in(err, "event %lld", (long long)leaf);
}

static bool tree_end(Verify *verify, Err *err)
{
    uint64_t nodes = 0;

    if (!db_query(verify->db, "SELECT count(*) FROM node", NULL, 0, count_take, &nodes, err))
        return false;
    if (nodes != verify->nodes) {
        err_set(err, ERR_VERIFY, RULE_NODES);
        return err_in(err, "node");
    }
    return log_end(verify, err) || err_in(err, "log");
}

static bool heads_end(const Verify *verify, Err *err)
{
    const PendingHead *head = &verify->heads[verify->head_next];

    if (verify->head_next == verify->head_count)
        return true;
    err_set(err, ERR_VERIFY, RULE_HEAD_BEYOND);
    return err_in(err, "%s %llu", head->witness ? "witness" : "head",
                  (unsigned long long)head->head.size);
}

bool verify_log(Verify *verify, Err *err)
{
    return log_walk(verify->db, 0, STR(""), event_each, verify, err) && heads_end(verify, err)
        && before_the_first(verify, err) && tree_end(verify, err) && chains_end(verify, err);
}
