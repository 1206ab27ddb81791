/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

TEST(find_gives_the_length_when_there_is_nothing)
{
    static const struct { const char *text, *needle; size_t want; } ROWS[] = {
        { "abcabc", "ca", 2 }, { "abc", "x", 3 }, { "", "x", 0 }, { "abc", "", 0 },
        { "a", "ab", 1 },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(str_find(str_of(ROWS[i].text), str_of(ROWS[i].needle)), ROWS[i].want,
                  ROWS[i].text);
}

TEST(order_is_bytewise_and_shorter_first)
{
    CHECK(str_cmp(STR("a"), STR("ab")) < 0, "a prefix sorts first");
    CHECK(str_cmp(STR("b"), STR("ab")) > 0, "the first byte decides");
    CHECK(str_cmp(STR(""), (Str){ NULL, 0 }) == 0, "empty is empty");
    CHECK(str_eq_fold(STR("PyPI"), STR("pypi")), "ASCII letters fold");
    CHECK(!str_eq_fold(STR("[x"), STR("{x")), "only letters fold");
}

TEST(n_separators_give_n_plus_one_pieces)
{
    static const struct { const char *text; size_t want; } ROWS[] = {
        { "", 1 }, { "a", 1 }, { "a,b", 2 }, { ",", 2 }, { "a,,b,", 4 },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str rest = str_of(ROWS[i].text), piece;
        size_t count = 0;
        while (str_next(&rest, ',', &piece))
            count++;
        CHECK_INT(count, ROWS[i].want, ROWS[i].text);
    }
}

TEST(numbers_do_not_overflow)
{
    uint64_t value = 7;

    CHECK(str_to_u64(STR("18446744073709551615"), &value) && value == UINT64_MAX, "the largest");
    CHECK(!str_to_u64(STR("18446744073709551616"), &value), "one more is refused");
    CHECK(!str_to_u64(STR(""), &value) && !str_to_u64(STR("-1"), &value), "digits only");
}
