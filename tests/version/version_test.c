/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every scheme: names, limits, and that an order is one. */
#include "version/table.h"

#include <stdlib.h>

enum { VERSIONS_MAX = 40000, RANDOM_PAIRS = 150000, RANDOM_SEED = 20240229 };

TEST(a_scheme_is_found_by_its_name_and_by_those_of_others)
{
    static const struct { Str name; Scheme scheme; } ROWS[] = {
        { STR_ROW("deb"), SCHEME_DEB },       { STR_ROW("alpine"), SCHEME_APK },
        { STR_ROW("rubygems"), SCHEME_GEM },  { STR_ROW("pep440"), SCHEME_PYPI },
        { STR_ROW("openssl"), SCHEME_OPENSSL }, { STR_ROW("generic"), SCHEME_GENERIC },
    };
    Scheme found = SCHEME_COUNT;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_OK(scheme_of(ROWS[i].name, &found, &err), &err);
        CHECK_INT(found, ROWS[i].scheme, "the scheme");
    }
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        CHECK_OK(scheme_of(scheme_name((Scheme)i), &found, &err), &err);
        CHECK_INT(found, i, "its own name");
    }
}

TEST(an_unknown_scheme_is_refused_by_name)
{
    Scheme found = SCHEME_DEB;
    char text[ERR_TEXT_BYTES];
    Err err = { 0 };

    CHECK(!scheme_of(STR("Deb"), &found, &err), "names are lower case");
    CHECK_INT(err.code, ERR_UNKNOWN_NAME, "unknown");
    CHECK_INT(found, SCHEME_DEB, "the output is untouched");
    CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)),
              STR("“Deb” is not a version scheme"), "says which");
    CHECK(!scheme_of(STR(""), &found, &err), "nor is nothing");
}

TEST(an_error_names_the_version_that_has_no_order)
{
    int order = 7;
    Err err = { 0 };

    CHECK(!version_compare(SCHEME_DEB, STR("1.0"), STR("1 0"), &order, &err), "white space");
    CHECK_INT(err.code, ERR_SYNTAX, "syntax");
    CHECK_STR(err_arg(&err, 1), STR("1 0"), "the second");
    CHECK_INT(order, 7, "the output is untouched");
    CHECK(!version_compare(SCHEME_DEB, STR(""), STR("1 0"), &order, &err), "nothing");
    CHECK_STR(err_arg(&err, 1), STR(""), "the first");
}

TEST(no_scheme_takes_control_characters_or_too_long_a_text)
{
    static char text[VERSION_BYTES_MAX + 1];
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len;
    int order;
    Err err = { 0 };

    memset(text, '1', sizeof text);
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        Scheme scheme = (Scheme)i;
        CHECK(!version_valid(scheme, (Str){ text, sizeof text }), "one byte too long");
        CHECK(!version_compare(scheme, (Str){ text, sizeof text }, STR("1"), &order, &err), "too");
        CHECK(!version_valid(scheme, STR("1.0\n")), "a line end");
        CHECK(!version_valid(scheme, STR("1.0\0")), "a NUL");
        CHECK(!version_valid(scheme, STR("1.0\x7f")), "a delete");
        CHECK(!version_valid(scheme, (Str){ NULL, 0 }), "nothing");
        CHECK(!version_key(scheme, STR("1.0\t"), key, &len), "no key either");
    }
}

