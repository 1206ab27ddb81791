/* SPDX-License-Identifier: Apache-2.0 */
/* vouch.h — who acted, proved by a key of their own.
 *
 * Without more, the program says who acts (`asserted` of an event). A person may bind a key of
 * their own to their person record. From the next act on their events are not asserted, and each
 * chain that an act speaks in ends, for this act, with an event that signs for it:
 *
 *     key.added    {"id":"SHA256:…","key":"…","person":"…","proof":"…","purpose":"person"}
 *                  proof: Ed25519 over VOUCH_KEY_CONTEXT, a NUL and
 *                  {"key":"…","person":"…","record":"…","v":1}
 *     act.signed   {"act":"…","id":"…","key":"SHA256:…","person":"…","signature":"…"}
 *                  signature: Ed25519 over VOUCH_ACT_CONTEXT, a NUL and
 *                  {"act":"…","chain":"…","last":"sha256:…","length":7,"person":"…","record":"…",
 *                   "v":1}
 *
 * where `last` is the hash of the event before it in its chain and `length` how many there are up
 * to it. Each event names the one before by its hash, so this covers all that was said, and what it
 * was said to. The head of the record is the second signature, that of the installation.
 *
 * What holds, event after event in the order of the log:
 *   – an event that is not asserted is followed, in its act and chain, by "act.signed";
 *   – its signature holds, under a key of the actor that was known before the act and not retired
 *     before it;
 *   – who has such a key asserts nothing: docs/adr/0010.
 *
 * Source: RFC 8785 (canonical JSON), RFC 8032 (Ed25519).
 */
#pragma once

#include "base/json.h"
#include "base/map.h"
#include "store/event.h"
#include "trust/sign.h"

#define VOUCH_KEY_CONTEXT "inro personal key v1"
#define VOUCH_ACT_CONTEXT "inro act v1"

enum { VOUCH_HEX_BYTES = 2 * SIGN_SIGNATURE_BYTES + 1, VOUCH_UUID_BYTES = 37 };

/* What an act says in one chain. */
typedef struct {
    Str act, chain, person, record;
    uint64_t length; /* of the chain, without the event that signs */
    Digest last;
} VouchedAct;

/* The bytes that are signed. */
MUST_CHECK bool vouch_act_message(const VouchedAct *act, Arena *arena, Str *out, Err *err);
MUST_CHECK bool vouch_key_message(const PublicKey *key, Str person, Str record, Arena *arena,
                                  Str *out, Err *err);
/* A signature as payloads hold it: small hexadecimal digits. */
Str vouch_hex(const unsigned char signature[SIGN_SIGNATURE_BYTES], char out[VOUCH_HEX_BYTES]);

/* The key of a person. */
typedef struct {
    Str id, person;
    PublicKey key;
    char added[VOUCH_UUID_BYTES], retired[VOUCH_UUID_BYTES]; /* by which act; empty: it is not */
    uint32_t older; /* the one before of the same person: its place plus one; 0: there is none */
} VouchKey;

/* What the events up to here made known; its texts live in `arena`. Keys are found by maps: a
 * stranger's dossier may hold a million of them, and each event asks. */
typedef struct {
    Arena *arena;
    Str record;
    VouchKey *keys;
    size_t count, room;
    Map ids, people;           /* of the keys; whose they are */
    uint32_t *first, *newest;  /* places in `keys`: of an id; of a person */
    size_t first_room, newest_room;
    uint64_t signatures; /* that held */
} Vouching;
void vouch_done(Vouching *vouching);

/* The act of a chain whose events wait for their signature. */
typedef struct {
    char act[VOUCH_UUID_BYTES]; /* empty: none waits */
} VouchChain;

/* Takes the next event. `chain` is the state of its chain, zero at first, or NULL when not all of
 * the chain is to be seen: then its signatures are not asked for.
 * Fails: ERR_VERIFY "store.act-unsigned", "store.act-asserted", "store.act-key", "store.key-proof",
 *        or as sign_verify. */
MUST_CHECK bool vouch_event(Vouching *vouching, VouchChain *chain, const Event *event,
                            const Json *payload, Err *err);
/* Behind the last event of a chain. */
MUST_CHECK bool vouch_end(const VouchChain *chain, Err *err);
