/* SPDX-License-Identifier: Apache-2.0 */
/* ring.h — batches of records on their way from the thread that reads to those that parse.
 *
 * A batch is filled by the reader, given, taken by a worker and returned; there are RING_BATCHES
 * of them, so the reader waits when the workers are slower: memory stays bounded.
 */
#pragma once

#include "base/records.h"
#include "formats/feed.h"

#include <pthread.h>

enum { RING_BATCHES = 8 }; /* about a megabyte each */

typedef struct Batch Batch;
struct Batch {
    Batch *next;
    RecordBatch records;
    uint64_t first;            /* number of its first record in the unit */
    uint64_t offset;           /* of the file in its evidence */
    uint32_t unit, file;
    FeedKind kind;
    bool member;               /* of a zip archive: offset is all that is known */
};

typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t given, returned; /* what workers wait for; what the reader waits for */
    Batch *empty, *full, **full_end;
    bool ended;                /* nothing more will come */
    bool failed;               /* on either side: nothing more is wanted */
    Batch batches[RING_BATCHES];
} Ring;

void ring_start(Ring *ring);
void ring_done(Ring *ring);
/* An empty batch to fill, or NULL when a worker failed. */
Batch *ring_empty(Ring *ring);
void ring_give(Ring *ring, Batch *batch);
/* The next full batch, or NULL at the end or after a failure. */
Batch *ring_take(Ring *ring);
void ring_return(Ring *ring, Batch *batch, bool failed);
void ring_end(Ring *ring, bool failed);
