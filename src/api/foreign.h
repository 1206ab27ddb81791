/* SPDX-License-Identifier: Apache-2.0 */
/* foreign.h — documents of strangers, read by a worker without rights.
 *
 * Whoever holds the record must not parse what strangers wrote: docs/adr/0007. The caller reads
 * the bytes and keeps them; here a child without files, network and programs inflates, sniffs and
 * parses them, and what it says is read as hostile. Not from a process with several threads, and
 * before a key is loaded: the child sees the memory of its parent.
 */
#pragma once

#include "base/sandbox.h"
#include "formats/fleet.h"
#include "model/sbom.h"

enum { FOREIGN_BYTES_MAX = 1 << 30 }; /* of a document as it came: as much as one inflated may be */

/* The bytes of a file as they are, packed or not; "-" is standard input.
 * Fails: ERR_IO; ERR_LIMIT past FOREIGN_BYTES_MAX. */
MUST_CHECK bool foreign_read(const char *path, Arena *arena, Str *out, Err *err);

/* What a document is called in errors, and its bytes as they came. */
typedef struct {
    const char *name;
    Str bytes;
} ForeignDocument;

/* An SBOM, plain or packed by gzip or zstd; `name` stands in errors.
 *
 * Owns:    what is in *out lives in `arena`, and does not point into `bytes`.
 * Fails:   as stream_inflate_document and sbom_read; ERR_LIMIT or ERR_INTERNAL for a worker that
 *          was ended or died; ERR_VERIFY when what it said contradicts itself. */
MUST_CHECK bool foreign_sbom(Str bytes, const char *name, Arena *arena, Sbom *out, Err *err);

/* Many by one worker, for they are many in a product: read[i] says whether out[i] was filled. Why
 * one was not is told by foreign_sbom for it alone. When the worker itself comes to harm none is
 * filled, because it is not known which of them did it. Owns: as foreign_sbom. */
void foreign_sboms(const ForeignDocument *documents, size_t count, Arena *arena, Sbom *out,
                   bool *read);

/* A list of devices or sites, packed (formats/fleet.h); fails as that, and as foreign_sbom. */
MUST_CHECK bool foreign_fleet(Str bytes, const char *name, FleetKind kind, Arena *arena, Str *out,
                              Err *err);
