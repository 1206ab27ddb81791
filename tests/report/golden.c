/* SPDX-License-Identifier: Apache-2.0 */
#include "golden.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_BYTES_MAX = 64 << 20, KEPT_MAX = 1024 };

static Buf kept[KEPT_MAX];
static size_t kept_count;

__attribute__((destructor)) static void forget(void)
{
    while (kept_count)
        buf_done(&kept[--kept_count]);
}

Str report_text(const Scan *scan, const ReportOptions *options)
{
    Err err = { 0 };

    if (kept_count == KEPT_MAX)
        test_fail("more than %d reports in one program", KEPT_MAX);
    kept[kept_count] = buf_new(REPORT_BYTES_MAX);
    CHECK_OK(report_write(scan, options, &kept[kept_count], &err), &err);
    return buf_str(&kept[kept_count++]);
}

size_t count_of(Str text, Str needle)
{
    size_t count = 0, at;

    while ((at = str_find(text, needle)) < text.len) {
        text = str_slice(text, at + needle.len, text.len);
        count++;
    }
    return count;
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0)
        test_fail("%s cannot be written", path);
}

void golden_check(const char *name, Str got)
{
    char inside[512];
    Str want, got_line, want_line;
    size_t line = 0;

    snprintf(inside, sizeof inside, "tests/golden/report/%s", name);
    if (getenv("INRO_GOLDEN") && strcmp(getenv("INRO_GOLDEN"), "write") == 0)
        write_file(test_source_path(inside), got);
    want = test_file(test_source_path(inside));
    if (str_eq(got, want))
        return;
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

void golden_report(const char *name, const Scan *scan, const ReportOptions *options)
{
    golden_check(name, report_text(scan, options));
}
