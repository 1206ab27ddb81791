/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a dossier: which events belong to it, then their parts in the order of the log. */
#include "store/dossier.h"

#include "store/dossier_parts.h"

#include <stdlib.h>
#include <string.h>

#define WRITE_ARENA_BYTES ((size_t)4 << 30)
enum { EVENT_ARENA_BYTES = 512 << 20 };

#define RULE_HEAD     STR("store.dossier-head")
#define RULE_LIMIT    STR("store.dossier-limit")
#define RULE_ABSENT   STR("store.dossier-absent")
#define RULE_MISSING  STR("store.blob-absent")

typedef struct {
    Db *db;
    Store *store;
    Str product, organisation;
    const PublicKey *key;
    const Signer *signer;
    Arena *arena;
    Buf *out;
    Map ids;                 /* UUIDs that events of the dossier name */
    Map named, erased;       /* blobs */
    uint64_t *leaf;          /* of the events */
    size_t leaf_count, leaf_room;
    Str head, head_signature;
    uint64_t size;
    Manifest manifest;
    Buf *content;
} Writing;

/* ---- which events ------------------------------------------------------------------- */

static bool id_intern(Writing *writing, Str id, Err *err)
{
    uint32_t number;
    Str copy;

    if (map_find(&writing->ids, id, &number))
        return true;
    return arena_copy(writing->arena, id, &copy)
         ? map_intern(&writing->ids, copy, &number, NULL, err) : err_no_memory(err);
}

static bool id_add(Writing *writing, Str id, Err *err)
{
    return !event_is_uuid(id) || id_intern(writing, id, err);
}

/* Every UUID that a payload names, however deep; json.h limits how deep that is. */
static bool ids_add(Writing *writing, const Json *json, Err *err)
{
    JsonIter iter = json_iter(json);
    const Json *value;
    Str key;

    if (json_is_str(json))
        return id_add(writing, json_str(json), err);
    while (json_next(&iter, &key, &value))
        if (!ids_add(writing, value, err))
            return false;
    return true;
}

static bool leaf_add(Writing *writing, uint64_t leaf, Err *err)
{
    if (writing->leaf_count == DOSSIER_EVENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_LIMIT);
    if (!ARENA_ROOM(writing->arena, writing->leaf, writing->leaf_count, &writing->leaf_room))
        return err_no_memory(err);
    writing->leaf[writing->leaf_count++] = leaf;
    return true;
}

static bool event_add(Writing *writing, const LogEntry *entry, const Json *payload, Arena *arena,
                      Err *err)
{
    Event event;

    return event_parse(entry->body, arena, &event, err) && id_add(writing, event.actor, err)
        && ids_add(writing, payload, err)
        && payload_blobs(payload, writing->arena, &writing->named, err)
        && leaf_add(writing, entry->leaf, err);
}

static bool own_event(void *context, const LogEntry *entry, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_ARENA_BYTES);
    Writing *writing = context;
    const Json *payload;

    writing->manifest.length = entry->seq + 1;
    writing->manifest.last = entry->hash;
    return json_parse(entry->payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, &arena, &payload, err)
        && event_add(writing, entry, payload, &arena, err);
}

/* Of the organisation's chain: itself, the key that signs, those of people, and what is named. */
static bool concerns(const Writing *writing, const Kind *kind, const Json *payload)
{
    Str id = json_str(json_get(payload, STR("id")));
    Str purpose = json_str(json_get(payload, STR("purpose")));
    uint32_t number;

    if (!kind || !dossier_takes(kind, false))
        return false;
    if (kind->effect == EFFECT_ERASE)
        return map_find(&writing->named, json_str(json_get(payload, STR("blob"))), &number);
    if (kind->table != TABLE_PUBLIC_KEY || kind->effect != EFFECT_CREATE)
        return map_find(&writing->ids, id, &number);
    if (str_eq(purpose, STR("person")))
        return map_find(&writing->ids, json_str(json_get(payload, STR("person"))), &number);
    return str_eq(id, writing->signer->key) && str_eq(purpose, STR("sign"));
}

