/* SPDX-License-Identifier: Apache-2.0 */
/* Which shared libraries the programs link: each costs every start, and each is trusted. */
#include "test.h"

#include "base/io.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_BYTES_MAX = 1 << 28 };

typedef enum { INRO = 1, RECORD = 2, RECORD_POSTGRES = 4, WITH_RECORD = 6, ALL = 7 } Programs;

static const struct { const char *name; Programs program; } PROGRAM[] = {
    { "inro", INRO },
    { "inro-record", RECORD },
    { "inro-record-postgres", RECORD_POSTGRES },
};

/* Every library that may be linked, and by which programs. Those of the second group have archives
 * in Debian, which a build prefers; without one they are linked as they are. */
static const struct { const char *begins; Programs by; const char *why; } ALLOWED[] = {
    { "libc.so.", ALL, "the C library" },
    { "ld-linux", ALL, "its loader" },
    { "libyyjson.so.", ALL, "JSON" },
    { "libisal.so.", ALL, "inflates gzip" },
    { "libxxhash.so.", ALL, "hashes of tables" },
    { "libzstd.so.", ALL, "inflates zstd" },
    { "libdeflate.so.", ALL, "inflates members of zip archives" },
    { "libutf8proc.so.", ALL, "folds and measures text" },
    { "libnettle.so.", ALL, "SHA-256" },
    { "libsodium.so.", WITH_RECORD, "signatures" },
    { "libsqlite3.so.", WITH_RECORD, "the record in a file" },
    { "libp11-kit.so.", WITH_RECORD, "keys on a card; has no archive" },
    { "libpq.so.", RECORD_POSTGRES, "the record in PostgreSQL; its archive lacks what it needs" },
    { "libm.so.", ALL, "of SQLite and of the sanitizers" },
    { "libgcc_s.so.", ALL, "of the sanitizers" },
    { "libasan.so.", ALL, "of the sanitizers" },
    { "libubsan.so.", ALL, "of the sanitizers" },
    { "libtsan.so.", ALL, "of the sanitizers" },
    { "libresolv.so.", ALL, "of the sanitizers" },
    { "libpthread.so.", ALL, "of the sanitizers" },
    { "librt.so.", ALL, "of the sanitizers" },
    { "libdl.so.", ALL, "of the sanitizers" },
};

/* The path of a program, in the folder of the build; NULL when it was not built. */
static const char *path_of(size_t program)
{
    static char path[1024];

    snprintf(path, sizeof path, "%s/%s", getenv("INRO_BUILD"), PROGRAM[program].name);
    return io_kind(path) == IO_FILE ? path : NULL;
}

typedef struct {
    Str bytes;
    const Elf64_Shdr *sections;
    size_t section_count;
} Program;

static Program program_read(const char *path, Arena *arena)
{
    Program program = { { NULL, 0 }, NULL, 0 };
    const Elf64_Ehdr *header;
    Err err = { 0 };

    CHECK_OK(io_read_all(path, PROGRAM_BYTES_MAX, arena, &program.bytes, &err),
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

static const char *why_allowed(const char *library, Programs by)
{
    for (size_t i = 0; i < ARRAY_LEN(ALLOWED); i++)
        if ((ALLOWED[i].by & by) && str_starts(str_of(library), str_of(ALLOWED[i].begins)))
            return ALLOWED[i].why;
    return NULL;
}

static void check_libraries(const char *path, Programs by)
{
    CLEANUP(arena_done) Arena arena = arena_new(PROGRAM_BYTES_MAX);
    Program program = program_read(path, &arena);
    const char *texts = NULL;
    const Elf64_Dyn *entry = dynamic_of(&program, &texts);
    size_t count = 0;

    for (; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag != DT_NEEDED)
            continue;
        count++;
        CHECK(why_allowed(texts + entry->d_un.d_val, by) != NULL, texts + entry->d_un.d_val);
    }
    CHECK(count > 0, "at least the C library");
}

TEST(no_program_links_a_library_that_is_not_listed_for_it)
{
    CHECK(path_of(0) && path_of(1), "inro and the program that holds the record are there");
    for (size_t i = 0; i < ARRAY_LEN(PROGRAM); i++)
        if (path_of(i))
            check_libraries(path_of(i), PROGRAM[i].program);
}

static void check_hardened(const char *path)
{
    CLEANUP(arena_done) Arena arena = arena_new(PROGRAM_BYTES_MAX);
    Program program = program_read(path, &arena);
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

TEST(every_program_is_hardened_by_its_linking)
{
    for (size_t i = 0; i < ARRAY_LEN(PROGRAM); i++)
        if (path_of(i))
            check_hardened(path_of(i));
}
