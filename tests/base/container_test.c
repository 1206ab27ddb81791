/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/container_writer.h"

#include <string.h>

enum { TEXTS, NUMBERS, TABLE, SECTIONS };
static const uint32_t ELEMENT_BYTES[] = { 1, sizeof(uint32_t), sizeof(uint64_t) };
static const uint64_t NEEDED[] = { CONTAINER_BIT(TEXTS), 0 };
static const ContainerShape SHAPE = {
    .magic = "INROTST\n",
    .format = 2,
    .section_count = SECTIONS,
    .element_bytes = ELEMENT_BYTES,
    .with_sentinel = CONTAINER_BIT(NUMBERS),
    .hashed = CONTAINER_BIT(TABLE),
    .needed = NEEDED,
    .kind_count = ARRAY_LEN(NEEDED),
    .rules = { STR_ROW("test.no-file"), STR_ROW("test.format"), STR_ROW("test.cut"),
               STR_ROW("test.table"), STR_ROW("test.section"), STR_ROW("test.damaged") },
};

static void put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static void put_at(void *buf, uint64_t offset, Str bytes)
{
    memcpy(((Buf *)buf)->ptr + offset, bytes.ptr, bytes.len);
}

/* A file with the sections of `mask`, the table with `slots` rows. */
static Str made(uint32_t kind, unsigned mask, uint32_t slots, Arena *arena)
{
    static const uint32_t NUMBER_ROWS[] = { 5, 6, 7 };
    static const uint64_t SLOTS[4] = { 0 };
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    ContainerWriter *writer = ARENA_NEW(arena, ContainerWriter);
    char *copy;

    CHECK(writer && container_writer_start(writer, (ContainerSink){ &buf, put, put_at }, &SHAPE,
                                           &(ContainerName){ kind, 3, 7 }), "memory");
    if (mask & 1 << NUMBERS) {
        container_writer_section(writer, NUMBERS);
        container_writer_put(writer, NUMBER_ROWS, sizeof NUMBER_ROWS);
    }
    if (mask & 1 << TEXTS) {
        container_writer_section(writer, TEXTS);
        container_writer_put(writer, "", 1);
        container_writer_text(writer, STR("one"));
        container_writer_text(writer, (Str){ 0 });
    }
    if (mask & 1 << TABLE) {
        container_writer_section(writer, TABLE);
        container_writer_put(writer, SLOTS, slots * sizeof *SLOTS);
    }
    container_writer_finish(writer);
    copy = arena_alloc_raw(arena, buf.len);
    CHECK(copy && !buf_failed(&buf), "memory");
    memcpy(copy, buf.ptr, buf.len);
    return (Str){ copy, buf.len };
}

TEST(a_file_must_hold_what_its_kind_needs)
{
    static const struct {
        uint32_t kind;
        unsigned mask;
        uint32_t slots;
        const char *rule;
    } ROWS[] = {
        { 0, 1 << TEXTS, 0, NULL },
        { 0, 1 << NUMBERS, 0, "test.section" },
        { 1, 0, 0, NULL },
        { 1, 1 << TABLE, 4, NULL },
        { 1, 1 << TABLE, 3, "test.section" },
        { 1, 1 << TABLE, 0, "test.section" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str bytes = made(ROWS[i].kind, ROWS[i].mask, ROWS[i].slots, &arena);
        Container file;
        Err err = { 0 };
        bool ok = container_open(bytes, &SHAPE, ROWS[i].kind, &file, &err);

        CHECK_INT(ok, !ROWS[i].rule, "opened when it may be");
        if (!ok)
            CHECK_STR(err.rule, str_of(ROWS[i].rule), "and refused by name");
    }
}

TEST(what_is_no_such_file_is_refused_by_its_own_rule)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Str bytes = made(0, 1 << TEXTS, 0, &arena);
    static const struct { size_t at; const char *rule; } ROWS[] = {
        { 0, "test.no-file" },  { offsetof(ContainerHeader, format), "test.format" },
        { offsetof(ContainerHeader, kind), "test.format" },
        { offsetof(ContainerHeader, file_bytes), "test.cut" },
        { offsetof(ContainerHeader, seed), "test.table" },
        { sizeof(ContainerHeader), "test.table" },
    };
    Container file;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char *copy = arena_alloc_raw(&arena, bytes.len);
        CHECK(copy != NULL, "memory");
        memcpy(copy, bytes.ptr, bytes.len);
        copy[ROWS[i].at] ^= 1;
        CHECK(!container_open((Str){ copy, bytes.len }, &SHAPE, 0, &file, &err), "one bit off");
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "its rule");
    }
    CHECK(!container_open(str_slice(bytes, 0, 40), &SHAPE, 0, &file, &err), "half a header");
    CHECK(!container_open(str_slice(bytes, 0, bytes.len - 64), &SHAPE, 0, &file, &err), "cut");
    CHECK_STR(err.rule, STR("test.cut"), "its rule");
}
