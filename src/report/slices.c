/* SPDX-License-Identifier: Apache-2.0 */
#include "report/slices.h"

enum { PLACES_MIN = 64 };

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
    return (SliceOne){ .arena = arena_new(SLICES_BYTES_MAX) };
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

/* ---- all ---- */

Slices slices_new(void)
{
    return (Slices){ .arena = arena_new(SLICES_BYTES_MAX) };
}

void slices_done(Slices *slices)
{
    arena_done(&slices->arena);
}

/* The row about `of`, or the free one where it belongs. */
static SliceRow *row_of(SliceRow *rows, size_t places, const void *of)
{
    /* Things lie a few dozen bytes apart: the high bits of the product know all of the address. */
    size_t at = (size_t)(((uint64_t)(uintptr_t)of * UINT64_C(0x9E3779B97F4A7C15)) >> 32);

    for (at &= places - 1; rows[at].of && rows[at].of != of; at = (at + 1) & (places - 1))
        continue;
    return &rows[at];
}

const Slice *slices_find(const Slices *slices, const void *of)
{
    const SliceRow *row = slices->places ? row_of(slices->rows, slices->places, of) : NULL;

    return row && row->of ? &row->slice : NULL;
}

static bool grow(Slices *slices)
{
    size_t places = slices->places ? 2 * slices->places : PLACES_MIN;
    SliceRow *rows = ARENA_ARRAY(&slices->arena, SliceRow, places);

    if (!rows)
        return false;
    for (size_t i = 0; i < slices->places; i++)
        if (slices->rows[i].of)
            *row_of(rows, places, slices->rows[i].of) = slices->rows[i];
    slices->rows = rows;
    slices->places = places;
    return true;
}

void slices_keep(Slices *slices, const void *of, const Slice *slice)
{
    SliceRow row = { .of = of };

    if (2 * slices->count >= slices->places && !grow(slices))
        return;
    if (!slice_copy(&slices->arena, slice, &row.slice))
        return;
    *row_of(slices->rows, slices->places, of) = row;
    slices->count++;
}
