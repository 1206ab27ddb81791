/* SPDX-License-Identifier: Apache-2.0 */
/* import.h — feeds into the knowledge base: `inro db import`.
 *
 * The sources given are replaced, all others are kept; what is published is the whole new
 * generation or, after any failure or crash, still the old one. Files that are no feed are
 * listed and fail nothing; a record that its reader refuses is counted, named and skipped; a file
 * that is broken as a whole (cut off, a wrong checksum) fails the import, because half a feed
 * would silently hide the other half.
 *
 * A source is called by its kind (`nvd`, `cve`, `kev`, `epss`, `eol`); one of OSV is called
 * `osv/` and the ecosystem that at least IMPORT_SHARE of its records name, else the id prefix
 * that they all share, else `osv/all`. Its date is the feed's own stamp, else the newest time of
 * its records; a time before IMPORT_FIRST_S or past IMPORT_AHEAD_S is none.
 */
#pragma once

#include "formats/feed.h"

enum {
    IMPORT_FILES_MAX = 1 << 21,   /* in all sources of one import                          */
    IMPORT_DEPTH_MAX = 32,        /* folders in folders: link loops                        */
    IMPORT_SHARE = 90,            /* percent of the records of an OSV source               */
    IMPORT_THREADS_MAX = 64,
    IMPORT_REFUSALS_MAX = 1000,   /* named in the report; all are counted                  */
    IMPORT_SMALL_BYTES = 1 << 16, /* walked files up to this size are kept in one archive  */
};
/* Times of feeds that are believed: from 1999 on, and no more than a day ahead of our clock. */
enum { IMPORT_FIRST_S = 915148800, IMPORT_AHEAD_S = 86400 };
#define IMPORT_BYTES_MAX ((size_t)8 << 30) /* memory of one import */

typedef struct {
    Str file;             /* as found, below the source given */
    uint64_t bytes_done, bytes_total; /* of all files, as they came */
} ImportProgress;

typedef struct {
    Str file;
    uint64_t record;      /* counted from 0 in its file */
    uint64_t byte;        /* where it begins in the inflated file */
    Err err;
    bool taken;           /* the record was taken without what `err` speaks of */
} ImportRefusal;

typedef struct {
    int64_t now_s;
    unsigned threads;     /* that read records; 0: two */
    bool confine;         /* the process gives up, for good, every right but reading the sources
                             and writing in `dir` before it opens one of them; as base/sandbox.h
                             says, not with several threads running */
    Arena *arena;         /* holds the report */
    void *context;
    /* Each may be NULL; all are called by the thread of kb_import alone. */
    void (*waiting)(void *context); /* another import into `dir` is running */
    void (*progress)(void *context, const ImportProgress *progress);
    void (*refused)(void *context, const ImportRefusal *refusal);
} KbImportOptions;

typedef struct {
    Str id, digest;
    int64_t date_s;
    bool kept;            /* was there before and not given now */
    bool rows;            /* of KEV, EPSS or support dates: no records that have ids of their own */
    uint64_t records_before; /* in the generation before */
    uint64_t records;     /* of which: */
    uint64_t withdrawn, rejected;
    uint64_t refused, replaced;            /* not in `records` */
    uint64_t unknown_ecosystem, not_comparable; /* affected entries; ranges */
    uint64_t left_out, repeated; /* facts that records lack now; records of one id kept together */
} ImportSource;

typedef struct {
    uint64_t generation;
    Str digest;
    const ImportSource *sources;
    size_t source_count;
    const Str *no_feed;   /* files that were given or found and are no feed, sorted */
    size_t no_feed_count;
    const ImportRefusal *refusals; /* the first IMPORT_REFUSALS_MAX in order, then as many of
                                      records that were taken without something */
    size_t refusal_count;
    uint64_t refused;     /* all records that were not taken */
    uint64_t advisories, groups, refused_joins, packages, ranges, versions, criteria;
} KbImportReport;

/* Imports `sources` (files or folders, as paths) into the folder `dir`, which is made when missing.
 * Waits for another import that is running.
 * Fails: ERR_IO; ERR_SYNTAX and ERR_VERIFY naming the file; ERR_USAGE when nothing given is a
 *        feed; ERR_STRUCTURE naming a source that is there and would be replaced by one without a
 *        record; ERR_LIMIT. Then the generation before stays. */
MUST_CHECK bool kb_import(Str dir, const Str *sources, size_t count,
                          const KbImportOptions *options, KbImportReport *out, Err *err);
