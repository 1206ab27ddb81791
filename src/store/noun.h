/* SPDX-License-Identifier: Apache-2.0 */
/* noun.h — what people name: products, releases, sites, devices and the rest, how each is found by
 * what people call it, and what its fields may hold.
 *
 * A noun is a row of a table. People call it by its UUID or by its name: "Pump", and what belongs
 * to something by "Pump@2.1" (a release), "Pump@SN-0007" (a device). Names are unique where they
 * stand, in Unicode's form NFC, without "@" and control characters (base/name.h).
 *
 * Fields are columns of tables.def, with what may stand in them. `NOUN_TABLE` is the table an
 * expert reads: which facts we keep, and in which words.
 */
#pragma once

#include "base/json.h"
#include "store/rows.h"
#include "store/store.h"

typedef enum {
    NOUN_ORGANISATION, NOUN_PRODUCT, NOUN_RELEASE, NOUN_COMPONENT, NOUN_CONTROL,
    NOUN_SAFETY, NOUN_SITE, NOUN_DEVICE, NOUN_SBOM, NOUNS_COUNT
} NounId;

typedef enum {
    FIELD_TEXT,   /* what people write, in lines                               */
    FIELD_NAME,   /* of the noun itself, see above                             */
    FIELD_DATE,   /* base/date.h, as people state dates                        */
    FIELD_WORD,   /* one of `words`                                            */
    FIELD_WORDS,  /* a list, each one of `words`                               */
    FIELD_LIST,   /* a list of texts                                           */
    FIELD_NOUN,   /* another noun, by its name or UUID                         */
    FIELD_NUMBER, /* counted by the program, given by nobody                   */
} FieldRule;

typedef struct {
    const char *column;
    FieldRule rule;
    const char *words;  /* FIELD_WORD, FIELD_WORDS: parted by blanks; empty: any word of ASCII */
    NounId noun;        /* FIELD_NOUN */
    bool programs_only; /* lists for people leave it out: too long, or the same in every row */
} Field;

enum { NOUN_FIELDS_MAX = 24, NOUN_TEXT_BYTES_MAX = 65536, NOUN_LIST_MAX = 1000 };

typedef struct {
    const char *word;        /* "product" */
    TableId table;
    const char *created, *changed; /* kinds of events */
    const char *name;        /* the column people call it by; NULL: only by UUID */
    const char *parent;      /* the column of what it belongs to, or NULL */
    NounId parent_noun;
    bool own_chain;          /* its UUID is the chain of what is said about it */
    Field field[NOUN_FIELDS_MAX]; /* ends with a NULL column */
} Noun;

extern const Noun NOUN_TABLE[NOUNS_COUNT];

/* The noun of that word, or NULL. */
const Noun *noun_find(Str word);
const Field *noun_field(const Noun *noun, Str column);

/* The row people mean by `called`. Fails: ERR_USAGE "store.noun-unknown" with noun and name, and
 * "store.noun-near" with the nearest name there is. */
MUST_CHECK bool noun_resolve(Db *db, NounId id, Str called, Arena *arena, Row *out, Err *err);
/* The name of a person record, its UUID when it was erased. */
MUST_CHECK bool person_called(Db *db, Str uuid, Arena *arena, Str *out, Err *err);
/* A row of ours, or of the dossier that `origin` is the id of. */
typedef struct {
    NounId noun;
    Str origin; /* empty: ours */
    Str id;
} NounRef;
/* What people call it: "Pump@2.1"; its UUID when it has no name. */
MUST_CHECK bool noun_named(Db *db, const NounRef *ref, Arena *arena, Str *out, Err *err);
/* The same of a row of ours. */
MUST_CHECK bool noun_called(Db *db, NounId id, Str uuid, Arena *arena, Str *out, Err *err);

/* What a command line gives: a column and its text; a list gives its column again and again. An
 * empty text takes the value away. */
typedef struct {
    Str column, text;
} Given;
/* Makes a payload of what was given: checks each text by its field, resolves names, and adds `id`.
 * Fails: ERR_USAGE with the column as a step. */
MUST_CHECK bool noun_payload(Db *db, NounId noun, Str id, const Given *given, size_t count,
                             Arena *arena, Str *payload, Err *err);
/* Whether a field may hold it: lines of text, without controls and changes of direction. */
MUST_CHECK bool noun_text_check(Str text, Err *err);
/* The UUID of the one organisation whose record this is. */
MUST_CHECK bool noun_organisation(Db *db, Arena *arena, Str *out, Err *err);
/* The chain that speaks of a row of this noun: itself, its product, or the organisation. */
MUST_CHECK bool noun_chain(Db *db, NounId noun, Str id, const Row *row, Arena *arena, Str *out,
                           Err *err);
