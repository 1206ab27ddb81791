/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/work.h"

#include "test.h"

/* As they must come; each row differs from the one before in what its reason says. */
static const struct {
    WorkRow row;
    const char *why;
} ORDER[] = {
    { { 3, 1, 10, false, 90, STR_ROW("a") }, "the class of risk decides first" },
    { { 2, 1, 10, true, 90, STR_ROW("a") }, "then what is known to be exploited" },
    { { 2, 5, 98, false, 10, STR_ROW("a") }, "which comes before harm" },
    { { 2, 4, 98, false, 10, STR_ROW("a") }, "then the greater harm" },
    { { 2, 4, 75, false, 10, STR_ROW("a") }, "then the higher score" },
    { { 2, 4, 75, false, 20, STR_ROW("a") }, "then what is known for longer" },
    { { 2, 4, 75, false, 20, STR_ROW("b") }, "then the id" },
    { { 2, 4, 75, false, 0, STR_ROW("a") }, "what was just found is not recorded yet" },
    { { 2, 4, -1, false, 10, STR_ROW("a") }, "without a score" },
    { { 2, 0, 98, false, 10, STR_ROW("a") }, "without harm" },
    { { 1, 5, 98, true, 10, STR_ROW("a") }, "a lower class stays lower, whatever else" },
};

TEST(the_most_urgent_comes_first)
{
    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++)
        for (size_t k = 0; k < ARRAY_LEN(ORDER); k++) {
            int got = work_compare(&ORDER[i].row, &ORDER[k].row);
            CHECK_INT((got > 0) - (got < 0), (i > k) - (i < k), ORDER[i > k ? i : k].why);
        }
}

TEST(rows_in_any_order_give_one_list)
{
    enum { COUNT = ARRAY_LEN(ORDER) };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(arena_done) Arena none = arena_new(0);
    WorkRow rows[COUNT];
    uint32_t *order;

    for (size_t i = 0; i < COUNT; i++)
        rows[i * 7 % COUNT] = ORDER[i].row;
    order = work_order(rows, COUNT, &arena);
    CHECK(order, "room");
    for (size_t i = 0; i < COUNT; i++)
        CHECK_INT(work_compare(&rows[order[i]], &ORDER[i].row), 0, ORDER[i].why);
    CHECK(!work_order(rows, COUNT, &none), "without memory there is no list");
}
