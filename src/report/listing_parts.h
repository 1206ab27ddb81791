/* SPDX-License-Identifier: Apache-2.0 */
/* listing_parts.h — the inside of listing.h: one writer for each format, and what they share. */
#pragma once

#include "report/listing.h"

/* What a writer needs, and the room it works in. */
typedef struct {
    const ReportOptions *options;
    Buf *out;
    Buf text;  /* a sentence or a list before it is escaped       */
    Buf line;  /* a row or a paragraph before it is written       */
    Scan data; /* for the parts that print a scan's tool and data */
    bool dated; /* data.database is of use                        */
} Sheet;

/* The cells of the row before: rows that follow each other differ in few. */
typedef struct {
    Buf text;       /* the cell; not a list's */
    size_t written; /* bytes that it took     */
    bool filled;
} LastCell;
typedef struct {
    LastCell cell[LISTING_COLUMNS_MAX];
} LastRow;

typedef bool ListingWriter(Sheet *sheet, const Listing *listing, Err *err);
typedef bool CardWriter(Sheet *sheet, const Card *card, Err *err);

ListingWriter listing_table, listing_json, listing_jsonl, listing_csv, listing_markdown,
    listing_html;
CardWriter card_table, card_json, card_markdown, card_html;

/* A cell as people read it, put into sheet->text: not yet escaped, and empty when it is absent. */
Str sheet_cell(Sheet *sheet, const ListingColumn *column, const ListingCell *cell);
/* One that no cell is like. */
LastRow last_row_new(size_t cap);
void last_row_done(LastRow *last);
/* Now no cell is like one of it. */
void last_row_forget(LastRow *last);
/* Whether the cell is the one that was kept; a list never is. */
bool last_cell_again(const LastCell *last, const ListingCell *cell);
void last_cell_keep(LastCell *last, const ListingCell *cell, size_t written);
/* The next note that has a rule behind `last` (NULL: the first); NULL when there is none. */
const ListingNote *sheet_next(const ListingHead *head, const ListingNote *last);
/* A note, and the sentence for no rows; both in sheet->text. */
Str sheet_note(Sheet *sheet, const ListingNote *note);
Str sheet_empty(Sheet *sheet, const Listing *listing);
/* Numbers stand at the right. */
bool sheet_right(ListingKind kind);
/* The columns that people are shown; returns how many. */
size_t sheet_columns(const Listing *listing, const ListingColumn *shown[LISTING_COLUMNS_MAX]);
/* The cell of a shown column. */
const ListingCell *sheet_at(const Listing *listing, const ListingColumn *column,
                            const ListingRow *row);
