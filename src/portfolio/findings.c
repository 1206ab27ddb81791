/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"
#include "match/order.h"
#include "portfolio/answer.h"
#include "portfolio/hits.h"
#include "portfolio/trial.h"

#include <pthread.h>

enum { PARTS_MAX = 4, PART_PAIRS_MIN = 2000, PART_BYTES_SHIFT = 32 };
#define PART_BYTES_MAX ((size_t)1 << PART_BYTES_SHIFT)

/* A run of pairs, judged by one thread. */
typedef struct {
    const Portfolio *p;
    const Kb *kb;
    bool told;
    uint32_t first, end;
    Arena arena;
    Gather gather;
    PortfolioFindings out;
    pthread_t thread;
    bool started, done;
    Err err;
} Part;

/* In how many documents it counts. */
static uint64_t counted_in(const Part *part, const TrialVerdict *verdict)
{
    PortfolioPairRow row;

    return portfolio_pair(part->p, verdict->pair, &row) && row.counted ? verdict->document_count
                                                                       : 0;
}

static bool each_verdict(void *context, const TrialVerdict *verdict, Err *err)
{
    Part *part = context;
    TrialVerdict whole = *verdict;
    uint64_t instances;

    if (!whole.documents
        && !gather_documents(&part->gather, whole.pair, &whole.documents, &whole.document_count))
        return err_no_memory(err);
    instances = counted_in(part, &whole);
    if (verdict->coverage == COVERAGE_LISTS) {
        part->out.checked += instances;
    } else {
        part->out.unchecked += instances;
        part->out.unchecked_in[verdict->coverage] += instances;
    }
    return !whole.document_count || hits_add_verdicts(&part->gather, &whole, err);
}

static bool part_judge(Part *part)
{
    Trial trial = { .gather = &part->gather, .kb = part->kb, .told = part->told,
                    .context = part, .each = each_verdict };
    uint32_t count = part->end - part->first, *pairs;

    if (!gather_init(part->p, &part->arena, &part->gather, &part->err))
        return false;
    part->gather.pairs_only = true;
    pairs = ARENA_ARRAY(&part->gather.work, uint32_t, count);
    if (!pairs)
        return err_no_memory(&part->err);
    for (uint32_t i = 0; i < count; i++)
        pairs[i] = part->first + i;
    return trial_pairs(&trial, pairs, count, &part->err);
}

static void *part_run(void *part_)
{
    Part *part = part_;

    part->done = part_judge(part);
    return NULL;
}

static void parts_run(Part *parts, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        parts[i].started = !pthread_create(&parts[i].thread, NULL, part_run, &parts[i]);
    for (uint32_t i = 0; i < count; i++) {
        if (!parts[i].started)
            part_run(&parts[i]);
        else
            (void)pthread_join(parts[i].thread, NULL);
    }
}

/* ---- together ---- */

static bool pair_before(const void *context, uint32_t a, uint32_t b)
{
    const PortfolioHit *hits = context;

    return hits[a].pair < hits[b].pair;
}

/* Systems are judged one after the other: their pairs are brought into one order again. */
static bool hits_sort(PortfolioFindings *out, Arena *arena)
{
    CLEANUP(arena_done) Arena work = arena_new(PART_BYTES_MAX);
    PortfolioHit *sorted;
    uint32_t *order;
    bool done = true;

    for (size_t i = 1; i < out->hit_count && done; i++)
        done = out->hits[i - 1].pair <= out->hits[i].pair;
    if (done)
        return true;
    order = order_new((uint32_t)out->hit_count, pair_before, out->hits, &work);
    sorted = ARENA_ARRAY(arena, PortfolioHit, out->hit_count);
    if (!order || !sorted)
        return false;
    for (size_t i = 0; i < out->hit_count; i++)
        sorted[i] = out->hits[order[i]];
    out->hits = sorted;
    return true;
}

static bool join(Part *parts, uint32_t count, Arena *arena, PortfolioFindings *out)
{
    PortfolioFindings all = { .hit_count = 0 };
    PortfolioHit *hits;

    for (uint32_t i = 0; i < count; i++)
        all.hit_count += parts[i].gather.hits.count;
    hits = all.hit_count < UINT32_MAX ? ARENA_ARRAY(arena, PortfolioHit, all.hit_count) : NULL;
    if (!hits)
        return false;
    all.hits = hits;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < parts[i].gather.hits.count; k++)
            *hits++ = *LIST_AT(&parts[i].gather.hits, PortfolioHit, k);
        all.checked += parts[i].out.checked;
        all.unchecked += parts[i].out.unchecked;
        for (size_t list = 0; list < COVERAGE_LISTS; list++)
            all.unchecked_in[list] += parts[i].out.unchecked_in[list];
        if (!arena_adopt(arena, &parts[i].arena))
            return false;
    }
    if (!hits_sort(&all, arena))
        return false;
    *out = all;
    return true;
}

static uint32_t parts_worth(uint32_t pairs)
{
    uint32_t count = io_processors(), worth = pairs / PART_PAIRS_MIN;

    count = count < PARTS_MAX ? count : PARTS_MAX;
    count = count < worth ? count : worth;
    return count ? count : 1;
}

bool portfolio_findings(const Portfolio *portfolio, const Kb *kb, bool told, Arena *arena,
                        PortfolioFindings *out, Err *err)
{
    uint32_t pairs = portfolio->counts.pairs, count = parts_worth(pairs);
    Part parts[PARTS_MAX] = { { .p = NULL } };
    bool done = true;

    for (uint32_t i = 0; i < count; i++)
        parts[i] = (Part){ .p = portfolio, .kb = kb, .told = told,
                           .first = (uint32_t)((uint64_t)pairs * i / count),
                           .end = (uint32_t)((uint64_t)pairs * (i + 1) / count),
                           .arena = arena_new(PART_BYTES_MAX) };
    parts_run(parts, count);
    for (uint32_t i = count; i-- > 0;) {
        if (!parts[i].done)
            *err = parts[i].err;
        done &= parts[i].done;
    }
    done = done && (join(parts, count, arena, out) || err_no_memory(err));
    for (uint32_t i = 0; i < count; i++) {
        gather_done(&parts[i].gather);
        arena_done(&parts[i].arena);
    }
    return done;
}
