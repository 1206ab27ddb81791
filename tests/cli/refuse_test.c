/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that inro scan takes and refuses, and what it ends with. Tests: scan.c api/scan.c */
#include "accept.h"
#include "base/pack.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 512, DEPTH = 256 };

static const char GOOD[] = CDX("{'type':'library','name':'a','purl':'pkg:pypi/libdose@2.0.0'}");
static const char *const STDIN_WORDS[] = { "scan", "--db", NULL, "--now", NOW, "-o", "json",
                                           "-", NULL };

static ProcessResult scan(const char *sbom)
{
    return INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", sbom);
}

static ProcessResult scan_stdin(Str input)
{
    const char *words[ARRAY_LEN(STDIN_WORDS)];

    memcpy(words, STDIN_WORDS, sizeof words);
    words[2] = ward();
    return inro_words(input, NULL, words);
}

typedef struct {
    Str text;          /* as it is */
    const char *said;  /* in what is printed about it; NULL: it is taken */
    const char *why;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ProcessResult result = scan(process_file("pump.cdx.json", rows[i].text));
        CHECK_INT(result.status, rows[i].said ? 2 : 0, rows[i].why);
        if (!rows[i].said)
            continue;
        CHECK_HAS(result.err, "pump.cdx.json: ", "the refusal names the file");
        CHECK_HAS(result.err, rows[i].said, rows[i].why);
    }
}

#define HEAD "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,"
#define THREE "{\"type\":\"library\",\"name\":\"a\"},{\"type\":\"library\",\"name\":\"b\"}," \
              "{\"type\":\"library\",\"name\":\"c\"},"

