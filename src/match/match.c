/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match.h"

#include "match/ahead.h"
#include "match/assemble.h"
#include "match/finding.h"
#include "match/judge.h"

#include <string.h>

enum { LIST_ROOM_MIN = 64, LIST_ROOM_FIRST_MAX = 1 << 16, TABLE_PLACES_MIN = 256 };

/* Most lists grow to about the number of components; room that is never written costs no memory,
 * copying to more of it does. */
static uint32_t list_room(const Matcher *m)
{
    uint32_t room = m->end - m->first;

    room = room < LIST_ROOM_FIRST_MAX ? room : LIST_ROOM_FIRST_MAX;
    return room > LIST_ROOM_MIN ? room : LIST_ROOM_MIN;
}

void *match_rows_add(Matcher *m, Rows *list, size_t size)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? 2 * list->room : list_room(m);
        void *grown = room > list->room ? arena_grow(&m->work, list->at, list->room * size,
                                                     room * size) : NULL;
        if (!grown)
            return NULL;
        list->at = grown;
        list->room = room;
    }
    return (unsigned char *)list->at + size * list->count++;
}

static uint32_t number_hash(uint32_t number)
{
    return number * 2654435761U; /* Knuth: 2^32 / golden ratio */
}

static NumberRow *row_of(const NumberTable *table, uint32_t number)
{
    uint32_t at = number_hash(number) & table->mask;

    while (table->rows[at].index != MATCH_NONE && table->rows[at].number != number)
        at = (at + 1) & table->mask;
    return &table->rows[at];
}

static bool table_grow(Matcher *m, NumberTable *table)
{
    uint32_t places = table->rows ? 2 * (table->mask + 1) : TABLE_PLACES_MIN;
    NumberTable grown = { arena_alloc_raw(&m->work, places * sizeof *grown.rows), places - 1, 0 };

    if (!grown.rows)
        return false;
    for (uint32_t i = 0; i < places; i++)
        grown.rows[i].index = MATCH_NONE;
    for (uint32_t i = 0; table->rows && i <= table->mask; i++)
        if (table->rows[i].index != MATCH_NONE)
            *row_of(&grown, table->rows[i].number) = table->rows[i];
    grown.taken = table->taken;
    *table = grown;
    return true;
}

uint32_t *match_table_at(Matcher *m, NumberTable *table, uint32_t number)
{
    NumberRow *row;

    if ((!table->rows || table->taken > table->mask / 2) && !table_grow(m, table))
        return NULL;
    row = row_of(table, number);
    if (row->index == MATCH_NONE) {
        row->number = number;
        table->taken++;
    }
    return &row->index;
}

void match_table_ahead(const NumberTable *table, uint32_t number)
{
    if (table->rows)
        __builtin_prefetch(&table->rows[number_hash(number) & table->mask]);
}

void matcher_done(Matcher *m)
{
    arena_done(&m->early);
    arena_done(&m->work);
    arena_done(&m->scratch);
}

/* Each identifier has a judgement at most, names aside: a list that grew to that would take twice
 * the room. */
static bool judgements_reserve(Matcher *m, Err *err)
{
    uint32_t count = 0, places = 16;

    for (uint32_t i = m->first; i < m->end; i++)
        count += m->sbom->components[i].identifier_count;
    while (places / 4 * 3 < count)
        places *= 2;
    m->judgements.at = arena_alloc_raw(&m->early, (count + 1) * sizeof(Judgement));
    m->judgements.room = count + 1;
    m->judged = arena_alloc_raw(&m->early, places * sizeof *m->judged);
    m->judged_mask = places - 1;
    if (!m->judgements.at || !m->judged)
        return err_no_memory(err);
    for (uint32_t i = 0; i < places; i++)
        m->judged[i].judgement = MATCH_NONE;
    return true;
}

bool matcher_begin(const MatchTask *task, Arena *results, Matcher *out, Err *err)
{
    *out = (Matcher){ .kb = task->kb, .sbom = task->sbom, .input = task->input,
                      .first = task->first, .end = task->end, .results = results,
                      .early = arena_new(MATCH_WORK_BYTES_MAX),
                      .work = arena_new(MATCH_WORK_BYTES_MAX),
                      .scratch = arena_new(MATCH_SCRATCH_BYTES_MAX),
                      .configurations = { task->kb, judge_node_at, judge_criterion_at,
                                          &out->scratch } };
    out->bearer.component = MATCH_NONE;
    for (size_t i = 0; i < MATCH_AHEAD; i++)
        out->ahead[i].component = MATCH_NONE;
    return judgements_reserve(out, err);
}

bool matcher_init(const Kb *kb, const Sbom *sbom, Arena *results, Matcher *out, Err *err)
{
    MatchTask task = match_task(kb, sbom, 0);

    return matcher_begin(&task, results, out, err);
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

    if (!matcher_begin(task, arena, &m, err))
        return false;
    for (uint32_t i = task->first; i < task->end; i++) {
        ahead_prepare(&m, i);
        if (!assemble_component(&m, i, err))
            return false;
    }
    m.judged = NULL;
    arena_done(&m.early); /* judgements have become seeds: their room is for findings */
    if (!finding_write_all(&m, &match, err) || !item_write_all(&m, &match, err))
        return false;
    match.checked = m.checked;
    match.unchecked = m.unchecked;
    *out = match;
    return true;
}
