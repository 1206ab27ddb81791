/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/slices.h"

#include <stdio.h>

static Slice slice_of(const char *first, const char *second)
{
    return (Slice){ { str_of(first), str_of(second) } };
}

TEST(only_the_newest_thing_is_known)
{
    CLEANUP(slice_one_done) SliceOne one = slice_one_new();
    Slice a = slice_of("a", "b"), c = slice_of("c", "");
    int first, second;

    CHECK(!slice_one_find(&one, &first), "nothing was kept");
    slice_one_keep(&one, &first, &a);
    CHECK_STR(slice_one_find(&one, &first)->piece[1], STR("b"), "a copy");
    slice_one_keep(&one, &second, &c);
    CHECK(!slice_one_find(&one, &first), "forgotten");
    CHECK_STR(slice_one_find(&one, &second)->piece[0], STR("c"), "the newest");
    CHECK_INT(slice_one_find(&one, &second)->piece[1].len, 0, "an empty piece stays empty");
}

TEST(a_thing_is_found_until_another_takes_its_place)
{
    enum { THINGS = 5000 };
    CLEANUP(slices_done) Slices slices = slices_new();
    static int thing[2 * THINGS];
    int found = 0;
    char text[16];

    for (int i = 0; i < THINGS; i++) {
        snprintf(text, sizeof text, "%d", i);
        slices_keep(&slices, &thing[2 * i], &(Slice){ { str_of(text), str_of("-") } });
        CHECK(slices_find(&slices, &thing[2 * i]), "just kept");
    }
    for (int i = 0; i < THINGS; i++) {
        const Slice *slice = slices_find(&slices, &thing[2 * i]);
        snprintf(text, sizeof text, "%d", i);
        CHECK(!slice || str_eq(slice->piece[0], str_of(text)), "what was kept of it");
        CHECK(!slices_find(&slices, &thing[2 * i + 1]), "its neighbour is another thing");
        found += slice != NULL;
    }
    CHECK(found > SLICES / 2 && found <= SLICES, "things spread over the places");
}

TEST(what_finds_no_room_is_not_kept_and_nothing_else_is_lost)
{
    CLEANUP(slices_done) Slices slices = slices_new();
    CLEANUP(slice_one_done) SliceOne one = slice_one_new();
    static char large[SLICE_ONE_BYTES_MAX];
    Slice fits = { { { large, SLICE_BYTES - 1 }, { large, 1 } } };
    Slice small = slice_of("small", ""), huge = { { { large, sizeof large } } };
    Slice longer = { { { large, SLICE_BYTES }, { large, 1 } } };
    int first, second;

    slices_keep(&slices, &first, &fits);
    CHECK_INT(slices_find(&slices, &first)->piece[0].len, SLICE_BYTES - 1, "as much as fits");
    slices_keep(&slices, &first, &longer);
    CHECK(!slices_find(&slices, &first), "one byte more is not kept, nor what was there");
    slices_keep(&slices, &second, &huge);
    CHECK(!slices_find(&slices, &second), "not kept");
    slice_one_keep(&one, &first, &small);
    slice_one_keep(&one, &second, &huge);
    CHECK(!slice_one_find(&one, &first) && !slice_one_find(&one, &second), "neither");
}
