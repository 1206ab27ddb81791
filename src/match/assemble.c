/* SPDX-License-Identifier: Apache-2.0 */
#include "match/assemble.h"

#include "match/judge.h"
#include "match/plan.h"

/* Which coverage list a state belongs to; the order of the lists is the order of precedence. */
static const CoverageList LIST_OF[] = {
    [JUDGED_CHECKED] = COVERAGE_NOTES,
    [JUDGED_INVALID] = COVERAGE_INVALID_IDENTIFIER,
    [JUDGED_NO_DATA] = COVERAGE_WITHOUT_DATA,
    [JUDGED_NOT_COMPARABLE] = COVERAGE_VERSION_NOT_COMPARABLE,
    [JUDGED_IGNORED] = COVERAGE_WITHOUT_IDENTIFIER,
};

CoverageList assemble_list_of(JudgedState state)
{
    return LIST_OF[state];
}

/* A component with the judgements of its identifiers. */
typedef struct {
    Matcher *m;
    uint32_t component_i;
    const Component *component;
    uint32_t count; /* of Matcher.judgement */
    bool distribution; /* only a distribution's word counts … */
    bool has_data;     /* … and it has one */
    bool checked, has_cpe, nameless;
} Assembly;

static const Judgement *judgement_at(const Assembly *a, uint32_t i)
{
    return LIST_AT(a->m->judgements, Judgement, a->m->judgement[i]);
}

/* Whether this identifier may say anything about vulnerabilities here. */
static bool counts(const Assembly *a, uint32_t i)
{
    return !a->distribution || judgement_at(a, i)->distribution;
}

static bool assembly_judge(Assembly *a, Err *err)
{
    const Component *component = a->component;

    a->distribution = plan_bearer(a->m, a->component_i)->distribution;
    a->nameless = true;
    while (a->count < component->identifier_count && a->count < SBOM_IDENTIFIERS_MAX) {
        uint32_t i = a->count, identifier = component->first_identifier + i;
        const Judgement *judged;

        if (!plan_identifier(a->m, (Owner){ identifier, a->component_i }, &a->m->judgement[i], err))
            return false;
        judged = judgement_at(a, i);
        a->count++;
        a->has_cpe |= a->m->sbom->identifiers[identifier].kind == IDENTIFIER_CPE;
        a->nameless &= judged->nameless || judged->state == JUDGED_IGNORED;
        if (!counts(a, i))
            continue;
        a->checked |= judged->state == JUDGED_CHECKED;
        a->has_data |= judged->state == JUDGED_CHECKED || judged->state == JUDGED_NOT_COMPARABLE;
    }
    return true;
}

/* ---- findings ---- */

static bool seeds_add(Assembly *a, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        Seed *seed = LIST_ADD(a->m, &a->m->seeds, Seed);
        const Hit *hit = LIST_AT(a->m->hits, Hit, i);
        GroupSlot *slot;
        if (!seed)
            return false;
        *seed = (Seed){ a->component_i, i };
        slot = LIST_AT(a->m->slots, GroupSlot, hit->slot);
        slot->stamp = a->component_i + 1;
        slot->found = true;
    }
    return true;
}

static bool hits_copy(Matcher *m, const Judgement *judged)
{
    for (uint32_t i = 0; i < judged->hit_count; i++) {
        Hit *copy = LIST_ADD(m, &m->hits, Hit);
        if (!copy)
            return false;
        *copy = *LIST_AT(m->hits, Hit, judged->first_hit + i);
    }
    return true;
}

/* One identifier's hits are used as they lie; those of several are united in a copy. */
static bool assemble_findings(Assembly *a, Err *err)
{
    uint32_t speaking = 0, last = 0, first = a->m->hits.count;
    const Judgement *only;

    for (uint32_t i = 0; i < a->count; i++)
        if (counts(a, i) && judgement_at(a, i)->hit_count) {
            speaking++;
            last = i;
        }
    if (!speaking)
        return true;
    only = judgement_at(a, last);
    if (speaking == 1)
        return seeds_add(a, only->first_hit, only->first_hit + only->hit_count)
            || err_no_memory(err);
    for (uint32_t i = 0; i < a->count; i++)
        if (counts(a, i) && !hits_copy(a->m, judgement_at(a, i)))
            return err_no_memory(err);
    return hits_merge(a->m, first, err)
        && (seeds_add(a, first, a->m->hits.count) || err_no_memory(err));
}

/* ---- hints ---- */

/* A group is named once for a component: as a finding, else as its first hint. */
static bool hint_add(Assembly *a, const HintSeed *hint, uint32_t slot)
{
    GroupSlot *group = LIST_AT(a->m->slots, GroupSlot, slot);
    HintSeed *kept;

    if (group->stamp == a->component_i + 1)
        return true;
    group->stamp = a->component_i + 1;
    kept = LIST_ADD(a->m, &a->m->hints, HintSeed);
    if (kept)
        *kept = *hint;
    return kept;
}

static bool hints_of_hits(Assembly *a, const Judgement *judged, uint32_t identifier)
{
    HintSeed hint = { { identifier, a->component_i }, MATCH_NONE, MATCH_NONE };

    for (uint32_t i = 0; i < judged->hit_count; i++) {
        hint.hit = judged->first_hit + i;
        if (!hint_add(a, &hint, LIST_AT(a->m->hits, Hit, hint.hit)->slot))
            return false;
    }
    return true;
}

