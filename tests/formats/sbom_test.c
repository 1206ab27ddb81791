/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"
#include "formats/sbom.h"

#include "base/io.h"

#include "sbom_corpus.h"
#include "sbom_dump.h"

#include <stdlib.h>
#include <string.h>

enum { DUMP_BYTES = 1 << 16 };
#define ARENA_BYTES ((size_t)1 << 30)

/* What a document comes to, with so many spaces behind it. */
static void outcome(Buf *out, Str text, size_t spaces)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    char message[ERR_TEXT_BYTES], *copy = ARENA_ARRAY(&arena, char, text.len + spaces);
    Sbom sbom = { 0 };
    Err err = { 0 };

    CHECK(copy, "room");
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    memset(copy + text.len, ' ', spaces);
    if (sbom_read((Str){ copy, text.len + spaces }, &arena, &sbom, &err))
        sbom_dump(out, &sbom);
    else
        buf_printf(out, "refused: %s", err_text(&err, LANG_EN, message, sizeof message));
}

TEST(documents_of_our_table_are_read_or_refused_with_place_and_rule)
{
    Str rest = test_file(test_source_path("tests/data/sbom.data")), line, text;
    CLEANUP(buf_done) Buf got = buf_new(DUMP_BYTES), longer = buf_new(DUMP_BYTES);
    const Str refused = STR("refused: ");
    size_t rows = 0, wrong = 0;

    while (str_next(&rest, '\n', &line)) {
        if (!line.len || line.ptr[0] == '#')
            continue;
        CHECK(str_next(&line, '\t', &text), "a document");
        buf_clear(&got);
        buf_clear(&longer);
        outcome(&got, text, 0);
        /* Then the components do not end the text, and are read one by one. */
        outcome(&longer, text, 2 * JSON_SCAN_SLACK);
        CHECK(str_starts(buf_str(&longer), refused) == str_starts(buf_str(&got), refused),
              "as a whole or by components: the same verdict");
        if (!str_starts(buf_str(&got), refused))
            CHECK_STR(buf_str(&longer), buf_str(&got), "and the same answer");
        rows++;
        if (str_eq(buf_str(&got), line))
            continue;
        wrong++;
        fprintf(stderr, "%.*s\n  got  %.*s\n  want %.*s\n", STR_ARG(text), STR_ARG(buf_str(&got)),
                STR_ARG(line));
    }
    CHECK(rows > 60, "the table is whole");
    CHECK_INT(wrong, 0, "every row");
}

TEST(a_byte_order_mark_is_accepted_and_told)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Sbom sbom = { 0 };
    Err err = { 0 };

    CHECK_OK(sbom_read(STR("\xEF\xBB\xBF{\"spdxVersion\":\"SPDX-2.3\"}"), &arena, &sbom, &err),
             &err);
    CHECK(sbom.had_bom, "so that a warning can be given");
    CHECK_OK(sbom_read(STR("{\"spdxVersion\":\"SPDX-2.3\"}"), &arena, &sbom, &err), &err);
    CHECK(!sbom.had_bom, "none here");
    CHECK(!sbom_read(STR("\xEF\xBB\xBF" "SPDXVersion: SPDX-2.2\n"), &arena, &sbom, &err),
          "the mark hides no format");
    CHECK_STR(err.rule, STR("sbom.not-read"), "named all the same");
}

static void gateway_read(const char *inside, Arena *arena, Sbom *out)
{
    Str text = { 0 };
    Err err = { 0 };

    CHECK_OK(stream_read_document(TEST_SHARED(inside), &STREAM_DOCUMENT, arena, &text, &err), &err);
    CHECK_OK(sbom_read(text, arena, out, &err), &err);
}

/* The purl's text and the source package, of every component that has a purl. */
static size_t gateway_packages(const Sbom *sbom, Str *lines, size_t lines_max, Arena *arena)
{
    size_t count = 0;

    for (uint32_t i = 0; i < sbom->component_count; i++) {
        const Component *component = &sbom->components[i];
        CLEANUP(buf_done) Buf line = buf_new(DUMP_BYTES);

        if (!component->identifier_count || !component->source_name.len || count == lines_max)
            continue;
        buf_printf(&line, "%.*s from %.*s %.*s",
                   STR_ARG(sbom->identifiers[component->first_identifier].text),
                   STR_ARG(component->source_name), STR_ARG(component->source_version));
        CHECK(arena_copy(arena, buf_str(&line), &lines[count++]), "memory");
    }
    return count;
}

