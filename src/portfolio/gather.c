/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/gather.h"

#include "match/order.h"

enum { GATHER_BYTES_MAX = 1 << 30, BYTE_BITS = 8 };

bool gather_init(const Portfolio *p, Arena *arena, Gather *out, Err *err)
{
    *out = (Gather){ .p = p, .arena = arena, .work = arena_new(GATHER_BYTES_MAX) };
    out->pairs = list_new(&out->work, sizeof(uint32_t));
    out->hits = list_new(&out->work, sizeof(PortfolioHit));
    out->seen = ARENA_ARRAY(&out->work, uint8_t, p->counts.pairs / BYTE_BITS + 1);
    out->state = ARENA_ARRAY(&out->work, uint8_t, p->counts.releases);
    return (out->seen && out->state) || err_no_memory(err);
}

void gather_done(Gather *gather)
{
    arena_done(&gather->work);
}

static bool pair_add(Gather *gather, uint32_t pair)
{
    uint8_t bit = (uint8_t)(1U << pair % BYTE_BITS);

    if (pair >= gather->p->counts.pairs || gather->seen[pair / BYTE_BITS] & bit)
        return true;
    gather->seen[pair / BYTE_BITS] |= bit;
    return list_add_u32(&gather->pairs, pair);
}

bool gather_key(Gather *gather, PfKeyKind kind, Str ecosystem, Str name)
{
    for (uint32_t s = 0; s < gather->p->segment_count; s++) {
        const Segment *segment = &gather->p->segment[s];
        uint32_t count = 0;
        const uint32_t *rows = stack_key(segment, kind, ecosystem, name, &count);
        for (uint32_t i = 0; i < count; i++) {
            const PfPair *row = container_row(&segment->file, PF_PAIRS, rows[i]);
            if (row && !pair_add(gather, row->number))
                return false;
        }
    }
    return true;
}

static bool number_before(const void *numbers, uint32_t a, uint32_t b)
{
    const uint32_t *number = numbers;

    return number[a] < number[b];
}

uint32_t *gather_pairs(Gather *gather, uint32_t *count)
{
    uint32_t *flat, *order;

    *count = gather->pairs.count;
    flat = ARENA_ARRAY(&gather->work, uint32_t, *count);
    if (!flat)
        return NULL;
    for (uint32_t i = 0; i < *count; i++)
        flat[i] = *LIST_AT(&gather->pairs, uint32_t, i);
    order = order_new(*count, number_before, flat, &gather->work);
    for (uint32_t i = 0; order && i < *count; i++)
        order[i] = flat[order[i]];
    return order;
}

/* ---- documents ---- */

/* Rows of PAIR_DOCUMENTS of a pair in one segment. */
static const uint32_t *rows_in(const Segment *segment, uint32_t pair, uint32_t *count)
{
    const PfPair *row = stack_pair_in(segment, pair);

    *count = row ? container_span(&segment->file, PF_PAIR_DOCUMENTS, row->first_document,
                                  row[1].first_document) : 0;
    return *count ? STACK_ROWS(segment, PF_PAIR_DOCUMENTS, uint32_t) + row->first_document : NULL;
}

/* Of documents [count] of a segment those whose releases no later file speaks of. */
static uint32_t keep_current(const Portfolio *p, uint32_t s, const uint32_t *rows, uint32_t count,
                             uint32_t *out)
{
    const Segment *segment = &p->segment[s];
    const uint32_t *releases = STACK_ROWS(segment, PF_DOCUMENT_RELEASES, uint32_t);
    uint32_t documents = container_count(&segment->file, PF_DOCUMENT_RELEASES), kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (rows[i] < documents && releases[rows[i]] < p->counts.releases
            && stack_owner(p, STACK_RELEASES, releases[rows[i]]) == s)
            out[kept++] = segment->meta->first_document + rows[i];
    return kept;
}

