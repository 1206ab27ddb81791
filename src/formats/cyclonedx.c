/* SPDX-License-Identifier: Apache-2.0 */
/* CycloneDX JSON 1.2 to 1.7: https://cyclonedx.org/specification/overview/, JSON schemas of
 * ECMA-424 (1.6, 1.7) and before.
 *
 * Components are the entries of `components` and, recursively, of `components` in them; these
 * are counted. metadata.component and what is nested in it come first and are not. Tools,
 * services, formulation and pedigree say how the product was made, not what it holds.
 *
 * Identifiers of a component are its purl and cpe; CPEs that Syft adds as properties; the
 * concludedValue of evidence.identity, only where the field itself is absent and only when it
 * has the form of that identifier (tools write file names there); and version control
 * references that name a commit. */
#include "base/canonical.h"
#include "formats/sbom_parts.h"
#include "trust/digest.h"

static const Str VERSIONS = STR_ROW("1.2 1.3 1.4 1.5 1.6 1.7");

/* The members of a component that are read, in the order in which tools write them. */
enum {
    TYPE, REF, SUPPLIER, PUBLISHER, GROUP, NAME, VERSION, HASHES, CPE, PURL, PEDIGREE, REFERENCES,
    PROPERTY_LIST, FOUND, COMPONENTS, MEMBERS,
};

static const Str KEYS[MEMBERS] = {
    [TYPE] = STR_ROW("type"),
    [REF] = STR_ROW("bom-ref"),
    [SUPPLIER] = STR_ROW("supplier"),
    [PUBLISHER] = STR_ROW("publisher"),
    [GROUP] = STR_ROW("group"),
    [NAME] = STR_ROW("name"),
    [VERSION] = STR_ROW("version"),
    [HASHES] = STR_ROW("hashes"),
    [CPE] = STR_ROW("cpe"),
    [PURL] = STR_ROW("purl"),
    [PEDIGREE] = STR_ROW("pedigree"),
    [REFERENCES] = STR_ROW("externalReferences"),
    [PROPERTY_LIST] = STR_ROW("properties"),
    [FOUND] = STR_ROW("evidence"),
    [COMPONENTS] = STR_ROW("components"),
};

static const HashKeys HASH_KEYS = { STR_ROW("alg"), STR_ROW("content") };

/* What tools say in properties, by the names they use. */
typedef enum {
    SAYS_SOURCE_NAME,    /* the source package a binary package is built from */
    SAYS_SOURCE_VERSION, /* its whole version, or the upstream part of it     */
    SAYS_SOURCE_RELEASE,
    SAYS_SOURCE_EPOCH,
    SAYS_SOURCE_RPM,     /* NAME-VERSION-RELEASE.src.rpm                      */
    SAYS_CPE,
    SAYS_OS_ID,
    SAYS_OS_VERSION,
    SAYS,
} Says;

static const struct {
    Str name;
    Says says;
} PROPERTIES[] = {
    /* Trivy: pkg/sbom/core, properties of operating-system packages */
    { STR_ROW("aquasecurity:trivy:SrcName"), SAYS_SOURCE_NAME },
    { STR_ROW("aquasecurity:trivy:SrcVersion"), SAYS_SOURCE_VERSION },
    { STR_ROW("aquasecurity:trivy:SrcRelease"), SAYS_SOURCE_RELEASE },
    { STR_ROW("aquasecurity:trivy:SrcEpoch"), SAYS_SOURCE_EPOCH },
    /* Syft: metadata of dpkg, apk and rpm packages, in the names of its own JSON */
    { STR_ROW("syft:metadata:source"), SAYS_SOURCE_NAME },
    { STR_ROW("syft:metadata:sourceVersion"), SAYS_SOURCE_VERSION },
    { STR_ROW("syft:metadata:originPackage"), SAYS_SOURCE_NAME },
    { STR_ROW("syft:metadata:sourceRpm"), SAYS_SOURCE_RPM },
    { STR_ROW("syft:cpe23"), SAYS_CPE },
    { STR_ROW("syft:distro:id"), SAYS_OS_ID },
    { STR_ROW("syft:distro:versionID"), SAYS_OS_VERSION },
};

