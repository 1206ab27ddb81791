/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/json_scan.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <yyjson.h>

#define RULE_AFTER      STR("base.json-after")
#define RULE_BOM        STR("base.json-bom")
#define RULE_CHARACTER  STR("base.json-character")
#define RULE_DEPTH      STR("base.json-depth")
#define RULE_DOUBLE_KEY STR("base.json-double-key")
#define RULE_EMPTY      STR("base.json-empty")
#define RULE_END        STR("base.json-end")
#define RULE_LITERAL    STR("base.json-literal")
#define RULE_NUL        STR("base.json-nul")
#define RULE_NUMBER     STR("base.json-number")
#define RULE_STRING     STR("base.json-string")
#define RULE_STRUCTURE  STR("base.json-structure")
#define RULE_UTF8       STR("base.json-utf8")

#define BOM STR("\xEF\xBB\xBF")

enum {
    KEYS_PAIRWISE_MAX = 16, /* up to here comparing every pair is faster than hashing */
    PLACE_BYTES_MAX = 256,
    POOL_BYTES_MIN = 1 << 16,
};

/* The reader's own words for a failure, and ours. */
static const struct {
    yyjson_read_code code;
    Str rule;
} READ_RULES[] = {
    { YYJSON_READ_ERROR_EMPTY_CONTENT, STR_ROW("base.json-empty") },
    { YYJSON_READ_ERROR_UNEXPECTED_CONTENT, STR_ROW("base.json-after") },
    { YYJSON_READ_ERROR_UNEXPECTED_END, STR_ROW("base.json-end") },
    { YYJSON_READ_ERROR_UNEXPECTED_CHARACTER, STR_ROW("base.json-character") },
    { YYJSON_READ_ERROR_JSON_STRUCTURE, STR_ROW("base.json-structure") },
    { YYJSON_READ_ERROR_INVALID_NUMBER, STR_ROW("base.json-number") },
    { YYJSON_READ_ERROR_INVALID_STRING, STR_ROW("base.json-string") },
    { YYJSON_READ_ERROR_LITERAL, STR_ROW("base.json-literal") },
};

/* Room for the pointers of one large object's keys; reused from object to object. */
typedef struct {
    const Json **slot;
    size_t room;
} KeySet;

static void keys_done(KeySet *keys)
{
    free(keys->slot);
    *keys = (KeySet){ 0 };
}

/* What one parse is about: the text behind any byte order mark, and the values made of it. */
typedef struct {
    Str text;
    size_t skipped; /* bytes of the byte order mark */
    bool raw;       /* numbers stay text */
    bool in_place;  /* the text became the strings */
    bool has_nul;   /* the text writes one, if it is JSON */
    size_t depth_max;
    const yyjson_doc *doc;
    KeySet *keys;
    const Json *place; /* the object or string that was refused */
} Parse;

/* The library of 0.10 takes even what it only reads as writable. */
static Json *loose(const Json *json)
{
    return (Json *)(uintptr_t)json;
}

static bool is_str(const Json *json)
{
    return unsafe_yyjson_is_str(loose(json));
}

static bool is_object(const Json *json)
{
    return unsafe_yyjson_is_obj(loose(json));
}

static bool is_container(const Json *json)
{
    return unsafe_yyjson_is_ctn(loose(json));
}

static size_t len_of(const Json *json)
{
    return unsafe_yyjson_get_len(loose(json));
}

static const Json *next_value(const Json *json)
{
    return unsafe_yyjson_get_next(loose(json));
}

static Str key_text(const Json *key)
{
    return (Str){ unsafe_yyjson_get_str(loose(key)), len_of(key) };
}

/* Every string stays where it stood in the text, or in the one copy that the reader makes. */
static uint64_t string_byte(const Parse *parse, const Json *string)
{
    const char *front = parse->in_place ? parse->text.ptr : parse->doc->str_pool;

    return parse->skipped + (uint64_t)(key_text(string).ptr - front);
}

/* Where the text is no UTF-8, up to `at`, where reading failed. What was read in place before it
 * is spoiled, but the wrong byte is where the reader stops, or begins a character that the end of
 * the text cuts off. */
