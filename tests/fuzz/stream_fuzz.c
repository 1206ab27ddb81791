/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as plain, gzip or zstd: large and small steps give the same bytes and verdict, and no
 * more than the limits allow. */
#include "base/buf.h"
#include "base/stream.h"

enum { BYTES_MAX = 1 << 20, STEP_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool inflate(Str source, size_t step, Buf *out, Err *err)
{
    static const StreamOptions LIMITS = { .bytes_max = BYTES_MAX, .ratio_max = STREAM_RATIO_MAX };
    CLEANUP(stream_close) Stream *stream = NULL;
    static char block[STEP_MAX];
    size_t got = 1;
    bool ok = stream_open_bytes(source, "fuzz", &LIMITS, &stream, err);

    while (ok && got) {
        ok = stream_read(stream, block, step, &got, err);
        buf_add(out, (Str){ block, ok ? got : 0 });
    }
    assert(!ok || stream_bytes_in(stream) == source.len);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(buf_done) Buf large = buf_new(2 * BYTES_MAX), small = buf_new(2 * BYTES_MAX);
    Str source = { (const char *)bytes, size };
    Err err = { 0 };
    bool ok = inflate(source, STEP_MAX, &large, &err);
    bool same = inflate(source, 1 + size % 300, &small, &err) == ok;

    assert(same && buf_str(&large).len <= BYTES_MAX);
    same = !ok || str_eq(buf_str(&large), buf_str(&small));
    assert(same);
    (void)same;
    return 0;
}
