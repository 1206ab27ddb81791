/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX 2.2 and 2.3 JSON: https://spdx.github.io/spdx-spec/v2.3/, clauses 6 (document), 7
 * (packages), 11 (relationships), annex F (external references).
 *
 * Every package is a component and counts; files and snippets are none. Identifiers are the
 * external references of type purl, cpe22Type and cpe23Type, whatever category they stand under
 * (2.2 wrote PACKAGE-MANAGER, 2.3 PACKAGE_MANAGER, tools either), and a download location that
 * names a commit. The source package is told by sourceInfo as Trivy writes it, else by a
 * relationship GENERATED_FROM (or GENERATES, turned round) between two packages. */
#include "base/halving.h"
#include "base/hash.h"
#include "formats/sbom_parts.h"

#include <stdlib.h>

static const Str VERSIONS = STR_ROW("SPDX-2.2 SPDX-2.3");

/* The members of a package that are read. */
enum {
    NAME, REF, VERSION, SUPPLIER, PURPOSE, DOWNLOAD, CHECKSUMS, SOURCE_INFO, REFERENCES, MEMBERS,
};

static const Str KEYS[MEMBERS] = {
    [NAME] = STR_ROW("name"),
    [REF] = STR_ROW("SPDXID"),
    [VERSION] = STR_ROW("versionInfo"),
    [SUPPLIER] = STR_ROW("supplier"),
    [PURPOSE] = STR_ROW("primaryPackagePurpose"),
    [DOWNLOAD] = STR_ROW("downloadLocation"),
    [CHECKSUMS] = STR_ROW("checksums"),
    [SOURCE_INFO] = STR_ROW("sourceInfo"),
    [REFERENCES] = STR_ROW("externalRefs"),
};

static const HashKeys HASH_KEYS = { STR_ROW("algorithm"), STR_ROW("checksumValue") };

/* Clause 7.24 and the CycloneDX word of the same meaning, which is the word of the model; the
 * JSON schema writes OPERATING_SYSTEM, the text OPERATING-SYSTEM. */
static const struct {
    Str purpose, type;
} PURPOSES[] = {
    { STR_ROW("APPLICATION"), STR_ROW("application") },
    { STR_ROW("FRAMEWORK"), STR_ROW("framework") },
    { STR_ROW("LIBRARY"), STR_ROW("library") },
    { STR_ROW("CONTAINER"), STR_ROW("container") },
    { STR_ROW("OPERATING_SYSTEM"), STR_ROW("operating-system") },
    { STR_ROW("OPERATING-SYSTEM"), STR_ROW("operating-system") },
    { STR_ROW("DEVICE"), STR_ROW("device") },
    { STR_ROW("FIRMWARE"), STR_ROW("firmware") },
    { STR_ROW("FILE"), STR_ROW("file") },
};

/* Annex F; 2.2 also wrote the type as an address that ends in it. */
static const struct {
    Str type;
    IdentifierKind kind;
} REFERENCE_TYPES[] = {
    { STR_ROW("purl"), IDENTIFIER_PURL },
    { STR_ROW("cpe23Type"), IDENTIFIER_CPE },
    { STR_ROW("cpe22Type"), IDENTIFIER_CPE },
};

/* Trivy marks the operating system by the id it makes, before 2.3 had a purpose for it. */
static const Str OS_REF = STR_ROW("SPDXRef-OperatingSystem");
static const Str BUILT_FROM = STR_ROW("built package from: ");

/* What is written for "not known" (clause 7.3 and others). */
static Str known(const Json *json)
{
    Str text = json_str(json);

    return str_eq(text, STR("NOASSERTION")) || str_eq(text, STR("NONE")) ? (Str){ NULL, 0 } : text;
}

/* ---- packages ---------------------------------------------------------------------- */

static Str type_of(Str purpose)
{
    for (size_t i = 0; i < ARRAY_LEN(PURPOSES); i++)
        if (str_eq(purpose, PURPOSES[i].purpose))
            return PURPOSES[i].type;
    return purpose;
}

