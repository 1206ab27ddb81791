/* SPDX-License-Identifier: Apache-2.0 */
/* order.h — sorting by index, stable, in memory that the caller gives.
 *
 * The C library's qsort is neither stable nor free of allocation.
 */
#pragma once

#include "base/arena.h"

/* Whether the thing numbered `a` comes strictly before the one numbered `b`. */
typedef bool OrderBefore(const void *context, uint32_t a, uint32_t b);

/* Sorts the numbers in `index`; `room` holds as many and is overwritten. */
void order_sort(uint32_t *index, uint32_t *room, uint32_t count, OrderBefore *before,
                const void *context);
/* 0 … count - 1 in order, in `arena`; NULL without memory. */
uint32_t *order_new(uint32_t count, OrderBefore *before, const void *context, Arena *arena);