static int line_order(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

TEST(one_image_in_both_formats_has_the_same_packages_and_sources)
{
    enum { PACKAGES = 331 };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Sbom cyclonedx = { 0 }, spdx = { 0 };
    Str left[PACKAGES + 1], right[PACKAGES + 1];

    gateway_read("data/sboms/generated__imaging-gateway-debian12_trivy.cdx.json.zst", &arena,
                 &cyclonedx);
    gateway_read("data/sboms/generated__imaging-gateway-debian12_trivy.spdx.json.zst", &arena,
                 &spdx);
    CHECK_STR(cyclonedx.os, STR("debian-12.15"), "the operating-system component");
    CHECK_STR(spdx.os, STR("debian-12.15"), "the operating-system package");
    CHECK_INT(gateway_packages(&cyclonedx, left, PACKAGES + 1, &arena), PACKAGES, "its README");
    CHECK_INT(gateway_packages(&spdx, right, PACKAGES + 1, &arena), PACKAGES, "its README");
    qsort(left, PACKAGES, sizeof *left, line_order);
    qsort(right, PACKAGES, sizeof *right, line_order);
    for (size_t i = 0; i < PACKAGES; i++)
        CHECK_STR(left[i], right[i], "the same package and the same source");
}

TEST(text_that_is_not_utf8_is_refused)
{
    static const Str TEXTS[] = {
        STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"x\":\"\xFF\"}"),
        STR_ROW("\xFF\xFE{\0}\0"), /* UTF-16 */
    };

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Sbom sbom = { .counted_count = 77 };
        Err err = { 0 };

        CHECK(!sbom_read(TEXTS[i], &arena, &sbom, &err), "no UTF-8");
        CHECK_STR(err.rule, STR("base.json-utf8"), "said so");
        CHECK_INT(sbom.counted_count, 77, "a refusal writes nothing");
    }
}

/* prefix, `count` times unit with commas between, suffix. */
static Str repeated(Arena *arena, const char *prefix, const char *unit, size_t count,
                    const char *suffix)
{
    size_t size = strlen(prefix) + count * (strlen(unit) + 1) + strlen(suffix) + 1, len = 0;
    char *text = arena_alloc_raw(arena, size);

    CHECK(text != NULL, "memory");
    len += (size_t)snprintf(text + len, size - len, "%s", prefix);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, size - len, "%s%s", i ? "," : "", unit);
    len += (size_t)snprintf(text + len, size - len, "%s", suffix);
    return (Str){ text, len };
}

TEST(limits_hold_and_are_named)
{
    static const struct {
        const char *prefix, *unit;
        size_t count;
        const char *suffix, *rule;
    } ROWS[] = {
        { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[", "0",
          SBOM_COMPONENTS_MAX + 1, "]}", "sbom.too-many-components" },
        { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\",\"externalRefs\":[",
          "{\"referenceType\":\"purl\",\"referenceLocator\":\"pkg:a/b\"}", SBOM_IDENTIFIERS_MAX + 1,
          "]}]}", "sbom.too-many-identifiers" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena text_arena = arena_new(ARENA_BYTES);
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Str text = repeated(&text_arena, ROWS[i].prefix, ROWS[i].unit, ROWS[i].count,
                            ROWS[i].suffix);
        Sbom sbom;
        Err err = { 0 };

        CHECK(!sbom_read(text, &arena, &sbom, &err), ROWS[i].rule);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "the limit is named");
        CHECK_INT(err.code, ERR_LIMIT, "as a limit");
    }
}

TEST(components_nest_as_deep_as_json_may)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) Buf text = buf_new(1 << 20);
    char place[SBOM_PLACE_BYTES];
    Sbom sbom;
    Err err = { 0 };

    buf_add(&text, STR("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\""));
    for (int i = 0; i < 127; i++)
        buf_add(&text, STR(",\"components\":[{\"name\":\"a\""));
    for (int i = 0; i < 127; i++)
        buf_add(&text, STR("}]"));
    buf_add(&text, STR("}"));
    CHECK_OK(sbom_read(buf_str(&text), &arena, &sbom, &err), &err);
    CHECK_INT(sbom.counted_count, 127, "each level counts");
    CHECK(strlen(sbom_place(&sbom, 126, place)) < SBOM_PLACE_BYTES, "the place is cut to fit");
}

