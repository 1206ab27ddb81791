/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/sbom.h"

#include "base/io.h"
#include "base/json_scan.h"
#include "formats/sbom_parts.h"

#include <string.h>

#define RULE_VERSION    STR("sbom.version")
#define RULE_NO_VERSION STR("sbom.no-version")
#define RULE_NOT_READ   STR("sbom.not-read")
#define RULE_UNKNOWN    STR("sbom.unknown")
#define RULE_NO_ARRAY   STR("sbom.no-array")
#define RULE_MANY       STR("sbom.too-many-components")
#define RULE_MANY_IDS   STR("sbom.too-many-identifiers")

enum {
    HEAD_BYTES = 1 << 16, /* in which a text format must show its mark */
    ROOM_MIN = 64,
    COMPONENT_BYTES = 128, /* a guess: shorter ones make the arrays grow */
    LEVELS_AROUND = 2,     /* the document and the array                 */
    SHA1_DIGITS = 40,
    SHA256_DIGITS = 64,
};

/* ---- which format ------------------------------------------------------------------ */

static bool line_begins(Str head, Str mark)
{
    Str line;

    while (str_next(&head, '\n', &line))
        if (str_starts(line, mark))
            return true;
    return false;
}

static bool anywhere(Str head, Str mark)
{
    return str_find(head, mark) < head.len;
}

/* Formats that are no JSON. None is read yet; each is told by its mark so that the refusal can
 * name it. A reader takes its place here as one more column. */
static const struct {
    Str name, mark, instead;
    bool (*shows)(Str head, Str mark);
} TEXT_FORMATS[] = {
    /* CycloneDX XML: the namespace every version has */
    { STR_ROW("CycloneDX XML"), STR_ROW("cyclonedx.org/schema/bom"), STR_ROW("CycloneDX JSON"),
      anywhere },
    /* SPDX 2.3 clause 4 and annexes: one line for RDF, tag-value, XML and YAML each */
    { STR_ROW("SPDX RDF/XML"), STR_ROW("spdx.org/rdf/terms"), STR_ROW("SPDX 2.3 JSON"), anywhere },
    { STR_ROW("SPDX XML"), STR_ROW("<spdxVersion>"), STR_ROW("SPDX 2.3 JSON"), anywhere },
    { STR_ROW("SPDX tag-value"), STR_ROW("SPDXVersion:"), STR_ROW("SPDX 2.3 JSON"), line_begins },
    { STR_ROW("SPDX YAML"), STR_ROW("spdxVersion:"), STR_ROW("SPDX 2.3 JSON"), line_begins },
    { STR_ROW("SPDX YAML"), STR_ROW("\"spdxVersion\":"), STR_ROW("SPDX 2.3 JSON"), line_begins },
};

static bool is_cyclonedx(const Json *root)
{
    return str_eq(json_str(json_get(root, STR("bomFormat"))), STR("CycloneDX"));
}

static bool is_spdx(const Json *root)
{
    return json_get(root, STR("spdxVersion")) != NULL;
}

static bool is_spdx3(const Json *root)
{
    const Json *context = json_get(root, STR("@context")), *value = context;
    JsonIter iter = json_iter(context);
    Str key;

    do {
        if (anywhere(json_str(value), STR("spdx.org/rdf/3")))
            return true;
    } while (json_next(&iter, &key, &value));
    return false;
}

/* Drafts of the JSON form of SPDX put everything in one member, packages inside relations. */
static bool is_spdx_draft(const Json *root)
{
    return json_get(json_get(root, STR("Document")), STR("spdxVersion")) != NULL;
}

/* Formats that are JSON, by their marks; `reader` is NULL where `instead` is what to convert to. */
typedef struct {
    Str name, instead;
    SbomFormat format;
    bool (*shows)(const Json *root);
    const SbomReader *reader;
} JsonFormat;
static const JsonFormat JSON_FORMATS[] = {
    { STR_ROW("CycloneDX JSON"), STR_ROW(""), SBOM_CYCLONEDX, is_cyclonedx, &CYCLONEDX_READER },
    { STR_ROW("SPDX JSON"), STR_ROW(""), SBOM_SPDX, is_spdx, &SPDX_READER },
    { STR_ROW("SPDX 3"), STR_ROW("SPDX 2.3 JSON"), SBOM_SPDX, is_spdx3, NULL },
    { STR_ROW("draft SPDX JSON"), STR_ROW("SPDX 2.3 JSON"), SBOM_SPDX, is_spdx_draft, NULL },
};

