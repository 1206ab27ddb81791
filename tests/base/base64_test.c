/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base64.h"

/* RFC 4648, section 10, and the letters at the alphabet's end. */
static const struct { const char *bytes, *text; } ROWS[] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
    { "\xFB\xEF\xBE\xFF\xFF\xFF", "++++////" },
};

TEST(the_examples_of_the_standard_hold)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf out = buf_new(100);
        char bytes[16];
        size_t count;

        base64_write(&out, str_of(ROWS[i].bytes));
        CHECK_STR(buf_str(&out), str_of(ROWS[i].text), "written");
        CHECK_INT(BASE64_CHARS(str_of(ROWS[i].bytes).len), buf_str(&out).len, "its length");
        CHECK(base64_read(buf_str(&out), bytes, &count), "read");
        CHECK_STR(((Str){ bytes, count }), str_of(ROWS[i].bytes), "the same bytes");
        CHECK(count <= BASE64_BYTES_MAX(buf_str(&out).len), "with room for them");
    }
}

TEST(every_byte_survives)
{
    CLEANUP(buf_done) Buf out = buf_new(1000);
    char bytes[256], back[BASE64_BYTES_MAX(BASE64_CHARS(256))];
    size_t count;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    base64_write(&out, (Str){ bytes, sizeof bytes });
    CHECK(base64_read(buf_str(&out), back, &count), "read");
    CHECK_STR(((Str){ back, count }), ((Str){ bytes, sizeof bytes }), "the same bytes");
}

static const struct { const char *text, *why; } REFUSED[] = {
    { "Zg", "no padding" },         { "Zg=", "half of the padding" },
    { "Zg===", "too much" },        { "=", "padding alone" },
    { "====", "padding alone" },    { "Z===", "one character" },
    { "Zh==", "bits left over" },   { "Zm9=", "bits left over" },
    { "Zg==Zg==", "two texts" },    { "Zm 9", "a blank" },
    { "Zm9v\n", "a line end" },     { "Zm9-", "the alphabet for names of files" },
    { "Zm9_", "the same" },         { "Z=9v", "padding inside" },
    { "Zm=v", "padding inside" },
};

TEST(only_one_text_stands_for_the_same_bytes)
{
    char bytes[16];
    size_t count;

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK(!base64_read(str_of(REFUSED[i].text), bytes, &count), REFUSED[i].why);
    CHECK(!base64_read((Str){ "Zm\0v", 4 }, bytes, &count), "a NUL");
}
