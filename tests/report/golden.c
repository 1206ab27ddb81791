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

void golden_check(const char *name, Str got)
{
    char inside[512];

    snprintf(inside, sizeof inside, "tests/golden/report/%s", name);
    test_golden(inside, got);
}

void golden_report(const char *name, const Scan *scan, const ReportOptions *options)
{
    golden_check(name, report_text(scan, options));
}