/* "Organization: Name (mail)" without the kind. */
static Str supplier_name(Str supplier)
{
    size_t colon = str_find(supplier, STR(": "));

    return colon < supplier.len ? str_slice(supplier, colon + 2, supplier.len) : supplier;
}

/* "built package from: openssl 3.0.11-1" */
static void source_info_read(Str info, Component *component)
{
    size_t space;

    if (!str_starts(info, BUILT_FROM))
        return;
    info = str_slice(info, BUILT_FROM.len, info.len);
    space = str_find_char(info, ' ');
    component->source_name = str_slice(info, 0, space);
    component->source_version = str_trim(str_slice(info, space, info.len));
}

/* What stands behind the last slash. */
static Str last_step(Str text)
{
    size_t at = text.len;

    while (at > 0 && text.ptr[at - 1] != '/')
        at--;
    return str_slice(text, at, text.len);
}

static bool reference_read(SbomDraft *draft, const Json *reference, size_t reference_i, Err *err)
{
    Str type = last_step(json_str(json_get(reference, STR("referenceType"))));

    for (size_t i = 0; i < ARRAY_LEN(REFERENCE_TYPES); i++) {
        if (str_eq(type, REFERENCE_TYPES[i].type))
            return draft_text_identifier(draft, REFERENCE_TYPES[i].kind,
                                         json_get(reference, STR("referenceLocator")),
                                         "externalRefs", reference_i, err);
    }
    return true;
}

static bool references_read(SbomDraft *draft, const Json *references, Err *err)
{
    JsonIter iter = json_iter(references);
    const Json *reference;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &reference); i++)
        if (!reference_read(draft, reference, i, err))
            return false;
    return true;
}

static bool download_read(SbomDraft *draft, Str location, Err *err)
{
    return !str_starts(location, STR("git"))
           || draft_git(draft, location, "downloadLocation", SBOM_NO_INDEX, err);
}

static bool package_read(SbomDraft *draft, const Json *json, uint32_t component_i, Err *err)
{
    Component *component = &draft->sbom.components[component_i];
    const Json *member[MEMBERS];

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NO_OBJECT);
    json_members(json, KEYS, MEMBERS, member);
    component->name = json_str(member[NAME]);
    component->version = known(member[VERSION]);
    component->ref = json_str(member[REF]);
    component->supplier = supplier_name(known(member[SUPPLIER]));
    component->type = type_of(json_str(member[PURPOSE]));
    source_info_read(json_str(member[SOURCE_INFO]), component);
    if (!str_trim(component->name).len)
        return err_set(err, ERR_STRUCTURE, RULE_NO_NAME);
    if ((str_eq(component->type, STR("operating-system")) || str_starts(component->ref, OS_REF))
        && !draft_os(draft, component->name, component->version, err))
        return false;
    return json_is_list(member[REFERENCES], "externalRefs", err)
           && references_read(draft, member[REFERENCES], err)
           && (!member[CHECKSUMS]
               || draft_hashes(draft, member[CHECKSUMS], HASH_KEYS, err))
           && download_read(draft, json_str(member[DOWNLOAD]), err);
}

/* ---- relationships ----------------------------------------------------------------- */

/* Packages by the hash of their id, then by the id, then in document order: sorted, because no
 * document can make that slow. */
typedef struct {
    uint64_t hash;
    Component *component;
} RefRow;

typedef struct {
    RefRow *rows; /* NULL until the first relationship that needs them */
    const Sbom *sbom;
} Refs;

/* The order of a package and an id. */
static int ref_order(const RefRow *row, uint64_t hash, Str ref)
{
    if (row->hash != hash)
        return row->hash < hash ? -1 : 1;
    return str_cmp(row->component->ref, ref);
}

static int ref_row_order(const void *a_, const void *b_)
{
    const RefRow *a = a_, *b = b_;
    int order = ref_order(a, b->hash, b->component->ref);

    return order ? order : a->component < b->component ? -1 : a->component > b->component;
}

