/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/format.h"
#include "kb/intern.h"

#include <string.h>

TEST(texts_are_numbered_in_the_order_of_first_sight)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Interner interner = interner_new(&arena);
    char text[16];
    uint32_t number;

    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 50000; i++) {
            int len = snprintf(text, sizeof text, "t%u", i);

            CHECK(intern(&interner, (Str){ text, (size_t)len }, &number), "memory");
            CHECK_INT(number, i, "twice the same");
        }
    memset(text, 'x', sizeof text);
    CHECK_STR(interner_text(&interner, 49999), STR("t49999"), "copied, not pointed to");
    CHECK_INT(interner_find(&interner, STR("t7")), 7, "found");
    CHECK(interner_find(&interner, STR("absent")) == INTERN_NONE, "not found, not added");
    CHECK(intern(&interner, (Str){ 0 }, &number) && number == 50000, "nothing is a text, too");
}

TEST(a_text_past_the_limit_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Interner interner = interner_new(&arena);
    char *text = arena_alloc(&arena, 1, KBF_TEXT_BYTES_MAX + 1);
    uint32_t number;

    CHECK(intern(&interner, (Str){ text, KBF_TEXT_BYTES_MAX }, &number), "the limit itself");
    CHECK(!intern(&interner, (Str){ text, KBF_TEXT_BYTES_MAX + 1 }, &number), "one more");
}

TEST(a_text_of_another_interner_is_the_same_text)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Interner first = interner_new(&arena), second = interner_new(&arena);
    uint32_t a, b;

    CHECK(intern(&first, STR("seal"), &a) && intern(&second, STR("other"), &b), "memory");
    CHECK(intern_other(&second, LIST_AT(&first.texts, InternText, a), &b), "memory");
    CHECK_INT(b, 1, "new there");
    CHECK(intern(&second, STR("seal"), &b) && b == 1, "and known from then on");
}

TEST(a_text_apart_has_a_number_of_its_own)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Interner interner = interner_new(&arena);
    uint32_t apart, again, number;

    CHECK(intern_apart(&interner, STR("CVE-2024-0001"), &apart) && apart == 0, "the first");
    CHECK(intern_apart(&interner, STR("CVE-2024-0001"), &again) && again == 1, "not looked for");
    CHECK(intern(&interner, STR("CVE-2024-0001"), &number) && number == 2, "nor found");
    CHECK_STR(interner_text(&interner, apart), interner_text(&interner, number), "the same text");
    CHECK(interner_find(&interner, STR("CVE-2024-0001")) == 2, "the one that has a slot");
}

TEST(room_made_before_holds_what_it_was_made_for)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Interner interner = interner_new(&arena);
    char text[16];
    uint32_t number, room;

    CHECK(interner_reserve(&interner, 50000), "memory");
    room = interner.room;
    intern_ahead(&interner, STR("t1"));
    for (uint32_t i = 0; i < 50000; i++) {
        int len = snprintf(text, sizeof text, "t%u", i);

        CHECK(intern(&interner, (Str){ text, (size_t)len }, &number) && number == i, "memory");
    }
    CHECK_INT(interner.room, room, "it did not grow");
}

TEST(nothing_may_be_the_first_text)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Interner interner = interner_new(&arena);
    uint32_t number;

    CHECK(intern(&interner, (Str){ 0 }, &number) && number == 0, "a text like others");
}

TEST(pairs_are_numbered_and_remembered)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    PairMap map = pair_map_new(&arena);
    uint32_t number;
    bool fresh;

    for (uint32_t i = 0; i < 20000; i++)
        CHECK(pair_map_add(&map, i % 7, i, &number, &fresh) && fresh && number == i, "new");
    for (uint32_t i = 0; i < 20000; i++)
        CHECK(pair_map_add(&map, i % 7, i, &number, &fresh) && !fresh && number == i, "known");
    CHECK(pair_map_add(&map, 0, UINT32_MAX, &number, &fresh) && fresh, "in that order");
}
