/* SPDX-License-Identifier: Apache-2.0 */
/* dossier_account.h — what a worker without rights understood of a stranger's dossier.
 *
 * Whoever holds a key or writes a record parses no dossier: docs/adr/0007. A child proves it,
 * replays its events into tables of its own memory and gives these back as plain rows:
 *
 *     bytes ─ worker: dossier_read, project ─► account ─ bounds checked ─► dossier_account_write
 *
 * A child that was taken over can lie. Therefore what a signature covers is proved once more here,
 * and by writing, not by reading: the front of the dossier is written again out of the account and
 * must be, byte for byte, what stands in the file; then the signature is checked over it. So a
 * product, a record, a length or a key is only ever what the holder of that key signed, and lies
 * about the rest need a signer whose word is taken anyway.
 */
#pragma once

#include "store/dossier.h"
#include "store/project.h"

typedef struct DossierAccount {
    Digest digest;           /* of the bytes it is about     */
    Str product;             /* the newest name of the product */
    Str organisation;        /* what it calls itself */
    Str chain, record, fingerprint;
    PublicKey key;
    int64_t time_s;          /* of the head */
    uint64_t size;           /* of the head */
    uint64_t length;         /* of the product's chain */
    Digest last;             /* hash of its last event */
    uint64_t events, blobs, erased, vouched;
    Str hashes;              /* of the chain's events: `length` digests */
    Str rows;                /* packed */
} DossierAccount;

/* Runs the worker and proves the front; not from a process with several threads.
 * Owns:  *out lives in `arena`.
 * Fails: as dossier_read; ERR_LIMIT or ERR_INTERNAL for a worker that was ended or died;
 *        ERR_VERIFY "store.dossier-account" for an answer that contradicts itself or the file. */
MUST_CHECK bool dossier_account(Str bytes, Arena *arena, DossierAccount *out, Err *err);
/* The hash of the event `seq` of the chain; false when there is none. */
bool dossier_account_hash(const DossierAccount *account, uint64_t seq, Digest *out);
/* Inside a transaction: writes its rows under `to->origin`. Fails: ERR_VERIFY
 * "store.dossier-account" for a row that the tables do not know; as db_bulk_row. */
MUST_CHECK bool dossier_account_write(const Projection *to, const DossierAccount *account,
                                      Err *err);
