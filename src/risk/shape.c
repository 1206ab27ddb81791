/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/shape.h"

#include "risk/feasibility.h"

#include <string.h>

#define RULE_KIND    STR("risk.json-kind")
#define RULE_MISSING STR("risk.json-missing")
#define RULE_EXTRA   STR("risk.json-extra")
#define RULE_WORD    STR("risk.json-word")
#define RULE_MANY    STR("risk.json-many")


/* What reading one value needs. */
typedef struct {
    const Json *json;
    const ShapeField *field;
    Arena *arena;
    char *to; /* where the value stands in the struct */
    char *whole;
} Read;

static bool kind_refuse(const Read *read, Err *err)
{
    return err_set(err, ERR_STRUCTURE, RULE_KIND, read->field->key);
}

static bool format_read(const Read *read, Err *err)
{
    if (!str_eq(json_str(read->json), read->field->text))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_WORD, read->field->key, json_str(read->json));
    return true;
}

static bool text_read(const Read *read, Err *err)
{
    Str text = json_str(read->json);

    if (!json_is_str(read->json))
        return kind_refuse(read, err);
    memcpy(read->to, &text, sizeof text);
    return true;
}

static bool flag_read(const Read *read, Err *err)
{
    bool flag = json_bool(read->json);

    if (json_kind(read->json) != JSON_BOOL)
        return kind_refuse(read, err);
    memcpy(read->to, &flag, sizeof flag);
    return true;
}

static bool u32_read(const Read *read, Err *err)
{
    int64_t number;
    uint32_t value;

    if (!json_i64(read->json, &number) || number < 0 || number > UINT32_MAX)
        return kind_refuse(read, err);
    value = (uint32_t)number;
    memcpy(read->to, &value, sizeof value);
    return true;
}

static bool word_read(const Read *read, Err *err)
{
    const ShapeField *field = read->field;
    Str word = json_str(read->json);
    unsigned value = 0;

    while (value < field->count && !str_eq(field->word(value), word))
        value++;
    if (!json_is_str(read->json) || value == field->count)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_WORD, field->key, word);
    memcpy(read->to, &value, sizeof value);
    return true;
}

static bool feasibility_of(const Read *read, Err *err)
{
    const Feasibility *none = NULL;
    Feasibility *made;

    if (!json_is_str(read->json))
        return kind_refuse(read, err);
    if (!json_str(read->json).len) {
        memcpy(read->to, &none, sizeof none);
        return true;
    }
    if (!(made = ARENA_NEW(read->arena, Feasibility)))
        return err_no_memory(err);
    memcpy(read->to, &made, sizeof made);
    return feasibility_read(json_str(read->json), made, err);
}

static bool object_read(const Read *read, Err *err)
{
    return shape_read(read->json, read->field->shape, read->arena, read->to, err);
}

static bool list_read(const Read *read, Err *err)
{
    const Shape *shape = read->field->shape;
    size_t count = json_count(read->json), at = 0;
    JsonIter iter = json_iter(read->json);
    const Json *element;
    char *list;
    Str key;

    if (json_kind(read->json) != JSON_ARRAY)
        return kind_refuse(read, err);
    if (count > read->field->count)
        return err_set(err, ERR_LIMIT, RULE_MANY, read->field->key);
    if (!(list = arena_alloc(read->arena, count, shape->size)))
        return err_no_memory(err);
    for (; json_next(&iter, &key, &element); at++)
        if (!shape_read(element, shape, read->arena, list + at * shape->size, err))
            return err_in(err, "[%zu]", at);
    memcpy(read->to, &list, sizeof list);
    memcpy(read->whole + read->field->count_at, &count, sizeof count);
    return true;
}

static bool (*const READ[SHAPE_KINDS])(const Read *read, Err *err) = {
    [SHAPE_FORMAT] = format_read, [SHAPE_TEXT] = text_read,
    [SHAPE_FLAG] = flag_read,     [SHAPE_U32] = u32_read,
    [SHAPE_WORD] = word_read,     [SHAPE_OBJECT] = object_read,
    [SHAPE_FEASIBILITY] = feasibility_of, [SHAPE_LIST] = list_read,
};

