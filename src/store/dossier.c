/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a dossier. Parts are proved in the order of the file, so that the first bad one is
 * named; the digest of all of it comes last and lets no byte go unproved. */
#include "store/dossier.h"

#include "base/canonical.h"
#include "base/halving.h"
#include "base/name.h"
#include "store/dossier_parts.h"
#include "store/vouch.h"

#include <string.h>

enum { EVENT_ARENA_BYTES = 512 << 20 };

#define RULE_MAGIC     STR("store.dossier-magic")
#define RULE_LIMIT     STR("store.dossier-limit")
#define RULE_HEAD      STR("store.dossier-record")
#define RULE_SIGNATURE STR("store.signature-form")
#define RULE_ORDER     STR("store.dossier-order")
#define RULE_PAYLOAD   STR("store.payload-altered")
#define RULE_CHAIN     STR("store.chain-broken")
#define RULE_KIND      STR("store.dossier-kind")
#define RULE_PROOF     STR("store.dossier-proof")
#define RULE_STRANGE   STR("store.blob-strange")
#define RULE_MISSING   STR("store.blob-missing")
#define RULE_KEPT      STR("store.blob-kept")
#define RULE_END       STR("store.dossier-end")
#define RULE_COUNT     STR("store.dossier-count")
#define RULE_CONTENT   STR("store.dossier-content")
#define RULE_KEY       STR("store.dossier-key")
#define RULE_PRODUCT   STR("store.dossier-product")
#define RULE_PERSON    STR("store.dossier-person")

typedef struct {
    Arena *arena;
    Arena scratch;           /* of one event */
    Dossier *out;
    Manifest manifest;
    MerkleHead head;
    DossierEvent *event;
    DossierBlob *blob;
    size_t event_room, blob_room;
    Map named, erased;       /* blobs */
    Map actors, people;      /* UUIDs of who acted; of person records */
    Str organisation;        /* the chain of all that is not of the product */
    bool key_found;
    Vouching vouching;
    VouchChain vouch;        /* of the product's chain */
} Reading;

/* ---- the front ---------------------------------------------------------------------- */

static bool signature_take(Str *rest, const char *word, Signature *out, Err *err)
{
    Str bytes;

    if (!dossier_part_read(rest, word, &bytes, err))
        return false;
    if (bytes.len != SIGN_SIGNATURE_BYTES)
        return err_set(err, ERR_VERIFY, RULE_SIGNATURE);
    memcpy(out->bytes, bytes.ptr, bytes.len);
    return true;
}

static bool manifest_take(Reading *reading, Str *rest, Err *err)
{
    Str magic = STR(DOSSIER_MAGIC), text, message;
    Manifest *manifest = &reading->manifest;
    Signature signature;

    if (!str_starts(*rest, magic))
        return err_set(err, ERR_VERIFY, RULE_MAGIC);
    *rest = str_slice(*rest, magic.len, rest->len);
    if (!dossier_part_read(rest, "manifest", &text, err)
        || !manifest_read(text, reading->arena, manifest, err)
        || !signature_take(rest, "signature", &signature, err)
        || !manifest_message(text, reading->arena, &message, err))
        return false;
    if (manifest->events > DOSSIER_EVENTS_MAX || manifest->blobs > DOSSIER_BLOBS_MAX)
        return err_set(err, ERR_LIMIT, RULE_LIMIT);
    return sign_verify(&manifest->key, message, &signature, err);
}

static bool head_take(Reading *reading, Str *rest, Err *err)
{
    Dossier *out = reading->out;
    Signature signature;
    Str text, message;
    Head head;

    if (!dossier_part_read(rest, "head", &text, err) || !head_read(text, reading->arena, &head, err)
        || !signature_take(rest, "head-signature", &signature, err)
        || !head_message(text, reading->arena, &message, err))
        return false;
    if (!str_eq(head.key, out->fingerprint) || !str_eq(head.record, reading->manifest.record))
        return err_set(err, ERR_VERIFY, RULE_HEAD);
    reading->head = (MerkleHead){ head.size, head.root };
    out->size = head.size;
    out->time_s = head.time_s;
    return sign_verify(&reading->manifest.key, message, &signature, err);
}

