/* SPDX-License-Identifier: Apache-2.0 */
/* dossier_parts.h — the form of a dossier, for who writes and who reads it.
 */
#pragma once

#include "base/json.h"
#include "base/map.h"
#include "store/dossier.h"
#include "store/event.h"

#define DOSSIER_MAGIC "inro dossier 1\n"

enum { MANIFEST_BYTES_MAX = 4096, MANIFEST_VERSION = 1 };

typedef struct {
    Str chain, record;
    PublicKey key;
    Digest content, last;
    uint64_t blobs, events, length;
} Manifest;

void manifest_write(const Manifest *manifest, Buf *out);
/* Fails: ERR_VERIFY unless the text is exactly what manifest_write writes. */
MUST_CHECK bool manifest_read(Str text, Arena *arena, Manifest *out, Err *err);
/* What is signed. */
MUST_CHECK bool manifest_message(Str text, Arena *arena, Str *out, Err *err);

void part_write(Buf *out, const char *word, Str bytes);
/* Cuts the next part, which must be of that word, from *rest. */
MUST_CHECK bool dossier_part_read(Str *rest, const char *word, Str *bytes, Err *err);
/* Whether the next part is of that word. */
bool part_is(Str rest, const char *word);

/* Which events may stand in a dossier: of the product's own chain, or of its organisation's. */
bool dossier_takes(const Kind *kind, bool own);

/* Adds the names of the blobs that a payload speaks of to `names`, copied to `arena`. */
MUST_CHECK bool payload_blobs(const Json *payload, Arena *arena, Map *names, Err *err);
