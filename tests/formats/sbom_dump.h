/* SPDX-License-Identifier: Apache-2.0 */
/* sbom_dump.h — an Sbom in one line, to be compared and read.
 *
 *     FORMAT VERSION: COUNTED of ALL [os=] [serial=] [name=] [time=] [tool=]; COMPONENT; …
 *
 * A component is its place, name and version, then what is not empty of group, type, ref,
 * supplier, source=NAME/VERSION, hashes, pedigree, and its identifiers as
 * kind(field[index])=text[@commit].
 */
#pragma once

#include "base/buf.h"
#include "model/sbom.h"

static inline void dump_field(Buf *out, const char *name, Str text)
{
    if (text.len)
        buf_printf(out, " %s%.*s", name, STR_ARG(text));
}

static inline void dump_identifier(Buf *out, const Identifier *identifier)
{
    static const char *const KINDS[] = { "purl", "cpe", "git" };

    buf_printf(out, " %s(%s", KINDS[identifier->kind], identifier->field);
    if (identifier->field_i != SBOM_NO_INDEX)
        buf_printf(out, "[%u]", identifier->field_i);
    buf_printf(out, ")=%.*s%s%.*s", STR_ARG(identifier->text), identifier->commit.len ? "@" : "",
               STR_ARG(identifier->commit));
}

static inline void dump_component(Buf *out, const Sbom *sbom, uint32_t i)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const Component *component = &sbom->components[i];
    char place[SBOM_PLACE_BYTES];
    Str hashes;

    buf_printf(out, "; %s", sbom_place(sbom, i, place));
    dump_field(out, "", component->name);
    dump_field(out, "", component->version);
    dump_field(out, "group=", component->group);
    dump_field(out, "type=", component->type);
    dump_field(out, "ref=", component->ref);
    dump_field(out, "supplier=", component->supplier);
    if (component->source_name.len)
        buf_printf(out, " source=%.*s/%.*s", STR_ARG(component->source_name),
                   STR_ARG(component->source_version));
    if (sbom_hashes(sbom, component, &arena, &hashes))
        dump_field(out, "hashes=", hashes);
    dump_field(out, "pedigree=", sbom_pedigree(sbom, i));
    for (uint32_t j = 0; j < component->identifier_count; j++)
        dump_identifier(out, &sbom->identifiers[component->first_identifier + j]);
}

static inline void sbom_dump(Buf *out, const Sbom *sbom)
{
    buf_printf(out, "%.*s %.*s: %u of %u", STR_ARG(sbom_format_name(sbom->format)),
               STR_ARG(sbom->spec_version), sbom->counted_count, sbom->component_count);
    dump_field(out, "os=", sbom->os);
    dump_field(out, "serial=", sbom->serial);
    dump_field(out, "name=", sbom->name);
    dump_field(out, "time=", sbom->timestamp);
    dump_field(out, "tool=", sbom->tool);
    for (uint32_t i = 0; i < sbom->component_count; i++)
        dump_component(out, sbom, i);
}
