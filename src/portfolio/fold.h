/* SPDX-License-Identifier: Apache-2.0 */
/* fold.h — how names are written in keys, so that whoever asks and what is listed meet.
 *
 * Threads: every function is pure.
 */
#pragma once

#include "base/arena.h"
#include "ident/purl.h"

/* ASCII capitals become small; nothing else changes. False: no memory. */
MUST_CHECK bool fold_name(Str name, Arena *arena, Str *out);
/* What follows the last "/" or "\": "/usr/lib/libz.so" gives "libz.so". */
Str fold_file(Str name);
/* "SHA-256:AB12…", or the digits alone: the algorithm as it is called when an SBOM is read
 * ("sha256"), empty when it is not named, and the digits, small. *is says whether the text is a
 * hash at all: an even number of digits, enough for MD5. False: no memory. */
MUST_CHECK bool fold_digest(Str text, Arena *arena, Str *algorithm, Str *digits, bool *is);
/* The canonical text without version, qualifiers and subpath. Fails: as purl_format. */
MUST_CHECK bool fold_purl(const Purl *purl, Arena *arena, Str *out, Err *err);
