/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/selector.h"

#define RULE_NO_NAME STR("lifecycle.selector-no-name")
#define RULE_TWICE   STR("lifecycle.selector-versions-twice")

/* ---- reading ---- */

static bool versions_read(Str versions, Arena *arena, ComponentSelector *s, Err *err)
{
    if (versions.len == 0)
        return true;
    if (s->versions != VERSIONS_ANY)
        return err_set(err, ERR_STRUCTURE, RULE_TWICE, versions);
    if (!str_starts(versions, STR("vers:"))) {
        s->versions = VERSIONS_EXACT;
        s->version = versions;
        return true;
    }
    s->versions = VERSIONS_RANGE;
    return vers_parse_loose(versions, arena, &s->range, err);
}

/* What a CPE says of versions: "*" any, "1.*" some, "1.2" and "-" one. */
static SelectVersions cpe_versions(Str version)
{
    if (str_eq(version, STR("*")))
        return VERSIONS_ANY;
    for (size_t i = 0; i < version.len; i++) {
        if (version.ptr[i] == '*' || version.ptr[i] == '?')
            return VERSIONS_RANGE;
        i += version.ptr[i] == '\\'; /* what is quoted is no wildcard */
    }
    return VERSIONS_EXACT;
}

static bool what_read(Str what, Arena *arena, ComponentSelector *s, Err *err)
{
    if (str_starts(what, STR("pkg:"))) {
        s->by = SELECT_PURL;
        if (!purl_parse(what, arena, &s->purl, err))
            return false;
        s->version = s->purl.version;
        s->versions = s->version.len ? VERSIONS_EXACT : VERSIONS_ANY;
        return true;
    }
    if (str_starts(what, STR("cpe:"))) {
        s->by = SELECT_CPE;
        if (!cpe_parse(what, arena, &s->cpe, err))
            return false;
        s->versions = cpe_versions(s->cpe.value[CPE_VERSION]);
        return true;
    }
    if (what.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_NAME);
    s->by = SELECT_NAME;
    s->name = what;
    return true;
}

bool selector_read(Str what, Str versions, Arena *arena, ComponentSelector *out, Err *err)
{
    ComponentSelector selector = { 0 };

    if (!what_read(str_trim(what), arena, &selector, err)
        || !versions_read(str_trim(versions), arena, &selector, err))
        return false;
    *out = selector;
    return true;
}

typedef struct {
    Purl *purls;
    Cpe *cpes;
    LedgerPart part;
} PartDraft;

/* False without memory; what cannot be read is counted. */
static bool identifier_read(PartDraft *draft, const Identifier *id, Arena *arena, Err *err)
{
    LedgerPart *part = &draft->part;
    Err why = { 0 };

    if (id->kind == IDENTIFIER_PURL
        && purl_parse(id->text, arena, &draft->purls[part->purl_count], &why)) {
        part->purl_count++;
        return true;
    }
    if (id->kind == IDENTIFIER_CPE
        && cpe_parse(id->text, arena, &draft->cpes[part->cpe_count], &why)) {
        part->cpe_count++;
        return true;
    }
    if (err_is_no_memory(&why))
        return err_no_memory(err);
    part->unread_count++;
    return true;
}

bool ledger_part_read(const Sbom *sbom, uint32_t component_i, Arena *arena, LedgerPart *out,
                      Err *err)
{
    const Component *component = &sbom->components[component_i];
    PartDraft draft = { .part = { .name = component->name, .version = component->version } };

    draft.purls = ARENA_ARRAY(arena, Purl, component->identifier_count);
    draft.cpes = ARENA_ARRAY(arena, Cpe, component->identifier_count);
    if (!draft.purls || !draft.cpes)
        return err_no_memory(err);
    for (uint32_t i = 0; i < component->identifier_count; i++)
        if (!identifier_read(&draft, &sbom->identifiers[component->first_identifier + i], arena,
                             err))
            return false;
    draft.part.purls = draft.purls;
    draft.part.cpes = draft.cpes;
    *out = draft.part;
    return true;
}

/* ---- selecting ---- */

/* All that the selector's purl says but the version. */
static bool purl_covers(const Purl *asked, const Purl *has)
{
    if (!str_eq(asked->type, has->type) || !str_eq(asked->ns, has->ns)
        || !str_eq(asked->name, has->name))
        return false;
    for (size_t i = 0; i < asked->qualifier_count; i++)
        if (!str_eq(purl_qualifier(has, asked->qualifiers[i].key), asked->qualifiers[i].value))
            return false;
    return asked->subpath.len == 0 || str_eq(asked->subpath, has->subpath);
}

static Selected version_has(const ComponentSelector *s, Str version)
{
    bool inside;
    Err err;

    if (s->versions == VERSIONS_ANY)
        return SELECTED_YES;
    if (version.len == 0)
        return SELECTED_UNSURE;
    if (s->versions == VERSIONS_EXACT)
        return str_eq(s->version, version) ? SELECTED_YES : SELECTED_NO;
    if (!vers_contains(&s->range, version, &inside, &err))
        return SELECTED_UNSURE;
    return inside ? SELECTED_YES : SELECTED_NO;
}

/* One identifier that selects is enough; one that is not sure is remembered. */
static Selected either(Selected a, Selected b)
{
    return a == SELECTED_YES || b == SELECTED_NO ? a : b;
}

static Selected purls_have(const ComponentSelector *s, const LedgerPart *part)
{
    Selected found = SELECTED_NO;

    for (uint32_t i = 0; i < part->purl_count; i++)
        if (purl_covers(&s->purl, &part->purls[i])) {
            Str version = part->purls[i].version;

            found = either(found, version_has(s, version.len ? version : part->version));
        }
    return found;
}

static Selected cpe_has(const ComponentSelector *s, const Cpe *cpe, Str version)
{
    CpeRelation relation = cpe_compare(&s->cpe, cpe);

    if (relation == CPE_DISJOINT)
        return SELECTED_NO;
    if (relation != CPE_EQUAL && relation != CPE_SUPERSET)
        return SELECTED_UNSURE; /* the component's name is the wider one, or has a wildcard */
    /* a version that the CPE itself names was compared with the rest of it */
    return s->version.len || s->range.type.len ? version_has(s, version) : SELECTED_YES;
}

Selected selector_has(const ComponentSelector *selector, const LedgerPart *part)
{
    Selected found = SELECTED_NO;

    if (selector->by == SELECT_PURL)
        return purls_have(selector, part);
    if (selector->by == SELECT_NAME)
        return str_eq(selector->name, part->name) ? version_has(selector, part->version)
                                                  : SELECTED_NO;
    for (uint32_t i = 0; i < part->cpe_count; i++)
        found = either(found, cpe_has(selector, &part->cpes[i], part->version));
    return found;
}
