/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/cover.h"

static const RecordRange RANGES[] = {
    { .upper = STR_ROW("1.0"), .fixed_known = true },
    { .lower = STR_ROW("2.0"), .lower_inclusive = true, .upper = STR_ROW("2.5"),
      .upper_inclusive = true },
    { .lower = STR_ROW("3.0") },
    { .lower = STR_ROW("2.7"), .exact = true },
    { .upper = STR_ROW("2.9"), .unaffected = true },
};
static const Str VERSIONS[] = { STR_ROW("x") };
static const RecordAffected AFFECTED = { .ranges = RANGES, .range_count = ARRAY_LEN(RANGES),
                                         .versions = VERSIONS, .version_count = 1 };

TEST(an_enumerated_version_is_dropped_only_when_a_range_holds_it)
{
    static const struct { Str version; bool held; } ROWS[] = {
        { STR_ROW("0.9"), true },     { STR_ROW("1.0"), false },      { STR_ROW("1.0rc1"), true },
        { STR_ROW("2.0"), true },     { STR_ROW("2.0.0"), true },     { STR_ROW("2.5"), true },
        { STR_ROW("2.5.1"), false },  { STR_ROW("2.6"), false },      { STR_ROW("2.7"), true },
        { STR_ROW("3.0"), false },    { STR_ROW("3.0.post1"), true }, { STR_ROW("99"), true },
        { STR_ROW("not one"), false },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Cover cover;

    CHECK(cover_open(&AFFECTED, SCHEME_PYPI, true, &arena, &cover), "memory");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(cover_holds(&cover, ROWS[i].version), ROWS[i].held, ROWS[i].version.ptr);
}

TEST(without_an_order_or_past_the_limit_every_version_is_kept)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Cover cover;

    CHECK(cover_open(&AFFECTED, SCHEME_PYPI, false, &arena, &cover), "memory");
    CHECK(!cover_holds(&cover, STR("0.9")), "no order, no judgement");
    CHECK(cover_open(&AFFECTED, SCHEME_PYPI, true, &arena, &cover), "memory");
    cover.tests_left = 0;
    CHECK(!cover_holds(&cover, STR("0.9")), "no more comparisons");
}
