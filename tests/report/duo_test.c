/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/duo.h"

static void put_numbers(void *context, Buf *out, size_t first, size_t end)
{
    size_t *written = context;

    for (size_t i = first; i < end; i++, ++*written) {
        buf_printf(out, "%zu,", i);
        buf_pour(out);
    }
}

static void take(void *whole, Str text)
{
    buf_add(whole, text);
}

/* Borders of chunks, and more chunks than threads. */
static const size_t COUNTS[] = {
    0, 1, DUO_CHUNK, DUO_CHUNK + 1, 2 * DUO_CHUNK - 1, 2 * DUO_CHUNK, 2 * DUO_CHUNK + 1,
    3 * DUO_CHUNK, 20 * DUO_CHUNK + 7,
};

TEST(two_threads_write_what_one_would)
{
    for (size_t row = 0; row < ARRAY_LEN(COUNTS); row++) {
        CLEANUP(buf_done) Buf want = buf_new(1 << 24), got = buf_new(1 << 24);
        CLEANUP(buf_done) Buf poured = buf_new(1 << 24);
        CLEANUP(buf_done) Buf pouring = buf_new_poured(1 << 24, take, &poured);
        size_t written[2] = { 0, 0 };
        Duo duo = { put_numbers, { &written[0], &written[1] }, COUNTS[row] };

        put_numbers(&written[0], &want, 0, COUNTS[row]);
        duo_write(&duo, &got);
        CHECK_STR(buf_str(&got), buf_str(&want), "kept");
        duo_write(&duo, &pouring);
        take(&poured, buf_str(&pouring));
        CHECK_STR(buf_str(&poured), buf_str(&want), "poured");
        CHECK_INT(written[0] + written[1], 3 * COUNTS[row], "each element once a time");
    }
}

static void put_too_much(void *context, Buf *out, size_t first, size_t end)
{
    (void)context;
    if (first > 0)
        out->failed = true;
    buf_printf(out, "%zu", end);
}

TEST(a_writer_without_room_fails_the_whole)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 20);
    Duo duo = { put_too_much, { NULL, NULL }, 2 * DUO_CHUNK };

    duo_write(&duo, &out);
    if (!buf_failed(&out)) /* one processor alone writes all at once, from the first */
        CHECK_STR(buf_str(&out), STR("2048"), "nothing failed");
}
