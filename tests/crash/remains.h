/* SPDX-License-Identifier: Apache-2.0 */
/* remains.h — what a power cut may leave of what was written down by disk.h.
 *
 * What was synced before the cut is there: a file's bytes by its own sync, a name by the sync of
 * its folder. Of what was not, anything may be there: each sector of each write by itself, each
 * change of length, each name made, moved or removed, and later ones without earlier ones. A lost
 * sector inside a file that grew reads as zeros, or as rubbish that lay there before. A rename is
 * one stroke. This is less than any file system promises, and what POSIX does.
 */
#pragma once

#include "crash/disk.h"

typedef enum {
    REMAINS_NOTHING,   /* that was not synced */
    REMAINS_ALL,       /* as when only the process died */
    REMAINS_ALL_BUT,   /* one call */
    REMAINS_ONLY,      /* one call */
    REMAINS_TORN,      /* the last write stops at a sector, all before it is there */
    REMAINS_SECTORS,   /* by chance, each sector by itself */
    REMAINS_SHUFFLED,  /* the same, and overlapping writes in any order */
    REMAINS_WAYS
} RemainsWay;

/* Syncs that the walk believes; a disk that lies is one that skips some. */
typedef bool RemainsHonest(const DiskOp *sync);

typedef struct Remains Remains;
/* Begins before the first call of `ops`, which must outlive it. `honest` may be NULL. */
Remains *remains_new(const DiskOp *ops, size_t count, RemainsHonest *honest);
void remains_free(Remains *remains);
/* Goes on to the moment before the call `cut`; never back. */
void remains_advance(Remains *remains, size_t cut);
/* Chooses one state of this moment by the numbers of `seed`; its hash. */
uint64_t remains_choose(Remains *remains, RemainsWay way, uint64_t seed);
/* Puts the chosen state into `folder`, in place of all that is there. */
void remains_put(const Remains *remains, const char *folder);
/* How many calls were not synced at this moment. */
size_t remains_pending(const Remains *remains);