/* Of identity evidence, by its `field`: how such an identifier begins. */
static const struct {
    Str field, prefix;
    IdentifierKind kind;
    int member;
} EVIDENCE[] = {
    { STR_ROW("purl"), STR_ROW("pkg:"), IDENTIFIER_PURL, PURL },
    { STR_ROW("cpe"), STR_ROW("cpe:"), IDENTIFIER_CPE, CPE },
};

/* ---- identifiers ------------------------------------------------------------------- */

static bool evidence_item(SbomDraft *draft, const Json *const *member, const Json *item,
                          size_t item_i, Err *err)
{
    const Json *concluded = json_get(item, STR("concludedValue"));
    Str field = json_str(json_get(item, STR("field")));

    for (size_t i = 0; i < ARRAY_LEN(EVIDENCE); i++) {
        const Json *stated = member[EVIDENCE[i].member];

        if (str_eq(field, EVIDENCE[i].field) && json_kind(stated) == JSON_NULL
            && str_starts(json_str(concluded), EVIDENCE[i].prefix))
            return draft_text_identifier(draft, EVIDENCE[i].kind, concluded, "evidence.identity",
                                         item_i, err);
    }
    return true;
}

/* One object in 1.5, an array of them since 1.6. */
static bool evidence_read(SbomDraft *draft, const Json *const *member, Err *err)
{
    const Json *identity = json_get(member[FOUND], STR("identity")), *item;
    JsonIter iter = json_iter(identity);
    size_t i = 0;
    Str key;

    if (json_kind(identity) == JSON_OBJECT)
        return evidence_item(draft, member, identity, SBOM_NO_INDEX, err);
    for (; json_next(&iter, &key, &item); i++)
        if (!evidence_item(draft, member, item, i, err))
            return false;
    return true;
}

static bool references_read(SbomDraft *draft, const Json *references, Err *err)
{
    JsonIter iter = json_iter(references);
    const Json *reference;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &reference); i++)
        if (str_eq(json_str(json_get(reference, STR("type"))), STR("vcs"))
            && !draft_git(draft, json_str(json_get(reference, STR("url"))), "externalReferences",
                          i, err))
            return false;
    return true;
}

/* ---- properties -------------------------------------------------------------------- */

/* Returns SAYS for a property that says nothing to us. */
static Says property_says(Str name)
{
    for (size_t i = 0; i < ARRAY_LEN(PROPERTIES); i++)
        if (name.len == PROPERTIES[i].name.len && str_eq(name, PROPERTIES[i].name))
            return PROPERTIES[i].says;
    return SAYS;
}

static bool properties_read(SbomDraft *draft, const Json *properties, Str said[SAYS], Err *err)
{
    JsonIter iter = json_iter(properties);
    const Json *property;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &property); i++) {
        Says says = property_says(json_str(json_get(property, STR("name"))));
        const Json *value;

        if (says == SAYS)
            continue;
        value = json_get(property, STR("value"));
        said[says] = json_str(value);
        if (says == SAYS_CPE
            && !draft_text_identifier(draft, IDENTIFIER_CPE, value, "properties", i, err))
            return false;
    }
    return true;
}

static size_t last_dash(Str text)
{
    size_t at = text.len;

    while (at > 0 && text.ptr[at - 1] != '-')
        at--;
    return at ? at - 1 : text.len;
}

/* "openssl-1.1.1k-6.el8.src.rpm": the last two dashes part name, version and release. */
static void source_rpm(Str file, Str *name, Str *version)
{
    Str stem = str_slice(file, 0, str_find(file, STR(".src.rpm")));
    size_t release = last_dash(stem), at = last_dash(str_slice(stem, 0, release));

    if (release == stem.len || at == release)
        return;
    *name = str_slice(stem, 0, at);
    *version = str_slice(stem, at + 1, stem.len);
}

