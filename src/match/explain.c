/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain.h"

#include "match/assemble.h"
#include "match/explain_range.h"
#include "match/finding.h"
#include "match/plan.h"

#include <stdio.h>

enum { TOUCHES_MAX = 4096, QUERY_BYTES_MAX = 256, NUMBER_BYTES = 24 };

/* The records of the vulnerability, and what was heard of them so far. */
typedef struct {
    Matcher m;
    Listener listener;
    Explanation out;
    uint32_t *advisories;
    uint32_t advisory_count;
    KbPackageName *touches;   /* packages that the records speak of */
    uint32_t touch_count;
    List ranges, components;  /* ExplainedRange of the component at hand; ExplainedComponent */
    uint32_t misses;
} Explainer;

static void explainer_done(Explainer *e)
{
    matcher_done(&e->m);
}

static Sentence sentence(Str rule, Str a, Str b, Str c)
{
    return (Sentence){ rule, { a, b, c } };
}

/* ---- which records ---- */

static bool wanted(void *context, uint32_t advisory)
{
    const Explainer *e = context;

    for (uint32_t i = 0; i < e->advisory_count; i++)
        if (e->advisories[i] == advisory)
            return true;
    return false;
}

static void record_add(Explainer *e, uint32_t advisory)
{
    if (e->advisory_count < EXPLAIN_RECORDS_MAX && !wanted(e, advisory))
        e->advisories[e->advisory_count++] = advisory;
}

static bool group_bears(const Kb *kb, const KbGroup *group, Str id)
{
    for (uint32_t i = 0; i < group->id_count; i++)
        if (str_eq_fold(kb_group_id(kb, group, i), id))
            return true;
    return false;
}

/* The whole alias group that bears the id: an erratum of several flaws belongs to more. */
static bool records_of_group(Explainer *e, const KbAdvisory *advisory, uint32_t i)
{
    KbGroup group;

    if (!kb_group(e->m.kb, kb_advisory_group(e->m.kb, advisory, i), &group)
        || !group_bears(e->m.kb, &group, e->out.query))
        return true;
    e->out.primary = group.primary;
    for (uint32_t k = 0; k < group.advisory_count; k++)
        record_add(e, kb_group_advisory(e->m.kb, &group, k));
    if (!e->out.aliases) {
        Str *aliases = ARENA_ARRAY(e->m.results, Str, group.id_count);
        if (!aliases)
            return false;
        for (uint32_t k = 0; k < group.id_count; k++)
            if (!str_eq(kb_group_id(e->m.kb, &group, k), group.primary))
                aliases[e->out.alias_count++] = kb_group_id(e->m.kb, &group, k);
        e->out.aliases = aliases;
    }
    return true;
}