static bool front_take(Reading *reading, Str *rest, Err *err)
{
    Dossier *out = reading->out;
    char fingerprint[SIGN_FINGERPRINT_BYTES];

    if (!manifest_take(reading, rest, err))
        return err_in(err, "manifest");
    out->chain = reading->manifest.chain;
    out->record = reading->manifest.record;
    out->key = reading->manifest.key;
    out->length = reading->manifest.length;
    reading->vouching = (Vouching){ .arena = reading->arena, .record = out->record };
    out->last = reading->manifest.last;
    if (!arena_copy(reading->arena, sign_fingerprint(&out->key, fingerprint), &out->fingerprint))
        return err_no_memory(err);
    return head_take(reading, rest, err) || err_in(err, "head");
}

/* ---- what events say ---------------------------------------------------------------- */

static bool name_add(Reading *reading, Map *names, Str name, Err *err)
{
    uint32_t id;
    Str copy;

    if (map_find(names, name, &id))
        return true;
    return arena_copy(reading->arena, name, &copy) ? map_intern(names, copy, &id, NULL, err)
                                                   : err_no_memory(err);
}

/* The key that signed must be one that the record itself made known, to sign. */
static void key_compare(Reading *reading, const Json *payload)
{
    Digest key;

    reading->key_found |=
        str_eq(json_str(json_get(payload, STR("id"))), reading->out->fingerprint)
        && str_eq(json_str(json_get(payload, STR("purpose"))), STR("sign"))
        && digest_parse(json_str(json_get(payload, STR("key"))), &key)
        && memcmp(key.bytes, reading->out->key.bytes, sizeof key.bytes) == 0;
}

/* The newest name in events of a noun; the first of a chain must tell one. */
static bool name_take(Reading *reading, const Event *event, const char *noun, const Json *payload,
                      Str *out, Err *err)
{
    const Json *name = json_get(payload, STR("name"));
    Str read;

    if (!str_starts(event->kind, str_of(noun)) || (!name && event->seq))
        return true;
    if (!name_read(json_str(name), reading->arena, &read, err))
        return false;
    *out = read;
    return true;
}

static bool product_take(Reading *reading, const Event *event, const Json *payload, Err *err)
{
    bool first = event->seq == 0;

    if (first && (!str_eq(event->kind, STR("product.created"))
                  || !str_eq(json_str(json_get(payload, STR("id"))), event->chain)))
        return err_set(err, ERR_VERIFY, RULE_PRODUCT);
    return name_take(reading, event, "product.", payload, &reading->out->product, err);
}

static bool payload_take(Reading *reading, const Event *event, const Json *payload, Err *err)
{
    Str blob = json_str(json_get(payload, STR("blob")));

    if (str_eq(event->kind, STR("key.added")))
        key_compare(reading, payload);
    if (str_eq(event->kind, STR("person.recorded"))
        && !name_add(reading, &reading->people, json_str(json_get(payload, STR("id"))), err))
        return false;
    if (str_eq(event->kind, STR("blob.erased")) && !name_add(reading, &reading->erased, blob, err))
        return false;
    return vouch_event(&reading->vouching,
                       str_eq(event->chain, reading->manifest.chain) ? &reading->vouch : NULL,
                       event, payload, err)
        && payload_blobs(payload, reading->arena, &reading->named, err)
        && name_add(reading, &reading->actors, event->actor, err);
}

/* ---- one event ---------------------------------------------------------------------- */

static bool chain_follow(Reading *reading, const Event *event, Err *err)
{
    const DossierEvent *before = NULL;

    for (size_t i = reading->out->event_count; i-- > 0 && !before;)
        before = reading->event[i].own ? &reading->event[i] : NULL;
    if (event->seq != (before ? before->seq + 1 : 0)
        || (before && !digest_equal(&event->prev, &before->hash)))
        return err_set(err, ERR_VERIFY, RULE_CHAIN, event->chain);
    return true;
}

/* The place of the event: behind the one before, of a chain that belongs here, of a kind that
 * belongs to that chain. */
static bool place_check(Reading *reading, const Event *event, bool own, Err *err)
{
    const Kind *kind = kind_find(event->kind);
    size_t count = reading->out->event_count;

    if (count && event->leaf <= reading->event[count - 1].leaf)
        return err_set(err, ERR_VERIFY, RULE_ORDER);
    if (!kind || !dossier_takes(kind, own))
        return err_set(err, ERR_VERIFY, RULE_KIND, event->kind);
    if (own)
        return chain_follow(reading, event, err);
    if (!reading->organisation.len
        && !arena_copy(reading->arena, event->chain, &reading->organisation))
        return err_no_memory(err);
    return str_eq(reading->organisation, event->chain)
        || err_set(err, ERR_VERIFY, RULE_KIND, event->kind);
}

