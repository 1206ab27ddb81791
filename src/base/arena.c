/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { BLOCK_BYTES_MIN = 4096, ALIGNMENT = alignof(max_align_t) };
enum { PAGE_BYTES = 4096, LARGE_BYTES = 4 << 20 }; /* a block with a page of 2 MiB in it */

struct ArenaBlock {
    ArenaBlock *older;
    size_t size; /* bytes behind this header */
    alignas(max_align_t) unsigned char bytes[];
};

Arena arena_new(size_t cap)
{
    return (Arena){ .cap = cap };
}

void arena_done(Arena *arena)
{
    while (arena->block) {
        ArenaBlock *older = arena->block->older;
        free(arena->block);
        arena->block = older;
    }
    arena->used = arena->total = 0;
}

void arena_reset(Arena *arena)
{
    ArenaBlock *kept = arena->block;

    if (!kept)
        return;
    arena->block = kept->older;
    arena_done(arena);
    kept->older = NULL;
    arena->block = kept;
    arena->total = kept->size;
}

bool arena_adopt(Arena *arena, Arena *other)
{
    ArenaBlock *oldest = other->block;

    if (other->total > arena->cap - arena->total)
        return false;
    if (!oldest)
        return true;
    while (oldest->older)
        oldest = oldest->older;
    if (arena->block) { /* the newest stays the newest: it has room */
        oldest->older = arena->block->older;
        arena->block->older = other->block;
    } else {
        arena->block = other->block;
        arena->used = other->used;
    }
    arena->total += other->total;
    *other = arena_new(other->cap);
    return true;
}

/* A hint: 512 page faults become one. A block is filled before the next, so little is wasted. */
static void use_large_pages(ArenaBlock *block, size_t size)
{
    uintptr_t from = ((uintptr_t)block + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);
    uintptr_t to = ((uintptr_t)block + size) & ~(uintptr_t)(PAGE_BYTES - 1);

    if (size >= LARGE_BYTES)
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

/* Doubles the arena, so n bytes cost at most log2(n) blocks. */
static bool block_add(Arena *arena, size_t need)
{
    size_t size = arena->total > BLOCK_BYTES_MIN ? arena->total : BLOCK_BYTES_MIN;
    ArenaBlock *block;

    if (arena->cap < arena->total || need > arena->cap - arena->total)
        return false;
    size = size > arena->cap - arena->total ? arena->cap - arena->total : size;
    size = size > need ? size : need;
    if (size > SIZE_MAX - sizeof(ArenaBlock))
        return false;
    block = malloc(sizeof(ArenaBlock) + size);
    if (!block)
        return false;
    if (!arena->small_pages)
        use_large_pages(block, size);
    *block = (ArenaBlock){ .older = arena->block, .size = size };
    arena->block = block;
    arena->total += size;
    arena->used = 0;
    return true;
}

static size_t pad(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

void *arena_alloc_raw(Arena *arena, size_t size)
{
    size_t padded = pad(size);
    void *at;

    if (padded < size)
        return NULL;
    if (!arena->block || padded > arena->block->size - arena->used)
        if (!block_add(arena, padded))
            return NULL;
    at = arena->block->bytes + arena->used;
    arena->used += padded;
    return at;
}

void *arena_alloc(Arena *arena, size_t count, size_t size)
{
    void *at;

    if (size && count > SIZE_MAX / size)
        return NULL;
    at = arena_alloc_raw(arena, count * size);
    return at ? memset(at, 0, count * size) : NULL;
}

void *arena_grow(Arena *arena, void *at, size_t old, size_t size)
{
    size_t held = pad(old), wanted = pad(size);
    unsigned char *end = arena->block ? arena->block->bytes + arena->used : NULL;
    void *moved;

    assert(size >= old);
    if (wanted < size)
        return NULL;
    if (end && (unsigned char *)at + held == end
        && wanted - held <= arena->block->size - arena->used) {
        arena->used += wanted - held;
        return at;
    }
    moved = arena_alloc_raw(arena, size);
    return moved && old ? memcpy(moved, at, old) : moved;
}

void *arena_room(Arena *arena, void *array, size_t wanted, size_t *room, size_t size)
{
    enum { ROOM_FIRST = 4 };
    size_t grown = *room ? *room : ROOM_FIRST;

    if (wanted <= *room)
        return array;
    while (grown < wanted && grown <= SIZE_MAX / 2)
        grown *= 2;
    if (grown < wanted || grown > SIZE_MAX / size)
        return NULL;
    array = arena_grow(arena, array, *room * size, grown * size);
    if (array)
        *room = grown;
    return array;
}

bool arena_copy(Arena *arena, Str text, Str *out)
{
    char *copy = text.len < SIZE_MAX ? arena_alloc_raw(arena, text.len + 1) : NULL;

    if (!copy)
        return false;
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    *out = (Str){ copy, text.len };
    return true;
}
