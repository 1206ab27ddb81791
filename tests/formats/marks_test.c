/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/marks.h"
#include "test.h"

static const struct {
    Scheme scheme;
    const char *given, *want; /* "=" before a mark that is the same as the one before */
    bool in_order;
    const char *why;
} ROWS[] = {
    { SCHEME_SEMVER, "1.0.0 1.2.0 1.10.0", "1.0.0 1.2.0 1.10.0", true, "sorted already" },
    { SCHEME_SEMVER, "1.10.0 1.2.0 1.0.0", "1.0.0 1.2.0 1.10.0", true, "reversed" },
    { SCHEME_DEB, "1-1 1 0:1-1", "1 1-1 =0:1-1", true, "the same, however it is written" },
    { SCHEME_SEMVER, "5.0.0 4.0.0 3.0.0 2.0.0 1.0.0 5.0.0 4.0.0",
      "1.0.0 2.0.0 3.0.0 4.0.0 =4.0.0 5.0.0 =5.0.0", true, "an odd number, with doubles" },
    { SCHEME_SEMVER, "2.0.0 nonsense 1.0.0 1.0.0", "2.0.0 nonsense 1.0.0 =1.0.0", false,
      "one cannot be compared: as they were" },
};

TEST(marks_are_sorted_by_the_scheme)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str rest = str_of(ROWS[i].given), piece;
        Arena arena = arena_new(1 << 20);
        char got[256] = { 0 };
        Mark marks[16];
        size_t count = 0, len = 0;
        bool in_order;
        Err err = { 0 };

        while (str_next(&rest, ' ', &piece))
            marks[count++] = (Mark){ .version = piece };
        CHECK_OK(marks_sort(ROWS[i].scheme, marks, count, &arena, &in_order, &err), &err);
        for (size_t m = 0; m < count; m++)
            len += (size_t)snprintf(got + len, sizeof got - len, "%s%s%.*s", m ? " " : "",
                                    marks[m].same ? "=" : "", STR_ARG(marks[m].version));
        CHECK_STR(str_of(got), str_of(ROWS[i].want), ROWS[i].why);
        CHECK_INT(in_order, ROWS[i].in_order, ROWS[i].why);
        arena_done(&arena);
    }
}

TEST(the_empty_version_lies_first_and_equals_stay_in_order)
{
    Mark marks[] = {
        { .version = STR_ROW("1.0.0"), .tag = 1 },
        { .version = { NULL, 0 }, .tag = 2 },
        { .version = STR_ROW("1.0.0"), .tag = 3 },
        { .version = { NULL, 0 }, .tag = 4 },
    };
    static const uint32_t WANT[] = { 2, 4, 1, 3 };
    Arena arena = arena_new(1 << 20);
    bool in_order;
    Err err = { 0 };

    CHECK_OK(marks_sort(SCHEME_SEMVER, marks, ARRAY_LEN(marks), &arena, &in_order, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(WANT); i++)
        CHECK_INT(marks[i].tag, WANT[i], "stable");
    arena_done(&arena);
}

TEST(without_memory_nothing_is_sorted)
{
    Mark marks[] = { { .version = STR_ROW("2.0.0") }, { .version = STR_ROW("1.0.0") } };
    Arena arena = arena_new(8);
    bool in_order;
    Err err = { 0 };

    CHECK(!marks_sort(SCHEME_SEMVER, marks, 2, &arena, &in_order, &err), "no room");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    CHECK_STR(marks[0].version, STR("2.0.0"), "untouched");
}
