/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/utf8.h"

#include <string.h>

static const struct {
    const char *text;
    size_t good;
    const char *why;
} CHECKS[] = {
    { "", 0, "empty" },
    { "plain ASCII of some length", 26, "ASCII" },
    { "\xC2\x80\xDF\xBF", 4, "two bytes" },
    { "\xE0\xA0\x80\xEF\xBF\xBF", 6, "three bytes" },
    { "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8, "four bytes" },
    { "12345678\xFF", 8, "never a first byte" },
    { "ab\x80", 2, "a byte that only follows" },
    { "\xC0\x80", 0, "NUL in two bytes" },
    { "\xC1\xBF", 0, "not the shortest form" },
    { "\xE0\x9F\xBF", 0, "not the shortest form" },
    { "\xF0\x8F\xBF\xBF", 0, "not the shortest form" },
    { "\xED\x9F\xBF\xED\xA0\x80", 3, "a surrogate" },
    { "\xF4\x90\x80\x80", 0, "above U+10FFFF" },
    { "\xF5\x80\x80\x80", 0, "above U+10FFFF" },
    { "a\xC3", 1, "cut after one of two" },
    { "a\xE3\x81", 1, "cut after two of three" },
    { "a\xF0\x9F\x98", 1, "cut after three of four" },
    { "\xE3\x81" "a", 0, "the third byte does not follow" },
};

TEST(text_is_checked_byte_by_byte)
{
    for (size_t i = 0; i < ARRAY_LEN(CHECKS); i++)
        CHECK_INT(utf8_check(str_of(CHECKS[i].text)), CHECKS[i].good, CHECKS[i].why);
    CHECK_INT(utf8_check((Str){ "a\0b", 3 }), 3, "NUL is a character");
}

/* RFC 3629, section 3. */
static size_t encode(uint32_t code, char out[UTF8_BYTES_MAX])
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char LEAD[] = { 0, 0xC0, 0xE0, 0xF0 };

    out[0] = (char)(LEAD[more] | code >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((code >> 6 * (more - i)) & 0x3F));
    return more + 1;
}

TEST(every_character_is_read)
{
    uint32_t last = 0x10FFFF, code;
    char text[UTF8_BYTES_MAX];

    for (uint32_t wanted = 0; wanted <= last; wanted++) {
        size_t len;

        if (wanted >= 0xD800 && wanted <= 0xDFFF)
            continue;
        len = encode(wanted, text);
        CHECK(utf8_decode((Str){ text, len }, &code) == len && code == wanted, "there and back");
        CHECK(utf8_decode((Str){ text, len - 1 }, &code) == 0, "cut");
    }
}

static const struct {
    const char *text;
    size_t narrow, wide;
    const char *why;
} WIDTHS[] = {
    { "", 0, 0, "nothing" },
    { "infusion", 8, 8, "ASCII" },
    { "輸液ポンプ", 10, 10, "kanji and kana are wide" },
    { "ﾎﾟﾝﾌﾟ", 5, 5, "half-width kana are not" },
    { "Ａ１", 4, 4, "full-width letters are" },
    { "e\xCC\x81", 1, 1, "a combining mark takes no room" },
    { "αβ", 2, 4, "Greek is wide in Japanese fonts" },
    { "①→…", 3, 6, "so are circled numbers, arrows, dots" },
    { "é", 1, 2, "and some Latin letters" },
    { "\xF0\x9F\x98\x80", 2, 2, "an emoji" },
    { "a\x1B[0m", 4, 4, "a control takes no room" },
    { "\xFF\xFE", 2, 2, "bytes that are no text" },
    { "\xE2\x80\x8B", 0, 0, "zero width space" },
};

TEST(width_is_columns_not_characters)
{
    for (size_t i = 0; i < ARRAY_LEN(WIDTHS); i++) {
        CHECK_INT(utf8_width(str_of(WIDTHS[i].text), false), WIDTHS[i].narrow, WIDTHS[i].why);
        CHECK_INT(utf8_width(str_of(WIDTHS[i].text), true), WIDTHS[i].wide, WIDTHS[i].why);
    }
}

