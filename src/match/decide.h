/* SPDX-License-Identifier: Apache-2.0 */
/* decide.h — is this version inside this range?
 *
 * Three answers, because "cannot be compared" is neither yes nor no: it makes a component
 * unchecked, never clean. A range without bounds holds every version, also one that we cannot
 * read, and an enumerated version is equal to itself in any scheme.
 *
 * Source:  OSV schema 1.x, "affected[].ranges" (introduced and last_affected are inclusive,
 *          fixed is exclusive, an absent end is open); NVD API 2.0 versionStart…/versionEnd…;
 *          CVE record format 5.x, "versions".
 * Threads: every function is pure.
 */
#pragma once

#include "kb/lookup.h"

typedef enum { DECIDED_OUTSIDE, DECIDED_INSIDE, DECIDED_NOT_COMPARABLE } Decision;

/* A component's version, prepared once to be compared often. */
typedef struct {
    Scheme scheme;
    Str text;        /* empty: the component names no version */
    bool valid;      /* a version of its scheme */
    size_t key_len;  /* 0: no exact key, the comparator decides */
    uint64_t prefix; /* the first eight bytes of the key, as a number */
    uint8_t key[VERSION_KEY_BYTES_MAX];
    bool word;       /* a free-form word or hash: met by its text alone */
} Subject;

/* Keeps `text`, which must outlive *out. */
void subject_init(Scheme scheme, Str text, Subject *out);

/* A range of the knowledge base with its versions looked up; open ends are empty. */
typedef struct {
    KbVersion lower, upper;
    uint32_t flags; /* KB_… of kb/lookup.h; KB_COMMIT ranges belong to git.h */
} Bounds;

Decision decide_bounds(const Subject *subject, const Bounds *bounds);

/* The same from the first eight key bytes alone, which cost no look-up: true when the version
 * cannot be inside. Missing prefixes are 0 and UINT64_MAX as kb/lookup.h gives them. */
bool decide_prefix_excludes(const Subject *subject, const KbPackage *package, uint32_t range_i);

/* True when the prefixes alone show that the version is inside. */
bool decide_prefix_includes(const Subject *subject, const KbPackage *package, uint32_t range_i);

/* How many ranges from the front may begin at or below the version: the rest begin above it,
 * because a package's ranges are sorted by their lower prefix. */
uint32_t decide_reach(const Subject *subject, const KbPackage *package);
