/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain.h"

#include "match/assemble.h"
#include "match/explain_range.h"
#include "match/finding.h"
#include "match/flaw.h"
#include "match/group.h"
#include "match/plan.h"
#include "match/text.h"

#include <stdio.h>

enum { TOUCHES_MAX = 4096, NUMBER_BYTES = 24 };

/* What would let an unchecked component be checked, by what is wrong with it. */
static const struct {
    Str reason, change;
} WAYS[] = {
    { STR_ROW("match.no-identifier"), STR_ROW("match.change-identifier") },
    { STR_ROW("match.no-data"), STR_ROW("match.change-import") },
    { STR_ROW("match.release-unknown"), STR_ROW("match.change-release") },
    { STR_ROW("match.cpe-without-product"), STR_ROW("match.change-product") },
    { STR_ROW("match.no-version"), STR_ROW("match.change-version") },
    { STR_ROW("match.version-not-comparable"), STR_ROW("match.change-version") },
    { STR_ROW("match.revision-not-comparable"), STR_ROW("match.change-revision") },
};
/* Anything else is an identifier that breaks the rules of its kind. */
static const Str WAY_OF_INVALID = STR_ROW("match.change-well-formed");

/* The records of the vulnerability, and what was heard of them so far. */
typedef struct {
    Matcher m;
    Listener listener;
    Explanation out;
    Flaw flaw;                /* of the query */
    uint32_t group;           /* its last alias group; MATCH_NONE when there is none */
    KbPackageName *touches;   /* packages that the records speak of */
    uint32_t touch_count;
    Rows ranges, components;  /* ExplainedRange of the component at hand; ExplainedComponent */
    size_t misses;
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

    return flaw_has_advisory(&e->flaw, advisory);
}

/* The names of the first group; the primary id of the last. */
static bool read_groups(Explainer *e)
{
    for (uint32_t i = 0; i < e->flaw.group_count; i++) {
        KbGroup group;
        Str *aliases;
        if (!kb_group(e->m.kb, e->flaw.groups[i], &group))
            continue;
        e->out.primary = group.primary;
        e->group = e->flaw.groups[i];
        if (e->out.aliases)
            continue;
        aliases = ARENA_ARRAY(e->m.results, Str, group.id_count);
        if (!aliases)
            return false;
        for (uint32_t k = 0; k < group.id_count; k++)
            if (!str_eq(kb_group_id(e->m.kb, &group, k), group.primary))
                aliases[e->out.alias_count++] = kb_group_id(e->m.kb, &group, k);
        e->out.aliases = aliases;
    }
    return true;
}

static bool write_records(Explainer *e)
{
    ExplainedRecord *records = ARENA_ARRAY(e->m.results, ExplainedRecord, e->flaw.advisory_count);

    e->touches = ARENA_ARRAY(&e->m.work, KbPackageName, TOUCHES_MAX);
    if (!records || !e->touches)
        return false;
    for (uint32_t i = 0; i < e->flaw.advisory_count; i++) {
        uint32_t room = TOUCHES_MAX - e->touch_count, count;
        KbAdvisory advisory;
        if (!kb_advisory(e->m.kb, e->flaw.advisories[i], &advisory))
            continue;
        records[e->out.record_count++] = (ExplainedRecord){
            advisory.id, kb_source_id(e->m.kb, advisory.source), advisory.state };
        count = kb_touches(e->m.kb, e->flaw.advisories[i], e->touches + e->touch_count, room);
        e->touch_count += count < room ? count : room;
    }
    e->out.records = records;
    return true;
}

/* ---- which components ---- */

