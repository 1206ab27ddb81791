/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "kb/file.h"
#include "kb/scribe.h"

#include <string.h>

enum { ROWS = 100000 };

static void put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static void put_at(void *buf, uint64_t offset, Str bytes)
{
    memcpy(((Buf *)buf)->ptr + offset, bytes.ptr, bytes.len);
}

/* A file of what a scribe is given, one section after the other. */
static Str write_file(Arena *arena, bool alone)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 24);
    static KbfKev kev[1 << 15];
    KbWriter *writer = ARENA_NEW(arena, KbWriter);
    uint32_t *rows = ARENA_ARRAY(arena, uint32_t, ROWS);
    TextBlob blob = text_blob_new(arena);
    uint32_t one;
    Scribe scribe;
    char *copy;

    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = i;
    CHECK(text_blob_add(&blob, STR("one"), &one), "memory");
    CHECK(kb_writer_start(writer, (KbSink){ &buf, put, put_at }, KBF_KEV, 1, 1), "memory");
    scribe_start(&scribe, writer, alone);
    scribe_rows(&scribe, KBF_CWES, rows, ROWS * sizeof *rows);
    scribe_texts(&scribe, KBF_STRINGS, &blob);
    scribe_rows(&scribe, KBF_KEV_ROWS, kev, sizeof kev);
    scribe_rows(&scribe, KBF_FILES, NULL, 0);
    scribe_rows(&scribe, KBF_SOURCES, NULL, 0);
    scribe_end(&scribe);
    kb_writer_finish(writer);
    copy = arena_alloc_raw(arena, buf.len);
    CHECK(copy != NULL, "memory");
    memcpy(copy, buf.ptr, buf.len);
    return (Str){ copy, buf.len };
}

TEST(sections_lie_in_the_order_in_which_they_were_handed_over)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Str bytes = write_file(&arena, false);
    KbFile file;
    Err err = { 0 };

    CHECK_OK(kb_file_open(bytes, KBF_KEV, &file, &err), &err);
    CHECK_OK(kb_file_verify(&file, &err), &err);
    CHECK_INT(kb_number(&file, KBF_CWES, ROWS - 1), ROWS - 1, "all rows");
    CHECK_STR(kb_text(&file, KBF_STRINGS, 1), STR("one"), "a text");
    CHECK(file.section[KBF_CWES].at < file.section[KBF_STRINGS].at, "the first is first");
    CHECK(file.section[KBF_STRINGS].at < file.section[KBF_KEV_ROWS].at, "the next follows");
}

TEST(a_scribe_without_a_thread_writes_the_same_bytes)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);

    CHECK(str_eq(write_file(&arena, false), write_file(&arena, true)), "byte for byte");
}

TEST(a_scribe_that_was_never_started_may_be_ended)
{
    Scribe scribe = { 0 };

    scribe_end(&scribe);
    CHECK(!scribe.writer, "nothing was done");
}