static bool organisation_event(void *context, const LogEntry *entry, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_ARENA_BYTES);
    Writing *writing = context;
    const Kind *kind = kind_find(entry->kind);
    const Json *payload;

    if (!kind || !dossier_takes(kind, false))
        return true;
    if (!json_parse(entry->payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, &arena, &payload, err))
        return false;
    if (!concerns(writing, kind, payload))
        return true;
    /* A key of a person is named by its fingerprint when it is retired. */
    return (kind->table != TABLE_PUBLIC_KEY
            || id_intern(writing, json_str(json_get(payload, STR("id"))), err))
        && event_add(writing, entry, payload, &arena, err);
}

/* What is named may name others: until nothing is new. */
static bool organisation_gather(Writing *writing, size_t own, Err *err)
{
    size_t known;

    do {
        known = writing->ids.count + writing->named.count;
        writing->leaf_count = own;
        if (!log_walk(writing->db, 0, writing->organisation, organisation_event, writing, err))
            return false;
    } while (known != writing->ids.count + writing->named.count);
    return true;
}

static bool organisation_take(void *context, const DbValue *values, size_t count, Err *err)
{
    Writing *writing = context;

    (void)count;
    return (arena_copy(writing->arena, values[0].text, &writing->organisation)
            || err_no_memory(err))
        && id_add(writing, writing->organisation, err);
}

static int leaf_order(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

static bool gather(Writing *writing, Err *err)
{
    DbValue arg = db_text(writing->product);

    if (!db_query(writing->db, "SELECT organisation FROM product WHERE origin = '' AND id = $1",
                  &arg, 1, organisation_take, writing, err))
        return false;
    if (!writing->organisation.len)
        return err_set(err, ERR_NO_DATA, RULE_ABSENT, writing->product);
    if (!log_walk(writing->db, 0, writing->product, own_event, writing, err)
        || !organisation_gather(writing, writing->leaf_count, err))
        return false;
    if (writing->leaf_count)
        qsort(writing->leaf, writing->leaf_count, sizeof(uint64_t), leaf_order);
    return true;
}

/* ---- the head ----------------------------------------------------------------------- */

static bool head_row(void *context, const DbValue *values, size_t count, Err *err)
{
    Writing *writing = context;

    (void)count;
    writing->size = (uint64_t)values[0].number;
    return (arena_copy(writing->arena, values[1].text, &writing->head)
            && arena_copy(writing->arena, values[2].text, &writing->head_signature))
        || err_no_memory(err);
}

/* The newest head of this signer: it must be of the whole log as it is read. */
static bool head_find(Writing *writing, Err *err)
{
    DbValue arg = db_text(writing->signer->key);
    MerkleFrontier log;

    if (!log_state(writing->db, &log, err)
        || !db_query(writing->db,
                     "SELECT size, body, signature FROM head WHERE public_key = $1"
                     " ORDER BY size DESC LIMIT 1", &arg, 1, head_row, writing, err))
        return false;
    return (writing->head.len && writing->size == log.size)
        || err_set(err, ERR_NO_DATA, RULE_HEAD);
}

/* ---- parts -------------------------------------------------------------------------- */

static bool erased_note(Writing *writing, const LogEntry *entry, Arena *arena, Err *err)
{
    const Json *payload;
    uint32_t id;
    Str name;

    if (!str_eq(entry->kind, STR("blob.erased")))
        return true;
    if (!json_parse(entry->payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &payload, err))
        return false;
    return arena_copy(writing->arena, json_str(json_get(payload, STR("blob"))), &name)
         ? map_intern(&writing->erased, name, &id, NULL, err) : err_no_memory(err);
}

static bool event_put(Writing *writing, uint64_t leaf, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_ARENA_BYTES);
    const MerkleStore tree = { log_node, writing->db };
    MerkleProof proof;
    LogEntry entry;

    if (!log_entry(writing->db, leaf, &arena, &entry, err)
        || !merkle_inclusion_prove(&tree, writing->size, leaf, &proof, err)
        || !erased_note(writing, &entry, &arena, err))
        return false;
    part_write(writing->content, "event", entry.body);
    part_write(writing->content, "payload", entry.payload);
    part_write(writing->content, "proof",
               (Str){ (const char *)proof.node, proof.count * DIGEST_BYTES });
    return true;
}