static size_t utf8_break(const Parse *parse, size_t at)
{
    Str text = parse->text;
    size_t lead = at;
    uint32_t code;

    if (!parse->in_place)
        return utf8_check(text);
    while (at == text.len && lead > 0 && at - lead < UTF8_BYTES_MAX - 1
           && (lead == at || ((unsigned char)text.ptr[lead] & 0xC0) == 0x80))
        lead--;
    if (lead < at && (unsigned char)text.ptr[lead] < 0xC0)
        return text.len;
    return utf8_decode(str_slice(text, lead, text.len), &code) ? text.len : lead;
}

static bool refuse_text(const Parse *parse, const yyjson_read_err *why, Err *err)
{
    size_t at = why->pos < parse->text.len ? why->pos : parse->text.len;
    Str rule = RULE_CHARACTER;
    size_t broken;

    if (why->code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
        return err_no_memory(err);
    for (size_t i = 0; i < ARRAY_LEN(READ_RULES); i++)
        if (READ_RULES[i].code == why->code)
            rule = READ_RULES[i].rule;
    broken = utf8_break(parse, at);
    if (broken <= at && broken < parse->text.len) {
        rule = RULE_UTF8;
        at = broken;
    }
    if (at == 0 && str_starts(parse->text, BOM))
        rule = RULE_BOM;
    err_set(err, ERR_SYNTAX, rule);
    return err_at(err, parse->skipped + at);
}

/* The values lie in document order, and `ends` holds where each open container stops. */
static bool walk_depth(const Json *at, const Json *stop, size_t depth_max, const Json **deepest)
{
    const Json *ends[JSON_DEPTH_MAX];
    size_t depth = 0;

    for (; at < stop; at++) {
        while (depth && at >= ends[depth - 1])
            depth--;
        if (!is_container(at))
            continue;
        *deepest = at;
        if (depth == depth_max)
            return false;
        ends[depth++] = next_value(at);
    }
    return true;
}

/* The reader has no depth limit, so the values are walked once, without recursion. Few values, or
 * few containers, cannot be deep: most records of feeds end here. */
static bool depth_holds(Parse *parse)
{
    const Json *root = parse->doc->root, *stop = root + parse->doc->val_read;
    size_t containers = 0;

    if (parse->doc->val_read <= parse->depth_max)
        return true;
    for (const Json *at = root; at < stop; at++)
        containers += is_container(at);
    return containers <= parse->depth_max
        || walk_depth(root, stop, parse->depth_max, &parse->place);
}

/* Where the text, which is known to be JSON, opens one container too many. */
static uint64_t depth_byte(const Parse *parse)
{
    Str text = parse->text;
    size_t depth = 0, at = 0;
    bool quoted = false;

    if (parse->in_place) {
        const Json *string = parse->place;
        while (string > parse->doc->root && !is_str(string))
            string--;
        return is_str(string) ? string_byte(parse, string) : parse->skipped;
    }
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (quoted && c == '\\')
            at++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
            break;
        else if (!quoted && (c == ']' || c == '}'))
            depth--;
    }
    return parse->skipped + at;
}

static bool keys_equal(const Json *a, const Json *b)
{
    return str_eq(key_text(a), key_text(b));
}

/* One of 64 bits by length, first and last byte: equal keys have the same, and in one object of an
 * ordinary document hardly two others do, so that most keys need no comparison. */
static uint64_t key_bit(const Json *key)
{
    Str text = key_text(key);
    size_t ends = text.len ? (unsigned char)text.ptr[0] * 5u
                                 + (unsigned char)text.ptr[text.len - 1] * 11u
                           : 0;

    return (uint64_t)1 << (text.len * 3 + ends) % 64;
}

static const Json *doubled_pairwise(const Json *object, size_t count)
{
    const Json *keys[KEYS_PAIRWISE_MAX], *key = object + 1;
    uint64_t seen = 0;

    for (size_t i = 0; i < count; i++, key = next_value(key + 1)) {
        uint64_t bit = key_bit(key);

        for (size_t j = 0; seen & bit && j < i; j++)
            if (keys_equal(keys[j], key))
                return key;
        seen |= bit;
        keys[i] = key;
    }
    return NULL;
}

/* A stranger chooses the keys, so the order of the slots must not be his to choose: the seed is
 * the sixteen random bytes the kernel gives every process. It never shows in a result. */
static uint64_t hash_seed(void)
{
    static const uint64_t none;
    uintptr_t random = getauxval(AT_RANDOM);
    uint64_t seed;

    memcpy(&seed, random ? (const void *)random : &none, sizeof seed);
    return seed;
}

