/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a purl: its canonical text reads back as the same text, and its package has a
 * key; or the refusal has a rule. */
#include "ident/ecosystem.h"

enum { ARENA_CAP = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_key(const Purl *purl, Arena *arena)
{
    Str name, version;
    EcosystemKey key;

    ecosystem_source(purl, &name, &version);
    if (ecosystem_of_purl(purl, purl->version, arena, &key))
        assert(key.row && key.name.len && ecosystem_version(key.row, purl, arena, &version));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Purl purl, again;
    Str text, same;
    EcosystemKey key;
    Err err = { 0 };
    bool read = purl_parse((Str){ (const char *)bytes, size }, &arena, &purl, &err);

    assert(read || (err.code != ERR_NONE && err.rule.len > 0));
    (void)ecosystem_of_osv((Str){ (const char *)bytes, size }, STR("a_B"), &arena, &key);
    if (!read)
        return 0;
    check_key(&purl, &arena);
    if (!purl_format(&purl, &arena, &text, &err)) {
        assert(err.code == ERR_LIMIT);
        return 0;
    }
    read = purl_parse(text, &arena, &again, &err) && purl_format(&again, &arena, &same, &err);
    assert(read && str_eq(text, same));
    return 0;
}
