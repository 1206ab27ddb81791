/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_bound.h"
#include "test.h"

static const struct {
    const char *text;
    bool dotted;
} TEXTS[] = {
    { "1.2.3", true },         { "10", true },       { "1.0.2zd", true },   { "2023-01-05", true },
    { "0:1.25.1-5.el9", true }, { "1.2~rc1+b", true }, { "20.4R3-S9", true }, { "", false },
    { "n/a", false },          { "R12", false },     { "Windows 10", false }, { "1.2 SP1", false },
    { "5,14", false },         { "<1.2", false },    { "1.2*", false },
};

TEST(a_version_begins_with_a_digit_and_has_no_space)
{
    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++)
        CHECK_INT(bound_dotted(str_of(TEXTS[i].text)), TEXTS[i].dotted, TEXTS[i].text);
}

TEST(a_version_is_valid_in_its_scheme)
{
    CHECK(bound_valid(SCHEME_GENERIC, STR("1.2")), "free-form");
    CHECK(!bound_valid(SCHEME_SEMVER, STR("1.0.2zd")), "no SemVer");
    CHECK(bound_valid(SCHEME_SEMVER, STR("1.2.0")), "… these");
    CHECK(!bound_valid(SCHEME_GENERIC, STR("n/a")), "prose");
}

TEST(the_v_before_a_version_is_dropped)
{
    CHECK_STR(bound_prefix_drop(STR("v1.2")), STR("1.2"), "small");
    CHECK_STR(bound_prefix_drop(STR("V4")), STR("4"), "large");
    CHECK_STR(bound_prefix_drop(STR("version")), STR("version"), "a word");
    CHECK_STR(bound_prefix_drop(STR("v")), STR("v"), "alone");
}

static const struct {
    const char *text, *base, *end; /* base NULL: no series; end: the first version behind it */
} SERIES[] = {
    { "5.4.*", "5.4", "5.5" },    { "5.x", "5", "6" },          { "4.9.X", "4.9", "4.10" },
    { "21.2*", "21.2", "21.3" },  { "1.99.*", "1.99", "1.100" }, { "9.*", "9", "10" },
    { "1.09.*", "1.09", "1.10" }, { "1.00.*", "1.00", "1.01" }, { "*", NULL, NULL },
    { "x", NULL, NULL },          { "5.4", NULL, NULL },        { "1.2x", NULL, NULL },
    { "1.a.*", NULL, NULL },      { "a.*", NULL, NULL },
    { "18446744073709551615.*", "18446744073709551615", "" },
};

TEST(a_series_ends_before_the_next_number)
{
    Arena arena = arena_new(1 << 16);

    for (size_t i = 0; i < ARRAY_LEN(SERIES); i++) {
        Str base, end;
        Err err = { 0 };

        CHECK_INT(bound_series(str_of(SERIES[i].text), &base), SERIES[i].base != NULL,
                  SERIES[i].text);
        if (!SERIES[i].base)
            continue;
        CHECK_STR(base, str_of(SERIES[i].base), SERIES[i].text);
        CHECK_OK(bound_series_end(base, &arena, &end, &err), &err);
        CHECK_STR(end, str_of(SERIES[i].end), SERIES[i].text);
    }
    arena_done(&arena);
}

TEST(a_commit_is_a_hash)
{
    CHECK(bound_commit(STR("446fda4f2682")), "shortened");
    CHECK(bound_commit(STR("7ea5bd2b52d0e81eaef3d109b3b12545306f201c")), "whole");
    CHECK(!bound_commit(STR("2.1.4-1")), "a version");
    CHECK(!bound_commit(STR("abc")), "too short");
    CHECK(!bound_commit(STR("")), "nothing");
}