static bool is_json_like(Str text)
{
    text = str_trim(text);
    return str_starts(text, STR("{")) || str_starts(text, STR("["));
}

/* True unless the text is of a format that is known and not JSON. */
static bool text_may_be_json(Str text, Err *err)
{
    Str head = str_slice(text, 0, HEAD_BYTES);

    if (is_json_like(head))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(TEXT_FORMATS); i++)
        if (TEXT_FORMATS[i].shows(head, TEXT_FORMATS[i].mark))
            return err_set(err, ERR_UNKNOWN_NAME, RULE_NOT_READ, TEXT_FORMATS[i].name,
                           TEXT_FORMATS[i].instead);
    return true; /* the JSON parser says what is wrong with it */
}

/* NULL when the root shows no mark. */
static const JsonFormat *format_of(const Json *root)
{
    for (size_t i = 0; i < ARRAY_LEN(JSON_FORMATS); i++)
        if (JSON_FORMATS[i].shows(root))
            return &JSON_FORMATS[i];
    return NULL;
}

/* ---- a document as a whole --------------------------------------------------------- */

enum { STRICT = JSON_UNIQUE_KEYS | JSON_NO_NUL };

static bool components_read(const SbomReader *reader, const Json *components, SbomDraft *draft,
                            Err *err)
{
    JsonIter iter = json_iter(components);
    const Json *component;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &component); i++)
        if (!reader->component(component, i, draft, err))
            return false;
    return true;
}

static bool whole_read(Str text, SbomDraft *draft, Err *err)
{
    const JsonFormat *format;
    const Json *root = NULL, *components;

    if (!json_parse(text, STRICT | JSON_ALLOW_BOM, draft->arena, &root, err))
        return false;
    format = format_of(root);
    if (!format)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_UNKNOWN);
    if (!format->reader)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_NOT_READ, format->name, format->instead);
    draft->sbom.format = format->format;
    components = json_get(root, str_of(format->reader->array));
    return draft_reserve(draft, json_count(components), err)
           && format->reader->begin(root, draft, err)
           && components_read(format->reader, components, draft, err)
           && format->reader->end(root, draft, err);
}

/* ---- component by component -------------------------------------------------------- */

/*     { "bomFormat": … , "components": [ {…}, {…}, … ], "dependencies": … }
 *       ─── front ───────────────────── ▲ ─ one by one ─ ▲ ─── back ───────
 *                                      from              to
 *
 * Front and "]}" make a document that is known before the first component, front and back one of
 * all the rest. Whatever is unusual or wrong is left to whole_read, which says what and where. */
typedef struct {
    Str text;            /* behind any byte order mark */
    size_t from, to;
    const SbomReader *reader;
    SbomDraft *draft;
    Arena *values;
} Parted;

static const char *scalar_end(const char *at, const char *end)
{
    while (at < end && *at != ',' && *at != '}' && *at != ' ' && *at != '\n')
        at++;
    return at;
}

/* Just behind the value at `at`, or NULL. */
static const char *value_end(const char *at, const char *end)
{
    if (*at == '{' || *at == '[')
        return json_container_end(at, end);
    return *at == '"' ? json_string_end(at, end) : scalar_end(at, end);
}

static bool names_components(Str key)
{
    for (size_t i = 0; i < ARRAY_LEN(JSON_FORMATS); i++)
        if (JSON_FORMATS[i].reader && str_eq(key, str_of(JSON_FORMATS[i].reader->array)))
            return true;
    return false;
}

/* Behind the bracket that opens the first array of components at the top of the document; 0 when
 * that is not to be seen at a glance. */
static size_t array_from(Str text)
{
    const char *at = json_skip_space(text.ptr, text.ptr + text.len);
    const char *end = text.ptr + text.len - JSON_SCAN_SLACK;

    for (bool first = true; at && at < end && *at == (first ? '{' : ','); first = false) {
        const char *key = json_skip_space(at + 1, end), *value;

        if (key == end || *key != '"' || !(at = json_string_end(key, end)))
            return 0;
        value = json_skip_space(at, end);
        if (value == end || *value != ':')
            return 0;
        value = json_skip_space(value + 1, end);
        if (value == end)
            return 0;
        if (*value == '[' && names_components((Str){ key + 1, (size_t)(at - key) - 2 }))
            return (size_t)(value + 1 - text.ptr);
        at = value_end(value, end);
        at = at ? json_skip_space(at, end) : NULL;
    }
    return 0;
}