static bool keys_reserve(KeySet *keys, size_t count)
{
    size_t room = keys->room ? keys->room : 64;
    const Json **grown;

    while (room < 2 * count)
        room *= 2;
    if (room > keys->room) {
        grown = realloc(keys->slot, room * sizeof *grown);
        if (!grown)
            return false;
        *keys = (KeySet){ grown, room };
    }
    return true;
}

static const Json *doubled_hashed(KeySet *keys, const Json *object, size_t count)
{
    const Json *key = object + 1;
    uint64_t seed = hash_seed();
    size_t mask = 64;

    while (mask < 2 * count)
        mask *= 2;
    memset(keys->slot, 0, mask-- * sizeof *keys->slot);
    for (size_t i = 0; i < count; i++, key = next_value(key + 1)) {
        Str text = key_text(key);
        size_t at = (size_t)hash_xxh3(text, seed) & mask;

        for (; keys->slot[at]; at = (at + 1) & mask)
            if (keys_equal(keys->slot[at], key))
                return key;
        keys->slot[at] = key;
    }
    return NULL;
}

static bool keys_unique(Parse *parse, const Json **key, Err *err)
{
    const Json *at = parse->doc->root, *stop = at + parse->doc->val_read;

    for (*key = NULL; at < stop && !*key; at++) {
        size_t count = len_of(at);

        if (!is_object(at) || count < 2)
            continue;
        if (count > KEYS_PAIRWISE_MAX && !keys_reserve(parse->keys, count))
            return err_no_memory(err);
        *key = count > KEYS_PAIRWISE_MAX ? doubled_hashed(parse->keys, at, count)
                                         : doubled_pairwise(at, count);
        parse->place = at;
    }
    return true;
}

/* The steps from the root to parse->place, such as components[3].hashes. */
static bool refuse_place(const Parse *parse, Err *err)
{
    const Json *at = parse->doc->root, *value;
    CLEANUP(buf_done) Buf place = buf_new(PLACE_BYTES_MAX);

    while (at != parse->place) {
        JsonIter iter = json_iter(at);
        Str key = { 0 };
        size_t i = 0;

        if (!iter.left)
            break;
        for (; json_next(&iter, &key, &value); i++)
            if (parse->place < next_value(value))
                break;
        if (parse->place < value) /* it is the key itself */
            break;
        if (is_object(at))
            buf_printf(&place, "%s%.*s", buf_str(&place).len ? "." : "", STR_ARG(key));
        else
            buf_printf(&place, "[%zu]", i);
        at = value;
    }
    return buf_str(&place).len ? err_in(err, "%.*s", STR_ARG(buf_str(&place))) : false;
}

/* A NUL can only come from the escape, and hardly any document writes it. */
static bool nul_absent(Parse *parse, Err *err)
{
    const Json *at = parse->doc->root, *stop = at + parse->doc->val_read;

    if (!parse->has_nul)
        return true;
    for (; at < stop; at++)
        if (is_str(at) && str_find_char(key_text(at), '\0') < key_text(at).len) {
            parse->place = at;
            err_set(err, ERR_STRUCTURE, RULE_NUL);
            err_at(err, string_byte(parse, at));
            return refuse_place(parse, err);
        }
    return true;
}

static bool check_values(Parse *parse, unsigned flags, Err *err)
{
    const Json *key = NULL;

    if (!depth_holds(parse)) {
        err_set(err, ERR_LIMIT, RULE_DEPTH);
        return err_at(err, depth_byte(parse));
    }
    if (!nul_absent(parse, err))
        return false;
    if (flags & JSON_UNIQUE_KEYS && !keys_unique(parse, &key, err))
        return false;
    if (!key)
        return true;
    err_set(err, ERR_STRUCTURE, RULE_DOUBLE_KEY, key_text(key));
    err_at(err, string_byte(parse, key));
    return refuse_place(parse, err);
}

/* JSON text holds the escape of NUL; a backslash takes the byte behind it. */
static bool writes_nul(Str text)
{
    size_t at;

    while ((at = str_find_char(text, '\\')) < text.len) {
        text = str_slice(text, at + 1, text.len);
        if (str_starts(text, STR("u0000")))
            return true;
        text = str_slice(text, 1, text.len);
    }
    return false;
}

