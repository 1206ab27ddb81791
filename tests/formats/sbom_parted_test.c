/* SPDX-License-Identifier: Apache-2.0 */
/* Long documents: what two threads read is what one reads, and what a whole tree holds.
 * Tests: sbom_parted.c sbom_draft.c */
#include "test.h"

#include "base/json_scan.h"
#include "formats/sbom_parts.h"

#include "sbom_dump.h"

#include <string.h>

enum { DUMP_BYTES = 1 << 22, TEXT_BYTES = 1 << 20, BY_TWO = 0, ELEMENTS = 900 };
#define BY_ONE      SIZE_MAX
#define ARENA_BYTES ((size_t)1 << 30)

/* Elements that a split could be fooled by; "@" becomes the number of the element. */
static const char *const ELEMENT[] = {
    "{\"name\":\"plain-@\",\"version\":\"1.@\",\"purl\":\"pkg:npm/plain@@1\"}",
    "{\"name\":\"}],[{ \\\" \\\\\",\"bom-ref\":\"r@\",\"cpe\":\"cpe:2.3:a:v:p:@:*:*:*:*:*:*:*\"}",
    " {\"name\":\"nests-@\",\"components\":[{\"name\":\"in-@\",\"components\":[{\"name\":\"deep\"}"
    "]},{\"name\":\"in too\"}]}\n",
    "{\"name\":\"\\u0065scaped-@ \\u00e9\",\"supplier\":{\"name\":\"S\\u0026T\"}}",
    "{\"name\":\"many\",\"purl\":\"pkg:npm/a@@\",\"cpe\":\"cpe:/a:v:p:@\",\"properties\":[{"
    "\"name\":\"syft:cpe23\",\"value\":\"cpe:2.3:a:w:q:@:*:*:*:*:*:*:*\"}]}",
};

static void put_element(Buf *out, const char *row, size_t i)
{
    for (; *row; row++)
        if (*row == '@')
            buf_printf(out, "%zu", i);
        else
            buf_char(out, *row);
}

static void put_elements(Buf *out, size_t count)
{
    buf_add(out, STR("\"components\":["));
    for (size_t i = 0; i < count; i++) {
        buf_add(out, i ? STR(" ,\n ") : STR(""));
        put_element(out, ELEMENT[i % ARRAY_LEN(ELEMENT)], i);
    }
    buf_add(out, STR("]"));
}

static const Str MARKS = STR_ROW("\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"");

/* One thread after another needs what stands in front; behind, only a whole tree can be read. */
static Str document(Buf *out, size_t count, bool marks_first)
{
    buf_char(out, '{');
    if (marks_first)
        buf_add(out, MARKS);
    buf_add(out, marks_first ? STR(",") : STR(""));
    put_elements(out, count);
    if (!marks_first)
        buf_char(out, ',');
    buf_add(out, marks_first ? STR("") : MARKS);
    buf_printf(out, ",\"serialNumber\":\"urn:x\"}%*s", JSON_SCAN_SLACK + 1, "");
    return buf_str(out);
}

/* The dump of what is read by component, empty when that fails. */
static void parted_dump(Str text, size_t halves_min, Buf *out)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    SbomDraft draft = { .arena = &arena, .rows = &arena };
    Err err = { 0 };

    buf_clear(out);
    if (parted_read(text, halves_min, &draft, &err))
        sbom_dump(out, &draft.sbom);
    CHECK_INT(err.code, ERR_NONE, "nothing is said");
}

