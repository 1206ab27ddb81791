/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/canonical.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_CAP = 64 << 20 };

/* RFC 8785, appendix B, and the doubles around powers of two, where fewest digits are hard. */
static const struct {
    uint64_t bits;
    const char *text;
} NUMBERS[] = {
    { 0x0000000000000000, "0" },
    { 0x8000000000000000, "0" },
    { 0x0000000000000001, "5e-324" },
    { 0x8000000000000001, "-5e-324" },
    { 0x7fefffffffffffff, "1.7976931348623157e+308" },
    { 0xffefffffffffffff, "-1.7976931348623157e+308" },
    { 0x4340000000000000, "9007199254740992" },
    { 0xc340000000000000, "-9007199254740992" },
    { 0x4430000000000000, "295147905179352830000" },
    { 0x44b52d02c7e14af5, "9.999999999999997e+22" },
    { 0x44b52d02c7e14af6, "1e+23" },
    { 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
    { 0x444b1ae4d6e2ef4e, "999999999999999700000" },
    { 0x444b1ae4d6e2ef4f, "999999999999999900000" },
    { 0x444b1ae4d6e2ef50, "1e+21" },
    { 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
    { 0x3eb0c6f7a0b5ed8d, "0.000001" },
    { 0x41b3de4355555553, "333333333.3333332" },
    { 0x41b3de4355555554, "333333333.33333325" },
    { 0x41b3de4355555555, "333333333.3333333" },
    { 0x41b3de4355555556, "333333333.3333334" },
    { 0x41b3de4355555557, "333333333.33333343" },
    { 0xbecbf647612f3696, "-0.0000033333333333333333" },
    { 0x43143ff3c1cb0959, "1424953923781206.2" },
    { 0x3d30000000000000, "5.684341886080802e-14" },
    { 0x0010000000000000, "2.2250738585072014e-308" },
    { 0x000fffffffffffff, "2.225073858507201e-308" },
    { 0x3ff8000000000000, "1.5" },
    { 0x4024000000000000, "10" },
    { 0x3fb999999999999a, "0.1" },
};

static double double_of(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

TEST(numbers_are_written_as_ecmascript_does)
{
    char buffer[CANONICAL_NUMBER_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(NUMBERS); i++)
        CHECK_STR(canonical_number(double_of(NUMBERS[i].bits), buffer), str_of(NUMBERS[i].text),
                  NUMBERS[i].text);
}

/* A linear congruential sequence of bit patterns: all exponents, both signs. */
TEST(every_number_reads_back)
{
    uint64_t bits = 88172645463325252u;
    char buffer[CANONICAL_NUMBER_BYTES + 1];

    for (int i = 0; i < 20000; i++) {
        double value;
        Str text;

        bits = bits * 6364136223846793005u + 1442695040888963407u;
        value = double_of(bits);
        if (value - value != 0)
            continue;
        text = canonical_number(value, buffer);
        buffer[text.len] = '\0';
        CHECK(strtod(buffer, NULL) == value, buffer);
    }
}

TEST(the_locale_plays_no_part)
{
    char buffer[CANONICAL_NUMBER_BYTES];
    const char *comma = setlocale(LC_NUMERIC, "de_DE.UTF-8");

    if (!comma)
        comma = setlocale(LC_NUMERIC, "fr_FR.UTF-8");
    CHECK_STR(canonical_number(1424953923781206.25, buffer), STR("1424953923781206.2"), "digits");
    CHECK_STR(canonical_number(-0.5, buffer), STR("-0.5"), "a point");
    setlocale(LC_NUMERIC, "C");
    if (!comma)
        test_skip("no locale with a decimal comma is installed");
}

static const struct {
    const char *text, *form, *why;
} FORMS[] = {
    { " null ", "null", "a value alone" },
    { "[ ]", "[]", "an empty array" },
    { "{ }", "{}", "an empty object" },
    { "[true , false]", "[true,false]", "words" },
    { "{\"b\":1,\"a\":{\"d\":[],\"c\":2}}", "{\"a\":{\"c\":2,\"d\":[]},\"b\":1}", "order" },
    { "{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}", "a prefix stands first" },
    { "{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":2}", "{\"\xF0\x9F\x98\x80\":2,\"\xEF\xAC\xB3\":1}",
      "a surrogate pair stands before U+FB33" },
    { "{\"\xEE\x80\x80\":1,\"\xED\x9F\xBF\":2}", "{\"\xED\x9F\xBF\":2,\"\xEE\x80\x80\":1}",
      "U+D7FF stands before U+E000" },
    { "{\"\xF0\x9F\x98\x81\":1,\"\xF0\x9F\x98\x80\":2}",
      "{\"\xF0\x9F\x98\x80\":2,\"\xF0\x9F\x98\x81\":1}", "two surrogate pairs" },
    { "\"\\u0000\\u0008\\t\\n\\u000b\\f\\r\\u001f\"", "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\"",
      "control characters" },
    { "\"\\u0022\\u005c\\/\\u007f\\u2028\"", "\"\\\"\\\\/\x7F\xE2\x80\xA8\"",
      "the rest is literal" },
    { "\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\"", "a pair is one character" },
    { "-0", "0", "minus zero" },
    { "-0.0", "0", "minus zero" },
    { "1.0", "1", "an integer written with a fraction" },
    { "1E3", "1000", "an exponent" },
    { "9007199254740992", "9007199254740992", "2^53" },
    { "-9007199254740992", "-9007199254740992", "-2^53" },
    { "9007199254740994", "9007199254740994", "the next double" },
    { "1152921504606847000", "1152921504606847000", "2^60 as a double writes it" },
    { "18446744073709552000", "18446744073709552000", "2^64 as a double writes it" },
    { "-18446744073709552000", "-18446744073709552000", "the same below zero" },
    { "1e-400", "0", "too small to be told from zero" },
};

TEST(a_value_has_one_form)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    CLEANUP(buf_done) Buf out = buf_new(ARENA_CAP);
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(FORMS); i++) {
        Str text = str_of(FORMS[i].text), form = str_of(FORMS[i].form);

        buf_clear(&out);
        CHECK_OK(canonical_of(text, &arena, &out, &err), &err);
        CHECK_STR(buf_str(&out), form, FORMS[i].why);
        CHECK_OK(canonical_is(form, &arena, &err), &err);
        CHECK(str_eq(text, form) || !canonical_is(text, &arena, &err), FORMS[i].why);
    }
}

/* Escapes are looked for eight bytes at a time: each character at each place, among neighbours that
 * a borrow could mistake. */
TEST(every_character_is_written_alike_wherever_it_stands)
{
    static const char SHORT[] = "\"\\\b\t\n\f\r", LETTER[] = "\"\\btnfr";
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    char text[64], piece[16];

    for (unsigned c = 1; c < 0x80; c++)
        for (int place = 0; place < 20; place++) {
            const char *at = strchr(SHORT, (int)c);
            Err err = { 0 };

            snprintf(piece, sizeof piece, at ? "\\%c" : c < 0x20 ? "\\u%04x" : "%c",
                     at ? (unsigned)LETTER[at - SHORT] : c);
            snprintf(text, sizeof text, "\"%.*s%s\xC3\xA9%.*s\"", place, "!#[] !~^!#[] !~^!#[]",
                     piece, 20 - place, "!]#[\x7F!!!!]]]####    ");
            CHECK_OK(canonical_is(str_of(text), &arena, &err), &err);
        }
}

static const struct {
    const char *text;
    ErrCode code;
    const char *message;
} REFUSALS[] = {
    { "", ERR_SYNTAX, NULL },
    { "{\"a\":1,\"a\":1}", ERR_STRUCTURE, "the key \"a\" stands twice in one object" },
    { "[0,{\"x\":{\"b\":1,\"a\":1,\"\\u0062\":1}}]", ERR_STRUCTURE,
      "[1]: x: the key \"b\" stands twice in one object" },
    { "\"\\ud800\"", ERR_SYNTAX, NULL },
    { "\"\\udc00\\ud800\"", ERR_SYNTAX, NULL },
    { "\"\xED\xA0\x80\"", ERR_SYNTAX, NULL },
    { "NaN", ERR_SYNTAX, NULL },
    { "Infinity", ERR_SYNTAX, NULL },
    { "01", ERR_SYNTAX, NULL },
    { "1 2", ERR_SYNTAX, NULL },
    { "{\"n\":1e400}", ERR_LIMIT, "n: the number 1e400 is outside of what a double can hold" },
    { "-1.5e999", ERR_LIMIT, "the number -1.5e999 is outside of what a double can hold" },
    { "[9007199254740993]", ERR_LIMIT,
      "[0]: the integer 9007199254740993 changes when it is kept as a double; write it as a "
      "string" },
    { "-9007199254740993", ERR_LIMIT, NULL },
    { "1152921504606846976", ERR_LIMIT, NULL },
    { "18446744073709551615", ERR_LIMIT, NULL },
    { "18446744073709551616", ERR_LIMIT, NULL },
    { "-18446744073709551616", ERR_LIMIT, NULL },
};

TEST(what_has_no_form_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    CLEANUP(buf_done) Buf out = buf_new(ARENA_CAP);
    char message[ERR_TEXT_BYTES];

    buf_add(&out, STR("before"));
    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        Err err = { 0 };

        CHECK(!canonical_of(str_of(REFUSALS[i].text), &arena, &out, &err), REFUSALS[i].text);
        CHECK_INT(err.code, REFUSALS[i].code, REFUSALS[i].text);
        CHECK_STR(buf_str(&out), STR("before"), "nothing was added");
        if (REFUSALS[i].message)
            CHECK_STR(str_of(err_text(&err, LANG_EN, message, sizeof message)),
                      str_of(REFUSALS[i].message), REFUSALS[i].text);
    }
}

