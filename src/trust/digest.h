/* SPDX-License-Identifier: Apache-2.0 */
/* digest.h — SHA-256: the name of bytes that nobody can forge.
 *
 * Source: FIPS 180-4 section 6.2, by nettle. Evidence (feeds, SBOMs, generations) is named by
 * it; tables and damage use base/hash.h, which is faster.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX_BYTES = 2 * DIGEST_BYTES + 1 };

typedef struct {
    unsigned char bytes[DIGEST_BYTES];
} Digest;

Digest digest_of(Str text);
bool digest_equal(const Digest *a, const Digest *b);

/* The same over pieces. The state is a plain value; it may be copied to fork the digest. */
typedef struct {
    _Alignas(8) unsigned char opaque[128];
} DigestStream;
void digest_begin(DigestStream *stream);
void digest_add(DigestStream *stream, Str piece);
Digest digest_end(DigestStream *stream);

/* 64 small hexadecimal digits in `buffer`, ended by NUL. */
Str digest_hex(const Digest *digest, char buffer[DIGEST_HEX_BYTES]);
/* The first `count` of them, not ended by NUL. */
void digest_digits(const Digest *digest, char *to, size_t count);
/* Reads 64 hexadecimal digits, small or capital, nothing else. */
MUST_CHECK bool digest_parse(Str hex, Digest *out);