static bool heard(void *context, const SeenRange *seen, Err *err)
{
    Explainer *e = context;
    ExplainedRange *range = match_rows_add(&e->m, &e->ranges, sizeof *range);

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
    ExplainedComponent *out = match_rows_add(&e->m, &e->components, sizeof *out);

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
    uint32_t seeds, hints, gaps, judgements;
    uint64_t unchecked;
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

/* "django 1.11", or "django" where no version is stated. */
static bool subject_of(Explainer *e, const ExplainedComponent *component, Str *out, Err *err)
{
    Str pieces[] = { component->name, STR(" "), component->version };

    return text_join(pieces, component->version.len ? ARRAY_LEN(pieces) : 1, e->m.results, out)
        || err_no_memory(err);
}

/* A range that cannot be compared leaves a gap or a note behind, unless something else has
 * decided: the distribution, or another record of the flaw that has ranges. */
static bool is_open(const Explainer *e, uint32_t component_i, const Before *before)
{
    return any_unknown(e)
        && (e->m.gaps.count > before->gaps || !e->m.sbom->components[component_i].counted);
}

/* Inside a range or beside it, and still not affected: who has decided? */
static Str decided(const Explainer *e, uint32_t component_i)
{
    if (!any_inside(e) && !any_unknown(e))
        return STR("match.conclude-outside");
    if (plan_is_distribution(e->m.sbom, &e->m.sbom->components[component_i]))
        return STR("match.conclude-overruled-distribution");
    return any_inside(e) ? STR("match.conclude-overruled-record") : STR("match.conclude-decided");
}

static bool conclude_component(Explainer *e, uint32_t component_i, const Before *before,
                               ExplainedComponent *out, Err *err)
{
    Str rule = decided(e, component_i), subject;

    out->outcome = EXPLAINED_NOT_AFFECTED;
    if (e->m.seeds.count > before->seeds) {
        out->outcome = EXPLAINED_AFFECTED;
        rule = STR("match.conclude-affected");
    } else if (e->m.hints.count > before->hints) {
        out->outcome = EXPLAINED_UNKNOWN;
        rule = STR("match.conclude-hint");
    } else if (is_open(e, component_i, before)) {
        out->outcome = EXPLAINED_UNKNOWN;
        rule = STR("match.conclude-unknown");
    }
    if (!subject_of(e, out, &subject, err))
        return false;
    out->conclusion = sentence(rule, subject, STR(""), STR(""));
    return true;
}

static void count(Explainer *e, const ExplainedComponent *told)
{
    e->out.counts[told->outcome]++;
    if (told->outcome < e->out.outcome)
        e->out.outcome = told->outcome;
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
    if (!conclude_component(e, component_i, before, out, err))
        return false;
    count(e, out);
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

static Str way_of(Str reason)
{
    for (size_t i = 0; i < ARRAY_LEN(WAYS); i++)
        if (str_eq(WAYS[i].reason, reason))
            return WAYS[i].change;
    return WAY_OF_INVALID;
}

/* Whether the component was checked; if not, what was wrong, or NULL for want of an identifier.
 * What the document itself describes is matched but not counted, so it has no line of its own. */
static bool was_checked(const Explainer *e, uint32_t component_i, const Before *before,
                        const Problem **problem)
{
    *problem = NULL;
    if (e->m.unchecked > before->unchecked)
        *problem = LIST_AT(e->m.gaps, GapSeed, before->gaps)->problem;
    if (e->m.sbom->components[component_i].counted)
        return e->m.unchecked == before->unchecked;
    for (uint32_t i = before->judgements; i < e->m.judgements.count; i++) {
        const Judgement *judged = LIST_AT(e->m.judgements, Judgement, i);
        if (judged->state == JUDGED_CHECKED)
            return true;
        *problem = *problem ? *problem : judged->problem;
    }
    return false;
}

/* It was not checked, and that is why nothing is known. */
static void tell_gap(const Problem *problem, Str subject, ExplainedComponent *out)
{
    out->outcome = EXPLAINED_UNKNOWN;
    out->conclusion = sentence(STR("match.conclude-unchecked"), subject, STR(""), STR(""));
    out->reason.rule = problem ? problem->rule : STR("match.no-identifier");
    out->change.rule = way_of(out->reason.rule);
    for (size_t i = 0; problem && i < ARRAY_LEN(out->reason.args); i++)
        out->change.args[i] = out->reason.args[i] = problem->args[i];
}

/* It was checked, and the records speak of something else. */
static void tell_namesake(const Explainer *e, uint32_t component_i, const KbPackageName *package,
                          ExplainedComponent *out)
{
    bool distribution = plan_is_distribution(e->m.sbom, &e->m.sbom->components[component_i]);

    out->conclusion = sentence(distribution ? STR("match.conclude-distribution")
                                            : STR("match.conclude-namesake"),
                               out->name, package->ecosystem, package->name);
    out->change = sentence(distribution ? STR("match.change-distribution")
                                        : STR("match.change-namesake"),
                           package->ecosystem, package->name, STR(""));
}

/* Of the same name, or the one that was asked about, and yet no range was looked at: another
 * package, or not checked at all. */
static bool tell_miss(Explainer *e, uint32_t component_i, const Before *before, Err *err)
{
    const KbPackageName *package = namesake(e, component_i);
    const Problem *problem;
    bool checked = was_checked(e, component_i, before, &problem);
    ExplainedComponent *out;
    Str subject;

    if (!package && (checked || !e->out.package))
        return true;
    if (e->misses >= EXPLAIN_MISSES_MAX) {
        e->out.misses_untold++;
        return true;
    }
    e->misses++;
    out = component_add(e, component_i, err);
    if (!out || !subject_of(e, out, &subject, err))
        return false;
    if (!checked)
        tell_gap(problem, subject, out);
    else
        tell_namesake(e, component_i, package, out);
    count(e, out);
    return true;
}

static bool explain_component(Explainer *e, uint32_t component_i, Err *err)
{
    Before before = { e->m.seeds.count, e->m.hints.count, e->m.gaps.count,
                      e->m.judgements.count, e->m.unchecked };

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

/* One sentence for an SBOM, and one for a package that was asked about. */
static const Str CONCERNED[EXPLAINED_OUTCOMES][2] = {
    [EXPLAINED_AFFECTED] = { STR_ROW("match.explain-affected"),
                             STR_ROW("match.explain-affected-package") },
    [EXPLAINED_UNKNOWN] = { STR_ROW("match.explain-unknown"),
                            STR_ROW("match.explain-unknown-package") },
    [EXPLAINED_NOT_AFFECTED] = { STR_ROW("match.explain-not-affected"),
                                 STR_ROW("match.explain-not-affected-package") },
};

/* A package that people know by that name; a CPE only where there is nothing else. */
static const KbPackageName *example(const Explainer *e)
{
    static const Str OTHERS[] = { STR_ROW("cpe"), STR_ROW("product"), STR_ROW("git") };

    for (uint32_t i = 0; i < e->touch_count; i++) {
        bool other = false;
        for (size_t k = 0; k < ARRAY_LEN(OTHERS); k++)
            other |= str_eq(e->touches[i].ecosystem, OTHERS[k]);
        if (!other)
            return &e->touches[i];
    }
    return e->touches;
}

/* That no component is concerned can be said of those alone that were checked. A package that was
 * asked about is told of when it was not checked, so it comes here only when a range excludes it
 * or no record names it. */
static void conclude_unconcerned(Explainer *e, Str id, Str unchecked)
{
    bool all = e->m.unchecked == 0 || e->out.package;
    const KbPackageName *package = example(e);

    if (!all)
        e->out.change = sentence(STR("match.change-coverage"), unchecked, STR(""), STR(""));
    if (e->components.count) {
        e->out.conclusion =
            sentence(all ? CONCERNED[EXPLAINED_NOT_AFFECTED][e->out.package]
                         : STR("match.explain-not-affected-checked"), id, unchecked, STR(""));
        return;
    }
    e->out.conclusion = (Sentence){ e->out.package ? STR("match.explain-other-package")
                                    : all          ? STR("match.explain-no-component")
                                                   : STR("match.explain-no-component-checked"),
                                    { id, package->ecosystem, package->name, unchecked } };
    if (all)
        e->out.change = sentence(e->out.package ? STR("match.change-namesake")
                                                : STR("match.change-component"),
                                 package->ecosystem, package->name, STR(""));
}

static void conclude(Explainer *e, Str unchecked)
{
    Explanation *out = &e->out;
    Str id = out->primary.len ? out->primary : out->query;

    if (!out->known) {
        out->outcome = EXPLAINED_UNKNOWN;
        out->conclusion = sentence(STR("match.explain-no-such-id"), out->query, STR(""), STR(""));
        out->change.rule = STR("match.change-id");
    } else if (!any_published(e)) {
        out->conclusion = sentence(STR("match.explain-nothing-published"), id, STR(""), STR(""));
        out->change.rule = STR("match.change-withdrawn");
    } else if (!e->touch_count) {
        out->outcome = EXPLAINED_UNKNOWN;
        out->conclusion = sentence(STR("match.explain-no-package"), id, STR(""), STR(""));
        out->change.rule = STR("match.change-record");
    } else if (out->outcome == EXPLAINED_NOT_AFFECTED) {
        conclude_unconcerned(e, id, unchecked);
    } else {
        out->conclusion = sentence(CONCERNED[out->outcome][out->package], id, STR(""), STR(""));
    }
}

/* What the published records say of the flaw itself. */
static bool read_flaw(Explainer *e, Err *err)
{
    uint32_t slot;

    if (e->group == MATCH_NONE || !any_published(e))
        return true;
    slot = group_slot(&e->m, e->group);
    if (slot == MATCH_NONE)
        return err_no_memory(err);
    if (!group_fill(&e->m, slot, err))
        return false;
    e->out.flaw = LIST_AT(e->m.slots, GroupSlot, slot)->flaw;
    return true;
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
    e->out.unchecked = e->m.unchecked;
    conclude(e, unchecked);
    return read_flaw(e, err);
}

bool match_explain(const Kb *kb, const Sbom *sbom, const ExplainQuestion *asked, Arena *arena,
                   Explanation *out, Err *err)
{
    CLEANUP(explainer_done) Explainer e = { .out = { .query = asked->id,
                                                     .package = asked->package,
                                                     .outcome = EXPLAINED_NOT_AFFECTED },
                                            .group = MATCH_NONE };

    if (!matcher_init(kb, sbom, arena, &e.m, err))
        return false;
    e.listener = (Listener){ &e, wanted, heard };
    e.m.listener = &e.listener;
    if (!flaw_find(kb, asked->id, &e.m.work, &e.flaw) || !read_groups(&e) || !write_records(&e))
        return err_no_memory(err);
    e.out.known = e.flaw.advisory_count > 0;
    for (uint32_t i = 0; e.out.known && i < sbom->component_count; i++)
        if (!explain_component(&e, i, err))
            return false;
    if (!finish(&e, err))
        return false;
    *out = e.out;
    return true;
}