TEST(an_integer_of_many_digits_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    char digits[500];
    Err err = { 0 };

    memset(digits, '9', sizeof digits);
    CHECK(!canonical_is((Str){ digits, sizeof digits }, &arena, &err), "no double");
    CHECK_INT(err.code, ERR_LIMIT, "past every double");
}

TEST(the_first_byte_that_differs_is_named)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Err err = { 0 };

    CHECK(!canonical_is(STR("{\"a\":1, \"b\":2}"), &arena, &err), "a blank");
    CHECK_INT(err.byte, 7, "where it stands");
    CHECK(!canonical_is(STR("[]\n"), &arena, &err), "a line end");
    CHECK_INT(err.byte, 2, "behind the value");
    CHECK(!canonical_is(STR("1e20"), &arena, &err), "a short number of a long form");
    CHECK_INT(err.byte, 1, "where it differs");
}

TEST(memory_may_end_anywhere)
{
    Str text = STR("{\"c\":[1,2,3],\"b\":{\"z\":1,\"y\":123456789012345680000},\"a\":\"text\"}");
    bool done = false;

    for (size_t room = 0; room < 100 && !done; room++)
        for (size_t cap = 0; cap <= 8192; cap += 512) {
            CLEANUP(arena_done) Arena arena = arena_new(cap);
            CLEANUP(buf_done) Buf out = buf_new(room);
            Err err = { 0 };

            done = canonical_of(text, &arena, &out, &err);
            CHECK(done || err_is_no_memory(&err), "refused for memory");
        }
    CHECK(done, "with enough of it all is well");
}

