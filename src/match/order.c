/* SPDX-License-Identifier: Apache-2.0 */
#include "match/order.h"

#include <string.h>

enum { RUN = 8 }; /* so many are sorted by insertion before runs are merged */

static void sort_run(uint32_t *index, uint32_t count, OrderBefore *before, const void *context)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t held = index[i], at = i;
        for (; at && before(context, held, index[at - 1]); at--)
            index[at] = index[at - 1];
        index[at] = held;
    }
}

/* What one merge of two neighbouring runs works on: [low, middle) and [middle, high). */
typedef struct {
    uint32_t *index, *room;
    uint32_t low, middle, high;
} Runs;

static void merge(const Runs *runs, OrderBefore *before, const void *context)
{
    uint32_t left = runs->low, right = runs->middle, at = runs->low;

    memcpy(runs->room + runs->low, runs->index + runs->low,
           (runs->high - runs->low) * sizeof *runs->index);
    while (left < runs->middle && right < runs->high)
        runs->index[at++] = before(context, runs->room[right], runs->room[left])
            ? runs->room[right++] : runs->room[left++];
    while (left < runs->middle)
        runs->index[at++] = runs->room[left++];
    while (right < runs->high)
        runs->index[at++] = runs->room[right++];
}

void order_sort(uint32_t *index, uint32_t *room, uint32_t count, OrderBefore *before,
                const void *context)
{
    for (uint32_t low = 0; low < count; low += RUN)
        sort_run(index + low, count - low < RUN ? count - low : RUN, before, context);
    for (uint64_t run = RUN; run < count; run *= 2)
        for (uint64_t low = 0; low + run < count; low += 2 * run) {
            uint64_t middle = low + run, high = middle + run < count ? middle + run : count;
            if (before(context, index[middle], index[middle - 1])) /* else they are in order */
                merge(&(Runs){ index, room, (uint32_t)low, (uint32_t)middle, (uint32_t)high },
                      before, context);
        }
}

uint32_t *order_new(uint32_t count, OrderBefore *before, const void *context, Arena *arena)
{
    uint32_t *index = ARENA_ARRAY(arena, uint32_t, count);
    uint32_t *room = ARENA_ARRAY(arena, uint32_t, count);

    if (!index || !room)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        index[i] = i;
    order_sort(index, room, count, before, context);
    return index;
}
