/* SPDX-License-Identifier: Apache-2.0 */
/* build.h — joins what the workers collected into one base file.
 *
 * The same records of the same sources give the same bytes, whatever thread read which of them:
 * everything is numbered in the order of the sources (as given here) and of the records in them.
 * Of records of one id in one source the one modified last stays; those of the same time stand
 * beside each other, because none of them says that it takes the other's place.
 */
#pragma once

#include "formats/feed.h"
#include "kb/collect.h"
#include "kb/writer.h"

enum {
    BUILD_SOURCES_MAX = 1 << 12,  /* fits KbfAdvisory.source and the upper bits of the order */
};

typedef struct {
    Str name, digest;     /* "nvdcve-2.0-2024.json.gz", "sha256:…" */
    uint64_t bytes;
} BuildFile;

typedef struct {
    Str id, digest;
    FeedKind kind;
    int64_t date_s;       /* the feed's own stamp; 0: the newest of its records is taken */
    uint64_t taken, refused, left_out; /* `taken` of a source that is given now */
    uint64_t replaced, repeated, unknown_ecosystem; /* of a kept source: counted when it came */
    const BuildFile *files;
    uint32_t file_count;
} BuildSource;

/* A unit is what collectors name as place: its files begin at `first_file` of its source. */
typedef struct {
    uint32_t source, first_file;
} BuildUnit;

typedef struct {
    const Collect *const *collects;
    size_t collect_count;
    const BuildSource *sources; /* sorted by id */
    size_t source_count;
    const BuildUnit *units;
    size_t unit_count;
    int64_t now_s;              /* record times later than this plus one day are not believed */
} BuildInput;

typedef struct {
    KbfSource *sources;         /* as written; in the caller's arena */
    uint64_t advisories, groups, refused_joins, packages, ranges, versions, criteria;
} BuildReport;

/* Writes the sections; start and finish of the writer are the caller's.
 * Fails: ERR_LIMIT. */
MUST_CHECK bool kb_build(const BuildInput *input, Arena *arena, KbWriter *writer,
                         BuildReport *report, Err *err);
