/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/say.h"

TEST(arguments_of_any_length_fill_a_sentence)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    static char name[5000];

    for (size_t i = 0; i < sizeof name; i++)
        name[i] = 'x';
    say(&buf, LANG_EN, STR("report.finding-affected-version"), (Str){ name, sizeof name },
        STR("1.0"), STR("CVE-1"));
    CHECK_INT(buf_str(&buf).len, sizeof name + sizeof " 1.0 is affected by CVE-1." - 1, "whole");
}

TEST(each_language_has_its_own_order)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    say(&buf, LANG_JA, STR("report.failon-finding"), STR("CVE-1"), STR("zlib"));
    CHECK_STR(buf_str(&buf), STR("zlib の CVE-1"), "the second argument first");
}

TEST(a_percent_sign_in_an_argument_is_text)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    say(&buf, LANG_EN, STR("report.failon-finding"), STR("%2%9%"), STR("%1"));
    CHECK_STR(buf_str(&buf), STR("%2%9% in %1"), "not filled in again");
}

TEST(an_unknown_sentence_is_its_id)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);

    say(&buf, LANG_EN, STR("report.no-such-thing"), STR("x"));
    CHECK_STR(buf_str(&buf), STR("report.no-such-thing"), "seen, not hidden");
}
