/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted, what was checked, and where each thing that was not stands.
 * Tests: scan.c api/scan.c */
#include "accept.h"

#include <stdlib.h>
#include <string.h>

TEST(nested_components_are_counted_and_everything_else_is_not)
{
    static const char TEXT[] =
        "{'bomFormat':'CycloneDX','specVersion':'1.5','version':1,'metadata':{"
        "'component':{'type':'device','name':'pump','bom-ref':'root','cpe':"
        "'cpe:2.3:a:busybox:busybox:1.30.0:*:*:*:*:*:*:*','components':[{'type':'library',"
        "'name':'inner','bom-ref':'inner','purl':'pkg:pypi/libdose@1.0'}]},"
        "'tools':{'components':[{'type':'application','name':'tool','purl':"
        "'pkg:pypi/libdose@1.1'}]}},"
        "'components':["
        "{'type':'library','name':'a','bom-ref':'a','purl':'pkg:pypi/libdose@1.2','components':["
        "{'type':'library','name':'b','bom-ref':'b','purl':'pkg:pypi/libdose@1.3','components':["
        "{'type':'library','name':'c','bom-ref':'c','purl':'pkg:pypi/libdose@1.4'}]}],"
        "'pedigree':{'ancestors':[{'type':'library','name':'old','purl':'pkg:pypi/libdose@1.5'}]}"
        "}],"
        "'services':[{'name':'service'}],"
        "'formulation':[{'components':[{'type':'library','name':'made-by','purl':"
        "'pkg:pypi/libdose@1.6'}]}]}";
    static const Fact FACTS[] = {
        { "summary.components", "3", "a, b and c" },
        { "summary.checked", "3", NULL },
        { "summary.unchecked", "0", NULL },
        { "input[0].components", "3", "the same number" },
        { "findings[component.ref=a].component.name", "a", "matched" },
        { "findings[component.ref=b].component.name", "b", "matched" },
        { "findings[component.ref=c].component.name", "c", "matched" },
        { "findings[component.ref=root].vulnerability.id", "CVE-2024-1002",
          "metadata.component is matched" },
        { "findings[component.ref=inner].vulnerability.id", "CVE-2024-2001",
          "and what is inside it" },
        { "findings[component.name=tool]", "absent", "tools are not" },
        { "findings[component.name=old]", "absent", "pedigree is not" },
        { "findings[component.name=made-by]", "absent", "formulation is not" },
        { "findings", "[5]", "no other" },
        { "summary.findings", "5", "findings of the root are findings" },
    };
    CHECK_FACTS(ward_scan(document("pump.cdx.json", TEXT)), FACTS);
}

TEST(spdx_counts_every_package)
{
    static const char TEXT[] =
        "{'spdxVersion':'SPDX-2.3','SPDXID':'SPDXRef-DOCUMENT','name':'d',"
        "'documentDescribes':['SPDXRef-root'],'packages':["
        "{'SPDXID':'SPDXRef-root','name':'pump','versionInfo':'1'},"
        "{'SPDXID':'SPDXRef-a','name':'a','versionInfo':'1.2','externalRefs':[{"
        "'referenceCategory':'PACKAGE-MANAGER','referenceType':'purl','referenceLocator':"
        "'pkg:pypi/libdose@1.2'}]},"
        "{'SPDXID':'SPDXRef-b','name':'busybox','versionInfo':'1.30.0','externalRefs':[{"
        "'referenceCategory':'SECURITY','referenceType':'cpe23Type','referenceLocator':"
        "'cpe:2.3:a:busybox:busybox:1.30.0:*:*:*:*:*:*:*'}]}],"
        "'files':[{'SPDXID':'SPDXRef-f','fileName':'./f'}]}";
    static const Fact FACTS[] = {
        { "summary.components", "3", "the described one too" },
        { "summary.checked", "2", NULL },
        { "findings[component.ref=SPDXRef-a].vulnerability.id", "CVE-2024-2001", "by purl" },
        { "findings[component.ref=SPDXRef-b].vulnerability.id", "CVE-2024-1002", "by CPE" },
        { "coverage.without_identifier[ref=SPDXRef-root].name", "pump", "nothing to go by" },
        { "input[0].format", "SPDX", NULL },
    };
    CHECK_FACTS(ward_scan(document("pump.spdx.json", TEXT)), FACTS);
}

