/* SPDX-License-Identifier: Apache-2.0 */
/* stated.h — what an SBOM states in CPEs: its components', and those its operating system
 * implies (table PLATFORMS_OF: "debian-12" runs on Debian and on Linux).
 */
#pragma once

#include "match/matcher.h"

/* All CPEs of the document, indexed at the first call. Fails: ERR_LIMIT. */
MUST_CHECK bool stated_index(Matcher *m, const StatedIndex **out, Err *err);
/* The CPE of one identifier of one component, with the version and purl type of the latter.
 * FETCH_ABSENT when it is no CPE. */
Fetch stated_of(const Matcher *m, Owner owner, Arena *scratch, StatedCpe *out);
/* The type of the component's first purl: "npm"; empty when it has none. */
Str stated_purl_type(const Sbom *sbom, const Component *component);