static bool keys_check(const Json *json, const Shape *shape, Err *err)
{
    JsonIter iter = json_iter(json);
    const Json *value;
    Str key;

    while (json_next(&iter, &key, &value)) {
        size_t i = 0;
        while (i < shape->count && !str_eq(shape->field[i].key, key))
            i++;
        if (i == shape->count)
            return err_set(err, ERR_UNKNOWN_NAME, RULE_EXTRA, key);
    }
    return true;
}

bool shape_read(const Json *json, const Shape *shape, Arena *arena, void *to, Err *err)
{
    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_KIND, STR("{}"));
    if (!keys_check(json, shape, err))
        return false;
    for (size_t i = 0; i < shape->count; i++) {
        const ShapeField *field = &shape->field[i];
        Read read = { json_get(json, field->key), field, arena, (char *)to + field->at, to };

        if (!read.json)
            return err_set(err, ERR_STRUCTURE, RULE_MISSING, field->key);
        if (!READ[field->kind](&read, err))
            return err_in(err, "%.*s", (int)field->key.len, field->key.ptr);
    }
    return true;
}

/* ---- writing -------------------------------------------------------------------------- */

static void format_write(const ShapeField *field, const char *from, JsonOut *out)
{
    (void)from;
    jsonout_str(out, field->text);
}

static void text_write(const ShapeField *field, const char *from, JsonOut *out)
{
    Str text;

    memcpy(&text, from + field->at, sizeof text);
    jsonout_str(out, text);
}

static void flag_write(const ShapeField *field, const char *from, JsonOut *out)
{
    bool flag;

    memcpy(&flag, from + field->at, sizeof flag);
    jsonout_bool(out, flag);
}

static void u32_write(const ShapeField *field, const char *from, JsonOut *out)
{
    uint32_t value;

    memcpy(&value, from + field->at, sizeof value);
    jsonout_u64(out, value);
}

static void word_write(const ShapeField *field, const char *from, JsonOut *out)
{
    unsigned value;

    memcpy(&value, from + field->at, sizeof value);
    assert(value < field->count);
    jsonout_str(out, field->word(value));
}

static void feasibility_out(const ShapeField *field, const char *from, JsonOut *out)
{
    CLEANUP(buf_done) Buf buf = buf_new(FEASIBILITY_BYTES_MAX);
    const Feasibility *feasibility;

    memcpy(&feasibility, from + field->at, sizeof feasibility);
    if (feasibility)
        feasibility_write(feasibility, &buf);
    jsonout_str(out, buf_str(&buf));
    out->failed |= buf_failed(&buf);
}

static void object_write(const ShapeField *field, const char *from, JsonOut *out)
{
    shape_write(field->shape, from + field->at, out);
}

static void list_write(const ShapeField *field, const char *from, JsonOut *out)
{
    const char *list;
    size_t count;

    memcpy(&list, from + field->at, sizeof list);
    memcpy(&count, from + field->count_at, sizeof count);
    jsonout_array(out);
    for (size_t i = 0; i < count; i++)
        shape_write(field->shape, list + i * field->shape->size, out);
    jsonout_array_end(out);
}

static void (*const WRITE[SHAPE_KINDS])(const ShapeField *field, const char *from, JsonOut *out) = {
    [SHAPE_FORMAT] = format_write, [SHAPE_TEXT] = text_write,
    [SHAPE_FLAG] = flag_write,     [SHAPE_U32] = u32_write,
    [SHAPE_WORD] = word_write,     [SHAPE_OBJECT] = object_write,
    [SHAPE_FEASIBILITY] = feasibility_out, [SHAPE_LIST] = list_write,
};

void shape_write(const Shape *shape, const void *from, JsonOut *out)
{
    jsonout_object(out);
    for (size_t i = 0; i < shape->count; i++) {
        jsonout_key(out, shape->field[i].key);
        WRITE[shape->field[i].kind](&shape->field[i], from, out);
    }
    jsonout_object_end(out);
}