typedef struct {
    const char *component; /* quoted, without braces and name */
    const char *list;      /* of the coverage; NULL: it is checked */
    const char *place, *ecosystem;
    const char *why;
} Row;

static void check_row(const Row *row)
{
    static const char *const LISTS[] = { "invalid_identifier", "without_identifier",
                                         "without_data", "version_not_comparable" };
    char text[1024], place[128];
    Str json;

    snprintf(text, sizeof text, "{'type':'library','name':'part','bom-ref':'r'%s%s}",
             row->component[0] ? "," : "", row->component);
    json = ward_components(text);
    CHECK_STR(json_at(json, "summary.components"), STR("1"), row->why);
    CHECK_STR(json_at(json, "summary.checked"), row->list ? STR("0") : STR("1"), row->why);
    CHECK_STR(json_at(json, "summary.unchecked"), row->list ? STR("1") : STR("0"), row->why);
    for (size_t i = 0; i < ARRAY_LEN(LISTS); i++) {
        bool here = row->list && strcmp(row->list, LISTS[i]) == 0;
        snprintf(place, sizeof place, "coverage.%s", LISTS[i]);
        CHECK_STR(json_at(json, place), here ? STR("[1]") : STR("[0]"), row->why);
        if (!here)
            continue;
        snprintf(place, sizeof place, "coverage.%s[0].name", LISTS[i]);
        CHECK_STR(json_at(json, place), STR("part"), row->why);
        snprintf(place, sizeof place, "coverage.%s[0].ref", LISTS[i]);
        CHECK_STR(json_at(json, place), STR("r"), row->why);
        snprintf(place, sizeof place, "coverage.%s[0].ecosystem", LISTS[i]);
        if (row->ecosystem)
            CHECK_STR(json_at(json, place), str_of(row->ecosystem), row->why);
        snprintf(place, sizeof place, "coverage.%s[0].place", LISTS[i]);
        if (row->place)
            CHECK_HAS(json_at(json, place), row->place, row->why);
        snprintf(place, sizeof place, "coverage.%s[0].rule", LISTS[i]);
        CHECK(json_at(json, place).len > 0, "a rule says why");
    }
}