TEST(nesting_is_written_to_the_depth_that_may_be_read)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    char text[2 * (JSON_DEPTH_MAX + 1)];
    Err err = { 0 };

    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    CHECK_OK(canonical_is((Str){ text + 1, 2 * JSON_DEPTH_MAX }, &arena, &err), &err);
    CHECK(!canonical_is((Str){ text, sizeof text }, &arena, &err), "one more");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
}

static Str shared_file(const char *folder, const char *name, const char *suffix)
{
    char path[128];

    snprintf(path, sizeof path, "corpus/json-canonicalization/%s/%s%s", folder, name, suffix);
    return test_file(TEST_SHARED(path));
}

static char hex_digit(char c)
{
    return (char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* "7b 22 …" over lines. */
static Str bytes_of(Str hex, Arena *arena)
{
    char *bytes = arena_alloc(arena, hex.len, 1);
    size_t digits = 0;

    CHECK(bytes != NULL, "room");
    for (size_t i = 0; i < hex.len; i++)
        if (!strchr(" \r\n", hex.ptr[i])) {
            bytes[digits / 2] = (char)(bytes[digits / 2] << 4 | hex_digit(hex.ptr[i]));
            digits++;
        }
    return (Str){ bytes, digits / 2 };
}

TEST(the_vectors_of_the_scheme_hold)
{
    static const char *const NAMES[] = { "arrays", "french", "structures", "unicode", "values",
                                         "weird" };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    CLEANUP(buf_done) Buf out = buf_new(ARENA_CAP);
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        Str output = shared_file("output", NAMES[i], ".json");

        buf_clear(&out);
        CHECK_OK(canonical_of(shared_file("input", NAMES[i], ".json"), &arena, &out, &err), &err);
        CHECK_STR(buf_str(&out), output, NAMES[i]);
        CHECK_STR(buf_str(&out), bytes_of(shared_file("outhex", NAMES[i], ".txt"), &arena),
                  "byte for byte");
        CHECK_OK(canonical_is(output, &arena, &err), &err);
    }
}
