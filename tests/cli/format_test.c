/* SPDX-License-Identifier: Apache-2.0 */
/* Every format of a scan: complete, harmless, in both languages. Tests: scan.c */
#include "accept.h"

#include <stdlib.h>
#include <string.h>

static const char *const FORMATS[] = { "table", "json", "jsonl", "csv", "markdown", "html",
                                       "sarif", "junit", "cyclonedx" };

/* One component for each list, and one that is found. */
static const char MIXED[] =
    CDX("{'type':'library','name':'found-part','version':'1.0','purl':'pkg:pypi/libdose@1.0',"
        "'cpe':'cpe:2.3:a:noted'},"
        "{'type':'library','name':'nameless-part'},"
        "{'type':'library','name':'broken-part','purl':'nonsense'},"
        "{'type':'library','name':'npm-part','purl':'pkg:npm/a@1.0.0'},"
        "{'type':'library','name':'odd-part','purl':'pkg:deb/debian/openssl@x:1?distro=debian-12'},"
        "{'type':'library','name':'hint-part','purl':'pkg:deb/debian/openssl@3.0.5-1','cpe':"
        "'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'},"
        "{'type':'library','name':'evil-part','purl':'pkg:pypi/libevil@1'}");

static Str report(const char *format, const char *language, const char *sbom)
{
    ProcessResult result = INRO("scan", "--db", ward(), "--now", NOW, "--lang", language, "-o",
                                format, sbom);

    CHECK_INT(result.status, 0, format);
    return result.out;
}

TEST(every_format_tells_the_coverage_the_hints_and_the_malware)
{
    static const char *const PARTS[] = { "found-part", "nameless-part", "broken-part", "npm-part",
                                         "odd-part", "hint-part", "evil-part" };
    const char *sbom = document("mixed.cdx.json", MIXED);

    for (size_t f = 0; f < ARRAY_LEN(FORMATS); f++) {
        Str text = report(FORMATS[f], "en", sbom);
        for (size_t p = 0; p < ARRAY_LEN(PARTS); p++)
            CHECK_HAS(text, PARTS[p], FORMATS[f]);
        CHECK_HAS(text, "CVE-2024-2001", FORMATS[f]);
        CHECK_HAS(text, "CVE-2024-1001", "the hint's vulnerability");
        CHECK_HAS(text, "MAL-2024-6", "the malware");
        CHECK_HAS(text, "components[0]: cpe", "the note");
        CHECK_HAS(text, "2026-01-09", "how old the data is");
    }
}

/* The component itself stands in a CycloneDX document anyway. */
TEST(every_format_says_why_a_component_was_not_checked)
{
    static const struct { const char *format, *said[5]; } ROWS[] = {
        { "table", { "2 of 7 components were checked", "Without an identifier", "Without data",
                     "Invalid identifier", "not comparable" } },
        { "json", { "without_identifier", "without_data", "version_not_comparable",
                    "invalid_identifier", "\"checked\":" } },
        { "jsonl", { "coverage.without_identifier", "coverage.without_data",
                     "coverage.version_not_comparable", "coverage.invalid_identifier",
                     "\"checked\":2" } },
        { "csv", { "without_identifier", "without_data", "version_not_comparable",
                   "invalid_identifier", "unchecked" } },
        { "markdown", { "2 of 7 components were checked", "Without an identifier",
                        "Without data", "Invalid identifier", "not comparable" } },
        { "html", { "Without an identifier", "Without data", "Invalid identifier",
                    "not comparable", "2 of 7" } },
        { "sarif", { "without_identifier", "without_data", "version_not_comparable",
                     "invalid_identifier", "unchecked" } },
        { "junit", { "without_identifier", "without_data", "version_not_comparable",
                     "invalid_identifier", "\"unchecked\" value=\"5\"" } },
        { "cyclonedx", { "inro:coverage:without_identifier", "inro:coverage:without_data",
                         "inro:coverage:version_not_comparable",
                         "inro:coverage:invalid_identifier", "inro:coverage:unchecked" } },
    };
    const char *sbom = document("mixed.cdx.json", MIXED);

    for (size_t r = 0; r < ARRAY_LEN(ROWS); r++) {
        Str text = report(ROWS[r].format, "en", sbom);
        for (size_t s = 0; s < ARRAY_LEN(ROWS[r].said); s++)
            CHECK_HAS(text, ROWS[r].said[s], ROWS[r].format);
    }
}

TEST(no_findings_are_never_told_alone)
{
    const char *nothing = document("zero.cdx.json", CDX("{'type':'library','name':'silent-part'}"));
    const char *clean = document("clean.cdx.json",
                                 CDX("{'type':'library','name':'n','purl':"
                                     "'pkg:pypi/libdose@2.0.0'}"));

    for (size_t f = 0; f < ARRAY_LEN(FORMATS); f++) {
        CHECK_HAS(report(FORMATS[f], "en", nothing), "silent-part", FORMATS[f]);
        CHECK_HAS(report(FORMATS[f], "en", clean), "2026-01-09", "the age of the data");
    }
    CHECK_HAS(report("table", "en", nothing), "0 of 1 components were checked", "an honest zero");
}