/* Trivy parts EPOCH:VERSION-RELEASE into three. Epoch 0 is the same as none. */
static bool source_version(SbomDraft *draft, const Str said[SAYS], Str *out, Err *err)
{
    Str epoch = said[SAYS_SOURCE_EPOCH], release = said[SAYS_SOURCE_RELEASE];
    bool with_epoch = epoch.len && !str_eq(epoch, STR("0"));

    *out = said[SAYS_SOURCE_VERSION];
    if (!out->len || (!with_epoch && !release.len))
        return true;
    epoch = with_epoch ? epoch : STR("");
    return draft_join(draft,
                      (const Str[]){ epoch, epoch.len ? STR(":") : STR(""), *out,
                                     release.len ? STR("-") : STR(""), release },
                      5, out, err);
}

static bool said_keep(SbomDraft *draft, uint32_t component_i, const Str said[SAYS], Err *err)
{
    Component *component = &draft->sbom.components[component_i];

    component->source_name = said[SAYS_SOURCE_NAME];
    if (!source_version(draft, said, &component->source_version, err))
        return false;
    source_rpm(said[SAYS_SOURCE_RPM], &component->source_name, &component->source_version);
    if (said[SAYS_OS_ID].len)
        return draft_os(draft, said[SAYS_OS_ID], said[SAYS_OS_VERSION], err);
    if (str_eq(component->type, STR("operating-system")))
        return draft_os(draft, component->name, component->version, err);
    return true;
}

/* ---- components -------------------------------------------------------------------- */

static bool components_read(SbomDraft *draft, const Json *components, uint32_t parent,
                            size_t depth, Err *err);

static void texts_keep(Component *component, const Json *const *member)
{
    component->name = json_str(member[NAME]);
    component->version = json_str(member[VERSION]);
    component->group = json_str(member[GROUP]);
    component->type = json_str(member[TYPE]);
    component->ref = json_str(member[REF]);
    component->supplier = json_str(json_get(member[SUPPLIER], STR("name")));
    if (!component->supplier.len)
        component->supplier = json_str(member[PUBLISHER]);
}

static bool said_read(SbomDraft *draft, uint32_t component_i, const Json *properties, Err *err)
{
    Str said[SAYS] = { 0 };

    return properties_read(draft, properties, said, err)
           && said_keep(draft, component_i, said, err);
}

/* How it was made from something else: not looked at, but another one is another component. One
 * past PEDIGREE_BYTES_MAX is not told. */
static bool pedigree_read(SbomDraft *draft, const Json *pedigree, Err *err)
{
    enum { PEDIGREE_BYTES_MAX = 1 << 20 };
    CLEANUP(arena_done) Arena scratch = arena_new(4 * (size_t)PEDIGREE_BYTES_MAX);
    CLEANUP(buf_done) Buf text = buf_new(PEDIGREE_BYTES_MAX);
    char hex[DIGEST_HEX_BYTES];
    Digest digest;
    Err ignored;
    Str told;

    if (!json_count(pedigree) || !canonical_write(pedigree, &scratch, &text, &ignored))
        return true;
    digest = digest_of(buf_str(&text));
    return draft_join(draft, (const Str[]){ STR("sha256:"), digest_hex(&digest, hex) }, 2, &told,
                      err)
        && draft_pedigree(draft, told, err);
}

static bool members_keep(SbomDraft *draft, uint32_t component_i, const Json *const *member,
                         Err *err)
{
    Component *component = &draft->sbom.components[component_i];

    texts_keep(component, member);
    if (!str_trim(component->name).len)
        return err_set(err, ERR_STRUCTURE, RULE_NO_NAME);
    return draft_text_identifier(draft, IDENTIFIER_PURL, member[PURL], "purl", SBOM_NO_INDEX, err)
           && draft_text_identifier(draft, IDENTIFIER_CPE, member[CPE], "cpe", SBOM_NO_INDEX, err)
           && (!member[FOUND] || evidence_read(draft, member, err))
           && (!member[HASHES] || draft_hashes(draft, member[HASHES], HASH_KEYS, err))
           && (!member[PEDIGREE] || pedigree_read(draft, member[PEDIGREE], err))
           && references_read(draft, member[REFERENCES], err)
           && said_read(draft, component_i, member[PROPERTY_LIST], err)
           && json_is_list(member[COMPONENTS], "components", err);
}

