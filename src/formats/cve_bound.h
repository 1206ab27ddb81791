/* SPDX-License-Identifier: Apache-2.0 */
/* cve_bound.h — what counts as a version in the free text of a CVE record.
 *
 * CNAs write versions, series, commits and prose into the same members; only what looks like a
 * version is compared.
 */
#pragma once

#include "base/arena.h"
#include "version/version.h"

enum {
    BOUND_COMMIT_BYTES_MIN = 7,
    BOUND_COMMIT_BYTES_MAX = VERSION_HASH_BYTES_MAX,
    BOUND_DOTTED_BYTES_MAX = 128, /* a longer "version" is prose */
};

/* A character that version numbers are made of. */
bool bound_char(char c);
/* "v1.2" is the version 1.2. */
Str bound_prefix_drop(Str text);
/* Begins with a digit and holds no space: what people call a version number. */
bool bound_dotted(Str text);
/* A version number that the scheme can compare. */
bool bound_valid(Scheme scheme, Str text);
/* "5.4.*", "5.4.x" and Juniper's "21.2*" are a series; *base is "5.4". */
bool bound_series(Str text, Str *base);
/* The first version behind the series: "5.4" → "5.5". *out is empty when the last number is too
 * large to count on. Fails: ERR_LIMIT without memory. */
MUST_CHECK bool bound_series_end(Str base, Arena *arena, Str *out, Err *err);
/* A hash, shortened or whole, where a commit is expected. */
bool bound_commit(Str text);