TEST(two_threads_read_what_one_reads_and_what_a_whole_tree_holds)
{
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES), turned = buf_new(TEXT_BYTES);
    CLEANUP(buf_done) Buf one = buf_new(DUMP_BYTES), two = buf_new(DUMP_BYTES);

    for (size_t count = 0; count < ELEMENTS; count += 1 + count / 3) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(buf_done) Buf whole = buf_new(DUMP_BYTES);
        Sbom sbom;
        Err err;

        buf_clear(&text);
        buf_clear(&turned);
        parted_dump(document(&text, count, true), BY_ONE, &one);
        parted_dump(buf_str(&text), BY_TWO, &two);
        CHECK(one.len > 0, "read by component");
        CHECK_STR(buf_str(&two), buf_str(&one), "one thread and two");
        CHECK_OK(sbom_read(document(&turned, count, false), &arena, &sbom, &err), &err);
        sbom_dump(&whole, &sbom);
        CHECK_STR(buf_str(&one), buf_str(&whole), "parts and whole");
    }
}

/* What is put behind the elements, somewhere in the second half, and what is then said. */
static const struct {
    const char *element, *says;
} WRONG[] = {
    { "{\"name\":\"\"}", "components[900]: " },
    { "{\"version\":\"1\"}", "components[900]: " },
    { "{\"name\":\"a\",\"name\":\"b\"}", "components[900]" },
    { "{\"name\":\"a\" \"b\"}", "byte " },
    { "{\"name\":\"a\\u0000\"}", "components[900]" },
    { "{\"name\":\"\xff\"}", "byte " },
    { "7", "components[900]: " },
    { "{\"name\":\"a\",\"components\":7}", "components[900]: components: " },
};

TEST(what_is_wrong_in_the_second_half_is_said_with_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(WRONG); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES), dump = buf_new(DUMP_BYTES);
        char message[ERR_TEXT_BYTES];
        Sbom sbom;
        Err err;

        buf_printf(&text, "{%.*s,", STR_ARG(MARKS));
        put_elements(&text, ELEMENTS);
        text.len--; /* the bracket */
        buf_printf(&text, ",%s]}%*s", WRONG[i].element, JSON_SCAN_SLACK + 1, "");
        parted_dump(buf_str(&text), BY_TWO, &dump);
        CHECK_INT(dump.len, 0, WRONG[i].element);
        CHECK(!sbom_read(buf_str(&text), &arena, &sbom, &err), WRONG[i].element);
        err_text(&err, LANG_EN, message, sizeof message);
        CHECK(strstr(message, WRONG[i].says), message);
    }
}

TEST(a_comma_behind_the_last_element_is_no_split)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES), dump = buf_new(DUMP_BYTES);
    Sbom sbom;
    Err err;

    buf_printf(&text, "{%.*s,\"components\":[{\"name\":\"%200s\"} , ]}%*s", STR_ARG(MARKS), "x",
               JSON_SCAN_SLACK + 1, "");
    parted_dump(buf_str(&text), BY_TWO, &dump);
    CHECK_INT(dump.len, 0, "refused by two");
    CHECK(!sbom_read(buf_str(&text), &arena, &sbom, &err), "refused as a whole");
    CHECK_INT(err.code, ERR_SYNTAX, "as no JSON");
}

TEST(operating_systems_of_both_halves_are_united)
{
    static const struct {
        const char *first, *second, *want;
    } ROWS[] = {
        { "debian", "debian", "debian-12" },
        { "debian", "alpine", "" },
        { "debian", "", "debian-12" },
        { "", "alpine", "alpine-12" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES);
        SbomDraft draft = { .arena = &arena, .rows = &arena };
        const char *names[] = { ROWS[i].first, ROWS[i].second };
        Err err;

        buf_printf(&text, "{%.*s,\"components\":[{\"name\":\"x\"}", STR_ARG(MARKS));
        for (size_t k = 0; k < ARRAY_LEN(names); k++)
            buf_printf(&text, ",{\"name\":\"%s\",\"version\":\"12\",\"type\":\"%s\"}",
                       *names[k] ? names[k] : "-", *names[k] ? "operating-system" : "library");
        buf_printf(&text, "]}%*s", JSON_SCAN_SLACK + 1, "");
        CHECK_OK(parted_read(buf_str(&text), BY_TWO, &draft, &err), &err);
        CHECK_STR(draft.sbom.os, str_of(ROWS[i].want), ROWS[i].first);
    }
}
