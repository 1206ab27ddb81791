/* SPDX-License-Identifier: Apache-2.0 */
#include "match/order.h"

#include "test.h"

enum { ARENA_BYTES = 1 << 24, MANY = 5000 };

static bool tens_before(const void *context, uint32_t a, uint32_t b)
{
    const uint32_t *values = context;

    return values[a] / 10 < values[b] / 10;
}

TEST(numbers_are_sorted_and_equals_keep_their_order)
{
    static uint32_t values[MANY];
    uint64_t seed = 7;

    for (uint32_t count = 0; count < MANY; count = 2 * count + 1) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        uint32_t *order;

        for (uint32_t i = 0; i < count; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            values[i] = (uint32_t)(seed >> 33) % 1000;
        }
        order = order_new(count, tens_before, values, &arena);
        CHECK(order != NULL, "memory");
        for (uint32_t i = 1; i < count; i++) {
            uint32_t left = values[order[i - 1]] / 10, right = values[order[i]] / 10;
            CHECK(left < right || (left == right && order[i - 1] < order[i]), "sorted, stable");
        }
    }
}

TEST(without_memory_there_is_no_order)
{
    CLEANUP(arena_done) Arena arena = arena_new(16);

    CHECK(!order_new(MANY, tens_before, NULL, &arena), "two arrays are needed");
}
