/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of a scan, and that it is the same tomorrow. Tests: scan.c api/scan.c */
#include "accept.h"
#include "report/schema.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Something in every list of the report. */
static const char MIXED[] =
    CDX("{'type':'library','name':'dose','bom-ref':'a','version':'1.0','purl':"
        "'pkg:pypi/libdose@1.0','cpe':'cpe:2.3:a:x'},"
        "{'type':'library','name':'ssl','cpe':'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'},"
        "{'type':'library','name':'nothing'},"
        "{'type':'library','name':'broken','purl':'nonsense'},"
        "{'type':'library','name':'npm','purl':'pkg:npm/a@1.0.0'},"
        "{'type':'library','name':'odd','purl':'pkg:deb/debian/openssl@x:1?distro=debian-12'},"
        "{'type':'library','name':'hint','purl':'pkg:deb/debian/openssl@3.0.5-1','cpe':"
        "'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'},"
        "{'type':'library','name':'evil','purl':'pkg:pypi/libevil@1'},"
        "{'type':'library','name':'zlib','cpe':'cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*'}");

TEST(the_json_is_that_of_its_schema)
{
    static const Fact FACTS[] = {
        { "schema", "inro.scan/1", NULL },
        { "tool.name", "inro", NULL },
        { "tool.version", "0.1.0", NULL },
        { "database.date", "2026-01-09T08:00:00Z", NULL },
        { "database.sources", "[7]", NULL },
        { "input", "[1]", NULL },
        { "input[0].components", "9", NULL },
        { "summary.components", "9", NULL },
        { "summary.checked", "4", "dose, ssl, evil, zlib" },
        { "summary.unchecked", "5", NULL },
        { "summary.findings", "3", NULL },
        { "summary.kev", "2", NULL },
        { "coverage.without_identifier", "[1]", NULL },
        { "coverage.without_data", "[2]", NULL },
        { "coverage.version_not_comparable", "[1]", NULL },
        { "coverage.invalid_identifier", "[1]", NULL },
        { "coverage.notes", "[1]", NULL },
        { "malware", "[1]", NULL },
        { "findings", "[3]", NULL },
    };
    Str json = ward_scan(document("mixed.cdx.json", MIXED));

    schema_check(json);
    schema_check(ward_components(""));
    CHECK_FACTS(json, FACTS);
}

TEST(the_database_object_is_that_of_db_status)
{
    Str scan = ward_scan(document("mixed.cdx.json", MIXED));
    Str status = INRO("db", "status", "--db", ward(), "--json").out;
    static const char *const PLACES[] = {
        "generation", "date", "digest", "sources", "sources[0].id", "sources[0].digest",
        "sources[6].date", "sources[6].records",
    };
    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
        char place[64];
        snprintf(place, sizeof place, "database.%s", PLACES[i]);
        CHECK_STR(json_at(scan, place), json_at(status, PLACES[i]), place);
    }
}

TEST(the_same_inputs_give_the_same_bytes_in_every_format)
{
    static const char *const FORMATS[] = { "table", "json", "jsonl", "csv", "markdown", "html",
                                           "sarif", "junit", "cyclonedx" };
    const char *sbom = document("mixed.cdx.json", MIXED);

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        const char *words[] = { "scan", "--db", ward(), "-o", FORMATS[i], sbom, NULL };
        ProcessResult one = INRO("scan", "--db", ward(), "--now", NOW, "-o", FORMATS[i], sbom);
        ProcessResult two = INRO("scan", "--db", ward(), "--now", NOW, "-o", FORMATS[i], sbom);
        ProcessResult epoch = inro_words(STR(""), "SOURCE_DATE_EPOCH=1768003200", words);
        CHECK_INT(one.status, 0, FORMATS[i]);
        CHECK(one.out.len > 0, FORMATS[i]);
        CHECK_STR(two.out, one.out, FORMATS[i]);
        CHECK_STR(epoch.out, one.out, "SOURCE_DATE_EPOCH is the present as well");
    }
}

TEST(results_do_not_hang_on_the_order_of_components)
{
    static const char *const PARTS[] = {
        "{'type':'library','name':'a','bom-ref':'a','purl':'pkg:pypi/libdose@1.0'}",
        "{'type':'library','name':'b','bom-ref':'b','purl':'pkg:pypi/libflow@1.0'}",
        "{'type':'library','name':'c','bom-ref':'c','purl':'pkg:pypi/libmix@1.0'}",
    };
    char one[1024], two[1024];
    Str first, second;

    snprintf(one, sizeof one, "%s,%s,%s", PARTS[0], PARTS[1], PARTS[2]);
    snprintf(two, sizeof two, "%s,%s,%s", PARTS[2], PARTS[0], PARTS[1]);
    first = ward_components(one);
    second = ward_components(two);
    for (int i = 0; i < 3; i++) {
        char place[32];
        snprintf(place, sizeof place, "findings[%d].id", i);
        CHECK_STR(json_at(first, place), json_at(second, place), "sorted by what they are");
    }
}

