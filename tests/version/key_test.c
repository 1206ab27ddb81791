/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "version/key.h"

#include <string.h>

static size_t number_bytes(const char *digits, uint8_t room[32])
{
    Key key = { .start = room, .at = room, .end = room + 32 };

    key_number(&key, str_of(digits));
    return (size_t)(key.at - key.start);
}

TEST(numbers_of_any_length_keep_their_order)
{
    static const char *const ROWS[] = {
        "0", "1", "9", "10", "111", "112", "255", "256", "65535", "65536", "4294967296",
        "9999999999999999999", "10000000000000000000", "18446744073709551616",
        "18446744073709551617", "100000000000000000000",
    };
    uint8_t before[32], now[32];

    for (size_t i = 1; i < ARRAY_LEN(ROWS); i++) {
        size_t before_len = number_bytes(ROWS[i - 1], before), len = number_bytes(ROWS[i], now);
        Str a = { (const char *)before, before_len }, b = { (const char *)now, len };
        CHECK(str_cmp(a, b) < 0, ROWS[i]);
        CHECK(now[0] >= KEY_NUMBER && now[0] < KEY_ABOVE, "marks stand around numbers");
    }
}

TEST(zeros_in_front_do_not_count)
{
    uint8_t room[32];

    CHECK_INT(number_bytes("007", room), 1, "one byte");
    CHECK_INT(room[0], KEY_NUMBER + 7, "the number");
    CHECK_INT(number_bytes("00000000000000000000000000000000000001", room), 1, "many zeros");
    CHECK_INT(number_bytes("", room), 1, "no digits are 0");
    CHECK_INT(room[0], KEY_NUMBER, "0");
}

TEST(a_key_without_room_is_full_and_writes_nothing_behind)
{
    uint8_t room[4] = { 0, 0, 0, 0xaa };
    Key key = { .start = room, .at = room, .end = room + 3 };

    key_text(&key, STR("abc"));
    CHECK(key.full, "the end of the text had no room");
    CHECK_INT(room[3], 0xaa, "the byte behind is untouched");
}
