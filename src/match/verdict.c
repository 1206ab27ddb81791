/* SPDX-License-Identifier: Apache-2.0 */
#include "match/verdict.h"

#include "match/ahead.h"
#include "match/assemble.h"
#include "match/finding.h"
#include "match/group.h"

/* The lists of the matcher while they are read side by side, component by component. */
typedef struct {
    Matcher *m;
    const VerdictTask *task;
    uint32_t seed, hint, open;
    Verdict *rows;
    uint32_t count;
} Telling;

static Verdict *verdict_add(Telling *telling, uint32_t component, uint32_t slot, VerdictKind kind)
{
    uint32_t number = LIST_AT(telling->m->slots, GroupSlot, slot)->number;
    Verdict *row = &telling->rows[telling->count];

    if (telling->task->only && !flaw_has_group(telling->task->only, number))
        return NULL;
    telling->count++;
    *row = (Verdict){ .component = component, .group = number, .tree = KB_NONE,
                      .kind = (uint8_t)kind, .rule = MATCH_RULES };
    return row;
}

static bool tell(Telling *telling, Verdict *row, uint32_t slot, const Hit *hit, Err *err)
{
    if (!telling->task->told)
        return true;
    if (!group_fill(telling->m, slot, err))
        return false;
    row->flaw = LIST_AT(telling->m->slots, GroupSlot, slot)->flaw;
    return !hit || finding_evidence(telling->m, hit, &row->evidence, err);
}

static bool tell_hit(Telling *telling, uint32_t component, uint32_t hit_i, VerdictKind kind,
                     Err *err)
{
    const Hit *hit = LIST_AT(telling->m->hits, Hit, hit_i);
    Verdict *row = verdict_add(telling, component, hit->slot, kind);

    if (!row)
        return true;
    row->rule = hit->rule;
    row->malware = hit->malware;
    return tell(telling, row, hit->slot, kind == VERDICT_AFFECTED ? hit : NULL, err);
}

static bool tell_hint(Telling *telling, const HintSeed *hint, Err *err)
{
    const Suspicion *suspicion;
    Verdict *row;

    if (hint->hit != MATCH_NONE)
        return tell_hit(telling, hint->owner.component, hint->hit, VERDICT_SUSPECTED, err);
    suspicion = LIST_AT(telling->m->suspicions, Suspicion, hint->suspicion);
    row = verdict_add(telling, hint->owner.component, suspicion->slot, VERDICT_SUSPECTED);
    return !row || tell(telling, row, suspicion->slot, NULL, err);
}

static void tell_open(Telling *telling, const OpenSeed *open)
{
    Verdict *row = verdict_add(telling, open->component, open->slot, VERDICT_OPEN);

    if (row)
        row->tree = open->tree;
}

static bool tell_component(Telling *telling, uint32_t component, Err *err)
{
    Matcher *m = telling->m;

    while (telling->seed < m->seeds.count
           && LIST_AT(m->seeds, Seed, telling->seed)->component == component)
        if (!tell_hit(telling, component, LIST_AT(m->seeds, Seed, telling->seed++)->hit,
                      VERDICT_AFFECTED, err))
            return false;
    while (telling->hint < m->hints.count
           && LIST_AT(m->hints, HintSeed, telling->hint)->owner.component == component)
        if (!tell_hint(telling, LIST_AT(m->hints, HintSeed, telling->hint++), err))
            return false;
    while (telling->open < m->opens.count
           && LIST_AT(m->opens, OpenSeed, telling->open)->component == component)
        tell_open(telling, LIST_AT(m->opens, OpenSeed, telling->open++));
    return true;
}

static const uint8_t *coverage_of(const Matcher *m, Arena *arena)
{
    uint8_t *coverage = ARENA_ARRAY(arena, uint8_t, m->end - m->first);

    for (uint32_t i = 0; coverage && i < m->end - m->first; i++)
        coverage[i] = COVERAGE_LISTS;
    for (uint32_t i = 0; coverage && i < m->gaps.count; i++) {
        const GapSeed *gap = LIST_AT(m->gaps, GapSeed, i);
        if (gap->list != COVERAGE_NOTES)
            coverage[gap->owner.component - m->first] = (uint8_t)gap->list;
    }
    return coverage;
}

static bool assemble_all(Matcher *m, Err *err)
{
    for (uint32_t i = m->first; i < m->end; i++) {
        if (!m->only)
            ahead_prepare(m, i);
        if (!assemble_component(m, i, err))
            return false;
    }
    return true;
}

bool match_verdicts(const VerdictTask *task, Arena *arena, Verdicts *out, Err *err)
{
    CLEANUP(matcher_done) Matcher m = { .kb = NULL };
    Telling telling = { .m = &m, .task = task };
    Verdicts verdicts = { .count = 0 };

    if (!matcher_begin(&task->match, arena, &m, err))
        return false;
    m.only = task->only;
    m.apart = task->apart;
    if (!assemble_all(&m, err))
        return false;
    telling.rows = ARENA_ARRAY(arena, Verdict,
                               (size_t)m.seeds.count + m.hints.count + m.opens.count);
    verdicts.coverage = coverage_of(&m, arena);
    if (!telling.rows || !verdicts.coverage)
        return err_no_memory(err);
    for (uint32_t i = m.first; i < m.end; i++)
        if (!tell_component(&telling, i, err))
            return false;
    verdicts.verdicts = telling.rows;
    verdicts.count = telling.count;
    *out = verdicts;
    return true;
}
