/* SPDX-License-Identifier: Apache-2.0 */
/* collect.h — records, one after the other, become rows: what each worker of an import gathers.
 *
 * A Collect belongs to one thread. It interns what records repeat and appends the rest, so that
 * build.h can join several of them in one pass. Rows are numbered within their Collect; which
 * record comes first is told by `order`, never by the thread.
 *
 *     advisory ─┬─ names, scores, cwes            numbers of texts
 *               ├─ ranges ── package               (ecosystem, name)
 *               └─ criteria, nodes                 CPE: trees; what decides alone is a range
 */
#pragma once

#include "kb/format.h"
#include "kb/intern.h"
#include "kb/lookup.h"

#define COLLECT_ORDER_MAX ((UINT64_C(1) << 48) - 1)

/* Bounds are numbers of texts; the version rows are made by build.h, which knows the scheme. */
typedef struct {
    uint32_t package, lower, upper;
    uint32_t extra;     /* of KB_CPE the text of the CPE, of KB_TREE a node; KBF_NONE */
    uint32_t flags;     /* KB_…; the scheme in the upper byte, as in the file */
} CollectRange;

typedef struct {
    uint32_t cpe, lower, upper, flags;
} CollectCriterion;

typedef struct {
    uint32_t ecosystem, name;
    uint32_t touched_by, rank; /* the advisory that touched it last, plus one; its place there */
} CollectPackage;

typedef struct {
    uint32_t vector, source_name;
    int16_t base_tenths;
    uint8_t version, by;
} CollectScore;

typedef struct {
    uint64_t order;            /* place among all records of an import */
    int64_t published_s, modified_s;
    uint64_t source_offset, text_hash;
    uint32_t unit, file;       /* of the plan */
    uint32_t source_length, id, summary, withdrawn_s;
    uint32_t first_name, first_score, first_cwe, first_range, first_criterion, first_node;
    uint32_t name_count, score_count, cwe_count, range_count, criterion_count, node_count;
    uint32_t unknown_ecosystem;
    uint8_t state, severity, flags;
    bool settled;              /* of a source that is kept: was chosen when it came */
} CollectAdvisory;

enum {
    COLLECT_BYTES_MAX = 1 << 30, /* scratch memory of one record                             */
    COLLECT_COVER_MAX = 1 << 23, /* comparisons of enumerated versions with ranges, a package
                                    of a record: past it the rest is kept as enumerated       */
};

/* What a raw CPE text means, worked out once. */
typedef struct {
    uint32_t cpe;      /* canonical text; INTERN_NONE: no CPE */
    uint32_t package;
    uint32_t version;  /* an exact version; INTERN_NONE */
} CollectCpe;

typedef struct {
    Arena *arena;
    Arena scratch;     /* emptied by each record */
    Interner strings, summaries;
    PairMap package_map;
    List packages, advisories, names, scores, cwes, ranges, criteria, nodes;
    List cpes;         /* CollectCpe */
    List cpe_of;       /* uint32: the CPE of a text, plus one */
    uint64_t left_out; /* facts of records that were taken without them */
    Err doubt;         /* the first that the newest record lacks; ERR_NONE when it lacks none */
} Collect;

/* Where a record stands; the same record of the same inputs always stands at the same place. */
typedef struct {
    uint64_t order;
    uint32_t unit, file;
} CollectPlace;

Collect collect_new(Arena *arena);
void collect_done(Collect *collect);
/* Adds a published, withdrawn or rejected record. Nothing of `record` is kept by pointer.
 * Fails: ERR_LIMIT; the Collect is of no use then. */
MUST_CHECK bool collect_record(Collect *collect, const Record *record, CollectPlace place,
                               Err *err);
/* Fetches what collect_record will look at for `record`, some time before it is called. */
void collect_ahead(const Collect *collect, const Record *record);
/* Puts the ranges of the newest advisory in their own order: packages as they first came, then by
 * tree, then by the texts of the CPE and the bounds. So what is numbered by them does not hang on
 * how they were read. */
MUST_CHECK bool collect_sort_ranges(Collect *collect);
/* The number of a package; for collect and keep. */
MUST_CHECK bool collect_package(Collect *collect, Str ecosystem, Str name, uint32_t *package);
