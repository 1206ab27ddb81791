/* SPDX-License-Identifier: Apache-2.0 */
/* The SBOM with `vulnerabilities` filled in.
 *
 * One CycloneDX document of 1.4 or later is written back in its own version with every member it
 * had, numbers as they were written; its `version` is raised by one, as its specification asks of
 * a changed BOM. Components without a bom-ref that are affected get their JSON Pointer as one.
 * What an earlier run of ours added is replaced: vulnerabilities with a bom-ref in BOM_REF_PREFIX
 * and metadata properties in the `inro:` namespace.
 *
 * Anything else (SPDX, CycloneDX before 1.4, several documents) becomes one new document of 1.6
 * with a flat list of the components; `inro:converted-from` says so.
 *
 * The coverage stands in metadata.properties, since a BOM has no other place for it.
 *
 * Source: CycloneDX 1.4 – 1.7 JSON schemas. */
#include "base/json.h"
#include "base/map.h"
#include "base/msg.h"
#include "ident/cpe.h"
#include "report/cyclonedx_parts.h"
#include "report/facts.h"
#include "report/object.h"
#include "report/writers.h"

#include <stdlib.h>

#define RULE_DOCUMENTS STR("report.cyclonedx-documents")
#define NAMESPACE      STR("inro:")

/* A value takes 16 bytes and two bytes of text at least; the text is copied once. */
enum { JSON_BYTES_PER_BYTE = 12, JSON_BYTES_MIN = 1 << 20 };

/* ---- our part ------------------------------------------------------------------------ */

static void put_item(Bom *b, Str name, const ScanItem *item)
{
    const Str parts[] = { facts_input(b->scan, item->input), item->place, item->name,
                          item->version, item->identifier, item->vulnerability, item->rule };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].len && buf_str(&b->text).len)
            buf_add(&b->text, STR(" | "));
        buf_add(&b->text, parts[i]);
    }
    bom_property(b, name);
}

static void put_coverage(Bom *b)
{
    static const Str NAMES[COVERAGE_LISTS] = {
        [COVERAGE_INVALID_IDENTIFIER] = STR_ROW("inro:coverage:invalid_identifier"),
        [COVERAGE_WITHOUT_IDENTIFIER] = STR_ROW("inro:coverage:without_identifier"),
        [COVERAGE_WITHOUT_DATA] = STR_ROW("inro:coverage:without_data"),
        [COVERAGE_VERSION_NOT_COMPARABLE] = STR_ROW("inro:coverage:version_not_comparable"),
        [COVERAGE_NOTES] = STR_ROW("inro:coverage:notes"),
    };
    const Scan *scan = b->scan;
    char text[ERR_TEXT_BYTES];
    FactText buffer;

    bom_fact(b, STR("inro:coverage:components"), facts_number(scan->components, &buffer));
    bom_fact(b, STR("inro:coverage:checked"), facts_number(scan->checked, &buffer));
    bom_fact(b, STR("inro:coverage:unchecked"), facts_number(scan->unchecked, &buffer));
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        CoverageList list = FACTS_LISTS[i].list;
        for (size_t j = 0; j < scan->coverage_count[list]; j++)
            put_item(b, NAMES[list], &scan->coverage[list][j]);
    }
    for (size_t i = 0; i < scan->hint_count; i++)
        put_item(b, STR("inro:hint"), &scan->hints[i]);
    for (size_t i = 0; i < scan->refused_count; i++)
        bom_fact(b, STR("inro:refused"),
                 str_of(err_text(&scan->refused[i].why, LANG_EN, text, sizeof text)));
}

static void put_properties(Bom *b)
{
    const ScanDatabase *db = &b->scan->database;
    FactText buffer;

    bom_fact(b, STR("inro:tool:version"), b->scan->tool_version);
    if (db->present)
        bom_fact(b, STR("inro:database:generation"), facts_number(db->generation, &buffer));
    bom_fact(b, STR("inro:database:date"), facts_time(db->date_s, &buffer));
    bom_fact(b, STR("inro:database:digest"), db->digest);
    for (size_t i = 0; i < db->source_count; i++) {
        buf_add(&b->text, db->sources[i].id);
        buf_char(&b->text, ' ');
        buf_add(&b->text, db->sources[i].date_s ? facts_time(db->sources[i].date_s, &buffer)
                                                : STR("unknown"));
        bom_property(b, STR("inro:database:source"));
    }
    put_coverage(b);
}

/* ---- the document written back ------------------------------------------------------- */

static void copy_value(Bom *b, const Json *json);

