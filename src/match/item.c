/* SPDX-License-Identifier: Apache-2.0 */
#include "match/finding.h"

#include "match/group.h"
#include "match/judge.h"
#include "match/text.h"

#include <string.h>

#define RULE_NO_IDENTIFIER STR("match.no-identifier")

/* What a suspicion says in a hint; the arguments are those of hint_args. */
static const Str SUSPICION_RULES[] = {
    [SUSPICION_PLATFORM] = STR_ROW("match.hint-platform"),
    [SUSPICION_CONFIGURATION] = STR_ROW("match.hint-configuration"),
    [SUSPICION_PRODUCT_VERSION] = STR_ROW("match.hint-product-version"),
};
_Static_assert(ARRAY_LEN(SUSPICION_RULES) == SUSPICIONS, "a sentence for each kind");

static bool item_begin(Matcher *m, Owner owner, ScanItem *item, Err *err)
{
    const Component *component = &m->sbom->components[owner.component];

    item->input = m->input;
    item->name = component->name;
    item->version = component->version;
    if (owner.identifier != MATCH_NONE)
        item->identifier = m->sbom->identifiers[owner.identifier].text;
    return finding_ref(m, owner.component, &item->ref, err)
        && finding_place(m, owner, &item->place, err);
}

static bool gap_write(Matcher *m, const GapSeed *gap, ScanItem *item, Err *err)
{
    if (!item_begin(m, gap->owner, item, err))
        return false;
    item->rule = RULE_NO_IDENTIFIER;
    if (gap->problem) {
        item->rule = gap->problem->rule;
        item->ecosystem = gap->problem->ecosystem;
        memcpy(item->args, gap->problem->args, sizeof item->args);
    }
    return true;
}

/* The same arguments for every hint: %1 the record, %2 its range, %3 what is unknown. */
static bool hint_args(Matcher *m, uint32_t facts_i, ScanItem *item, Err *err)
{
    const RangeFacts *facts = LIST_AT(m->facts, RangeFacts, facts_i);
    Bounds bounds = judge_bounds(m->kb, facts->range);

    return text_vers((Scheme)facts->scheme, &bounds, m->results, &item->args[1])
        ? finding_source(m, facts->range->advisory, &item->args[0], err) : err_no_memory(err);
}

static bool hint_of_hit(Matcher *m, const Hit *hit, ScanItem *item, Err *err)
{
    item->rule = match_rule_hint((MatchRule)hit->rule);
    item->vulnerability = group_read(m, hit->slot)->primary;
    return hint_args(m, hit->facts, item, err);
}

static bool hint_of_suspicion(Matcher *m, const Suspicion *suspicion, ScanItem *item, Err *err)
{
    KbCriterion criterion;

    item->rule = SUSPICION_RULES[suspicion->kind];
    item->vulnerability = group_read(m, suspicion->slot)->primary;
    if (suspicion->criterion != KB_NONE && kb_criterion(m->kb, suspicion->criterion, &criterion))
        item->args[2] = criterion.cpe;
    return hint_args(m, suspicion->facts, item, err);
}

static bool hint_write(Matcher *m, const HintSeed *hint, ScanItem *item, Err *err)
{
    if (!item_begin(m, hint->owner, item, err))
        return false;
    return hint->hit != MATCH_NONE
        ? hint_of_hit(m, LIST_AT(m->hits, Hit, hint->hit), item, err)
        : hint_of_suspicion(m, LIST_AT(m->suspicions, Suspicion, hint->suspicion), item, err);
}

static bool gaps_write(Matcher *m, Match *out, Err *err)
{
    size_t *counts = out->coverage_count;

    for (uint32_t i = 0; i < m->gaps.count; i++)
        counts[LIST_AT(m->gaps, GapSeed, i)->list]++;
    for (size_t list = 0; list < COVERAGE_LISTS; list++) {
        out->coverage[list] = ARENA_ARRAY(m->results, ScanItem, counts[list]);
        if (!out->coverage[list])
            return err_no_memory(err);
        counts[list] = 0;
    }
    for (uint32_t i = 0; i < m->gaps.count; i++) {
        const GapSeed *gap = LIST_AT(m->gaps, GapSeed, i);
        if (!gap_write(m, gap, &out->coverage[gap->list][counts[gap->list]++], err))
            return false;
    }
    return true;
}

bool item_write_all(Matcher *m, Match *out, Err *err)
{
    out->hints = ARENA_ARRAY(m->results, ScanItem, m->hints.count);
    if (!out->hints)
        return err_no_memory(err);
    for (uint32_t i = 0; i < m->hints.count; i++)
        if (!hint_write(m, LIST_AT(m->hints, HintSeed, i), &out->hints[i], err))
            return false;
    out->hint_count = m->hints.count;
    return gaps_write(m, out, err);
}
