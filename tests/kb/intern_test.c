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
