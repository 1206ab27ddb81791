/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/intern.h"

#include "base/map.h"
#include "kb/format.h"

#include <string.h>

enum { ROOM_MIN = 1024, TEXT_BLOCK_BYTES = 1 << 16 };

/* Grown past a load of 5/8. */
static bool is_full(uint32_t count, uint32_t room)
{
    return (uint64_t)count * 8 >= (uint64_t)room * 5;
}

Interner interner_new(Arena *arena)
{
    return (Interner){ .arena = arena, .texts = list_new(arena, sizeof(InternText)) };
}

Str interner_text(const Interner *interner, uint32_t number)
{
    const InternText *text = LIST_AT(&interner->texts, InternText, number);

    return (Str){ text->ptr, text->len };
}

/* The slot where `text` is, or the free one where it belongs. */
static uint32_t *slot_of(const Interner *interner, Str text, uint32_t hash)
{
    uint32_t mask = interner->room - 1;

    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t number = interner->slots[i];
        const InternText *row;

        if (!number)
            return &interner->slots[i];
        row = LIST_AT(&interner->texts, InternText, number - 1);
        if (row->hash == hash && row->len == text.len &&
            (!text.len || memcmp(row->ptr, text.ptr, text.len) == 0))
            return &interner->slots[i];
    }
}

static bool interner_grow(Interner *interner)
{
    uint32_t room = interner->room ? interner->room * 2 : ROOM_MIN, mask = room - 1;
    uint32_t *slots = room ? ARENA_ARRAY(interner->arena, uint32_t, room) : NULL;

    if (!slots)
        return false;
    for (uint32_t n = 0; n < interner->texts.count; n++) {
        uint32_t i = LIST_AT(&interner->texts, InternText, n)->hash & mask;

        while (slots[i])
            i = (i + 1) & mask;
        slots[i] = n + 1;
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
    if (len > interner->tail_room) {
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
    uint32_t *slot;

    if (is_full(interner->texts.count + 1, interner->room) && !interner_grow(interner))
        return false;
    slot = slot_of(interner, str, text.hash);
    if (!*slot) {
        InternText *row;

        if (copy && !text_copy(interner, &text))
            return false;
        row = LIST_ADD(&interner->texts, InternText);
        if (!row)
            return false;
        *row = text;
        *slot = interner->texts.count;
    }
    *number = *slot - 1;
    return true;
}

bool intern(Interner *interner, Str text, uint32_t *number)
{
    if (text.len > KBF_TEXT_BYTES_MAX)
        return false;
    return number_text(interner,
                       (InternText){ text.ptr, (uint32_t)text.len, (uint32_t)map_hash(text) },
                       true, number);
}

bool intern_other(Interner *interner, const InternText *text, uint32_t *number)
{
    return number_text(interner, *text, false, number);
}

uint32_t interner_find(const Interner *interner, Str text)
{
    uint32_t slot = interner->room ? *slot_of(interner, text, (uint32_t)map_hash(text)) : 0;

    return slot ? slot - 1 : INTERN_NONE;
}

PairMap pair_map_new(Arena *arena)
{
    return (PairMap){ .arena = arena };
}

static uint32_t pair_slot(const PairMap *map, uint64_t key)
{
    uint32_t mask = map->room - 1;
    uint32_t i = (uint32_t)map_hash((Str){ (const char *)&key, sizeof key }) & mask;

    while (map->numbers[i] && map->keys[i] != key)
        i = (i + 1) & mask;
    return i;
}

static bool pair_map_grow(PairMap *map)
{
    PairMap old = *map;

    map->room = old.room ? old.room * 2 : ROOM_MIN;
    map->keys = ARENA_ARRAY(map->arena, uint64_t, map->room);
    map->numbers = ARENA_ARRAY(map->arena, uint32_t, map->room);
    if (!map->room || !map->keys || !map->numbers) {
        *map = old;
        return false;
    }
    for (uint32_t i = 0; i < old.room; i++) {
        uint32_t to;

        if (!old.numbers[i])
            continue;
        to = pair_slot(map, old.keys[i]);
        map->keys[to] = old.keys[i];
        map->numbers[to] = old.numbers[i];
    }
    return true;
}

bool pair_map_add(PairMap *map, uint32_t a, uint32_t b, uint32_t *number, bool *fresh)
{
    uint64_t key = (uint64_t)a << 32 | b;
    uint32_t i;

    if (is_full(map->count + 1, map->room) && !pair_map_grow(map))
        return false;
    i = pair_slot(map, key);
    *fresh = !map->numbers[i];
    if (*fresh) {
        map->keys[i] = key;
        map->numbers[i] = ++map->count;
    }
    *number = map->numbers[i] - 1;
    return true;
}