/* What a stranger may call a component: markup, formulas, terminal control, direction marks. */
static const char HOSTILE[] =
    CDX("{'type':'library','name':'<script>alert(1)</script>','bom-ref':'=HYPERLINK(1)','purl':"
        "'pkg:pypi/libdose@1.0'},"
        "{'type':'library','name':'=1+1|a\\r\\nNEXT,x','version':'\\u001b[31mred\\u0007','purl':"
        "'pkg:pypi/libopen@1'},"
        "{'type':'library','name':'@SUM(A1)','purl':'pkg:pypi/libmix@1.0'},"
        "{'type':'library','name':'+cmd|x','purl':'pkg:pypi/libtwo@2.1'},"
        "{'type':'library','name':'\\u202etxt.exe ]]> & <!--','version':'</td>|x|','purl':"
        "'nonsense<img src=x onerror=1>'},"
        "{'type':'library','name':'[x](javascript:alert(1)) ![i](http://x/y)'},"
        "{'type':'library','name':'\\u009b31m\\u0085c1','cpe':"
        "'cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*'}");

/* No byte that a terminal obeys, but the end of a line and a tab; no C1 control either. */
static void check_obeys_nothing(Str text, const char *format)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
            test_fail("%s: control character %02x at byte %zu", format, c, i);
        if (c == 0xc2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xa0)
            test_fail("%s: control character of C1 at byte %zu", format, i);
    }
}

TEST(hostile_names_reach_no_terminal)
{
    static const char *const TEXTS[] = { "table", "csv", "markdown", "html", "junit" };
    const char *sbom = document("hostile.cdx.json", HOSTILE);

    for (size_t f = 0; f < ARRAY_LEN(TEXTS); f++)
        check_obeys_nothing(report(TEXTS[f], "en", sbom), TEXTS[f]);
    CHECK_LACKS(report("table", "en", sbom), "\xe2\x80\xae", "nothing turns the line around");
    check_obeys_nothing(INRO("explain", "--db", ward(), "PYSEC-2024-5", sbom).out, "explain");
    check_obeys_nothing(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "severity>=low",
                             sbom).err, "the policy's answer");
}

TEST(hostile_names_are_no_markup)
{
    const char *sbom = document("hostile.cdx.json", HOSTILE);
    Str html = report("html", "en", sbom), junit = report("junit", "en", sbom);

    CHECK_LACKS(html, "<script>alert", "HTML");
    CHECK_LACKS(html, "<img src=x", "HTML");
    CHECK_LACKS(html, "href=\"javascript:", "no link was made of it");
    CHECK_LACKS(html, "<!-- ", "no comment was opened");
    CHECK_LACKS(html, "src=\"http", "the page asks nobody for anything");
    CHECK_LACKS(html, "href=\"http://x", "nor links there");
    CHECK_LACKS(junit, "<script", "XML");
    CHECK_LACKS(junit, "]]>", "XML: the end of a section in text");
    CHECK_LACKS(report("markdown", "en", sbom), "| [x](javascript:", "no link in Markdown");
}

TEST(hostile_names_are_no_formulas_and_break_no_row)
{
    const char *sbom = document("hostile.cdx.json", HOSTILE);
    Str csv = report("csv", "en", sbom), markdown = report("markdown", "en", sbom), line;
    static const char *const STARTS[] = { ",=", ",@", ",+", ",\"=", ",\"@", ",\"+" };

    for (size_t i = 0; i < ARRAY_LEN(STARTS); i++)
        CHECK_LACKS(csv, STARTS[i], "a spreadsheet would compute it");
    while (str_next(&markdown, '\n', &line))
        CHECK(!str_starts(line, STR("NEXT")), "a name does not begin a line of Markdown");
}

TEST(hostile_names_stay_what_they_are_in_json)
{
    const char *sbom = document("hostile.cdx.json", HOSTILE);
    Str json = report("json", "en", sbom), sarif = report("sarif", "en", sbom);

    CHECK_STR(json_at(json, "findings[component.ref==HYPERLINK(1)].component.name"),
              STR("<script>alert(1)</script>"), "as it was written");
    CHECK_STR(json_at(sarif, "version"), STR("2.1.0"), "SARIF is JSON");
    CHECK_STR(json_at(report("cyclonedx", "en", sbom), "components[0].name"),
              STR("<script>alert(1)</script>"), "CycloneDX is JSON");
    CHECK_LACKS(json, "\x1b", "no escape byte is written as it is");
}

