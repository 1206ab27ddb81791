/* SPDX-License-Identifier: Apache-2.0 */
/* disk.h — what this process does to the files below one folder, written down call by call; and
 * a disk that fails.
 *
 * The calls of the C library that change files are replaced in this program (disk_calls.c), so
 * SQLite's own layer above the system and base/io are both seen as they are, with the names they
 * make, sync and rename. Files are told apart by a number, as by an inode: a name comes and goes,
 * what was written stays. The shared memory beside a database ("-shm") is left out: after a power
 * cut nobody has it.
 *
 * Threads: one.
 */
#pragma once

#include "base/str.h"

typedef enum {
    DISK_WRITE,   /* `bytes` at offset `at` of `node`                       */
    DISK_RESIZE,  /* of `node` to `at` bytes                                */
    DISK_SYNC,    /* of `node`, a file or a folder                          */
    DISK_NAME,    /* `name` in `folder` means `node` from now on            */
    DISK_UNNAME,  /* `name` in `folder` means nothing                       */
    DISK_RENAME,  /* what `was` meant in `folder`, `name` means in its stead */
    DISK_NOTE,    /* disk_note(at)                                          */
} DiskKind;

typedef struct {
    DiskKind kind;
    unsigned node, folder;
    const char *name, *was;
    uint64_t at;
    Str bytes;
} DiskOp;

enum { DISK_NODES_MAX = 4096, DISK_ROOT = 0 };

/* Writes down all that happens below `folder` from now on, and first, as synced, all that is there.
 * What was written down before is forgotten. */
void disk_watch(const char *folder);
void disk_leave(void);
/* Says something about this moment. */
void disk_note(uint64_t number);
/* What was written down; lives until the next disk_watch. */
const DiskOp *disk_ops(size_t *count);
bool disk_is_folder(unsigned node);

/* From now on the calls numbered from `first` (from 1) fail with `error`, `count` of them; a write
 * that fails with `half` writes half first, as a disk that fills up does. No bytes are written down
 * meanwhile. */
typedef struct {
    const char *folder;
    int error;
    uint64_t first, count;
    bool half;
} DiskFault;
void disk_break(const DiskFault *fault);
void disk_mend(void);
/* Since disk_break: how many calls there were, and how many of them failed. */
uint64_t disk_calls(void);
uint64_t disk_failed(void);
