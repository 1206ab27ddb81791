/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h — what is to be read: the files given and found, what feeds they are, in a fixed order.
 *
 * A unit holds records of one kind in one piece of evidence: a file, or all small single records
 * of one kind in one folder given. A zip archive is a unit of each kind, because nobody knows what
 * is in it before it is read; they share one piece of evidence. Units are sorted by name, so the
 * order of the arguments and of the file system does not matter.
 */
#pragma once

#include "base/stream.h"
#include "kb/import.h"
#include "base/list.h"

enum {
    PLAN_SNIFF_BYTES = 1 << 16,
    PLAN_SNIFF_MEMBERS = 64, /* of a zip archive: when none of these is a feed, it is none */
};

typedef struct {
    const char *path;      /* to be opened */
    Str name;              /* last part of the source given and the path below it */
    uint64_t bytes;
    FeedKind kind;
    StreamKind packing;
    uint32_t given;        /* which argument */
    bool walked;           /* found in a folder */
    bool single;           /* small and one record alone, as far as its lines tell */
} PlanFile;

typedef struct {
    Str name;
    FeedKind kind;
    uint32_t given;
    uint32_t first_file, file_count;
    uint32_t evidence;     /* the unit whose evidence it is: itself, or the first of its zip */
    bool archive;          /* small files of a folder, kept together */
    bool walked;
} PlanUnit;

typedef struct {
    PlanFile *files;       /* sorted by unit, then name */
    uint32_t file_count;
    PlanUnit *units;
    uint32_t unit_count;
    Str *no_feed;
    size_t no_feed_count;
    uint64_t bytes;
} Plan;

/* What stands there, not yet opened. A folder that is met again, through a link, is walked once. */
typedef struct {
    List files;            /* PlanFile: path, name, given, walked                       */
    List paths;            /* const char *: the sources, and the links found below them */
} PlanFound;

/* Walks; everything lives in `arena`. Fails: ERR_IO; ERR_LIMIT; ERR_USAGE for no path. */
MUST_CHECK bool plan_find(const Str *sources, size_t count, Arena *arena, PlanFound *out,
                          Err *err);
/* Opens each file and tells what it is.
 * Fails: ERR_IO; ERR_LIMIT; ERR_SYNTAX for a compressed file whose beginning cannot be read. */
MUST_CHECK bool plan_make(PlanFound *found, Arena *arena, Plan *out, Err *err);
