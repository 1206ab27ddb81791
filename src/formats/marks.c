/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/marks.h"

#include <string.h>

static bool mark_compare(Scheme scheme, const Mark *a, const Mark *b, int *order)
{
    Err why = { 0 };

    if (a->version.len == 0 || b->version.len == 0)
        *order = (a->version.len > 0) - (b->version.len > 0);
    else if (a->key.len && b->key.len)
        *order = str_cmp(a->key, b->key);
    else
        return version_compare(scheme, a->version, b->version, order, &why);
    return true;
}

/* Writing a key once costs less than comparing twice. Where there is no key or no memory for
 * it, the comparator does. */
static void marks_key(Scheme scheme, Mark *marks, size_t count, Arena *arena)
{
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len;

    for (size_t i = 0; i < count; i++)
        if (!version_key(scheme, marks[i].version, key, &len)
            || !arena_copy(arena, (Str){ (const char *)key, len }, &marks[i].key))
            marks[i].key = (Str){ NULL, 0 };
}

/* One pass: sets `same`; *sorted tells whether every mark is at or after the one before. */
static bool marks_look(Scheme scheme, Mark *marks, size_t count, bool *sorted)
{
    int order;

    *sorted = true;
    marks[0].same = false;
    for (size_t i = 1; i < count; i++) {
        if (!mark_compare(scheme, &marks[i - 1], &marks[i], &order))
            return false;
        marks[i].same = order == 0;
        *sorted = *sorted && order <= 0;
    }
    return true;
}

/* Merges the sorted runs [0, middle) and [middle, count) of `from` into `to`. */
static bool marks_merge(Scheme scheme, const Mark *from, size_t middle, size_t count, Mark *to)
{
    size_t left = 0, right = middle;
    int order;

    for (size_t i = 0; i < count; i++) {
        order = left < middle ? -1 : 1;
        if (left < middle && right < count
            && !mark_compare(scheme, &from[left], &from[right], &order))
            return false;
        to[i] = order <= 0 ? from[left++] : from[right++];
    }
    return true;
}

/* Bottom-up merge sort between two arrays, so hostile records cost n log n comparisons. */
static bool marks_merge_sort(Scheme scheme, Mark *marks, Mark *spare, size_t count)
{
    Mark *from = marks, *to = spare, *swap;

    for (size_t width = 1; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t left = count - at;
            size_t middle = width < left ? width : left;
            size_t run = 2 * width < left ? 2 * width : left;

            if (!marks_merge(scheme, from + at, middle, run, to + at))
                return false;
        }
        swap = from;
        from = to;
        to = swap;
    }
    if (from != marks)
        memcpy(marks, from, count * sizeof *marks);
    return true;
}

static void marks_same_text(Mark *marks, size_t count)
{
    marks[0].same = false;
    for (size_t i = 1; i < count; i++)
        marks[i].same = str_eq(marks[i - 1].version, marks[i].version);
}

bool marks_sort(Scheme scheme, Mark *marks, size_t count, Arena *arena, bool *in_order, Err *err)
{
    Mark *room;
    bool sorted;

    enum { KEYS_FROM = 3 }; /* two marks are compared once: keys would cost more */

    *in_order = true;
    if (count >= KEYS_FROM)
        marks_key(scheme, marks, count, arena);
    if (count == 0 || (marks_look(scheme, marks, count, &sorted) && sorted))
        return true;
    if (!(room = arena_alloc_raw(arena, 2 * count * sizeof *room)))
        return err_no_memory(err);
    memcpy(room, marks, count * sizeof *marks);
    *in_order = marks_merge_sort(scheme, room, room + count, count)
             && marks_look(scheme, room, count, &sorted);
    if (*in_order)
        memcpy(marks, room, count * sizeof *marks);
    else
        marks_same_text(marks, count);
    return true;
}
