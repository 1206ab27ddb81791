/* SPDX-License-Identifier: Apache-2.0 */
/* marks.h — places on the line of versions, put in order.
 *
 * OSV events, CVE status changes and the ends of ranges are all marks: a version and a number
 * that tells the reader what happens there. The empty version lies before all others.
 */
#pragma once

#include "base/arena.h"
#include "version/version.h"

typedef struct {
    Str version;
    Str key;      /* memcmp-able, made by marks_sort; empty: the comparator is asked */
    uint32_t tag; /* the reader's own */
    bool same;    /* the same version as the mark before, however it is written */
} Mark;

/* Sorts stably by the scheme's order and sets `same`. *in_order is false when a version cannot
 * be compared: the marks are then as they were, and only equal texts are `same`.
 *
 * Fails: ERR_LIMIT without memory. */
MUST_CHECK bool marks_sort(Scheme scheme, Mark *marks, size_t count, Arena *arena, bool *in_order,
                           Err *err);
