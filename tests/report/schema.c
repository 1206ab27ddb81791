/* SPDX-License-Identifier: Apache-2.0 */
#include "schema.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static Arena arena = { .cap = 64 << 20 };

__attribute__((destructor)) static void forget(void)
{
    arena_done(&arena);
}

static const Json *parsed(Str text)
{
    const Json *json = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(text, JSON_UNIQUE_KEYS, &arena, &json, &err), &err);
    return json;
}

static const Json *schema(void)
{
    static const Json *kept;

    if (!kept)
        kept = parsed(test_file(test_source_path("docs/formats/scan-1.schema.json")));
    return kept;
}

static bool is_type(const Json *value, Str type)
{
    static const struct { Str type; JsonKind kind; } TYPES[] = {
        { STR_ROW("object"), JSON_OBJECT },   { STR_ROW("array"), JSON_ARRAY },
        { STR_ROW("string"), JSON_STRING },   { STR_ROW("number"), JSON_NUMBER },
        { STR_ROW("boolean"), JSON_BOOL },    { STR_ROW("null"), JSON_NULL },
    };
    int64_t integer;

    if (str_eq(type, STR("integer")))
        return json_i64(value, &integer);
    for (size_t i = 0; i < ARRAY_LEN(TYPES); i++)
        if (str_eq(type, TYPES[i].type))
            return json_kind(value) == TYPES[i].kind;
    return false;
}

/* A word whose value is one text or a list of texts. */
static bool any_of(const Json *words, const Json *value, bool (*holds)(const Json *, Str))
{
    JsonIter iter = json_iter(words);
    const Json *word;
    Str none;

    if (json_is_str(words))
        return holds(value, json_str(words));
    while (json_next(&iter, &none, &word))
        if (holds(value, json_str(word)))
            return true;
    return false;
}

static bool is_text(const Json *value, Str text)
{
    return json_is_str(value) && str_eq(json_str(value), text);
}

static bool holds(const Json *rule, const Json *value, Str ignored, const char **why);

static bool members_hold(const Json *rule, const Json *value, Str ignored, const char **why)
{
    const Json *properties = json_get(rule, STR("properties")), *word;
    JsonIter iter = json_iter(json_get(rule, STR("required")));
    Str key;

    while (json_next(&iter, &key, &word))
        if (!json_get(value, json_str(word)))
            return (*why = json_str(word).ptr) == NULL;
    for (iter = json_iter(value); properties && json_next(&iter, &key, &word);) {
        const Json *member = json_get(properties, key);
        if (str_eq(key, ignored))
            continue;
        if (!member)
            return (*why = key.ptr) == NULL;
        if (!holds(member, word, STR(""), why))
            return false;
    }
    return true;
}

static bool elements_hold(const Json *rule, const Json *value, const char **why)
{
    const Json *items = json_get(rule, STR("items")), *element;
    JsonIter iter = json_iter(value);
    Str none;

    while (items && json_next(&iter, &none, &element))
        if (!holds(items, element, STR(""), why))
            return false;
    return true;
}

static bool alternative_holds(const Json *rule, const Json *value, const char **why)
{
    const Json *all = json_get(rule, STR("anyOf")), *one;
    JsonIter iter = json_iter(all);
    Str none;

    while (json_next(&iter, &none, &one))
        if (holds(one, value, STR(""), why))
            return true;
    return all == NULL;
}

static bool range_holds(const Json *rule, const Json *value)
{
    double bound, number;

    if (!json_double(value, &number))
        return true;
    return !(json_double(json_get(rule, STR("minimum")), &bound) && number < bound) &&
           !(json_double(json_get(rule, STR("maximum")), &bound) && number > bound);
}

static bool words_hold(const Json *rule, const Json *value, const char **why)
{
    const Json *type = json_get(rule, STR("type")), *is = json_get(rule, STR("const"));
    const Json *one = json_get(rule, STR("enum"));

    *why = "type";
    if (type && !any_of(type, value, is_type))
        return false;
    *why = "const or enum";
    if ((is && !is_text(value, json_str(is))) || (one && !any_of(one, value, is_text)))
        return false;
    *why = "minimum or maximum";
    return range_holds(rule, value);
}

static bool holds(const Json *rule, const Json *value, Str ignored, const char **why)
{
    Str ref = json_str(json_get(rule, STR("$ref")));

    if (ref.len) {
        const Json *target = json_get(json_get(schema(), STR("$defs")),
                                      str_slice(ref, sizeof "#/$defs/" - 1, ref.len));
        CHECK(target != NULL, "the schema's own references hold");
        return holds(target, value, ignored, why);
    }
    return words_hold(rule, value, why) && alternative_holds(rule, value, why) &&
           (json_kind(value) != JSON_OBJECT || members_hold(rule, value, ignored, why)) &&
           (json_kind(value) != JSON_ARRAY || elements_hold(rule, value, why));
}

void schema_check(Str document)
{
    const char *why = "";

    if (!holds(schema(), parsed(document), STR(""), &why))
        test_fail("the schema does not hold: %s", why);
}

void schema_check_value(const Json *value, Str definition, Str ignored)
{
    const Json *rule = json_get(json_get(schema(), STR("$defs")), definition);
    const char *why = "";

    if (!rule || !holds(rule, value, ignored, &why))
        test_fail("%.*s does not hold: %s", STR_ARG(definition), why);
}
