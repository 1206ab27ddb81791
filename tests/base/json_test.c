/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/json.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { CAP = 64 << 20 };

/* The standard leaves these to each parser (corpus/json-robustness, i_*); we answer: */
static const struct {
    const char *name;
    bool accepted;
    const char *why;
} FREE_CHOICES[] = {
    { "i_number_double_huge_neg_exp", true, "rounds to zero" },
    { "i_number_huge_exp", true, "kept as text, refused where a number is used" },
    { "i_number_neg_int_huge_exp", true, "kept as text" },
    { "i_number_pos_double_huge_exp", true, "kept as text" },
    { "i_number_real_neg_overflow", true, "kept as text" },
    { "i_number_real_pos_overflow", true, "kept as text" },
    { "i_number_real_underflow", true, "rounds to zero" },
    { "i_number_too_big_neg_int", true, "kept as text" },
    { "i_number_too_big_pos_int", true, "kept as text" },
    { "i_number_very_big_negative_int", true, "kept as text" },
    { "i_object_key_lone_2nd_surrogate", false, "lone surrogates are no characters" },
    { "i_string_1st_surrogate_but_2nd_missing", false, "lone surrogate" },
    { "i_string_1st_valid_surrogate_2nd_invalid", false, "lone surrogate" },
    { "i_string_UTF-16LE_with_BOM", false, "not UTF-8" },
    { "i_string_UTF-8_invalid_sequence", false, "not UTF-8" },
    { "i_string_UTF8_surrogate_U+D800", false, "not UTF-8" },
    { "i_string_incomplete_surrogate_and_escape_valid", false, "lone surrogate" },
    { "i_string_incomplete_surrogate_pair", false, "lone surrogate" },
    { "i_string_incomplete_surrogates_escape_valid", false, "lone surrogate" },
    { "i_string_invalid_lonely_surrogate", false, "lone surrogate" },
    { "i_string_invalid_surrogate", false, "lone surrogate" },
    { "i_string_invalid_utf-8", false, "not UTF-8" },
    { "i_string_inverted_surrogates_U+1D11E", false, "lone surrogate" },
    { "i_string_iso_latin_1", false, "not UTF-8" },
    { "i_string_lone_second_surrogate", false, "lone surrogate" },
    { "i_string_lone_utf8_continuation_byte", false, "not UTF-8" },
    { "i_string_not_in_unicode_range", false, "not UTF-8" },
    { "i_string_overlong_sequence_2_bytes", false, "not UTF-8" },
    { "i_string_overlong_sequence_6_bytes", false, "not UTF-8" },
    { "i_string_overlong_sequence_6_bytes_null", false, "not UTF-8" },
    { "i_string_truncated-utf-8", false, "not UTF-8" },
    { "i_string_utf16BE_no_BOM", false, "not UTF-8" },
    { "i_string_utf16LE_no_BOM", false, "not UTF-8" },
    { "i_structure_500_nested_arrays", false, "deeper than JSON_DEPTH_MAX" },
    { "i_structure_UTF-8_BOM_empty_object", false, "a byte order mark needs JSON_ALLOW_BOM" },
};

/* A copy as io_read_all would leave it; the caller frees it. The old text is freed. */
static Str padded(Str text)
{
    char *copy = calloc(1, text.len + IO_PAD_BYTES);

    if (text.len)
        memcpy(copy, text.ptr, text.len);
    free((char *)(uintptr_t)text.ptr);
    return (Str){ copy, text.len };
}

static bool corpus_wants(const char *file)
{
    for (size_t i = 0; i < ARRAY_LEN(FREE_CHOICES); i++)
        if (strncmp(file, FREE_CHOICES[i].name, strlen(FREE_CHOICES[i].name)) == 0
            && strcmp(file + strlen(FREE_CHOICES[i].name), ".json") == 0)
            return FREE_CHOICES[i].accepted;
    if (file[0] == 'i')
        test_fail("%s: has no row in FREE_CHOICES", file);
    return file[0] == 'y';
}

