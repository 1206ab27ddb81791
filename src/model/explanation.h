/* SPDX-License-Identifier: Apache-2.0 */
/* explanation.h — why a vulnerability does or does not concern the components of an SBOM.
 *
 * Made by `match`, printed by `report`. Everything that is said is a sentence of po/ with its
 * arguments; texts live in the explanation's arena, the SBOM or the mapped knowledge base.
 */
#pragma once

#include "model/scan.h"
#include "model/vulnerability.h"

typedef enum {
    EXPLAINED_AFFECTED,
    EXPLAINED_UNKNOWN,      /* not comparable, or a platform that nobody names */
    EXPLAINED_NOT_AFFECTED,
    EXPLAINED_OUTCOMES,
} ExplainedOutcome;

typedef struct {
    Str rule;               /* id in po/, such as "match.explain-inside"; empty: nothing to say */
    Str args[4];
} Sentence;

/* One record that bears the id, or an alias of it. */
typedef struct {
    Str id, source;         /* "PYSEC-2021-1", "osv/PyPI" */
    RecordState state;      /* withdrawn and rejected ones never match */
} ExplainedRecord;

/* One range of one record, held against one identifier of one component. */
typedef struct {
    Str identifier;         /* as the SBOM writes it; empty: the name alone */
    Str ecosystem, package; /* where it was looked up: "PyPI", "django" */
    Str source;             /* "osv/PyPI/PYSEC-2021-1" */
    Str range;              /* a vers */
    Str rule;               /* "purl", "cpe", … : sentence "match.rule-<rule>" */
    ExplainedOutcome outcome;
    Sentence comparison;    /* what was compared, and how it came out */
    Sentence change;        /* what would change the answer */
} ExplainedRange;

typedef struct {
    Str name, version, ref, place;
    ExplainedOutcome outcome;
    Sentence conclusion;    /* of all ranges together */
    Sentence reason, change; /* without ranges: why there are none, and what would change that */
    const ExplainedRange *ranges;
    size_t range_count;
} ExplainedComponent;

typedef struct {
    Str query;              /* as asked */
    bool package;           /* one package was asked about, not an SBOM */
    bool known;             /* a record bears the query; without one there is no answer */
    Str primary;            /* the group's id; empty when nothing bears the query */
    const ScanFlaw *flaw;   /* what its published records say; NULL when there is none */
    const Str *aliases;
    size_t alias_count;
    const ExplainedRecord *records;
    size_t record_count;
    const ExplainedComponent *components; /* those that a record could concern, then near misses */
    size_t component_count;
    size_t counts[EXPLAINED_OUTCOMES]; /* of these components */
    size_t misses_untold;   /* near misses past EXPLAIN_MISSES_MAX, in no count */
    uint64_t unchecked;     /* components of the document that could not be checked */
    ExplainedOutcome outcome;
    Sentence conclusion, change; /* of the whole */
} Explanation;
