/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/arena.h"

TEST(the_cap_is_a_limit_not_a_reservation)
{
    CLEANUP(arena_done) Arena arena = arena_new(10000);

    CHECK_INT(arena.total, 0, "nothing is taken at birth");
    CHECK(arena_alloc(&arena, 1, 9000) != NULL, "fits below the cap");
    CHECK(arena_alloc(&arena, 1, 9000) == NULL, "past the cap there is nothing");
    CHECK(arena.total <= 10000, "the cap holds");
}

TEST(an_overflowing_count_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(SIZE_MAX);

    CHECK(arena_alloc(&arena, SIZE_MAX / 2, 8) == NULL, "count * size does not fit");
    CHECK(arena_alloc_raw(&arena, SIZE_MAX - 3) == NULL, "neither does the padding");
}

TEST(memory_is_zeroed_and_reusable)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);

    for (int round = 0; round < 3; round++) {
        unsigned char *bytes = arena_alloc(&arena, 1000, 1);
        for (int i = 0; i < 1000; i++) {
            CHECK_INT(bytes[i], 0, "zeroed");
            bytes[i] = 0xAA;
        }
        arena_done(&arena);
    }
}

TEST(the_newest_block_grows_in_place)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    char *first = arena_alloc(&arena, 1, 100), *moved, *last;

    CHECK(first, "room");
    first[99] = 'x';
    CHECK(arena_grow(&arena, first, 100, 1000) == first, "nothing lies behind it");
    CHECK(arena_alloc(&arena, 1, 8), "now something does");
    moved = arena_grow(&arena, first, 1000, 2000);
    CHECK(moved && moved != first && moved[99] == 'x', "it moves with its bytes");
    last = arena_grow(&arena, moved, 2000, 200000);
    CHECK(last && last[99] == 'x', "into a new block too");
    CHECK(!arena_grow(&arena, last, 200000, 2 << 20), "never past the cap");
}

TEST(an_array_gets_room_one_by_one)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    uint32_t *rows = NULL;
    size_t room = 0, count = 0;

    for (; ARENA_ROOM(&arena, rows, count, &room); count++)
        rows[count] = (uint32_t)count;
    CHECK(count >= 1000 && count == room, "until the cap, without a gap");
    CHECK(rows == NULL, "then there is no place");
    room = SIZE_MAX / 2;
    CHECK(!arena_room(&arena, NULL, room + 1, &room, sizeof *rows), "more than can be counted");
    room = SIZE_MAX / 2 + 1;
    CHECK(!arena_room(&arena, NULL, room + 1, &room, 1), "twice that is none");
}

TEST(a_reset_arena_keeps_one_block_and_its_cap)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    size_t kept;

    arena_reset(&arena);
    for (int i = 0; i < 100; i++)
        CHECK(arena_alloc(&arena, 1, 1000), "within the cap");
    arena_reset(&arena);
    kept = arena.total;
    CHECK(kept > 0 && kept < 100000 && arena.used == 0, "only the newest block is held");
    CHECK(arena_alloc(&arena, 1, kept / 2), "and is used again");
    CHECK_INT(arena.total, kept, "without asking the system");
}


TEST(an_arena_takes_over_another_one)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20), other = arena_new(1 << 22);
    char *first, *second;

    CHECK(arena_adopt(&arena, &other) && arena.total == 0, "nothing from nothing");
    second = arena_alloc(&other, 1, 10000);
    CHECK(second && arena_adopt(&arena, &other), "into an empty one");
    CHECK(other.total == 0 && !other.block, "the other is empty");
    first = arena_alloc(&arena, 1, 100);
    second = arena_alloc(&other, 1, 10000);
    CHECK(first && second && arena_alloc(&other, 1, 100000), "several blocks");
    second[9999] = 'x';
    CHECK(arena_adopt(&arena, &other), "beside what it has");
    CHECK(arena_alloc(&arena, 1, 8) && second[9999] == 'x', "and goes on where it was");
    CHECK(arena_alloc(&other, 1, 2 << 20) && !arena_adopt(&arena, &other), "never past the cap");
    CHECK(other.total > 0, "which changes nothing");
    arena_done(&other);
}
