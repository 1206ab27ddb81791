/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h — whether the record is what was written: every event, every signature, every table.
 *
 * In this order, so that the first bad record is named and not what follows from it:
 *
 *   log      each event is canonical, has its leaf, seq, prev, payload and hash    verify_log.c
 *   tree     the inner nodes, the compact range and the ends of the chains
 *   heads    each is ours, its root is the tree's at its size, its signature holds
 *            under a key that an event before it made known; no act before the newest lacks one
 *   people   the acts of who has a key of their own are signed by it               vouch.c
 *   witness  the newest head kept outside the database is one of this tree
 *   blobs    each is what its name says; none is missing that was not erased; none is unknown
 *   tables   each row is what the events give, and there is no other              verify_tables.c
 *   file     of SQLite: each index, by which commands find rows, agrees with them  db.h
 *
 * One consistent view is read, whoever writes meanwhile.
 */
#pragma once

#include "store/store.h"
#include "trust/sign.h"

typedef struct {
    uint64_t events, heads, blobs, erased, rows;
    uint64_t size;    /* of the newest signed head; 0: none is signed */
    uint64_t unsigned_events; /* younger than it */
    uint64_t vouched; /* acts, each chain by itself, that who acted signed for */
    bool witnessed;
    bool hidden;      /* there is a witness, perhaps, that may not be read */
} VerifyReport;

/* `witness` is the path of the witness file, or NULL to do without.
 * Fails: ERR_VERIFY with the bad record as first step ("event 41", "head 42", "blob sha256:…",
 * "release 0192…"); ERR_IO when the database cannot be read. */
MUST_CHECK bool store_verify(Store *store, const char *witness, VerifyReport *out, Err *err);
/* The same of the record with the UUID `record`, inside a transaction that sees all of it, without
 * a witness. */
MUST_CHECK bool verify_in(Db *db, Str record, VerifyReport *out, Err *err);
