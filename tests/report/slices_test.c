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

TEST(every_thing_is_found_again_among_thousands)
{
    enum { THINGS = 5000 };
    CLEANUP(slices_done) Slices slices = slices_new();
    static int thing[2 * THINGS];
    char text[16];

    for (int i = 0; i < THINGS; i++) {
        snprintf(text, sizeof text, "%d", i);
        slices_keep(&slices, &thing[2 * i], &(Slice){ { str_of(text), str_of("-") } });
    }
    for (int i = 0; i < THINGS; i++) {
        const Slice *slice = slices_find(&slices, &thing[2 * i]);
        snprintf(text, sizeof text, "%d", i);
        CHECK(slice && str_eq(slice->piece[0], str_of(text)), "what was kept of it");
        CHECK(!slices_find(&slices, &thing[2 * i + 1]), "its neighbour is another thing");
    }
}

TEST(what_finds_no_room_is_not_kept_and_nothing_else_is_lost)
{
    CLEANUP(slices_done) Slices slices = slices_new();
    CLEANUP(slice_one_done) SliceOne one = slice_one_new();
    static char large[SLICES_BYTES_MAX];
    Slice small = slice_of("small", ""), huge = { { { large, sizeof large } } };
    int first, second;

    slices_keep(&slices, &first, &small);
    slices_keep(&slices, &second, &huge);
    CHECK(!slices_find(&slices, &second), "not kept");
    CHECK_STR(slices_find(&slices, &first)->piece[0], STR("small"), "still there");
    slice_one_keep(&one, &first, &small);
    slice_one_keep(&one, &second, &huge);
    CHECK(!slice_one_find(&one, &first) && !slice_one_find(&one, &second), "neither");
}
