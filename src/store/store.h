/* SPDX-License-Identifier: Apache-2.0 */
/* store.h — the record: opened, appended to, read.
 *
 * One append is one transaction: it locks the log, checks that what the writer had read is still
 * so, writes events, blobs, tree and tables, signs the new head, and commits. When it returns true
 * everything is on disk; when it returns false nothing was written, but for one case that has a
 * rule of its own ("store.commit-doubtful").
 *
 * Source: RFC 9162 sections 2.1 (tree) and 4.10 (signed heads, whose form here is our own, see
 * head.h); RFC 8785 (what is hashed).
 * Threads: a Store belongs to one thread at a time; processes share a record freely.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "store/db.h"
#include "store/event.h"
#include "store/tables.h"

enum {
    STORE_SCHEMA = 3,              /* the newest migration                                  */
    BLOB_BYTES_MAX = 900 << 20,    /* SQLite and PostgreSQL both end near 10⁹ bytes a value */
    APPEND_EVENTS_MAX = 100000,    /* of one act: bounds its memory and its lock            */
    SIGNATURE_BYTES = 64,
};

typedef struct Store Store;

/* Who signs heads; `key` is the fingerprint under which the public key stands in the record. */
typedef struct {
    Str key;
    bool (*sign)(void *context, Str message, unsigned char signature[SIGNATURE_BYTES], Err *err);
    void *context;
} Signer;

/* `place` as db_open takes it. A new record gets the UUID `record`, which is of 36 characters.
 * Fails: ERR_NO_DATA "store.no-record"; ERR_VERIFY for a schema newer than ours. */
typedef struct {
    const char *place;
    bool create;
    Str record;
} StoreOptions;
MUST_CHECK bool store_open(const StoreOptions *options, Store **out, Err *err);
void store_close(Store *store);
Db *store_db(Store *store);
/* The UUID of the record; lives as long as the store. */
Str store_record(const Store *store);

/* One fact to be said. */
typedef struct {
    Str kind, chain;
    Str payload;                   /* a JSON object; made canonical here */
    const Str *subjects;
    size_t subject_count;
} Draft;

/* A row as the writer had read it: when it was written since, the append is refused. */
typedef struct {
    TableId table;
    Str id;
    uint64_t leaf;                 /* STORE_NO_LEAF: there was no such row */
} Seen;
#define STORE_NO_LEAF UINT64_MAX

typedef struct {
    Str media, bytes;
} BlobDraft;

typedef struct {
    const Draft *drafts;
    size_t draft_count;
    const Seen *seen;
    size_t seen_count;
    const BlobDraft *blobs;
    size_t blob_count;
    Str actor, act;                /* UUIDs: a person record; what binds the events together */
    bool asserted;
    int64_t now_s;
    const Signer *signer;          /* NULL: no head is signed */
    const char *witness;           /* the path of the witness that must agree, or NULL */
    const Signer *personal;        /* of the actor, who signs for the act in each chain; NULL
                                      exactly when it is asserted (vouch.h) */
    const struct DossierAccount *dossier; /* of the one that a draft takes in, or NULL */
    /* Makes the id of the next event; 36 characters that live until the append returns. */
    bool (*id)(void *context, char out[37], Err *err);
    void *context;
} Append;

/* The head after the append, signed when there was a signer. */
typedef struct {
    uint64_t size;
    Digest root;
    Str body;                      /* canonical JSON, in the caller's arena */
    unsigned char signature[SIGNATURE_BYTES];
} Receipt;

/* Fails: ERR_USAGE "store.stale" naming what was written since, by which event and when; what
 * project.h refuses; ERR_VERIFY when the witness speaks of what is gone (head.h); ERR_IO. */
MUST_CHECK bool store_append(Store *store, const Append *append, Arena *arena, Receipt *out,
                             Err *err);

/* "sha256:…" in `buffer`. */
enum { BLOB_NAME_BYTES = 72 };
Str blob_name(Str bytes, char buffer[BLOB_NAME_BYTES]);
/* The bytes of a blob. ERR_NO_DATA "store.blob-absent"; ERR_VERIFY when they are not what their
 * name says. */
MUST_CHECK bool blob_read(Db *db, Str digest, Arena *arena, Str *bytes, Err *err);
MUST_CHECK bool store_blob(Store *store, Str digest, Arena *arena, Str *bytes, Err *err);
