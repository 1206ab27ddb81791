/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include "base/hash.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

enum { SLOTS_FIRST = 64 };

void map_done(Map *map)
{
    free(map->slot);
    free(map->key);
    *map = (Map){ 0 };
}

/* The first of the sixteen random bytes that the kernel gives every process. */
static uint64_t seed_read(void)
{
    static const uint64_t none;
    uintptr_t random = getauxval(AT_RANDOM);
    uint64_t seed;

    memcpy(&seed, random ? (const void *)random : &none, sizeof seed);
    return seed;
}

/* Asked for once: to find it takes longer than the hash of a short key. */
uint64_t map_hash(Str key)
{
    static _Atomic uint64_t known;
    uint64_t seed = atomic_load_explicit(&known, memory_order_relaxed);

    if (!seed) {
        seed = seed_read();
        atomic_store_explicit(&known, seed, memory_order_relaxed);
    }
    return hash_xxh3(key, seed);
}

static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

/* The slot of `key`, or the empty one where it belongs. */
static size_t slot_of(const Map *map, Str key, uint64_t hash)
{
    size_t mask = map->slots - 1, at = (size_t)hash & mask;

    for (; map->slot[at].id; at = (at + 1) & mask)
        if (map->slot[at].tag == tag_of(hash) && str_eq(map->key[map->slot[at].id - 1], key))
            break;
    return at;
}

/* Every key moves to a larger table; only the hash's low half must be made again. */
static void refill(Map *map, MapSlot *slot, size_t slots)
{
    free(map->slot);
    map->slot = slot;
    map->slots = slots;
    for (size_t i = 0; i < map->count; i++) {
        uint64_t hash = map_hash(map->key[i]);
        size_t at = (size_t)hash & (slots - 1);

        while (slot[at].id)
            at = (at + 1) & (slots - 1);
        slot[at] = (MapSlot){ tag_of(hash), (uint32_t)i + 1 };
    }
}

static bool fits(const Map *map, size_t count)
{
    return count <= map->keys_room && count <= map->slots / 8 * 5;
}

bool map_reserve(Map *map, size_t count, Err *err)
{
    size_t slots = map->slots ? map->slots : SLOTS_FIRST;
    MapSlot *slot;
    Str *key;

    if (fits(map, count))
        return true;
    if (count > MAP_KEYS_MAX)
        return err_no_memory(err);
    while (count > slots / 8 * 5)
        slots *= 2;
    key = realloc(map->key, slots / 8 * 5 * sizeof *key);
    if (!key)
        return err_no_memory(err);
    map->key = key;
    map->keys_room = slots / 8 * 5;
    if (slots == map->slots)
        return true;
    slot = calloc(slots, sizeof *slot);
    if (!slot)
        return err_no_memory(err);
    refill(map, slot, slots);
    return true;
}

bool map_intern(Map *map, Str key, uint32_t *id, bool *added, Err *err)
{
    uint64_t hash = map_hash(key);
    size_t at;

    if (!fits(map, map->count + 1) && !map_reserve(map, map->count + 1, err))
        return false;
    at = slot_of(map, key, hash);
    if (added)
        *added = !map->slot[at].id;
    if (!map->slot[at].id) {
        map->key[map->count++] = key;
        map->slot[at] = (MapSlot){ tag_of(hash), (uint32_t)map->count };
    }
    *id = map->slot[at].id - 1;
    return true;
}

bool map_find(const Map *map, Str key, uint32_t *id)
{
    size_t at;

    if (!map->count)
        return false;
    at = slot_of(map, key, map_hash(key));
    if (!map->slot[at].id)
        return false;
    *id = map->slot[at].id - 1;
    return true;
}
