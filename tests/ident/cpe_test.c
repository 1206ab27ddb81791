/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "ident/cpe.h"
#include "test.h"

enum { ARENA_CAP = 1 << 20 };

static const Str ATTRIBUTES[CPE_ATTRIBUTES] = {
    STR_ROW("part"), STR_ROW("vendor"), STR_ROW("product"), STR_ROW("version"), STR_ROW("update"),
    STR_ROW("edition"), STR_ROW("language"), STR_ROW("sw_edition"), STR_ROW("target_sw"),
    STR_ROW("target_hw"), STR_ROW("other"),
};

static const struct { const char *text, *formatted, *uri, *why; } NAMES[] = {
    { "cpe:2.3:A:GNU:GLIBC:2.36:*:*:*:*:*:*:*", "cpe:2.3:a:gnu:glibc:2.36:*:*:*:*:*:*:*",
      "cpe:/a:gnu:glibc:2.36", "case does not tell names apart" },
    { "cpe:2.3:a:x:c++:1\\.0\\-2:*:*:*:*:*:*:*", "cpe:2.3:a:x:c\\+\\+:1.0-2:*:*:*:*:*:*:*",
      "cpe:/a:x:c%2b%2b:1.0-2", "backslashes stand where they are needed" },
    { "cpe:2.3:a:x:y:\\-:-:*:*:*:*:*:*", "cpe:2.3:a:x:y:\\-:-:*:*:*:*:*:*",
      "cpe:/a:x:y:-:-", "a quoted hyphen is a value, a bare one is NA" },
    { "cpe:2.3:a:x:a\\:b:1:*:*:*:*:*:*:*", "cpe:2.3:a:x:a\\:b:1:*:*:*:*:*:*:*",
      "cpe:/a:x:a%3ab:1", "a quoted colon does not separate" },
    { "cpe:/o:linux:linux_kernel", "cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*",
      "cpe:/o:linux:linux_kernel", "what a URI leaves out is ANY" },
    { "cpe:/a:x:y:1:2:~~pro~win~x64~", "cpe:2.3:a:x:y:1:2:*:*:pro:win:x64:*",
      "cpe:/a:x:y:1:2:~~pro~win~x64~", "a packed edition" },
    { "cpe:/a:x:y:8.%02:%01%01", "cpe:2.3:a:x:y:8.*:??:*:*:*:*:*:*", "cpe:/a:x:y:8.%02:%01%01",
      "wildcards of a URI" },
    { "cpe:/a:x:y~z", "cpe:2.3:a:x:y\\~z:*:*:*:*:*:*:*:*", "cpe:/a:x:y%7ez", "a bare tilde" },
};

TEST(names_have_one_canonical_form_in_both_bindings)
{
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        Cpe cpe;
        Str text;

        CHECK_OK(cpe_parse(str_of(NAMES[i].text), &arena, &cpe, &err), &err);
        CHECK_OK(cpe_format(&cpe, &arena, &text, &err), &err);
        CHECK_STR(text, str_of(NAMES[i].formatted), NAMES[i].why);
        CHECK_OK(cpe_format_uri(&cpe, &arena, &text, &err), &err);
        CHECK_STR(text, str_of(NAMES[i].uri), NAMES[i].why);
    }
}

