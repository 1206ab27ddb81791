/* SPDX-License-Identifier: Apache-2.0 */
/* verify_parts.h — what the parts of verify share.
 */
#pragma once

#include "base/map.h"
#include "store/head.h"
#include "store/verify.h"
#include "store/vouch.h"

/* A signed head that waits for the walk to reach its size. */
typedef struct {
    Head head;
    Str body;
    Signature signature;
    bool witness;
} PendingHead;

typedef struct {
    Str id;
    PublicKey key;
    uint64_t leaf;    /* of the event that made it known */
    uint64_t retired; /* of the event that retired it; UINT64_MAX: none did */
} KnownKey;

typedef struct {
    uint64_t length;
    Digest hash;
    VouchChain vouch;
} ChainState;

typedef struct {
    Str record;             /* its UUID */
    Db *db;
    Arena *arena;           /* of the whole verification */
    VerifyReport *report;
    MerkleFrontier frontier;
    Map chains;             /* uuid → place in chain_state */
    ChainState *chain_state;
    size_t chain_room;
    PendingHead *heads;     /* by size */
    size_t head_count, head_room, head_next;
    KnownKey *keys;
    size_t key_count;
    Vouching vouching;
    Map blobs;              /* names that events speak of → place in blob_erased, blob_needed */
    bool *blob_erased, *blob_needed;
    Str *blob_media;        /* as the first event that names it gives it; empty: any */
    size_t blob_room;
    uint64_t nodes;
    uint64_t head_at;       /* size of the newest stored head that was met */
    char act[40];           /* of the event before */
} Verify;

/* The events, the tree, heads and chains. */
MUST_CHECK bool verify_log(Verify *verify, Err *err);
/* The bytes of blobs. */
MUST_CHECK bool verify_blobs(Verify *verify, Err *err);
/* The tables against the events. */
MUST_CHECK bool verify_tables(Verify *verify, Err *err);
