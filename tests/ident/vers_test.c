/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "ident/vers.h"
#include "test.h"

enum { ARENA_CAP = 1 << 24 };

static const struct { const char *text, *canonical, *why; } LOOSE[] = {
    { "vers:npm/ >=1.0.0 | <2.0.0 ", "vers:npm/>=1.0.0|<2.0.0", "spaces" },
    { "vers:npm/|<2.0.0||>= 1.0.0|", "vers:npm/>=1.0.0|<2.0.0", "pipes and order" },
    { "vers:deb/=1%3a2%2b3|1.0", "vers:deb/1.0|1:2+3", "an epoch comes last" },
    { "vers:unheard-of/a%2fb", "vers:unheard-of/a%2Fb", "what is no plain character" },
    { "vers:semver/3.0.0|1.0.0|2.0.0|>=1.0.0|0.1.0", "vers:semver/0.1.0|1.0.0|>=1.0.0|2.0.0|3.0.0",
      "equal versions keep their order" },
    { "vers:unheard-of/b|a", "vers:unheard-of/b|a", "no order, no sorting" },
    { "vers:npm/2.0.0|x|1.0.0", "vers:npm/2.0.0|x|1.0.0", "what is not valid has no order" },
    { "vers:npm/*", "vers:npm/*", "any" },
};

TEST(a_loose_text_becomes_canonical)
{
    for (size_t i = 0; i < ARRAY_LEN(LOOSE); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        Vers vers;
        Str text;

        CHECK_OK(vers_parse_loose(str_of(LOOSE[i].text), &arena, &vers, &err), &err);
        CHECK_OK(vers_format(&vers, &arena, &text, &err), &err);
        CHECK_STR(text, str_of(LOOSE[i].canonical), LOOSE[i].why);
        CHECK_OK(vers_parse(text, &arena, &vers, &err), &err);
    }
}

static const struct { const char *text, *rule; uint64_t byte; } REFUSED[] = {
    { "", "vers.no-scheme", 0 },
    { "pkg:npm/a", "vers.no-scheme", 0 },
    { "vers:npm", "vers.bad-type", 5 },
    { "vers:/1", "vers.bad-type", 5 },
    { "vers:NPM/1.0.0", "vers.bad-type", 5 },
    { "vers:npm/", "vers.empty-constraint", 9 },
    { "vers:npm/|1.0.0", "vers.empty-constraint", 9 },
    { "vers:npm/1.0.0|", "vers.empty-constraint", 15 },
    { "vers:npm/1.0.0||2.0.0", "vers.empty-constraint", 15 },
    { "vers:npm/>=", "vers.no-version", 11 },
    { "vers:npm/>=1.0.0| <2.0.0", "vers.bad-character", 17 },
    { "vers:npm/>==1.0.0", "vers.bad-character", 11 },
    { "vers:npm/1.0\xC3\xA9", "vers.bad-character", 12 },
    { "vers:npm/1.0%2", "vers.bad-percent", 12 },
    { "vers:npm/1.0%0A", "vers.bad-percent", 12 },
    { "vers:npm/1.0%2f", "vers.needless-percent", 12 },
    { "vers:npm/1.0%3A", "vers.needless-percent", 12 },
    { "vers:npm/*|1.0.0", "vers.any-not-alone", 9 },
    { "vers:npm/>=2.0.0|<1.0.0", "vers.not-sorted", 9 },
    { "vers:datetime/2024-01-01t00:00:00z", "vers.bad-datetime", 24 },
};

TEST(refusals_name_the_rule_and_the_byte)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        Vers vers;

        CHECK(!vers_parse(str_of(REFUSED[i].text), &arena, &vers, &err), REFUSED[i].text);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].text);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].text);
    }
}

