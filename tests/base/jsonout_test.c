/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/jsonout.h"

#include <string.h>

TEST(commas_and_indentation_come_by_themselves)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 2);

    jsonout_object(&out);
    jsonout_str_at(&out, STR("a"), STR("x"));
    jsonout_key(&out, STR("b"));
    jsonout_array(&out);
    jsonout_u64(&out, 1);
    jsonout_bool(&out, true);
    jsonout_array_end(&out);
    jsonout_key(&out, STR("c"));
    jsonout_object(&out);
    jsonout_object_end(&out);
    jsonout_object_end(&out);
    CHECK(jsonout_done(&out), "one whole value");
    CHECK_STR(buf_str(&buf),
              STR("{\n  \"a\": \"x\",\n  \"b\": [\n    1,\n    true\n  ],\n  \"c\": {}\n}"),
              "two spaces a level, empty things on one line");
}

TEST(without_indentation_all_stands_on_one_line)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 0);

    jsonout_object(&out);
    jsonout_text_at(&out, STR("n"), STR(""));
    jsonout_u64_at(&out, STR("u"), UINT64_MAX);
    jsonout_bool_at(&out, STR("f"), false);
    jsonout_null_at(&out, STR("z"));
    jsonout_object_end(&out);
    CHECK(jsonout_done(&out), "one whole value");
    CHECK_STR(buf_str(&buf), STR("{\"n\":null,\"u\":18446744073709551615,\"f\":false,\"z\":null}"),
              "no spaces; an empty text may stand for null");
}

TEST(decimals_are_exact)
{
    static const struct { uint64_t value; unsigned places; Str want; } ROWS[] = {
        { 98, 1, STR_ROW("9.8") },      { 0, 1, STR_ROW("0.0") },
        { 100, 1, STR_ROW("10.0") },    { 42, 5, STR_ROW("0.00042") },
        { 97537, 5, STR_ROW("0.97537") }, { 7, 0, STR_ROW("7") },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
        JsonOut out = jsonout_new(&buf, 0);

        jsonout_decimal(&out, ROWS[i].value, ROWS[i].places);
        CHECK(jsonout_done(&out), "a number alone is a document");
        CHECK_STR(buf_str(&buf), ROWS[i].want, "as many places as asked");
    }
}

TEST(integers_reach_their_limits)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 0);

    jsonout_array(&out);
    jsonout_u64(&out, UINT64_MAX);
    jsonout_u64(&out, 0);
    jsonout_array_end(&out);
    CHECK(jsonout_done(&out), "one whole value");
    CHECK_STR(buf_str(&buf), STR("[18446744073709551615,0]"), "exact");
}

TEST(deep_values_are_indented_all_the_way)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 2);
    size_t spaces = 0;

    for (int i = 0; i < 40; i++)
        jsonout_array(&out);
    jsonout_null(&out);
    for (int i = 0; i < 40; i++)
        jsonout_array_end(&out);
    CHECK(jsonout_done(&out), "one whole value");
    while (buf.ptr[str_find(buf_str(&buf), STR("null")) - 1 - spaces] == ' ')
        spaces++;
    CHECK_INT(spaces, 80, "two a level");
}

TEST(strings_are_escaped_as_rfc_8259_section_7_asks)
{
    static const struct { Str text, want; } ROWS[] = {
        { STR_ROW("plain"), STR_ROW("\"plain\"") },
        { STR_ROW("a\"b\\c"), STR_ROW("\"a\\\"b\\\\c\"") },
        { STR_ROW("\b\f\n\r\t"), STR_ROW("\"\\b\\f\\n\\r\\t\"") },
        { STR_ROW("\0\x1f\x7f"), STR_ROW("\"\\u0000\\u001f\x7f\"") },
        { STR_ROW("日本語 🩺"), STR_ROW("\"日本語 🩺\"") },
        { STR_ROW("</script>"), STR_ROW("\"</script>\"") },
        { STR_ROW("a\xff" "b\xc3"), STR_ROW("\"a\xEF\xBF\xBD" "b\xEF\xBF\xBD\"") },
        { STR_ROW("\xed\xa0\x80"), STR_ROW("\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"") },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
        JsonOut out = jsonout_new(&buf, 0);

        jsonout_str(&out, ROWS[i].text);
        CHECK(jsonout_done(&out), "a string alone is a document");
        CHECK_STR(buf_str(&buf), ROWS[i].want, "escaped");
    }
}

TEST(a_value_without_its_key_is_refused)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 0);

    jsonout_object(&out);
    jsonout_null(&out);
    jsonout_object_end(&out);
    CHECK(!jsonout_done(&out), "an object has members, not values");
}

