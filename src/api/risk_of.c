/* SPDX-License-Identifier: Apache-2.0 */
#include "api/risk_of.h"

#include "api/seen.h"
#include "base/map.h"

enum { NONE = UINT32_MAX };

static const struct {
    Str word;
    int rank;
} CLASSES[RISK_CLASSES] = {
    [CLASS_NONE] = { STR_ROW(""), 0 },
    [CLASS_CONTROLLED] = { STR_ROW("controlled"), 1 },
    [CLASS_REVIEW] = { STR_ROW("review"), 2 },
    [CLASS_NOT_ASSESSED] = { STR_ROW("not-assessed"), 3 },
    [CLASS_UNCONTROLLED] = { STR_ROW("uncontrolled"), 3 },
};

Str risk_class_word(RiskClass risk)
{
    return CLASSES[risk].word;
}

int risk_class_rank(RiskClass risk)
{
    return CLASSES[risk].rank;
}

bool risk_class_of(Str word, RiskClass *out)
{
    for (int i = CLASS_CONTROLLED; i < RISK_CLASSES; i++)
        if (str_eq(CLASSES[i].word, word)) {
            *out = (RiskClass)i;
            return true;
        }
    return false;
}

/* ---- assessments by the ids of flaws ------------------------------------------------ */

/* by_key ─► head[key] ─► entry: newest first ─► next … */
typedef struct {
    Assessed *rows;
    ScopeRead *scopes;      /* by row */
    size_t count;
    Map by_key;
    uint32_t *head;         /* by key */
    struct Entry {
        uint32_t row, next;
    } *entries;
    uint32_t entry_count;
} Index;

static size_t keys_count(const Index *index)
{
    const Str *keys;
    size_t count = 0;

    for (size_t i = 0; i < index->count; i++)
        count += flaw_keys(index->rows[i].ids, index->rows[i].id_count, &keys);
    return count;
}

static bool row_index(Index *index, uint32_t row, Err *err)
{
    const Assessed *assessed = &index->rows[row];
    const Str *keys;
    size_t count = flaw_keys(assessed->ids, assessed->id_count, &keys);

    for (size_t i = 0; i < count && !assessed->superseded; i++) {
        uint32_t id;
        bool added;

        if (!map_intern(&index->by_key, keys[i], &id, &added, err))
            return false;
        index->entries[index->entry_count] =
            (struct Entry){ row, added ? NONE : index->head[id] };
        index->head[id] = index->entry_count++;
    }
    return true;
}

static bool index_fill(Index *index, Arena *arena, Err *err)
{
    size_t count = keys_count(index);

    index->scopes = ARENA_ARRAY(arena, ScopeRead, index->count);
    index->head = ARENA_ARRAY(arena, uint32_t, count);
    index->entries = arena_alloc(arena, count + 1, sizeof *index->entries);
    if (!index->scopes || !index->head || !index->entries)
        return err_no_memory(err);
    for (size_t i = 0; i < index->count; i++) {
        DecisionScope *scope = ARENA_NEW(arena, DecisionScope);

        if (!scope)
            return err_no_memory(err);
        *scope = component_scope(index->rows[i].component, index->rows[i].range);
        if (!scope_read(scope, arena, &index->scopes[i], err)
            || !row_index(index, (uint32_t)i, err))
            return false;
    }
    return true;
}

/* ---- which one holds ---------------------------------------------------------------- */

static bool release_listed(const Assessed *assessed, Str release)
{
    for (size_t i = 0; i < assessed->release_count; i++)
        if (str_eq(assessed->releases[i], release))
            return true;
    return false;
}

static bool reaches(const Index *index, uint32_t row, SubjectRead *subject, bool *out, Err *err)
{
    const Assessed *assessed = &index->rows[row];
    Miss miss = MISS_PRODUCT;

    *out = false;
    if (!str_eq(assessed->product, subject->subject->product)
        || !release_listed(assessed, subject->subject->release))
        return true;
    if (!scope_fits(&index->scopes[row], subject, &miss, err))
        return false;
    *out = miss == MISS_NONE;
    return true;
}

