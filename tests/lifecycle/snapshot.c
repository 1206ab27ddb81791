/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

void snapshot_check(const char *inside, Buf *got)
{
    CLEANUP(buf_done) Buf owned = *got;

    *got = (Buf){ 0 };
    CHECK(!buf_failed(&owned), "the text was written");
    test_golden(inside, buf_str(&owned));
}

void snapshot_row(Buf *out, const Str *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add(out, fields[i].len ? fields[i] : STR("-"));
        buf_char(out, i + 1 < count ? '\t' : '\n');
    }
}

Date stated(const char *text)
{
    Date date = { 0 };

    if (!date_parse(str_of(text), &date))
        test_fail("%s is no date", text);
    return date;
}

int64_t day_of(const char *text)
{
    Ymd ymd = { 0 };

    if (!date_parse_day(str_of(text), &ymd))
        test_fail("%s is no day", text);
    return date_to_days(ymd);
}