TEST(words_come_in_japanese_and_facts_do_not_change)
{
    static const struct { const char *format, *words; } ROWS[] = {
        { "table", "コンポーネント" }, { "markdown", "コンポーネント" }, { "html", "<html lang=\"ja\"" },
        { "junit", "コンポーネント" }, { "sarif", "CVE-2024-2001" },
    };
    static const char *const SAME[] = { "json", "jsonl", "csv", "cyclonedx" };
    const char *sbom = document("mixed.cdx.json", MIXED);

    for (size_t r = 0; r < ARRAY_LEN(ROWS); r++) {
        Str en = report(ROWS[r].format, "en", sbom), ja = report(ROWS[r].format, "ja", sbom);
        CHECK(!str_eq(en, ja), ROWS[r].format);
        CHECK_HAS(ja, ROWS[r].words, ROWS[r].format);
        CHECK_HAS(ja, "CVE-2024-2001", "the facts are the same");
        CHECK_LACKS(ja, "components were checked", "no English sentence is left");
    }
    for (size_t r = 0; r < ARRAY_LEN(SAME); r++)
        CHECK_STR(report(SAME[r], "ja", sbom), report(SAME[r], "en", sbom),
                  "machines read no language");
}

TEST(the_locale_chooses_the_language_and_the_option_wins)
{
    static const struct { const char *environment; bool japanese; } ROWS[] = {
        { "INRO_LANG=ja", true }, { "INRO_LANG=ja_JP.UTF-8", true }, { "INRO_LANG=en", false },
        { "INRO_LANG=de_DE.UTF-8", false },
    };
    const char *sbom = document("mixed.cdx.json", MIXED);
    const char *plain[] = { "scan", "--db", ward(), "--now", NOW, sbom, NULL };
    const char *option[] = { "scan", "--db", ward(), "--now", NOW, "--lang", "en", sbom, NULL };

    for (size_t r = 0; r < ARRAY_LEN(ROWS); r++)
        CHECK_INT(has(inro_words(STR(""), ROWS[r].environment, plain).out, "コンポーネント"),
                  ROWS[r].japanese, ROWS[r].environment);
    CHECK_LACKS(inro_words(STR(""), "INRO_LANG=ja", option).out, "コンポーネント", "--lang wins");
    CHECK_INT(INRO("scan", "--lang", "xx", "--db", ward(), sbom).status, 2, "no such language");
}

TEST(a_page_stands_alone)
{
    Str html = report("html", "en", document("mixed.cdx.json", MIXED));

    CHECK(str_starts(html, STR("<!DOCTYPE html>")) || str_starts(html, STR("<!doctype html>")),
          "a document");
    CHECK_LACKS(html, "<link", "no style from elsewhere");
    CHECK_LACKS(html, "<script src", "no script from elsewhere");
    CHECK_LACKS(html, "@import", "no font from elsewhere");
    CHECK_LACKS(html, "url(http", "no picture from elsewhere");
}

TEST(nothing_is_cut_coloured_or_drawn_on_a_pipe)
{
    char name[201], text[512];
    const char *words[] = { "scan", "--db", ward(), "--now", NOW, NULL, NULL };
    ProcessResult result;

    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(text, sizeof text, CDX("{'type':'library','name':'%s','purl':"
             "'pkg:pypi/libdose@1.0'}"), name);
    words[5] = document("long.cdx.json", text);
    result = inro_words(STR(""), "COLUMNS=40", words);
    CHECK_HAS(result.out, name, "a long name is whole");
    CHECK_LACKS(result.out, "\x1b", "no colour");
    CHECK_STR(result.err, STR(""), "no progress");
}

TEST(cyclonedx_is_the_document_with_its_vulnerabilities)
{
    static const char TEXT[] =
        "{'bomFormat':'CycloneDX','specVersion':'1.5','version':3,'serialNumber':"
        "'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79','metadata':{'component':{'type':"
        "'device','name':'pump'}},'components':[{'type':'library','name':'n','bom-ref':'r',"
        "'purl':'pkg:pypi/libdose@1.0','licenses':[{'license':{'id':'MIT'}}]}],"
        "'dependencies':[{'ref':'r','dependsOn':[]}],"
        "'vulnerabilities':[{'id':'CVE-1999-0001','analysis':{'state':'not_affected'}}]}";
    static const Fact FACTS[] = {
        { "bomFormat", "CycloneDX", NULL },
        { "metadata.component.name", "pump", "what was there stays" },
        { "components", "[1]", NULL },
        { "components[0].licenses[0].license.id", "MIT", "also what we do not read" },
        { "dependencies[0].ref", "r", NULL },
        { "vulnerabilities[id=CVE-1999-0001].analysis.state", "not_affected", "decisions stay" },
        { "vulnerabilities[id=CVE-2024-2001].affects[0].ref", "r", "the component" },
        { "vulnerabilities[id=CVE-2024-2001].ratings[0].severity", "critical", NULL },
        { "vulnerabilities[id=CVE-2024-2001].ratings[0].method", "CVSSv31", NULL },
        { "vulnerabilities[id=CVE-2024-2001].analysis", "absent", "nothing is decided here" },
    };
    Str out = report("cyclonedx", "en", document("pump.cdx.json", TEXT)), again;

    CHECK_FACTS(out, FACTS);
    again = report("json", "en", process_file("again.cdx.json", out));
    CHECK_STR(json_at(again, "findings[0].vulnerability.id"), STR("CVE-2024-2001"),
              "what we write we can read");
    CHECK_STR(json_at(report("cyclonedx", "en", process_file("again.cdx.json", out)),
                      "vulnerabilities"),
              STR("[2]"), "and nothing is filled in twice");
}
