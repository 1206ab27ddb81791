/* SPDX-License-Identifier: Apache-2.0 */
#include "pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>
#include <zstd.h>

/* Every result is linked, so that a leak checker can reach it. */
typedef struct Kept Kept;
struct Kept {
    Kept *older;
    char bytes[];
};

static char *room(size_t size)
{
    static Kept *newest;
    Kept *kept = malloc(sizeof *kept + size + 1);

    if (!kept)
        abort();
    kept->older = newest;
    newest = kept;
    return kept->bytes;
}

Str pack_gzip(Str text)
{
    struct libdeflate_compressor *packer = libdeflate_alloc_compressor(6);
    size_t most = libdeflate_gzip_compress_bound(packer, text.len);
    char *out = room(most);
    size_t len = libdeflate_gzip_compress(packer, text.ptr ? text.ptr : "", text.len, out, most);

    libdeflate_free_compressor(packer);
    return (Str){ out, len };
}

Str pack_zstd(Str text, int window_log)
{
    ZSTD_CCtx *packer = ZSTD_createCCtx();
    size_t most = ZSTD_compressBound(text.len) + 64;
    char *out = room(most);
    ZSTD_outBuffer to = { out, most, 0 };
    ZSTD_inBuffer from = { text.ptr, text.len, 0 };

    ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_enableLongDistanceMatching, window_log >= 27);
    /* in two steps, so that the size stays out of the header and the window in it */
    (void)ZSTD_compressStream2(packer, &to, &from, ZSTD_e_flush);
    (void)ZSTD_compressStream2(packer, &to, &from, ZSTD_e_end);
    ZSTD_freeCCtx(packer);
    return (Str){ out, to.pos };
}

Str pack_join(Str a, Str b)
{
    char *out = room(a.len + b.len);

    memcpy(out, a.ptr, a.len);
    memcpy(out + a.len, b.ptr, b.len);
    return (Str){ out, a.len + b.len };
}

Str pack_fill(char c, size_t count)
{
    return (Str){ memset(room(count), c, count), count };
}

Str pack_lines(size_t count)
{
    char *out = room(count * 64);
    size_t len = 0;
    uint64_t number = 88172645463325252u;

    for (size_t i = 0; i < count; i++) {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        len += (size_t)snprintf(out + len, 64, "{\"line\":%zu,\"number\":\"%016llx\"}\n", i,
                                (unsigned long long)number);
    }
    return (Str){ out, len };
}

static size_t put(char *at, size_t bytes, uint64_t number)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)(number >> 8 * i);
    return bytes;
}

Str pack_number(uint64_t value, size_t bytes)
{
    char *at = room(bytes);

    return (Str){ at, put(at, bytes, value) };
}

/* The fields that a local header and an entry of the directory share, from "version needed". */
static size_t put_shared(char *at, const PackMember *member, Str packed)
{
    size_t len = put(at, 2, 20) + put(at + 2, 2, 0) + put(at + 4, 2, (uint64_t)member->method)
        + put(at + 6, 4, 0x21);

    len += put(at + len, 4, libdeflate_crc32(0, member->text.ptr, member->text.len));
    len += put(at + len, 4, packed.len);
    len += put(at + len, 4, member->text.len);
    len += put(at + len, 2, strlen(member->name));
    return len + put(at + len, 2, 0);
}

static size_t put_text(char *at, Str text)
{
    if (text.len)
        memcpy(at, text.ptr, text.len);
    return text.len;
}

static Str deflate(const PackMember *member)
{
    struct libdeflate_compressor *packer = libdeflate_alloc_compressor(6);
    size_t most = libdeflate_deflate_compress_bound(packer, member->text.len);
    char *out = room(most);
    size_t len = libdeflate_deflate_compress(packer, member->text.ptr ? member->text.ptr : "",
                                             member->text.len, out, most);

    libdeflate_free_compressor(packer);
    return member->method ? (Str){ out, len } : member->text;
}

Str pack_zip(const PackMember *members, size_t count)
{
    size_t most = 100, len = 0, directory;
    char *out, *entries, *entry;

    for (size_t i = 0; i < count; i++)
        most += 2 * (100 + strlen(members[i].name)) + 2 * members[i].text.len;
    out = room(most);
    entry = entries = room(most);
    for (size_t i = 0; i < count; i++) {
        Str name = str_of(members[i].name), packed = deflate(&members[i]);

        entry += put_text(entry, STR("PK\1\2\24\0"));
        entry += put_shared(entry, &members[i], packed);
        entry += put(entry, 8, 0) + put(entry + 8, 2, 0);
        entry += put(entry, 4, len);
        entry += put_text(entry, name);
        len += put_text(out + len, STR("PK\3\4"));
        len += put_shared(out + len, &members[i], packed);
        len += put_text(out + len, name);
        len += put_text(out + len, packed);
    }
    directory = len;
    len += put_text(out + len, (Str){ entries, (size_t)(entry - entries) });
    len += put_text(out + len, STR("PK\5\6\0\0\0\0"));
    len += put(out + len, 2, count) + put(out + len + 2, 2, count);
    len += put(out + len, 4, (uint64_t)(entry - entries));
    len += put(out + len, 4, directory);
    len += put(out + len, 2, 0);
    return (Str){ out, len };
}