static Parse parse_begin(Str text, unsigned flags, KeySet *keys)
{
    Parse parse = { .text = text, .raw = flags & JSON_RAW_NUMBERS, .keys = keys,
                    .depth_max = JSON_DEPTH_MAX };

    if (flags & JSON_ALLOW_BOM && str_starts(text, BOM)) {
        parse.skipped = BOM.len;
        parse.text = str_slice(text, BOM.len, text.len);
    }
    parse.has_nul = flags & JSON_NO_NUL && writes_nul(parse.text);
    return parse;
}

/* Numbers past a double stay text, so that a document is not refused for one nobody asks for. */
static bool parse_with(Parse *parse, const yyjson_alc *alc, yyjson_read_err *why)
{
    yyjson_read_flag how = (parse->raw ? YYJSON_READ_NUMBER_AS_RAW : YYJSON_READ_BIGNUM_AS_RAW)
        | (parse->in_place ? YYJSON_READ_INSITU : 0);

    *why = (yyjson_read_err){ .code = YYJSON_READ_ERROR_EMPTY_CONTENT };
    if (parse->text.len)
        parse->doc = yyjson_read_opts((char *)(uintptr_t)parse->text.ptr, parse->text.len, how, alc,
                                      why);
    return parse->doc != NULL;
}

static void *alc_take(void *arena, size_t size)
{
    return arena_alloc_raw(arena, size);
}

static void *alc_grow(void *arena, void *at, size_t old, size_t size)
{
    return arena_grow(arena, at, old, size);
}

static void alc_keep(void *arena, void *at)
{
    (void)arena;
    (void)at;
}

static bool parse_into(Parse *parse, unsigned flags, Arena *arena, const Json **out, Err *err)
{
    const yyjson_alc alc = { alc_take, alc_grow, alc_keep, arena };
    yyjson_read_err why;

    if (!parse_with(parse, &alc, &why))
        return refuse_text(parse, &why, err);
    if (!check_values(parse, flags, err))
        return false;
    *out = parse->doc->root;
    return true;
}

bool json_parse(Str text, unsigned flags, Arena *arena, const Json **out, Err *err)
{
    CLEANUP(keys_done) KeySet keys = { 0 };
    Parse parse = parse_begin(text, flags, &keys);

    return parse_into(&parse, flags, arena, out, err);
}

bool json_parse_in_place(Str text, unsigned flags, Arena *values, const Json **out, Err *err)
{
    CLEANUP(keys_done) KeySet keys = { 0 };
    Parse parse = parse_begin(text, flags, &keys);

    parse.in_place = true;
    return parse_into(&parse, flags, values, out, err);
}

struct JsonPool {
    void *block;
    size_t size;
    KeySet keys;
};

JsonPool *json_pool_new(void)
{
    return calloc(1, sizeof(JsonPool));
}

void json_pool_free(JsonPool *pool)
{
    if (!pool)
        return;
    free(pool->block);
    keys_done(&pool->keys);
    free(pool);
}

static bool pool_reserve(JsonPool *pool, size_t need)
{
    size_t size = pool->size ? pool->size : POOL_BYTES_MIN;
    void *block;

    if (need <= pool->size)
        return true;
    while (size < need)
        size *= 2;
    block = malloc(size);
    if (!block)
        return false;
    free(pool->block);
    pool->block = block;
    pool->size = size;
    return true;
}

/* The reader's memory, when it is to read `len` bytes. */
static bool pool_begin(JsonPool *pool, size_t len, yyjson_alc *alc)
{
    size_t need = yyjson_read_max_memory_usage(len, YYJSON_READ_BIGNUM_AS_RAW);

    return len <= SIZE_MAX / 32 && pool_reserve(pool, need + POOL_BYTES_MIN / 2)
        && yyjson_alc_pool_init(alc, pool->block, pool->size);
}

/* The reader guesses its need from the length and grows when it guessed too low; a block of the
 * largest need is only address space until it is touched. */
bool json_pool_parse(JsonPool *pool, Str text, unsigned flags, const Json **out, Err *err)
{
    Parse parse = parse_begin(text, flags, &pool->keys);
    yyjson_read_err why;
    yyjson_alc alc;

    if (!pool_begin(pool, text.len, &alc))
        return err_no_memory(err);
    if (!parse_with(&parse, &alc, &why))
        return refuse_text(&parse, &why, err);
    if (!check_values(&parse, flags, err))
        return false;
    *out = parse.doc->root;
    return true;
}

