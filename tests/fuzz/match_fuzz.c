/* SPDX-License-Identifier: Apache-2.0 */
/* Components with any names, versions and identifiers against a fixed knowledge base: each is
 * accounted for, and every report can be written of what was found.
 *
 * Input: a line each: name TAB version TAB purl TAB cpe TAB repository TAB commit. */
#include "scan_fuzz.h"

enum { COMPONENTS = 16, FIELDS = 6 };

static Arena lasting; /* holds the knowledge base for the whole run */
static Kb *fixed;

static void prepare(void)
{
    static Buf buf;
    Str files[KBF_KINDS] = { 0 };
    Collect collect;
    Err err = { 0 };
    bool ok;

    lasting = arena_new(FUZZ_KB_BYTES);
    buf = buf_new(FUZZ_KB_BYTES);
    collect = collect_new(&lasting);
    fuzz_collect(str_of(FUZZ_RECORDS), &collect);
    ok = fuzz_build(&collect, NULL, &lasting, &buf);
    collect_done(&collect);
    files[KBF_BASE] = buf_str(&buf);
    ok = ok && kb_open_memory(files, &fixed, &err);
    assert(ok);
}

static void identify(Sbom *sbom, Component *component, IdentifierKind kind, Str text, Str commit)
{
    static const char *const FIELD[] = { "purl", "cpe", "externalReferences" };

    if (!text.len)
        return;
    sbom->identifiers[sbom->identifier_count++] =
        (Identifier){ kind, SBOM_NO_INDEX, FIELD[kind], text, commit };
    component->identifier_count++;
}

static void component_add(Sbom *sbom, Str line)
{
    Component *component = &sbom->components[sbom->component_count];
    Str field[FIELDS] = { { NULL, 0 } };

    for (size_t i = 0; i < FIELDS && str_next(&line, '\t', &field[i]); i++)
        continue;
    if (!field[0].len)
        return;
    *component = (Component){ .name = field[0], .version = field[1], .counted = true,
                              .parent = SBOM_NO_INDEX, .index = sbom->component_count,
                              .first_identifier = sbom->identifier_count };
    identify(sbom, component, IDENTIFIER_PURL, field[2], STR(""));
    identify(sbom, component, IDENTIFIER_CPE, field[3], STR(""));
    identify(sbom, component, IDENTIFIER_GIT, field[4], field[5]);
    sbom->component_count = sbom->counted_count = sbom->component_count + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Component components[COMPONENTS];
    Identifier identifiers[3 * COMPONENTS];
    Sbom sbom = { .spec_version = STR("1.6"), .os = STR("debian-12"),
                  .components = components, .identifiers = identifiers };
    Str rest = { (const char *)data, size }, line;

    if (!fixed)
        prepare();
    while (sbom.component_count < COMPONENTS && str_next(&rest, '\n', &line))
        component_add(&sbom, line);
    fuzz_match(fixed, &sbom, size);
    return 0;
}
