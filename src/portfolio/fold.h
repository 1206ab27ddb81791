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
/* The canonical text without version, qualifiers and subpath. Fails: as purl_format. */
MUST_CHECK bool fold_purl(const Purl *purl, Arena *arena, Str *out, Err *err);
