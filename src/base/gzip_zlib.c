/* SPDX-License-Identifier: Apache-2.0 */
#include "base/gzip.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

enum { WINDOW_BITS_GZIP = 15 + 16 };

struct Gzip {
    z_stream stream;
};

Gzip *gzip_new(void)
{
    Gzip *gzip = calloc(1, sizeof *gzip);

    if (gzip && inflateInit2(&gzip->stream, WINDOW_BITS_GZIP) != Z_OK) {
        free(gzip);
        return NULL;
    }
    return gzip;
}

void gzip_free(Gzip *gzip)
{
    if (gzip)
        inflateEnd(&gzip->stream);
    free(gzip);
}

static uInt at_most_32_bits(size_t size)
{
    return size < INT_MAX ? (uInt)size : INT_MAX;
}

static GzipState state_of(const Gzip *gzip, int result)
{
    const char *why = gzip->stream.msg;

    switch (result) {
    case Z_OK:
    case Z_BUF_ERROR:
        return GZIP_GOES_ON;
    case Z_STREAM_END:
        return GZIP_ENDED;
    case Z_MEM_ERROR:
        return GZIP_NO_MEMORY;
    }
    /* zlib tells a wrong sum from wrong codes in words only */
    return why && (strstr(why, "data check") || strstr(why, "length check")) ? GZIP_CHECKSUM
                                                                            : GZIP_BROKEN;
}

GzipState gzip_inflate(Gzip *gzip, Str *in, char **out, size_t *room)
{
    z_stream *stream = &gzip->stream;
    uInt given = at_most_32_bits(in->len), space = at_most_32_bits(*room);
    GzipState state;

    stream->next_in = (const Bytef *)in->ptr;
    stream->avail_in = given;
    stream->next_out = (Bytef *)*out;
    stream->avail_out = space;
    state = state_of(gzip, inflate(stream, Z_NO_FLUSH));
    *in = str_slice(*in, given - stream->avail_in, in->len);
    *out += space - stream->avail_out;
    *room -= space - stream->avail_out;
    if (state == GZIP_ENDED && inflateReset(stream) != Z_OK)
        return GZIP_BROKEN;
    return state;
}
