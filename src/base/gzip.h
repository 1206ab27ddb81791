/* SPDX-License-Identifier: Apache-2.0 */
/* gzip.h — inflates one gzip member after the other (RFC 1952), piece by piece.
 *
 * Behind it stands ISA-L where the build finds it, else zlib; both give the same bytes and
 * verify the member's CRC-32 and length. Only stream.c uses it.
 */
#pragma once

#include "base/str.h"

typedef struct Gzip Gzip;
Gzip *gzip_new(void); /* NULL without memory */
void gzip_free(Gzip *gzip);

typedef enum {
    GZIP_GOES_ON,  /* wants more input or more room                        */
    GZIP_ENDED,    /* the member is whole; the next call begins the next   */
    GZIP_BROKEN,   /* not deflate, or not gzip                             */
    GZIP_CHECKSUM, /* the bytes do not match the sum behind them           */
    GZIP_NO_MEMORY,
} GzipState;
/* Takes bytes from the front of *in and writes at *out, moving both and *room. */
GzipState gzip_inflate(Gzip *gzip, Str *in, char **out, size_t *room);
