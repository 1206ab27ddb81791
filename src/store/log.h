/* SPDX-License-Identifier: Apache-2.0 */
/* log.h — the append-only log: events in one order, each chained to the one before in its chain,
 * all under one Merkle tree.
 *
 *     leaf      0     1     2     3     4        tables event, chain
 *     level 1   └──┬──┘     └──┬──┘              table node: complete subtrees only
 *     level 2      └─────┬─────┘
 *     log              the frontier: complete subtrees that nobody is above, smallest first
 *
 * Source: RFC 9162 section 2.1.
 */
#pragma once

#include "store/db.h"
#include "store/event.h"
#include "trust/merkle.h"

/* The log while a transaction holds its lock. */
typedef struct {
    Db *db;
    MerkleFrontier frontier;
} Log;

/* One row of the table `event`. */
typedef struct {
    uint64_t leaf, seq;
    int64_t time_s;
    Str id, chain, kind, body, payload;
    Digest hash;
} LogEntry;

/* The empty log of a new record. */
MUST_CHECK bool log_make(Db *db, Err *err);
/* Inside a write transaction: takes the lock and the state of the tree. */
MUST_CHECK bool log_lock(Db *db, Log *out, Err *err);
/* The state of the tree without the lock. */
MUST_CHECK bool log_state(Db *db, MerkleFrontier *out, Err *err);
/* Gives `event` its leaf, seq and prev, and writes it. */
MUST_CHECK bool log_add(Log *log, Event *event, Str payload, Err *err);
/* The length of a chain and the hash of its last event. */
MUST_CHECK bool log_chain(Db *db, Str chain, uint64_t *length, Digest *last, Err *err);
/* Writes the state of the tree back. */
MUST_CHECK bool log_close(Log *log, Err *err);

/* The event at `leaf`; ERR_VERIFY "store.event-absent" when there is none. Copied to `arena`. */
MUST_CHECK bool log_entry(Db *db, uint64_t leaf, Arena *arena, LogEntry *out, Err *err);
/* Every event from `from` on in the order of the log, or of one chain when `chain` is not empty.
 * The entry lives during the call. */
typedef bool LogEach(void *context, const LogEntry *entry, Err *err);
MUST_CHECK bool log_walk(Db *db, uint64_t from, Str chain, LogEach *each, void *context, Err *err);

/* The digest of a complete subtree or of a leaf (level 0): the `read` of a MerkleStore whose
 * context is a Db. */
MUST_CHECK bool log_node(void *db, unsigned level, uint64_t position, Digest *out, Err *err);
