/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "kb/file.h"
#include "kb/writer.h"

#include <string.h>

static void put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static void put_at(void *buf, uint64_t offset, Str bytes)
{
    memcpy(((Buf *)buf)->ptr + offset, bytes.ptr, bytes.len);
}

TEST(what_is_written_is_read_in_any_order_of_sections)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(buf_done) Buf buf = buf_new(1 << 24);
    static const KbfKev ROWS[8] = { [3] = { .cve = 42 } };
    TextBlob blob = text_blob_new(&arena);
    KbWriter *writer = ARENA_NEW(&arena, KbWriter);
    static char words[300];
    uint32_t none, one, two;
    KbFile file;
    Err err = { 0 };
    char *copy;

    memset(words, 'w', sizeof words);
    CHECK(text_blob_add(&blob, (Str){ 0 }, &none) && none == 0, "nothing takes no room");
    CHECK(text_blob_add(&blob, STR("one"), &one) && one == 1, "the first");
    CHECK(text_blob_add(&blob, (Str){ words, sizeof words }, &two), "a length of two bytes");
    CHECK(kb_writer_start(writer, (KbSink){ &buf, put, put_at }, KBF_KEV, 3, 7), "memory");
    kb_writer_section(writer, KBF_KEV_ROWS);
    kb_writer_put(writer, ROWS, sizeof ROWS);
    kb_writer_section(writer, KBF_FILES);
    kb_writer_section(writer, KBF_SOURCES);
    text_blob_write(&blob, writer, KBF_STRINGS);
    kb_writer_finish(writer);
    copy = arena_alloc_raw(&arena, buf.len);
    CHECK(copy != NULL, "memory");
    memcpy(copy, buf.ptr, buf.len);
    CHECK_OK(kb_file_open((Str){ copy, buf.len }, KBF_KEV, &file, &err), &err);
    CHECK_OK(kb_file_verify(&file, &err), &err);
    CHECK_INT(file.seed, 7, "the seed");
    CHECK_INT(kb_count(&file, KBF_KEV_ROWS), 8, "rows");
    CHECK_INT(KB_ROW(&file, KBF_KEV_ROWS, KbfKev, 3)->cve, 42, "their bytes");
    CHECK_STR(kb_text(&file, KBF_STRINGS, one), STR("one"), "short");
    CHECK_INT(kb_text(&file, KBF_STRINGS, two).len, sizeof words, "long");
}

TEST(texts_of_an_interner_lie_where_their_sizes_say)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Interner interner = interner_new(&arena);
    uint32_t number;

    CHECK(intern(&interner, STR("a"), &number) && intern(&interner, (Str){ 0 }, &number), "");
    CHECK_INT(kbf_text_bytes(STR("a")), 2, "a length and a letter");
    CHECK_INT(kbf_text_bytes((Str){ 0 }), 0, "nothing");
    CHECK_INT(kbf_element_bytes(KBF_RANGES), 20, "a range has twenty bytes");
}
