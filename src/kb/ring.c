/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/ring.h"

void ring_start(Ring *ring)
{
    pthread_mutex_init(&ring->mutex, NULL);
    pthread_cond_init(&ring->given, NULL);
    pthread_cond_init(&ring->returned, NULL);
    ring->full_end = &ring->full;
    for (size_t i = 0; i < RING_BATCHES; i++) {
        ring->batches[i].next = ring->empty;
        ring->empty = &ring->batches[i];
    }
}

void ring_done(Ring *ring)
{
    for (size_t i = 0; i < RING_BATCHES; i++)
        record_batch_done(&ring->batches[i].records);
    pthread_cond_destroy(&ring->given);
    pthread_cond_destroy(&ring->returned);
    pthread_mutex_destroy(&ring->mutex);
}

Batch *ring_empty(Ring *ring)
{
    Batch *batch;

    pthread_mutex_lock(&ring->mutex);
    while (!ring->empty && !ring->failed)
        pthread_cond_wait(&ring->returned, &ring->mutex);
    batch = ring->failed ? NULL : ring->empty;
    if (batch)
        ring->empty = batch->next;
    pthread_mutex_unlock(&ring->mutex);
    return batch;
}

void ring_give(Ring *ring, Batch *batch)
{
    pthread_mutex_lock(&ring->mutex);
    batch->next = NULL;
    *ring->full_end = batch;
    ring->full_end = &batch->next;
    pthread_cond_signal(&ring->given);
    pthread_mutex_unlock(&ring->mutex);
}

Batch *ring_take(Ring *ring)
{
    Batch *batch;

    pthread_mutex_lock(&ring->mutex);
    while (!ring->full && !ring->ended && !ring->failed)
        pthread_cond_wait(&ring->given, &ring->mutex);
    batch = ring->failed ? NULL : ring->full;
    if (batch) {
        ring->full = batch->next;
        ring->full_end = ring->full ? ring->full_end : &ring->full;
    }
    pthread_mutex_unlock(&ring->mutex);
    return batch;
}

/* With the mutex held. */
static void wake_all(Ring *ring)
{
    pthread_cond_broadcast(&ring->given);
    pthread_cond_broadcast(&ring->returned);
}

void ring_return(Ring *ring, Batch *batch, bool failed)
{
    pthread_mutex_lock(&ring->mutex);
    batch->next = ring->empty;
    ring->empty = batch;
    ring->failed = ring->failed || failed;
    if (ring->failed)
        wake_all(ring);
    else
        pthread_cond_signal(&ring->returned);
    pthread_mutex_unlock(&ring->mutex);
}

void ring_end(Ring *ring, bool failed)
{
    pthread_mutex_lock(&ring->mutex);
    ring->ended = true;
    ring->failed = ring->failed || failed;
    wake_all(ring);
    pthread_mutex_unlock(&ring->mutex);
}