TEST(what_moves_a_terminal_is_tamed_byte_by_byte)
{
    static const struct {
        const char *text, *want, *why;
    } ROWS[] = {
        { "plain caf\xC3\xA9", "plain caf\xC3\xA9", "text stays" },
        { "\x1B[2J\n\x7F", "?[2J??", "C0 and DEL" },
        { "\xC2\x9B" "31m", "??31m", "C1 in UTF-8" },
        { "\xE2\x80\xAE" "x\xE2\x81\xA6", "???x???", "overrides and isolates" },
        { "\xE2\x80\x8F\xD8\x9C\xE2\x80\xA8", "????????", "marks and separators" },
        { "\x9B" "31m", "?31m", "a C1 byte that is no UTF-8" },
        { "\xE2\x80\x8D", "\xE2\x80\x8D", "what joins an emoji stays" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[64];

        memcpy(text, ROWS[i].text, strlen(ROWS[i].text) + 1);
        utf8_tame(text, strlen(text));
        CHECK_STR(str_of(text), str_of(ROWS[i].want), ROWS[i].why);
    }
}

/* NormalizationTest.txt of Unicode, part 1, and what people type. */
static const struct { const char *text, *form, *why; } FORMS[] = {
    { "", "", "nothing" },
    { "Pump 2", "Pump 2", "ASCII" },
    { "e\xCC\x81", "\xC3\xA9", "two characters become one" },
    { "\xC3\xA9", "\xC3\xA9", "one stays" },
    { "\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C", "ga of a Mac's file name" },
    { "\xEF\xBD\xB6", "\xEF\xBD\xB6", "half width stays: form C keeps what looks different" },
    { "\xE1\x84\x80\xE1\x85\xA1", "\xEA\xB0\x80", "Hangul is composed" },
    { "\xE2\x84\xAB", "\xC3\x85", "the sign of Angstrom is the letter" },
    { "\xE1\xB8\x8B\xCC\xA3", "\xE1\xB8\x8D\xCC\x87", "marks are put in order" },
    { "\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC", "a letter that is never composed" },
    { "\xE8\x91\x9B\xF3\xA0\x84\x80", "\xE8\x91\x9B\xF3\xA0\x84\x80", "a variant stays" },
};

TEST(what_reads_the_same_has_one_form)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Err err = { 0 };
    Str form;

    for (size_t i = 0; i < ARRAY_LEN(FORMS); i++) {
        CHECK_OK(utf8_nfc(str_of(FORMS[i].text), &arena, &form, &err), &err);
        CHECK_STR(form, str_of(FORMS[i].form), FORMS[i].why);
        CHECK_OK(utf8_nfc(form, &arena, &form, &err), &err);
        CHECK_STR(form, str_of(FORMS[i].form), "and stays so");
    }
    CHECK_OK(utf8_nfc((Str){ "\xC3\xA9\0x", 4 }, &arena, &form, &err), &err);
    CHECK_INT(form.len, 4, "NUL is a character");
}

TEST(what_has_no_form_is_refused)
{
    static char marks[UTF8_NFC_BYTES_MAX + 2];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(arena_done) Arena none = arena_new(0);
    Err err = { 0 };
    Str form;

    CHECK(!utf8_nfc(STR("ab\xFF"), &arena, &form, &err) && err.code == ERR_SYNTAX, "no UTF-8");
    CHECK_INT(err.byte, 2, "where");
    for (size_t i = 0; i < sizeof marks; i += 2) /* above and below in turn: each must move */
        memcpy(marks + i, i % 4 ? "\xCC\xA3" : "\xCC\x87", 2);
    CHECK(!utf8_nfc((Str){ marks, sizeof marks }, &arena, &form, &err), "too long");
    CHECK_INT(err.code, ERR_LIMIT, "said as such");
    CHECK_OK(utf8_nfc((Str){ marks, UTF8_NFC_BYTES_MAX }, &arena, &form, &err), &err);
    CHECK(!utf8_nfc(STR("\xC3\xA9"), &none, &form, &err) && err_is_no_memory(&err), "no memory");
    CHECK(!utf8_nfc(STR("e"), &none, &form, &err) && err_is_no_memory(&err), "no memory");
}

TEST(what_cannot_be_seen_is_known)
{
    static const struct { uint32_t code; bool hidden, blank; } ROWS[] = {
        { 'a', false, false },    { ' ', false, true },     { 0x00A0, false, true },
        { 0x3000, false, true },  { 0x00, true, false },    { 0x0A, true, false },
        { 0x7F, true, false },    { 0x85, true, false },    { 0xAD, true, false },
        { 0x200B, true, false },  { 0x200D, true, false },  { 0x202E, true, false },
        { 0x2066, true, false },  { 0x2028, true, false },  { 0xFEFF, true, false },
        { 0x3164, true, false },  { 0xE000, true, false },  { 0x0378, true, false },
        { 0xE0041, true, false }, { 0x10FFFF, true, false }, { 0xFE0F, false, false },
        { 0xE0100, false, false }, { 0x0301, false, false }, { 0x6F22, false, false },
        { 0x1F600, false, false },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_INT(utf8_is_hidden(ROWS[i].code), ROWS[i].hidden, "whether it is seen");
        CHECK_INT(utf8_is_blank(ROWS[i].code), ROWS[i].blank, "whether it is a blank");
    }
}