static const Suspicion *suspicion_at(const Assembly *a, const Judgement *judged, uint32_t i)
{
    return LIST_AT(a->m->suspicions, Suspicion, judged->first_suspicion + i);
}

static bool hints_of_suspicions(Assembly *a, const Judgement *judged, uint32_t identifier)
{
    HintSeed hint = { { identifier, a->component_i }, MATCH_NONE, MATCH_NONE };

    for (uint32_t i = 0; i < judged->suspicion_count; i++) {
        if (suspicion_at(a, judged, i)->kind == SUSPICION_DEVICE)
            continue;
        hint.suspicion = judged->first_suspicion + i;
        if (!hint_add(a, &hint, LIST_AT(a->m->suspicions, Suspicion, hint.suspicion)->slot))
            return false;
    }
    return true;
}

/* What only the rest of the document can decide, whatever the other identifiers say. */
static bool opens_add(Assembly *a, const Judgement *judged)
{
    for (uint32_t i = 0; i < judged->suspicion_count; i++) {
        const Suspicion *suspicion = suspicion_at(a, judged, i);
        OpenSeed *seed;
        if (suspicion->kind != SUSPICION_DEVICE)
            continue;
        seed = LIST_ADD(a->m, &a->m->opens, OpenSeed);
        if (!seed)
            return false;
        *seed = (OpenSeed){ a->component_i, suspicion->slot,
                            LIST_AT(a->m->facts, RangeFacts, suspicion->facts)->range->extra };
    }
    return true;
}

static bool assemble_opens(Assembly *a, Err *err)
{
    for (uint32_t i = 0; a->m->apart && i < a->count; i++)
        if (!opens_add(a, judgement_at(a, i)))
            return err_no_memory(err);
    return true;
}

/* Nothing better than the name is known: no CPE, and no data for any other identifier. */
static bool only_name(const Assembly *a)
{
    if (a->has_cpe || a->checked)
        return false;
    return a->distribution ? !a->has_data : a->nameless;
}

static bool assemble_name(Assembly *a, Err *err)
{
    const Judgement *named;
    uint32_t judged;

    if (!only_name(a))
        return true;
    if (!plan_name(a->m, a->component_i, &judged, err))
        return false;
    if (judged == MATCH_NONE)
        return true;
    named = LIST_AT(a->m->judgements, Judgement, judged);
    return (hints_of_hits(a, named, MATCH_NONE) && opens_add(a, named)) || err_no_memory(err);
}

static bool assemble_hints(Assembly *a, Err *err)
{
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t identifier = a->component->first_identifier + i;
        bool own = counts(a, i);

        /* The distribution has spoken: what others would say is not worth a line. */
        if (!own && a->has_data)
            continue;
        if (!own && !hints_of_hits(a, judgement_at(a, i), identifier))
            return err_no_memory(err);
        if (!hints_of_suspicions(a, judgement_at(a, i), identifier))
            return err_no_memory(err);
    }
    return assemble_name(a, err);
}

/* ---- coverage ---- */

static bool gap_add(Assembly *a, uint32_t i, CoverageList list, Err *err)
{
    GapSeed *gap = LIST_ADD(a->m, &a->m->gaps, GapSeed);

    if (!gap)
        return err_no_memory(err);
    *gap = (GapSeed){ { MATCH_NONE, a->component_i }, NULL, list };
    if (i == a->count)
        return true;
    gap->owner.identifier = a->component->first_identifier + i;
    gap->problem = judgement_at(a, i)->problem;
    return true;
}

/* Other identifiers of a distribution's package are not looked at, but must be well formed;
 * so must those of a component that is not counted. A type for which nobody can have data,
 * such as pkg:generic beside a CPE, is nothing wrong. */
static bool worth_a_note(const Assembly *a, uint32_t i)
{
    const Judgement *judged = judgement_at(a, i);

    if (judged->state == JUDGED_INVALID)
        return true;
    return judged->problem && !judged->nameless && counts(a, i) && a->component->counted;
}

static bool assemble_notes(Assembly *a, Err *err)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (worth_a_note(a, i) && !gap_add(a, i, COVERAGE_NOTES, err))
            return false;
    return true;
}

/* The one list in which an unchecked component stands, by its first identifier that fits. */
static bool assemble_gap(Assembly *a, Err *err)
{
    CoverageList best = COVERAGE_WITHOUT_IDENTIFIER;
    uint32_t which = a->count;

    for (uint32_t i = 0; i < a->count; i++) {
        CoverageList list = LIST_OF[judgement_at(a, i)->state];
        bool invalid = list == COVERAGE_INVALID_IDENTIFIER;
        if (!judgement_at(a, i)->problem || !(counts(a, i) || invalid))
            continue;
        if (which == a->count || list < best) {
            best = list;
            which = i;
        }
    }
    return gap_add(a, which, best, err);
}

static bool assemble_coverage(Assembly *a, Err *err)
{
    if (!a->component->counted)
        return assemble_notes(a, err);
    if (!a->checked) {
        a->m->unchecked++;
        return assemble_gap(a, err);
    }
    a->m->checked++;
    return assemble_notes(a, err);
}

bool assemble_component(Matcher *m, uint32_t component_i, Err *err)
{
    Assembly a = { .m = m, .component_i = component_i,
                   .component = &m->sbom->components[component_i] };

    return assembly_judge(&a, err) && assemble_findings(&a, err) && assemble_hints(&a, err)
        && assemble_opens(&a, err) && assemble_coverage(&a, err);
}
