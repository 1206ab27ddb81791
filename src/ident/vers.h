/* SPDX-License-Identifier: Apache-2.0 */
/* vers.h — version ranges as text: "vers:deb/>=1.0|<1.2-3".
 *
 * Source: package-url/vers-spec.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "version/version.h"

enum { VERS_CONSTRAINTS_MAX = 65536 };

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

MUST_CHECK bool vers_parse(Str text, Arena *arena, Vers *out, Err *err);
MUST_CHECK bool vers_format(const Vers *vers, Arena *arena, Str *out, Err *err);
/* Fails: ERR_UNKNOWN_NAME for a type without version order, ERR_SYNTAX for a bad version. */
MUST_CHECK bool vers_contains(const Vers *vers, Str version, bool *inside, Err *err);
