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
    SLICES_BYTES_MAX = 1 << 26, /* memory for all things of one report */
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

/* Every thing: open addressing by address, at most half full. */
typedef struct {
    const void *of; /* NULL: a free place */
    Slice slice;
} SliceRow;
typedef struct {
    SliceRow *rows;
    size_t count, places; /* places: a power of two, or 0 */
    Arena arena;
} Slices;
Slices slices_new(void);
void slices_done(Slices *slices);
/* NULL when nothing was kept; valid until the next is kept. */
const Slice *slices_find(const Slices *slices, const void *of);
void slices_keep(Slices *slices, const void *of, const Slice *slice);