TEST(every_verdict_of_the_robustness_corpus_holds)
{
    char folder[512], path[1024];
    int counts[128] = { 0 };
    struct dirent *entry;
    DIR *dir;

    snprintf(folder, sizeof folder, "%s", TEST_SHARED("corpus/json-robustness/test_parsing"));
    dir = opendir(folder);
    CHECK(dir, "the folder opens");
    while ((entry = readdir(dir))) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        JsonPool *pool;
        const Json *json;
        Err err = { 0 };
        bool whole, pooled, placed;
        Str text;

        if (entry->d_name[0] == '.')
            continue;
        pool = json_pool_new();
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        text = test_file(path);
        pooled = json_pool_parse(pool, text, JSON_PLAIN, &json, &err);
        whole = json_parse(text, JSON_PLAIN, &arena, &json, &err);
        CHECK_INT(whole, corpus_wants(entry->d_name), entry->d_name);
        CHECK_INT(pooled, whole, "a pool gives the same verdict");
        text = padded(text);
        placed = json_parse_in_place(text, JSON_PLAIN, &arena, &json, &err);
        CHECK_INT(placed, whole, "so does parsing in place");
        CHECK(whole || err.byte <= text.len, "a refusal names a byte of the text");
        counts[(unsigned char)entry->d_name[0] & 127]++;
        json_pool_free(pool);
        free((char *)(uintptr_t)text.ptr);
    }
    closedir(dir);
    CHECK_INT(counts['y'], 95, "accepted by the standard");
    CHECK_INT(counts['n'], 188, "refused by the standard");
    CHECK_INT(counts['i'], ARRAY_LEN(FREE_CHOICES), "left to us");
}

enum { STRICT = JSON_UNIQUE_KEYS | JSON_NO_NUL };

static const struct {
    const char *text;
    unsigned flags;
    const char *message;
} REFUSALS[] = {
    { "", 0, "at byte 0: there is no JSON here: the text is empty" },
    { " ", 0, "at byte 0: there is no JSON here: the text is empty" },
    { "[1,2", 0, "at byte 4: the JSON ends too early" },
    { "{\"a\":\"b", 0, "at byte 7: the JSON ends too early" },
    { "{} x", 0, "at byte 3: text stands after the JSON value" },
    { "[1,]", 0, "at byte 2: a JSON object or array is not written correctly here" },
    { "[truE]", 0, "at byte 1: only true, false and null may be written as words in JSON" },
    { "[01]", 0, "at byte 1: this is not a JSON number" },
    { "[\"\\x\"]", 0, "at byte 3: this JSON string holds a control character or a wrong escape" },
    { "[\"a\tb\"]", 0, "at byte 3: this JSON string holds a control character or a wrong escape" },
    { "[\"ab\xFF\"]", 0, "at byte 4: the text is not UTF-8" },
    { "[\"\\n\xE3\x81", 0, "at byte 4: the text is not UTF-8" },
    { "[\"\\n\xC3\xA9", 0, "at byte 6: the JSON ends too early" },
    { "[\"\\n\xE3\x81\x82", 0, "at byte 7: the JSON ends too early" },
    { "\xFF\xFE[\0]\0", 0, "at byte 0: the text is not UTF-8" },
    { "\xEF\xBB\xBF{}", 0, "at byte 0: a byte order mark (BOM) stands before the JSON" },
    { "\xEF\xBB\xBF{} x", JSON_ALLOW_BOM, "at byte 6: text stands after the JSON value" },
    { "\xEF\xBB\xBF", JSON_ALLOW_BOM, "at byte 3: there is no JSON here: the text is empty" },
    { "\xEF\xBB\xBF\xEF\xBB\xBF{}", JSON_ALLOW_BOM,
      "at byte 3: a byte order mark (BOM) stands before the JSON" },
    { "{\"a\":1,\"a\":2}", STRICT, "at byte 8: the key \"a\" stands twice in one object" },
    { "{\"a\":1,\"\\u0061\":2}", STRICT, "at byte 8: the key \"a\" stands twice in one object" },
    { "{\"components\":[1,2,{\"x\":{}},{\"name\":\"q\",\"name\":\"r\"}]}", STRICT,
      "components[3]: at byte 41: the key \"name\" stands twice in one object" },
    { "[[],{\"a\":[{\"b\":{\"c\":[0,{\"d\":0,\"d\":0}]}}]}]", STRICT,
      "[1].a[0].b.c[1]: at byte 31: the key \"d\" stands twice in one object" },
    { "{\"a\":[\"x\\u0000y\"]}", STRICT,
      "a[0]: at byte 7: a JSON string holds the character NUL (\\u0000)" },
    { "{\"a\\u0000\":1}", STRICT, "at byte 2: a JSON string holds the character NUL (\\u0000)" },
};