static const struct { const char *text, *rule; uint64_t byte; } REFUSED[] = {
    { "", "cpe.no-scheme", 0 },
    { "cpe:2.4:a:x:y:1:*:*:*:*:*:*:*", "cpe.no-scheme", 0 },
    { "cpe:2.3:", "cpe.empty", 8 },
    { "cpe:2.3:a:x:y", "cpe.parts", 13 },
    { "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*:*", "cpe.parts", 29 },
    { "cpe:2.3:z:x:y:1:*:*:*:*:*:*:*", "cpe.bad-part", 8 },
    { "cpe:2.3:a:x::1:*:*:*:*:*:*:*", "cpe.empty", 12 },
    { "cpe:2.3:a:x y:z:1:*:*:*:*:*:*:*", "cpe.bad-character", 11 },
    { "cpe:2.3:a:\xC3\xA9:z:1:*:*:*:*:*:*:*", "cpe.bad-character", 10 },
    { "cpe:2.3:a:x:y:1*2:*:*:*:*:*:*:*", "cpe.bad-wildcard", 14 },
    { "cpe:2.3:a:x:y:**:*:*:*:*:*:*:*", "cpe.bad-wildcard", 14 },
    { "cpe:2.3:a:x:y:?*:*:*:*:*:*:*:*", "cpe.bad-wildcard", 14 },
    { "cpe:2.3:a:x:\\y:1:*:*:*:*:*:*:*", "cpe.bad-quote", 12 },
    { "cpe:2.3:a:x:y:1:*:*:*:*:*:*:\\", "cpe.bad-quote", 28 },
    { "cpe:/a:x%", "cpe.bad-percent", 8 },
    { "cpe:/a:x%4", "cpe.bad-percent", 8 },
    { "cpe:/a:x%41", "cpe.bad-percent", 8 },
    { "cpe:/a:x\\y", "cpe.bad-character", 8 },
    { "cpe:/a:b:c%02d", "cpe.bad-wildcard", 9 },
    { "cpe:/a:x:y:1:2:~~pro", "cpe.bad-packed", 15 },
    { "cpe:/a:x:y:1:2:~~~~~~~", "cpe.bad-packed", 15 },
    { "cpe:/a:b:c:d:e:f:g:h", "cpe.parts", 20 },
};

TEST(refusals_name_the_rule_and_the_byte)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        Cpe cpe;

        CHECK(!cpe_parse(str_of(REFUSED[i].text), &arena, &cpe, &err), REFUSED[i].text);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].text);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].text);
    }
}

static const struct { const char *source, *target; CpeRelation want; const char *why; } VALUES[] = {
    { "1.0.2", "1.0.2g", CPE_DISJOINT, "a value without wildcard is no prefix" },
    { "1.0.2?", "1.0.2g", CPE_SUPERSET, "'?' is one character" },
    { "1.0.2?", "1.0.2", CPE_SUPERSET, "or none" },
    { "1.0.2??", "1.0.2gab", CPE_DISJOINT, "three are more than two" },
    { "1.0.2?", "1.0.2\\?", CPE_SUPERSET, "a quoted character is one" },
    { "*soft", "microsoft", CPE_SUPERSET, "'*' in front" },
    { "?soft", "microsoft", CPE_DISJOINT, "five letters are more than one" },
    { "*a*", "banana", CPE_SUPERSET, "any place will do" },
    { "*\\+?", "c\\+\\+", CPE_SUPERSET, "a quoted character is found as a whole" },
    { "?\\+", "c\\+\\+", CPE_DISJOINT, "and counted as a whole" },
    { "win*", "win*", CPE_UNDEFINED, "a target with a wildcard" },
    { "*", "win*", CPE_UNDEFINED, "even from ANY" },
    { "*", "-", CPE_SUPERSET, "ANY holds NA" },
    { "-", "*", CPE_SUBSET, "NA is held by ANY" },
    { "-", "1", CPE_DISJOINT, "NA is no value" },
    { "win*", "-", CPE_DISJOINT, "a wildcard does not stand for NA" },
    { "open\\*ssl", "openssl", CPE_DISJOINT, "a quoted star is a star" },
};

TEST(values_relate_by_table_6_2)
{
    for (size_t i = 0; i < ARRAY_LEN(VALUES); i++) {
        Str source = str_of(VALUES[i].source), target = str_of(VALUES[i].target);
        CHECK_STR(cpe_relation_name(cpe_attribute_compare(source, target)),
                  cpe_relation_name(VALUES[i].want), VALUES[i].why);
    }
}

TEST(a_canonical_name_takes_no_memory)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Err err = { 0 };
    Cpe cpe;
    Str plain;

    CHECK_OK(cpe_parse(STR("cpe:2.3:a:x:c\\+\\+:1.0:*:*:*:*:*:*:*"), &arena, &cpe, &err), &err);
    CHECK_INT(arena.total, 0, "all values point into the text");
    CHECK(cpe_unquote(cpe.value[CPE_PRODUCT], &arena, &plain), "room for the plain value");
    CHECK_STR(plain, STR("c++"), "quoting is gone");
}

/* ---- the corpus ---- */

