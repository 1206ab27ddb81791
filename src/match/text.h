/* SPDX-License-Identifier: Apache-2.0 */
/* text.h — the few texts that matching makes itself. */
#pragma once

#include "match/decide.h"

/* The pieces one after the other, in `arena`; false without memory. */
MUST_CHECK bool text_join(const Str *pieces, size_t count, Arena *arena, Str *out);
/* A range as a vers: "vers:deb/>=1.0|<1.2-3", "vers:pypi/1.0", a lone star for all versions.
 *
 * Source: package-url/vers-spec: an exact version has no operator; what could be taken for a
 *         separator is percent-encoded. */
MUST_CHECK bool text_vers(Scheme scheme, const Bounds *bounds, Arena *arena, Str *out);
/* What upstream calls the version that a distribution writes as "1:1.1.1n+dfsg-0+deb11u5":
 * "1.1.1n". A guess, good for hints. */
Str text_upstream_version(Str version);
