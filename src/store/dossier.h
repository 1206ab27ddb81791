/* SPDX-License-Identifier: Apache-2.0 */
/* dossier.h — one product's complete record as a file that needs nothing else to be verified.
 *
 *     inro dossier 1
 *     manifest 398        canonical JSON: which chain, its length and last hash, the key, and the
 *     {…}                 digest of all that follows the signature
 *     signature 64        Ed25519 over DOSSIER_CONTEXT, a NUL and the manifest
 *     head 312            the newest signed tree head (head.h), and its signature
 *     head-signature 64
 *     event 401           by leaf: each event with its payload and its RFC 9162 inclusion proof
 *     payload 120         under the head
 *     proof 96
 *     blob 2048           by digest: each file that the events name and nobody erased
 *
 * A part is its word, a blank, the bytes it holds, a line end, the bytes and a line end. There is
 * one way to write a dossier, so any other byte is an alteration. docs/formats/dossier.md says
 * what is shown: the chain of the product, and of the organisation's chain only who it is, the
 * key that signs, the people and the matrices that are named. Of an erased person the event stays
 * and the name is gone.
 *
 * Hostile: dossier_read believes nothing; limits below. Threads: pure.
 */
#pragma once

#include "store/head.h"
#include "trust/sign.h"

#define DOSSIER_CONTEXT "inro dossier v1"

enum {
    DOSSIER_BYTES_MAX = BLOB_BYTES_MAX, /* an importer keeps it as a blob     */
    DOSSIER_EVENTS_MAX = 4000000,       /* bounds the memory of who reads it  */
    DOSSIER_BLOBS_MAX = 1000000,
};

typedef struct {
    Str body, payload; /* in the bytes of the dossier */
    Digest hash;
    uint64_t leaf, seq;
    bool own;          /* of the product's chain */
} DossierEvent;

typedef struct {
    Digest digest;
    Str bytes;
} DossierBlob;

/* A dossier whose integrity was proved; texts lie in the arena or in its bytes. Who signed it is
 * `key`: whether that is somebody to believe is the caller's question. */
typedef struct {
    Str product;             /* the newest name of the product */
    Str organisation;        /* what it calls itself */
    Str chain, record;
    PublicKey key;
    Str fingerprint;
    int64_t time_s;          /* of the head */
    uint64_t size;           /* of the head */
    uint64_t length;         /* of the product's chain */
    Digest last;             /* hash of its last event */
    uint64_t erased;         /* people and files that were erased */
    uint64_t vouched;        /* acts of the product's chain that who acted signed for (vouch.h) */
    const DossierEvent *events;
    size_t event_count;
    const DossierBlob *blobs; /* by digest */
    size_t blob_count;
} Dossier;

/* Proves every part. `bytes` must outlive *out.
 * Fails: ERR_VERIFY with the first bad part as first step: "manifest", "head", "event 3" (counted
 * from 1 in the file), "blob sha256:…", "chain". */
MUST_CHECK bool dossier_read(Str bytes, Arena *arena, Dossier *out, Err *err);
/* The bytes of "sha256:…"; false when the dossier does not hold them. */
bool dossier_blob(const Dossier *dossier, Str name, Str *bytes);

/* Writes the dossier of the product with that UUID under the newest head that `signer` signed.
 * Fails: ERR_NO_DATA "store.dossier-head" when that head does not cover all of it: append nothing,
 * which signs a new head, and try again. */
MUST_CHECK bool dossier_write(Store *store, Str product, const PublicKey *key,
                              const Signer *signer, Buf *out, Err *err);
