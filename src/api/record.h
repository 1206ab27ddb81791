/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — an open record, and acts: what is said together in one transaction.
 *
 * The first act of an installation also says who it is: its organisation when the record is new,
 * its key before that key signs anything, and the person who acts. Who that person is, is asserted
 * by the program, unless they have bound a key of their own, which then signs (store/vouch.h).
 */
#pragma once

#include "api/api.h"
#include "inro/record.h"
#include "store/noun.h"
#include "store/store.h"
#include "trust/pkcs11.h"
#include "trust/sign.h"

#define ACT_ARENA_BYTES ((size_t)4 << 30)

struct InroRecord {
    Arena arena;          /* holds this struct */
    Store *store;
    Str keys, witness;    /* paths, ended by NUL */
    Str folder;           /* that the keys lie in */
    Str aside;            /* where a portfolio is made when it may not be in the record's folder;
                             empty: nowhere else */
    Str actor;            /* the name */
    SecretKey key;        /* without its seed when it never leaves its hardware, `card` */
    Pkcs11Key card;
    bool on_card;
    bool key_loaded;
    uint64_t said;        /* events appended since it was opened */
    Str fingerprint;
    Signer signer;
    char warning[ERR_TEXT_BYTES]; /* of the last act; empty: none */
    char exposed[ERR_TEXT_BYTES];
    Str personal;         /* the folder of the keys of who acts; empty: there is none */
    SecretKey person_key, bound_key;
    Signer person_signer;
};

/* One act while it is put together; its texts live in `arena`. */
typedef struct {
    InroRecord *record;
    const Inro *inro;
    Arena arena;
    Draft *drafts;
    size_t draft_count, draft_room;
    BlobDraft *blobs;
    size_t blob_count, blob_room;
    Seen *seen;
    size_t seen_count, seen_room;
    Str organisation;     /* whose chain speaks of all but products */
    Str actor;            /* the person record */
    struct { Str name, id; } *people; /* new ones of this act */
    size_t person_count;
    Str id;               /* of the act: a UUID */
    bool vouched;         /* the actor signs for it (store/vouch.h) */
    const struct DossierAccount *dossier; /* of the one that it takes in */
} Act;

/* The row of the dossier that was taken in of a product, by its name or UUID, copied.
 * Fails: ERR_USAGE "api.dossier-several" for the name of products of several makers. */
MUST_CHECK bool dossier_find(Db *db, Str called, Arena *arena, Row *out, bool *found, Err *err);

/* Loads the key of this installation, or makes it, and with it `fingerprint` and `signer`. */
MUST_CHECK bool record_key(InroRecord *record, Err *err);

/* The same early when a file of the keys names one in hardware: whose module needs rights that a
 * program gives up later. What fails is said by record_key, to who needs a signature. */
void record_card(InroRecord *record);

MUST_CHECK bool act_begin(InroRecord *record, const Inro *inro, Act *out, Err *err);
void act_done(Act *act);
/* Says the key that signs, unless the record knows it: before, or together with, its first
 * signature. act_begin does. */
MUST_CHECK bool act_key(Act *act, Err *err);
/* Takes up the key of the actor, when the record knows one that is not retired: act->vouched.
 * act_begin does. Fails: ERR_USAGE "api.personal-key-away" when it is not here (docs/adr/0010). */
MUST_CHECK bool act_vouch(Act *act, Err *err);
/* A new UUID. */
MUST_CHECK bool act_uuid(Act *act, Str *out, Err *err);
/* `payload` is a JSON object that outlives the act; `subject` may be empty. */
MUST_CHECK bool act_say(Act *act, const char *kind, Str chain, Str subject, Str payload, Err *err);
/* *name is "sha256:…". */
MUST_CHECK bool act_blob(Act *act, Str media, Str bytes, Str *name, Err *err);
MUST_CHECK bool act_seen(Act *act, TableId table, Str id, uint64_t leaf, Err *err);
/* Whether what a person wrote behind `option` reads the same on every screen (noun_text_check): it
 * is signed and stays. NULL is nothing. Not for names out of SBOMs, which are taken as they are. */
MUST_CHECK bool act_text(const char *text, const char *option, Err *err);
/* The person record of that name, made when there is none. */
MUST_CHECK bool act_person(Act *act, Str name, Str *id, Err *err);
/* Writes all of it, signed, and the witness after it. One that cannot be written is no failure
 * of the act, but its warning (inro_record_warning). */
MUST_CHECK bool act_end(Act *act, Err *err);
