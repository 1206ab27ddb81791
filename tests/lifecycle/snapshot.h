/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.h — a table or a text against the file that a reviewer reads.
 *
 * `inside` is a path of the repository, such as "data/lifecycle/stages.tsv" (test_golden).
 */
#pragma once

#include "base/buf.h"
#include "base/date.h"
#include "test.h"

/* Ends `got`, and fails the test at the first line that differs. */
void snapshot_check(const char *inside, Buf *got);
/* Fields of a row, parted by TABs and ended by a line end; texts[0] to texts[count - 1]. */
#define SNAPSHOT_ROW(out, ...)                                                                     \
    snapshot_row((out), (const Str[]){ __VA_ARGS__ },                                              \
                 sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))
void snapshot_row(Buf *out, const Str *fields, size_t count);
/* What a test writes as text; fail the test when it is no date. */
Date stated(const char *text);
int64_t day_of(const char *text);
