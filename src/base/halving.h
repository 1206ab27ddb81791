/* SPDX-License-Identifier: Apache-2.0 */
/* halving.h — where in sorted rows something stands.
 *
 *     Halving half = halving_of(count);
 *
 *     while (halving_next(&half))
 *         halving_turn(&half, rows[half.middle].key < key);
 *     return half.at < count && rows[half.at].key == key ? &rows[half.at] : NULL;
 *
 * In rows of strangers that are not sorted it ends all the same, at a place inside.
 */
#pragma once

#include "base/defs.h"

typedef struct {
    size_t at;     /* at the end: the first row that is not before what is sought, or `count` */
    size_t end;
    size_t middle; /* the row to look at */
} Halving;

static inline Halving halving_of(size_t count)
{
    return (Halving){ .end = count };
}

/* Whether there is a row to look at. */
static inline bool halving_next(Halving *half)
{
    half->middle = half->at + (half->end - half->at) / 2;
    return half->at < half->end;
}

/* `before`: the row that was looked at stands before what is sought. */
static inline void halving_turn(Halving *half, bool before)
{
    if (before)
        half->at = half->middle + 1;
    else
        half->end = half->middle;
}