static void check_in_place(const char *text, unsigned flags, const char *wanted)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    char copy[256] = { 0 }, message[ERR_TEXT_BYTES];
    const Json *json = NULL;
    Err err = { 0 };

    memcpy(copy, text, strlen(text));
    CHECK(!json_parse_in_place((Str){ copy, strlen(text) }, flags, &arena, &json, &err), text);
    CHECK_STR(str_of(err_text(&err, LANG_EN, message, sizeof message)), str_of(wanted),
              "in place as well");
}

TEST(a_refusal_names_place_byte_and_rule)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        const Json *json = NULL;
        char message[ERR_TEXT_BYTES];
        Err err = { 0 };

        CHECK(!json_parse(str_of(REFUSALS[i].text), REFUSALS[i].flags, &arena, &json, &err),
              REFUSALS[i].text);
        CHECK_STR(str_of(err_text(&err, LANG_EN, message, sizeof message)),
                  str_of(REFUSALS[i].message), REFUSALS[i].text);
        check_in_place(REFUSALS[i].text, REFUSALS[i].flags, REFUSALS[i].message);
        CHECK(json == NULL, "nothing is written on failure");
    }
}

static const struct {
    const char *text;
    unsigned flags;
    const char *why;
} ACCEPTED[] = {
    { "\xEF\xBB\xBF{}", JSON_ALLOW_BOM, "one byte order mark may be skipped" },
    { "{\"a\":1,\"a\":2}", JSON_PLAIN, "feeds are not searched for double keys" },
    { "{\"a\":\"\\u0000\"}", JSON_PLAIN, "feeds are not searched for NUL" },
    { "{\"a\":\"\\\\u0000\"}", STRICT, "a backslash before u0000 is no NUL" },
    { "{\"a\":{\"b\":1},\"b\":{\"a\":1}}", STRICT, "the same key in two objects is fine" },
    { "{\"e\u0301\":1,\"\u00e9\":2}", STRICT, "keys are compared as bytes, not as looks" },
    { " [1e999] ", STRICT, "a number too large is only refused where it is used" },
};

