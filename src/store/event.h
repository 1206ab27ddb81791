/* SPDX-License-Identifier: Apache-2.0 */
/* event.h — one fact of the record, in the only form that is hashed.
 *
 *     {"act":"…","actor":"…","asserted":true,"chain":"…","id":"…","kind":"release.created",
 *      "leaf":41,"payload":"sha256:…","prev":"sha256:…","seq":7,"subjects":["…"],
 *      "time":"2026-11-22T06:00:00Z","v":1}
 *
 * The text is canonical JSON (RFC 8785). What was said stands in the payload beside it, canonical
 * too, which the event names by its digest. `prev` is the hash of the event before in the same
 * chain, absent in the first. The hash of an event is its leaf hash in the Merkle tree of the whole
 * record (RFC 9162 section 2.1.1).
 *
 * `actor` is a person record; `asserted` says that nobody but the program vouches for who it was;
 * where it is false an event "act.signed" of the same act and chain does (vouch.h).
 * Units: times are UTC seconds. Identifiers are UUIDs of 36 characters.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "trust/digest.h"

enum {
    EVENT_BYTES_MAX = 1 << 20,     /* of a body: it holds identifiers alone                  */
    EVENT_SUBJECTS_MAX = 4096,
    PAYLOAD_BYTES_MAX = 64 << 20,  /* larger facts are blobs that the payload names          */
    EVENT_VERSION = 1,
};

typedef struct {
    Str id, act, actor, chain, kind;
    uint64_t leaf, seq;
    int64_t time_s;
    bool asserted;
    Digest payload;
    Digest prev;          /* of no meaning when seq is 0 */
    const Str *subjects;  /* what inside the chain it speaks of */
    size_t subject_count;
} Event;

/* Appends the canonical text. */
void event_print(const Event *event, Buf *out);
/* Reads it back; texts point into `body`, lists lie in `arena`.
 * Fails: ERR_VERIFY when the text is not exactly what event_print writes. */
MUST_CHECK bool event_parse(Str body, Arena *arena, Event *out, Err *err);

/* The blob that an element of a payload's `evidence` names: itself, or a member of it. A text that
 * names none is an address or words. */
Str event_evidence(const Json *element);
/* The UUID form that events and rows use: 36 characters, small letters. */
bool event_is_uuid(Str text);
