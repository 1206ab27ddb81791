/* SPDX-License-Identifier: Apache-2.0 */
/* vers.h — version ranges as text: "vers:deb/>=1.0|<1.2-3".
 *
 * A range is a sorted list of constraints. A version is inside when an "=" names it, or when
 * no "!=" does and it lies between a lower bound and the upper bound that follows it; the
 * first upper bound may lack a lower one and the last lower bound an upper one. A list of
 * "!=" alone holds every other version.
 *
 * Source: package-url/vers-spec.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "version/version.h"

enum {
    VERS_BYTES_MAX = 1 << 22,
    VERS_CONSTRAINTS_MAX = 65536,
};

typedef enum { VERS_EQ, VERS_NE, VERS_LT, VERS_LE, VERS_GT, VERS_GE, VERS_ANY } VersOperator;

typedef struct {
    VersOperator op;
    Str version; /* decoded; empty for VERS_ANY */
} VersConstraint;

typedef struct {
    Str type;                          /* as written: a purl type or scheme name */
    const VersConstraint *constraints; /* as canonical order demands: sorted by version */
    size_t count;
} Vers;

/* Reads a canonical vers: no spaces, no empty constraints, versions in order, nothing
 * percent-encoded that need not be. Order is not asked of a type without version order, nor
 * of a list with a version that is not valid.
 * Owns:  *out lives in `arena` or points into `text`.
 * Fails: ERR_SYNTAX with the byte and the rule; ERR_LIMIT past the limits above. */
MUST_CHECK bool vers_parse(Str text, Arena *arena, Vers *out, Err *err);
/* Reads what is meant: spaces and empty constraints are skipped, versions are sorted. */
MUST_CHECK bool vers_parse_loose(Str text, Arena *arena, Vers *out, Err *err);
/* The text of a range; "=" is not written. Fails only without memory. */
MUST_CHECK bool vers_format(const Vers *vers, Arena *arena, Str *out, Err *err);
/* Fails: ERR_UNKNOWN_NAME for a type without version order, ERR_SYNTAX for a bad version. */
MUST_CHECK bool vers_contains(const Vers *vers, Str version, bool *inside, Err *err);