/* Recursion ends at JSON_DEPTH_MAX. */
static void copy_container(Bom *b, const Json *json, bool object)
{
    JsonIter iter = json_iter(json);
    const Json *value;
    Str key;

    if (object)
        jsonout_object(&b->out);
    else
        jsonout_array(&b->out);
    while (json_next(&iter, &key, &value)) {
        if (object)
            jsonout_key(&b->out, key);
        copy_value(b, value);
    }
    if (object)
        jsonout_object_end(&b->out);
    else
        jsonout_array_end(&b->out);
}

static void copy_value(Bom *b, const Json *json)
{
    switch (json_kind(json)) {
    case JSON_NULL:
        jsonout_null(&b->out);
        break;
    case JSON_BOOL:
        jsonout_bool(&b->out, json_bool(json));
        break;
    case JSON_NUMBER:
        jsonout_raw(&b->out, json_raw_number(json));
        break;
    case JSON_STRING:
        jsonout_str(&b->out, json_str(json));
        break;
    case JSON_ARRAY:
        copy_container(b, json, false);
        break;
    case JSON_OBJECT:
        copy_container(b, json, true);
        break;
    }
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(**(const Str *const *)a, **(const Str *const *)b);
}

static bool is_wanted(const Bom *b, Str pointer)
{
    const Str *key = &pointer;

    return b->wanted_count &&
           bsearch(&key, b->wanted, b->wanted_count, sizeof *b->wanted, by_text) != NULL;
}

/* Pointers that findings use in place of a bom-ref: they begin with a slash. */
static bool collect_wanted(Bom *b, Err *err)
{
    b->wanted = ARENA_ARRAY(&b->arena, const Str *, b->rules.sorted_count + 1);
    if (!b->wanted)
        return err_no_memory(err);
    for (size_t i = 0; i < b->rules.sorted_count; i++)
        if (str_starts(b->rules.sorted[i]->component->ref, STR("/")))
            b->wanted[b->wanted_count++] = &b->rules.sorted[i]->component->ref;
    if (b->wanted_count)
        qsort(b->wanted, b->wanted_count, sizeof *b->wanted, by_text);
    return true;
}

static void copy_components(Bom *b, const Json *array, Buf *pointer);

/* Recursion ends at JSON_DEPTH_MAX, as components nest in components. */
static void copy_component(Bom *b, const Json *component, Buf *pointer)
{
    JsonIter iter = json_iter(component);
    const Json *value;
    Str key;

    if (json_kind(component) != JSON_OBJECT) {
        copy_value(b, component);
        return;
    }
    jsonout_object(&b->out);
    if (!json_get(component, STR("bom-ref")) && is_wanted(b, buf_str(pointer)))
        jsonout_str_at(&b->out, STR("bom-ref"), buf_str(pointer));
    while (json_next(&iter, &key, &value)) {
        jsonout_key(&b->out, key);
        if (str_eq(key, STR("components")))
            copy_components(b, value, pointer);
        else
            copy_value(b, value);
    }
    jsonout_object_end(&b->out);
}

static void copy_components(Bom *b, const Json *array, Buf *pointer)
{
    JsonIter iter = json_iter(array);
    size_t len = pointer->len, i = 0;
    const Json *value;
    Str key;

    if (json_kind(array) != JSON_ARRAY) {
        copy_value(b, array);
        return;
    }
    jsonout_array(&b->out);
    for (; json_next(&iter, &key, &value); i++) {
        buf_printf(pointer, "/components/%zu", i);
        copy_component(b, value, pointer);
        pointer->len = len;
    }
    jsonout_array_end(&b->out);
}

/* The elements of an array of objects, without those whose `key` we wrote in an earlier run. */
static void copy_others(Bom *b, const Json *array, Str key, Str prefix)
{
    JsonIter iter = json_iter(array);
    const Json *value;
    Str none;

    while (json_next(&iter, &none, &value))
        if (!str_starts(json_str(json_get(value, key)), prefix))
            copy_value(b, value);
}

static void put_all_properties(Bom *b, const Json *before)
{
    jsonout_key(&b->out, STR("properties"));
    jsonout_array(&b->out);
    copy_others(b, before, STR("name"), NAMESPACE);
    put_properties(b);
    jsonout_array_end(&b->out);
}

static void copy_metadata(Bom *b, const Json *metadata, Buf *pointer)
{
    JsonIter iter = json_iter(metadata);
    const Json *value;
    Str key;

    jsonout_object(&b->out);
    while (json_next(&iter, &key, &value)) {
        if (str_eq(key, STR("properties")))
            continue;
        jsonout_key(&b->out, key);
        if (str_eq(key, STR("component"))) {
            buf_add(pointer, STR("/metadata/component"));
            copy_component(b, value, pointer);
            buf_clear(pointer);
        } else {
            copy_value(b, value);
        }
    }
    put_all_properties(b, json_get(metadata, STR("properties")));
    jsonout_object_end(&b->out);
}

