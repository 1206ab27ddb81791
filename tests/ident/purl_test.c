/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "ident/purl.h"
#include "test.h"

#include <dirent.h>

enum { ARENA_CAP = 1 << 20 };

static const struct { const char *text, *canonical, *why; } CANONICAL[] = {
    { "pkg:npm/%40angular/core@12.3.1", "pkg:npm/%40angular/core@12.3.1", "the scope is encoded" },
    { "pkg:npm/@babel/core", "pkg:npm/%40babel/core", "a bare scope is no version" },
    { "pkg:npm/@babel/core@7.0.0", "pkg:npm/%40babel/core@7.0.0", "the last '@' is the version" },
    { "PKG://PyPI/Django_Rest", "pkg:pypi/django-rest", "scheme, slashes, case, underscore" },
    { "pkg:golang/github.com%2FMasterminds/semver@v1.5.0",
      "pkg:golang/github.com/Masterminds/semver@v1.5.0", "an encoded slash still separates" },
    { "pkg:golang/stdlib@1.22.1", "pkg:golang/stdlib@1.22.1", "Go's own library has no namespace" },
    { "pkg:deb/Debian/libstdc++6@12.2.0-14%2Bdeb12u1?distro=debian-12&arch=amd64",
      "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12",
      "'+' is encoded, qualifiers are sorted" },
    { "pkg:generic/a?x=&y=1&&z", "pkg:generic/a?y=1", "a qualifier without value is absent" },
    { "pkg:generic//a//b/n#./x/../y/", "pkg:generic/a/b/n#x/y", "segments that say nothing" },
    { "pkg:generic/a?u=http://h/?q=1", "pkg:generic/a?u=http:%2F%2Fh%2F%3Fq%3D1",
      "first '?' counts" },
    { "pkg:generic/\xE5\x8C\xBB", "pkg:generic/%E5%8C%BB", "UTF-8 is encoded" },
    { "pkg:cpan/gdt/URI-PackageURL", "pkg:cpan/GDT/URI-PackageURL", "CPAN authors are capital" },
    { "pkg:pub/A-b.c", "pkg:pub/a_b_c", "pub knows letters, digits and underscore" },
};

TEST(canonical_text_follows_the_rules_of_the_type)
{
    for (size_t i = 0; i < ARRAY_LEN(CANONICAL); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Err err = { 0 };
        Purl purl;
        Str text;

        CHECK_OK(purl_parse(str_of(CANONICAL[i].text), &arena, &purl, &err), &err);
        CHECK_OK(purl_format(&purl, &arena, &text, &err), &err);
        CHECK_STR(text, str_of(CANONICAL[i].canonical), CANONICAL[i].why);
    }
}

static const struct { const char *text, *rule; uint64_t byte; } REFUSED[] = {
    { "", "purl.no-scheme", ERR_NO_BYTE },
    { "npm/left-pad", "purl.no-scheme", 0 },
    { "pkg%3Anpm/left-pad", "purl.no-scheme", 0 },
    { "pkg:", "purl.no-type", 4 },
    { "pkg:npm", "purl.no-type", 4 },
    { "pkg:3d/x", "purl.bad-type", 4 },
    { "pkg:a:b/x", "purl.bad-type", 4 },
    { "pkg:npm/", "purl.no-name", 8 },
    { "pkg:maven/@1.3.4", "purl.no-name", 10 },
    { "pkg:swift/github.com/Alamofire/@5.4.3", "purl.no-name", 31 },
    { "pkg:swift/Alamofire@5.4.3", "purl.no-namespace", 10 },
    { "pkg:vcpkg/boost/asio@1.84.0", "purl.has-namespace", 16 },
    { "pkg:swid/a/b/c/n?tag_id=1", "purl.deep-namespace", 15 },
    { "pkg:julia/Dates", "purl.no-qualifier", 10 },
    { "pkg:npm/a@1%", "purl.bad-percent", 11 },
    { "pkg:npm/a@1%2", "purl.bad-percent", 11 },
    { "pkg:npm/a@1%zz", "purl.bad-percent", 11 },
    { "pkg:npm/a%00b", "purl.bad-character", 8 },
    { "pkg:npm/a%ff", "purl.bad-character", 8 },
    { "pkg:npm/a\nb", "purl.bad-character", 9 },
    { "pkg:npm/a\xC0\x80", "purl.bad-character", 9 },
    { "pkg:npm/a?in%20x=1", "purl.bad-key", 10 },
    { "pkg:npm/a?=1", "purl.bad-key", 10 },
    { "pkg:gem/a?Platform=java", "purl.bad-key", 10 },
    { "pkg:npm/a?b=1&b=2", "purl.key-twice", 14 },
    { "pkg:cpan/LWP::UserAgent", "purl.bad-name", 9 },
    { "pkg:chrome-extension/dogs", "purl.bad-name", 21 },
    { "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2-b", "purl.bad-version", 54 },
};

TEST(refusals_name_the_rule_and_the_byte)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        Purl purl = { .name = STR("untouched") };
        Err err = { 0 };

        CHECK(!purl_parse(str_of(REFUSED[i].text), &arena, &purl, &err), REFUSED[i].text);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].text);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].text);
        CHECK_STR(purl.name, STR("untouched"), "outputs are written on success only");
    }
}

