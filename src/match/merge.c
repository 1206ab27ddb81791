/* SPDX-License-Identifier: Apache-2.0 */
/* Of several hits of one group, one. */
#include "match/judge.h"

#include "match/order.h"
#include "match/scratch.h"

#include <string.h>

typedef struct {
    const Matcher *m;
    const Hit *hits;
} Merging;

static const RangeFacts *facts_of_hit(const Matcher *m, const Hit *hit)
{
    return LIST_AT(m->facts, RangeFacts, hit->facts);
}

/* The strongest evidence first; a range says more than an enumerated version. */
static bool hit_before(const void *context, uint32_t a, uint32_t b)
{
    const Merging *merging = context;
    const Hit *left = &merging->hits[a], *right = &merging->hits[b];
    const KbRange *left_range, *right_range;
    bool left_exact, right_exact;

    if (left->slot != right->slot)
        return left->slot < right->slot;
    if (left->rule != right->rule)
        return left->rule < right->rule;
    left_range = facts_of_hit(merging->m, left)->range;
    right_range = facts_of_hit(merging->m, right)->range;
    left_exact = left_range->flags & KB_EXACT;
    right_exact = right_range->flags & KB_EXACT;
    if (left_exact != right_exact)
        return right_exact;
    return left_range->advisory < right_range->advisory;
}

/* The fixed version of a hit's own range; KB_NONE when it has none. */
static uint32_t own_fix(const Matcher *m, const Hit *hit)
{
    const KbRange *range = facts_of_hit(m, hit)->range;

    return range->flags & KB_FIXED ? range->upper : KB_NONE;
}

static bool fix_add(Matcher *m, Hit *hit, uint32_t fix)
{
    uint32_t *added;

    for (uint32_t i = 0; i < hit->fix_count; i++)
        if (*LIST_AT(m->fixes, uint32_t, hit->first_fix + i) == fix)
            return true;
    if (fix == KB_NONE)
        return true;
    added = LIST_ADD(m, &m->fixes, uint32_t);
    if (!added)
        return false;
    *added = fix;
    hit->fix_count++;
    return true;
}

static bool fixes_add(Matcher *m, Hit *hit, const Hit *from)
{
    if (!from->fix_count)
        return fix_add(m, hit, own_fix(m, from));
    for (uint32_t i = 0; i < from->fix_count; i++)
        if (!fix_add(m, hit, *LIST_AT(m->fixes, uint32_t, from->first_fix + i)))
            return false;
    return true;
}

/* One hit out of those of one group, which lie at order[0 … count - 1]. */
static bool hits_unite(Matcher *m, const Hit *hits, const uint32_t *order, uint32_t count,
                       Hit *out)
{
    *out = hits[order[0]];
    if (count == 1)
        return true;
    out->first_fix = m->fixes.count;
    out->fix_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        out->malware |= hits[order[i]].malware;
        if (!fixes_add(m, out, &hits[order[i]]))
            return false;
    }
    return true;
}

bool hits_merge(Matcher *m, uint32_t first, Err *err)
{
    ScratchMark mark = scratch_mark(&m->scratch);
    uint32_t count = m->hits.count - first, kept = 0;
    Hit *hits = LIST_AT(m->hits, Hit, first), *merged;
    uint32_t *order;

    if (count < 2)
        return true;
    merged = arena_alloc_raw(&m->scratch, count * sizeof *merged);
    order = order_new(count, hit_before, &(Merging){ m, hits }, &m->scratch);
    if (!merged || !order)
        return err_no_memory(err);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && hits[order[end]].slot == hits[order[i]].slot; end++)
            continue;
        if (!hits_unite(m, hits, order + i, end - i, &merged[kept++]))
            return err_no_memory(err);
    }
    memcpy(hits, merged, kept * sizeof *hits);
    m->hits.count = first + kept;
    scratch_rewind(&m->scratch, mark);
    return true;
}
