/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0)
        test_fail("%s cannot be written", path);
}

static void differ(const char *inside, Str got, Str want)
{
    Str got_line, want_line;
    size_t line = 0;

    do {
        line++;
        if (!str_next(&got, '\n', &got_line))
            got_line = STR("(end)");
        if (!str_next(&want, '\n', &want_line))
            want_line = STR("(end)");
    } while (str_eq(got_line, want_line));
    test_fail("%s:%zu\n  got  %.*s\n  want %.*s", inside, line, STR_ARG(got_line),
              STR_ARG(want_line));
}

void snapshot_check(const char *inside, Buf *got)
{
    CLEANUP(buf_done) Buf owned = *got;
    const char *mode = getenv("INRO_GOLDEN");
    Str text = buf_str(&owned), want;

    *got = (Buf){ 0 };
    CHECK(!buf_failed(&owned), "the text was written");
    if (mode && strcmp(mode, "write") == 0)
        write_file(test_source_path(inside), text);
    want = test_file(test_source_path(inside));
    if (!str_eq(text, want))
        differ(inside, text, want);
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
