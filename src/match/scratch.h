/* SPDX-License-Identifier: Apache-2.0 */
/* scratch.h — giving back what was taken from an arena since a mark, without freeing.
 *
 * A working arena that is used again for every component reaches the size of the largest one
 * and then stays there: the block grows once more when a mark lies in an older block.
 */
#pragma once

#include "base/arena.h"

typedef struct {
    const ArenaBlock *block;
    size_t used;
} ScratchMark;

static inline ScratchMark scratch_mark(const Arena *arena)
{
    return (ScratchMark){ arena->block, arena->used };
}

static inline void scratch_rewind(Arena *arena, ScratchMark mark)
{
    arena->used = arena->block == mark.block ? mark.used : 0;
}