static bool find_records(Explainer *e, Str id)
{
    uint32_t *found = ARENA_ARRAY(&e->m.work, uint32_t, EXPLAIN_RECORDS_MAX), count;

    e->advisories = ARENA_ARRAY(&e->m.work, uint32_t, EXPLAIN_RECORDS_MAX);
    if (!found || !e->advisories)
        return false;
    count = kb_find(e->m.kb, id, found, EXPLAIN_RECORDS_MAX);
    for (uint32_t i = 0; i < count && i < EXPLAIN_RECORDS_MAX; i++) {
        KbAdvisory advisory;
        if (!kb_advisory(e->m.kb, found[i], &advisory))
            continue;
        record_add(e, found[i]);
        for (uint32_t k = 0; k < advisory.group_count; k++)
            if (!records_of_group(e, &advisory, k))
                return false;
    }
    return true;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* People write "cve-2021-44228" and "ghsa-JFH8-…": capitals throughout, or up to the first "-". */
static bool find_any_case(Explainer *e)
{
    Str id = e->out.query;
    size_t front = str_find_char(id, '-');
    char other[QUERY_BYTES_MAX];

    if (!find_records(e, id))
        return false;
    for (int small = 0; small < 2 && !e->advisory_count && id.len <= sizeof other; small++) {
        for (size_t i = 0; i < id.len; i++)
            other[i] = small && i > front ? lower(id.ptr[i]) : upper(id.ptr[i]);
        if (!find_records(e, (Str){ other, id.len }))
            return false;
    }
    return true;
}

static bool write_records(Explainer *e)
{
    ExplainedRecord *records = ARENA_ARRAY(e->m.results, ExplainedRecord, e->advisory_count);

    e->touches = ARENA_ARRAY(&e->m.work, KbPackageName, TOUCHES_MAX);
    if (!records || !e->touches)
        return false;
    for (uint32_t i = 0; i < e->advisory_count; i++) {
        uint32_t room = TOUCHES_MAX - e->touch_count, count;
        KbAdvisory advisory;
        if (!kb_advisory(e->m.kb, e->advisories[i], &advisory))
            continue;
        records[e->out.record_count++] = (ExplainedRecord){
            advisory.id, kb_source_id(e->m.kb, advisory.source), advisory.state };
        count = kb_touches(e->m.kb, e->advisories[i], e->touches + e->touch_count, room);
        e->touch_count += count < room ? count : room;
    }
    e->out.records = records;
    return true;
}

/* ---- which components ---- */

static bool heard(void *context, const SeenRange *seen, Err *err)
{
    Explainer *e = context;
    ExplainedRange *range = match_list_add(&e->m, &e->ranges, sizeof *range);

    if (!range)
        return err_no_memory(err);
    if (!explain_range(&e->m, seen, range, err))
        return false;
    if (e->m.asked.identifier != MATCH_NONE)
        range->identifier = e->m.sbom->identifiers[e->m.asked.identifier].text;
    return true;
}

static ExplainedComponent *component_add(Explainer *e, uint32_t component_i, Err *err)
{
    const Component *component = &e->m.sbom->components[component_i];
    ExplainedComponent *out = match_list_add(&e->m, &e->components, sizeof *out);

    if (!out) {
        (void)err_no_memory(err);
        return NULL;
    }
    *out = (ExplainedComponent){ .name = component->name, .version = component->version,
                                 .outcome = EXPLAINED_NOT_AFFECTED };
    if (!finding_ref(&e->m, component_i, &out->ref, err)
        || !finding_place(&e->m, (Owner){ MATCH_NONE, component_i }, &out->place, err))
        return NULL;
    return out;
}

/* Counts of the matcher before a component was assembled. */
typedef struct {
    uint32_t seeds, hints, gaps;
} Before;

static bool any_unknown(const Explainer *e)
{
    for (uint32_t i = 0; i < e->ranges.count; i++)
        if (LIST_AT(e->ranges, ExplainedRange, i)->outcome == EXPLAINED_UNKNOWN)
            return true;
    return false;
}

static bool any_inside(const Explainer *e)
{
    for (uint32_t i = 0; i < e->ranges.count; i++)
        if (LIST_AT(e->ranges, ExplainedRange, i)->outcome == EXPLAINED_AFFECTED)
            return true;
    return false;
}

static void conclude_component(const Explainer *e, const Before *before, ExplainedComponent *out)
{
    Str rule = STR("match.conclude-outside");

    out->outcome = EXPLAINED_NOT_AFFECTED;
    if (e->m.seeds.count > before->seeds) {
        out->outcome = EXPLAINED_AFFECTED;
        rule = STR("match.conclude-affected");
    } else if (e->m.hints.count > before->hints) {
        out->outcome = EXPLAINED_UNKNOWN;
        rule = STR("match.conclude-hint");
    } else if (any_unknown(e)) {
        out->outcome = EXPLAINED_UNKNOWN;
        rule = STR("match.conclude-unknown");
    } else if (any_inside(e)) {
        rule = STR("match.conclude-overruled");
    }
    out->conclusion = sentence(rule, out->name, out->version, STR(""));
}

static bool tell_component(Explainer *e, uint32_t component_i, const Before *before, Err *err)
{
    ExplainedComponent *out = component_add(e, component_i, err);
    ExplainedRange *ranges = ARENA_ARRAY(e->m.results, ExplainedRange, e->ranges.count);

    if (!out)
        return false;
    if (!ranges)
        return err_no_memory(err);
    for (uint32_t i = 0; i < e->ranges.count; i++)
        ranges[i] = *LIST_AT(e->ranges, ExplainedRange, i);
    out->ranges = ranges;
    out->range_count = e->ranges.count;
    conclude_component(e, before, out);
    if (out->outcome < e->out.outcome)
        e->out.outcome = out->outcome;
    return true;
}

/* ---- near misses ---- */

/* "lib" of "org.example:lib", "openssl" of "a:openssl:openssl", "y" of "github.com/x/y". */
static Str last_part(Str name)
{
    size_t from = name.len;

    while (from > 0 && name.ptr[from - 1] != ':' && name.ptr[from - 1] != '/')
        from--;
    return str_slice(name, from, name.len);
}

static const KbPackageName *namesake(const Explainer *e, uint32_t component_i)
{
    const Component *component = &e->m.sbom->components[component_i];

    for (uint32_t i = 0; i < e->touch_count; i++) {
        Str name = last_part(e->touches[i].name);
        if (str_eq_fold(name, component->name) || str_eq_fold(name, component->source_name))
            return &e->touches[i];
    }
    return NULL;
}

/* Of the same name, and yet no range was looked at: another package, or not checked at all. */
static bool tell_miss(Explainer *e, uint32_t component_i, const Before *before, Err *err)
{
    const KbPackageName *package = namesake(e, component_i);
    ExplainedComponent *out;

    if (!package || e->misses >= EXPLAIN_MISSES_MAX)
        return true;
    e->misses++;
    out = component_add(e, component_i, err);
    if (!out)
        return false;
    out->conclusion = sentence(plan_is_distribution(e->m.sbom, &e->m.sbom->components[component_i])
                                   ? STR("match.conclude-distribution")
                                   : STR("match.conclude-namesake"),
                               out->name, package->ecosystem, package->name);
    if (e->m.gaps.count > before->gaps) {
        const GapSeed *gap = LIST_AT(e->m.gaps, GapSeed, before->gaps);
        out->outcome = EXPLAINED_UNKNOWN;
        if (e->out.outcome == EXPLAINED_NOT_AFFECTED)
            e->out.outcome = EXPLAINED_UNKNOWN;
        out->conclusion.rule = gap->problem ? gap->problem->rule : STR("match.no-identifier");
        for (size_t i = 0; i < ARRAY_LEN(out->conclusion.args); i++)
            out->conclusion.args[i] = gap->problem ? gap->problem->args[i] : STR("");
    }
    return true;
}

static bool explain_component(Explainer *e, uint32_t component_i, Err *err)
{
    Before before = { e->m.seeds.count, e->m.hints.count, e->m.gaps.count };

    e->ranges.count = 0;
    if (!assemble_component(&e->m, component_i, err))
        return false;
    return e->ranges.count ? tell_component(e, component_i, &before, err)
                           : tell_miss(e, component_i, &before, err);
}

/* ---- the whole ---- */

static bool any_published(const Explainer *e)
{
    for (size_t i = 0; i < e->out.record_count; i++)
        if (e->out.records[i].state == RECORD_PUBLISHED)
            return true;
    return false;
}

/* That no component is concerned can be said of those alone that were checked. */
static Sentence conclusion_without(const Explainer *e, Str id, Str unchecked)
{
    bool all = e->m.unchecked == 0;

    if (e->components.count)
        return sentence(all ? STR("match.explain-not-affected")
                            : STR("match.explain-not-affected-checked"), id, unchecked, STR(""));
    return (Sentence){ all ? STR("match.explain-no-component")
                           : STR("match.explain-no-component-checked"),
                       { id, e->touches[0].ecosystem, e->touches[0].name, unchecked } };
}

static Sentence conclusion(const Explainer *e, Str unchecked)
{
    Str id = e->out.primary.len ? e->out.primary : e->out.query;

    if (!e->advisory_count)
        return sentence(STR("match.explain-no-such-id"), e->out.query, STR(""), STR(""));
    if (!any_published(e))
        return sentence(STR("match.explain-nothing-published"), id, STR(""), STR(""));
    if (!e->touch_count)
        return sentence(STR("match.explain-no-package"), id, STR(""), STR(""));
    if (e->out.outcome == EXPLAINED_AFFECTED)
        return sentence(STR("match.explain-affected"), id, STR(""), STR(""));
    if (e->out.outcome == EXPLAINED_UNKNOWN)
        return sentence(STR("match.explain-unknown"), id, STR(""), STR(""));
    return conclusion_without(e, id, unchecked);
}

static bool finish(Explainer *e, Err *err)
{
    ExplainedComponent *components =
        ARENA_ARRAY(e->m.results, ExplainedComponent, e->components.count);
    char number[NUMBER_BYTES];
    Str unchecked;

    snprintf(number, sizeof number, "%llu", (unsigned long long)e->m.unchecked);
    if (!components || !arena_copy(e->m.results, str_of(number), &unchecked))
        return err_no_memory(err);
    for (uint32_t i = 0; i < e->components.count; i++)
        components[i] = *LIST_AT(e->components, ExplainedComponent, i);
    e->out.components = components;
    e->out.component_count = e->components.count;
    e->out.conclusion = conclusion(e, unchecked);
    return true;
}

bool match_explain(const Kb *kb, const Sbom *sbom, Str query, Arena *arena, Explanation *out,
                   Err *err)
{
    CLEANUP(explainer_done) Explainer e = { .out = { .query = query,
                                                     .outcome = EXPLAINED_NOT_AFFECTED } };

    if (!matcher_init(kb, sbom, arena, &e.m, err))
        return false;
    e.listener = (Listener){ &e, wanted, heard };
    e.m.listener = &e.listener;
    if (!find_any_case(&e) || !write_records(&e))
        return err_no_memory(err);
    for (uint32_t i = 0; e.advisory_count && i < sbom->component_count; i++)
        if (!explain_component(&e, i, err))
            return false;
    if (!finish(&e, err))
        return false;
    *out = e.out;
    return true;
}
