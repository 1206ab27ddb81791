/* SPDX-License-Identifier: Apache-2.0 */
/* slices.h — what was written about a thing, to be copied when the thing comes again.
 *
 * A thing is known by its address. What is written about it may lie in several places of a
 * report, so several pieces are kept. Nothing here fails: what finds no room is not kept, and its
 * writer writes it anew.
 */
#pragma once

#include "base/arena.h"

enum {
    SLICE_PIECES = 2,
    SLICES = 64,                /* a power of two: more would cost more memory than they save */
    SLICE_BYTES = 768,          /* what is longer is written anew */
    SLICE_ONE_BYTES_MAX = 1 << 26,
};

typedef struct {
    Str piece[SLICE_PIECES];
} Slice;

/* Only the newest thing. */
typedef struct {
    const void *of; /* NULL: none */
    Slice slice;
    Arena arena;
} SliceOne;
SliceOne slice_one_new(void);
void slice_one_done(SliceOne *one);
/* NULL when it is about something else; valid until the next is kept. */
const Slice *slice_one_find(const SliceOne *one, const void *of);
void slice_one_keep(SliceOne *one, const void *of, const Slice *slice);

/* Things that come again and again: each has one place, which the newest thing of that place
 * holds. Few things are told all over the report; most come once or twice. */
typedef struct {
    Slice slice;
    char text[SLICE_BYTES];
} SliceRow;
typedef struct {
    const void *of[SLICES]; /* NULL: a free place */
    SliceRow *rows;         /* as many; NULL until the first is kept */
    Arena arena;
} Slices;
Slices slices_new(void);
void slices_done(Slices *slices);
/* NULL when nothing is kept of it; valid until the next is kept. */
const Slice *slices_find(const Slices *slices, const void *of);
void slices_keep(Slices *slices, const void *of, const Slice *slice);
/* Its place will be asked for soon. */
void slices_ahead(const Slices *slices, const void *of);
