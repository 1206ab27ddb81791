/* SPDX-License-Identifier: Apache-2.0 */
/* keeper.h — copies what is given into the evidence and names it by its digest, while others
 * already read the copy.
 *
 * One thread walks the units of a plan in order (small files that are kept in one archive it
 * leaves to the reader) and runs ahead of it as far as it can: copying waits for the disk and
 * SHA-256 costs a quarter of an import's processor time, so neither may stand in the reader's way.
 * What is read is the copy, so the digest is that of the bytes that were read, whatever happens to
 * the file meanwhile.
 *
 * Threads: keeper_start, keeper_wait and keeper_end are called by one thread, the reader.
 */
#pragma once

#include "kb/intake.h"

#include <pthread.h>

typedef struct {
    const Plan *plan;
    IntakeUnit *units;   /* their evidence.path is known; digest and bytes are filled in */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint32_t unit;       /* being copied; those before are whole */
    uint64_t copied;     /* bytes of it that stand in the copy   */
    bool failed, stopped;
    DigestStream digest;
    Err err;             /* why `unit` failed                    */
    pthread_t thread;
    bool started;
} Keeper;

/* Fails: ERR_LIMIT when no thread can be had. keeper_end either way. */
MUST_CHECK bool keeper_start(Keeper *keeper, const Plan *plan, IntakeUnit *units, Err *err);
/* Returns when bytes of unit `u` from `offset` on, or its end, stand in its copy.
 * Fails: as io_copy, for that unit. */
MUST_CHECK bool keeper_wait(Keeper *keeper, uint32_t u, uint64_t offset, Err *err);
/* The same for the whole unit: then its digest and bytes are known. */
MUST_CHECK bool keeper_wait_whole(Keeper *keeper, uint32_t u, Err *err);
/* Stops what is still running. */
void keeper_end(Keeper *keeper);