static const struct { const char *vers, *version; bool inside; const char *why; } INSIDE[] = {
    { "vers:semver/>=1.0.0|<2.0.0", "1.0.0", true, "the lower bound is inside" },
    { "vers:semver/>=1.0.0|<2.0.0", "2.0.0", false, "the upper bound is outside" },
    { "vers:semver/>1.0.0|<=2.0.0", "1.0.0", false, "the other way round" },
    { "vers:semver/>1.0.0|<=2.0.0", "2.0.0", true, "the other way round" },
    { "vers:semver/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "0.1.0", true, "open to the left" },
    { "vers:semver/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "1.5.0", false, "the first gap" },
    { "vers:semver/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "2.5.0", true, "between" },
    { "vers:semver/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "3.5.0", false, "the second gap" },
    { "vers:semver/<1.0.0|>=2.0.0|<3.0.0|>4.0.0", "4.5.0", true, "open to the right" },
    { "vers:semver/>=1.0.0|!=1.5.0|<2.0.0", "1.5.0", false, "taken out" },
    { "vers:semver/>=1.0.0|!=1.5.0|<2.0.0", "1.6.0", true, "the rest stays in" },
    { "vers:semver/!=1.5.0", "1.6.0", true, "all but one" },
    { "vers:semver/!=1.5.0|2.0.0", "1.6.0", false, "a list of versions" },
    { "vers:semver/1.0.0|3.0.0", "2.0.0", false, "named versions alone" },
    { "vers:semver/>1.0.0|>2.0.0|<3.0.0|<4.0.0", "1.5.0", true, "the first lower bound counts" },
    { "vers:semver/>1.0.0|>2.0.0|<3.0.0|<4.0.0", "3.5.0", true, "the last upper bound counts" },
    { "vers:semver/>1.0.0|>2.0.0|<3.0.0|<4.0.0", "4.5.0", false, "and closes" },
    { "vers:semver/*", "0.0.1", true, "any" },
};

TEST(containment_follows_the_bounds)
{
    for (size_t i = 0; i < ARRAY_LEN(INSIDE); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        bool inside;
        Vers vers;

        CHECK_OK(vers_parse(str_of(INSIDE[i].vers), &arena, &vers, &err), &err);
        CHECK_OK(vers_contains(&vers, str_of(INSIDE[i].version), &inside, &err), &err);
        CHECK_INT(inside, INSIDE[i].inside, INSIDE[i].why);
    }
}

TEST(what_cannot_be_compared_is_told)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Err err = { 0 };
    bool inside;
    Vers vers;

    CHECK_OK(vers_parse(STR("vers:unheard-of/>=1"), &arena, &vers, &err), &err);
    CHECK(!vers_contains(&vers, STR("1"), &inside, &err), "no order");
    CHECK_INT(err.code, ERR_UNKNOWN_NAME, "the type is named");
    CHECK_OK(vers_parse(STR("vers:semver/>=1.0.0"), &arena, &vers, &err), &err);
    CHECK(!vers_contains(&vers, STR("latest"), &inside, &err), "no version");
    CHECK_INT(err.code, ERR_SYNTAX, "the version is named");
    CHECK_OK(vers_parse(STR("vers:semver/*"), &arena, &vers, &err), &err);
    CHECK(!vers_contains(&vers, STR("latest"), &inside, &err), "not even in any");
}

TEST(too_many_constraints_are_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    size_t len = 9 + 2 * (VERS_CONSTRAINTS_MAX + 1) - 1;
    char *text = arena_alloc(&arena, len, 1);
    Err err = { 0 };
    Vers vers;

    for (size_t i = 0; i < len; i++)
        text[i] = i < 9 ? "vers:npm/"[i] : (i - 9) % 2 ? '|' : '1';
    CHECK(!vers_parse((Str){ text, len }, &arena, &vers, &err), "one more than allowed");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    CHECK_OK(vers_parse((Str){ text, len - 2 }, &arena, &vers, &err), &err);
}

/* ---- the corpus ---- */

typedef void CaseCheck(const Json *row, Arena *arena);

static size_t each_case(const char *path, Str type, CaseCheck *check)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    const Json *root, *row;
    Err err = { 0 };
    JsonIter iter;
    size_t rows = 0;
    Str key;

    CHECK_OK(json_parse(test_file(path), JSON_PLAIN, &arena, &root, &err), &err);
    iter = json_iter(json_get(root, STR("tests")));
    while (json_next(&iter, &key, &row))
        if (str_eq(json_str(json_get(row, STR("test_type"))), type)) {
            check(row, &arena);
            rows++;
        }
    return rows;
}

static void check_parse(const Json *row, Arena *arena)
{
    Str input = json_str(json_get(row, STR("input"))), text;
    const Json *want = json_get(row, STR("expected_output"));
    Err err = { 0 };
    Vers vers;

    if (json_bool(json_get(row, STR("expected_failure")))) {
        if (vers_parse(input, arena, &vers, &err))
            test_fail("%.*s is read but is not canonical", STR_ARG(input));
        return;
    }
    CHECK_OK(vers_parse(input, arena, &vers, &err), &err);
    CHECK_STR(vers.type, json_str(json_get(want, STR("scheme"))), "type");
    CHECK_INT(vers.count, json_count(json_get(want, STR("version_constraints"))), "constraints");
    CHECK_OK(vers_format(&vers, arena, &text, &err), &err);
    CHECK_STR(text, input, "a canonical text is its own form");
}

TEST(parse_cases_hold)
{
    const char *path = TEST_SHARED("corpus/vers/vers-spec/vers_canonical_parse_test.json");

    CHECK_INT(each_case(path, STR("parse"), check_parse), 12, "all cases were seen");
}

static void check_validate(const Json *row, Arena *arena)
{
    Str input = json_str(json_get(row, STR("input"))), text;
    Err err = { 0 };
    Vers vers;

    CHECK_OK(vers_parse_loose(input, arena, &vers, &err), &err);
    CHECK_OK(vers_format(&vers, arena, &text, &err), &err);
    CHECK_STR(text, json_str(json_get(row, STR("expected_output"))), "canonical form");
}

TEST(validate_cases_hold)
{
    const char *path = TEST_SHARED("corpus/vers/vers-spec/pypi_range_validate_test.json");

    CHECK_INT(each_case(path, STR("validate"), check_validate), 19, "all cases were seen");
}

static void check_containment(const Json *row, Arena *arena)
{
    const Json *input = json_get(row, STR("input"));
    Str text = json_str(json_get(input, STR("vers")));
    Err err = { 0 };
    bool inside;
    Vers vers;

    CHECK_OK(vers_parse_loose(text, arena, &vers, &err), &err);
    CHECK_OK(vers_contains(&vers, json_str(json_get(input, STR("version"))), &inside, &err), &err);
    CHECK_INT(inside, json_bool(json_get(row, STR("expected_output"))), "inside");
}

TEST(containment_cases_hold)
{
    static const struct { const char *path; size_t cases; } FILES[] = {
        { "corpus/vers/vers-spec/pypi_range_containment_test.json", 10 },
        { "corpus/vers/vers-spec/npm_range_containment_test.json", 1 },
    };

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++)
        CHECK_INT(each_case(TEST_SHARED(FILES[i].path), STR("containment"), check_containment),
                  FILES[i].cases, "all cases were seen");
}
