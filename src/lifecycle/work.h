/* SPDX-License-Identifier: Apache-2.0 */
/* work.h — which finding to look at first.
 *
 * By computed class of risk, then known exploited, then harm, then CVSS, then since when it is
 * known, the oldest first; the id makes the order total. The caller fills in plain numbers, the
 * greater the more urgent, so this header knows no scale: a finding whose risk nobody has assessed
 * is urgent by what the caller gives it.
 *
 * Threads: pure.
 */
#pragma once

#include "base/arena.h"

typedef struct {
    int risk_class, harm;
    int cvss_tenths;       /* negative: no score */
    bool kev;
    int64_t first_seen_s;  /* 0: not recorded yet, so it comes last */
    Str id;
} WorkRow;

/* <0 when `a` comes first, 0 for equal rows, >0. */
int work_compare(const WorkRow *a, const WorkRow *b);
/* The numbers of the rows in this order, in `arena`; NULL without memory. */
uint32_t *work_order(const WorkRow *rows, uint32_t count, Arena *arena);
