/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/sbom_parts.h"

#include <string.h>

#define RULE_VERSION    STR("sbom.version")
#define RULE_NO_VERSION STR("sbom.no-version")
#define RULE_NO_ARRAY   STR("sbom.no-array")
#define RULE_MANY       STR("sbom.too-many-components")
#define RULE_MANY_IDS   STR("sbom.too-many-identifiers")

enum {
    SHA1_DIGITS = 40,
    SHA256_DIGITS = 64,
    HASH_NAME_LETTERS = 16,
    IDENTIFIERS_USUAL = 2, /* of a component: a purl and a CPE */
};

/* One more than told: metadata.component comes beside them. Rows that stay empty cost no memory;
 * those that move to a larger list would cost it twice. */
bool draft_reserve(SbomDraft *draft, size_t components, Err *err)
{
    if (components > SBOM_COMPONENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    draft->component_room = draft->hash_room = components + 1;
    draft->identifier_room = IDENTIFIERS_USUAL * draft->component_room;
    draft->sbom.components = arena_alloc_raw(draft->rows, (components + 1) * sizeof(Component));
    draft->sbom.identifiers = arena_alloc_raw(draft->rows,
                                              draft->identifier_room * sizeof(Identifier));
    draft->sbom.hashes = arena_alloc_raw(draft->rows, (components + 1) * sizeof(SbomHash));
    return (draft->sbom.components && draft->sbom.identifiers && draft->sbom.hashes)
        || err_no_memory(err);
}

bool draft_component(SbomDraft *draft, uint32_t parent, size_t index, bool counted,
                     uint32_t *out_i, Err *err)
{
    Sbom *sbom = &draft->sbom;

    if (sbom->component_count >= SBOM_COMPONENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!ARENA_ROOM(draft->rows, sbom->components, (size_t)sbom->component_count,
                    &draft->component_room))
        return err_no_memory(err);
    *out_i = sbom->component_count++;
    sbom->counted_count += counted;
    sbom->components[*out_i] = (Component){
        .first_identifier = sbom->identifier_count,
        .parent = parent,
        .index = (uint32_t)index,
        .counted = counted,
    };
    return true;
}

bool draft_identifier(SbomDraft *draft, Identifier identifier, Err *err)
{
    Sbom *sbom = &draft->sbom;
    Component *component = &sbom->components[sbom->component_count - 1];

    if (component->identifier_count >= SBOM_IDENTIFIERS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY_IDS);
    if (!ARENA_ROOM(draft->rows, sbom->identifiers, (size_t)sbom->identifier_count,
                    &draft->identifier_room))
        return err_no_memory(err);
    sbom->identifiers[sbom->identifier_count++] = identifier;
    component->identifier_count++;
    return true;
}

bool draft_text_identifier(SbomDraft *draft, IdentifierKind kind, const Json *json,
                           const char *field, size_t field_i, Err *err)
{
    Identifier identifier = { .kind = kind, .text = json_str(json), .field = field,
                              .field_i = (uint32_t)field_i };

    if (json_kind(json) == JSON_NULL || (json_is_str(json) && !identifier.text.len))
        return true;
    return draft_identifier(draft, identifier, err);
}

/* Two operating systems are as good as none. */
static void os_unite(SbomDraft *draft, const SbomDraft *rest)
{
    Str *os = &draft->sbom.os;

    draft->os_doubtful |= rest->os_doubtful
                          || (os->len && rest->sbom.os.len && !str_eq(*os, rest->sbom.os));
    if (draft->os_doubtful)
        *os = (Str){ NULL, 0 };
    else if (!os->len)
        *os = rest->sbom.os;
}

static bool hashes_append(SbomDraft *draft, const SbomDraft *rest)
{
    Sbom *sbom = &draft->sbom;
    uint32_t count = rest->sbom.hash_count;

    if (!count)
        return true;
    if (!ARENA_HOLD(draft->rows, sbom->hashes, (size_t)sbom->hash_count + count,
                    &draft->hash_room))
        return false;
    memcpy(sbom->hashes + sbom->hash_count, rest->sbom.hashes, count * sizeof *sbom->hashes);
    sbom->hash_count += count;
    return true;
}

/* Of components that come behind `first` others. */
static bool pedigrees_append(SbomDraft *draft, const SbomDraft *rest, uint32_t first)
{
    Sbom *sbom = &draft->sbom;

    for (uint32_t i = 0; i < rest->sbom.pedigree_count; i++) {
        if (!ARENA_ROOM(draft->rows, sbom->pedigrees, sbom->pedigree_count,
                        &draft->pedigree_room))
            return false;
        sbom->pedigrees[sbom->pedigree_count] = rest->sbom.pedigrees[i];
        sbom->pedigrees[sbom->pedigree_count++].component += first;
    }
    return true;
}

bool draft_append(SbomDraft *draft, const SbomDraft *rest, uint32_t before, Err *err)
{
    Sbom *sbom = &draft->sbom;
    uint32_t first = sbom->component_count, first_identifier = sbom->identifier_count;
    uint32_t first_hash = sbom->hash_count;

    if (rest->sbom.component_count > SBOM_COMPONENTS_MAX - first)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!ARENA_HOLD(draft->rows, sbom->components, (size_t)first + rest->sbom.component_count,
                    &draft->component_room)
        || !ARENA_HOLD(draft->rows, sbom->identifiers,
                       (size_t)first_identifier + rest->sbom.identifier_count,
                       &draft->identifier_room)
        || !hashes_append(draft, rest) || !pedigrees_append(draft, rest, first))
        return err_no_memory(err);
    for (uint32_t i = 0; i < rest->sbom.component_count; i++) {
        Component *component = &sbom->components[first + i];
        *component = rest->sbom.components[i];
        component->first_identifier += first_identifier;
        component->first_hash += first_hash;
        if (component->parent == SBOM_NO_INDEX)
            component->index += before;
        else
            component->parent += first;
    }
    if (rest->sbom.identifier_count)
        memcpy(sbom->identifiers + first_identifier, rest->sbom.identifiers,
               rest->sbom.identifier_count * sizeof *sbom->identifiers);
    sbom->component_count += rest->sbom.component_count;
    sbom->counted_count += rest->sbom.counted_count;
    sbom->identifier_count += rest->sbom.identifier_count;
    os_unite(draft, rest);
    return true;
}

