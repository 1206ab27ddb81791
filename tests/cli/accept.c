/* SPDX-License-Identifier: Apache-2.0 */
#include "accept.h"

#include "../postgres.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 72, PLACE_BYTES = 256, JSON_BYTES_MAX = 1 << 28, SERVED_MAX = 64 };

Str quoted(const char *text)
{
    char *copy = test_keep(strdup(text));

    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c == '`' ? '\'' : *c;
    return str_of(copy);
}

const char *document(const char *name, const char *text)
{
    return process_file(name, quoted(text));
}

bool records_served(void)
{
    const char *where = getenv("INRO_TEST_RECORD");

    return where && strcmp(where, "postgres") == 0;
}

const char *record_served(const char *folder)
{
    static struct { char *folder; const char *place; } served[SERVED_MAX];
    size_t i = 0;

    if (!records_served() || strstr(folder, "://") || !strchr(folder, '/'))
        return folder;
    while (i < SERVED_MAX - 1 && served[i].folder && strcmp(served[i].folder, folder) != 0)
        i++;
    if (!served[i].folder) {
        served[i].folder = test_keep(strdup(folder));
        served[i].place = postgres_new();
    }
    return served[i].place;
}

ProcessResult inro_words(Str input, const char *environment, const char *const *words)
{
    char home[PLACE_BYTES], data[PLACE_BYTES];
    const char *with[8] = { "INRO_DB=", "LC_ALL=C", "INRO_LANG=en", home, data, "XDG_STATE_HOME=" };
    const char *argv[WORDS_MAX] = { process_inro() };
    ProcessOptions options = { .environment = with, .input = input };

    snprintf(home, sizeof home, "HOME=%s", process_folder());
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data-home", process_folder());
    if (environment) { /* the first of a name wins */
        memmove(with + 1, with, 6 * sizeof *with);
        with[0] = environment;
    }
    for (size_t i = 0; words[i]; i++)
        argv[i + 1] = i && strcmp(words[i - 1], "--record") == 0 ? record_served(words[i])
                                                                 : words[i];
    return process_run(argv, &options);
}

ProcessResult inro_as(const char *actor, const char *const *words)
{
    char environment[100];

    snprintf(environment, sizeof environment, "INRO_ACTOR=%s", actor);
    return inro_words(STR(""), environment, words);
}

const char *place(const char *name)
{
    char path[2 * PLACE_BYTES];

    snprintf(path, sizeof path, "%s/%s", process_folder(), name);
    return test_keep(strdup(path));
}

const char *knowledge_import(const char *name, const char *const *sources)
{
    const char *words[WORDS_MAX] = { "db", "import", "--db" };
    ProcessResult result;

    words[3] = place(name);
    for (size_t i = 0; sources[i]; i++)
        words[i + 4] = sources[i];
    result = inro_words(STR(""), NULL, words);
    if (result.status != 0)
        test_fail("db import ended with %d: %.*s", result.status, STR_ARG(result.err));
    return words[3];
}

const char *ward(void)
{
    static const char *made;

    if (!made)
        made = KNOWLEDGE("ward", test_keep(strdup(test_source_path("tests/data/cli/feeds"))));
    return made;
}

Str ward_scan(const char *sbom)
{
    ProcessResult result = INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", sbom);

    if (result.status != 0)
        test_fail("scan ended with %d: %.*s", result.status, STR_ARG(result.err));
    return result.out;
}

Str ward_components(const char *components)
{
    size_t bytes = strlen(components) + 128;
    char *text = test_keep(malloc(bytes));

    snprintf(text, bytes, CDX("%s"), components);
    return ward_scan(document("components.cdx.json", text));
}

static const Json *parsed(Str text)
{
    static Arena arena;
    static uint64_t last;
    static const Json *root;
    uint64_t hash = hash_xxh3(text, 0); /* the next answer may lie where the last one lay */
    Err err;

    if (root && last == hash)
        return root;
    arena_done(&arena);
    arena = arena_new(JSON_BYTES_MAX);
    root = NULL;
    if (!json_parse(text, JSON_UNIQUE_KEYS | JSON_RAW_NUMBERS, &arena, &root, &err))
        test_fail("the output is no JSON: %.*s", STR_ARG(str_slice(text, 0, 400)));
    last = hash;
    return root;
}

/* 0.50000 is 0.5. */
static Str short_number(Str raw)
{
    while (str_find_char(raw, '.') < raw.len
           && (str_ends(raw, STR("0")) || str_ends(raw, STR("."))))
        raw.len--;
    return raw;
}

