/* SPDX-License-Identifier: Apache-2.0 */
/* flaw_id.h — the ids of vulnerabilities, in the one case that their scheme writes them.
 *
 * Feeds write "cve-2021-44228" and "GHSA-JFH8-C2JP-5V3Q" for what KEV, EPSS and other records
 * spell otherwise; compared as bytes the flaw would lose what they know of it. An id of a scheme
 * that is not in the table is kept as it was written.
 *
 * Source: CVE Record Format (cveId); GitHub, "About the GitHub Advisory Database" (GHSA ids are
 *         lower case but for their prefix); OSV schema, "id, modified fields" (the prefixes).
 * Threads: pure.
 */
#pragma once

#include "base/arena.h"

enum { FLAW_ID_BYTES_MAX = 256 }; /* a longer text is kept as it is */

/* Trims white space and puts the letters of a known scheme in its case. *out is part of `text`
 * when nothing had to change, else in `arena`. False: no memory. */
MUST_CHECK bool flaw_id_canonical(Str text, Arena *arena, Str *out);