/* `depth` counts the components around this one. */
static bool component_read(SbomDraft *draft, const Json *json, uint32_t component_i, size_t depth,
                           Err *err)
{
    const Json *member[MEMBERS];

    if (json_kind(json) != JSON_OBJECT) {
        err_set(err, ERR_STRUCTURE, RULE_NO_OBJECT);
        return draft_refuse(draft, component_i, err);
    }
    json_members(json, KEYS, MEMBERS, member);
    if (!members_keep(draft, component_i, member, err))
        return draft_refuse(draft, component_i, err);
    return !json_count(member[COMPONENTS])
           || components_read(draft, member[COMPONENTS], component_i, depth + 1, err);
}

static bool entry_read(SbomDraft *draft, const Json *json, uint32_t parent, size_t i, size_t depth,
                       Err *err)
{
    bool counted = parent == SBOM_NO_INDEX || draft->sbom.components[parent].counted;
    uint32_t component_i = 0;

    return draft_component(draft, parent, i, counted, &component_i, err)
           && component_read(draft, json, component_i, depth, err);
}

/* What is nested in a component. */
static bool components_read(SbomDraft *draft, const Json *components, uint32_t parent,
                            size_t depth, Err *err)
{
    JsonIter iter = json_iter(components);
    const Json *component;
    size_t i = 0;
    Str key;

    assert(depth <= SBOM_DEPTH_MAX); /* base/json.h holds JSON itself to that depth */
    for (; json_next(&iter, &key, &component); i++)
        if (!entry_read(draft, component, parent, i, depth, err))
            return false;
    return true;
}

/* ---- the document ------------------------------------------------------------------ */

static const Json *first_element(const Json *array)
{
    JsonIter iter = json_iter(array);
    const Json *element = NULL;
    Str key;

    return json_next(&iter, &key, &element) ? element : NULL;
}

/* The first tool as "NAME VERSION": an array of tools until 1.4, an object with components since
 * 1.5. */
static bool tool_read(SbomDraft *draft, const Json *tools, Err *err)
{
    const Json *tool = first_element(
        json_kind(tools) == JSON_OBJECT ? json_get(tools, STR("components")) : tools);
    Str name = json_str(json_get(tool, STR("name")));
    Str version = json_str(json_get(tool, STR("version")));

    return draft_join(draft, (const Str[]){ name, name.len && version.len ? STR(" ") : STR(""),
                                            version },
                      3, &draft->sbom.tool, err);
}

static bool metadata_read(SbomDraft *draft, const Json *metadata, Err *err)
{
    const Json *component = json_get(metadata, STR("component"));
    uint32_t component_i = 0;

    if (json_kind(metadata) != JSON_NULL && json_kind(metadata) != JSON_OBJECT) {
        err_set(err, ERR_STRUCTURE, RULE_NO_OBJECT);
        return err_in(err, "metadata");
    }
    draft->sbom.timestamp = json_str(json_get(metadata, STR("timestamp")));
    draft->sbom.name = json_str(json_get(component, STR("name")));
    if (!tool_read(draft, json_get(metadata, STR("tools")), err))
        return false;
    if (json_kind(component) == JSON_NULL)
        return true;
    return draft_component(draft, SBOM_NO_INDEX, 0, false, &component_i, err)
           && component_read(draft, component, component_i, 0, err);
}

static bool begin(const Json *root, SbomDraft *draft, Err *err)
{
    return draft_version(draft, root, "specVersion", VERSIONS, err)
           && json_is_list(json_get(root, STR("components")), "components", err)
           && metadata_read(draft, json_get(root, STR("metadata")), err);
}

static bool component(const Json *json, size_t i, SbomDraft *draft, Err *err)
{
    return entry_read(draft, json, SBOM_NO_INDEX, i, 0, err);
}

static bool end(const Json *root, SbomDraft *draft, Err *err)
{
    (void)err;
    draft->sbom.serial = json_str(json_get(root, STR("serialNumber")));
    return true;
}

const SbomReader CYCLONEDX_READER = { "components", "metadata", begin, component, end };
