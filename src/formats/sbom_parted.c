/* SPDX-License-Identifier: Apache-2.0 */
/* A document component by component, in little memory; a long one by two threads. */
#include "base/io.h"
#include "base/json_scan.h"
#include "formats/sbom_parts.h"

#include <pthread.h>
#include <string.h>

#define RULE_UNKNOWN STR("sbom.unknown")

enum {
    COMPONENT_BYTES = 128, /* a guess: shorter ones make the arrays grow */
    LEVELS_AROUND = 2,     /* the document and the array                 */
};

/*     { "bomFormat": … , "components": [ {…}, {…}, … ], "dependencies": … }
 *       ─── front ───────────────────── ▲ ─ one by one ─ ▲ ─── back ───────
 *                                      from              to
 *
 * Front and "]}" make a document that is known before the first component, front and back one of
 * all the rest. Whatever is unusual or wrong is left to whole_read, which says what and where. */
typedef struct {
    Str text;            /* behind any byte order mark */
    size_t from, to;
    size_t halves_min;   /* so long a text is read by two threads */
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
        if (*value == '[' && sbom_names_components((Str){ key + 1, (size_t)(at - key) - 2 }))
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
    return json_parse_in_place((Str){ text, len }, SBOM_STRICT, parted->values, out, err);
}

/* What a component left in the draft behind `from` shall not end with its values. */
static bool settle(SbomDraft *draft, const JsonElements *elements, const Sbom *from, Err *err)
{
    uint32_t component_i = from->component_count, identifier_i = from->identifier_count;

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
    for (uint32_t i = from->hash_count; i < draft->sbom.hash_count; i++)
        if (!json_elements_settle(elements, &draft->sbom.hashes[i].algorithm, draft->arena)
            || !json_elements_settle(elements, &draft->sbom.hashes[i].value, draft->arena))
            return err_no_memory(err);
    return true;
}

/* Components one after the other, up to `end` or the bracket that closes them; *count of them. */
static bool each_read(const SbomReader *reader, JsonElements *elements, size_t end,
                      SbomDraft *draft, uint32_t *count, Err *err)
{
    const Json *component = NULL;

    for (*count = 0; json_elements_at(elements) != end; ++*count) {
        Sbom before = draft->sbom;

        if (!json_elements_next(elements, &component, err))
            return false;
        if (!component)
            break;
        if (!reader->component(component, *count, draft, err)
            || !settle(draft, elements, &before, err))
            return false;
    }
    return true;
}

static size_t components_guess(Str text)
{
    size_t guess = text.len / COMPONENT_BYTES;

    return guess < SBOM_COMPONENTS_MAX ? guess : SBOM_COMPONENTS_MAX;
}

static void elements_free(JsonElements **elements)
{
    json_elements_free(*elements);
}

/* ---- by two threads ---------------------------------------------------------------- */

/*     from            split  rest                to
 *      [ {…}, {…}, … , {…}  ,  {…}, … , {…}, {…} ]
 *        ─ this thread ───      ─ the other ─────
 *
 * The split is found by counting brackets, which is true of valid JSON; that this is some is known
 * once this thread has read all before the split and stands just there. */
typedef struct {
    Str text;
    size_t rest, to;
    const SbomReader *reader;
    SbomDraft draft;
    Arena texts, rows;
    Err err;
    bool done;
    pthread_t thread;
} Other;

/* Just behind the first element that ends past the middle, and *rest behind the comma after it; 0
 * when there is nothing to be halved. */
static size_t split_find(Str text, size_t from, size_t *rest)
{
    const char *end = text.ptr + text.len - JSON_SCAN_SLACK;
    const char *middle = text.ptr + from + (text.len - from) / 2;
    const char *at = text.ptr + from, *split;

    do {
        at = json_skip_space(at, end);
        split = at < end && *at == '{' ? json_container_end(at, end) : NULL;
        if (!split)
            return 0;
        at = json_skip_space(split, end);
        if (at == end || *at != ',')
            return 0;
        at++;
    } while (at < middle);
    at = json_skip_space(at, end);
    if (at == end || *at != '{') /* the other thread would take "]" for an empty array */
        return 0;
    *rest = (size_t)(at - text.ptr);
    return (size_t)(split - text.ptr);
}

static bool rest_read(Other *other, JsonElements *elements)
{
    Str rest = str_slice(other->text, other->rest, SIZE_MAX);
    uint32_t count;

    if (!draft_reserve(&other->draft, components_guess(rest), &other->err)
        || !each_read(other->reader, elements, SIZE_MAX, &other->draft, &count, &other->err))
        return false;
    other->to = json_elements_at(elements);
    return true;
}

