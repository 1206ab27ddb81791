/* SPDX-License-Identifier: Apache-2.0 */
#include "model/sbom.h"

#include "base/halving.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const Str FORMAT_NAMES[] = {
    [SBOM_CYCLONEDX] = STR_ROW("CycloneDX"),
    [SBOM_SPDX] = STR_ROW("SPDX"),
};
static_assert(ARRAY_LEN(FORMAT_NAMES) == SBOM_FORMATS, "one name per format");

/* Stands where the outermost steps had no room. */
static const Str CUT = STR_ROW("…");

Str sbom_format_name(SbomFormat format)
{
    assert(format < SBOM_FORMATS);
    return FORMAT_NAMES[format];
}

/* How one way of writing a place spells its steps: `metadata`, or an array and an index. */
typedef struct {
    const char *metadata, *array[SBOM_FORMATS];
    const char *open, *close, *between;
} Spelling;

static const Spelling MESSAGE = {
    "metadata.component", { "components", "packages" }, "[", "]", ".",
};
static const Spelling POINTER = {
    "/metadata/component", { "/components", "/packages" }, "/", "", "",
};

static int step_write(const Sbom *sbom, const Component *component, const Spelling *spelling,
                      char *step, size_t size)
{
    if (component->parent == SBOM_NO_INDEX && !component->counted)
        return snprintf(step, size, "%s", spelling->metadata);
    return snprintf(step, size, "%s%s%" PRIu32 "%s", spelling->array[sbom->format],
                    spelling->open, component->index, spelling->close);
}

/* Written from the innermost step to the outermost, at the end of the buffer, so that a place
 * too deep for it loses its outermost steps. */
static const char *place_write(const Sbom *sbom, uint32_t component_i, const Spelling *spelling,
                               char buffer[SBOM_PLACE_BYTES])
{
    size_t at = SBOM_PLACE_BYTES - 1, between = strlen(spelling->between);
    char step[40];

    buffer[at] = '\0';
    while (component_i != SBOM_NO_INDEX) {
        const Component *component = &sbom->components[component_i];
        bool inner = component->parent != SBOM_NO_INDEX;
        size_t len = (size_t)step_write(sbom, component, spelling, step, sizeof step);

        if (at < len + between + CUT.len) {
            at -= CUT.len;
            memcpy(buffer + at, CUT.ptr, CUT.len);
            break;
        }
        at -= len;
        memcpy(buffer + at, step, len);
        at -= inner ? between : 0;
        memcpy(buffer + at, spelling->between, inner ? between : 0);
        component_i = component->parent;
    }
    memmove(buffer, buffer + at, SBOM_PLACE_BYTES - at);
    return buffer;
}

const char *sbom_place(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES])
{
    return place_write(sbom, component_i, &MESSAGE, buffer);
}

const char *sbom_pointer(const Sbom *sbom, uint32_t component_i, char buffer[SBOM_PLACE_BYTES])
{
    return place_write(sbom, component_i, &POINTER, buffer);
}

/* "SHA-256" as "sha256". */
static char *algorithm_write(Str written, char *at)
{
    for (size_t i = 0; i < written.len; i++) {
        char c = written.ptr[i];

        if (c != '-' && c != '_')
            *at++ = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return at;
}

bool sbom_hashes(const Sbom *sbom, const Component *component, Arena *arena, Str *out)
{
    const SbomHash *hashes = component->hash_count ? sbom->hashes + component->first_hash : NULL;
    size_t room = 0;
    char *first, *at;

    *out = (Str){ 0 };
    for (uint32_t i = 0; i < component->hash_count; i++)
        room += hashes[i].algorithm.len + hashes[i].value.len + 2;
    first = at = room ? arena_alloc_raw(arena, room) : NULL;
    if (room && !at)
        return false;
    for (uint32_t i = 0; i < component->hash_count; i++) {
        if (i)
            *at++ = ' ';
        at = algorithm_write(hashes[i].algorithm, at);
        *at++ = ':';
        memcpy(at, hashes[i].value.ptr, hashes[i].value.len);
        at += hashes[i].value.len;
    }
    *out = (Str){ first, (size_t)(at - first) };
    return true;
}

Str sbom_pedigree(const Sbom *sbom, uint32_t component_i)
{
    Halving half = halving_of(sbom->pedigree_count);

    while (halving_next(&half))
        halving_turn(&half, sbom->pedigrees[half.middle].component < component_i);
    return half.at < sbom->pedigree_count && sbom->pedigrees[half.at].component == component_i
        ? sbom->pedigrees[half.at].digest : STR("");
}
