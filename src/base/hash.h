/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h — XXH3, 64 bits: for tables and for noticing damage, never against an enemy.
 *
 * Source: XXH3 as in xxhash 0.8 (the algorithm is frozen there; values may be stored).
 */
#pragma once

#include "base/str.h"

uint64_t hash_xxh3(Str text, uint64_t seed);

/* The same over pieces, seed 0. */
typedef struct HashStream HashStream;
HashStream *hash_stream_new(void); /* NULL: no memory */
void hash_stream_free(HashStream **stream);
void hash_stream_add(HashStream *stream, Str piece);
/* The hash of all pieces; begins anew. */
uint64_t hash_stream_end(HashStream *stream);
