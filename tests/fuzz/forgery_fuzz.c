/* SPDX-License-Identifier: Apache-2.0 */
/* A generation whose words were overwritten, its table hash made right again: whatever it says,
 * asking, matching, explaining and reading it back stay inside its bytes and come to an end.
 *
 * Input: eight bytes a change: which section (or the header and table, past the last one), where
 * in it (24 bits), and the word to put there. */
#include "scan_fuzz.h"

#include "base/hash.h"
#include "formats/sbom.h"

static Arena lasting; /* holds the honest file and the SBOM for the whole run */
static Str honest;
static Sbom device;

static void prepare(void)
{
    static Buf buf;
    Collect collect;
    Err err = { 0 };
    bool ok;

    lasting = arena_new(FUZZ_KB_BYTES);
    buf = buf_new(FUZZ_KB_BYTES);
    collect = collect_new(&lasting);
    fuzz_collect(str_of(FUZZ_RECORDS), &collect);
    assert(collect.advisories.count == 5);
    ok = fuzz_build(&collect, NULL, &lasting, &buf)
      && sbom_read(str_of(FUZZ_SBOM), &lasting, &device, &err);
    assert(ok);
    collect_done(&collect);
    honest = buf_str(&buf);
}

/* Puts one word; sections are those of the honest file. */
static void change(char *file, const KbFile *shape, const uint8_t *with)
{
    uint32_t where = with[1] | (uint32_t)with[2] << 8 | (uint32_t)with[3] << 16;
    size_t bytes = sizeof(KbfHeader) + KBF_SECTIONS * sizeof(KbfSection);
    char *at = file;

    if (with[0] < KBF_SECTIONS && shape->section[with[0]].count) {
        bytes = shape->section[with[0]].count * kbf_element_bytes((KbfSectionId)with[0]);
        at = file + ((const char *)shape->section[with[0]].at - shape->bytes.ptr);
    }
    if (bytes >= 4)
        memcpy(at + where % (bytes - 3), with + 4, 4);
}

static void sign(char *file, size_t len)
{
    KbfHeader header;
    size_t table;
    Str head = { file, offsetof(KbfHeader, table_hash) };

    memcpy(&header, file, sizeof header);
    table = header.section_count * sizeof(KbfSection);
    if (header.section_count > KBF_SECTIONS || table > len - sizeof header)
        return;
    header.table_hash = hash_xxh3((Str){ file + sizeof header, table }, hash_xxh3(head, 0));
    memcpy(file, &header, sizeof header);
}

/* A tampered file is read back as one whose hashes are right, which its writer can arrange. */
static void read_back(Kb *kb)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
    CLEANUP(buf_done) Buf again = buf_new(FUZZ_KB_BYTES);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    uint32_t count = kb_count(&kb->file[KBF_BASE], KBF_SOURCES);
    bool wanted[FUZZ_SOURCES] = { true, true, true };
    Err err = { 0 };

    for (int id = 0; id < KBF_SECTIONS; id++) {
        const KbSection *section = &kb->file[KBF_BASE].section[id];
        Str bytes = { section->at, section->count * kbf_element_bytes((KbfSectionId)id) };
        kb->file[KBF_BASE].hash[id] = section->at ? hash_xxh3(bytes, 0) : 0;
    }
    if (count <= FUZZ_SOURCES && keep_sources(kb, wanted, 0, &collect, &err))
        (void)!fuzz_build(&collect, kb, &arena, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str files[KBF_KINDS] = { 0 };
    size_t chosen;
    KbFile shape;
    Err err = { 0 };
    char *file;
    bool ok;
    Kb *kb;

    if (!honest.len)
        prepare();
    ok = kb_file_open(honest, KBF_BASE, &shape, &err);
    assert(ok);
    file = malloc(honest.len);
    assert(file);
    memcpy(file, honest.ptr, honest.len);
    chosen = size / 8;
    for (; size >= 8; size -= 8, data += 8)
        change(file, &shape, data);
    sign(file, honest.len);
    files[KBF_BASE] = (Str){ file, honest.len };
    if (kb_open_memory(files, &kb, &err)) {
        for (uint32_t a = 0; a < kb_advisory_count(kb) && a < 64; a++)
            fuzz_ask_advisory(kb, a);
        fuzz_match(kb, &device, chosen);
        read_back(kb);
        kb_close(kb);
    } else {
        assert(err.code == ERR_VERIFY);
    }
    free(file);
    return 0;
}
