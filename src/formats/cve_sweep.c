/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_sweep.h"
#include "formats/marks.h"

/* Each range has two ends on the line of versions. An end lies just before or just behind its
 * version; the sweep goes over all of them in order and counts how many ranges of each kind it
 * stands in. Sides and steps are the bits of Mark.tag. */
enum {
    END_BEHIND = 1 << 0,     /* the end lies behind its version, else before it */
    END_CLOSES = 1 << 1,
    END_UNAFFECTED = 1 << 2,
    END_FIXED = 1 << 3,      /* what begins here is known to be fixed */
};

typedef struct {
    size_t affected, unaffected; /* ranges of each kind the sweep stands in */
    bool by_default, inside;
    RecordRange range;           /* the one being made, while inside */
} Sweep;

/* [3.0, 2.0): nothing is inside. Bounds that cannot be compared are found by the sort. */
static bool range_inverted(Scheme scheme, const RecordRange *range)
{
    Err why = { 0 };
    int order;

    return range->lower.len && range->upper.len && !range->exact
        && version_compare(scheme, range->lower, range->upper, &order, &why) && order > 0;
}

static bool end_add(RecordDraft *draft, Array *marks, Str version, unsigned tag, Err *err)
{
    Mark *mark = array_add(marks, draft->arena, sizeof *mark);

    if (!mark)
        return err_no_memory(err);
    mark->version = version;
    mark->tag = tag;
    return true;
}

static bool ends_add(RecordDraft *draft, Array *marks, const RecordRange *range, Err *err)
{
    unsigned kind = range->unaffected ? END_UNAFFECTED : 0;
    unsigned opens = range->lower.len && !range->lower_inclusive ? END_BEHIND : 0;
    unsigned fixed = range->fixed_known || range->unaffected ? END_FIXED : 0;

    if (range->exact)
        return end_add(draft, marks, range->lower, kind | fixed, err)
            && end_add(draft, marks, range->lower, kind | END_CLOSES | END_BEHIND, err);
    if (!end_add(draft, marks, range->lower, kind | opens | (range->unaffected ? fixed : 0), err))
        return false;
    if (range->upper.len == 0)
        return true;
    return end_add(draft, marks, range->upper,
                   kind | END_CLOSES | (range->upper_inclusive ? END_BEHIND : 0)
                       | (range->unaffected ? 0 : fixed), err);
}

static void sweep_step(Sweep *sweep, unsigned tag)
{
    size_t *count = tag & END_UNAFFECTED ? &sweep->unaffected : &sweep->affected;

    *count = tag & END_CLOSES ? *count - 1 : *count + 1;
}

static bool sweep_turn(RecordDraft *draft, Sweep *sweep, Str version, unsigned behind, bool fixed,
                       Array *out, Err *err)
{
    bool inside = sweep->unaffected == 0 && (sweep->affected > 0 || sweep->by_default);
    bool was = sweep->inside;

    sweep->inside = inside;
    if (inside == was)
        return true;
    if (inside) {
        sweep->range = (RecordRange){ .lower = version,
                                      .lower_inclusive = version.len && !behind };
        return true;
    }
    if (version.len == 0)
        return true;
    sweep->range.upper = version;
    sweep->range.upper_inclusive = behind != 0;
    sweep->range.fixed_known = fixed && !behind;
    sweep->range.exact = behind && sweep->range.lower_inclusive
                      && str_eq(sweep->range.lower, version);
    return record_range(draft, out, sweep->range, err);
}

/* All ends at one version: first those before it, then those behind it. */
static bool sweep_stop(RecordDraft *draft, Sweep *sweep, const Mark *marks, size_t count,
                       Array *out, Err *err)
{
    for (unsigned behind = 0; behind <= END_BEHIND; behind++) {
        bool fixed = false, any = false;

        for (size_t i = 0; i < count; i++)
            if ((marks[i].tag & END_BEHIND) == behind) {
                sweep_step(sweep, marks[i].tag);
                fixed = fixed || (marks[i].tag & END_FIXED);
                any = true;
            }
        if (any && !sweep_turn(draft, sweep, marks[0].version, behind, fixed, out, err))
            return false;
    }
    return true;
}

static bool sweep_all(RecordDraft *draft, const Mark *marks, size_t count, bool by_default,
                      Array *out, Err *err)
{
    Sweep sweep = { .by_default = by_default, .inside = by_default };
    size_t from = 0;

    while (from < count) {
        size_t to = from + 1;

        while (to < count && marks[to].same)
            to++;
        if (!sweep_stop(draft, &sweep, marks + from, to - from, out, err))
            return false;
        from = to;
    }
    return !sweep.inside || record_range(draft, out, sweep.range, err);
}

static bool has_unaffected(const Array *ranges)
{
    const RecordRange *range = ranges->items;

    for (size_t i = 0; i < ranges->count; i++)
        if (range[i].unaffected)
            return true;
    return false;
}

bool statement_resolve(RecordDraft *draft, const Statement *statement, Array *out, bool *resolved,
                       Err *err)
{
    const RecordRange *range = statement->ranges->items;
    Scheme scheme = statement->scheme;
    Array marks = { 0 }, result = { 0 };

    *resolved = true;
    if (!statement->default_affected && !has_unaffected(statement->ranges)) {
        *out = *statement->ranges;
        return true;
    }
    for (size_t i = 0; i < statement->ranges->count; i++)
        if (!range_inverted(scheme, &range[i]) && !ends_add(draft, &marks, &range[i], err))
            return false;
    if (!marks_sort(scheme, marks.items, marks.count, draft->arena, resolved, err))
        return false;
    if (!*resolved)
        return true;
    if (!sweep_all(draft, marks.items, marks.count, statement->default_affected, &result, err))
        return false;
    *out = result;
    return true;
}