typedef void RowCheck(const Json *row, Arena *arena);

static size_t each_row(const char *path, RowCheck *check)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    Str rest = test_file(path), line;
    size_t rows = 0;

    while (str_next(&rest, '\n', &line)) {
        Err err = { 0 };
        const Json *row;

        if (line.len == 0)
            continue;
        CHECK_OK(json_parse(line, JSON_PLAIN, &arena, &row, &err), &err);
        check(row, &arena);
        rows++;
    }
    return rows;
}

/* Our canonical form is lower case, as case tells no names apart (NISTIR 7695, 5.3.2); the
 * vectors keep the case of their input. */
static void check_naming(const Json *row, Arena *arena)
{
    Str input = json_str(json_get(row, STR("input"))), text;
    bool valid = json_bool(json_get(row, STR("valid")));
    Err err = { 0 };
    Cpe cpe;

    if (!valid) {
        if (cpe_parse(input, arena, &cpe, &err))
            test_fail("%.*s is read but is not valid", STR_ARG(input));
        return;
    }
    CHECK_OK(cpe_parse(input, arena, &cpe, &err), &err);
    CHECK_OK(cpe_format(&cpe, arena, &text, &err), &err);
    CHECK(str_eq_fold(text, json_str(json_get(row, STR("fs")))), "formatted string");
    CHECK_OK(cpe_format_uri(&cpe, arena, &text, &err), &err);
    CHECK(str_eq_fold(text, json_str(json_get(row, STR("uri")))), "URI");
}

TEST(naming_vectors_hold)
{
    const char *path = TEST_SHARED("corpus/cpe/naming-vectors.jsonl");
    size_t rows = each_row(path, check_naming);

    CHECK_INT(rows, 47, "all rows were seen");
}

static void parse_pair(const Json *row, Arena *arena, Cpe pair[2])
{
    Err err = { 0 };

    CHECK_OK(cpe_parse(json_str(json_get(row, STR("source"))), arena, &pair[0], &err), &err);
    CHECK_OK(cpe_parse(json_str(json_get(row, STR("target"))), arena, &pair[1], &err), &err);
}

static bool answer(const Json *row, Str key)
{
    return json_bool(json_get(row, key));
}

static void check_matching(const Json *row, Arena *arena)
{
    const Json *attributes = json_get(row, STR("attributes"));
    CpeRelation relation;
    Cpe pair[2];

    parse_pair(row, arena, pair);
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++)
        CHECK_STR(cpe_relation_name(cpe_attribute_compare(pair[0].value[i], pair[1].value[i])),
                  json_str(json_get(attributes, ATTRIBUTES[i])), "attribute");
    relation = cpe_compare(&pair[0], &pair[1]);
    CHECK_INT(relation == CPE_DISJOINT, answer(row, STR("disjoint")), "disjoint");
    CHECK_INT(relation == CPE_EQUAL, answer(row, STR("equal")), "equal");
    CHECK_INT(relation == CPE_EQUAL || relation == CPE_SUBSET, answer(row, STR("subset")),
              "subset");
    CHECK_INT(relation == CPE_EQUAL || relation == CPE_SUPERSET, answer(row, STR("superset")),
              "superset");
}

TEST(matching_vectors_hold)
{
    const char *path = TEST_SHARED("corpus/cpe/matching-vectors.jsonl");
    size_t rows = each_row(path, check_matching);

    CHECK_INT(rows, 3773, "all rows were seen");
}

static void check_defect(const Json *row, Arena *arena)
{
    JsonIter iter = json_iter(json_get(row, STR("by_nistir_7696")));
    const Json *want;
    Cpe pair[2];
    Str key;

    parse_pair(row, arena, pair);
    for (size_t i = 0; json_next(&iter, &key, &want); i++)
        CHECK_STR(cpe_relation_name(cpe_attribute_compare(pair[0].value[i], pair[1].value[i])),
                  json_str(want), "as the rules say, not as the reference program does");
}

TEST(defects_of_the_reference_implementation_are_not_repeated)
{
    const char *path = TEST_SHARED("corpus/cpe/reference-implementation-defects.jsonl");

    CHECK(each_row(path, check_defect) > 0, "rows were seen");
}