/* ---- elements ---- */

/* A window of the text is copied, and spoiled as objects are read where they lie:
 *
 *     text     … {read} , {read} , {next} , {cut off at the window's en…
 *     window      ────────────────────────────────────────────────────
 *
 * What the window cuts off begins the next one, which is larger when it held nothing else. */
struct JsonElements {
    Str text;
    unsigned flags;
    size_t around;
    size_t at;         /* in the text: what was read so far       */
    size_t begin, len; /* of the window, in the text              */
    size_t room;
    char *window;      /* room + YYJSON_PADDING_SIZE bytes        */
    bool has_nul;
    bool first;        /* no comma stands before the next element */
    JsonPool pool;
};

enum { WINDOW_BYTES = 1 << 15 };

JsonElements *json_elements_new(Str text, size_t at, unsigned flags, size_t around)
{
    JsonElements *elements = calloc(1, sizeof *elements);

    assert(at <= text.len && around < JSON_DEPTH_MAX);
    if (elements) {
        elements->text = text;
        elements->flags = flags;
        elements->around = around;
        elements->at = elements->begin = at;
        elements->first = true;
    }
    return elements;
}

void json_elements_free(JsonElements *elements)
{
    if (!elements)
        return;
    free(elements->window);
    free(elements->pool.block);
    keys_done(&elements->pool.keys);
    free(elements);
}

size_t json_elements_at(const JsonElements *elements)
{
    return elements->at;
}

/* A window that begins at elements->at and has twice the room when it began there before. */
static bool window_fill(JsonElements *elements)
{
    bool grow = elements->begin == elements->at && elements->window;
    size_t room = grow ? 2 * elements->room : elements->room ? elements->room : WINDOW_BYTES;
    char *window = elements->window;

    if (room > elements->room) {
        window = realloc(window, room + YYJSON_PADDING_SIZE);
        if (!window)
            return false;
        elements->window = window;
        elements->room = room;
    }
    elements->begin = elements->at;
    elements->len = elements->text.len - elements->at;
    elements->len = elements->len < room ? elements->len : room;
    memcpy(window, elements->text.ptr + elements->begin, elements->len);
    memset(window + elements->len, 0, YYJSON_PADDING_SIZE);
    elements->has_nul = elements->flags & JSON_NO_NUL && writes_nul((Str){ window, elements->len });
    return true;
}

/* Reads the object at elements->at, when the window holds all of it. */
static bool object_parse(JsonElements *elements, Parse *parse, yyjson_read_err *why)
{
    size_t from = elements->at - elements->begin;
    yyjson_alc alc;

    parse->text = (Str){ elements->window + from, elements->len - from };
    parse->has_nul = elements->has_nul;
    *why = (yyjson_read_err){ .code = YYJSON_READ_ERROR_MEMORY_ALLOCATION };
    if (!pool_begin(&elements->pool, parse->text.len, &alc))
        return false;
    parse->doc = yyjson_read_opts((char *)(uintptr_t)parse->text.ptr, parse->text.len,
                                  YYJSON_READ_BIGNUM_AS_RAW | YYJSON_READ_INSITU
                                      | YYJSON_READ_STOP_WHEN_DONE,
                                  &alc, why);
    return parse->doc != NULL;
}

static bool object_read(JsonElements *elements, const Json **out, Err *err)
{
    Parse parse = { .in_place = true, .keys = &elements->pool.keys,
                    .depth_max = JSON_DEPTH_MAX - elements->around };
    yyjson_read_err why = { .code = YYJSON_READ_ERROR_UNEXPECTED_END };
    bool inside = elements->at < elements->begin + elements->len;

    while (!inside || !object_parse(elements, &parse, &why)) {
        if (inside && (why.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION
                       || elements->begin + elements->len == elements->text.len))
            return refuse_text(&parse, &why, err);
        if (!window_fill(elements))
            return err_no_memory(err);
        inside = true;
    }
    elements->at += parse.doc->dat_read;
    *out = parse.doc->root;
    return check_values(&parse, elements->flags, err);
}