static void *other_run(void *other_)
{
    Other *other = other_;
    CLEANUP(elements_free) JsonElements *elements =
        json_elements_new(other->text, other->rest, SBOM_STRICT, LEVELS_AROUND);

    other->done = elements ? rest_read(other, elements) : err_no_memory(&other->err);
    return NULL;
}

static void other_done(Other *other)
{
    arena_done(&other->texts);
    arena_done(&other->rows);
}

/* What the other thread has read comes behind `count` components, and its texts stay. */
static bool other_take(Parted *parted, Other *other, uint32_t count, Err *err)
{
    if (!other->done) {
        *err = other->err;
        return false;
    }
    parted->to = other->to;
    return draft_append(parted->draft, &other->draft, count, err)
           && (arena_adopt(parted->draft->arena, &other->texts) || err_no_memory(err));
}

static bool all_read(Parted *parted, JsonElements *elements, Err *err)
{
    uint32_t count;

    if (!each_read(parted->reader, elements, SIZE_MAX, parted->draft, &count, err))
        return false;
    parted->to = json_elements_at(elements);
    return true;
}

static bool halves_read(Parted *parted, JsonElements *elements, Err *err)
{
    size_t cap = parted->draft->arena->cap, rest = 0;
    size_t split = parted->text.len >= parted->halves_min && io_processors() > 1
                       ? split_find(parted->text, parted->from, &rest) : 0;
    CLEANUP(other_done) Other other = { .text = parted->text, .rest = rest,
                                        .reader = parted->reader, .texts = arena_new(cap),
                                        .rows = arena_new(cap) };
    uint32_t count = 0;
    bool done;

    other.draft = (SbomDraft){ .arena = &other.texts, .rows = &other.rows };
    if (!split || pthread_create(&other.thread, NULL, other_run, &other) != 0)
        return all_read(parted, elements, err);
    done = each_read(parted->reader, elements, split, parted->draft, &count, err);
    (void)pthread_join(other.thread, NULL);
    if (done && json_elements_at(elements) != split)
        done = err_set(err, ERR_SYNTAX, RULE_UNKNOWN); /* whole_read says what it is */
    return done && other_take(parted, &other, count, err);
}

/* Whether the reader saw in the front what it had to see before the components. */
static bool front_told(const SbomReader *reader, const Json *front, const Json *all)
{
    return !reader->early
           || !json_get(front, str_of(reader->early)) == !json_get(all, str_of(reader->early));
}

/* ---- front, components, back ------------------------------------------------------- */

static bool parts_read(Parted *parted, JsonElements *elements, Err *err)
{
    const Json *front = NULL, *all = NULL;
    const JsonFormat *format;

    if (!parted_parse(parted, STR("]}"), &front, err))
        return false;
    format = sbom_json_format(front);
    if (!format || !format->reader)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_UNKNOWN);
    parted->reader = format->reader;
    parted->draft->sbom.format = format->format;
    if (json_kind(json_get(front, str_of(format->reader->array))) != JSON_ARRAY
        || !draft_reserve(parted->draft, components_guess(parted->text), err)
        || !format->reader->begin(front, parted->draft, err)
        || !halves_read(parted, elements, err)
        || !parted_parse(parted, str_slice(parted->text, parted->to, SIZE_MAX), &all, err))
        return false;
    if (sbom_json_format(all) != format || !front_told(format->reader, front, all))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_UNKNOWN);
    return format->reader->end(all, parted->draft, err);
}

bool parted_read(Str text, size_t halves_min, SbomDraft *draft, Err *err)
{
    CLEANUP(arena_done) Arena values = arena_new(draft->arena->cap);
    CLEANUP(elements_free) JsonElements *elements = NULL;
    Parted parted = { .text = text, .halves_min = halves_min, .draft = draft,
                      .values = &values };
    Err why = { 0 };

    err->code = ERR_NONE;
    parted.from = text.len > JSON_SCAN_SLACK ? array_from(text) : 0;
    if (!parted.from)
        return false;
    elements = json_elements_new(text, parted.from, SBOM_STRICT, LEVELS_AROUND);
    if (!elements)
        return err_no_memory(err);
    if (parts_read(&parted, elements, &why))
        return true;
    if (err_is_no_memory(&why))
        *err = why;
    return false;
}
