/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "lifecycle/selector.h"

enum { ARENA_CAP = 1 << 20 };

#define OPENSSL_CPE "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*"

static const Identifier IDENTIFIERS[] = {
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:deb/debian/openssl@3.0.1-1?arch=arm64") },
    { .kind = IDENTIFIER_CPE, .text = STR_ROW(OPENSSL_CPE) },
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:npm/%40ward/screen") },
    { .kind = IDENTIFIER_GIT, .text = STR_ROW("https://example.org/screen") },
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:") },
    { .kind = IDENTIFIER_CPE, .text = STR_ROW("cpe:2.3:z") },
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:golang/example.org/a@v1.2.0#sub/part") },
    { .kind = IDENTIFIER_CPE, .text = STR_ROW("cpe:2.3:o:example:rtos:*:*:*:*:*:*:*:*") },
    { .kind = IDENTIFIER_CPE, .text = STR_ROW("cpe:2.3:a:example:tool:1.?:*:*:*:*:*:*:*") },
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:generic/tool@1.5") },
    { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:generic/tool@1.7") },
};

enum { OPENSSL, SCREEN, BROKEN, GO, RTOS, TOOL, BARE };
static Component COMPONENTS[] = {
    [OPENSSL] = { .name = STR_ROW("openssl"), .version = STR_ROW("3.0.1"), .first_identifier = 0,
                  .identifier_count = 2 },
    [SCREEN] = { .name = STR_ROW("screen"), .version = STR_ROW("2.0.0"), .first_identifier = 2,
                 .identifier_count = 2 },
    [BROKEN] = { .name = STR_ROW("broken"), .version = STR_ROW("x y"), .first_identifier = 4,
                 .identifier_count = 2 },
    [GO] = { .name = STR_ROW("a"), .first_identifier = 6, .identifier_count = 1 },
    [RTOS] = { .name = STR_ROW("rtos"), .first_identifier = 7, .identifier_count = 1 },
    [TOOL] = { .name = STR_ROW("tool"), .version = STR_ROW("1.5"), .first_identifier = 8,
               .identifier_count = 3 },
    [BARE] = { .name = STR_ROW("openssl") },
};
static Identifier identifiers[ARRAY_LEN(IDENTIFIERS)];

static Sbom sbom(void)
{
    for (size_t i = 0; i < ARRAY_LEN(IDENTIFIERS); i++)
        identifiers[i] = IDENTIFIERS[i];
    return (Sbom){ .components = COMPONENTS, .component_count = ARRAY_LEN(COMPONENTS),
                   .identifiers = identifiers, .identifier_count = ARRAY_LEN(IDENTIFIERS) };
}

static const struct {
    const char *what, *versions;
    uint32_t component;
    Selected want;
    const char *why;
} ROWS[] = {
    { "pkg:deb/debian/openssl", "", OPENSSL, SELECTED_YES, "every version, every architecture" },
    { "pkg:deb/debian/openssl?arch=arm64", "", OPENSSL, SELECTED_YES, "this architecture" },
    { "pkg:deb/debian/openssl?arch=amd64", "", OPENSSL, SELECTED_NO, "another architecture" },
    { "pkg:deb/debian/openssl?distro=12", "", OPENSSL, SELECTED_NO, "a qualifier it lacks" },
    { "pkg:deb/ubuntu/openssl", "", OPENSSL, SELECTED_NO, "another distribution" },
    { "pkg:rpm/debian/openssl", "", OPENSSL, SELECTED_NO, "another type" },
    { "pkg:deb/debian/libssl3", "", OPENSSL, SELECTED_NO, "another name" },
    { "pkg:deb/debian/openssl@3.0.1-1", "", OPENSSL, SELECTED_YES, "exactly this version" },
    { "pkg:deb/debian/openssl@3.0.1", "", OPENSSL, SELECTED_NO, "a version of the distribution" },
    { "pkg:deb/debian/openssl", "3.0.1-1", OPENSSL, SELECTED_YES, "the version beside it" },
    { "pkg:deb/debian/openssl", "vers:deb/>=3.0|<3.1", OPENSSL, SELECTED_YES, "inside" },
    { "pkg:deb/debian/openssl", "vers:deb/>=3.1", OPENSSL, SELECTED_NO, "outside" },
    { "pkg:npm/%40ward/screen", "vers:npm/<3.0.0", SCREEN, SELECTED_YES,
      "the component's version where the purl has none" },
    { "pkg:npm/%40ward/screen@2.0.0", "", SCREEN, SELECTED_YES, "the same, exactly" },
    { "pkg:npm/%40ward/screen", "vers:nowhere/<3", SCREEN, SELECTED_UNSURE,
      "versions without order" },
    { "pkg:golang/example.org/a", "", GO, SELECTED_YES, "without subpath, all of it" },
    { "pkg:golang/example.org/a#sub/part", "", GO, SELECTED_YES, "this part" },
    { "pkg:golang/example.org/a#other", "", GO, SELECTED_NO, "another part" },
    { "pkg:generic/tool", "vers:generic/>=1.6", TOOL, SELECTED_YES, "one purl of two" },
    { "pkg:generic/tool@1.7", "", TOOL, SELECTED_YES, "the second purl" },
    { "pkg:generic/tool@1.5", "", TOOL, SELECTED_YES, "the first purl" },
    { "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", "", OPENSSL, SELECTED_YES, "every version" },
    { "cpe:/a:openssl:openssl", "vers:generic/<3.1", OPENSSL, SELECTED_YES, "inside the range" },
    { "cpe:/a:openssl:openssl", "vers:generic/<3", OPENSSL, SELECTED_NO, "outside the range" },
    { "cpe:/a:openssl:openssl", "3.0.1", OPENSSL, SELECTED_YES, "the version beside it" },
    { OPENSSL_CPE, "", OPENSSL, SELECTED_YES, "exactly this version" },
    { "cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*", "", OPENSSL, SELECTED_NO, "another" },
    { "cpe:2.3:a:openssl:openssl:3.*:*:*:*:*:*:*:*", "", OPENSSL, SELECTED_YES, "a wildcard" },
    { "cpe:2.3:o:example:rtos:4.2:*:*:*:*:*:*:*", "", RTOS, SELECTED_UNSURE,
      "the component names no version" },
    { "cpe:2.3:a:example:tool:1.5:*:*:*:*:*:*:*", "", TOOL, SELECTED_UNSURE,
      "the component's own name has a wildcard" },
    { "cpe:2.3:a:example:other:*:*:*:*:*:*:*:*", "", TOOL, SELECTED_NO, "another product" },
    { "openssl", "", OPENSSL, SELECTED_YES, "by name alone" },
    { "openssl", "3.0.1", OPENSSL, SELECTED_YES, "by name and version" },
    { "openssl", "3.0.2", OPENSSL, SELECTED_NO, "another version" },
    { "OpenSSL", "", OPENSSL, SELECTED_NO, "names are compared as they are" },
    { "openssl", "", BARE, SELECTED_YES, "no version is needed" },
    { "openssl", "3.0.1", BARE, SELECTED_UNSURE, "the component has no version" },
    { "broken", "vers:npm/<3.0.0", BROKEN, SELECTED_UNSURE, "a version that cannot be read" },
    { "pkg:generic/broken", "", BROKEN, SELECTED_NO, "what cannot be read selects nothing" },
};

TEST(a_selector_finds_the_components_it_speaks_of)
{
    Sbom bom = sbom();

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        ComponentSelector selector;
        LedgerPart part;
        Err err = { 0 };

        CHECK_OK(selector_read(str_of(ROWS[i].what), str_of(ROWS[i].versions), &arena, &selector,
                               &err), &err);
        CHECK_OK(ledger_part_read(&bom, ROWS[i].component, &arena, &part, &err), &err);
        CHECK_INT(selector_has(&selector, &part), ROWS[i].want, ROWS[i].why);
    }
}