TEST(wrong_ends_and_second_values_are_refused)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut crossed = jsonout_new(&buf, 0), open = jsonout_new(&buf, 0);
    JsonOut twice = jsonout_new(&buf, 0), keyed = jsonout_new(&buf, 0);
    JsonOut none = jsonout_new(&buf, 0);

    jsonout_object(&crossed);
    jsonout_array_end(&crossed);
    CHECK(!jsonout_done(&crossed), "{ ] does not pair");
    jsonout_array(&open);
    CHECK(!jsonout_done(&open), "still open");
    jsonout_null(&twice);
    jsonout_null(&twice);
    CHECK(!jsonout_done(&twice), "a document is one value");
    jsonout_object(&keyed);
    jsonout_key(&keyed, STR("k"));
    jsonout_object_end(&keyed);
    CHECK(!jsonout_done(&keyed), "a key without a value");
    CHECK(!jsonout_done(&none), "nothing was written");
}

TEST(depth_and_room_are_limits_that_stick)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16), small = buf_new(8);
    JsonOut deep = jsonout_new(&buf, 0), full = jsonout_new(&small, 0);

    for (int i = 0; i <= JSONOUT_DEPTH_MAX; i++)
        jsonout_array(&deep);
    for (int i = 0; i <= JSONOUT_DEPTH_MAX; i++)
        jsonout_array_end(&deep);
    CHECK(!jsonout_done(&deep), "one level too many");
    jsonout_str(&full, STR("0123456789"));
    CHECK(!jsonout_done(&full), "the buffer's cap");
}

/* Bytes at a border of what is copied as it is. */
static const struct { unsigned char byte; const char *written; } BORDERS[] = {
    { 0x1F, "\\u001f" }, { ' ', " " }, { '!', "!" }, { '"', "\\\"" }, { '#', "#" }, { '[', "[" },
    { '\\', "\\\\" }, { ']', "]" }, { 0x7F, "\x7F" }, { 0x80, "\xEF\xBF\xBD" }, { '\n', "\\n" },
};

TEST(a_byte_that_needs_an_escape_is_found_wherever_it_stands)
{
    enum { LEN = 27 };

    for (size_t row = 0; row < ARRAY_LEN(BORDERS); row++)
        for (size_t at = 0; at < LEN; at++) {
            CLEANUP(buf_done) Buf buf = buf_new(1 << 10), wanted = buf_new(1 << 10);
            char text[LEN];
            JsonOut out = jsonout_new(&buf, 0);

            memset(text, 'x', LEN);
            text[at] = (char)BORDERS[row].byte;
            jsonout_str(&out, (Str){ text, LEN });
            buf_printf(&wanted, "\"%.*s%s%.*s\"", (int)at, "xxxxxxxxxxxxxxxxxxxxxxxxxxx",
                       BORDERS[row].written, (int)(LEN - 1 - at), "xxxxxxxxxxxxxxxxxxxxxxxxxxx");
            CHECK_STR(buf_str(&buf), buf_str(&wanted), "one byte among plain ones");
        }
}

TEST(indentation_is_as_deep_as_the_value)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    JsonOut out = jsonout_new(&buf, 2);

    for (int i = 0; i < 100; i++)
        jsonout_array(&out);
    jsonout_u64(&out, 7);
    for (int i = 0; i < 100; i++)
        jsonout_array_end(&out);
    CHECK(jsonout_done(&out), "one whole value");
    for (size_t i = 1; i <= 100; i++) {
        Str rest = buf_str(&buf), line;
        for (size_t j = 0; j <= i; j++)
            (void)str_next(&rest, '\n', &line);
        CHECK_INT(line.len, 2 * i + 1, "two spaces a level and one byte");
        CHECK_INT(str_trim(line).len, 1, "nothing but spaces before it");
    }
}

