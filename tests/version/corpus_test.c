/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of comparisons that ecosystems and scanners publish; read where they lie. */
#include "base/json.h"
#include "version/table.h"

TEST(every_comparison_of_the_advisories_holds)
{
    static const struct { Scheme scheme; const char *name; } FILES[] = {
        { SCHEME_APK, "alpine-versions.txt" },
        { SCHEME_APK, "alpine-versions-generated.txt" },
        { SCHEME_CRAN, "cran-versions.txt" },
        { SCHEME_CRAN, "cran-versions-generated.txt" },
        { SCHEME_DEB, "debian-versions.txt" },
        { SCHEME_DEB, "debian-versions-generated.txt" },
        { SCHEME_HACKAGE, "hackage-versions.txt" },
        { SCHEME_MAVEN, "maven-versions.txt" },
        { SCHEME_MAVEN, "maven-versions-generated.txt" },
        { SCHEME_NUGET, "nuget-versions.txt" },
        { SCHEME_COMPOSER, "packagist-versions.txt" },
        { SCHEME_COMPOSER, "packagist-versions-generated.txt" },
        { SCHEME_PUB, "pub-versions.txt" },
        { SCHEME_PYPI, "pypi-versions.txt" },
        { SCHEME_PYPI, "pypi-versions-generated.txt" },
        { SCHEME_RPM, "redhat-versions.txt" },
        { SCHEME_GEM, "rubygems-versions.txt" },
        { SCHEME_GEM, "rubygems-versions-generated.txt" },
        { SCHEME_SEMVER, "semver-versions.txt" },
    };
    size_t rows = 0, wrong = 0;

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        char path[128];
        snprintf(path, sizeof path, "corpus/version-compare/osv-scalibr/%s", FILES[i].name);
        Table table = table_read(FILES[i].scheme, TEST_SHARED(path));
        rows += table.rows;
        wrong += table.wrong;
    }
    printf("%zu comparisons, %zu wrong\n", rows, wrong);
    CHECK_INT(wrong, 0, "all of them");
    CHECK_INT(rows, 71818, "as many as the corpus says");
}

/* apk's own list also has operators for ranges, which are no comparisons. */
static bool apk_line(Table *table, Str line)
{
    Str rest = str_slice(line, 0, str_find_char(line, '#')), word[3] = { { NULL, 0 } }, piece;
    size_t words = 0;

    while (words < ARRAY_LEN(word) && str_next(&rest, ' ', &piece))
        if (str_trim(piece).len > 0)
            word[words++] = str_trim(piece);
    if (words == 0 || (words == 3 && str_find_char(word[1], '~') < word[1].len))
        return false;
    if (words == 3) {
        int want = word[1].ptr[0] == '<' ? -1 : word[1].ptr[0] == '>';
        table_compare(table, line, word[0], word[2], want);
        return true;
    }
    bool valid = word[0].ptr[0] != '!';
    table->rows++;
    if (version_valid(SCHEME_APK, str_slice(word[0], !valid, word[0].len)) != valid)
        table_wrong(table, line, valid);
    return true;
}

TEST(every_line_of_apks_own_list_holds)
{
    Str rest = test_file(TEST_SHARED("corpus/version-compare/apk-tools/version.data")), line;
    Table table = { SCHEME_APK, "version.data", 0, 0, 0 };
    size_t ranges = 0;

    while (str_next(&rest, '\n', &line)) {
        table.line++;
        ranges += !apk_line(&table, line) && str_trim(line).len > 0;
    }
    printf("version.data: %zu lines, %zu wrong, %zu of ranges\n", table.rows, table.wrong, ranges);
    CHECK_INT(table.wrong, 0, "comparisons and validity");
    CHECK_INT(ranges, 16, "nothing else is left out");
}

static const Json *corpus_json(const char *path)
{
    static Arena arena;
    const Json *json = NULL;
    Err err = { 0 };

    arena_done(&arena);
    arena = arena_new((size_t)1 << 26);
    CHECK_OK(json_parse(test_file(TEST_SHARED(path)), JSON_PLAIN, &arena, &json, &err), &err);
    return json;
}

static const Json *element(const Json *array, size_t at)
{
    JsonIter iter = json_iter(array);
    const Json *value = NULL;
    Str key;

    for (size_t i = 0; i <= at; i++)
        if (!json_next(&iter, &key, &value))
            return NULL;
    return value;
}

static void npm_pairs(const char *path, int want, size_t rows)
{
    const Json *list = corpus_json(path), *row;
    JsonIter iter = json_iter(list);
    Table table = { SCHEME_NPM, strrchr(path, '/') + 1, 0, 0, 0 };
    Str key;

    while (json_next(&iter, &key, &row)) {
        Str left = json_str(element(row, 0)), right = json_str(element(row, 1));
        table_compare(&table, left, left, right, want);
    }
    printf("%s: %zu rows, %zu wrong\n", table.name, table.rows, table.wrong);
    CHECK_INT(table.wrong, 0, path);
    CHECK_INT(table.rows, rows, "every row");
}

TEST(npms_own_lists_hold)
{
    npm_pairs("corpus/version-compare/node-semver/comparisons.json", 1, 31);
    npm_pairs("corpus/version-compare/node-semver/equality.json", 0, 37);
}

static size_t npm_validity(const char *path, bool want)
{
    JsonIter iter = json_iter(corpus_json(path));
    const Json *row;
    size_t rows = 0;
    Str key;

    while (json_next(&iter, &key, &row)) {
        Str text = json_str(element(row, 0));
        /* Regular expressions and objects of JavaScript are no texts. */
        if (!json_is_str(element(row, 0)) || str_starts(text, STR("REGEX:")))
            continue;
        rows++;
        if (version_valid(SCHEME_NPM, text) != want)
            test_fail("%s: %.*s", path, STR_ARG(text));
    }
    printf("%s: %zu rows, 0 wrong\n", strrchr(path, '/') + 1, rows);
    return rows;
}