static void put_all_vulnerabilities(Bom *b, const Json *before)
{
    jsonout_key(&b->out, STR("vulnerabilities"));
    jsonout_array(&b->out);
    copy_others(b, before, STR("bom-ref"), BOM_REF_PREFIX);
    bom_vulnerabilities(b);
    jsonout_array_end(&b->out);
}

static void copy_version(Bom *b, const Json *version)
{
    uint64_t number;

    if (str_to_u64(json_raw_number(version), &number) && number < INT32_MAX)
        jsonout_u64(&b->out, number + 1);
    else
        copy_value(b, version);
}

static void copy_member(Bom *b, Str key, const Json *value, Buf *pointer)
{
    if (str_eq(key, STR("vulnerabilities")))
        return;
    jsonout_key(&b->out, key);
    if (str_eq(key, STR("version")))
        copy_version(b, value);
    else if (str_eq(key, STR("metadata")))
        copy_metadata(b, value, pointer);
    else if (str_eq(key, STR("components")))
        copy_components(b, value, pointer);
    else
        copy_value(b, value);
}

static bool write_back(Bom *b, const ReportDocument *document, Err *err)
{
    CLEANUP(buf_done) Buf pointer = buf_new(1 << 16);
    const Json *root, *value;
    JsonIter iter;
    Str key;

    b->arena = arena_new(document->bytes.len * JSON_BYTES_PER_BYTE + JSON_BYTES_MIN);
    if (!json_parse(document->bytes, JSON_RAW_NUMBERS | JSON_ALLOW_BOM, &b->arena, &root, err)
        || !collect_wanted(b, err))
        return false;
    jsonout_object(&b->out);
    for (iter = json_iter(root); json_next(&iter, &key, &value);)
        copy_member(b, key, value, &pointer);
    if (!json_get(root, STR("metadata"))) {
        jsonout_key(&b->out, STR("metadata"));
        copy_metadata(b, NULL, &pointer);
    }
    put_all_vulnerabilities(b, json_get(root, STR("vulnerabilities")));
    jsonout_object_end(&b->out);
    return !buf_failed(&pointer) || err_no_memory(err);
}

/* ---- a new document ------------------------------------------------------------------ */

/* CycloneDX 1.6, component.type. */
static Str type_of(Str type)
{
    static const Str TYPES[] = {
        STR_ROW("application"), STR_ROW("framework"), STR_ROW("library"), STR_ROW("container"),
        STR_ROW("platform"), STR_ROW("operating-system"), STR_ROW("device"),
        STR_ROW("device-driver"), STR_ROW("firmware"), STR_ROW("file"),
        STR_ROW("machine-learning-model"), STR_ROW("data"), STR_ROW("cryptographic-asset"),
    };

    for (size_t i = 0; i < ARRAY_LEN(TYPES); i++)
        if (str_eq_fold(type, TYPES[i]))
            return TYPES[i];
    return STR("library");
}

/* The first identifier of a kind that its own format allows; the others stand in the coverage. */
static Str identifier_of(Bom *b, const Sbom *sbom, const Component *component, IdentifierKind kind)
{
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *identifier = &sbom->identifiers[component->first_identifier + i];
        Err why = { 0 };
        Cpe cpe;

        if (identifier->kind != kind)
            continue;
        arena_reset(&b->arena);
        if (kind != IDENTIFIER_CPE || cpe_parse(identifier->text, &b->arena, &cpe, &why))
            return identifier->text;
        b->no_memory = b->no_memory || err_is_no_memory(&why);
    }
    return STR("");
}

static void put_component(Bom *b, const Sbom *sbom, uint32_t input, uint32_t i)
{
    const Component *component = &sbom->components[i];
    char place[SBOM_PLACE_BYTES];
    Str ref = component->ref.len ? component->ref : str_of(sbom_pointer(sbom, i, place));

    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("type"), type_of(component->type));
    bom_ref(b, input, ref);
    jsonout_str_at(&b->out, STR("bom-ref"), buf_str(&b->text));
    buf_clear(&b->text);
    if (component->supplier.len) {
        jsonout_key(&b->out, STR("supplier"));
        jsonout_object(&b->out);
        jsonout_str_at(&b->out, STR("name"), component->supplier);
        jsonout_object_end(&b->out);
    }
    bom_text_at(b, STR("group"), component->group);
    jsonout_str_at(&b->out, STR("name"), component->name);
    bom_text_at(b, STR("version"), component->version);
    bom_text_at(b, STR("cpe"), identifier_of(b, sbom, component, IDENTIFIER_CPE));
    bom_text_at(b, STR("purl"), identifier_of(b, sbom, component, IDENTIFIER_PURL));
    jsonout_object_end(&b->out);
}