bool gather_documents(Gather *gather, uint32_t pair, const uint32_t **documents, uint32_t *count)
{
    const Portfolio *p = gather->p;
    uint32_t total = 0, rows, kept = 0, *out;

    if (p->segment_count == 1) { /* as they lie in the file */
        *documents = rows_in(&p->segment[0], pair, count);
        return true;
    }
    for (uint32_t s = 0; s < p->segment_count; s++) {
        (void)rows_in(&p->segment[s], pair, &rows);
        total += rows;
    }
    out = ARENA_ARRAY(gather->arena, uint32_t, total);
    if (!out)
        return false;
    for (uint32_t s = 0; s < p->segment_count; s++) {
        const uint32_t *row = rows_in(&p->segment[s], pair, &rows);
        kept += keep_current(p, s, row, rows, out + kept);
    }
    *documents = out;
    *count = kept;
    return true;
}

/* ---- releases ---- */

static void reach(Gather *gather, uint32_t release, PortfolioState state)
{
    uint8_t mark = (uint8_t)(state + 1);

    if (release < gather->p->counts.releases
        && (!gather->state[release] || gather->state[release] > mark))
        gather->state[release] = mark;
}

/* A document of a delta. */
static void reach_slowly(Gather *gather, uint32_t document, PortfolioState state)
{
    const Portfolio *p = gather->p;
    uint32_t row;
    const Segment *segment = stack_document(p, document, &row);

    if (segment)
        reach(gather, stack_release_of(p, (uint32_t)(segment - p->segment), row), state);
}

/* Documents of one pair lie apart, their releases side by side: nothing else is read of them. */
static void reach_all(Gather *gather, const PortfolioHit *hit)
{
    const Segment *base = &gather->p->segment[0];
    const uint32_t *releases = STACK_ROWS(base, PF_DOCUMENT_RELEASES, uint32_t);
    uint32_t count = container_count(&base->file, PF_DOCUMENT_RELEASES);

    for (uint32_t i = 0; i < hit->document_count; i++)
        if (hit->documents[i] < count) /* gather_documents left out what was replaced */
            reach(gather, releases[hit->documents[i]], hit->state);
        else
            reach_slowly(gather, hit->documents[i], hit->state);
}

bool gather_hit(Gather *gather, const PortfolioHit *hit)
{
    PortfolioHit *kept;

    if (!hit->document_count)
        return true;
    kept = list_append(&gather->hits);
    if (!kept)
        return false;
    *kept = *hit;
    if (!gather->pairs_only)
        reach_all(gather, hit);
    return true;
}

static bool releases_write(Gather *gather, PortfolioAnswer *out)
{
    uint32_t count = gather->p->counts.releases;
    PortfolioReached *rows;
    size_t reached = 0;

    for (uint32_t i = 0; i < count; i++)
        reached += gather->state[i] && gather->state[i] != PORTFOLIO_NOT_AFFECTED + 1;
    rows = ARENA_ARRAY(gather->arena, PortfolioReached, reached);
    if (!rows)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        PortfolioReached *row = &rows[out->release_count];
        if (!gather->state[i] || gather->state[i] == PORTFOLIO_NOT_AFFECTED + 1)
            continue;
        *row = (PortfolioReached){ i, (PortfolioState)(gather->state[i] - 1),
                                   portfolio_release_devices(gather->p, i) };
        out->releases_in[row->state]++;
        out->devices_in[row->state] += row->device_count;
        out->release_count++;
    }
    out->releases = rows;
    return true;
}

bool gather_finish(Gather *gather, PortfolioAnswer *out, Err *err)
{
    PortfolioAnswer answer = { .hit_count = gather->hits.count };
    PortfolioHit *hits = ARENA_ARRAY(gather->arena, PortfolioHit, answer.hit_count);

    if (!hits)
        return err_no_memory(err);
    for (uint32_t i = 0; i < gather->hits.count; i++)
        hits[i] = *LIST_AT(&gather->hits, PortfolioHit, i);
    answer.hits = hits;
    if (!releases_write(gather, &answer))
        return err_no_memory(err);
    *out = answer;
    return true;
}
