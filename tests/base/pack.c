/* SPDX-License-Identifier: Apache-2.0 */
#include "pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>
#include <zstd.h>

static char *room(size_t size)
{
    char *at = malloc(size + 1);

    if (!at)
        abort();
    return at;
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
