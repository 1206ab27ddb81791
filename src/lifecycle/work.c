/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/work.h"

#include "match/order.h"

static int64_t seen_or_never(const WorkRow *row)
{
    return row->first_seen_s ? row->first_seen_s : INT64_MAX;
}

int work_compare(const WorkRow *a, const WorkRow *b)
{
    /* The greater comes first; time is turned around. */
    const int64_t keys[][2] = {
        { a->risk_class, b->risk_class },
        { a->kev, b->kev },
        { a->harm, b->harm },
        { a->cvss_tenths, b->cvss_tenths },
        { seen_or_never(b), seen_or_never(a) },
    };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] > keys[i][1] ? -1 : 1;
    return str_cmp(a->id, b->id);
}

static bool work_before(const void *context, uint32_t a, uint32_t b)
{
    const WorkRow *rows = context;

    return work_compare(&rows[a], &rows[b]) < 0;
}

uint32_t *work_order(const WorkRow *rows, uint32_t count, Arena *arena)
{
    return order_new(count, work_before, rows, arena);
}
