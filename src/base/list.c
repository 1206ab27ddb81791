/* SPDX-License-Identifier: Apache-2.0 */
#include "base/list.h"

#include <string.h>

enum { BLOCKS_MIN = 16 };

List list_new(Arena *arena, size_t size)
{
    List list = { .arena = arena, .size = (uint32_t)size };

    assert(size && size <= LIST_BLOCK_BYTES);
    while (((size_t)2 << list.shift) * size <= LIST_BLOCK_BYTES)
        list.shift++;
    return list;
}

static bool room_for_block(List *list, uint32_t block)
{
    uint32_t room = list->block_room ? list->block_room * 2 : BLOCKS_MIN;
    unsigned char **blocks;

    if (block < list->block_room)
        return true;
    blocks = ARENA_ARRAY(list->arena, unsigned char *, room);
    if (!blocks)
        return false;
    if (list->block_room)
        memcpy(blocks, list->blocks, list->block_room * sizeof *blocks);
    list->blocks = blocks;
    list->block_room = room;
    return true;
}

void *list_append(List *list)
{
    uint32_t block = list->count >> list->shift;

    if (list->count >= UINT32_MAX - 1 || !room_for_block(list, block))
        return NULL;
    if (!list->blocks[block])
        list->blocks[block] = arena_alloc(list->arena, (size_t)1 << list->shift, list->size);
    if (!list->blocks[block])
        return NULL;
    list->count++;
    return list_at(list, list->count - 1);
}

uint32_t *list_reach_u32(List *list, uint32_t i)
{
    while (list->count <= i)
        if (!list_append(list))
            return NULL;
    return LIST_AT(list, uint32_t, i);
}

bool list_add_u32(List *list, uint32_t value)
{
    uint32_t *row = list_append(list);

    if (row)
        *row = value;
    return row != NULL;
}
