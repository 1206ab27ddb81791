/* SPDX-License-Identifier: Apache-2.0 */
/* cover.h — whether an enumerated version lies in the ranges beside it.
 *
 * OSV says a version is affected when it is enumerated or in a range; most enumerations repeat
 * the range. What a range already says need not be kept version by version.
 */
#pragma once

#include "base/arena.h"
#include "model/vulnerability.h"

typedef struct {
    Str key;             /* memcmp-able; empty: ask the comparator */
    Str text;            /* empty: open */
} CoverBound;

typedef struct {
    const RecordAffected *affected;
    const CoverBound *lower, *upper; /* beside affected->ranges */
    size_t tests_left;               /* comparisons that may still be made */
    Scheme scheme;
    bool ordered;
} Cover;

/* `ordered` false: nothing is ever covered. Everything lives in `arena`. False: no memory. */
MUST_CHECK bool cover_open(const RecordAffected *affected, Scheme scheme, bool ordered,
                           Arena *arena, Cover *out);
/* False also when it cannot be told: then the version is kept. */
bool cover_holds(Cover *cover, Str version);
