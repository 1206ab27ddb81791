/* SPDX-License-Identifier: Apache-2.0 */
/* sbom_fuzz.h — what must hold of every Sbom, for the fuzzers of its formats. */
#pragma once

#include "formats/sbom_parts.h"

#include <string.h>

enum { FUZZ_ARENA_BYTES = 1 << 26, FUZZ_TEXT_BYTES = 1 << 16 };

static inline void fuzz_component(const Sbom *sbom, uint32_t i)
{
    const Component *component = &sbom->components[i];
    char place[SBOM_PLACE_BYTES];

    assert(component->name.len > 0);
    assert(component->parent == SBOM_NO_INDEX || component->parent < i);
    assert(component->identifier_count <= SBOM_IDENTIFIERS_MAX);
    assert(component->first_identifier + component->identifier_count <= sbom->identifier_count);
    assert(strlen(sbom_place(sbom, i, place)) < sizeof place);
    assert(sbom_pointer(sbom, i, place)[0] != '\0');
}

/* What two threads read, one does. */
static inline void fuzz_halves(Str text, const Sbom *sbom)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_ARENA_BYTES);
    SbomDraft draft = { .arena = &arena, .rows = &arena };
    Err err = { 0 };

    if (!parted_read(text, 0, &draft, &err))
        return;
    assert(sbom && draft.sbom.component_count == sbom->component_count);
    assert(draft.sbom.identifier_count == sbom->identifier_count);
    assert(str_eq(draft.sbom.os, sbom->os));
    for (uint32_t i = 0; i < sbom->component_count; i++)
        assert(str_eq(draft.sbom.components[i].name, sbom->components[i].name)
               && draft.sbom.components[i].index == sbom->components[i].index);
}

static inline void fuzz_sbom(Str text)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_ARENA_BYTES);
    Sbom sbom = { 0 };
    Err err = { 0 };
    uint32_t counted = 0;

    if (!sbom_read(text, &arena, &sbom, &err)) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        fuzz_halves(text, NULL);
        return;
    }
    fuzz_halves(sbom.had_bom ? str_slice(text, 3, text.len) : text, &sbom);
    for (uint32_t i = 0; i < sbom.component_count; i++) {
        fuzz_component(&sbom, i);
        counted += sbom.components[i].counted;
    }
    assert(counted == sbom.counted_count);
}

static inline void fuzz_sbom_behind(Str head, Str text)
{
    static char joined[FUZZ_TEXT_BYTES];

    if (head.len + text.len > sizeof joined)
        return;
    memcpy(joined, head.ptr, head.len);
    if (text.len)
        memcpy(joined + head.len, text.ptr, text.len);
    fuzz_sbom((Str){ joined, head.len + text.len });
}
