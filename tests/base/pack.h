/* SPDX-License-Identifier: Apache-2.0 */
/* pack.h — compressed bytes for tests; every result lives until the program ends. */
#pragma once

#include "base/str.h"

/* One gzip member; one zstd frame with a checksum and a window of 2^window_log bytes. */
Str pack_gzip(Str text);
Str pack_zstd(Str text, int window_log);
/* One after the other. */
Str pack_join(Str a, Str b);
/* A number in `bytes` bytes, the lowest first. */
Str pack_number(uint64_t value, size_t bytes);
/* `count` bytes of `c`; `count` lines that do not compress to nothing. */
Str pack_fill(char c, size_t count);
Str pack_lines(size_t count);

/* A zip archive of `count` members; `method` 0 stored, 8 deflated. */
typedef struct {
    const char *name;
    Str text;
    int method;
} PackMember;
Str pack_zip(const PackMember *members, size_t count);
