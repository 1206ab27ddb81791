/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/worker.h"

#include "base/hash.h"
#include "kb/import.h"

bool refused_add(List *refusals, const Refused *refused)
{
    Refused *row;

    if (refusals->count >= IMPORT_REFUSALS_MAX)
        return true;
    row = LIST_ADD(refusals, Refused);
    if (row)
        *row = *refused;
    return row != NULL;
}

static bool read_record(Hand *hand, FeedKind kind, Err *err)
{
    Record *out = &hand->record;
    const Json *json;

    if (!json_pool_parse(hand->pool, hand->text->text, JSON_PLAIN, &json, err))
        return false;
    switch (kind) {
    case FEED_OSV: /* a source that is not named yet: look-up puts its id for an empty name */
        return osv_read(json, (Str){ 0 }, &hand->scratch, out, err);
    case FEED_NVD:
        return nvd_read(json, STR("nvd"), &hand->scratch, out, err);
    case FEED_CVE:
        return cve_read(json, STR("cve"), &hand->scratch, out, err);
    case FEED_NONE:
    case FEED_KEV:
    case FEED_EPSS:
    case FEED_EOL:
    case FEED_KINDS:
        break;
    }
    return false;
}

static Refused refused_of(const Batch *batch, const Hand *hand, const Err *why)
{
    return (Refused){ worker_order(batch->unit, hand->number), hand->text->byte,
                      hand->number, batch->file, *why };
}

/* What the newest record of the collector was taken without. */
static bool note_doubt(Worker *worker, const Batch *batch, const Hand *hand)
{
    Refused doubt;

    worker->left_out[batch->unit] += worker->collect->left_out;
    worker->collect->left_out = 0;
    if (worker->collect->doubt.code == ERR_NONE)
        return true;
    doubt = refused_of(batch, hand, &worker->collect->doubt);
    return refused_add(&worker->doubts, &doubt) || err_no_memory(&worker->err);
}

static bool work_read(Worker *worker, const Batch *batch, size_t i, Hand *hand)
{
    Err err = { 0 };
    Refused refused;

    arena_reset(&hand->scratch);
    hand->record = (Record){ 0 };
    hand->text = &batch->records.record[i];
    hand->number = batch->first + i;
    hand->full = read_record(hand, batch->kind, &err);
    if (hand->full) {
        hand->record.source_offset = batch->offset + (batch->member ? 0 : hand->text->byte);
        hand->record.source_length = hand->text->text.len;
        hand->record.text_hash = hash_xxh3(hand->text->text, 0);
        collect_ahead(worker->collect, &hand->record);
        return true;
    }
    if (err_is_no_memory(&err)) {
        worker->err = err;
        return false;
    }
    worker->refused[batch->unit]++;
    refused = refused_of(batch, hand, &err);
    return refused_add(&worker->refusals, &refused) || err_no_memory(&worker->err);
}

static bool work_collect(Worker *worker, const Batch *batch, Hand *hand)
{
    CollectPlace place = { worker_order(batch->unit, hand->number), batch->unit, 0 };

    if (!hand->full)
        return true;
    hand->full = false;
    return (tally_record(worker->tally, batch->unit, &hand->record) ||
            err_no_memory(&worker->err)) &&
           collect_record(worker->collect, &hand->record, place, &worker->err) &&
           note_doubt(worker, batch, hand);
}

static bool work_batch(Worker *worker, const Batch *batch)
{
    size_t count = batch->records.count;
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++)
        ok = work_read(worker, batch, i, &worker->hands[i % 2]) &&
             work_collect(worker, batch, &worker->hands[(i + 1) % 2]);
    return ok && (!count || work_collect(worker, batch, &worker->hands[(count - 1) % 2]));
}

void *worker_run(void *worker_)
{
    Worker *worker = worker_;
    Batch *batch;

    while ((batch = ring_take(worker->ring))) {
        bool ok = work_batch(worker, batch);

        ring_return(worker->ring, batch, !ok);
    }
    return NULL;
}

static Hand hand_new(void)
{
    return (Hand){ .pool = json_pool_new(), .scratch = arena_new(COLLECT_BYTES_MAX) };
}

static void hand_done(Hand *hand)
{
    json_pool_free(hand->pool);
    arena_done(&hand->scratch);
}

bool worker_open(Worker *worker, Ring *ring, Collect *collect, Tally *tally, uint32_t unit_count)
{
    Arena *arena = collect->arena;

    *worker = (Worker){ .ring = ring,
                        .collect = collect,
                        .tally = tally,
                        .refusals = list_new(arena, sizeof(Refused)),
                        .doubts = list_new(arena, sizeof(Refused)),
                        .left_out = ARENA_ARRAY(arena, uint64_t, unit_count),
                        .refused = ARENA_ARRAY(arena, uint64_t, unit_count),
                        .hands = { hand_new(), hand_new() } };
    return worker->refused && worker->left_out && worker->hands[0].pool && worker->hands[1].pool;
}

void worker_close(Worker *worker)
{
    hand_done(&worker->hands[0]);
    hand_done(&worker->hands[1]);
}
