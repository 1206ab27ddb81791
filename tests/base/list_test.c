/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/list.h"

TEST(rows_stay_where_they_are_while_a_list_grows)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    List list = list_new(&arena, 12);
    uint32_t *first = list_append(&list);

    CHECK(first && first[0] == 0 && first[2] == 0, "a new row is zero");
    first[1] = 77;
    for (uint32_t i = 1; i < 200000; i++) {
        uint32_t *row = list_append(&list);

        CHECK(row != NULL, "within the cap");
        row[0] = i;
    }
    CHECK_INT(list.count, 200000, "all are counted");
    CHECK(list_at(&list, 0) == first && first[1] == 77, "the first did not move");
    CHECK_INT(*LIST_AT(&list, uint32_t, 199999), 199999, "the last is there");
}

TEST(a_row_may_be_as_large_as_a_block_and_no_larger_than_memory)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 18);
    List list = list_new(&arena, LIST_BLOCK_BYTES);
    uint32_t count = 0;

    while (list_append(&list))
        count++;
    CHECK(count >= 1 && count <= 4, "the cap of the arena ends it");
    CHECK_INT(list.count, count, "a row that was not given is not counted");
}
