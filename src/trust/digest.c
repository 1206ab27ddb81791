/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/digest.h"

#include <string.h>

#include <nettle/sha2.h>

static_assert(SHA256_DIGEST_SIZE == DIGEST_BYTES, "SHA-256");
static_assert(sizeof(struct sha256_ctx) <= sizeof(((DigestStream *)0)->opaque), "room");
static_assert(_Alignof(struct sha256_ctx) <= _Alignof(DigestStream), "alignment");

static struct sha256_ctx *state_of(DigestStream *stream)
{
    return (struct sha256_ctx *)(void *)stream->opaque;
}

void digest_begin(DigestStream *stream)
{
    sha256_init(state_of(stream));
}

void digest_add(DigestStream *stream, Str piece)
{
    if (piece.len)
        sha256_update(state_of(stream), piece.len, (const uint8_t *)piece.ptr);
}

Digest digest_end(DigestStream *stream)
{
    Digest digest;

    sha256_digest(state_of(stream), sizeof digest.bytes, digest.bytes);
    return digest;
}

Digest digest_of(Str text)
{
    DigestStream stream;

    digest_begin(&stream);
    digest_add(&stream, text);
    return digest_end(&stream);
}

bool digest_equal(const Digest *a, const Digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

void digest_digits(const Digest *digest, char *to, size_t count)
{
    static const char DIGITS[] = "0123456789abcdef";

    assert(count <= 2 * DIGEST_BYTES);
    for (size_t i = 0; i < count; i++)
        to[i] = DIGITS[digest->bytes[i / 2] >> (i % 2 ? 0 : 4) & 15];
}

Str digest_hex(const Digest *digest, char buffer[DIGEST_HEX_BYTES])
{
    digest_digits(digest, buffer, 2 * DIGEST_BYTES);
    buffer[2 * DIGEST_BYTES] = '\0';
    return (Str){ buffer, 2 * DIGEST_BYTES };
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool digest_parse(Str hex, Digest *out)
{
    Digest digest;

    if (hex.len != 2 * DIGEST_BYTES)
        return false;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = digit_of(hex.ptr[2 * i]), low = digit_of(hex.ptr[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        digest.bytes[i] = (unsigned char)(high * 16 + low);
    }
    *out = digest;
    return true;
}