static void put_new_metadata(Bom *b)
{
    jsonout_key(&b->out, STR("metadata"));
    jsonout_object(&b->out);
    jsonout_key(&b->out, STR("tools"));
    jsonout_object(&b->out);
    jsonout_key(&b->out, STR("components"));
    jsonout_array(&b->out);
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("type"), STR("application"));
    jsonout_str_at(&b->out, STR("name"), TOOL_NAME);
    jsonout_str_at(&b->out, STR("version"), b->scan->tool_version);
    jsonout_object_end(&b->out);
    jsonout_array_end(&b->out);
    jsonout_object_end(&b->out);
    jsonout_key(&b->out, STR("properties"));
    jsonout_array(&b->out);
    for (size_t i = 0; i < b->scan->input_count; i++) {
        const ScanInput *input = &b->scan->inputs[i];
        buf_printf(&b->text, "%.*s (%.*s %.*s)", STR_ARG(input->file), STR_ARG(input->format),
                   STR_ARG(input->version));
        bom_property(b, STR("inro:converted-from"));
    }
    put_properties(b);
    jsonout_array_end(&b->out);
    jsonout_object_end(&b->out);
}

/* A bom-ref is unique in its document. Packages that bear one SPDXID are one and the same, which
 * some tools list again for every place they saw it in; findings of each refer to the first. */
static void put_components(Bom *b, uint32_t input)
{
    const Sbom *sbom = b->options->documents[input].sbom;
    CLEANUP(map_done) Map refs = { 0 };
    bool first;
    uint32_t id;
    Err err;

    for (uint32_t i = 0; i < sbom->component_count; i++) {
        Str ref = sbom->components[i].ref;
        first = true;
        if (ref.len && !map_intern(&refs, ref, &id, &first, &err))
            b->no_memory = true;
        if (first)
            put_component(b, sbom, input, i);
    }
}

static void write_new(Bom *b)
{
    b->arena = arena_new(JSON_BYTES_MIN);
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("$schema"),
                   STR("http://cyclonedx.org/schema/bom-1.6.schema.json"));
    jsonout_str_at(&b->out, STR("bomFormat"), STR("CycloneDX"));
    jsonout_str_at(&b->out, STR("specVersion"), STR("1.6"));
    jsonout_u64_at(&b->out, STR("version"), 1);
    put_new_metadata(b);
    jsonout_key(&b->out, STR("components"));
    jsonout_array(&b->out);
    for (uint32_t input = 0; input < b->options->document_count; input++)
        put_components(b, input);
    jsonout_array_end(&b->out);
    put_all_vulnerabilities(b, NULL);
    jsonout_object_end(&b->out);
}

static void bom_done(Bom *b)
{
    buf_done(&b->text);
    rules_done(&b->rules);
    arena_done(&b->arena);
}

/* CycloneDX 1.0 – 1.3 have no place for vulnerabilities. */
static bool is_kept(const ReportOptions *options)
{
    static const Str OLD[] = { STR_ROW("1.0"), STR_ROW("1.1"), STR_ROW("1.2"), STR_ROW("1.3") };
    const Sbom *sbom = options->documents[0].sbom;

    if (options->document_count != 1 || sbom->format != SBOM_CYCLONEDX)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(OLD); i++)
        if (str_eq(sbom->spec_version, OLD[i]))
            return false;
    return true;
}

bool cyclonedx_write(const Scan *scan, const ReportOptions *options, Buf *buf, Err *err)
{
    CLEANUP(bom_done) Bom bom = { .scan = scan, .options = options,
                                  .out = jsonout_new(buf, 2), .text = buf_new(buf->cap) };

    if (options->document_count == 0 || options->document_count != scan->input_count)
        return err_set(err, ERR_USAGE, RULE_DOCUMENTS);
    bom.converted = !is_kept(options);
    bom.since_1_5 = bom.converted || !str_eq(options->documents[0].sbom->spec_version, STR("1.4"));
    if (!rules_make(scan, &bom.rules, err))
        return false;
    bom.group = ARENA_ARRAY(&bom.rules.arena, size_t, bom.rules.sorted_count + 1);
    if (!bom.group)
        return err_no_memory(err);
    if (bom.converted)
        write_new(&bom);
    else if (!write_back(&bom, &options->documents[0], err))
        return false;
    buf_char(buf, '\n');
    return (jsonout_done(&bom.out) && !buf_failed(&bom.text) && !bom.no_memory)
        || err_no_memory(err);
}