TEST(a_component_without_a_name_is_refused_with_its_place)
{
    static const Row ROWS[] = {
        { STR_ROW(HEAD "\"components\":[" THREE "{\"type\":\"library\",\"version\":\"1\"}]}"),
          "components[3]: no name", "the words of the order" },
        { STR_ROW(HEAD "\"components\":[" THREE "{\"type\":\"library\",\"name\":\"\"}]}"),
          "components[3]: no name", "an empty name is none" },
        { STR_ROW(HEAD "\"components\":[{\"name\":\"a\",\"type\":\"library\",\"components\":["
                       "{\"type\":\"library\"}]}]}"),
          "components[0].components[0]: no name", "inside another" },
        { STR_ROW(HEAD "\"components\":[{\"name\":7,\"type\":\"library\"}]}"),
          "components[0]: ", "a number is no name" },
        { STR_ROW("{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"d\","
                  "\"packages\":[{\"SPDXID\":\"SPDXRef-a\",\"name\":\"a\"},"
                  "{\"SPDXID\":\"SPDXRef-b\"}]}"),
          "packages[1]: no name", "SPDX packages too" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(bytes_that_cannot_be_trusted_are_refused)
{
    static const Row ROWS[] = {
        { STR_ROW(HEAD "\"components\":[]} {}"), "byte", "text after the JSON" },
        { STR_ROW(HEAD "\"components\":[]}x"), "byte", "a letter after the JSON" },
        { STR_ROW(HEAD "\"components\":[]}\n \t\r\n"), NULL, "white space after it is none" },
        { STR_ROW(HEAD "\"components\":[]"), "", "no end" },
        { STR_ROW(""), "", "nothing at all" },
        { STR_ROW("  \n"), "", "white space alone" },
        { STR_ROW("hello"), "", "not JSON" },
        { STR_ROW(HEAD "\"components\":[],}"), "", "a comma too many" },
        { STR_ROW(HEAD "\"components\":[{\"name\":\"caf\xe9\",\"type\":\"library\"}]}"), "",
          "Latin-1 is not UTF-8" },
        { STR_ROW(HEAD "\"components\":[{\"name\":\"\xed\xa0\x80\",\"type\":\"library\"}]}"), "",
          "a surrogate is not UTF-8" },
        { STR_ROW("\xff\xfe{\0\"\0b\0"), "", "UTF-16 is not UTF-8" },
        { STR_ROW(HEAD "\"components\":[{\"name\":\"a\",\"name\":\"b\",\"type\":\"library\"}]}"),
          "components[0]", "a key twice in a component" },
        { STR_ROW(HEAD "\"components\":[],\"components\":[]}"), "components",
          "a key twice at the top" },
        { STR_ROW(HEAD "\"metadata\":{\"x\":1,\"x\":2},\"components\":[]}"), "metadata",
          "a key twice where nobody looks" },
        { STR_ROW(HEAD "\"a\\u0062\":1,\"ab\":2,\"components\":[]}"), "ab",
          "the same key in another spelling" },
        { STR_ROW(HEAD "\"components\":[{\"name\":\"a\\u0000b\",\"type\":\"library\"}]}"),
          "components[0]", "NUL in a name" },
        { STR_ROW(HEAD "\"x\":\"\\u0000\",\"components\":[]}"), "", "NUL anywhere" },
        { STR_ROW(HEAD "\"x\":\"a\0b\",\"components\":[]}"), "", "NUL as a byte" },
        { STR_ROW("[" HEAD "\"components\":[]}]"), "", "an array is no document" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(formats_and_versions_that_are_not_known_are_refused)
{
    static const Row ROWS[] = {
        { STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"9.9\",\"components\":[]}"),
          "9.9", "an unknown specVersion is named" },
        { STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.1\",\"components\":[]}"),
          "1.1", "1.1 has no JSON" },
        { STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.8\",\"components\":[]}"),
          "1.8", "a version to come" },
        { STR_ROW("{\"bomFormat\":\"CycloneDX\",\"components\":[]}"), "specVersion",
          "no specVersion" },
        { STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":1.5,\"components\":[]}"),
          "specVersion", "a number is no version" },
        { STR_ROW("{\"spdxVersion\":\"SPDX-2.1\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"d\","
                  "\"packages\":[]}"),
          "SPDX-2.1", "an unknown spdxVersion" },
        { STR_ROW("{\"name\":\"package\",\"version\":\"1.0.0\"}"), "", "no SBOM at all" },
        { STR_ROW(HEAD "\"components\":{}}"), "components", "components is no array" },
        { STR_ROW(HEAD "\"components\":[1]}"), "components[0]", "a component is no object" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(every_version_of_the_order_is_read)
{
    static const char *const CYCLONEDX[] = { "1.2", "1.3", "1.4", "1.5", "1.6", "1.7" };
    static const char *const SPDX[] = { "2.2", "2.3" };
    char text[512];
    Str json;

    for (size_t i = 0; i < ARRAY_LEN(CYCLONEDX); i++) {
        snprintf(text, sizeof text, "{'bomFormat':'CycloneDX','specVersion':'%s','version':1,"
                 "'components':[{'type':'library','name':'a'}]}", CYCLONEDX[i]);
        json = ward_scan(document("a.cdx.json", text));
        CHECK_STR(json_at(json, "input[0].format"), STR("CycloneDX"), text);
        CHECK_STR(json_at(json, "input[0].version"), str_of(CYCLONEDX[i]), text);
        CHECK_STR(json_at(json, "input[0].components"), STR("1"), text);
    }
    for (size_t i = 0; i < ARRAY_LEN(SPDX); i++) {
        snprintf(text, sizeof text, "{'spdxVersion':'SPDX-%s','SPDXID':'SPDXRef-DOCUMENT',"
                 "'name':'d','packages':[{'SPDXID':'SPDXRef-a','name':'a'}]}", SPDX[i]);
        json = ward_scan(document("a.spdx.json", text));
        CHECK_STR(json_at(json, "input[0].format"), STR("SPDX"), text);
        CHECK_HAS(json_at(json, "input[0].version"), SPDX[i], text);
        CHECK_STR(json_at(json, "input[0].components"), STR("1"), text);
    }
}

TEST(a_byte_order_mark_is_taken_with_a_warning)
{
    ProcessResult result = scan(process_file("bom.cdx.json",
                                             pack_join(STR("\xef\xbb\xbf"), quoted(GOOD))));

    CHECK_INT(result.status, 0, "the document is read");
    CHECK_STR(json_at(result.out, "summary.components"), STR("1"), "whole");
    CHECK_HAS(result.err, "bom.cdx.json: ", "with a warning that names the file");
    result = scan(document("plain.cdx.json", GOOD));
    CHECK_STR(result.err, STR(""), "without it there is nothing to warn of");
}

TEST(documents_come_from_files_and_standard_input_plain_or_packed)
{
    Str text = quoted(GOOD);
    const Str forms[] = { text, pack_gzip(text), pack_zstd(text, 17) };

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        ProcessResult file = scan(process_file("form.bin", forms[i]));
        ProcessResult pipe = scan_stdin(forms[i]);
        CHECK_INT(file.status, 0, "a file whose name says nothing");
        CHECK_STR(json_at(file.out, "summary.checked"), STR("1"), "is read");
        CHECK_INT(pipe.status, 0, "standard input");
        CHECK_STR(json_at(pipe.out, "summary.checked"), STR("1"), "is read");
        CHECK_STR(json_at(pipe.out, "input[0].file"), STR("-"), "and called so");
    }
}

TEST(packed_bytes_that_cannot_be_trusted_are_refused)
{
    Str text = quoted(GOOD), gzip = pack_gzip(text), zstd = pack_zstd(text, 17);
    char *flipped = test_keep(malloc(gzip.len));
    const Str bad[] = {
        str_slice(gzip, 0, gzip.len - 4),
        str_slice(zstd, 0, zstd.len - 3),
        pack_join(gzip, STR("garbage")),
        { flipped, gzip.len },
        pack_gzip(STR("")),
    };

    memcpy(flipped, gzip.ptr, gzip.len);
    flipped[gzip.len - 6] ^= 0x55; /* the checksum */
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ProcessResult result = scan(process_file("packed.json.gz", bad[i]));
        char why[32];
        snprintf(why, sizeof why, "row %zu", i);
        CHECK_INT(result.status, 2, why);
        CHECK_HAS(result.err, "packed.json.gz: ", why);
    }
}

/* `depth` arrays inside each other, the document itself being one level. */
static Str nested(size_t depth)
{
    Str open = pack_fill('[', depth), close = pack_fill(']', depth);
    Str head = pack_join(STR("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"x\":"), open);

    return pack_join(pack_join(head, close), STR(",\"components\":[]}"));
}

static Str nested_components(size_t depth)
{
    Str text = STR("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"");

    for (size_t i = 0; i < depth; i++)
        text = pack_join(text, STR(",\"components\":[{\"type\":\"library\",\"name\":\"a\""));
    for (size_t i = 0; i < depth; i++)
        text = pack_join(text, STR("}]"));
    return pack_join(text, STR("}"));
}

TEST(the_limits_are_named_when_they_are_passed)
{
    Str wide = pack_fill(' ', 64 << 20);
    ProcessResult result = scan(process_file("deep.json", nested(DEPTH - 1)));

    CHECK_INT(result.status, 0, "256 levels are read");
    result = scan(process_file("deep.json", nested(DEPTH)));
    CHECK_INT(result.status, 2, "257 are not");
    CHECK_HAS(result.err, "256", "the limit is named");
    result = scan(process_file("deep.json", nested(100000)));
    CHECK_INT(result.status, 2, "nor any number above");
    result = scan(process_file("nested.json", nested_components(100)));
    CHECK_INT(result.status, 0, "components inside components");
    CHECK_STR(json_at(result.out, "summary.components"), STR("100"), "are all counted");
    CHECK_INT(scan(process_file("nested.json", nested_components(1000))).status, 2, "too deep");
    result = scan(process_file("bomb.gz", pack_gzip(wide)));
    CHECK_INT(result.status, 2, "a bomb is refused");
    CHECK_HAS(result.err, "200", "the ratio is named");
}

TEST(all_inputs_are_processed_when_one_is_refused)
{
    const char *good = document("good.cdx.json", GOOD);
    const char *bad = process_file("bad.cdx.json", STR("{}"));
    const char *last = document("last.cdx.json", CDX("{'type':'library','name':'z'}"));
    ProcessResult result = INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", good, bad,
                                "no-such-file.json", last);

    CHECK_INT(result.status, 2, "the worst of all");
    CHECK_HAS(result.err, "bad.cdx.json: ", "the refused one is named");
    CHECK_HAS(result.err, "no-such-file.json", "so is the missing one");
    CHECK_STR(json_at(result.out, "input"), STR("[2]"), "the good ones are in the report");
    CHECK_STR(json_at(result.out, "input[0].file"), str_of(good), "in their order");
    CHECK_STR(json_at(result.out, "input[1].file"), str_of(last), "in their order");
    CHECK_STR(json_at(result.out, "summary.components"), STR("2"), "and counted together");
}

TEST(without_a_knowledge_base_the_status_is_3_and_the_way_out_is_said)
{
    const char *good = document("good.cdx.json", GOOD);
    const char *bad = process_file("bad.cdx.json", STR("{"));
    char db[PATH_BYTES];
    ProcessResult result;

    snprintf(db, sizeof db, "%s/none", process_folder());
    result = INRO("scan", "--db", db, good);
    CHECK_INT(result.status, 3, "always");
    CHECK_HAS(result.err, "inro db import", "how to get one");
    result = INRO("scan", "--db", db, "--exit-zero", good);
    CHECK_INT(result.status, 3, "--exit-zero forgives findings, not missing data");
    result = INRO("scan", "--db", db, bad);
    CHECK_INT(result.status, 2, "inputs are checked before the knowledge base");
    CHECK_HAS(result.err, "bad.cdx.json: ", "and named");
    result = INRO("scan", "--db", db, "no-such-file.json");
    CHECK_INT(result.status, 2, "also when they cannot be opened");
    result = INRO("scan", "--db", db, good, bad);
    CHECK_INT(result.status, 2, "2 comes before 3");
    result = INRO("scan", "--db", db, "--fail-on", "kev or", good);
    CHECK_INT(result.status, 2, "an error in the expression is an error of usage");
}

TEST(a_knowledge_base_that_is_damaged_is_no_knowledge_base)
{
    char script[3 * PATH_BYTES], db[PATH_BYTES];
    const char *argv[] = { "/bin/sh", "-c", script, NULL };
    const char *good = document("good.cdx.json", GOOD);
    ProcessResult result;

    snprintf(db, sizeof db, "%s/damaged", process_folder());
    snprintf(script, sizeof script, "cp -r %s %s && for f in $(find %s -maxdepth 1 -type f); do "
             "truncate -s 100 $f; done", ward(), db, db);
    CHECK_INT(process_run(argv, NULL).status, 0, "prepared");
    result = INRO("scan", "--db", db, "--now", NOW, "-o", "json", good);
    CHECK(result.status == 3 || result.status == 2, "it is refused, never trusted");
    CHECK_LACKS(result.out, "\"findings\":[]", "and no honest zero is printed");
}

TEST(words_that_make_no_sense_end_with_2)
{
    const char *good = document("good.cdx.json", GOOD);
    const struct { const char *words[4]; const char *said; } ROWS[] = {
        { { "-o", "yaml", good }, "yaml" },
        { { "-o", "=x", good }, "" },
        { { "--max-age", "soon", good }, "soon" },
        { { "--max-age=-1", good }, "-1" },
        { { "--now", "yesterday", good }, "yesterday" },
        { { "--now", "2026-13-01T00:00:00Z", good }, "2026-13" },
        { { "--nosuch", good }, "nosuch" },
        { { NULL }, "SBOM" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *words[10] = { "scan", "--db", ward() };
        ProcessResult result;
        memcpy(words + 3, ROWS[i].words, sizeof ROWS[i].words);
        result = inro_words(STR(""), NULL, words);
        CHECK_INT(result.status, 2, ROWS[i].said);
        CHECK_HAS(result.err, ROWS[i].said, "what was wrong is said");
        CHECK_STR(result.out, STR(""), "and nothing is printed");
    }
}

TEST(refusals_are_said_in_japanese_too)
{
    const char *bad = process_file("pump.cdx.json", STR(HEAD "\"components\":[{}]}"));
    ProcessResult en = INRO("scan", "--db", ward(), bad);
    ProcessResult ja = INRO("scan", "--db", ward(), "--lang", "ja", bad);
    const char *words[] = { "scan", "--db", ward(), bad, NULL };
    ProcessResult by_locale = inro_words(STR(""), "INRO_LANG=ja", words);

    CHECK_HAS(en.err, "components[0]: no name", "English");
    CHECK_HAS(ja.err, "components[0]: ", "the place is the same");
    CHECK_LACKS(ja.err, "no name", "the rule is in Japanese");
    CHECK_STR(by_locale.err, ja.err, "by the environment as well");
}