static bool proof_check(const Reading *reading, const DossierEvent *event, Str bytes, Err *err)
{
    MerkleProof proof = { .count = bytes.len / DIGEST_BYTES };

    if (bytes.len % DIGEST_BYTES || proof.count > MERKLE_PROOF_MAX)
        return err_set(err, ERR_VERIFY, RULE_PROOF);
    if (bytes.len)
        memcpy(proof.node, bytes.ptr, bytes.len);
    return merkle_inclusion_verify(&reading->head, event->leaf, &event->hash, &proof, err)
        || err_set(err, ERR_VERIFY, RULE_PROOF);
}

static bool event_keep(Reading *reading, const DossierEvent *event, Err *err)
{
    size_t count = reading->out->event_count;

    if (count == reading->manifest.events)
        return err_set(err, ERR_VERIFY, RULE_COUNT);
    if (!ARENA_ROOM(reading->arena, reading->event, count, &reading->event_room))
        return err_no_memory(err);
    reading->event[count] = *event;
    reading->out->event_count++;
    return true;
}

static bool event_check(Reading *reading, DossierEvent *event, Str proof, Err *err)
{
    Arena *arena = &reading->scratch;
    Digest digest = digest_of(event->payload);
    const Json *payload;
    Event said;

    event->hash = merkle_leaf(event->body);
    if (!event_parse(event->body, arena, &said, err))
        return false;
    event->leaf = said.leaf;
    event->seq = said.seq;
    event->own = str_eq(said.chain, reading->manifest.chain);
    if (!place_check(reading, &said, event->own, err))
        return false;
    if (!digest_equal(&digest, &said.payload))
        return err_set(err, ERR_VERIFY, RULE_PAYLOAD);
    return proof_check(reading, event, proof, err) && canonical_is(event->payload, arena, err)
        && json_parse(event->payload, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &payload, err)
        && payload_take(reading, &said, payload, err)
        && (event->own ? product_take(reading, &said, payload, err)
                       : name_take(reading, &said, "organisation.", payload,
                                   &reading->out->organisation, err))
        && event_keep(reading, event, err);
}

static bool event_take(Reading *reading, Str *rest, Err *err)
{
    DossierEvent event = { .leaf = 0 };
    Str proof;

    arena_reset(&reading->scratch);
    return (dossier_part_read(rest, "event", &event.body, err)
            && dossier_part_read(rest, "payload", &event.payload, err)
            && dossier_part_read(rest, "proof", &proof, err)
            && event_check(reading, &event, proof, err))
        || err_in(err, "event %zu", reading->out->event_count + 1);
}

/* ---- blobs -------------------------------------------------------------------------- */

static bool blob_keep(Reading *reading, const DossierBlob *blob, Err *err)
{
    size_t count = reading->out->blob_count;

    if (!ARENA_ROOM(reading->arena, reading->blob, count, &reading->blob_room))
        return err_no_memory(err);
    reading->blob[count] = *blob;
    reading->out->blob_count++;
    return true;
}

static bool blob_check(Reading *reading, const DossierBlob *blob, Str name, Err *err)
{
    size_t count = reading->out->blob_count;
    uint32_t id;

    if (!map_find(&reading->named, name, &id))
        return err_set(err, ERR_VERIFY, RULE_STRANGE);
    if (map_find(&reading->erased, name, &id))
        return err_set(err, ERR_VERIFY, RULE_KEPT);
    if (count && memcmp(blob->digest.bytes, reading->blob[count - 1].digest.bytes, DIGEST_BYTES)
                     <= 0)
        return err_set(err, ERR_VERIFY, RULE_ORDER);
    if (count == reading->manifest.blobs)
        return err_set(err, ERR_VERIFY, RULE_COUNT);
    return blob_keep(reading, blob, err);
}

static bool blob_take(Reading *reading, Str *rest, Err *err)
{
    char name[BLOB_NAME_BYTES];
    DossierBlob blob;

    if (!dossier_part_read(rest, "blob", &blob.bytes, err))
        return err_in(err, "blob %zu", reading->out->blob_count + 1);
    blob.digest = digest_of(blob.bytes);
    return blob_check(reading, &blob, blob_name(blob.bytes, name), err)
        || err_in(err, "blob %s", name);
}

/* ---- what must not be absent -------------------------------------------------------- */

static bool blobs_end(Reading *reading, Err *err)
{
    for (size_t i = 0; i < reading->named.count; i++) {
        Str name = reading->named.key[i], bytes;
        uint32_t id;
        bool gone = map_find(&reading->erased, name, &id);

        reading->out->erased += gone;
        if (!gone && !dossier_blob(reading->out, name, &bytes)) {
            err_set(err, ERR_VERIFY, RULE_MISSING);
            return err_in(err, "blob %.*s", STR_ARG(name));
        }
    }
    return true;
}