/* The front and what follows it as a document; its strings stay in the draft's arena. */
static bool parted_parse(const Parted *parted, Str back, const Json **out, Err *err)
{
    size_t len = parted->from + back.len;
    char *text = arena_alloc_raw(parted->draft->arena, len + IO_PAD_BYTES);

    if (!text)
        return err_no_memory(err);
    memcpy(text, parted->text.ptr, parted->from);
    memcpy(text + parted->from, back.ptr, back.len);
    memset(text + len, 0, IO_PAD_BYTES);
    return json_parse_in_place((Str){ text, len }, STRICT, parted->values, out, err);
}

/* What a component left in the draft shall not end with its values. */
static bool settle(SbomDraft *draft, const JsonElements *elements, uint32_t component_i,
                   uint32_t identifier_i, Err *err)
{
    for (; component_i < draft->sbom.component_count; component_i++) {
        Component *c = &draft->sbom.components[component_i];
        Str *texts[] = { &c->name, &c->version, &c->group, &c->supplier, &c->type, &c->ref,
                         &c->source_name, &c->source_version };
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
            if (!json_elements_settle(elements, texts[i], draft->arena))
                return err_no_memory(err);
    }
    for (; identifier_i < draft->sbom.identifier_count; identifier_i++) {
        Identifier *identifier = &draft->sbom.identifiers[identifier_i];
        if (!json_elements_settle(elements, &identifier->text, draft->arena)
            || !json_elements_settle(elements, &identifier->commit, draft->arena))
            return err_no_memory(err);
    }
    return true;
}

static bool each_read(Parted *parted, JsonElements *elements, Err *err)
{
    SbomDraft *draft = parted->draft;
    const Json *component = NULL;

    for (size_t i = 0;; i++) {
        uint32_t component_i = draft->sbom.component_count;
        uint32_t identifier_i = draft->sbom.identifier_count;

        if (!json_elements_next(elements, &component, err))
            return false;
        if (!component)
            break;
        if (!parted->reader->component(component, i, draft, err)
            || !settle(draft, elements, component_i, identifier_i, err))
            return false;
    }
    parted->to = json_elements_at(elements);
    return true;
}

/* Whether the reader saw in the front what it had to see before the components. */
static bool front_told(const SbomReader *reader, const Json *front, const Json *all)
{
    return !reader->early
           || !json_get(front, str_of(reader->early)) == !json_get(all, str_of(reader->early));
}

static size_t components_guess(Str text)
{
    size_t guess = text.len / COMPONENT_BYTES;

    return guess < SBOM_COMPONENTS_MAX ? guess : SBOM_COMPONENTS_MAX;
}

static bool parted_read(Parted *parted, JsonElements *elements, Err *err)
{
    const Json *front = NULL, *all = NULL;
    const JsonFormat *format;

    if (!parted_parse(parted, STR("]}"), &front, err))
        return false;
    format = format_of(front);
    if (!format || !format->reader)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_UNKNOWN);
    parted->reader = format->reader;
    parted->draft->sbom.format = format->format;
    if (json_kind(json_get(front, str_of(format->reader->array))) != JSON_ARRAY
        || !draft_reserve(parted->draft, components_guess(parted->text), err)
        || !format->reader->begin(front, parted->draft, err)
        || !each_read(parted, elements, err)
        || !parted_parse(parted, str_slice(parted->text, parted->to, SIZE_MAX), &all, err))
        return false;
    if (format_of(all) != format || !front_told(format->reader, front, all))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_UNKNOWN);
    return format->reader->end(all, parted->draft, err);
}

static void elements_free(JsonElements **elements)
{
    json_elements_free(*elements);
}

/* False with ERR_NONE when the document is to be read as a whole. */
static bool by_component(Str text, SbomDraft *draft, Err *err)
{
    CLEANUP(arena_done) Arena values = arena_new(draft->arena->cap);
    CLEANUP(elements_free) JsonElements *elements = NULL;
    Parted parted = { .text = text, .draft = draft, .values = &values };
    Err why = { 0 };

    err->code = ERR_NONE;
    parted.from = text.len > JSON_SCAN_SLACK ? array_from(text) : 0;
    if (!parted.from)
        return false;
    elements = json_elements_new(text, parted.from, STRICT, LEVELS_AROUND);
    if (!elements)
        return err_no_memory(err);
    if (parted_read(&parted, elements, &why))
        return true;
    if (err_is_no_memory(&why))
        *err = why;
    return false;
}

