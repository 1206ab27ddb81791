/* SPDX-License-Identifier: Apache-2.0 */
/* map.h — from text to a number: names to ids, millions of them.
 *
 *     slots   [ hash | id+1 ]  …   open addressing, at most 5/8 full, linear steps
 *     keys    [ Str ] by id        ids count up from 0 in the order of arrival
 *
 * Keys are not copied: they must outlive the map. The hash takes a seed of this process, so a
 * stranger who chooses the keys cannot make them collide; ids never depend on it. The map grows on
 * the heap.
 */
#pragma once

#include "base/err.h"

enum { MAP_KEYS_MAX = 1 << 30 }; /* ids fit 32 bits, slots too; memory */

typedef struct {
    uint32_t tag, id; /* id plus one; 0 is an empty slot */
} MapSlot;

typedef struct {
    MapSlot *slot;
    Str *key;
    size_t slots, keys_room;
    size_t count; /* keys; their ids are 0 … count - 1 */
} Map;

/* Zero is an empty map; map_done makes it zero again. */
void map_done(Map *map);
/* Room for `count` keys without growing again. */
MUST_CHECK bool map_reserve(Map *map, size_t count, Err *err);

/* The id of `key`, which is added when it is new (*added, may be NULL). ERR_LIMIT. */
MUST_CHECK bool map_intern(Map *map, Str key, uint32_t *id, bool *added, Err *err);

/* The id of `key`; false, and *id untouched, when it is not there. Many threads may ask at once. */
MUST_CHECK bool map_find(const Map *map, Str key, uint32_t *id);

uint64_t map_hash(Str key);