static int name_order(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* Names are in small hexadecimal digits, so their order is that of the digests. */
static bool blobs_put(Writing *writing, Err *err)
{
    size_t count = writing->named.count;
    Str *names = ARENA_ARRAY(writing->arena, Str, count + 1);
    uint32_t id;

    if (!names)
        return err_no_memory(err);
    if (count) {
        memcpy(names, writing->named.key, count * sizeof *names);
        qsort(names, count, sizeof *names, name_order);
    }
    for (size_t i = 0; i < count; i++) {
        CLEANUP(arena_done) Arena arena = arena_new((size_t)BLOB_BYTES_MAX * 2);
        Str bytes;

        if (map_find(&writing->erased, names[i], &id))
            continue;
        if (!store_blob(writing->store, names[i], &arena, &bytes, err))
            return false;
        part_write(writing->content, "blob", bytes);
        writing->manifest.blobs++;
    }
    return true;
}

static bool content_write(Writing *writing, Err *err)
{
    part_write(writing->content, "head", writing->head);
    part_write(writing->content, "head-signature", writing->head_signature);
    for (size_t i = 0; i < writing->leaf_count; i++)
        if (!event_put(writing, writing->leaf[i], err))
            return false;
    if (!blobs_put(writing, err))
        return false;
    return !buf_failed(writing->content) || err_set(err, ERR_LIMIT, RULE_LIMIT);
}

static bool front_write(Writing *writing, Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(MANIFEST_BYTES_MAX);
    unsigned char signature[SIGNATURE_BYTES];
    Str message;

    writing->manifest.content = digest_of(buf_str(writing->content));
    manifest_write(&writing->manifest, &text);
    if (buf_failed(&text))
        return err_no_memory(err);
    if (!manifest_message(buf_str(&text), writing->arena, &message, err)
        || !writing->signer->sign(writing->signer->context, message, signature, err))
        return false;
    buf_add(writing->out, STR(DOSSIER_MAGIC));
    part_write(writing->out, "manifest", buf_str(&text));
    part_write(writing->out, "signature", (Str){ (const char *)signature, sizeof signature });
    buf_add(writing->out, buf_str(writing->content));
    return (!buf_failed(writing->out) && writing->out->len <= DOSSIER_BYTES_MAX)
        || err_set(err, ERR_LIMIT, RULE_LIMIT);
}

static bool write_body(Db *db, void *context, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WRITE_ARENA_BYTES);
    CLEANUP(buf_done) Buf content = buf_new(DOSSIER_BYTES_MAX);
    Writing writing = *(const Writing *)context;
    bool ok;

    writing.db = db;
    writing.arena = &arena;
    writing.content = &content;
    buf_clear(writing.out);
    ok = gather(&writing, err) && head_find(&writing, err);
    writing.manifest.chain = writing.product;
    writing.manifest.record = store_record(writing.store);
    writing.manifest.key = *writing.key;
    writing.manifest.events = writing.leaf_count;
    ok = ok && content_write(&writing, err) && front_write(&writing, err);
    map_done(&writing.ids);
    map_done(&writing.named);
    map_done(&writing.erased);
    return ok;
}

bool dossier_write(Store *store, Str product, const PublicKey *key, const Signer *signer, Buf *out,
                   Err *err)
{
    Writing writing = { .store = store, .product = product, .key = key, .signer = signer,
                        .out = out };

    return db_transact(store_db(store), DB_READ, write_body, &writing, err);
}
