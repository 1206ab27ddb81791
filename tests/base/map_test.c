/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/arena.h"
#include "base/map.h"

#include <stdio.h>

static Str name(Arena *arena, size_t i)
{
    char text[32];
    Str copy = { 0 };

    snprintf(text, sizeof text, "pkg:npm/name-%zu", i * 2654435761u % 1000003);
    CHECK(arena_copy(arena, str_of(text), &copy), "room");
    return copy;
}

TEST(ids_count_up_and_stay)
{
    enum { COUNT = 200000 };
    CLEANUP(arena_done) Arena arena = arena_new(64 << 20);
    CLEANUP(map_done) Map map = { 0 };
    uint32_t id = 0;
    bool added;
    Err err = { 0 };

    for (size_t i = 0; i < COUNT; i++) {
        CHECK_OK(map_intern(&map, name(&arena, i), &id, &added, &err), &err);
        CHECK(added && id == i, "a new name has the next id");
    }
    for (size_t i = 0; i < COUNT; i++) {
        CHECK_OK(map_intern(&map, name(&arena, i), &id, &added, &err), &err);
        CHECK(!added && id == i, "a known name keeps its id");
    }
    CHECK_INT(map.count, COUNT, "nothing was added twice");
}

TEST(every_text_may_be_a_key)
{
    CLEANUP(map_done) Map map = { 0 };
    uint32_t id = 7;
    bool added;
    Err err = { 0 };

    CHECK_OK(map_intern(&map, STR(""), &id, &added, &err), &err);
    CHECK(added && id == 0, "the empty text, too");
    CHECK_OK(map_intern(&map, (Str){ "\0", 1 }, &id, &added, &err), &err);
    CHECK(added && id == 1, "and it is not NUL");
    map_done(&map);
    CHECK_OK(map_intern(&map, STR(""), &id, &added, &err), &err);
    CHECK(added && id == 0, "what is done is empty again");
}

TEST(asking_adds_nothing)
{
    CLEANUP(map_done) Map map = { 0 };
    uint32_t id = 7;
    Err err = { 0 };

    CHECK(!map_find(&map, STR("a"), &id), "an empty map has no key");
    CHECK_OK(map_intern(&map, STR("a"), &id, NULL, &err), &err);
    id = 7;
    CHECK(!map_find(&map, STR("b"), &id) && id == 7 && map.count == 1, "b is not there");
    CHECK(map_find(&map, STR("a"), &id) && id == 0, "a is");
}

TEST(a_reserved_map_does_not_move)
{
    CLEANUP(arena_done) Arena arena = arena_new(64 << 20);
    CLEANUP(map_done) Map map = { 0 };
    const MapSlot *slot;
    const Str *key;
    uint32_t id;
    Err err = { 0 };

    CHECK_OK(map_reserve(&map, 10000, &err), &err);
    slot = map.slot;
    key = map.key;
    for (size_t i = 0; i < 10000; i++)
        CHECK_OK(map_intern(&map, name(&arena, i), &id, NULL, &err), &err);
    CHECK(map.slot == slot && map.key == key, "room was there");
    CHECK(!map_reserve(&map, (size_t)MAP_KEYS_MAX + 1, &err), "more than ids");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
}
