/* SPDX-License-Identifier: Apache-2.0 */
/* intern.h — every text once, numbered in the order of first sight; and numbers by pair.
 *
 * Both are open-addressing tables that double; what they outgrow stays in the arena until it
 * ends (as much again as the table). Hashes take the seed of this process (base/map.h), so a feed
 * cannot make them collide; numbers never hang on them.
 */
#pragma once

#include "base/arena.h"
#include "base/list.h"

#define INTERN_NONE UINT32_MAX

typedef struct {
    const char *ptr;
    uint32_t len;
    uint32_t hash;
} InternText;

typedef struct {
    uint32_t hash;     /* beside the number: a miss costs no look at the text */
    uint32_t number;   /* plus one; 0: free */
} InternSlot;

typedef struct {
    Arena *arena;
    List texts;        /* InternText by number */
    char *tail;        /* where the next text is copied to */
    size_t tail_room;
    InternSlot *slots;
    uint64_t seed;
    uint32_t room;     /* power of two */
    uint32_t found;    /* texts that have a slot: all but those apart */
} Interner;

Interner interner_new(Arena *arena);
/* Room for `count` texts, before the first. False: no memory. */
MUST_CHECK bool interner_reserve(Interner *interner, uint64_t count);
/* The number of `text`, which is copied when it is new. False: no memory, or longer than
 * KBF_TEXT_BYTES_MAX. */
MUST_CHECK bool intern(Interner *interner, Str text, uint32_t *number);
/* The same for a text of another interner that outlives this one: it is not copied. */
MUST_CHECK bool intern_other(Interner *interner, const InternText *text, uint32_t *number);
/* A number of its own for a text that is most likely new, without a look at the others: what
 * asks for it later by intern gets another one. */
MUST_CHECK bool intern_apart(Interner *interner, Str text, uint32_t *number);
/* The memory that intern will look at first is fetched meanwhile. */
void intern_ahead(const Interner *interner, Str text);
void intern_other_ahead(const Interner *interner, const InternText *text);
/* INTERN_NONE when it was never seen. */
uint32_t interner_find(const Interner *interner, Str text);
Str interner_text(const Interner *interner, uint32_t number);

typedef struct {
    uint64_t key;
    uint32_t number;   /* plus one; 0: free */
} PairSlot;

/* (a, b) → number, in the order of first sight. */
typedef struct {
    Arena *arena;
    PairSlot *slots;
    uint64_t seed;
    uint32_t room, count;
} PairMap;

PairMap pair_map_new(Arena *arena);
/* *fresh tells that the pair was not there. False: no memory. */
MUST_CHECK bool pair_map_add(PairMap *map, uint32_t a, uint32_t b, uint32_t *number, bool *fresh);