static bool people_end(const Reading *reading, Err *err)
{
    Str fingerprint = reading->out->fingerprint;
    uint32_t id;

    for (size_t i = 0; i < reading->actors.count; i++) {
        Str actor = reading->actors.key[i];

        if (!map_find(&reading->people, actor, &id)) {
            err_set(err, ERR_VERIFY, RULE_PERSON, actor);
            return err_in(err, "person %.*s", STR_ARG(actor));
        }
    }
    if (reading->key_found)
        return true;
    err_set(err, ERR_VERIFY, RULE_KEY, fingerprint);
    return err_in(err, "key %.*s", STR_ARG(fingerprint));
}

/* Of the event `seq` of the product's chain, or NULL. */
static const Digest *hash_at(const Dossier *dossier, uint64_t seq)
{
    for (size_t i = 0; i < dossier->event_count; i++)
        if (dossier->events[i].own && dossier->events[i].seq == seq)
            return &dossier->events[i].hash;
    return NULL;
}

static bool chain_end(const Reading *reading, Err *err)
{
    const Digest *last = reading->manifest.length
                       ? hash_at(reading->out, reading->manifest.length - 1) : NULL;

    if (!vouch_end(&reading->vouch, err))
        return err_in(err, "chain");
    if (!last || !digest_equal(last, &reading->manifest.last)
        || hash_at(reading->out, reading->manifest.length)) {
        err_set(err, ERR_VERIFY, RULE_END);
        return err_in(err, "chain");
    }
    return true;
}

static bool content_end(const Reading *reading, Str content, Err *err)
{
    Digest digest = digest_of(content);

    if (reading->out->event_count != reading->manifest.events
        || reading->out->blob_count != reading->manifest.blobs)
        return err_set(err, ERR_VERIFY, RULE_COUNT);
    return digest_equal(&digest, &reading->manifest.content)
        || err_set(err, ERR_VERIFY, RULE_CONTENT);
}

/* ---- all of it ---------------------------------------------------------------------- */

static size_t content_begin(Str bytes)
{
    Str rest = str_slice(bytes, sizeof DOSSIER_MAGIC - 1, bytes.len), part;
    Err err;

    return dossier_part_read(&rest, "manifest", &part, &err)
        && dossier_part_read(&rest, "signature", &part, &err)
         ? bytes.len - rest.len : bytes.len;
}

static bool read_all(Reading *reading, Str bytes, Err *err)
{
    Str rest = bytes;

    if (!front_take(reading, &rest, err))
        return false;
    while (part_is(rest, "event"))
        if (!event_take(reading, &rest, err))
            return false;
    reading->out->events = reading->event;
    if (!chain_end(reading, err))
        return false;
    while (rest.len)
        if (!blob_take(reading, &rest, err))
            return false;
    reading->out->blobs = reading->blob;
    return blobs_end(reading, err) && people_end(reading, err)
        && (content_end(reading, str_slice(bytes, content_begin(bytes), bytes.len), err)
            || err_in(err, "manifest"));
}

bool dossier_read(Str bytes, Arena *arena, Dossier *out, Err *err)
{
    Dossier dossier = { .size = 0 };
    Reading reading = { .arena = arena, .scratch = arena_new(EVENT_ARENA_BYTES), .out = &dossier };
    bool ok = bytes.len <= DOSSIER_BYTES_MAX ? read_all(&reading, bytes, err)
                                             : err_set(err, ERR_LIMIT, RULE_LIMIT);

    arena_done(&reading.scratch);
    vouch_done(&reading.vouching);
    map_done(&reading.named);
    map_done(&reading.erased);
    map_done(&reading.actors);
    map_done(&reading.people);
    dossier.vouched = reading.vouching.signatures;
    if (ok)
        *out = dossier;
    return ok;
}

bool dossier_blob(const Dossier *dossier, Str name, Str *bytes)
{
    Halving half = halving_of(dossier->blob_count);
    Digest wanted;

    if (!str_starts(name, STR("sha256:")) || !digest_parse(str_slice(name, 7, name.len), &wanted))
        return false;
    while (halving_next(&half)) {
        const DossierBlob *blob = &dossier->blobs[half.middle];
        int order = memcmp(blob->digest.bytes, wanted.bytes, DIGEST_BYTES);

        if (order == 0) {
            *bytes = blob->bytes;
            return true;
        }
        halving_turn(&half, order < 0);
    }
    return false;
}
