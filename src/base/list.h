/* SPDX-License-Identifier: Apache-2.0 */
/* list.h — arrays that only grow, in blocks that never move.
 *
 * What is built in memory holds millions of rows; doubling an array would hold them twice. Rows lie
 * in blocks of LIST_BLOCK_BYTES in an arena, so a pointer to a row stays valid while the arena
 * lives.
 */
#pragma once

#include "base/arena.h"

enum { LIST_BLOCK_BYTES = 1 << 16 };

typedef struct {
    Arena *arena;
    unsigned char **blocks;
    uint32_t block_room;  /* length of `blocks` */
    uint32_t count;       /* rows */
    uint32_t size;        /* bytes of a row */
    uint32_t shift;       /* a block holds 1 << shift rows */
} List;

/* Rows of `size` bytes, 1 … LIST_BLOCK_BYTES. */
List list_new(Arena *arena, size_t size);
/* A zeroed row at the end; NULL without memory or past UINT32_MAX - 1 rows. */
MUST_CHECK void *list_append(List *list);
#define LIST_ADD(list, Type) ((Type *)list_append(list))

/* Row `i`, which must be there. */
static inline void *list_at(const List *list, uint32_t i)
{
    uint32_t block = i >> list->shift;

    assert(i < list->count);
    return list->blocks[block] + (size_t)(i & ((UINT32_C(1) << list->shift) - 1)) * list->size;
}
#define LIST_AT(list, Type, i) ((Type *)list_at((list), (i)))

/* Number `i` of a list of uint32_t that grows with zeros up to it; NULL without memory. */
MUST_CHECK uint32_t *list_reach_u32(List *list, uint32_t i);
/* Appends one number to a list of uint32_t; false without memory. */
MUST_CHECK bool list_add_u32(List *list, uint32_t value);
