/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "match/asks.h"

static Identifier IDS[4];

static MatchAsks asks_of(Component component, const char *os, Arena *arena)
{
    Sbom sbom = { .os = str_of(os), .components = &component, .component_count = 1,
                  .identifiers = IDS, .identifier_count = ARRAY_LEN(IDS) };
    MatchAsks asks;
    Err err = { 0 };

    CHECK_OK(match_asks(&sbom, 0, arena, &asks, &err), &err);
    return asks;
}

static Str told(const MatchAsks *asks, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    Str text;

    for (uint32_t i = 0; i < asks->count; i++)
        buf_printf(&buf, "%s%.*s %.*s\n", asks->asks[i].counts ? "+" : "",
                   STR_ARG(asks->asks[i].ecosystem), STR_ARG(asks->asks[i].name));
    CHECK(arena_copy(arena, buf_str(&buf), &text), "memory");
    return text;
}

static void check(const char *id, IdentifierKind kind, const char *os, const char *want,
                  const char *why)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Component component = { .name = STR("Some Lib"), .version = STR("1.2"),
                            .identifier_count = 1, .counted = true };
    MatchAsks asks;

    IDS[0] = (Identifier){ .kind = kind, .text = str_of(id) };
    asks = asks_of(component, os, &arena);
    CHECK_STR(told(&asks, &arena), str_of(want), why);
}

TEST(a_purl_asks_its_ecosystem_and_its_name_as_a_product)
{
    check("pkg:npm/left-pad@1.2", IDENTIFIER_PURL, "",
          "+npm left-pad\ncpe-named some_lib\n", "a language");
    check("pkg:deb/debian/curl@7.1?upstream=curl-src", IDENTIFIER_PURL, "debian-12",
          "+Debian:12 curl-src\ncpe-named some_lib\n", "a distribution, by its source");
    check("pkg:rpm/redhat/curl@7.1?distro=rhel-9&upstream=curl-src", IDENTIFIER_PURL, "",
          "+Red Hat:9 curl\n+Red Hat:9 curl-src\ncpe-named some_lib\n",
          "both names: which one is known only the knowledge base knows");
}

TEST(a_cpe_asks_its_product_the_wildcards_and_the_words_of_cve_records)
{
    check("cpe:2.3:a:acme:some_lib:1.2:*:*:*:*:*:*:*", IDENTIFIER_CPE, "",
          "cpe-stated some_lib\n+cpe a:acme:some_lib\n+cpe *\n+product acme:some_lib\n"
          "cpe-named some_lib\n", "stated");
    check("cpe:2.3:*:*:some_lib:1.2:*:*:*:*:*:*:*", IDENTIFIER_CPE, "",
          "cpe-stated some_lib\ncpe-open some_lib\n+cpe *\ncpe-named some_lib\n", "open");
}

TEST(what_can_never_be_checked_is_told_whatever_is_known)
{
    static const struct { const char *id; IdentifierKind kind; CoverageList gap; } ROWS[] = {
        { "pkg:npm/left-pad@1.2", IDENTIFIER_PURL, COVERAGE_LISTS },
        { "pkg:npm", IDENTIFIER_PURL, COVERAGE_INVALID_IDENTIFIER },
        { "pkg:generic/x@1", IDENTIFIER_PURL, COVERAGE_WITHOUT_DATA },
        { "pkg:deb/debian/curl@7.1", IDENTIFIER_PURL, COVERAGE_WITHOUT_DATA },
        { "cpe:2.3:a:acme:*:1.2:*:*:*:*:*:*:*", IDENTIFIER_CPE, COVERAGE_WITHOUT_DATA },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Component none = { .name = STR("x"), .counted = true };
    Component one = { .name = STR("x"), .version = STR("1"), .identifier_count = 1 };
    Component versionless = { .name = STR("x"), .identifier_count = 1 };

    CHECK_INT(asks_of(none, "", &arena).gap, COVERAGE_WITHOUT_IDENTIFIER, "no identifier");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        IDS[0] = (Identifier){ .kind = ROWS[i].kind, .text = str_of(ROWS[i].id) };
        CHECK_INT(asks_of(one, "", &arena).gap, ROWS[i].gap, ROWS[i].id);
    }
    IDS[0] = (Identifier){ .kind = IDENTIFIER_PURL, .text = STR("pkg:npm/left-pad") };
    CHECK_INT(asks_of(versionless, "", &arena).gap, COVERAGE_VERSION_NOT_COMPARABLE, "no version");
}

TEST(a_system_and_hardware_are_told_and_firmware_is_neither)
{
    static const struct { const char *cpe; bool system, hardware; } ROWS[] = {
        { "cpe:2.3:o:acme:os:1:*:*:*:*:*:*:*", true, false },
        { "cpe:2.3:h:acme:box:-:*:*:*:*:*:*:*", false, true },
        { "cpe:2.3:o:acme:box_firmware:1:*:*:*:*:*:*:*", false, false },
        { "cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*", false, false },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Component one = { .name = STR("x"), .version = STR("1"), .identifier_count = 1 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        MatchAsks asks;
        IDS[0] = (Identifier){ .kind = IDENTIFIER_CPE, .text = str_of(ROWS[i].cpe) };
        asks = asks_of(one, "", &arena);
        CHECK_INT(asks.names[PLATFORM_OS], ROWS[i].system, ROWS[i].cpe);
        CHECK_INT(asks.names[PLATFORM_HARDWARE], ROWS[i].hardware, ROWS[i].cpe);
    }
}