TEST(what_may_stand_in_a_document)
{
    for (size_t i = 0; i < ARRAY_LEN(ACCEPTED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        const Json *json;
        Err err = { 0 };

        CHECK_OK(json_parse(str_of(ACCEPTED[i].text), ACCEPTED[i].flags, &arena, &json, &err),
                 &err);
    }
}

static Str nested(Buf *buf, int depth)
{
    buf_clear(buf);
    for (int i = 0; i < depth; i++)
        buf_add(buf, i % 2 ? STR("[\"]]\",") : STR("{\"[\\\"[\":"));
    buf_add(buf, STR("[]"));
    for (int i = depth; i-- > 0;)
        buf_add(buf, i % 2 ? STR("]") : STR("}"));
    return buf_str(buf);
}

TEST(depth_is_limited_and_the_byte_is_named)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    const Json *json;
    uint64_t at;
    Str text;
    Err err = { 0 };

    CHECK_OK(json_parse(nested(&buf, JSON_DEPTH_MAX - 1), 0, &arena, &json, &err), &err);
    CHECK(!json_parse(nested(&buf, JSON_DEPTH_MAX), 0, &arena, &json, &err), "one too deep");
    CHECK_INT(err.code, ERR_LIMIT, "it is a limit");
    CHECK_STR(err.rule, STR("base.json-depth"), "its rule");
    CHECK_STR(str_slice(buf_str(&buf), err.byte, err.byte + 2), STR("[]"), "the innermost one");
    at = err.byte;
    CHECK(!json_parse(nested(&buf, 1000000), 0, &arena, &json, &err), "a million levels");
    nested(&buf, JSON_DEPTH_MAX);
    buf_add(&buf, (Str){ "\0\0\0\0\0\0\0\0", IO_PAD_BYTES });
    text = str_slice(buf_str(&buf), 0, buf_str(&buf).len - IO_PAD_BYTES);
    CHECK(!json_parse_in_place(text, 0, &arena, &json, &err), "in place");
    CHECK_STR(err.rule, STR("base.json-depth"), "by the same rule");
    CHECK(err.byte > 0 && err.byte < at, "near the place");
}

static Str keys_text(Buf *buf, int count, int doubled)
{
    buf_clear(buf);
    buf_char(buf, '[');
    for (int i = 0; i < count; i++)
        buf_printf(buf, "%s\"key%d\":%d", i ? "," : "{", i == count - 1 ? doubled : i, i);
    buf_add(buf, STR("}]"));
    return buf_str(buf);
}

TEST(a_doubled_key_is_found_among_few_and_many)
{
    static const int COUNTS[] = { 2, 3, 16, 17, 18, 64, 65, 1000, 100000 };
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    JsonPool *pool = json_pool_new();

    for (size_t i = 0; i < ARRAY_LEN(COUNTS); i++) {
        int count = COUNTS[i];
        const Json *json;
        Err err = { 0 };

        CHECK_OK(json_pool_parse(pool, keys_text(&buf, count, count), STRICT, &json, &err), &err);
        CHECK(!json_pool_parse(pool, keys_text(&buf, count, count / 2 - 1), STRICT, &json, &err),
              "the last key repeats one in the middle");
        CHECK_STR(str_of(err.path), STR("[0]: "), "the object is named");
        CHECK_STR(str_slice(buf_str(&buf), err.byte, err.byte + 3), STR("key"), "its byte too");
    }
    json_pool_free(pool);
}

TEST(values_are_read_by_kind)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    static const char TEXT[] = "{\"n\":null,\"t\":true,\"i\":-7,\"u\":18446744073709551615,"
                               "\"d\":1.5,\"s\":\"x\\u00e9\\n\",\"a\":[1,[2],3],\"big\":1e999,"
                               "\"o\":{}}";
    const Json *json, *value;
    int64_t number = 42, sum = 0;
    uint64_t natural;
    double real = 0;
    JsonIter iter;
    Err err = { 0 };
    Str key;

    CHECK_OK(json_parse(str_of(TEXT), STRICT, &arena, &json, &err), &err);
    CHECK_INT(json_kind(json), JSON_OBJECT, "the root");
    CHECK_INT(json_count(json), 9, "its members");
    CHECK_INT(json_kind(json_get(json, STR("n"))), JSON_NULL, "null");
    CHECK_INT(json_kind(NULL), JSON_NULL, "absent counts as null");
    CHECK(json_bool(json_get(json, STR("t"))), "true");
    CHECK(json_i64(json_get(json, STR("i")), &number) && number == -7, "a negative integer");
    CHECK(!json_i64(json_get(json, STR("u")), &number), "too large for int64");
    CHECK(!json_i64(json_get(json, STR("d")), &number), "not an integer");
    CHECK(json_u64(json_get(json, STR("u")), &natural) && natural > INT64_MAX, "not for uint64");
    CHECK(!json_u64(json_get(json, STR("i")), &natural), "below zero");
    CHECK_INT(number, -7, "untouched on failure");
    CHECK(json_double(json_get(json, STR("d")), &real) && real > 1.4 && real < 1.6, "a double");
    CHECK(json_double(json_get(json, STR("i")), &real) && real < -6.9, "integers are doubles too");
    CHECK_INT(json_kind(json_get(json, STR("big"))), JSON_NUMBER, "a number, however large");
    CHECK(!json_double(json_get(json, STR("big")), &real), "but no double");
    CHECK_STR(json_str(json_get(json, STR("s"))), STR("x\xC3\xA9\n"), "escapes are undone");
    CHECK_STR(json_str(json_get(json, STR("i"))), STR(""), "a number is no string");
    CHECK(!json_is_str(json_get(json, STR("absent"))), "absent is no string");
    CHECK_INT(json_count(json_get(json, STR("s"))), 0, "a string holds nothing");
    for (iter = json_iter(json_get(json, STR("a"))); json_next(&iter, &key, &value); number = 0)
        if (json_i64(value, &number))
            sum += number;
    CHECK_INT(sum, 4, "an array is walked past inner arrays");
    iter = json_iter(json_get(json, STR("o")));
    CHECK(!json_next(&iter, &key, &value), "an empty object");
    CHECK(!json_get(value, STR("x")), "no member in what is no object");
}