static const struct {
    const char *what, *versions;
    SelectBy by;
    SelectVersions width;
    const char *why;
} WIDTHS[] = {
    { " openssl ", "", SELECT_NAME, VERSIONS_ANY, "spaces around it are none of it" },
    { "openssl", " 3.0.1 ", SELECT_NAME, VERSIONS_EXACT, "one" },
    { "openssl", "vers:deb/<3", SELECT_NAME, VERSIONS_RANGE, "some" },
    { "cpe:2.3:a:x:y:1\\*:*:*:*:*:*:*:*", "", SELECT_CPE, VERSIONS_EXACT, "a quoted star" },
    { "cpe:2.3:a:x:y:1.?:*:*:*:*:*:*:*", "", SELECT_CPE, VERSIONS_RANGE, "a wildcard" },
    { "cpe:2.3:a:x:y:-:*:*:*:*:*:*:*", "", SELECT_CPE, VERSIONS_EXACT, "none is one" },
    { "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*", "", SELECT_CPE, VERSIONS_ANY, "all" },
    { "pkg:npm/x@1", "", SELECT_PURL, VERSIONS_EXACT, "one" },
    { "pkg:npm/x", "", SELECT_PURL, VERSIONS_ANY, "all" },
};

TEST(a_selector_knows_how_wide_it_is)
{
    for (size_t i = 0; i < ARRAY_LEN(WIDTHS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        ComponentSelector selector;
        Err err = { 0 };

        CHECK_OK(selector_read(str_of(WIDTHS[i].what), str_of(WIDTHS[i].versions), &arena,
                               &selector, &err), &err);
        CHECK_INT(selector.by, WIDTHS[i].by, WIDTHS[i].why);
        CHECK_INT(selector.versions, WIDTHS[i].width, WIDTHS[i].why);
    }
}

static const struct {
    const char *what, *versions;
    ErrCode code;
    const char *why;
} REFUSED[] = {
    { "", "", ERR_STRUCTURE, "nothing" },
    { "  ", "1.0", ERR_STRUCTURE, "nothing but a version" },
    { "pkg:npm/x@1", "2", ERR_STRUCTURE, "two versions" },
    { "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*", "vers:npm/<2", ERR_STRUCTURE, "a version and a range" },
    { "pkg:", "", ERR_SYNTAX, "no purl" },
    { "cpe:2.3:", "", ERR_SYNTAX, "no CPE" },
    { "x", "vers:", ERR_SYNTAX, "no range" },
};

TEST(a_selector_that_says_two_things_or_nothing_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        ComponentSelector selector = { .version = STR("kept") };
        Err err = { 0 };

        CHECK(!selector_read(str_of(REFUSED[i].what), str_of(REFUSED[i].versions), &arena,
                             &selector, &err), REFUSED[i].why);
        CHECK_INT(err.code, REFUSED[i].code, REFUSED[i].why);
        CHECK_STR(selector.version, STR("kept"), "the output is left alone");
    }
}

TEST(identifiers_that_cannot_be_read_are_counted)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Sbom bom = sbom();
    LedgerPart part;
    Err err = { 0 };

    CHECK_OK(ledger_part_read(&bom, BROKEN, &arena, &part, &err), &err);
    CHECK_INT(part.unread_count, 2, "a purl and a CPE");
    CHECK_OK(ledger_part_read(&bom, SCREEN, &arena, &part, &err), &err);
    CHECK_INT(part.unread_count, 1, "a repository selects nothing here");
    CHECK_INT(part.purl_count, 1, "and the purl is read");
}

TEST(a_component_is_read_whole_or_not_at_all)
{
    Sbom bom = sbom();
    size_t cap = 0, failures = 0;

    for (bool done = false; !done; cap += 8) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        LedgerPart part = { .purl_count = 42 };
        Err err = { 0 };

        done = ledger_part_read(&bom, TOOL, &arena, &part, &err)
            && ledger_part_read(&bom, OPENSSL, &arena, &part, &err);
        failures += !done;
        CHECK(done || err.code == ERR_LIMIT, "no memory");
    }
    CHECK(failures > 3, "each step failed once");
}
