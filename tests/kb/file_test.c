/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge.h"
#include "test.h"

#include "base/hash.h"
#include "kb/open.h"

#include <string.h>

static const Record RECORD = { .id = STR_ROW("CVE-2024-0001"), .summary = STR_ROW("words") };
static const KnowledgeSource SOURCE = { STR_ROW("nvd"), FEED_NVD, &RECORD, 1 };
static const Knowledge SMALL = { .sources = &SOURCE, .source_count = 1 };

/* A copy that may be changed; `sign` makes header and table fit again. */
static char *copy_of(Str bytes, Arena *arena)
{
    char *copy = arena_alloc_raw(arena, bytes.len);

    CHECK(copy != NULL, "memory");
    memcpy(copy, bytes.ptr, bytes.len);
    return copy;
}

static void sign(char *bytes)
{
    KbfHeader header;
    Str table;

    memcpy(&header, bytes, sizeof header);
    table = (Str){ bytes + sizeof header, header.section_count * sizeof(KbfSection) };
    header.table_hash =
        hash_xxh3(table, hash_xxh3((Str){ bytes, offsetof(KbfHeader, table_hash) }, 0));
    memcpy(bytes, &header, sizeof header);
}

static bool opens(const char *bytes, size_t len)
{
    KbFile file;
    Err err = { 0 };
    bool ok = kb_file_open((Str){ bytes, len }, KBF_BASE, &file, &err);

    CHECK(ok || err.code == ERR_VERIFY, "a refusal says why");
    return ok;
}

TEST(every_byte_of_header_and_table_counts)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Str base = knowledge_base(&SMALL);
    char *bytes = copy_of(base, &arena);
    KbfHeader header;

    memcpy(&header, bytes, sizeof header);
    CHECK(opens(bytes, base.len), "as written");
    for (size_t i = 0; i < sizeof header + header.section_count * sizeof(KbfSection); i++) {
        bytes[i] ^= 1;
        CHECK(!opens(bytes, base.len), "one bit off");
        bytes[i] ^= 1;
    }
}

TEST(sections_that_lie_are_refused_even_when_signed)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Str base = knowledge_base(&SMALL);
    static const struct { size_t field; uint64_t value; const char *why; } ROWS[] = {
        { offsetof(KbfSection, offset), UINT64_MAX - 63, "far outside" },
        { offsetof(KbfSection, offset), 1, "not aligned" },
        { offsetof(KbfSection, bytes), UINT64_MAX, "longer than the file" },
        { offsetof(KbfSection, id), KBF_SECTIONS, "unknown, of no size" },
        { offsetof(KbfSection, id), (uint64_t)1 << 32 | KBF_STRINGS, "doubled or of a wrong size" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char *bytes = copy_of(base, &arena);

        memcpy(bytes + sizeof(KbfHeader) + ROWS[i].field, &ROWS[i].value, 8);
        sign(bytes);
        CHECK(!opens(bytes, base.len), ROWS[i].why);
    }
}

TEST(a_damaged_section_is_found_when_asked_for)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Str base = knowledge_base(&SMALL);
    char *bytes = copy_of(base, &arena);
    KbfSection section;
    KbFile file;
    Err err = { 0 };

    memcpy(&section, bytes + sizeof(KbfHeader), sizeof section);
    CHECK_OK(kb_file_open((Str){ bytes, base.len }, KBF_BASE, &file, &err), &err);
    CHECK_OK(kb_file_verify(&file, &err), &err);
    bytes[section.offset] ^= 1;
    CHECK(opens(bytes, base.len), "opening does not read everything");
    CHECK(!kb_file_verify(&file, &err) && err.code == ERR_VERIFY, "verifying does");
}

TEST(what_points_outside_reads_as_nothing)
{
    Str base = knowledge_base(&SMALL);
    KbFile file;
    Err err = { 0 };

    CHECK_OK(kb_file_open(base, KBF_BASE, &file, &err), &err);
    CHECK(!kb_row(&file, KBF_PACKAGES, UINT32_MAX), "no such row");
    CHECK_INT(kb_text(&file, KBF_STRINGS, UINT32_MAX).len, 0, "no such text");
    CHECK_INT(kb_text(&file, KBF_STRINGS, 0).len, 0, "offset 0 is the empty text");
    CHECK_INT(kb_span(&file, KBF_NAMES, 1, 0), 0, "backwards");
    CHECK_INT(kb_span(&file, KBF_NAMES, 0, UINT32_MAX), 0, "too far");
    CHECK_INT(kb_number(&file, KBF_NAMES, UINT32_MAX), KBF_NONE, "no such number");
}