bool json_elements_next(JsonElements *elements, const Json **out, Err *err)
{
    const char *end = elements->text.ptr + elements->text.len;
    const char *at = json_skip_space(elements->text.ptr + elements->at, end);

    if (at < end && !elements->first && *at == ',')
        at = json_skip_space(at + 1, end);
    else if (at < end && *at == ']') {
        elements->at = (size_t)(at - elements->text.ptr);
        *out = NULL;
        return true;
    } else if (!elements->first)
        return err_set(err, ERR_SYNTAX, RULE_CHARACTER);
    if (at == end || *at != '{')
        return err_set(err, ERR_SYNTAX, RULE_CHARACTER);
    elements->first = false;
    elements->at = (size_t)(at - elements->text.ptr);
    return object_read(elements, out, err);
}

bool json_elements_settle(const JsonElements *elements, Str *string, Arena *arena)
{
    size_t at = (size_t)((uintptr_t)string->ptr - (uintptr_t)elements->window);
    const char *there = elements->text.ptr + elements->begin + at;

    if (!string->len || at >= elements->len)
        return true; /* it lies elsewhere */
    assert(at + string->len < elements->len); /* its closing quote is in the window */
    if (memcmp(there, string->ptr, string->len) != 0 || there[string->len] != '"')
        return arena_copy(arena, *string, string);
    string->ptr = there;
    return true;
}

JsonKind json_kind(const Json *json)
{
    static const JsonKind KINDS[] = {
        [YYJSON_TYPE_NONE] = JSON_NULL,   [YYJSON_TYPE_RAW] = JSON_NUMBER,
        [YYJSON_TYPE_NULL] = JSON_NULL,   [YYJSON_TYPE_BOOL] = JSON_BOOL,
        [YYJSON_TYPE_NUM] = JSON_NUMBER,  [YYJSON_TYPE_STR] = JSON_STRING,
        [YYJSON_TYPE_ARR] = JSON_ARRAY,   [YYJSON_TYPE_OBJ] = JSON_OBJECT,
    };

    return json ? KINDS[unsafe_yyjson_get_type(loose(json))] : JSON_NULL;
}

bool json_is_str(const Json *json)
{
    return json && is_str(json);
}

Str json_str(const Json *json)
{
    return json_is_str(json) ? key_text(json) : (Str){ NULL, 0 };
}

bool json_bool(const Json *json)
{
    return json && unsafe_yyjson_is_true(loose(json));
}

bool json_i64(const Json *json, int64_t *out)
{
    if (!json || !unsafe_yyjson_is_int(loose(json)))
        return false;
    if (unsafe_yyjson_is_uint(loose(json)) && unsafe_yyjson_get_uint(loose(json)) > INT64_MAX)
        return false;
    *out = unsafe_yyjson_get_sint(loose(json));
    return true;
}

bool json_u64(const Json *json, uint64_t *out)
{
    if (!json || !unsafe_yyjson_is_uint(loose(json)))
        return false;
    *out = unsafe_yyjson_get_uint(loose(json));
    return true;
}

bool json_double(const Json *json, double *out)
{
    if (!json || !unsafe_yyjson_is_num(loose(json)))
        return false;
    *out = unsafe_yyjson_get_num(loose(json));
    return true;
}

Str json_raw_number(const Json *json)
{
    if (!json || unsafe_yyjson_get_type(loose(json)) != YYJSON_TYPE_RAW)
        return (Str){ NULL, 0 };
    return (Str){ unsafe_yyjson_get_raw(loose(json)), len_of(json) };
}

size_t json_count(const Json *json)
{
    return json && is_container(json) ? len_of(json) : 0;
}

JsonIter json_iter(const Json *json)
{
    if (!json || !is_container(json))
        return (JsonIter){ 0 };
    return (JsonIter){ json + 1, len_of(json), is_object(json) };
}

bool json_next(JsonIter *iter, Str *key, const Json **value)
{
    if (!iter->left)
        return false;
    *key = iter->object ? key_text(iter->at) : (Str){ NULL, 0 };
    *value = iter->at + iter->object;
    iter->at = next_value(*value);
    iter->left--;
    return true;
}

const Json *json_get(const Json *object, Str key)
{
    JsonIter iter = json_iter(object);
    const Json *value;
    Str found;

    if (!iter.object)
        return NULL;
    while (json_next(&iter, &found, &value))
        if (str_eq(found, key))
            return value;
    return NULL;
}