TEST(a_pool_forgets_one_record_and_takes_the_next)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    JsonPool *pool = json_pool_new();
    const Json *json;
    Err err = { 0 };

    for (int count = 1; count < 300000; count *= 3) {
        buf_clear(&buf);
        for (int i = 0; i < count; i++)
            buf_printf(&buf, "%s%d", i ? "," : "[", i % 10);
        buf_char(&buf, ']');
        CHECK_OK(json_pool_parse(pool, buf_str(&buf), STRICT, &json, &err), &err);
        CHECK_INT(json_count(json), count, "denser than any guess");
        CHECK_OK(json_pool_parse(pool, STR("{\"a\":1}"), STRICT, &json, &err), &err);
        CHECK_INT(json_count(json), 1, "a small one after a large one");
    }
    json_pool_free(pool);
    json_pool_free(NULL);
}

TEST(without_room_parsing_fails_as_a_limit)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Str text = keys_text(&buf, 1000, 1000);
    size_t cap = 0;
    Err err = { 0 };
    bool done = false;

    for (; !done; cap += 997) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        const Json *json;

        done = json_parse(text, STRICT, &arena, &json, &err);
        CHECK(done || err.code == ERR_LIMIT, "no memory is a limit");
    }
    CHECK(cap < 16 * text.len, "and some room is enough");
}

TEST(numbers_can_be_kept_as_they_were_written)
{
    static const Str ROWS[] = {
        STR_ROW("1"), STR_ROW("1.0"), STR_ROW("-0"), STR_ROW("1e5"), STR_ROW("0.1000"),
        STR_ROW("123456789012345678901234567890.5E-3"),
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const Json *json;
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_OK(json_parse(ROWS[i], JSON_RAW_NUMBERS, &arena, &json, &err), &err);
        CHECK_INT(json_kind(json), JSON_NUMBER, "still a number");
        CHECK_STR(json_raw_number(json), ROWS[i], "byte for byte");
    }
    CHECK_OK(json_parse(STR("1"), JSON_PLAIN, &arena, &json, &err), &err);
    CHECK(json_raw_number(json).len == 0, "not asked for");
    CHECK(!json_parse(STR("01"), JSON_RAW_NUMBERS, &arena, &json, &err), "the grammar holds");
}

TEST(strings_in_place_outlive_the_values)
{
    char text[] = "{\"name\":\"a\\u00e9\\n\",\"b\":[\"c\"]}\0\0\0\0\0\0\0";
    Arena values = arena_new(CAP);
    const Json *json;
    Err err = { 0 };
    Str name;

    CHECK_OK(json_parse_in_place((Str){ text, sizeof text - IO_PAD_BYTES }, STRICT, &values, &json,
                                 &err), &err);
    name = json_str(json_get(json, STR("name")));
    arena_done(&values);
    CHECK(name.ptr > text && name.ptr < text + sizeof text, "it stands in the text");
    CHECK_STR(name, STR("a\xC3\xA9\n"), "unescaped");
}