/* The members of a document in any order, and what is unusual about them. */
static const struct {
    const char *text, *want;
} ORDERS[] = {
    { "{\"components\":[{\"name\":\"a\\u0062\",\"version\":\"1\\\\\"}],"
      "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"serialNumber\":\"s\"}", "ab 1\\ s" },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[{\"name\":\"a\\u0062\","
      "\"version\":\"1\\\\\"}],\"serialNumber\":\"s\"}", "ab 1\\ s" },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[{\"name\":\"c\"}],"
      "\"metadata\":{\"component\":{\"name\":\"m\",\"version\":\"2\"}}}", "m 2 " },
    { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"packages\":[{\"x\":1}],"
      "\"components\":[{\"name\":\"c\",\"version\":\"1\"}]}", "c 1 " },
    { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"p\",\"versionInfo\":\"3\"}],"
      "\"documentNamespace\":\"n\"}", "p 3 n" },
};

TEST(members_of_a_document_stand_in_any_order)
{
    for (size_t i = 0; i < ARRAY_LEN(ORDERS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(buf_done) Buf text = buf_new(DUMP_BYTES), got = buf_new(DUMP_BYTES);
        Err err = { 0 };
        Sbom sbom;

        buf_printf(&text, "%s%200s", ORDERS[i].text, "");
        CHECK_OK(sbom_read(buf_str(&text), &arena, &sbom, &err), &err);
        buf_printf(&got, "%.*s %.*s %.*s", STR_ARG(sbom.components[0].name),
                   STR_ARG(sbom.components[0].version), STR_ARG(sbom.serial));
        CHECK_STR(buf_str(&got), str_of(ORDERS[i].want), ORDERS[i].text);
    }
}

TEST(a_component_larger_than_any_window_is_read)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) Buf text = buf_new(1 << 22);
    Err err = { 0 };
    Sbom sbom;

    buf_add(&text, STR("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":["));
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "%s{\"name\":\"n%d\",\"description\":\"%*s\",\"version\":\"v%d\"}",
                   i ? "," : "", i, i * 2500, "", i);
    buf_printf(&text, "]%200s}", "");
    CHECK_OK(sbom_read(buf_str(&text), &arena, &sbom, &err), &err);
    CHECK_INT(sbom.component_count, 40, "every one");
    CHECK_STR(sbom.components[39].name, STR("n39"), "the largest");
    CHECK_STR(sbom.components[39].version, STR("v39"), "to its end");
}

TEST(an_arena_that_is_too_small_is_a_limit_not_a_crash)
{
    static const Str TEXTS[] = {
        STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"metadata\":{\"tools\":"
                "[{\"name\":\"t\",\"version\":\"1\"}]},\"components\":[{\"name\":\"debian\","
                "\"version\":\"12\",\"type\":\"operating-system\",\"purl\":\"pkg:a/b\","
                "\"cpe\":\"cpe:/a:b\"},{\"name\":\"b\",\"components\":[{\"name\":\"c\"}]}]}"),
        STR_ROW("{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\",\"SPDXID\":\"A\"},"
                "{\"name\":\"b\",\"SPDXID\":\"B\"}],\"relationships\":[{\"spdxElementId\":\"A\","
                "\"relationshipType\":\"GENERATED_FROM\",\"relatedSpdxElement\":\"B\"}]}"),
    };

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        bool read = false;

        for (size_t cap = 0; !read; cap += 16) {
            CLEANUP(arena_done) Arena arena = arena_new(cap);
            Sbom sbom;
            Err err = { 0 };

            read = sbom_read(TEXTS[i], &arena, &sbom, &err);
            CHECK(read || err.code == ERR_LIMIT, "a limit");
            CHECK(cap < 1 << 16, "it is read at last");
        }
    }
}

/* Seconds are held by the suite's budget; a reader that is not linear would take hours. */
TEST(documents_made_to_be_slow_are_read_in_linear_time)
{
    static const struct {
        const char *prefix, *unit;
        size_t count;
        const char *suffix;
        uint32_t counted;
    } ROWS[] = {
        { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"s\",\"SPDXID\":\"S\"},",
          "{\"name\":\"a\",\"SPDXID\":\"A\"}", 300000,
          "],\"relationships\":[{\"spdxElementId\":\"A\",\"relationshipType\":"
          "\"GENERATED_FROM\",\"relatedSpdxElement\":\"S\"}]}", 300001 },
        { "{\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{\"name\":\"a\",\"SPDXID\":\"A\"}],"
          "\"relationships\":[",
          "{\"spdxElementId\":\"A\",\"relationshipType\":\"GENERATED_FROM\","
          "\"relatedSpdxElement\":\"A\"}", 300000, "]}", 1 },
        { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[",
          "{\"name\":\"a\",\"components\":[{\"name\":\"b\"},{\"name\":\"c\"}]}", 300000, "]}",
          900000 },
        { "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[{\"name\":\"a\","
          "\"properties\":[", "{\"name\":\"syft:distro:id\",\"value\":\"x\"}", 300000, "]}]}", 1 },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena text_arena = arena_new(ARENA_BYTES);
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Str text = repeated(&text_arena, ROWS[i].prefix, ROWS[i].unit, ROWS[i].count,
                            ROWS[i].suffix);
        Sbom sbom;
        Err err = { 0 };

        CHECK_OK(sbom_read(text, &arena, &sbom, &err), &err);
        CHECK_INT(sbom.counted_count, ROWS[i].counted, "each entry counts");
    }
}
