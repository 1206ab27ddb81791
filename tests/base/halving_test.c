/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/halving.h"

static size_t place_of(const int *rows, size_t count, int wanted)
{
    Halving half = halving_of(count);

    while (halving_next(&half)) {
        CHECK(half.middle < count, "inside");
        halving_turn(&half, rows[half.middle] < wanted);
    }
    return half.at;
}

TEST(the_first_row_that_is_not_before_is_found)
{
    static const struct { int wanted; size_t at; const char *why; } ROWS[] = {
        { 1, 0, "before all" },       { 2, 0, "the first" },
        { 3, 1, "of three the first" }, { 4, 4, "where it would stand" },
        { 9, 5, "the last" },         { 10, 6, "behind all" },
    };
    static const int SORTED[] = { 2, 3, 3, 3, 7, 9 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(place_of(SORTED, ARRAY_LEN(SORTED), ROWS[i].wanted), ROWS[i].at, ROWS[i].why);
    CHECK_INT(place_of(NULL, 0, 1), 0, "among none");
}

/* Each place of each count, so that no step is one too far. */
TEST(every_place_of_every_count_is_reached)
{
    enum { COUNT = 70 };
    int rows[COUNT];

    for (int i = 0; i < COUNT; i++)
        rows[i] = 2 * i;
    for (size_t count = 0; count <= COUNT; count++)
        for (int wanted = -1; wanted <= 2 * (int)count; wanted++)
            CHECK_INT(place_of(rows, count, wanted),
                      (size_t)(wanted + 1) / 2 < count ? (size_t)(wanted + 1) / 2 : count, "");
}

TEST(rows_out_of_order_end_the_search_inside)
{
    static const int TORN[] = { 9, 1, 8, 2, 7, 3 };

    for (int wanted = 0; wanted < 11; wanted++)
        CHECK(place_of(TORN, ARRAY_LEN(TORN), wanted) <= ARRAY_LEN(TORN), "inside");
}
