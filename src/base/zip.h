/* SPDX-License-Identifier: Apache-2.0 */
/* zip.h — the members of a zip archive, each inflated whole in memory; nothing is extracted.
 *
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4: one disk, stored or deflated, zip64; no
 * encryption. The central directory is the truth, and what contradicts it is refused: a local
 * header that differs, members that overlap, sizes and sums that do not hold, names that lead out
 * of the archive, bytes before or behind it.
 *
 * Fails:   ERR_SYNTAX and ERR_VERIFY naming file, member and byte; ERR_LIMIT; ERR_IO.
 * Threads: an open Zip is read-only; any number of threads may read, each with its own buffer.
 */
#pragma once

#include "base/err.h"

enum {
    ZIP_ENTRIES_MAX = 2000000,         /* memory: 20 bytes each                                 */
    ZIP_DIRECTORY_BYTES_MAX = 1 << 28, /* the central directory, held in memory                 */
    ZIP_NAME_BYTES_MAX = 1024,         /* one member's name: messages stay readable             */
    ZIP_RATIO_MAX = 200,               /* inflated to packed bytes of a member above 1 MiB: bombs */
};

typedef struct {
    uint64_t member_max; /* inflated bytes of one member; 0: 2^30      */
    uint64_t bytes_max;  /* inflated bytes of all members; 0: no limit */
    uint64_t ratio_max;  /* 0: ZIP_RATIO_MAX                           */
    const char *name;    /* in errors; empty: the caller says it; NULL: its path */
} ZipLimits;

typedef struct Zip Zip;
/* Reads and checks the whole directory; `limits` may be NULL; `path` outlives the Zip. */
MUST_CHECK bool zip_open(const char *path, const ZipLimits *limits, Zip **out, Err *err);
void zip_close(Zip **zip);

typedef struct {
    Str name;         /* in the Zip; not always UTF-8           */
    uint64_t offset;  /* of the local header                    */
    uint64_t packed;  /* bytes as stored                        */
    uint64_t size;    /* bytes inflated                         */
    uint32_t crc;
    uint16_t method;  /* 0 stored, 8 deflated                   */
    bool folder;      /* its name ends in "/": it holds nothing */
} ZipMember;
size_t zip_count(const Zip *zip);
/* In the order of the directory; i < zip_count. */
ZipMember zip_member(const Zip *zip, size_t i);

/* Memory for one thread's reading, reused from member to member; zero is an empty buffer. */
typedef struct {
    char *bytes, *packed;
    size_t room, packed_room;
    void *inflater;
} ZipBuffer;
void zip_buffer_done(ZipBuffer *buffer);
/* A member's bytes, followed by eight zero bytes that do not count; valid until the next read
 * with this buffer. The member is one step of the error's path. */
MUST_CHECK bool zip_read(const Zip *zip, const ZipMember *member, ZipBuffer *buffer, Str *out,
                         Err *err);