TEST(npm_knows_what_is_valid)
{
    size_t invalid, valid;

    invalid = npm_validity("corpus/version-compare/node-semver/invalid-versions.json", false);
    valid = npm_validity("corpus/version-compare/node-semver/valid-versions.json", true);

    CHECK_INT(invalid, 7, "every text");
    CHECK_INT(valid, 22, "every text");
}

/* Each version of the expected list is not newer than the one behind it. */
static bool vers_in_order(Scheme scheme, const Json *list)
{
    JsonIter iter = json_iter(list);
    const Json *value;
    Str key, before = { NULL, 0 };

    while (json_next(&iter, &key, &value)) {
        if (before.len > 0 && order_of(scheme, before, json_str(value)) > 0)
            return false;
        before = json_str(value);
    }
    return true;
}

static void vers_case(Table *table, const Json *test)
{
    const Json *input = json_get(test, STR("input"));
    const Json *want = json_get(test, STR("expected_output"));
    const Json *versions = json_get(input, STR("versions"));
    Str type = json_str(json_get(test, STR("test_type"))), left = json_str(element(versions, 0));
    Err err = { 0 };
    bool holds;

    CHECK_OK(scheme_of(json_str(json_get(input, STR("input_scheme"))), &table->scheme, &err), &err);
    if (str_eq(type, STR("equality")))
        holds = (order_of(table->scheme, left, json_str(element(versions, 1))) == 0)
            == json_bool(want);
    else
        holds = str_eq(type, STR("comparison")) && vers_in_order(table->scheme, want);
    table->rows++;
    if (!holds)
        table_wrong(table, left, 2);
}

TEST(every_comparison_of_vers_holds)
{
    static const struct { const char *path; size_t rows; } FILES[] = {
        { "vers-spec/alpine_version_cmp_test.json", 716 },
        { "vers-spec/alpm_version_cmp_test.json", 42 },
        { "vers-spec/conan_version_cmp_test.json", 47 },
        { "vers-spec/datetime_version_cmp_test.json", 7 },
        { "vers-spec/gentoo_version_cmp_test.json", 48 },
        { "vers-spec/lexicographic-test.json", 8 },
        { "vers-spec/maven_version_cmp_test.json", 977 },
        { "vers-spec/nuget_version_cmp_test.json", 33 },
        { "vers-spec/openssl_version_cmp_test.json", 44 },
        { "univers/schema/deb_version_python_pkg_test.json", 16 },
    };

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        char path[128];
        snprintf(path, sizeof path, "corpus/vers/%s", FILES[i].path);
        const Json *list = corpus_json(path);
        JsonIter iter = json_iter(json_kind(list) == JSON_ARRAY ? list
                                                                 : json_get(list, STR("tests")));
        Table table = { SCHEME_GENERIC, strrchr(FILES[i].path, '/') + 1, 0, 0, 0 };
        const Json *test;
        Str key;
        while (json_next(&iter, &key, &test))
            vers_case(&table, test);
        printf("%s: %zu cases, %zu wrong\n", table.name, table.rows, table.wrong);
        CHECK_INT(table.wrong, 0, FILES[i].path);
        CHECK_INT(table.rows, FILES[i].rows, "every case");
    }
}

TEST(univers_list_of_alpine_holds)
{
    Table table = table_read(SCHEME_APK, TEST_SHARED("corpus/vers/univers/alpine_test.txt"));

    CHECK_INT(table.wrong, 0, "every line");
    CHECK_INT(table.rows, 716, "every line");
}

TEST(rpms_own_list_holds)
{
    Str rest = test_file(TEST_SHARED("corpus/vers/univers/rpmvercmp.at")), line;
    Table table = { SCHEME_RPM, "rpmvercmp.at", 0, 0, 0 };

    while (str_next(&rest, '\n', &line)) {
        Str call = STR("RPMVERCMP("), left, right;
        if (!str_starts(line, call) || !str_ends(line, STR(")")))
            continue;
        Str inside = str_slice(line, call.len, line.len - 1);
        if (!str_next(&inside, ',', &left) || !str_next(&inside, ',', &right))
            continue;
        Str want = str_trim(inside);
        table_compare(&table, line, str_trim(left), str_trim(right),
                      want.ptr[0] == '-' ? -1 : want.ptr[0] - '0');
    }
    printf("rpmvercmp.at: %zu rows, %zu wrong\n", table.rows, table.wrong);
    CHECK_INT(table.wrong, 0, "every call");
    CHECK(table.rows > 80, "there were calls");
}

TEST(openssl_releases_stand_in_their_order)
{
    const char *path = "corpus/vers/univers/openssl/openssl_versort_expected.json";
    JsonIter iter = json_iter(corpus_json(path));
    Table table = { SCHEME_OPENSSL, "openssl_versort_expected.json", 0, 0, 0 };
    const Json *row;
    Str key, before = { NULL, 0 };

    while (json_next(&iter, &key, &row)) {
        Str version = json_str(json_get(row, STR("string")));
        if (before.len > 0)
            table_compare(&table, version, before, version, -1);
        before = version;
    }
    printf("%s: %zu pairs, %zu wrong\n", table.name, table.rows, table.wrong);
    CHECK_INT(table.wrong, 0, "every pair");
    CHECK_INT(table.rows, 171, "every pair");
}