/* Texts that make keys long; every scheme must read them in linear time and have room. */
TEST(the_worst_texts_have_room_and_an_order)
{
    static const char *const PATTERNS[] = {
        "a", "1", "0", "1a", "a1", "0a", "1-", "-", "1.", "0.", ".0a", "_p1", "~", "^", "~1", "é",
        "a.", "-0", "0-", "x", "112.", "1-a", "a-", "B", "1~", "#", "+", "pre", "-pre",
    };
    static const char *const FRONTS[] = { "", "1", "1.", "1-", "1.0-", "1.0+", "0-", "0.a" };
    static char text[VERSION_BYTES_MAX];
    size_t compared = 0;

    for (size_t p = 0; p < ARRAY_LEN(PATTERNS) * ARRAY_LEN(FRONTS); p++) {
        Str pattern = str_of(PATTERNS[p / ARRAY_LEN(FRONTS)]);
        Str front = str_of(FRONTS[p % ARRAY_LEN(FRONTS)]);
        memcpy(text, front.ptr, front.len);
        for (size_t i = front.len; i < sizeof text; i++)
            text[i] = pattern.ptr[(i - front.len) % pattern.len];
        for (size_t i = 0; i < SCHEME_COUNT; i++) {
            Str whole = { text, sizeof text }, part = { text, sizeof text - 1 };
            int order = order_of((Scheme)i, whole, part);
            compared += order != 2;
            if (order != 2)
                CHECK_INT(order_of((Scheme)i, part, whole), -order, pattern.ptr);
        }
    }
    printf("%zu comparisons of 4096 bytes\n", compared);
    CHECK(compared > 1000, "many have an order");
}

/* ---- the versions of the corpora ---------------------------------------------------- */

static struct {
    Scheme scheme;
    Str version[VERSIONS_MAX];
    size_t count;
} all;

static void all_add(Str version)
{
    if (all.count < VERSIONS_MAX && order_of(all.scheme, version, version) == 0)
        all.version[all.count++] = version;
}

static void all_read(Scheme scheme, const char *const *names)
{
    char path[128];
    Str line, left, right;
    int want = 0;

    all.scheme = scheme;
    all.count = 0;
    for (; *names; names++) {
        snprintf(path, sizeof path, "corpus/version-compare/osv-scalibr/%s", *names);
        Str rest = test_file(TEST_SHARED(path));
        while (str_next(&rest, '\n', &line))
            if (line.len > 0 && line.ptr[0] != '#' && table_split(line, &left, &right, &want)) {
                all_add(left);
                all_add(right);
            }
    }
}

static int all_order(const void *a, const void *b)
{
    Str left = *(const Str *)a, right = *(const Str *)b;

    return order_of(all.scheme, left, right);
}

static void all_keep_keyed(void)
{
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len, kept = 0;

    for (size_t i = 0; i < all.count; i++)
        if (version_key(all.scheme, all.version[i], key, &len))
            all.version[kept++] = all.version[i];
    all.count = kept;
}

/* A pair of the sorted versions must stand so by comparison, in both directions, and by key. */
static bool pair_holds(size_t low, size_t high)
{
    Str a = all.version[low], b = all.version[high];
    int order = order_of(all.scheme, a, b), key = key_order_of(all.scheme, a, b);
    bool holds = order <= 0 && order_of(all.scheme, b, a) == -order && key == order;

    if (!holds)
        printf("%.*s and %.*s: %d, by key %d\n", STR_ARG(a), STR_ARG(b), order, key);
    return holds;
}

static size_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*state >> 33);
}

