/* SPDX-License-Identifier: Apache-2.0 */
/* head.h — a signed tree head: everything said so far, in 32 bytes somebody vouches for.
 *
 *     {"key":"SHA256:…","record":"…","root":"sha256:…","size":42,
 *      "time":"2026-11-22T06:00:00Z","v":1}
 *
 * canonical JSON; what is signed (Ed25519) is HEAD_CONTEXT, a NUL and that text, so that a head can
 * never be taken for another kind of message.
 *
 * A witness is a copy of the newest head in a file outside the database: without it nobody could
 * tell that the youngest events were cut off together with their heads.
 *
 * Source: RFC 9162 section 4.10 (what a head says); the form is ours.
 */
#pragma once

#include "store/log.h"
#include "store/store.h"

#define HEAD_CONTEXT "inro tree head v1"

typedef struct {
    Str key, record;
    Digest root;
    uint64_t size;
    int64_t time_s;
} Head;

void head_write(const Head *head, Buf *out);
/* Fails: ERR_VERIFY when the text is not exactly what head_write writes. */
MUST_CHECK bool head_read(Str body, Arena *arena, Head *out, Err *err);
/* The bytes that are signed. */
MUST_CHECK bool head_message(Str body, Arena *arena, Str *out, Err *err);

/* Inside the transaction of an append: writes and, with a signer, signs the head of `log`. */
MUST_CHECK bool head_make(Db *db, Str record, const Log *log, const Append *append, Arena *arena,
                          Receipt *out, Err *err);

/* One row of the table `head`, in the order of size. */
typedef bool HeadEach(void *context, Str body, Str key, Str signature, uint64_t size, Err *err);
MUST_CHECK bool head_walk(Db *db, HeadEach *each, void *context, Err *err);

/* The witness: one line `body TAB signature in hexadecimal`. */
MUST_CHECK bool witness_write(const char *path, const Receipt *receipt, Err *err);
/* The same after an append: a newer one, of another writer who was quicker, is left. */
MUST_CHECK bool witness_advance(const char *path, const Receipt *receipt, Err *err);
/* *found is false when there is no such file. */
typedef struct {
    bool found;
    Str body;
    unsigned char signature[SIGNATURE_BYTES];
} Witness;
/* Points into `text`. Fails: ERR_VERIFY when it is no such line. */
MUST_CHECK bool witness_parse(Str text, Witness *out, Err *err);
MUST_CHECK bool witness_read(const char *path, Arena *arena, Witness *out, Err *err);

/* Whether the log that is locked still holds what the witness at `path` speaks of: else a new act
 * would put its own head over the only word of what is gone.
 * Fails: ERR_VERIFY "store.witness-beyond", "store.witness-other"; what witness_read says. */
MUST_CHECK bool witness_agrees(const char *path, const Log *log, Err *err);