/* ---- elements ---- */

static void elements_free(JsonElements **elements)
{
    json_elements_free(*elements);
}

/* Arrays behind their opening bracket, how many objects they give, and whether all was plain. */
static const struct {
    const char *text;
    size_t count;
    bool plain;
} ARRAYS[] = {
    { "]", 0, true },
    { " \n] , 7", 0, true },
    { "{}]", 1, true },
    { "{\"a\":1} , {\"a\":2}\n]", 2, true },
    { "{\"a\":[{},[]]},{}]", 2, true },
    { "", 0, false },
    { "{}", 1, false },
    { "{},", 1, false },
    { "{},]", 1, false },
    { "{} {}]", 1, false },
    { ",{}]", 0, false },
    { "{},1]", 1, false },
    { "[]]", 0, false },
    { "null]", 0, false },
    { "{\"a\":1,\"a\":2}]", 0, false },
    { "{\"a\":\"\\u0000\"}]", 0, false },
    { "{\"a\":\"\xFF\"}]", 0, false },
    { "{\"a\":01}]", 0, false },
    { "{\"a\":[[[[]]]]}]", 0, false },
    { "{},{\"a\":", 1, false },
};

TEST(elements_are_given_one_by_one_until_something_is_not_plain)
{
    for (size_t i = 0; i < ARRAY_LEN(ARRAYS); i++) {
        CLEANUP(elements_free) JsonElements *elements =
            json_elements_new(str_of(ARRAYS[i].text), 0, STRICT, JSON_DEPTH_MAX - 4);
        const Json *json = NULL;
        Err err = { 0 };
        size_t count = 0;
        bool plain;

        CHECK(elements, "room");
        while ((plain = json_elements_next(elements, &json, &err)) && json)
            count++;
        CHECK_INT(count, ARRAYS[i].count, ARRAYS[i].text);
        CHECK(plain == ARRAYS[i].plain, ARRAYS[i].text);
        if (plain)
            CHECK_INT(ARRAYS[i].text[json_elements_at(elements)], ']', "on the closing bracket");
    }
}

/* Strings as they are written, and whether they stand there as they are. */
static const struct {
    const char *written, *text;
    bool stays;
} SETTLED[] = {
    { "plain", "plain", true },
    { "a\\n", "a\n", false },
    { "\\\\", "\\", false },
    { "\\\\\\\\", "\\\\", false },
    { "x\\\"", "x\"", false },
    { "\xC3\xA9", "\xC3\xA9", true },
    { "\\u0061", "a", false },
    { "", "", true },
};

TEST(strings_of_an_element_settle_in_the_text_or_the_arena)
{
    for (size_t i = 0; i < ARRAY_LEN(SETTLED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 12);
        char text[64];
        Str whole, string, other = STR("elsewhere");
        JsonElements *elements;
        const Json *json = NULL;
        Err err = { 0 };

        snprintf(text, sizeof text, "{\"a\":\"%s\"},{}]", SETTLED[i].written);
        whole = str_of(text);
        elements = json_elements_new(whole, 0, STRICT, 2);
        CHECK_OK(json_elements_next(elements, &json, &err), &err);
        string = json_str(json_get(json, STR("a")));
        CHECK(json_elements_settle(elements, &string, &arena), "room");
        CHECK(json_elements_settle(elements, &other, &arena), "nothing to do");
        json_elements_free(elements);
        CHECK_STR(string, str_of(SETTLED[i].text), SETTLED[i].written);
        CHECK_STR(other, STR("elsewhere"), "left as it was");
        if (string.len)
            CHECK((string.ptr >= text && string.ptr < text + sizeof text) == SETTLED[i].stays,
                  "where it stays");
    }
}
