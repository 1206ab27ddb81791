/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h — memory that is given back all at once.
 *
 * One job, one arena. It has a cap from birth (a limit, not a reservation: blocks
 * double from 4 KiB); past it, and when the system has no memory, allocation
 * returns NULL and the job fails with ERR_LIMIT, never the process.
 *
 * Threads: an arena belongs to one thread at a time.
 */
#pragma once

#include "base/str.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct {
    ArenaBlock *block; /* the newest block, linked to the older ones */
    size_t used;       /* bytes taken in the newest block */
    size_t total;      /* bytes held in all blocks */
    size_t cap;        /* total may not pass this */
    bool small_pages;  /* blocks are not asked for in pages of 2 MiB, which the host of a virtual
                          machine may give slowly: right for what is written once */
} Arena;

/* An arena that may hold `cap` bytes; nothing is allocated yet. */
Arena arena_new(size_t cap);
/* Gives all memory back; the arena may be used again. */
void arena_done(Arena *arena);
/* Forgets everything that was taken and keeps the newest, largest block for what comes next:
 * one arena for record after record. */
void arena_reset(Arena *arena);

/* Takes over all memory of `other`, which is empty then. False, and nothing is changed, past the
 * cap. */
bool arena_adopt(Arena *arena, Arena *other) MUST_CHECK;

/* `count` zeroed elements of `size` bytes, aligned for any type; NULL past the cap, on
 * overflow, or out of memory. Zero bytes give a valid pointer. */
void *arena_alloc(Arena *arena, size_t count, size_t size) MUST_CHECK;
#define ARENA_NEW(arena, Type)          ((Type *)arena_alloc((arena), 1, sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc((arena), (count), sizeof(Type)))

/* Room for `size` bytes that are not zeroed; for large reads. */
void *arena_alloc_raw(Arena *arena, size_t size) MUST_CHECK;
/* Makes the block `at` of `old` bytes, taken from this arena, hold `size` ≥ `old` bytes: in place
 * when it was the newest, else by moving it (the old bytes stay taken). NULL as above. */
void *arena_grow(Arena *arena, void *at, size_t old, size_t size) MUST_CHECK;
/* Room for `wanted` elements in an array in this arena, whose length is *room; it doubles, and what
 * is new is not zeroed. NULL as above. */
void *arena_room(Arena *arena, void *array, size_t wanted, size_t *room, size_t size) MUST_CHECK;
/* The same for a pointer that takes the array's new place; NULL and 0 at first. False as above. */
#define ARENA_HOLD(arena, array, wanted, room)                                                     \
    (((array) = arena_room((arena), (array), (wanted), (room), sizeof *(array))) != NULL)
/* One element more behind the first `count`.
 *     if (!ARENA_ROOM(arena, rows, count, &room)) … */
#define ARENA_ROOM(arena, array, count, room) ARENA_HOLD((arena), (array), (count) + 1, (room))
/* A copy of `text`, also ended by NUL; false when there is no room. */
bool arena_copy(Arena *arena, Str text, Str *out) MUST_CHECK;
