/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/container_writer.h"

#include <string.h>

enum { TEXTS, NUMBERS, SECTIONS };
static const uint32_t ELEMENT_BYTES[] = { 1, sizeof(uint32_t) };
static const uint64_t NEEDED[] = { CONTAINER_BIT(TEXTS) | CONTAINER_BIT(NUMBERS) };
static const ContainerShape SHAPE = {
    .magic = "INROTST\n", .format = 1, .section_count = SECTIONS, .element_bytes = ELEMENT_BYTES,
    .needed = NEEDED, .kind_count = 1,
    .rules = { STR_ROW("a"), STR_ROW("b"), STR_ROW("c"), STR_ROW("d"), STR_ROW("e"), STR_ROW("f") },
};

static void put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static void put_at(void *buf, uint64_t offset, Str bytes)
{
    memcpy(((Buf *)buf)->ptr + offset, bytes.ptr, bytes.len);
}

/* Ten thousand numbers and the texts of `blob`, numbers first. */
static Str written(const TextBlob *blob, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 24);
    ContainerWriter *writer = ARENA_NEW(arena, ContainerWriter);
    char *copy;

    CHECK(writer && container_writer_start(writer, (ContainerSink){ &buf, put, put_at }, &SHAPE,
                                           &(ContainerName){ 0, 3, 7 }), "memory");
    container_writer_section(writer, NUMBERS);
    for (uint32_t i = 0; i < 10000; i++)
        container_writer_put(writer, &i, sizeof i);
    text_blob_write(blob, writer, TEXTS);
    container_writer_finish(writer);
    copy = arena_alloc_raw(arena, buf.len);
    CHECK(copy != NULL, "memory");
    memcpy(copy, buf.ptr, buf.len);
    return (Str){ copy, buf.len };
}

TEST(what_is_written_is_read_in_any_order_of_sections)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    TextBlob blob = text_blob_new(&arena);
    static char words[300];
    uint32_t none, one, two;
    Container file;
    Str bytes, kept;
    Err err = { 0 };

    memset(words, 'w', sizeof words);
    CHECK(text_blob_add(&blob, (Str){ 0 }, &none) && none == 0, "nothing takes no room");
    CHECK(text_blob_keep(&blob, STR("one"), &one, &kept) && one == 1, "the first");
    CHECK_STR(kept, STR("one"), "as it lies in the blob");
    CHECK(text_blob_add(&blob, (Str){ words, sizeof words }, &two), "a length of two bytes");
    bytes = written(&blob, &arena);
    CHECK_OK(container_open(bytes, &SHAPE, 0, &file, &err), &err);
    CHECK_OK(container_verify(&file, &err), &err);
    CHECK_INT(file.seed, 7, "the seed");
    CHECK_INT(file.generation, 3, "the generation");
    CHECK_INT(container_count(&file, NUMBERS), 10000, "rows");
    CHECK_INT(container_number(&file, NUMBERS, 9999), 9999, "their bytes");
    CHECK_INT(container_number(&file, NUMBERS, 10000), CONTAINER_NONE, "no such row");
    CHECK_INT(container_span(&file, NUMBERS, 9990, 10000), 10, "rows that are there");
    CHECK_INT(container_span(&file, NUMBERS, 9990, 10001), 0, "rows that are not");
    CHECK_STR(container_text(&file, TEXTS, one), STR("one"), "short");
    CHECK_INT(container_text(&file, TEXTS, two).len, sizeof words, "long");
    CHECK_INT(container_text_end(&file, TEXTS, container_text(&file, TEXTS, one)), two, "next");
}

TEST(a_text_that_is_too_long_is_not_taken)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    TextBlob blob = text_blob_new(&arena);
    char *large = arena_alloc(&arena, 1, CONTAINER_TEXT_BYTES_MAX + 1);
    uint32_t offset;

    CHECK(large != NULL, "memory");
    CHECK(text_blob_add(&blob, (Str){ large, CONTAINER_TEXT_BYTES_MAX }, &offset), "the longest");
    CHECK(!text_blob_add(&blob, (Str){ large, CONTAINER_TEXT_BYTES_MAX + 1 }, &offset), "longer");
}
