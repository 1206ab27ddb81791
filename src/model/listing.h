/* SPDX-License-Identifier: Apache-2.0 */
/* listing.h — rows for people and programs: what every `list` and `show` prints.
 *
 * A Listing says what its columns are and hands out its rows one after the other, so that a
 * million rows need the memory of one. A Card is one record with its fields, and with lists below
 * when it has any. `report` prints both in every format (report/listing.h).
 *
 * Cells are text whatever they stand for: numbers as digits, days as "2026-11-20", instants as
 * "2026-11-20T00:00:00Z", scores as "9.8", truth as "true" or "false"; the empty text is absent.
 * Text of strangers is given as it is: `report` makes it harmless.
 *
 * Owns: nothing; all text outlives the call it is given to.
 */
#pragma once

#include "base/err.h"
#include "model/scan.h"

enum { LISTING_COLUMNS_MAX = 32, LISTING_NOTE_ARGS = 4 };

typedef enum {
    LISTING_TEXT,
    LISTING_WORD,  /* one of a table of ours: programs read the word, people its sentence */
    LISTING_INT,   /* digits, with a "-" before them when negative                        */
    LISTING_DATE,  /* a day or an instant                                                 */
    LISTING_BOOL,
    LISTING_LIST,  /* any number of texts                                                 */
    LISTING_SCORE, /* a number with a decimal point                                       */
    LISTING_KINDS,
} ListingKind;

typedef struct {
    Str key;   /* the member in JSON and the column in CSV: "support_ends"               */
    Str title; /* id of the heading that people read                                     */
    ListingKind kind;
    Str words; /* LISTING_WORD: the id of a word's sentence is this and the word itself:
                  "lifecycle.status-" and "affected"                                     */
    bool programs_only; /* not in table, markdown and html: a UUID beside a name         */
    bool whole;         /* an identifier: never wrapped in the columns of a table        */
    unsigned char leaves; /* on a terminal too narrow for all of them columns leave the table in
                           this order, 1 first, until the others fit; 0 stays            */
    bool spare;         /* it is then left out, and named above the rows; without this it
                           stands below its row                                          */
} ListingColumn;

typedef struct {
    Str text;         /* every kind but LISTING_LIST */
    const Str *items; /* LISTING_LIST                */
    size_t item_count;
} ListingCell;

typedef struct {
    Str heading; /* rows of the same heading follow each other; empty: none */
    const ListingCell *cells; /* one for each column */
} ListingRow;

/* What a cell of LISTING_BOOL says. */
Str listing_truth(bool value);

/* Gives the next row, which is valid until the next call; *row is NULL behind the last one.
 * Fails: as whoever makes the rows. */
typedef bool ListingNext(void *context, const ListingRow **row, Err *err);

/* A sentence below: what was left out, how to see the rest. */
typedef struct {
    Str rule;                    /* id of the sentence         */
    Str args[LISTING_NOTE_ARGS]; /* of that sentence, as in it */
} ListingNote;

/* What a Listing and a Card say about themselves. */
typedef struct {
    Str schema;       /* "inro.product-list/1", "inro.product/1" */
    Str title;        /* id of a sentence: "Products"            */
    Str tool_version; /* INRO_VERSION                            */
    const Scan *data; /* NULL when the rows do not rest on the knowledge base; else its
                         database, now_s and max_age_days say how old the data is */
    const ListingNote *notes; /* read after the last row, so that who makes the rows may fill them
                                 in; one without a rule is left out */
    size_t note_count;
} ListingHead;

typedef struct {
    ListingHead head;
    const ListingColumn *columns;
    size_t column_count;
    Str heading_key; /* what ListingRow.heading is called in JSON and CSV; empty: no headings */
    Str empty;       /* id of the sentence when there is no row; empty: one that fits all     */
    ListingNext *next;
    void *context;   /* of `next` */
} Listing;

typedef struct {
    Str key;          /* the member in JSON */
    const Listing *listing;
} CardList;

typedef struct {
    ListingHead head;
    Str name;         /* of the record: "Pump" */
    const ListingColumn *fields;
    const ListingCell *values;
    size_t field_count;
    const CardList *lists;
    size_t list_count;
} Card;

/* Rows that are there already: `context` of listing_rows_next. */
typedef struct {
    const ListingRow *rows;
    size_t count, at;
} ListingRows;
ListingNext listing_rows_next;
