/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"

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
