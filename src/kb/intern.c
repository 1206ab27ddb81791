/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/intern.h"

#include "base/hash.h"
#include "base/map.h"
#include "kb/format.h"

#include <string.h>

enum { ROOM_MIN = 1024, TEXT_BLOCK_BYTES = 1 << 16 };

/* Grown past a load of 5/8. */
static bool is_full(uint32_t count, uint32_t room)
{
    return (uint64_t)count * 8 >= (uint64_t)room * 5;
}

/* The seed of this process, as base/map.h draws it. */
static uint64_t process_seed(void)
{
    return map_hash((Str){ 0 });
}

Interner interner_new(Arena *arena)
{
    return (Interner){ .arena = arena,
                       .texts = list_new(arena, sizeof(InternText)),
                       .seed = process_seed() };
}

bool interner_reserve(Interner *interner, uint64_t count)
{
    uint32_t room = ROOM_MIN;

    assert(!interner->room);
    if (count > KBF_ROWS_MAX)
        return false;
    while (room <= UINT32_MAX / 2 && (uint64_t)room * 5 <= (count + 1) * 8)
        room *= 2;
    interner->slots = ARENA_ARRAY(interner->arena, InternSlot, room);
    interner->room = interner->slots ? room : 0;
    return interner->room != 0;
}

Str interner_text(const Interner *interner, uint32_t number)
{
    const InternText *text = LIST_AT(&interner->texts, InternText, number);

    return (Str){ text->ptr, text->len };
}

static bool is_text(const Interner *interner, uint32_t number, Str text)
{
    const InternText *row = LIST_AT(&interner->texts, InternText, number);

    return row->len == text.len && (!text.len || memcmp(row->ptr, text.ptr, text.len) == 0);
}

/* The slot where `text` is, or the free one where it belongs. */
static InternSlot *slot_of(const Interner *interner, Str text, uint32_t hash)
{
    uint32_t mask = interner->room - 1;

    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        InternSlot *slot = &interner->slots[i];

        if (!slot->number ||
            (slot->hash == hash && is_text(interner, slot->number - 1, text)))
            return slot;
    }
}

static bool interner_grow(Interner *interner)
{
    uint32_t room = interner->room ? interner->room * 2 : ROOM_MIN, mask = room - 1;
    InternSlot *slots = room ? ARENA_ARRAY(interner->arena, InternSlot, room) : NULL;

    if (!slots)
        return false;
    for (uint32_t old = 0; old < interner->room; old++) {
        uint32_t i = interner->slots[old].hash & mask;

        if (!interner->slots[old].number)
            continue;
        while (slots[i].number)
            i = (i + 1) & mask;
        slots[i] = interner->slots[old];
    }
    interner->slots = slots;
    interner->room = room;
    return true;
}

/* Texts are short and many: they are packed into blocks without padding. */
static char *text_room(Interner *interner, size_t len)
{
    char *at;

    if (len > TEXT_BLOCK_BYTES / 4)
        return arena_alloc_raw(interner->arena, len);
    if (len > interner->tail_room || !interner->tail) {
        interner->tail = arena_alloc_raw(interner->arena, TEXT_BLOCK_BYTES);
        interner->tail_room = interner->tail ? TEXT_BLOCK_BYTES : 0;
    }
    if (!interner->tail)
        return NULL;
    at = interner->tail;
    interner->tail += len;
    interner->tail_room -= len;
    return at;
}

static bool text_copy(Interner *interner, InternText *text)
{
    char *copy = text_room(interner, text->len);

    if (!copy)
        return false;
    if (text->len)
        memcpy(copy, text->ptr, text->len);
    text->ptr = copy;
    return true;
}

static bool number_text(Interner *interner, InternText text, bool copy, uint32_t *number)
{
    Str str = { text.ptr, text.len };
    InternSlot *slot;

    if (is_full(interner->found + 1, interner->room) && !interner_grow(interner))
        return false;
    slot = slot_of(interner, str, text.hash);
    if (!slot->number) {
        InternText *row;

        if (copy && !text_copy(interner, &text))
            return false;
        row = LIST_ADD(&interner->texts, InternText);
        if (!row)
            return false;
        *row = text;
        *slot = (InternSlot){ text.hash, interner->texts.count };
        interner->found++;
    }
    *number = slot->number - 1;
    return true;
}

bool intern(Interner *interner, Str text, uint32_t *number)
{
    uint32_t hash = (uint32_t)hash_xxh3(text, interner->seed);

    return text.len <= KBF_TEXT_BYTES_MAX &&
           number_text(interner, (InternText){ text.ptr, (uint32_t)text.len, hash }, true, number);
}

bool intern_apart(Interner *interner, Str text, uint32_t *number)
{
    uint32_t hash = (uint32_t)hash_xxh3(text, interner->seed);
    InternText copy = { text.ptr, (uint32_t)text.len, hash };
    InternText *row;

    if (text.len > KBF_TEXT_BYTES_MAX || !text_copy(interner, &copy))
        return false;
    row = LIST_ADD(&interner->texts, InternText);
    if (!row)
        return false;
    *row = copy;
    *number = interner->texts.count - 1;
    return true;
}

static void slot_ahead(const Interner *interner, uint32_t hash)
{
    if (interner->room)
        __builtin_prefetch(&interner->slots[hash & (interner->room - 1)]);
}

void intern_ahead(const Interner *interner, Str text)
{
    slot_ahead(interner, (uint32_t)hash_xxh3(text, interner->seed));
}

void intern_other_ahead(const Interner *interner, const InternText *text)
{
    slot_ahead(interner, text->hash);
}

bool intern_other(Interner *interner, const InternText *text, uint32_t *number)
{
    return number_text(interner, *text, false, number);
}

uint32_t interner_find(const Interner *interner, Str text)
{
    uint32_t hash = (uint32_t)hash_xxh3(text, interner->seed);

    return interner->room ? slot_of(interner, text, hash)->number - 1 : INTERN_NONE;
}

PairMap pair_map_new(Arena *arena)
{
    return (PairMap){ .arena = arena, .seed = process_seed() };
}

static PairSlot *pair_slot(const PairMap *map, uint64_t key)
{
    uint32_t mask = map->room - 1;
    uint32_t i = (uint32_t)hash_xxh3((Str){ (const char *)&key, sizeof key }, map->seed) & mask;

    while (map->slots[i].number && map->slots[i].key != key)
        i = (i + 1) & mask;
    return &map->slots[i];
}

static bool pair_map_grow(PairMap *map)
{
    PairMap old = *map;

    map->room = old.room ? old.room * 2 : ROOM_MIN;
    map->slots = map->room ? ARENA_ARRAY(map->arena, PairSlot, map->room) : NULL;
    if (!map->slots) {
        *map = old;
        return false;
    }
    for (uint32_t i = 0; i < old.room; i++)
        if (old.slots[i].number)
            *pair_slot(map, old.slots[i].key) = old.slots[i];
    return true;
}

bool pair_map_add(PairMap *map, uint32_t a, uint32_t b, uint32_t *number, bool *fresh)
{
    uint64_t key = (uint64_t)a << 32 | b;
    PairSlot *slot;

    if (is_full(map->count + 1, map->room) && !pair_map_grow(map))
        return false;
    slot = pair_slot(map, key);
    *fresh = !slot->number;
    if (*fresh)
        *slot = (PairSlot){ key, ++map->count };
    *number = slot->number - 1;
    return true;
}
