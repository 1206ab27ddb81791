/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match.h"

#include "match/assemble.h"
#include "match/finding.h"
#include "match/judge.h"
#include "match/plan.h"

enum { LIST_ROOM_MIN = 64, TABLE_PLACES_MIN = 256 };

void *match_list_add(Matcher *m, List *list, size_t size)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? 2 * list->room : LIST_ROOM_MIN;
        void *grown = room > list->room
            ? arena_grow(&m->work, list->at, list->room * size, room * size) : NULL;
        if (!grown)
            return NULL;
        list->at = grown;
        list->room = room;
    }
    return (unsigned char *)list->at + size * list->count++;
}

bool match_table_reserve(Matcher *m, NumberTable *table, const List *list,
                         uint32_t (*hash_of)(const List *list, uint32_t i))
{
    uint32_t places = table->heads ? 2 * (table->mask + 1) : TABLE_PLACES_MIN, *heads;

    if (table->heads && list->count <= table->mask / 2)
        return true;
    heads = arena_alloc_raw(&m->work, places * sizeof *heads);
    if (!heads)
        return false;
    for (uint32_t i = 0; i < places; i++)
        heads[i] = MATCH_NONE;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t at = hash_of(list, i) & (places - 1);
        while (heads[at] != MATCH_NONE)
            at = (at + 1) & (places - 1);
        heads[at] = i;
    }
    *table = (NumberTable){ heads, places - 1 };
    return true;
}

bool matcher_init(const Kb *kb, const Sbom *sbom, Arena *results, Matcher *out, Err *err)
{
    Matcher m = { .kb = kb, .sbom = sbom, .results = results,
                  .work = arena_new(MATCH_WORK_BYTES_MAX),
                  .scratch = arena_new(MATCH_SCRATCH_BYTES_MAX),
                  .configurations = { kb, judge_node_at, judge_criterion_at, NULL } };
    size_t places = 16;

    while (places / 4 * 3 < sbom->identifier_count)
        places *= 2;
    m.judged_mask = (uint32_t)(places - 1);
    m.judged = arena_alloc_raw(&m.work, places * sizeof *m.judged);
    if (!m.judged)
        return err_no_memory(err);
    for (size_t i = 0; i < places; i++)
        m.judged[i].judgement = MATCH_NONE;
    m.bearer.component = MATCH_NONE;
    for (size_t i = 0; i < MATCH_AHEAD; i++)
        m.ahead[i].component = MATCH_NONE;
    *out = m;
    out->configurations.scratch = &out->scratch;
    return true;
}

void matcher_done(Matcher *m)
{
    arena_done(&m->work);
    arena_done(&m->scratch);
}

/* Each identifier has a judgement at most: a list that grew to that would take twice the room. */
static bool judgements_reserve(Matcher *m, Err *err)
{
    uint32_t count = 0;

    for (uint32_t i = m->first; i < m->end; i++)
        count += m->sbom->components[i].identifier_count;
    m->judgements.at = arena_alloc_raw(&m->work, (count + 1) * sizeof(Judgement));
    m->judgements.room = count + 1;
    return m->judgements.at || err_no_memory(err);
}

MatchTask match_task(const Kb *kb, const Sbom *sbom, uint32_t input)
{
    return (MatchTask){ kb, sbom, input, 0, sbom->component_count };
}

bool match_sbom(const Kb *kb, const Sbom *sbom, uint32_t input, Arena *arena, Match *out, Err *err)
{
    MatchTask task = match_task(kb, sbom, input);

    return match_part(&task, arena, out, err);
}

bool match_part(const MatchTask *task, Arena *arena, Match *out, Err *err)
{
    CLEANUP(matcher_done) Matcher m = { .kb = NULL };
    Match match = { .findings = NULL };

    if (!matcher_init(task->kb, task->sbom, arena, &m, err))
        return false;
    m.input = task->input;
    m.first = task->first;
    m.end = task->end;
    if (!judgements_reserve(&m, err))
        return false;
    for (uint32_t i = task->first; i < task->end; i++) {
        plan_ahead(&m, i);
        if (!assemble_component(&m, i, err))
            return false;
    }
    if (!finding_write_all(&m, &match, err) || !item_write_all(&m, &match, err))
        return false;
    match.checked = m.checked;
    match.unchecked = m.unchecked;
    *out = match;
    return true;
}
