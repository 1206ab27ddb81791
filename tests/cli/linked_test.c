/* SPDX-License-Identifier: Apache-2.0 */
/* Which shared libraries the program links: each costs every start, and each is trusted. */
#include "test.h"

#include "base/io.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_BYTES_MAX = 1 << 28 };

/* Every library that may be linked. Those of the second group have archives in Debian, which a
 * build prefers; without one they are linked as they are. */
static const struct { const char *begins, *why; } ALLOWED[] = {
    { "libc.so.", "the C library" },
    { "ld-linux", "its loader" },
    { "libyyjson.so.", "JSON" },
    { "libisal.so.", "inflates gzip" },
    { "libxxhash.so.", "hashes of tables" },
    { "libzstd.so.", "inflates zstd" },
    { "libdeflate.so.", "inflates members of zip archives" },
    { "libutf8proc.so.", "folds and measures text" },
    { "libnettle.so.", "SHA-256" },
    { "libm.so.", "of the sanitizers" },
    { "libgcc_s.so.", "of the sanitizers" },
    { "libasan.so.", "of the sanitizers" },
    { "libubsan.so.", "of the sanitizers" },
    { "libtsan.so.", "of the sanitizers" },
    { "libresolv.so.", "of the sanitizers" },
    { "libpthread.so.", "of the sanitizers" },
    { "librt.so.", "of the sanitizers" },
    { "libdl.so.", "of the sanitizers" },
};

typedef struct {
    Str bytes;
    const Elf64_Shdr *sections;
    size_t section_count;
} Program;

static Program program_read(Arena *arena)
{
    Program program = { { NULL, 0 }, NULL, 0 };
    const Elf64_Ehdr *header;
    Err err = { 0 };

    CHECK_OK(io_read_all(getenv("INRO_PROGRAM"), PROGRAM_BYTES_MAX, arena, &program.bytes, &err),
             &err);
    header = (const Elf64_Ehdr *)(const void *)program.bytes.ptr;
    CHECK(program.bytes.len > sizeof *header && memcmp(header->e_ident, ELFMAG, SELFMAG) == 0,
          "a program");
    program.sections = (const Elf64_Shdr *)(const void *)(program.bytes.ptr + header->e_shoff);
    program.section_count = header->e_shnum;
    return program;
}

/* The dynamic section, and the texts it names. */
static const Elf64_Dyn *dynamic_of(const Program *program, const char **texts)
{
    for (size_t i = 0; i < program->section_count; i++)
        if (program->sections[i].sh_type == SHT_DYNAMIC) {
            const Elf64_Shdr *section = &program->sections[i];
            *texts = program->bytes.ptr + program->sections[section->sh_link].sh_offset;
            return (const Elf64_Dyn *)(const void *)(program->bytes.ptr + section->sh_offset);
        }
    test_fail("not linked dynamically");
}

static const char *why_allowed(const char *library)
{
    for (size_t i = 0; i < ARRAY_LEN(ALLOWED); i++)
        if (str_starts(str_of(library), str_of(ALLOWED[i].begins)))
            return ALLOWED[i].why;
    return NULL;
}

TEST(the_program_links_no_library_that_is_not_listed)
{
    CLEANUP(arena_done) Arena arena = arena_new(PROGRAM_BYTES_MAX);
    Program program = program_read(&arena);
    const char *texts = NULL;
    const Elf64_Dyn *entry = dynamic_of(&program, &texts);
    size_t count = 0;

    for (; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag != DT_NEEDED)
            continue;
        count++;
        CHECK(why_allowed(texts + entry->d_un.d_val) != NULL, texts + entry->d_un.d_val);
    }
    CHECK(count > 0, "at least the C library");
}

TEST(the_program_is_hardened_by_its_linking)
{
    CLEANUP(arena_done) Arena arena = arena_new(PROGRAM_BYTES_MAX);
    Program program = program_read(&arena);
    const char *texts = NULL;
    const Elf64_Dyn *entry = dynamic_of(&program, &texts);
    uint64_t flags = 0;

    for (; entry->d_tag != DT_NULL; entry++) {
        CHECK(entry->d_tag != DT_TEXTREL, "code is never written");
        flags |= entry->d_tag == DT_FLAGS_1 ? entry->d_un.d_val : 0;
    }
    CHECK(flags & DF_1_NOW, "all symbols are bound before main");
    CHECK(flags & DF_1_PIE, "loaded where the system likes");
}
