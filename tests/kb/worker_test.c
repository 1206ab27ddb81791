/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/worker.h"

/* Runs one batch through one worker, in this thread. */
static void run(Worker *worker, Ring *ring, RecordText *texts, size_t count)
{
    Batch *batch;

    ring_start(ring);
    batch = ring_empty(ring);
    CHECK(batch != NULL, "an empty batch");
    batch->kind = FEED_NVD;
    batch->first = 7;
    batch->records = (RecordBatch){ .record = texts, .count = count };
    ring_give(ring, batch);
    ring_end(ring, false);
    (void)worker_run(worker);
    batch->records = (RecordBatch){ 0 };
    ring_done(ring);
}

TEST(records_are_collected_in_their_order_and_what_is_none_is_told)
{
    static Ring ring;
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    RecordText texts[] = { { .text = STR("{\"id\":\"CVE-2024-0001\"}") },
                           { .text = STR("{\"id\":"), .byte = 40 },
                           { .text = STR("{\"id\":\"CVE-2024-0002\"}") },
                           { .text = STR("{\"id\":\"CVE-2024-0003\"}") } };
    Worker worker;
    Tally tally;

    CHECK(tally_new(&arena, 1, &tally), "memory");
    CHECK(worker_open(&worker, &ring, &collect, &tally, 1), "memory");
    run(&worker, &ring, texts, ARRAY_LEN(texts));
    CHECK(worker.err.code == ERR_NONE, "nothing went wrong");
    CHECK_INT(collect.advisories.count, 3, "three records");
    for (uint32_t i = 0; i < 3; i++)
        CHECK_INT(LIST_AT(&collect.advisories, CollectAdvisory, i)->order, i ? 8 + i : 7,
                  "their places");
    CHECK_INT(worker.refused[0], 1, "one refused");
    CHECK_INT(LIST_AT(&worker.refusals, Refused, 0)->record, 8, "which");
    CHECK_INT(LIST_AT(&worker.refusals, Refused, 0)->byte, 40, "where");
    worker_close(&worker);
}

TEST(a_batch_without_a_record_is_nothing)
{
    static Ring ring;
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    Worker worker;
    Tally tally;

    CHECK(tally_new(&arena, 1, &tally), "memory");
    CHECK(worker_open(&worker, &ring, &collect, &tally, 1), "memory");
    run(&worker, &ring, NULL, 0);
    CHECK_INT(collect.advisories.count, 0, "no record");
    worker_close(&worker);
}