TEST(several_outputs_are_written_at_once_and_whole)
{
    const char *sbom = document("mixed.cdx.json", MIXED);
    const char *file = process_file("report.json", STR("an older report"));
    const char *page = process_file("report.html", STR("an older page"));
    char json[600], html[600], nowhere[600];
    ProcessResult result, alone;
    struct stat before, after;

    snprintf(json, sizeof json, "json=%s", file);
    snprintf(html, sizeof html, "html=%s", page);
    snprintf(nowhere, sizeof nowhere, "json=%s/no-such-folder/x.json", process_folder());
    CHECK_INT(stat(file, &before), 0, "the old file");
    result = INRO("scan", "--db", ward(), "--now", NOW, "-o", json, "-o", "csv", "-o", html, sbom);
    alone = INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", sbom);
    CHECK_INT(result.status, 0, "all of them");
    CHECK_STR(test_file(file), alone.out, "the file holds what standard output would");
    CHECK_HAS(test_file(page), "<html", "the page was replaced");
    CHECK_HAS(result.out, "libdose", "and standard output has the third");
    CHECK_INT(stat(file, &after), 0, "the new file");
    CHECK(before.st_ino != after.st_ino, "replaced by a rename, never written over");
    result = INRO("scan", "--db", ward(), "--now", NOW, "-o", nowhere, sbom);
    CHECK(result.status != 0, "a file that cannot be written is a failure");
    CHECK_HAS(result.err, "no-such-folder", "and named");
}

TEST(a_report_is_not_replaced_when_nothing_could_be_scanned)
{
    const char *bad = process_file("bad.cdx.json", STR("{"));
    const char *file = process_file("kept.json", STR("an older report"));
    char json[600];

    snprintf(json, sizeof json, "json=%s", file);
    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "-o", json, bad).status, 2, "refused");
    CHECK_STR(test_file(file), STR("an older report"), "outputs are written on success alone");
}

TEST(several_inputs_are_one_report_that_names_each)
{
    const char *one = document("one.cdx.json",
                               CDX("{'type':'library','name':'n','purl':'pkg:pypi/libdose@1.0'}"));
    const char *two = document("two.spdx.json",
                               "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT','name':'d',"
                               "'packages':[{'SPDXID':'SPDXRef-a','name':'a','externalRefs':[{"
                               "'referenceCategory':'PACKAGE-MANAGER','referenceType':'purl',"
                               "'referenceLocator':'pkg:pypi/libdose@1.0'}]},"
                               "{'SPDXID':'SPDXRef-b','name':'b'}]}");
    Str json = INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", one, two).out;

    CHECK_STR(json_at(json, "input"), STR("[2]"), "both");
    CHECK_STR(json_at(json, "input[1].format"), STR("SPDX"), "each in its format");
    CHECK_STR(json_at(json, "summary.components"), STR("3"), "counted together");
    CHECK_STR(json_at(json, "findings"), STR("[2]"), "one in each");
    CHECK_STR(json_at(json, "findings[component.ref=SPDXRef-a].input"), str_of(two), "named");
    CHECK_STR(json_at(json, "coverage.without_identifier[0].input"), str_of(two), "named");
}

TEST(nothing_is_suppressed_by_options_of_other_issues)
{
    const char *sbom = document("mixed.cdx.json", MIXED);

    CHECK_INT(INRO("scan", "--db", ward(), "--vex", "x.json", sbom).status, 2, "not yet");
}

TEST(one_component_with_the_same_ref_twice_is_no_reason_to_lose_one)
{
    Str json = ward_components("{'type':'library','name':'a','bom-ref':'r','purl':"
                               "'pkg:pypi/libdose@1.0'},"
                               "{'type':'library','name':'b','bom-ref':'q','purl':"
                               "'pkg:pypi/libdose@1.1'}");

    CHECK_STR(json_at(json, "findings"), STR("[2]"), "both are told");
    CHECK(!str_eq(json_at(json, "findings[0].id"), json_at(json, "findings[1].id")),
          "under ids of their own");
}
