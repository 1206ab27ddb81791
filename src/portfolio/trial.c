/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/trial.h"

#include "match/order.h"

enum { TRIAL_BYTES_MAX = 1 << 30 };

/* ---- an SBOM of pairs ---- */

static uint32_t identifiers_of(const Portfolio *p, const uint32_t *pairs, uint32_t count)
{
    const Segment *segment;
    uint32_t all = 0;

    for (uint32_t i = 0; i < count; i++) {
        const PfPair *row = stack_pair(p, pairs[i], &segment);
        uint32_t own = row ? container_span(&segment->file, PF_IDENTIFIERS, row->first_identifier,
                                            row[1].first_identifier) : 0;
        all += own < SBOM_IDENTIFIERS_MAX ? own : SBOM_IDENTIFIERS_MAX;
    }
    return all;
}

static void component_fill(const Portfolio *p, uint32_t pair, Sbom *sbom, Component *out)
{
    PortfolioPairRow row;

    if (!portfolio_pair(p, pair, &row))
        return;
    out->name = row.name;
    out->version = row.version;
    out->source_name = row.source_name;
    out->source_version = row.source_version;
    out->first_identifier = sbom->identifier_count;
    sbom->os = row.os;
    for (uint32_t i = 0; i < row.identifier_count; i++)
        if (portfolio_identifier(p, pair, i, &sbom->identifiers[sbom->identifier_count]))
            sbom->identifier_count++;
    out->identifier_count = sbom->identifier_count - out->first_identifier;
}

bool trial_sbom(const Portfolio *p, const uint32_t *pairs, uint32_t count, Arena *arena, Sbom *out)
{
    Sbom sbom = { .component_count = count, .counted_count = count };

    sbom.components = ARENA_ARRAY(arena, Component, count);
    sbom.identifiers = ARENA_ARRAY(arena, Identifier, identifiers_of(p, pairs, count));
    if (!sbom.components || !sbom.identifiers)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        sbom.components[i] = (Component){ .parent = SBOM_NO_INDEX, .index = i, .counted = true };
        component_fill(p, pairs[i], &sbom, &sbom.components[i]);
    }
    *out = sbom;
    return true;
}

/* ---- apart ---- */

static bool any_open(const Verdict *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].kind == VERDICT_OPEN)
            return true;
    return false;
}

static bool tell_all(const Trial *trial, const uint32_t *pairs, uint32_t count,
                     const Verdicts *verdicts, Err *err)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < count; i++) {
        TrialVerdict told = { .pair = pairs[i], .rows = verdicts->verdicts + at,
                              .coverage = (CoverageList)verdicts->coverage[i] };
        while (at < verdicts->count && verdicts->verdicts[at].component == i)
            at++;
        told.count = (uint32_t)(verdicts->verdicts + at - told.rows);
        if (any_open(told.rows, told.count)
                ? !device_judge(trial, pairs[i], told.rows, told.count, err)
                : !trial->each(trial->context, &told, err))
            return false;
    }
    return true;
}

/* Pairs of one operating system, each apart. */
static bool judge_apart(const Trial *trial, const uint32_t *pairs, uint32_t count, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(TRIAL_BYTES_MAX);
    VerdictTask task = { .only = trial->only, .apart = true, .told = trial->told };
    Verdicts verdicts;
    Sbom sbom;

    if (!trial_sbom(trial->gather->p, pairs, count, &arena, &sbom))
        return err_no_memory(err);
    task.match = match_task(trial->kb, &sbom, 0);
    return match_verdicts(&task, trial->gather->arena, &verdicts, err)
        && tell_all(trial, pairs, count, &verdicts, err);
}

/* ---- by operating system ---- */

static bool os_before(const void *systems, uint32_t a, uint32_t b)
{
    const Str *os = systems;

    return str_cmp(os[a], os[b]) < 0;
}

static bool systems_of(const Portfolio *p, const uint32_t *pairs, uint32_t count, Str *os)
{
    const Segment *segment;
    bool same = true;

    for (uint32_t i = 0; i < count; i++) {
        const PfPair *row = stack_pair(p, pairs[i], &segment);
        if (row && row->os)
            os[i] = stack_text(segment, row->os);
        same &= str_eq(os[i], os[0]);
    }
    return same;
}

bool trial_pairs(const Trial *trial, const uint32_t *pairs, uint32_t count, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(TRIAL_BYTES_MAX);
    Str *os = ARENA_ARRAY(&arena, Str, count);
    uint32_t *order, *sorted;

    if (!os)
        return err_no_memory(err);
    if (systems_of(trial->gather->p, pairs, count, os))
        return !count || judge_apart(trial, pairs, count, err);
    order = order_new(count, os_before, os, &arena);
    sorted = ARENA_ARRAY(&arena, uint32_t, count);
    if (!order || !sorted)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = pairs[order[i]];
    for (uint32_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && str_eq(os[order[next]], os[order[first]]); next++)
            continue;
        if (!judge_apart(trial, sorted + first, next - first, err))
            return false;
    }
    return true;
}