TEST(an_unchecked_component_stands_in_one_list_the_first_that_fits)
{
    static const Row ROWS[] = {
        { "'purl':'pkg:pypi/libdose@2.0.0'", NULL, NULL, NULL, "checked" },
        { "'purl':'pkg:pypi/nobody-knows@2.0.0'", NULL, NULL, NULL,
          "no record of a package is an answer when its ecosystem has data" },
        { "", "without_identifier", "components[0]", NULL, "a name is no identifier" },
        { "'version':'1.0'", "without_identifier", NULL, NULL, "nor are name and version" },
        { "'version':'1.0','purl':''", "without_identifier", NULL, NULL,
          "an empty text says nothing" },
        { "'purl':'pkg:npm/left-pad@1.0.0'", "without_data", NULL, "npm",
          "no source of that ecosystem" },
        { "'purl':'pkg:npm/left-pad'", "without_data", NULL, "npm",
          "without data comes before no version" },
        { "'purl':'pkg:pypi/libdose'", "version_not_comparable", NULL, NULL, "no version" },
        { "'purl':'nonsense'", "invalid_identifier", "purl", NULL, "no purl" },
        { "'purl':'pkg:pypi'", "invalid_identifier", "purl", NULL, "a purl without a name" },
        { "'purl':'pkg:npm/%zz@1'", "invalid_identifier", "purl", NULL, "a purl that is broken" },
        { "'cpe':'cpe:2.3:a:x'", "invalid_identifier", "cpe", NULL, "a CPE that is too short" },
        { "'cpe':'cpe:2.3:a:busybox:busybox:1.36.0:*:*:*:*:*:*:*'", NULL, NULL, NULL,
          "a CPE is checked with NVD's data" },
        { "'cpe':'cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*'", "version_not_comparable", NULL,
          NULL, "a CPE with no version" },
        { "'cpe':'cpe:/a:busybox:busybox:1.36.0'", NULL, NULL, NULL, "the 2.2 form is a CPE" },
        { "'purl':'nonsense','cpe':'cpe:2.3:a:x'", "invalid_identifier", NULL, NULL,
          "both broken: one entry" },
        { "'purl':'nonsense','cpe':'cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*'",
          "invalid_identifier", NULL, NULL, "invalid comes before not comparable" },
        { "'purl':'pkg:npm/left-pad@1.0.0','cpe':'cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*'",
          "without_data", NULL, NULL, "without data comes before not comparable" },
        { "'purl':'pkg:npm/left-pad@1.0.0','cpe':'cpe:2.3:a:x'", "invalid_identifier", NULL,
          NULL, "invalid comes before without data" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check_row(&ROWS[i]);
}

TEST(distribution_packages_are_checked_by_their_release_alone)
{
    static const Row ROWS[] = {
        { "'purl':'pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12'", NULL, NULL, NULL,
          "Debian 12 has data" },
        { "'purl':'pkg:deb/debian/bash@5.2-1?distro=bookworm'", NULL, NULL, NULL,
          "so has every package of it, by its other name too" },
        { "'purl':'pkg:deb/debian/openssl@1.1.1n-0?distro=debian-11'", "without_data", NULL,
          "Debian:11", "another release of the same distribution does not count" },
        { "'purl':'pkg:deb/debian/openssl@3.0.5-1'", "without_data", NULL, NULL,
          "no release at all" },
        { "'purl':'pkg:deb/ubuntu/openssl@3.0.2-0ubuntu1?distro=ubuntu-22.04'", "without_data",
          NULL, NULL, "another distribution does not count" },
        { "'purl':'pkg:rpm/almalinux/openssl@3.0.7-1.el9?distro=almalinux-9'", "without_data",
          NULL, "AlmaLinux:9", "rpm" },
        { "'purl':'pkg:apk/alpine/openssl@3.0.7-r0?distro=alpine-3.17'", "without_data", NULL,
          NULL, "apk" },
        { "'purl':'pkg:deb/debian/openssl@1.1.1n-0?distro=debian-11','cpe':"
          "'cpe:2.3:a:openssl:openssl:1.1.1n:*:*:*:*:*:*:*'",
          "without_data", NULL, "Debian:11", "a CPE beside it counts for nothing" },
        { "'purl':'pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12','cpe':"
          "'cpe:2.3:a:x'", NULL, NULL, NULL, "what is wrong with the CPE is a note" },
        { "'purl':'pkg:deb/debian/openssl?distro=debian-12'", "version_not_comparable", NULL,
          NULL, "no version" },
        { "'purl':'pkg:deb/debian/openssl@x:1?distro=debian-12'", "version_not_comparable", NULL,
          NULL, "a version that is none" },
        { "'purl':'pkg:deb/debian/bash@x:1?distro=debian-12'", NULL, NULL, NULL,
          "there is no candidate range to compare it with" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        check_row(&ROWS[i]);
}

TEST(what_is_wrong_with_a_second_identifier_is_a_note)
{
    static const struct { const char *second; const char *identifier; const char *why; } ROWS[] = {
        { "'cpe':'cpe:2.3:a:x'", "cpe:2.3:a:x", "a CPE that is broken" },
        { "'cpe':'cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*'",
          "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", "a CPE without a version" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[512];
        Str json;
        snprintf(text, sizeof text, "{'type':'library','name':'part','purl':"
                 "'pkg:pypi/libdose@2.0.0',%s}", ROWS[i].second);
        json = ward_components(text);
        CHECK_STR(json_at(json, "summary.checked"), STR("1"), ROWS[i].why);
        CHECK_STR(json_at(json, "coverage.notes"), STR("[1]"), ROWS[i].why);
        CHECK_STR(json_at(json, "coverage.notes[0].identifier"), str_of(ROWS[i].identifier),
                  "as it was written");
        CHECK_STR(json_at(json, "coverage.notes[0].ref"), STR("/components/0"),
                  "the pointer stands for a missing ref");
    }
}

TEST(a_document_with_many_faults_is_scanned_all_the_same)
{
    static const Fact FACTS[] = {
        { "summary.components", "6", "all of them" },
        { "summary.checked", "2", NULL },
        { "summary.unchecked", "4", "checked + unchecked = components" },
        { "coverage.invalid_identifier[0].place", "components[0]: purl", "place" },
        { "coverage.invalid_identifier[0].identifier", "pkg:pypi", "as it was written" },
        { "coverage.without_identifier[0].ref", "/components/1", "JSON Pointer" },
        { "coverage.without_data[0].ecosystem", "npm", NULL },
        { "coverage.version_not_comparable[0].version", "x:1", NULL },
        { "findings", "[1]", "the rest is scanned" },
    };
    CHECK_FACTS(ward_components("{'type':'library','name':'a','purl':'pkg:pypi'},"
                                "{'type':'library','name':'b'},"
                                "{'type':'library','name':'c','purl':'pkg:npm/c@1.0.0'},"
                                "{'type':'library','name':'d','version':'x:1','purl':"
                                "'pkg:deb/debian/openssl@x:1?distro=debian-12'},"
                                "{'type':'library','name':'e','purl':'pkg:pypi/libdose@1.0'},"
                                "{'type':'library','name':'f','purl':'pkg:pypi/libdose@2.0.0'}"),
                FACTS);
}

TEST(suspicions_about_a_distribution_package_are_hints)
{
    static const char *const ROWS[] = {
        "'purl':'pkg:deb/debian/openssl@3.0.5-1?distro=debian-11',"
        "'cpe':'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'",
        "'purl':'pkg:deb/debian/openssl@3.0.5-1',"
        "'cpe':'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'",
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[512];
        Str json;
        snprintf(text, sizeof text, "{'type':'library','name':'openssl','bom-ref':'r',%s}",
                 ROWS[i]);
        json = ward_components(text);
        CHECK_STR(json_at(json, "findings"), STR("[0]"), "never a finding");
        CHECK_STR(json_at(json, "hints[vulnerability=CVE-2024-1001].ref"), STR("r"), ROWS[i]);
        CHECK_STR(json_at(json, "hints[vulnerability=CVE-2024-1001].name"), STR("openssl"),
                  "with the component");
        CHECK_STR(json_at(json, "hints[vulnerability=CVE-2024-1004]"), STR("absent"),
                  "a rejected record raises no suspicion");
    }
}

TEST(no_components_are_no_coverage)
{
    Str json = ward_components("");
    const char *sbom = document("empty.cdx.json", CDX(""));

    CHECK_STR(json_at(json, "summary.components"), STR("0"), "none");
    CHECK_STR(json_at(json, "summary.checked"), STR("0"), "none");
    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "coverage<0.9",
                   sbom).status, 1, "0 components have coverage 0");
    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "coverage>0",
                   sbom).status, 0, "not 1, not undefined");
}

/* A knowledge base of KEV alone has no data for anything. */
TEST(a_knowledge_base_without_records_checks_nothing)
{
    static const char KEV[] = "{'title':'t','catalogVersion':'2026.01.09','dateReleased':"
                              "'2026-01-09T08:00:00.0000Z','count':0,'vulnerabilities':[]}";
    const char *db = KNOWLEDGE("kev-alone", document("kev-alone.json", KEV));
    const char *sbom = document("one.cdx.json", CDX("{'type':'library','name':'a','purl':"
                                "'pkg:pypi/libdose@1.0','cpe':"
                                "'cpe:2.3:a:busybox:busybox:1.30.0:*:*:*:*:*:*:*'}"));
    ProcessResult result = INRO("scan", "--db", db, "--now", NOW, "-o", "json", sbom);

    CHECK_INT(result.status, 0, "nothing was asked that cannot be answered");
    CHECK_STR(json_at(result.out, "summary.checked"), STR("0"), "no data is a state");
    CHECK_STR(json_at(result.out, "coverage.without_data"), STR("[1]"), "one component, once");
}

TEST(lists_of_the_coverage_are_sorted_by_place)
{
    Str json = ward_components("{'type':'library','name':'z','components':["
                               "{'type':'library','name':'y'}]},"
                               "{'type':'library','name':'a'}");

    CHECK_STR(json_at(json, "coverage.without_identifier"), STR("[3]"), "all three");
    CHECK_STR(json_at(json, "coverage.without_identifier[name=y].ref"),
              STR("/components/0/components/0"), "a JSON Pointer");
}