static bool refs_sort(Refs *refs, Arena *arena, Err *err)
{
    uint32_t count = refs->sbom->component_count;

    if (!(refs->rows = arena_alloc_raw(arena, count * sizeof *refs->rows)))
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        Component *component = &refs->sbom->components[i];
        refs->rows[i] = (RefRow){ hash_xxh3(component->ref, 0), component };
    }
    qsort(refs->rows, count, sizeof *refs->rows, ref_row_order);
    return true;
}

/* The first package of that id, or NULL. */
static Component *refs_find(const Refs *refs, Str ref)
{
    uint64_t hash = hash_xxh3(ref, 0);
    Halving half = halving_of(refs->sbom->component_count);

    while (halving_next(&half))
        halving_turn(&half, ref_order(&refs->rows[half.middle], hash, ref) < 0);
    if (half.at == refs->sbom->component_count
        || ref_order(&refs->rows[half.at], hash, ref) != 0)
        return NULL;
    return refs->rows[half.at].component;
}

/* `binary` was generated from `source`; what the package says itself goes before. */
static bool generated_read(Refs *refs, Str binary, Str source, Arena *arena, Err *err)
{
    Component *from, *made;

    if (!refs->rows && !refs_sort(refs, arena, err))
        return false;
    made = refs_find(refs, binary);
    from = made && !made->source_name.len ? refs_find(refs, source) : NULL;
    if (from && from != made) {
        made->source_name = from->name;
        made->source_version = from->version;
    }
    return true;
}

static bool relationship_read(Refs *refs, const Json *relationship, Arena *arena, Err *err)
{
    Str type = json_str(json_get(relationship, STR("relationshipType"))), from, to;
    bool generates = str_eq(type, STR("GENERATES"));

    if (!generates && !str_eq(type, STR("GENERATED_FROM")))
        return true;
    from = json_str(json_get(relationship, STR("spdxElementId")));
    to = json_str(json_get(relationship, STR("relatedSpdxElement")));
    return generated_read(refs, generates ? to : from, generates ? from : to, arena, err);
}

static bool relationships_read(SbomDraft *draft, const Json *relationships, Err *err)
{
    Refs refs = { .sbom = &draft->sbom };
    JsonIter iter = json_iter(relationships);
    const Json *relationship;
    Str key;

    while (json_next(&iter, &key, &relationship))
        if (!relationship_read(&refs, relationship, draft->arena, err))
            return false;
    return true;
}

/* ---- the document ------------------------------------------------------------------ */

static void creation_read(SbomDraft *draft, const Json *creation)
{
    JsonIter iter = json_iter(json_get(creation, STR("creators")));
    const Json *creator;
    Str key;

    draft->sbom.timestamp = json_str(json_get(creation, STR("created")));
    while (json_next(&iter, &key, &creator) && !draft->sbom.tool.len)
        if (str_starts(json_str(creator), STR("Tool: ")))
            draft->sbom.tool = supplier_name(json_str(creator));
}

static bool begin(const Json *root, SbomDraft *draft, Err *err)
{
    return draft_version(draft, root, "spdxVersion", VERSIONS, err)
           && json_is_list(json_get(root, STR("packages")), "packages", err)
           && json_is_list(json_get(root, STR("relationships")), "relationships", err);
}

static bool component(const Json *json, size_t i, SbomDraft *draft, Err *err)
{
    uint32_t component_i = 0;

    return draft_component(draft, SBOM_NO_INDEX, i, true, &component_i, err)
           && (package_read(draft, json, component_i, err)
               || draft_refuse(draft, component_i, err));
}

static bool end(const Json *root, SbomDraft *draft, Err *err)
{
    const Json *relationships = json_get(root, STR("relationships"));

    draft->sbom.serial = json_str(json_get(root, STR("documentNamespace")));
    draft->sbom.name = json_str(json_get(root, STR("name")));
    creation_read(draft, json_get(root, STR("creationInfo")));
    return json_is_list(relationships, "relationships", err)
           && relationships_read(draft, relationships, err);
}

const SbomReader SPDX_READER = { "packages", NULL, begin, component, end };