TEST(a_plain_purl_takes_no_memory)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Err err = { 0 };
    Purl purl;

    CHECK_OK(purl_parse(STR("pkg:maven/org.slf4j/slf4j-api@2.0.9"), &arena, &purl, &err), &err);
    CHECK_INT(arena.total, 0, "all parts point into the text");
}

TEST(without_memory_it_fails_cleanly)
{
    CLEANUP(arena_done) Arena arena = arena_new(0);
    Err err = { 0 };
    Purl purl;
    Str text;

    CHECK(!purl_parse(STR("pkg:npm/%40a/b"), &arena, &purl, &err), "decoding needs memory");
    CHECK_INT(err.code, ERR_LIMIT, "the arena's cap is a limit");
    CHECK(!purl_parse(STR("pkg:npm/a?b=c"), &arena, &purl, &err), "qualifiers need memory");
    CHECK_OK(purl_parse(STR("pkg:npm/a@1"), &arena, &purl, &err), &err);
    CHECK(!purl_format(&purl, &arena, &text, &err), "text needs memory");
}

/* ---- purl-spec's own cases ---- */

enum { SPEC_ARENA_CAP = 1 << 26 };

/* Recommended cases that contradict a required one: the same texts are to be refused when
 * parsed (`Platform`, `Arch` as keys) and to be mended when validated. */
static const char *const CONTRADICTED[] = {
    "pkg:gem/jruby-launcher@1.1.2?Platform=java",
    "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
};

static bool is_contradicted(Str input)
{
    for (size_t i = 0; i < ARRAY_LEN(CONTRADICTED); i++)
        if (str_eq(input, str_of(CONTRADICTED[i])))
            return true;
    return false;
}

static Str field(const Json *row, const char *key)
{
    return json_str(json_get(row, str_of(key)));
}

static bool fields_equal(const Json *want, const Purl *purl)
{
    const Json *qualifiers = json_get(want, STR("qualifiers")), *value;
    JsonIter iter = json_iter(qualifiers);
    Str key;

    while (json_next(&iter, &key, &value))
        if (!str_eq(purl_qualifier(purl, key), json_str(value)))
            return false;
    return str_eq(field(want, "type"), purl->type) && str_eq(field(want, "namespace"), purl->ns)
        && str_eq(field(want, "name"), purl->name) && str_eq(field(want, "version"), purl->version)
        && str_eq(field(want, "subpath"), purl->subpath)
        && json_count(qualifiers) == purl->qualifier_count;
}

/* Fills a purl from parts, as a caller that builds one does. */
static Purl built(const Json *parts, PurlQualifier *list)
{
    JsonIter iter = json_iter(json_get(parts, STR("qualifiers")));
    Purl purl = { .type = field(parts, "type"), .ns = field(parts, "namespace"),
                  .name = field(parts, "name"), .version = field(parts, "version"),
                  .subpath = field(parts, "subpath"), .qualifiers = list };
    const Json *value;
    Str key;

    while (json_next(&iter, &key, &value))
        list[purl.qualifier_count++] = (PurlQualifier){ key, json_str(value) };
    return purl;
}

static bool case_holds(const Json *row, Arena *arena)
{
    const Json *input = json_get(row, STR("input")), *want = json_get(row, STR("expected_output"));
    bool refused = json_bool(json_get(row, STR("expected_failure")));
    bool build = str_eq(field(row, "test_type"), STR("build"));
    PurlQualifier list[PURL_QUALIFIERS_MAX];
    Purl purl;
    Err err = { 0 };
    Str text;

    if (build)
        purl = built(input, list);
    else if (!purl_parse(json_str(input), arena, &purl, &err))
        return refused || is_contradicted(json_str(input));
    if (!purl_format(&purl, arena, &text, &err))
        return refused;
    if (refused)
        return false;
    return json_is_str(want) ? str_eq(json_str(want), text) : fields_equal(want, &purl);
}

static size_t file_check(const char *path)
{
    CLEANUP(arena_done) Arena arena = arena_new(SPEC_ARENA_CAP);
    const Json *root, *row;
    Err err = { 0 };
    JsonIter iter;
    size_t rows = 0;
    Str key;

    CHECK_OK(json_parse(test_file(path), JSON_PLAIN, &arena, &root, &err), &err);
    iter = json_iter(json_get(root, STR("tests")));
    for (; json_next(&iter, &key, &row); rows++)
        if (!case_holds(row, &arena))
            test_fail("%s: case %zu: %.*s", path, rows, STR_ARG(field(row, "description")));
    return rows;
}

TEST(cases_of_the_specification_hold)
{
    CHECK(file_check(TEST_SHARED("corpus/purl/tests/spec/specification-test.json")) >= 18,
          "all cases were seen");
}

TEST(cases_of_the_types_hold)
{
    DIR *folder = opendir(TEST_SHARED("corpus/purl/tests/types"));
    const struct dirent *entry;
    size_t rows = 0;

    CHECK(folder != NULL, "the folder is there");
    while (folder && (entry = readdir(folder)) != NULL) {
        char inside[512];
        if (!str_ends(str_of(entry->d_name), STR("-test.json")))
            continue;
        (void)snprintf(inside, sizeof inside, "corpus/purl/tests/types/%s", entry->d_name);
        rows += file_check(TEST_SHARED(inside));
    }
    (void)closedir(folder);
    CHECK(rows >= 560, "all cases were seen");
}