bool sbom_read(Str text, Arena *arena, Sbom *out, Err *err)
{
    const Str bom = STR("\xEF\xBB\xBF");
    bool had_bom = str_starts(text, bom);
    Str json = had_bom ? str_slice(text, bom.len, text.len) : text;
    SbomDraft draft = { .arena = arena };

    if (!text_may_be_json(json, err))
        return false;
    if (!by_component(json, &draft, err)) {
        if (err->code != ERR_NONE)
            return false;
        draft = (SbomDraft){ .arena = arena };
        if (!whole_read(text, &draft, err))
            return false;
    }
    *out = draft.sbom;
    out->had_bom = had_bom;
    return true;
}

/* ---- the draft --------------------------------------------------------------------- */

/* Makes `array` of `room` elements hold one more. Large arrays are left untouched beyond what is
 * written, so room that is never used costs address space, not memory. */
static bool room_for(Arena *arena, void **array, uint32_t *room, size_t wanted, size_t size,
                     Err *err)
{
    size_t grown = *room ? *room : ROOM_MIN;
    void *at;

    while (grown < wanted)
        grown *= 2;
    if (wanted <= *room)
        return true;
    at = *array ? arena_grow(arena, *array, *room * size, grown * size)
                : arena_alloc_raw(arena, grown * size);
    if (!at)
        return err_no_memory(err);
    *array = at;
    *room = (uint32_t)grown;
    return true;
}

static bool component_room(SbomDraft *draft, size_t wanted, Err *err)
{
    void *array = draft->sbom.components;
    bool ok = room_for(draft->arena, &array, &draft->component_room, wanted, sizeof(Component),
                       err);

    draft->sbom.components = array;
    return ok;
}

static bool identifier_room(SbomDraft *draft, size_t wanted, Err *err)
{
    void *array = draft->sbom.identifiers;
    bool ok = room_for(draft->arena, &array, &draft->identifier_room, wanted, sizeof(Identifier),
                       err);

    draft->sbom.identifiers = array;
    return ok;
}

/* One more than told: metadata.component comes beside them. */
bool draft_reserve(SbomDraft *draft, size_t components, Err *err)
{
    if (components > SBOM_COMPONENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    draft->component_room = draft->identifier_room = (uint32_t)components + 1;
    draft->sbom.components = arena_alloc_raw(draft->arena, (components + 1) * sizeof(Component));
    draft->sbom.identifiers = arena_alloc_raw(draft->arena, (components + 1) * sizeof(Identifier));
    return draft->sbom.components && draft->sbom.identifiers ? true : err_no_memory(err);
}

bool draft_component(SbomDraft *draft, uint32_t parent, size_t index, bool counted,
                     uint32_t *out_i, Err *err)
{
    Sbom *sbom = &draft->sbom;

    if (sbom->component_count >= SBOM_COMPONENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!component_room(draft, (size_t)sbom->component_count + 1, err))
        return false;
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
    Component *component = &draft->sbom.components[draft->sbom.component_count - 1];

    if (component->identifier_count >= SBOM_IDENTIFIERS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY_IDS);
    if (!identifier_room(draft, (size_t)draft->sbom.identifier_count + 1, err))
        return false;
    draft->sbom.identifiers[draft->sbom.identifier_count++] = identifier;
    component->identifier_count++;
    return true;
}

bool draft_text_identifier(SbomDraft *draft, IdentifierKind kind, const Json *json,
                           const char *field, size_t field_i, Err *err)
{
    Identifier identifier = { kind, json_str(json), { NULL, 0 }, field, (uint32_t)field_i };

    if (json_kind(json) == JSON_NULL || (json_is_str(json) && !identifier.text.len))
        return true;
    return draft_identifier(draft, identifier, err);
}

static bool is_commit(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return text.len == SHA1_DIGITS || text.len == SHA256_DIGITS;
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
        draft, (Identifier){ IDENTIFIER_GIT, url, commit, field, (uint32_t)field_i }, err);
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

static char small_letter(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
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