/* The same members at first hand and as they were taken. */
static void put_twice(JsonOut *out, Str *taken)
{
    size_t from;

    jsonout_object(out);
    jsonout_u64_at(out, STR("id"), 1);
    from = jsonout_next_member(out);
    if (taken->len) {
        jsonout_members(out, *taken);
    } else {
        jsonout_str_at(out, STR("name"), STR("a"));
        jsonout_key(out, STR("list"));
        jsonout_array(out);
        jsonout_null(out);
        jsonout_array_end(out);
        *taken = str_slice(buf_str(out->buf), from, SIZE_MAX);
    }
    jsonout_bool_at(out, STR("last"), true);
    jsonout_object_end(out);
}

TEST(members_taken_from_one_object_stand_in_the_next_as_they_did)
{
    for (unsigned indent = 0; indent <= 2; indent += 2) {
        CLEANUP(buf_done) Buf buf = buf_new(1 << 10), again = buf_new(1 << 10);
        JsonOut out = jsonout_new(&buf, indent), second = jsonout_new(&again, indent);
        Str taken = { 0 };

        put_twice(&out, &taken);
        put_twice(&second, &taken);
        CHECK(jsonout_done(&out) && jsonout_done(&second), "two whole values");
        CHECK_STR(buf_str(&again), buf_str(&buf), "the same bytes");
    }
}

/* Two objects of three members; the second may copy its first two. */
static void put_objects(JsonOut *out, bool copied)
{
    size_t from, to;

    jsonout_array(out);
    jsonout_object(out);
    from = out->buf->len;
    jsonout_u64_at(out, STR("one"), 1);
    jsonout_str_at(out, STR("two"), STR("\"2\""));
    to = out->buf->len;
    jsonout_null_at(out, STR("three"));
    jsonout_object_end(out);
    jsonout_object(out);
    if (copied) {
        jsonout_again(out, from, to);
        jsonout_again(out, to, to); /* nothing is not a member */
    } else {
        jsonout_u64_at(out, STR("one"), 1);
        jsonout_str_at(out, STR("two"), STR("\"2\""));
    }
    jsonout_null_at(out, STR("three"));
    jsonout_object_end(out);
    jsonout_array_end(out);
}

TEST(members_of_the_object_before_are_written_again_as_at_first_hand)
{
    for (unsigned indent = 0; indent <= 2; indent += 2) {
        CLEANUP(buf_done) Buf buf = buf_new(1 << 12), again = buf_new(1 << 12);
        JsonOut first = jsonout_new(&buf, indent), second = jsonout_new(&again, indent);

        put_objects(&first, false);
        put_objects(&second, true);
        CHECK(jsonout_done(&first) && jsonout_done(&second), "two whole values");
        CHECK_STR(buf_str(&again), buf_str(&buf), "the same bytes");
    }
}

TEST(members_without_an_object_or_text_are_refused)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 10);
    JsonOut array = jsonout_new(&buf, 0), object = array, value = array;

    jsonout_array(&array);
    jsonout_members(&array, STR("\"a\":1"));
    jsonout_object(&object);
    jsonout_members(&object, STR(""));
    jsonout_object(&value);
    jsonout_key(&value, STR("a"));
    jsonout_members(&value, STR("\"a\":1"));
    CHECK(array.failed && object.failed && value.failed, "each is the caller's mistake");
}

TEST(what_would_turn_a_terminal_is_escaped_and_still_the_same_text)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 12);
    JsonOut out = jsonout_new(&buf, 0);

    jsonout_str(&out, STR("a\xE2\x80\xAE" "b\xC2\x9B\xE2\x81\xA9 caf\xC3\xA9 \xE2\x80\xA8"));
    CHECK_STR(buf_str(&buf), STR("\"a\\u202eb\\u009b\\u2069 caf\xC3\xA9 \\u2028\""), "escaped");
}