static bool is_hex(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

static bool is_commit(Str text)
{
    return is_hex(text) && (text.len == SHA1_DIGITS || text.len == SHA256_DIGITS);
}

/* Cuts *url before its last `mark` when a commit stands behind it. */
static bool commit_cut(Str *url, char mark, Str *commit)
{
    size_t at = url->len;

    while (at > 0 && url->ptr[at - 1] != mark)
        at--;
    if (at == 0 || !is_commit(str_slice(*url, at, url->len)))
        return false;
    *commit = str_slice(*url, at, url->len);
    *url = str_slice(*url, 0, at - 1);
    return true;
}

/* SPDX 2.3 clause 7.7 writes git+SCHEME://HOST/PATH@COMMIT#FOLDER; CycloneDX has no form of its
 * own, and tools write REPOSITORY#COMMIT. */
bool draft_git(SbomDraft *draft, Str url, const char *field, size_t field_i, Err *err)
{
    const Str scheme = STR("git+");
    Str commit = { NULL, 0 };

    if (!commit_cut(&url, '#', &commit)) {
        url = str_slice(url, 0, str_find_char(url, '#'));
        if (!commit_cut(&url, '@', &commit))
            return true;
    }
    if (str_starts(url, scheme))
        url = str_slice(url, scheme.len, url.len);
    return draft_identifier(
        draft, (Identifier){ IDENTIFIER_GIT, (uint32_t)field_i, field, url, commit }, err);
}

bool draft_refuse(const SbomDraft *draft, uint32_t component_i, Err *err)
{
    char place[SBOM_PLACE_BYTES];

    return err_in(err, "%s", sbom_place(&draft->sbom, component_i, place));
}

bool draft_join(SbomDraft *draft, const Str *texts, size_t count, Str *out, Err *err)
{
    size_t len = 0;
    char *at;

    for (size_t i = 0; i < count; i++)
        len += texts[i].len;
    if (!(at = arena_alloc_raw(draft->arena, len)))
        return err_no_memory(err);
    *out = (Str){ at, len };
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len)
            memcpy(at, texts[i].ptr, texts[i].len);
        at += texts[i].len;
    }
    return true;
}

static char small_letter(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* A letter or digit. */
static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "SHA-256", "sha3_512". */
static bool is_algorithm(Str text)
{
    size_t letters = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (is_word(text.ptr[i]))
            letters++;
        else if (text.ptr[i] != '-' && text.ptr[i] != '_')
            return false;
    }
    return letters > 0 && letters <= HASH_NAME_LETTERS;
}

bool draft_hashes(SbomDraft *draft, const Json *list, HashKeys keys, Err *err)
{
    Sbom *sbom = &draft->sbom;
    Component *component = &sbom->components[sbom->component_count - 1];
    JsonIter iter = json_iter(list);
    const Json *hash;
    Str key;

    component->first_hash = sbom->hash_count;
    while (component->hash_count < SBOM_HASHES_MAX && json_next(&iter, &key, &hash)) {
        SbomHash row = { json_str(json_get(hash, keys.algorithm)),
                         json_str(json_get(hash, keys.value)) };

        if (!is_algorithm(row.algorithm) || !row.value.len || !is_hex(row.value))
            continue;
        if (!ARENA_ROOM(draft->rows, sbom->hashes, sbom->hash_count, &draft->hash_room))
            return err_no_memory(err);
        sbom->hashes[sbom->hash_count++] = row;
        component->hash_count++;
    }
    return true;
}

bool draft_pedigree(SbomDraft *draft, Str digest, Err *err)
{
    Sbom *sbom = &draft->sbom;

    if (!ARENA_ROOM(draft->rows, sbom->pedigrees, sbom->pedigree_count, &draft->pedigree_room))
        return err_no_memory(err);
    sbom->pedigrees[sbom->pedigree_count++] =
        (SbomPedigree){ sbom->component_count - 1, digest };
    return true;
}

