/* SPDX-License-Identifier: Apache-2.0 */
/* worker.h — a thread of an import that parses and collects the records of batches.
 *
 * A record is read, and collected when the one behind it is read: meanwhile memory brings what
 * collecting it will look at.
 */
#pragma once

#include "kb/collect.h"
#include "kb/ring.h"
#include "kb/tally.h"

enum { WORKER_UNIT_SHIFT = 27 }; /* records of a unit in the order; units above */
static inline uint64_t worker_order(uint32_t unit, uint64_t record)
{
    return (uint64_t)unit << WORKER_UNIT_SHIFT | record;
}

/* A record that was refused, or taken without something; still by number. */
typedef struct {
    uint64_t order, byte, record;
    uint32_t file;
    Err err;
} Refused;
/* Appends to a list of Refused while it has less than IMPORT_REFUSALS_MAX: those of one thread
 * come in order, so the first ones are the ones to keep. False: no memory. */
MUST_CHECK bool refused_add(List *refusals, const Refused *refused);

/* A record on its way. */
typedef struct {
    JsonPool *pool;
    Arena scratch;
    Record record;
    const RecordText *text;
    uint64_t number;           /* in its unit */
    bool full;
} Hand;

typedef struct {
    Ring *ring;
    Collect *collect;
    Tally *tally;
    List refusals, doubts;     /* Refused: not taken; taken without something */
    uint64_t *refused, *left_out; /* by unit */
    Hand hands[2];
    Err err;                   /* why it failed */
    pthread_t thread;
    bool started;
} Worker;

/* `collect` and its arena hold what the worker gathers. False: no memory. */
MUST_CHECK bool worker_open(Worker *worker, Ring *ring, Collect *collect, Tally *tally,
                            uint32_t unit_count);
/* Works until the ring ends: for pthread_create. */
void *worker_run(void *worker);
void worker_close(Worker *worker);