static Str value_text(const Json *value)
{
    char text[32];

    switch (json_kind(value)) {
    case JSON_NULL:
        return value ? STR("null") : STR("absent");
    case JSON_BOOL:
        return json_bool(value) ? STR("true") : STR("false");
    case JSON_NUMBER:
        return short_number(json_raw_number(value));
    case JSON_STRING:
        return json_str(value);
    case JSON_ARRAY:
        snprintf(text, sizeof text, "[%zu]", json_count(value));
        return str_of(test_keep(strdup(text)));
    case JSON_OBJECT:
        snprintf(text, sizeof text, "{%zu}", json_count(value));
        return str_of(test_keep(strdup(text)));
    }
    return STR("");
}

static const Json *member(const Json *object, Str name)
{
    Str key;

    while (object && str_next(&name, '.', &key))
        object = json_get(object, key);
    return object;
}

/* "[2]" or "[vulnerability.id=CVE-2024-1]". */
static const Json *element(const Json *array, Str selector)
{
    size_t equals = str_find_char(selector, '=');
    Str want = str_slice(selector, equals + 1, selector.len);
    JsonIter iter = json_iter(array);
    uint64_t index = UINT64_MAX;
    const Json *value;
    Str key;

    if (equals == selector.len && !str_to_u64(selector, &index))
        test_fail("a place of no use: [%.*s]", STR_ARG(selector));
    for (uint64_t i = 0; json_next(&iter, &key, &value); i++)
        if (equals == selector.len
                ? i == index
                : str_eq(value_text(member(value, str_slice(selector, 0, equals))), want))
            return value;
    return NULL;
}

Str json_at(Str json, const char *place)
{
    const Json *at = parsed(json);
    Str rest = str_of(place), found;

    while (at && rest.len) {
        if (rest.ptr[0] == '[') {
            size_t end = str_find_char(rest, ']');
            at = element(at, str_slice(rest, 1, end));
            rest = str_slice(rest, end + 1, rest.len);
        } else {
            Str inner = str_slice(rest, rest.ptr[0] == '.', rest.len);
            size_t end = 0;
            while (end < inner.len && inner.ptr[end] != '.' && inner.ptr[end] != '[')
                end++;
            at = json_get(at, str_slice(inner, 0, end));
            rest = str_slice(inner, end, inner.len);
        }
    }
    found = value_text(at);
    /* a copy, because the next document takes its place */
    return str_of(test_keep(strndup(found.ptr ? found.ptr : "", found.len)));
}

void check_facts(Str json, const Fact *facts, size_t count)
{
    char why[2 * PLACE_BYTES];

    for (size_t i = 0; i < count; i++) {
        snprintf(why, sizeof why, "%s: %s", facts[i].place, facts[i].why ? facts[i].why : "");
        CHECK_STR(json_at(json, facts[i].place), str_of(facts[i].want), why);
    }
}

OwnRecord own_record(const char *name)
{
    OwnRecord world = { .db = NULL };

    snprintf(world.at, sizeof world.at, "%s/record-%s", process_folder(), name);
    return world;
}

/* The program reads its present from there. */
static void present(const char *time)
{
    char text[32];
    int64_t now_s;

    if (!date_parse_s(str_of(time), &now_s))
        test_fail("%s is no time", time);
    snprintf(text, sizeof text, "%" PRId64, now_s);
    setenv("SOURCE_DATE_EPOCH", text, 1);
}

ProcessResult own_run(const OwnRecord *world, const char *environment,
                      const char *const *words)
{
    const char *all[WORDS_MAX] = { NULL };
    ProcessResult result;
    size_t count = 0;

    for (; words[count]; count++)
        all[count] = words[count];
    all[count++] = "--record";
    all[count] = world->at;
    if (world->now)
        present(world->now);
    result = inro_words(STR(""), environment, all);
    if (world->now)
        unsetenv("SOURCE_DATE_EPOCH");
    return result;
}

Str ended(ProcessResult result, int status, int line)
{
    char where[400];

    snprintf(where, sizeof where, "line %d: %.*s", line, STR_ARG(str_slice(result.err, 0, 350)));
    CHECK_INT(result.status, status, where);
    return status >= 2 ? result.err : result.out;
}

Str own_done(ProcessResult result, int line)
{
    return ended(result, 0, line);
}

bool has(Str text, const char *part)
{
    return str_find(text, str_of(part)) < text.len;
}

void check_has(Str text, const char *part, bool want, const char *why, const char *file, int line)
{
    if (has(text, part) == want)
        return;
    printf("%.*s\n", STR_ARG(str_slice(text, 0, 4000)));
    test_check(false, part, why, file, line);
}
