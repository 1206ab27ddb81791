/* SPDX-License-Identifier: Apache-2.0 */
/* Records, a line each, become a generation that holds itself together: it verifies, it can be
 * read back into the same bytes, and a scan of it ends with every component accounted for. */
#include "scan_fuzz.h"

#include "formats/sbom.h"

static void read_back(const Kb *kb, Str before)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
    CLEANUP(buf_done) Buf again = buf_new(FUZZ_KB_BYTES);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    static const bool WANTED[FUZZ_SOURCES] = { true, true, true };
    Err err = { 0 };

    if (!keep_sources(kb, WANTED, 0, &collect, &err)) {
        assert(err.code == ERR_LIMIT);
        return;
    }
    if (fuzz_build(&collect, kb, &arena, &again))
        assert(str_eq(buf_str(&again), before));
}

static void scan(const Kb *kb, size_t chosen)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
    Err err = { 0 };
    Sbom sbom;
    bool ok = sbom_read(str_of(FUZZ_SBOM), &arena, &sbom, &err);

    assert(ok);
    fuzz_match(kb, &sbom, chosen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
    CLEANUP(buf_done) Buf buf = buf_new(FUZZ_KB_BYTES);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    Str files[KBF_KINDS] = { 0 };
    Kb *kb;
    Err err = { 0 };
    bool ok;

    fuzz_collect((Str){ (const char *)data, size }, &collect);
    if (!collect.advisories.count || !fuzz_build(&collect, NULL, &arena, &buf))
        return 0;
    files[KBF_BASE] = buf_str(&buf);
    ok = kb_open_memory(files, &kb, &err) && kb_verify(kb, &err);
    assert(ok);
    for (uint32_t a = 0; a < kb_advisory_count(kb); a++)
        fuzz_ask_advisory(kb, a);
    read_back(kb, buf_str(&buf));
    scan(kb, size);
    kb_close(kb);
    return 0;
}
