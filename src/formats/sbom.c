/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/sbom.h"

#include "formats/sbom_parts.h"

#define RULE_NOT_READ STR("sbom.not-read")
#define RULE_UNKNOWN  STR("sbom.unknown")

enum {
    HEAD_BYTES = 1 << 16,        /* in which a text format must show its mark */
    HALVES_BYTES_MIN = 1 << 20,  /* a document that is worth a second thread */
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

const JsonFormat *sbom_json_format(const Json *root)
{
    for (size_t i = 0; i < ARRAY_LEN(JSON_FORMATS); i++)
        if (JSON_FORMATS[i].shows(root))
            return &JSON_FORMATS[i];
    return NULL;
}

bool sbom_names_components(Str key)
{
    for (size_t i = 0; i < ARRAY_LEN(JSON_FORMATS); i++)
        if (JSON_FORMATS[i].reader && str_eq(key, str_of(JSON_FORMATS[i].reader->array)))
            return true;
    return false;
}

/* ---- a document as a whole --------------------------------------------------------- */

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

    if (!json_parse(text, SBOM_STRICT | JSON_ALLOW_BOM, draft->arena, &root, err))
        return false;
    format = sbom_json_format(root);
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

bool sbom_read(Str text, Arena *arena, Sbom *out, Err *err)
{
    const Str bom = STR("\xEF\xBB\xBF");
    bool had_bom = str_starts(text, bom);
    Str json = had_bom ? str_slice(text, bom.len, text.len) : text;
    SbomDraft draft = { .arena = arena, .rows = arena };

    if (!text_may_be_json(json, err))
        return false;
    if (!parted_read(json, HALVES_BYTES_MIN, &draft, err)) {
        if (err->code != ERR_NONE)
            return false;
        draft = (SbomDraft){ .arena = arena, .rows = arena };
        if (!whole_read(text, &draft, err))
            return false;
    }
    *out = draft.sbom;
    out->had_bom = had_bom;
    return true;
}