/* Names that tools and vendors write, and ID of os-release(5): the first row that the name begins
 * with, case aside, decides; any other name is its own id. */
static const struct {
    Str name, id;
} OS_NAMES[] = {
    { STR_ROW("AlmaLinux"), STR_ROW("almalinux") },
    { STR_ROW("Alpine Linux"), STR_ROW("alpine") },
    { STR_ROW("Amazon"), STR_ROW("amzn") },              /* Trivy: amazon */
    { STR_ROW("CentOS"), STR_ROW("centos") },
    { STR_ROW("Debian"), STR_ROW("debian") },            /* Debian GNU/Linux */
    { STR_ROW("Fedora"), STR_ROW("fedora") },
    { STR_ROW("openSUSE Leap"), STR_ROW("opensuse-leap") },
    { STR_ROW("openSUSE.leap"), STR_ROW("opensuse-leap") }, /* Trivy */
    { STR_ROW("Oracle"), STR_ROW("ol") },                /* Oracle Linux Server */
    { STR_ROW("Red Hat Enterprise Linux"), STR_ROW("rhel") },
    { STR_ROW("redhat"), STR_ROW("rhel") },              /* Trivy */
    { STR_ROW("Rocky"), STR_ROW("rocky") },
    { STR_ROW("SUSE Linux Enterprise Server"), STR_ROW("sles") },
    { STR_ROW("Ubuntu"), STR_ROW("ubuntu") },
    { STR_ROW("VMware Photon"), STR_ROW("photon") },
};

static Str os_id(Str name)
{
    for (size_t i = 0; i < ARRAY_LEN(OS_NAMES); i++)
        if (str_eq_fold(str_slice(name, 0, OS_NAMES[i].name.len), OS_NAMES[i].name))
            return OS_NAMES[i].id;
    return name;
}

/* "ID-RELEASE" in small letters. */
static bool os_text(Arena *arena, Str id, Str release, Str *out, Err *err)
{
    size_t len = id.len + 1 + release.len;
    char *at = arena_alloc_raw(arena, len);

    if (!at)
        return err_no_memory(err);
    for (size_t i = 0; i < len; i++)
        at[i] = i < id.len    ? small_letter(id.ptr[i])
                : i == id.len ? '-'
                              : small_letter(release.ptr[i - id.len - 1]);
    *out = (Str){ at, len };
    return true;
}

/* "amazon", "2 (Karoo)" gives "amzn-2": a release is the first word of what is written. */
bool draft_os(SbomDraft *draft, Str name, Str version, Err *err)
{
    Str os = { NULL, 0 }, release = str_trim(version);

    name = str_trim(name);
    release = str_slice(release, 0, str_find_char(release, ' '));
    if (!name.len || !release.len || draft->os_doubtful)
        return true;
    if (!os_text(draft->arena, os_id(name), release, &os, err))
        return false;
    draft->os_doubtful = draft->sbom.os.len && !str_eq(draft->sbom.os, os);
    draft->sbom.os = draft->os_doubtful ? (Str){ NULL, 0 } : os;
    return true;
}

bool draft_version(SbomDraft *draft, const Json *root, const char *field, Str versions, Err *err)
{
    const Json *value = json_get(root, str_of(field));
    Str rest = versions, version;

    draft->sbom.spec_version = json_str(value);
    while (str_next(&rest, ' ', &version))
        if (str_eq(draft->sbom.spec_version, version))
            return true;
    if (json_is_str(value))
        err_set(err, ERR_UNKNOWN_NAME, RULE_VERSION, draft->sbom.spec_version, versions);
    else
        err_set(err, ERR_STRUCTURE, RULE_NO_VERSION);
    return err_in(err, "%s", field);
}

/* Tools write members in the order of `keys`, more or less: the search begins behind the last one
 * found. Others are told apart by length and first letter; no key of ours is empty. */
void json_members(const Json *object, const Str *keys, size_t count, const Json **values)
{
    JsonIter iter = json_iter(object);
    const Json *value;
    size_t next = 0;
    Str key;

    memset(values, 0, count * sizeof *values);
    while (iter.object && json_next(&iter, &key, &value))
        for (size_t tried = 0, i = next; tried < count; tried++, i = i + 1 < count ? i + 1 : 0)
            if (key.len == keys[i].len && key.ptr[0] == keys[i].ptr[0]
                && memcmp(key.ptr, keys[i].ptr, key.len) == 0) {
                values[i] = value;
                next = i + 1 < count ? i + 1 : 0;
                break;
            }
}

bool json_is_list(const Json *json, const char *name, Err *err)
{
    JsonKind kind = json_kind(json);

    if (kind == JSON_ARRAY || kind == JSON_NULL)
        return true;
    err_set(err, ERR_STRUCTURE, RULE_NO_ARRAY);
    return err_in(err, "%s", name);
}