TEST(sorting_real_versions_gives_one_order)
{
    static const struct { Scheme scheme; const char *names[4]; } ROWS[] = {
        { SCHEME_APK, { "alpine-versions.txt", "alpine-versions-generated.txt" } },
        { SCHEME_CRAN, { "cran-versions.txt", "cran-versions-generated.txt" } },
        { SCHEME_DEB, { "debian-versions.txt", "debian-versions-generated.txt" } },
        { SCHEME_MAVEN, { "maven-versions.txt", "maven-versions-generated.txt" } },
        { SCHEME_NUGET, { "nuget-versions.txt", "semver-versions.txt" } },
        { SCHEME_COMPOSER, { "packagist-versions.txt", "packagist-versions-generated.txt" } },
        { SCHEME_PUB, { "pub-versions.txt", "semver-versions.txt" } },
        { SCHEME_PYPI, { "pypi-versions.txt", "pypi-versions-generated.txt" } },
        { SCHEME_RPM, { "redhat-versions.txt", "debian-versions-generated.txt" } },
        { SCHEME_GEM, { "rubygems-versions.txt", "rubygems-versions-generated.txt" } },
        { SCHEME_NPM, { "semver-versions.txt", "pub-versions.txt" } },
        { SCHEME_GENERIC, { "maven-versions-generated.txt", "debian-versions-generated.txt",
                            "packagist-versions-generated.txt" } },
        { SCHEME_CONAN, { "maven-versions-generated.txt", "semver-versions.txt" } },
        { SCHEME_OPENSSL, { "pypi-versions-generated.txt", "alpine-versions-generated.txt" } },
        { SCHEME_ALPM, { "debian-versions-generated.txt", "alpine-versions-generated.txt" } },
    };
    uint64_t state = RANDOM_SEED;
    size_t pairs = 0, wrong = 0;

    for (size_t row = 0; row < ARRAY_LEN(ROWS); row++) {
        all_read(ROWS[row].scheme, ROWS[row].names);
        size_t read = all.count;
        all_keep_keyed();
        CHECK(all.count > 1, "there are versions");
        qsort(all.version, all.count, sizeof all.version[0], all_order);
        for (size_t i = 1; i < all.count; i++, pairs++)
            wrong += !pair_holds(i - 1, i);
        for (size_t i = 0; i < RANDOM_PAIRS; i++, pairs++) {
            size_t x = next_random(&state) % all.count, y = next_random(&state) % all.count;
            wrong += !pair_holds(x < y ? x : y, x < y ? y : x);
        }
        printf("%.*s: %zu versions, %zu without key\n", STR_ARG(scheme_name(ROWS[row].scheme)),
               read, read - all.count);
    }
    printf("%zu pairs, %zu wrong\n", pairs, wrong);
    CHECK_INT(wrong, 0, "antisymmetric, transitive, and keys agree");
}

TEST(versions_without_a_key_are_still_antisymmetric)
{
    static const char *const NAMES[] = { "maven-versions-generated.txt", NULL };
    uint64_t state = RANDOM_SEED;

    all_read(SCHEME_MAVEN, NAMES);
    for (size_t i = 0; i < RANDOM_PAIRS; i++) {
        Str a = all.version[next_random(&state) % all.count];
        Str b = all.version[next_random(&state) % all.count];
        CHECK_INT(order_of(SCHEME_MAVEN, a, b), -order_of(SCHEME_MAVEN, b, a), "both directions");
    }
}

TEST(a_hash_is_told_from_a_version)
{
    CHECK(version_is_hash(STR("1da177e4c3f4")), "as the kernel's records have it");
    CHECK(version_is_hash(STR("20d161ace307e28690229b68584f2d84556f8960")), "whole");
    CHECK(!version_is_hash(STR("202403151230")), "a date");
    CHECK(!version_is_hash(STR("1.1.1k")), "a version");
    CHECK(!version_is_hash(STR("20d161ac")), "too short to be sure");
    CHECK(!version_is_hash(STR("deadbeefcafe")), "a word");
    CHECK(!version_is_hash(STR("")), "nothing");
}

/* NVD ends ranges with a commit; neither its bound nor a component's version has an order. */
TEST(words_and_hashes_have_no_place_among_versions)
{
    CHECK(version_is_ordered(STR("9.1")), "a version");
    CHECK(version_is_ordered(STR("10.0.0-M1")), "a milestone");
    CHECK(version_is_ordered(STR("20F5059a")), "a build");
    CHECK(!version_is_ordered(STR("unknown")), "a word");
    CHECK(!version_is_ordered(STR("cb729a3ced0404736dfa0ae768526c82b608657b")), "a hash");
    CHECK(!version_is_ordered(STR("")), "nothing");
}