/* The newest of all ids of the flaw. */
static bool holds_for(const Index *index, const Subject *subject, Arena *arena, uint32_t *out,
                      Err *err)
{
    SubjectRead read = subject_read(subject, arena);
    const Str *keys;
    size_t count = flaw_keys(subject->flaw->ids, subject->flaw->id_count, &keys);

    *out = NONE;
    for (size_t i = 0; i < count; i++) {
        uint32_t id, at;
        bool met = false;

        if (!map_find(&index->by_key, keys[i], &id))
            continue;
        for (at = index->head[id]; at != NONE && !met; at = index->entries[at].next) {
            if (!reaches(index, index->entries[at].row, &read, &met, err))
                return false;
            if (met && (*out == NONE || index->entries[at].row > *out))
                *out = index->entries[at].row;
        }
    }
    return true;
}

/* ---- what it says today ------------------------------------------------------------- */

static RiskBasis basis_then(const Assessed *assessed)
{
    const ExploitFacts *facts = &assessed->content.before.facts;

    return (RiskBasis){ .component = assessed->version, .in_kev = facts->in_kev,
                        .seen_here = facts->seen_here, .exploit_public = facts->exploit_public,
                        .epss_known = facts->epss_known, .epss_e5 = facts->epss_e5 };
}

bool exploit_told(const DecisionWorld *world)
{
    return !world->kev && world->exploit >= EXPLOIT_PROOF;
}

/* What nobody states of the present stays as it was. */
static RiskBasis basis_now(const RiskBasis *then, const Subject *subject)
{
    RiskBasis now = *then;

    if (then->component.len)
        now.component = subject->build.version;
    now.in_kev = now.in_kev || subject->world.kev;
    now.exploit_public = now.exploit_public || exploit_told(&subject->world);
    if (subject->world.epss_e5 != DECISION_NO_EPSS) {
        now.epss_known = true;
        now.epss_e5 = subject->world.epss_e5;
    }
    return now;
}

static void facts_renew(ExploitFacts *facts, const RiskBasis *now)
{
    facts->in_kev = now->in_kev;
    facts->exploit_public = now->exploit_public;
    facts->epss_known = now->epss_known;
    facts->epss_e5 = now->epss_e5;
}

/* An assessment that the present contradicts is none any more: the worst counts. */
static bool judge_today(FindingRisk *risk, const Subject *subject, Arena *arena, Err *err)
{
    AssessmentResult *result = ARENA_NEW(arena, AssessmentResult);
    Assessment today = risk->assessed->content;
    RiskBasis then = basis_then(risk->assessed), now = basis_now(&then, subject);
    Err unjudged;

    if (!result)
        return err_no_memory(err);
    risk->result = result;
    risk->changed = basis_changes(&then, &now);
    facts_renew(&today.before.facts, &now);
    facts_renew(&today.after.facts, &now);
    if (risk->changed)
        today.decision = (RiskDecision){ .made = false };
    risk->harm = today.removed ? today.before.harm : today.after.harm;
    if (!assessment_judge(&today, &risk->assessed->matrix.matrix, result, &unjudged)
        || !risk_class_of(assessed_word(result), &risk->risk))
        risk->risk = CLASS_UNCONTROLLED;
    return true;
}

static bool one(const Index *index, const Subject *subject, const Resolution *resolution,
                Arena *arena, FindingRisk *out, Err *err)
{
    uint32_t row;

    *out = (FindingRisk){ .risk = CLASS_NONE };
    if (!holds_for(index, subject, arena, &row, err))
        return false;
    if (row == NONE) {
        out->risk = resolution->counts_as_affected ? CLASS_NOT_ASSESSED : CLASS_NONE;
        return true;
    }
    out->assessed = &index->rows[row];
    return judge_today(out, subject, arena, err);
}

bool risk_of(const FindingSet *set, Db *db, Arena *arena, FindingRisk **out, Err *err)
{
    Index index = { .count = 0 };
    FindingRisk *list = ARENA_ARRAY(arena, FindingRisk, set->count);
    bool ok = list ? assessments_load(db, STR(""), arena, &index.rows, &index.count, err)
                         && index_fill(&index, arena, err)
                   : err_no_memory(err);

    for (size_t i = 0; ok && i < set->count; i++)
        ok = one(&index, &set->subjects[i], &set->resolutions[i], arena, &list[i], err);
    map_done(&index.by_key);
    if (ok)
        *out = list;
    return ok;
}
