/* SPDX-License-Identifier: Apache-2.0 */
#include "match/text.h"

#include "ident/vers.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 20, OPEN = KB_LOWER_OPEN | KB_UPPER_OPEN };

static const struct {
    Scheme scheme;
    const char *lower, *upper;
    uint32_t flags;
    Str want;
} RANGES[] = {
    { SCHEME_DEB, "1.0", "1.2-3", KB_LOWER_INCLUSIVE, STR_ROW("vers:deb/>=1.0|<1.2-3") },
    { SCHEME_DEB, "1.0", "1.2", KB_UPPER_INCLUSIVE, STR_ROW("vers:deb/>1.0|<=1.2") },
    { SCHEME_NPM, "", "2.0.0", KB_LOWER_OPEN, STR_ROW("vers:npm/<2.0.0") },
    { SCHEME_NPM, "2.0.0", "", KB_UPPER_OPEN | KB_LOWER_INCLUSIVE, STR_ROW("vers:npm/>=2.0.0") },
    { SCHEME_NPM, "", "", OPEN, STR_ROW("vers:npm/*") },
    { SCHEME_PYPI, "1.0", "", KB_EXACT, STR_ROW("vers:pypi/1.0") },
    { SCHEME_RPM, "2:8.2|x", "", KB_EXACT, STR_ROW("vers:rpm/2:8.2%7Cx") },
};

TEST(a_range_is_written_as_vers)
{
    for (size_t i = 0; i < ARRAY_LEN(RANGES); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Bounds bounds = { { .text = str_of(RANGES[i].lower) }, { .text = str_of(RANGES[i].upper) },
                          RANGES[i].flags };
        Str got;

        CHECK(text_vers(RANGES[i].scheme, &bounds, &arena, &got), "memory");
        CHECK_STR(got, RANGES[i].want, "as the standard writes it");
    }
}

TEST(what_is_written_can_be_read_and_holds_its_own_bounds)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Bounds bounds = { { .text = STR("1:2.0~rc1-1") }, { .text = STR("1:2.0+dfsg-3") },
                      KB_LOWER_INCLUSIVE };
    Vers vers;
    Err err = { 0 };
    bool inside;
    Str text;

    CHECK(text_vers(SCHEME_DEB, &bounds, &arena, &text), "memory");
    CHECK_OK(vers_parse(text, &arena, &vers, &err), &err);
    CHECK_INT(vers.count, 2, "two constraints");
    CHECK_OK(vers_contains(&vers, bounds.lower.text, &inside, &err), &err);
    CHECK(inside, "the lower bound counts");
    CHECK_OK(vers_contains(&vers, bounds.upper.text, &inside, &err), &err);
    CHECK(!inside, "the upper one does not");
}

TEST(a_distribution_version_has_an_upstream_part)
{
    static const struct { Str version, want; } rows[] = {
        { STR_ROW("1.1.1n-0+deb11u5"), STR_ROW("1.1.1n") },
        { STR_ROW("1:1.35.0-4"), STR_ROW("1.35.0") },
        { STR_ROW("5.10.0+dfsg-1"), STR_ROW("5.10.0") },
        { STR_ROW("2:8.2.2637-20.el9_1"), STR_ROW("8.2.2637") },
        { STR_ROW("1.36.1-r5"), STR_ROW("1.36.1") },
        { STR_ROW("20230311"), STR_ROW("20230311") },
        { STR_ROW("-1"), STR_ROW("-1") },
        { STR_ROW(""), STR_ROW("") },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        CHECK_STR(text_upstream_version(rows[i].version), rows[i].want, "epoch and revision off");
}

TEST(pieces_are_joined_or_refused_without_memory)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES), none = arena_new(0);
    const Str pieces[] = { STR("a"), STR(""), { 0 }, STR("bc") };
    Bounds bounds = { .flags = OPEN };
    Str got;

    CHECK(text_join(pieces, ARRAY_LEN(pieces), &arena, &got), "memory");
    CHECK_STR(got, STR("abc"), "one after the other");
    CHECK(!text_join(pieces, ARRAY_LEN(pieces), &none, &got), "no room");
    CHECK(!text_vers(SCHEME_DEB, &bounds, &none, &got), "no room");
}
