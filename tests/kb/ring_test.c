/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/ring.h"

enum { GIVEN = 5000, TAKERS = 3 };

typedef struct {
    Ring *ring;
    uint64_t sum, last;
    bool in_order;
} Taker;

static void *take(void *taker_)
{
    Taker *taker = taker_;
    Batch *batch;

    taker->in_order = true;
    while ((batch = ring_take(taker->ring))) {
        taker->in_order = taker->in_order && batch->first >= taker->last;
        taker->last = batch->first;
        taker->sum += batch->first;
        ring_return(taker->ring, batch, false);
    }
    return NULL;
}

TEST(every_batch_is_taken_once_and_each_taker_sees_them_in_order)
{
    static Ring ring;
    pthread_t threads[TAKERS];
    Taker takers[TAKERS] = { 0 };
    uint64_t sum = 0;

    ring_start(&ring);
    for (int i = 0; i < TAKERS; i++) {
        takers[i].ring = &ring;
        CHECK(pthread_create(&threads[i], NULL, take, &takers[i]) == 0, "a thread");
    }
    for (uint64_t i = 1; i <= GIVEN; i++) {
        Batch *batch = ring_empty(&ring);

        CHECK(batch != NULL, "nobody failed");
        batch->first = i;
        ring_give(&ring, batch);
    }
    ring_end(&ring, false);
    for (int i = 0; i < TAKERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0, "its end");
        CHECK(takers[i].in_order, "in order");
        sum += takers[i].sum;
    }
    CHECK_INT(sum, (uint64_t)GIVEN * (GIVEN + 1) / 2, "none lost, none twice");
    ring_done(&ring);
}

TEST(a_worker_that_fails_stops_the_reader)
{
    static Ring ring;
    Batch *batch;

    ring = (Ring){ 0 };
    ring_start(&ring);
    batch = ring_empty(&ring);
    ring_give(&ring, batch);
    batch = ring_take(&ring);
    ring_return(&ring, batch, true);
    CHECK(!ring_empty(&ring) && !ring_take(&ring), "nothing more on either side");
    ring_done(&ring);
}
