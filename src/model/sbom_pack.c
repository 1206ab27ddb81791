/* SPDX-License-Identifier: Apache-2.0 */
#include "model/sbom_pack.h"

#include "base/utf8.h"

#define RULE_PACK STR("model.sbom-pack")

enum {
    COMPONENT_BYTES_MIN = 15 * 4, /* its numbers and the lengths of its texts */
    IDENTIFIER_BYTES_MIN = 5 * 4,
    HASH_BYTES_MIN = 2 * 4,
    PEDIGREE_BYTES_MIN = 2 * 4,
};

/* ---- writing ------------------------------------------------------------------------- */

static void put_number(Buf *out, uint32_t number)
{
    buf_add(out, (Str){ (const char *)&number, sizeof number });
}

static void put_text(Buf *out, Str text)
{
    put_number(out, (uint32_t)text.len);
    buf_add(out, text);
}

static void put_component(Buf *out, const Component *component)
{
    const Str texts[] = { component->name, component->version, component->group,
                          component->supplier, component->type, component->ref,
                          component->source_name, component->source_version };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        put_text(out, texts[i]);
    put_number(out, component->first_identifier);
    put_number(out, component->identifier_count);
    put_number(out, component->parent);
    put_number(out, component->index);
    put_number(out, component->first_hash);
    put_number(out, component->hash_count);
    put_number(out, component->counted);
}

static void put_identifier(Buf *out, const Identifier *identifier)
{
    put_number(out, (uint32_t)identifier->kind);
    put_text(out, identifier->text);
    put_text(out, identifier->commit);
    put_text(out, str_of(identifier->field));
    put_number(out, identifier->field_i);
}

void sbom_pack(const Sbom *sbom, Buf *out)
{
    const Str texts[] = { sbom->spec_version, sbom->serial, sbom->name, sbom->timestamp,
                          sbom->tool, sbom->os };

    put_number(out, (uint32_t)sbom->format);
    put_number(out, sbom->had_bom);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        put_text(out, texts[i]);
    put_number(out, sbom->component_count);
    put_number(out, sbom->identifier_count);
    put_number(out, sbom->hash_count);
    put_number(out, sbom->pedigree_count);
    for (uint32_t i = 0; i < sbom->component_count; i++)
        put_component(out, &sbom->components[i]);
    for (uint32_t i = 0; i < sbom->identifier_count; i++)
        put_identifier(out, &sbom->identifiers[i]);
    for (uint32_t i = 0; i < sbom->hash_count; i++) {
        put_text(out, sbom->hashes[i].algorithm);
        put_text(out, sbom->hashes[i].value);
    }
    for (uint32_t i = 0; i < sbom->pedigree_count; i++) {
        put_number(out, sbom->pedigrees[i].component);
        put_text(out, sbom->pedigrees[i].digest);
    }
}

/* ---- reading ------------------------------------------------------------------------- */

/* What is left of the bytes. A failure stays: what is read afterwards is zero or empty. */
typedef struct {
    Str rest;
    bool failed;
} Reader;

static uint32_t take_number(Reader *reader)
{
    uint32_t number = 0;

    if (reader->rest.len < sizeof number)
        reader->failed = true;
    if (reader->failed)
        return 0;
    memcpy(&number, reader->rest.ptr, sizeof number);
    reader->rest = str_slice(reader->rest, sizeof number, reader->rest.len);
    return number;
}

/* A number that is at most `most`. */
static uint32_t take_up_to(Reader *reader, uint32_t most)
{
    uint32_t number = take_number(reader);

    if (number <= most)
        return number;
    reader->failed = true;
    return 0;
}

static Str take_text(Reader *reader)
{
    uint32_t len = take_number(reader);
    Str text = str_slice(reader->rest, 0, len);

    if (text.len == len && utf8_check(text) == len && str_find_char(text, '\0') == len) {
        reader->rest = str_slice(reader->rest, len, reader->rest.len);
        return text;
    }
    reader->failed = true;
    return STR("");
}

/* A parent stands before its children, so its depth is known. */
static void check_parent(Reader *reader, const Component *components, uint32_t i, uint16_t *depth)
{
    uint32_t parent = components[i].parent;

    depth[i] = 0;
    if (parent == SBOM_NO_INDEX)
        return;
    if (parent >= i || depth[parent] + 1 >= SBOM_DEPTH_MAX)
        reader->failed = true;
    else
        depth[i] = (uint16_t)(depth[parent] + 1);
}

