/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/name.h"

#include <string.h>

enum { ARENA_CAP = 1 << 20 };

static const struct { const char *text, *name, *why; } NAMES[] = {
    { "Pump", "Pump", "a word" },
    { "x", "x", "a letter" },
    { "Infusion pump 3000 (EU)", "Infusion pump 3000 (EU)", "blanks inside" },
    { "\xE8\xBC\xB8\xE6\xB6\xB2\xE3\x80\x80\xE3\x83\x9D\xE3\x83\xB3\xE3\x83\x97",
      "\xE8\xBC\xB8\xE6\xB6\xB2\xE3\x80\x80\xE3\x83\x9D\xE3\x83\xB3\xE3\x83\x97",
      "an ideographic space inside" },
    { "Cafe\xCC\x81", "Caf\xC3\xA9", "the short spelling" },
    { "\xE3\x83\x9B\xE3\x82\x9A\xE3\x83\xB3\xE3\x83\x95\xE3\x82\x9A",
      "\xE3\x83\x9D\xE3\x83\xB3\xE3\x83\x97", "a Mac's spelling" },
    { "-", "-", "a dash" },
    { "017f22e2-79b0-7cc3-98c4", "017f22e2-79b0-7cc3-98c4", "a part of a UUID" },
};

TEST(a_name_is_kept_in_one_spelling)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);

    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        Err err = { 0 };
        Str name;

        CHECK_OK(name_read(str_of(NAMES[i].text), &arena, &name, &err), &err);
        CHECK_STR(name, str_of(NAMES[i].name), NAMES[i].why);
    }
}

static const struct { const char *text, *rule; uint64_t byte; const char *why; } REFUSED[] = {
    { "", "base.name-empty", ERR_NO_BYTE, "nothing" },
    { " ", "base.name-blank", 0, "a blank" },
    { " Pump", "base.name-blank", 0, "a blank before it" },
    { "Pump ", "base.name-blank", 4, "a blank behind it" },
    { "\xE3\x80\x80Pump", "base.name-blank", 0, "an ideographic space before it" },
    { "Pump\xC2\xA0", "base.name-blank", 4, "a blank that does not break" },
    { "Pump@2.1", "base.name-at", 4, "a release" },
    { "@", "base.name-at", 0, "the separator alone" },
    { "Pu\tmp", "base.name-hidden", 2, "a TAB" },
    { "Pump\n", "base.name-hidden", 4, "a line end" },
    { "Pu\x1B[2Jmp", "base.name-hidden", 2, "a terminal's sequence" },
    { "Pu\xC2\x85mp", "base.name-hidden", 2, "C1" },
    { "Pu\xE2\x80\x8Bmp", "base.name-hidden", 2, "zero width" },
    { "\xEF\xBB\xBFPump", "base.name-hidden", 0, "a byte order mark" },
    { "Pu\xE2\x80\xAEpm", "base.name-hidden", 2, "right to left" },
    { "Pu\xE2\x81\xA6mp", "base.name-hidden", 2, "an isolate" },
    { "Pu\xE3\x85\xA4mp", "base.name-hidden", 2, "a filler" },
    { "Pu\xFFmp", "base.json-utf8", 2, "no UTF-8" },
    { "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "base.name-uuid", ERR_NO_BYTE, "a UUID" },
};

TEST(what_cannot_be_a_name_is_refused_with_its_place)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };
        Str name = STR("untouched");

        CHECK(!name_read(str_of(REFUSED[i].text), &arena, &name, &err), REFUSED[i].why);
        CHECK_INT(err.code, ERR_SYNTAX, REFUSED[i].why);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].why);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].why);
        CHECK_STR(name, STR("untouched"), REFUSED[i].why);
    }
    CHECK(!name_read((Str){ "a\0b", 3 }, &arena, &(Str){ 0 }, &(Err){ 0 }), "a NUL");
}

TEST(the_length_counts_in_the_kept_spelling)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    char text[3 * NAME_BYTES_MAX];
    Err err = { 0 };
    Str name;

    memset(text, 'n', sizeof text);
    CHECK_OK(name_read((Str){ text, NAME_BYTES_MAX }, &arena, &name, &err), &err);
    CHECK(!name_read((Str){ text, NAME_BYTES_MAX + 1 }, &arena, &name, &err), "one more");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "e\xCC\x81", 3);
    CHECK_OK(name_read((Str){ text, 3 * NAME_BYTES_MAX / 2 }, &arena, &name, &err), &err);
    CHECK_INT(name.len, NAME_BYTES_MAX, "two bytes for three");
}
