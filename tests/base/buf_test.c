/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"

#include <string.h>

TEST(text_grows_past_its_first_room)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);

    for (int i = 0; i < 2000; i++)
        buf_printf(&buf, "%04d", i);
    CHECK_INT(buf_str(&buf).len, 8000, "four bytes a number");
    CHECK_STR(str_slice(buf_str(&buf), 7996, 8000), STR("1999"), "the last is whole");
}

TEST(past_the_cap_it_fails_once_and_for_all)
{
    CLEANUP(buf_done) Buf buf = buf_new(16);

    buf_add(&buf, STR("0123456789"));
    buf_add(&buf, STR("0123456789"));
    buf_char(&buf, 'x');
    CHECK(buf_failed(&buf), "the second text does not fit");
    CHECK_STR(buf_str(&buf), STR("0123456789"), "nothing is half written");
    buf_clear(&buf);
    CHECK(buf_failed(&buf) && buf_str(&buf).len == 0, "the text is gone, the failure is not");
}

static void keep(void *context, Str text)
{
    buf_add(context, text);
}

TEST(a_poured_buffer_stays_small_and_loses_nothing)
{
    CLEANUP(buf_done) Buf whole = buf_new(1 << 24);
    CLEANUP(buf_done) Buf buf = buf_new_poured(1 << 24, keep, &whole);

    for (int i = 0; i < 100000; i++) {
        buf_printf(&buf, "%05d", i);
        buf_pour(&buf);
    }
    CHECK(buf.room <= 2 * BUF_POUR_BYTES, "it was emptied again and again");
    keep(&whole, buf_str(&buf));
    CHECK_INT(buf_str(&whole).len, 500000, "five bytes a number");
    CHECK_STR(str_slice(buf_str(&whole), 499990, 500000), STR("9999899999"), "in order");
}

TEST(an_ordinary_buffer_keeps_all_when_asked_to_pour)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 24);

    for (int i = 0; i < BUF_POUR_BYTES; i++)
        buf_add(&buf, STR("ab"));
    buf_pour(&buf);
    CHECK_INT(buf_str(&buf).len, 2 * BUF_POUR_BYTES, "nobody takes it");
}

TEST(room_is_given_up_to_the_cap_and_used_as_told)
{
    CLEANUP(buf_done) Buf buf = buf_new(16);
    char *at = buf_room(&buf, 15);

    CHECK(at != NULL, "15 bytes and the end");
    memcpy(at, "abc", 3);
    buf_use(&buf, 3);
    CHECK_STR(buf_str(&buf), STR("abc"), "three were used");
    CHECK(!buf_room(&buf, 13) && buf_failed(&buf), "past the cap");
}
