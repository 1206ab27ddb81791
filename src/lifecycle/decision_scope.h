/* SPDX-License-Identifier: Apache-2.0 */
/* decision_scope.h — whether a finding lies in the reach of a decision.
 *
 * A scope is read once; each finding's identifiers are read once, too, and then held against as
 * many scopes as there are. What cannot be compared does not fit: a decision that silences a
 * finding must reach it beyond doubt.
 *
 *     purl   type, namespace and name equal; a version, a subpath and each qualifier that the
 *            scope states, too
 *     cpe    the scope's name equals the finding's or holds it (NISTIR 7696)
 *     name   the component's name, byte by byte
 *     range  holds the finding's version
 *
 * Threads: pure.
 */
#pragma once

#include "ident/cpe.h"
#include "ident/purl.h"
#include "ident/vers.h"
#include "lifecycle/decision.h"

/* What all records of one alias group are called. */
typedef struct {
    const Str *ids;
    size_t id_count;
} Flaw;

/* One component of one release with one flaw, and what is known of them now. */
typedef struct {
    Str product, release;   /* UUIDs */
    const Flaw *flaw;
    Str name, purl, cpe;    /* of the component; empty: it has none */
    Str configuration;      /* the one it is found in; empty: the release as such */
    DecisionWorld world;
    DecisionBuild build;
} Subject;

/* Why a decision does not reach a finding; the order is that of the questions. */
typedef enum {
    MISS_NONE,
    MISS_PRODUCT,
    MISS_FLAW,
    MISS_TIME,          /* it was not yet decided */
    MISS_COMPONENT,
    MISS_VERSION,       /* outside of the range, or not comparable with it */
    MISS_CONFIGURATION,
    MISS_RELEASE,       /* not named, and new releases do not inherit */
    MISSES,
} Miss;

typedef struct {
    const DecisionScope *scope;
    Purl purl;          /* SCOPE_PURL */
    Cpe cpe;            /* SCOPE_CPE */
    Vers range;         /* count 0: none */
    const uint32_t *by_release; /* rows of scope->releases, by release and time */
} ScopeRead;

/* The identifiers of one finding, read when first asked for. */
typedef struct {
    const Subject *subject;
    Arena *arena;
    bool purl_read, purl_good, cpe_read, cpe_good, version_read;
    Purl purl;
    Cpe cpe;
    Str version;        /* as ranges compare it: of the purl, with the epoch of deb and rpm */
} SubjectRead;

/* Fails: ERR_STRUCTURE for a scope that contradicts itself, ERR_SYNTAX for an identifier or range
 * that cannot be read, ERR_UNKNOWN_NAME for a range without version order, ERR_LIMIT. */
MUST_CHECK bool scope_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err);

SubjectRead subject_read(const Subject *subject, Arena *arena);
/* Component, version and configuration, in this order. Fails only without memory. */
MUST_CHECK bool scope_fits(const ScopeRead *scope, SubjectRead *subject, Miss *miss, Err *err);
/* The newest row until `now_s` of a release; NULL when the scope does not list it. */
const DecisionRelease *scope_release(const ScopeRead *scope, Str release, int64_t now_s);
/* Whether both reach the same: component, range, configuration, the releases that each names
 * itself, inheritance. */
bool scope_equal(const ScopeRead *a, const ScopeRead *b);
