/* SPDX-License-Identifier: Apache-2.0 */
/* stream.h — a source as one flow of inflated bytes: plain, gzip or zstd.
 *
 * The kind is told by the first bytes, never by the name. Members of gzip and frames of zstd
 * follow each other as one text (RFC 1952 section 2.2, RFC 8878 section 3.1); windows up to
 * 2^27 bytes are taken. Checksums are verified; truncated and trailing bytes are refused.
 *
 * Fails:   ERR_SYNTAX and ERR_VERIFY naming file and byte (of the original); ERR_LIMIT; ERR_IO.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#define STREAM_BYTES_MAX ((uint64_t)1 << 30) /* inflated bytes of a document: bombs            */
enum {
    STREAM_RATIO_MAX = 200,       /* inflated to original bytes of a document: bombs           */
    STREAM_RATIO_FROM = 1 << 20,  /* inflated bytes before the ratio is asked                  */
    STREAM_ZSTD_WINDOW_LOG = 27,  /* memory of one zstd stream: 128 MiB                        */
};

typedef enum { STREAM_PLAIN, STREAM_GZIP, STREAM_ZSTD, STREAM_ZIP } StreamKind;

typedef struct {
    uint64_t bytes_max; /* inflated bytes; 0: no limit    */
    uint64_t ratio_max; /* 0: no limit                    */
    const char *name;   /* of a file, in errors; empty: the caller says it; NULL: its path */
    /* Asked before original bytes from `offset` on are read of a file that may still grow: waits
     * for some, or for the end of it. False, with *err, when they will not come. May be NULL. */
    bool (*wait)(void *context, uint64_t offset, Err *err);
    void *context;
} StreamOptions;

/* The limits of one document of strangers: STREAM_BYTES_MAX and STREAM_RATIO_MAX. */
extern const StreamOptions STREAM_DOCUMENT;

typedef struct Stream Stream;
/* Opens a file, or standard input for "-"; `options` is copied, NULL means no limits. A zip is
 * refused: its members are read by zip.h. */
MUST_CHECK bool stream_open(const char *path, const StreamOptions *options, Stream **out,
                            Err *err);
/* The same over bytes in memory, which outlive the stream; `name` stands in errors. */
MUST_CHECK bool stream_open_bytes(Str bytes, const char *name, const StreamOptions *options,
                                  Stream **out, Err *err);
void stream_close(Stream **stream);

/* The next bytes: *got is 1 … `room`, or 0 at the end of a whole and correct source. */
MUST_CHECK bool stream_read(Stream *stream, void *buffer, size_t room, size_t *got, Err *err);

StreamKind stream_kind(const Stream *stream);
uint64_t stream_bytes_in(const Stream *stream);  /* original bytes taken so far  */
uint64_t stream_bytes_out(const Stream *stream); /* inflated bytes given so far */
const char *stream_name(const Stream *stream);

/* What the first bytes of a file say. */
MUST_CHECK bool stream_sniff(const char *path, StreamKind *out, Err *err);

/* A whole document, inflated, in `arena`, followed by IO_PAD_BYTES zero bytes that do not count;
 * `path` may be "-". The arena must allow about twice the inflated size. */
MUST_CHECK bool stream_read_document(const char *path, const StreamOptions *options, Arena *arena,
                                     Str *out, Err *err);
/* The same of bytes in memory; `name` stands in errors. */
MUST_CHECK bool stream_inflate_document(Str bytes, const char *name, const StreamOptions *options,
                                        Arena *arena, Str *out, Err *err);