static void take_component(Reader *reader, const Sbom *sbom, uint32_t i, uint16_t *depth)
{
    Component *out = &sbom->components[i];
    Str *const texts[] = { &out->name, &out->version, &out->group, &out->supplier, &out->type,
                           &out->ref, &out->source_name, &out->source_version };

    for (size_t j = 0; j < ARRAY_LEN(texts); j++)
        *texts[j] = take_text(reader);
    out->first_identifier = take_up_to(reader, sbom->identifier_count);
    out->identifier_count = take_up_to(reader, SBOM_IDENTIFIERS_MAX);
    out->parent = take_number(reader);
    out->index = take_number(reader);
    out->first_hash = take_up_to(reader, sbom->hash_count);
    out->hash_count = (uint8_t)take_up_to(reader, SBOM_HASHES_MAX);
    out->counted = take_up_to(reader, 1) != 0;
    if (out->name.len == 0
        || out->identifier_count > sbom->identifier_count - out->first_identifier
        || out->hash_count > sbom->hash_count - out->first_hash)
        reader->failed = true;
    check_parent(reader, sbom->components, i, depth);
}

/* The field is a text of its own there: copied, because it is ended by NUL. */
static bool take_identifier(Reader *reader, Arena *arena, Identifier *out)
{
    Str field;

    out->kind = (IdentifierKind)take_up_to(reader, IDENTIFIER_GIT);
    out->text = take_text(reader);
    out->commit = take_text(reader);
    if (!arena_copy(arena, take_text(reader), &field))
        return false;
    out->field = field.ptr;
    out->field_i = take_number(reader);
    return true;
}

static void take_hashes(Reader *reader, const Sbom *sbom)
{
    for (uint32_t i = 0; i < sbom->hash_count && !reader->failed; i++) {
        sbom->hashes[i].algorithm = take_text(reader);
        sbom->hashes[i].value = take_text(reader);
    }
}

/* In their order: they are searched by halves. */
static void take_pedigrees(Reader *reader, const Sbom *sbom)
{
    for (uint32_t i = 0; i < sbom->pedigree_count && !reader->failed; i++) {
        sbom->pedigrees[i].component = take_number(reader);
        sbom->pedigrees[i].digest = take_text(reader);
        reader->failed |= i && sbom->pedigrees[i].component <= sbom->pedigrees[i - 1].component;
    }
}

static void take_head(Reader *reader, Sbom *out)
{
    Str *const texts[] = { &out->spec_version, &out->serial, &out->name, &out->timestamp,
                           &out->tool, &out->os };

    out->format = (SbomFormat)take_up_to(reader, SBOM_FORMATS - 1);
    out->had_bom = take_up_to(reader, 1) != 0;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = take_text(reader);
    out->component_count = take_up_to(reader, SBOM_COMPONENTS_MAX);
    out->identifier_count = take_number(reader);
    out->hash_count = take_number(reader);
    out->pedigree_count = take_number(reader);
    /* No more than the bytes can hold: memory is asked for next. */
    if (out->component_count > reader->rest.len / COMPONENT_BYTES_MIN
        || out->identifier_count > reader->rest.len / IDENTIFIER_BYTES_MIN
        || out->hash_count > reader->rest.len / HASH_BYTES_MIN
        || out->pedigree_count > reader->rest.len / PEDIGREE_BYTES_MIN)
        reader->failed = true;
}

static bool take_rows(Reader *reader, Arena *arena, Arena *scratch, Sbom *out, Err *err)
{
    uint16_t *depth = ARENA_ARRAY(scratch, uint16_t, out->component_count);

    out->components = ARENA_ARRAY(arena, Component, out->component_count);
    out->identifiers = ARENA_ARRAY(arena, Identifier, out->identifier_count);
    out->hashes = ARENA_ARRAY(arena, SbomHash, out->hash_count);
    out->pedigrees = ARENA_ARRAY(arena, SbomPedigree, out->pedigree_count);
    if (!depth || !out->components || !out->identifiers || !out->hashes || !out->pedigrees)
        return err_no_memory(err);
    for (uint32_t i = 0; i < out->component_count && !reader->failed; i++) {
        take_component(reader, out, i, depth);
        out->counted_count += out->components[i].counted;
    }
    for (uint32_t i = 0; i < out->identifier_count && !reader->failed; i++)
        if (!take_identifier(reader, arena, &out->identifiers[i]))
            return err_no_memory(err);
    take_hashes(reader, out);
    take_pedigrees(reader, out);
    return true;
}

bool sbom_unpack(Str bytes, Arena *arena, Sbom *out, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new((size_t)SBOM_COMPONENTS_MAX * 4);
    Reader reader = { bytes, false };
    Sbom sbom = { 0 };

    take_head(&reader, &sbom);
    if (!reader.failed && !take_rows(&reader, arena, &scratch, &sbom, err))
        return false;
    if (reader.failed || reader.rest.len) {
        err_set(err, ERR_VERIFY, RULE_PACK);
        return err_at(err, bytes.len - reader.rest.len);
    }
    *out = sbom;
    return true;
}
