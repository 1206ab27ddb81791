/* SPDX-License-Identifier: Apache-2.0 */
#include "report/slices.h"

#include <string.h>

static bool slice_copy(Arena *arena, const Slice *from, Slice *to)
{
    for (size_t i = 0; i < SLICE_PIECES; i++)
        if (!arena_copy(arena, from->piece[i], &to->piece[i]))
            return false;
    return true;
}

/* ---- the newest ---- */

SliceOne slice_one_new(void)
{
    return (SliceOne){ .arena = arena_new(SLICE_ONE_BYTES_MAX) };
}

void slice_one_done(SliceOne *one)
{
    arena_done(&one->arena);
}

const Slice *slice_one_find(const SliceOne *one, const void *of)
{
    return one->of == of ? &one->slice : NULL;
}

void slice_one_keep(SliceOne *one, const void *of, const Slice *slice)
{
    arena_reset(&one->arena);
    one->of = slice_copy(&one->arena, slice, &one->slice) ? of : NULL;
}

/* ---- the latest of each place ---- */

Slices slices_new(void)
{
    return (Slices){ .arena = arena_new(SLICES * sizeof(SliceRow)) };
}

void slices_done(Slices *slices)
{
    arena_done(&slices->arena);
}

/* Things lie a few dozen bytes apart: the high bits of the product know all of the address. */
static size_t place_of(const void *of)
{
    return (size_t)(((uint64_t)(uintptr_t)of * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % SLICES;
}

void slices_ahead(const Slices *slices, const void *of)
{
    if (slices->rows)
        __builtin_prefetch(&slices->rows[place_of(of)]);
}

const Slice *slices_find(const Slices *slices, const void *of)
{
    size_t place = place_of(of);

    return slices->of[place] == of ? &slices->rows[place].slice : NULL;
}

static bool row_write(SliceRow *row, const Slice *slice)
{
    size_t used = 0;

    for (size_t i = 0; i < SLICE_PIECES; i++) {
        Str piece = slice->piece[i];
        if (piece.len > SLICE_BYTES - used)
            return false;
        if (piece.len)
            memcpy(row->text + used, piece.ptr, piece.len);
        row->slice.piece[i] = (Str){ row->text + used, piece.len };
        used += piece.len;
    }
    return true;
}

void slices_keep(Slices *slices, const void *of, const Slice *slice)
{
    size_t place = place_of(of);

    if (!slices->rows)
        slices->rows = arena_alloc_raw(&slices->arena, SLICES * sizeof(SliceRow));
    if (slices->rows)
        slices->of[place] = row_write(&slices->rows[place], slice) ? of : NULL;
}
