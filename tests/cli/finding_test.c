/* SPDX-License-Identifier: Apache-2.0 */
/* What is found, under which name, how bad it is said to be, and by which record.
 * Tests: scan.c api/scan.c */
#include "accept.h"
#include "trust/digest.h"

#include <stdlib.h>
#include <string.h>

enum { ID_HEX = 16 };

#define PYPI(name, version) "{'type':'library','name':'n','purl':'pkg:pypi/" name "@" version "'}"
#define CPE(part, product, version)                                                                \
    "{'type':'library','name':'n','cpe':'cpe:2.3:" part ":" product ":" version                    \
    ":*:*:*:*:*:*:*'}"
#define DEB(name, version)                                                                         \
    "{'type':'library','name':'n','purl':'pkg:deb/debian/" name "@" version "?distro=debian-12'}"

typedef struct {
    const char *components;
    const char *ids[4]; /* all vulnerabilities that are found */
    const char *why;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str json = ward_components(rows[i].components);
        size_t ids = 0;
        char place[128];
        while (ids < 4 && rows[i].ids[ids])
            ids++;
        snprintf(place, sizeof place, "[%zu]", ids);
        CHECK_STR(json_at(json, "findings"), str_of(place), rows[i].why);
        for (size_t id = 0; id < ids; id++) {
            snprintf(place, sizeof place, "findings[vulnerability.id=%s].vulnerability.id",
                     rows[i].ids[id]);
            CHECK_STR(json_at(json, place), str_of(rows[i].ids[id]), rows[i].why);
        }
    }
}

TEST(ranges_of_osv_hold_at_both_ends)
{
    static const Row ROWS[] = {
        { PYPI("libdose", "0"), { "CVE-2024-2001" }, "introduced 0 is the beginning" },
        { PYPI("libdose", "1.9.9"), { "CVE-2024-2001" }, "below fixed" },
        { PYPI("libdose", "2.0.0rc1"), { "CVE-2024-2001" }, "a candidate is below" },
        { PYPI("libdose", "2.0.0"), { NULL }, "fixed is fixed" },
        { PYPI("libdose", "2.0"), { NULL }, "however it is written" },
        { PYPI("LibDose", "1.0"), { "CVE-2024-2001" }, "names are folded as PyPI does" },
        { PYPI("libflow", "0.9"), { NULL }, "below introduced" },
        { PYPI("libflow", "1.0"), { "GHSA-bbbb-bbbb-bbbb" }, "introduced counts" },
        { PYPI("libflow", "1.5"), { "GHSA-bbbb-bbbb-bbbb" }, "last_affected counts" },
        { PYPI("libflow", "1.5.1"), { NULL }, "above last_affected" },
        { PYPI("libmix", "1.0"), { "PYSEC-2024-3" }, "enumerated" },
        { PYPI("libmix", "1.1"), { "PYSEC-2024-3" }, "enumerated" },
        { PYPI("libmix", "1.0.5"), { NULL }, "between enumerated versions is not enumerated" },
        { PYPI("libopen", "999.9"), { "PYSEC-2024-5" }, "an unfixed range is open to the right" },
        { PYPI("libtwo", "1.2"), { "PYSEC-2024-7" }, "the first of two spans" },
        { PYPI("libtwo", "1.5"), { NULL }, "between them" },
        { PYPI("libtwo", "2.1"), { "PYSEC-2024-7" }, "the second" },
        { PYPI("libtwo", "2.2"), { NULL }, "above it" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(configurations_of_nvd_are_read_whole)
{
    static const Row ROWS[] = {
        { CPE("a", "openssl:openssl", "2.9.9"), { NULL }, "below versionStartIncluding" },
        { CPE("a", "openssl:openssl", "3.0.0"), { "CVE-2024-1001" }, "at it" },
        { CPE("a", "openssl:openssl", "3.0.7"), { "CVE-2024-1001" }, "inside" },
        { CPE("a", "openssl:openssl", "3.0.8"), { NULL }, "versionEndExcluding" },
        { CPE("a", "busybox:busybox", "1.35.0"), { "CVE-2024-1002" }, "versionEndIncluding" },
        { CPE("a", "busybox:busybox", "1.35.1"), { NULL }, "above it" },
        { CPE("a", "zlib:zlib", "99.0"), { "CVE-2024-1005" }, "no end: open to the right" },
        { CPE("a", "zlib:zlib", "1.1.4"), { NULL }, "but not to the left" },
        { CPE("a", "acme:logger", "1.2.4"), { NULL }, "an exact name" },
        { CPE("a", "other:openssl", "3.0.5"), { NULL }, "another vendor" },
        { CPE("o", "openssl:openssl", "3.0.5"), { NULL }, "another part" },
        { CPE("o", "acme:pump_firmware", "1.5") "," CPE("h", "acme:pump", "-"),
          { "CVE-2024-1003" }, "running on the platform" },
        { CPE("h", "acme:pump", "-"), { NULL }, "the platform alone is not vulnerable" },
        { CPE("o", "acme:pump_firmware", "2.0") "," CPE("h", "acme:pump", "-"), { NULL },
          "fixed, on the platform" },
        { CPE("a", "acme:viewer", "1.0"), { "CVE-2024-1009" }, "AND NOT, when it is absent" },
        { CPE("a", "acme:viewer", "1.0") "," CPE("a", "acme:shield", "1.0"), { NULL },
          "AND NOT, when it is there" },
        { CPE("a", "acme:gateway", "4.1"), { "CVE-2024-1010" }, "a CVE record's own range" },
        { CPE("a", "acme:gateway", "4.2"), { NULL }, "above it" },
        { CPE("a", "acme:gateway", "3.9"), { NULL }, "below it" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(distribution_packages_match_by_source_and_binary_name)
{
    static const Row ROWS[] = {
        { DEB("openssl", "3.0.11-1~deb12u1"), { "CVE-2024-3001" }, "below the fix" },
        { DEB("openssl", "3.0.11-1~deb12u2"), { NULL }, "the backported fix" },
        { DEB("libssl3", "3.0.11-1~deb12u1"), { NULL }, "a binary of no stated source" },
        { "{'type':'library','name':'n','purl':'pkg:deb/debian/libssl3@3.0.11-1~deb12u1?"
          "distro=debian-12&upstream=openssl'}", { "CVE-2024-3001" }, "by its source package" },
        { "{'type':'library','name':'n','purl':'pkg:deb/debian/libssl3@1:9-1?distro=debian-12&"
          "upstream=openssl%403.0.11-1~deb12u1'}", { "CVE-2024-3001" },
          "with the version of the source" },
        { "{'type':'library','name':'n','purl':'pkg:deb/debian/openssl@3.0.11-1~deb12u1?arch=arm64"
          "&distro=bookworm'}", { "CVE-2024-3001" }, "the release by its name" },
        { DEB("dropbear", "2099.1-1"), { "CVE-2024-3004" }, "an unfixed flaw" },
        { DEB("libpump", "1.2-3"), { "CVE-2024-3002", "CVE-2024-3003" },
          "a record that names two CVEs is two findings" },
        { DEB("libpump", "1.2-3+deb12u1"), { NULL }, "both are fixed" },
        { "{'type':'library','name':'n','purl':'pkg:deb/debian/openssl@3.0.5-1?distro=debian-12',"
          "'cpe':'cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*'}", { "CVE-2024-3001" },
          "NVD does not decide" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(withdrawn_and_rejected_records_never_match)
{
    static const Fact FACTS[] = {
        { "findings[vulnerability.id=PYSEC-2024-4]", "absent", "withdrawn" },
        { "findings[vulnerability.id=CVE-2024-1004]", "absent", "rejected by NVD" },
        { "findings[vulnerability.id=CVE-2024-1011]", "absent", "rejected by its CNA" },
        { "findings", "[2]", "the others do" },
    };
    CHECK_FACTS(ward_components(PYPI("libdose", "1.0") ","
                                CPE("a", "openssl:openssl", "3.0.5")), FACTS);
}

TEST(malware_is_kept_apart)
{
    static const Fact FACTS[] = {
        { "findings", "[0]", "never a finding" },
        { "summary.findings", "0", NULL },
        { "malware", "[1]", "but never silent" },
        { "malware[0].vulnerability.id", "MAL-2024-6", "shaped as a finding" },
        { "malware[0].component.purl", "pkg:pypi/libevil@1.0", NULL },
        { "malware[0].match.range", "vers:pypi/*", "with a range" },
        { "summary.checked", "1", "it was checked" },
    };
    CHECK_FACTS(ward_components(PYPI("libevil", "1.0")), FACTS);
}

TEST(the_primary_id_is_the_cve_else_the_ghsa_else_the_smallest)
{
    static const Fact FACTS[] = {
        { "findings[component.ref=a].vulnerability.id", "CVE-2024-2001", "the CVE" },
        { "findings[component.ref=a].vulnerability.aliases", "[2]", "the others" },
        { "findings[component.ref=a].vulnerability.aliases[0]", "GHSA-aaaa-aaaa-aaaa", "sorted" },
        { "findings[component.ref=a].vulnerability.aliases[1]", "PYSEC-2024-1", "sorted" },
        { "findings[component.ref=b].vulnerability.id", "GHSA-bbbb-bbbb-bbbb", "the GHSA" },
        { "findings[component.ref=b].vulnerability.aliases[0]", "PYSEC-2024-2", NULL },
        { "findings[component.ref=c].vulnerability.id", "PYSEC-2024-3", "its only id" },
        { "findings[component.ref=c].vulnerability.aliases", "[0]", NULL },
        { "findings[component.ref=a].match.source", "osv/PyPI/PYSEC-2024-1",
          "the record that matched" },
    };
    CHECK_FACTS(ward_components(
                    "{'type':'library','name':'n','bom-ref':'a','purl':'pkg:pypi/libdose@1.0'},"
                    "{'type':'library','name':'n','bom-ref':'b','purl':'pkg:pypi/libflow@1.0'},"
                    "{'type':'library','name':'n','bom-ref':'c','purl':'pkg:pypi/libmix@1.0'}"),
                FACTS);
}

static void add_part(DigestStream *stream, const char *part)
{
    digest_add(stream, (Str){ part, strlen(part) + 1 }); /* with its NUL */
}

/* The rule of the order, computed here again. */
static Str finding_id(const char *const parts[4])
{
    static char hex[DIGEST_HEX_BYTES];
    DigestStream stream;
    Digest digest;

    digest_begin(&stream);
    for (int i = 0; i < 4; i++)
        add_part(&stream, parts[i]);
    digest = digest_end(&stream);
    return str_slice(digest_hex(&digest, hex), 0, ID_HEX);
}

TEST(the_id_of_a_finding_can_be_computed_by_anyone)
{
    static const struct { const char *component, *parts[4], *why; } ROWS[] = {
        { "'bom-ref':'r-1','version':'1.0','purl':'pkg:pypi/LibDose@1.0'",
          { "CVE-2024-2001", "pkg:pypi/libdose@1.0", "1.0", "r-1" }, "the canonical purl" },
        { "'version':'1.0','purl':'pkg:pypi/libdose@1.0'",
          { "CVE-2024-2001", "pkg:pypi/libdose@1.0", "1.0", "/components/0" },
          "the pointer stands for the ref" },
        { "'bom-ref':'r-1','version':'1.35.0','cpe':'cpe:/a:busybox:busybox:1.35.0'",
          { "CVE-2024-1002", "cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*", "1.35.0", "r-1" },
          "the CPE in its 2.3 form" },
        { "'bom-ref':'r-1','version':'1.0','purl':'pkg:pypi/libdose@1.0','cpe':"
          "'cpe:2.3:a:x:y:1:*:*:*:*:*:*:*'",
          { "CVE-2024-2001", "pkg:pypi/libdose@1.0", "1.0", "r-1" }, "a purl goes before a CPE" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[512];
        snprintf(text, sizeof text, "{'type':'library','name':'n',%s}", ROWS[i].component);
        CHECK_STR(json_at(ward_components(text), "findings[0].id"), finding_id(ROWS[i].parts),
                  ROWS[i].why);
    }
}

TEST(severity_is_the_newest_version_of_cvss_cna_before_nvd_before_adp)
{
    static const Fact FACTS[] = {
        { "findings[vulnerability.id=CVE-2024-1001].vulnerability.severity", "high",
          "3.1 before 2.0 of one source" },
        { "findings[vulnerability.id=CVE-2024-1001].vulnerability.cvss", "[2]", "both are told" },
        { "findings[vulnerability.id=CVE-2024-1002].vulnerability.severity", "medium",
          "4.0 of the CNA before a worse 3.1 of NVD" },
        { "findings[vulnerability.id=CVE-2024-1006].vulnerability.severity", "critical",
          "the CNA before NVD and ADP" },
        { "findings[vulnerability.id=CVE-2024-1006].vulnerability.cvss", "[3]", "all are told" },
        { "findings[vulnerability.id=CVE-2024-1007].vulnerability.severity", "medium",
          "NVD before a worse ADP" },
        { "findings[vulnerability.id=CVE-2024-1008].vulnerability.severity", "medium",
          "3.1 of ADP before 2.0 of NVD" },
        { "findings[vulnerability.id=CVE-2024-1005].vulnerability.severity", "unknown",
          "no score is no severity" },
        { "findings[vulnerability.id=CVE-2024-1005].vulnerability.cvss", "[0]", NULL },
        { "summary.by_severity.critical", "1", "1006" },
        { "summary.by_severity.high", "1", "1001" },
        { "summary.by_severity.medium", "3", "1002, 1007, 1008" },
        { "summary.by_severity.low", "0", NULL },
        { "summary.by_severity.unknown", "1", "1005" },
        { "summary.findings", "6", NULL },
        { "summary.kev", "1", "1001" },
    };
    Str json = ward_components(CPE("a", "openssl:openssl", "3.0.5") ","
                               CPE("a", "busybox:busybox", "1.30.0") ","
                               CPE("a", "acme:logger", "1.2.3") "," CPE("a", "zlib:zlib", "1.3"));

    CHECK_FACTS(json, FACTS);
    CHECK_STR(json_at(json, "findings[vulnerability.id=CVE-2024-1002]"
                            ".vulnerability.cvss[version=4.0].score"), STR("4.8"), "a number");
    CHECK_STR(json_at(json, "findings[vulnerability.id=CVE-2024-1001]"
                            ".vulnerability.cvss[version=2.0].vector"),
              STR("AV:N/AC:L/Au:N/C:P/I:P/A:P"), "as it was written");
}

TEST(a_finding_carries_what_the_columns_say)
{
    static const Fact FACTS[] = {
        { "findings[0].vulnerability.kev.date_added", "2024-04-01", NULL },
        { "findings[0].vulnerability.kev.due_date", "2024-04-22", NULL },
        { "findings[0].vulnerability.kev.ransomware", "true", "Known" },
        { "findings[0].vulnerability.epss.score", "0.5", NULL },
        { "findings[0].vulnerability.epss.percentile", "0.97", NULL },
        { "findings[0].vulnerability.published", "2024-03-01T10:00:00Z", "RFC 3339 UTC" },
        { "findings[0].vulnerability.modified", "2025-12-30T11:12:13Z", NULL },
        { "findings[0].vulnerability.summary", "A peer stops the secure channel of the device.",
          NULL },
        { "findings[0].fixed_versions", "[1]", NULL },
        { "findings[0].fixed_versions[0]", "3.0.8", NULL },
        { "findings[0].support", "null", "no cycle is known" },
        { "findings[0].match.source", "nvd/CVE-2024-1001", NULL },
        { "findings[0].component.name", "n", NULL },
        { "findings[0].component.purl", "null", "absent facts are null" },
        { "findings[0].component.cpe", "cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*", NULL },
    };
    CHECK_FACTS(ward_components(CPE("a", "openssl:openssl", "3.0.5")), FACTS);
}

TEST(support_dates_and_missing_facts_are_told)
{
    static const Fact FACTS[] = {
        { "findings[component.ref=old].support.ends", "2025-06-30", "cycle 1 has ended" },
        { "findings[component.ref=old].support.source", "eol", "who says so" },
        { "findings[component.ref=old].vulnerability.kev.ransomware", "false", "Unknown" },
        { "findings[component.ref=open].support", "null", "no such product" },
        { "findings[component.ref=open].vulnerability.kev", "null", "not listed" },
        { "findings[component.ref=open].vulnerability.epss", "null", "no row" },
        { "findings[component.ref=open].fixed_versions", "[0]", "no fix" },
    };
    CHECK_FACTS(ward_components(
                    "{'type':'library','name':'n','bom-ref':'old','purl':"
                    "'pkg:pypi/libdose@1.4.2'},"
                    "{'type':'library','name':'n','bom-ref':'open','purl':'pkg:pypi/libopen@1'}"),
                FACTS);
}

TEST(the_range_of_a_match_is_a_vers)
{
    static const struct { const char *component, *range, *why; } ROWS[] = {
        { PYPI("libdose", "1.0"), "vers:pypi/<2.0.0", "introduced 0" },
        { PYPI("libflow", "1.0"), "vers:pypi/>=1.0|<=1.5", "last_affected" },
        { PYPI("libtwo", "2.1"), "vers:pypi/>=2.0|<2.2", "the span it lies in" },
        { PYPI("libopen", "1"), "vers:pypi/*", "all versions" },
        { PYPI("libmix", "1.0"), "vers:pypi/1.0", "the version of the list" },
        { DEB("openssl", "3.0.5-1"), "vers:deb/<3.0.11-1~deb12u2", "a distribution" },
        { DEB("dropbear", "1-1"), "vers:deb/*", "unfixed" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(json_at(ward_components(ROWS[i].component), "findings[0].match.range"),
                  str_of(ROWS[i].range), ROWS[i].why);
    CHECK(str_starts(json_at(ward_components(CPE("a", "openssl:openssl", "3.0.5")),
                             "findings[0].match.range"), STR("vers:")), "a CPE range too");
}

TEST(git_ranges_match_the_commits_they_name)
{
    static const char FEED[] =
        "{'schema_version':'1.6.0','id':'OSV-2024-1','modified':'2026-01-05T00:00:00Z',"
        "'affected':[{'ranges':[{'type':'GIT','repo':'https://github.com/acme/pump','events':["
        "{'introduced':'1111111111111111111111111111111111111111'},"
        "{'fixed':'2222222222222222222222222222222222222222'}]}],"
        "'versions':['v1.0','v1.1']}]}";
    static const struct { const char *version; size_t found; const char *why; } ROWS[] = {
        { "1111111111111111111111111111111111111111", 1, "the commit that brought it" },
        { "2222222222222222222222222222222222222222", 0, "the commit that fixed it" },
        { "v1.1", 1, "a tag that is named" },
        { "v1.2", 0, "a tag that is not" },
    };
    const char *db = KNOWLEDGE("git", document("git.json", FEED));
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[512];
        ProcessResult result;
        snprintf(text, sizeof text, CDX("{'type':'library','name':'n','purl':"
                 "'pkg:github/acme/pump@%s'}"), ROWS[i].version);
        result = INRO("scan", "--db", db, "--now", NOW, "-o", "json",
                      document("git.cdx.json", text));
        CHECK_STR(json_at(result.out, "findings"), ROWS[i].found ? STR("[1]") : STR("[0]"),
                  ROWS[i].why);
    }
}

TEST(one_flaw_of_one_component_is_one_finding)
{
    static const char MORE[] =
        "{'schema_version':'1.6.0','id':'GHSA-aaaa-aaaa-aaaa','modified':'2026-01-05T00:00:00Z',"
        "'aliases':['CVE-2024-2001'],'affected':[{'package':{'ecosystem':'PyPI','name':"
        "'libdose'},'ranges':[{'type':'ECOSYSTEM','events':[{'introduced':'0'},"
        "{'fixed':'2.0.0'}]}]}]}\n";
    Str pypi = test_file(test_source_path("tests/data/cli/feeds/osv-pypi.ndjson"));
    char *text = test_keep(malloc(pypi.len + sizeof MORE));
    const char *db, *sbom = document("one.cdx.json", CDX(PYPI("libdose", "1.0") ","
                                                         PYPI("libdose", "1.0")));
    ProcessResult result;

    memcpy(text, pypi.ptr, pypi.len);
    memcpy(text + pypi.len, quoted(MORE).ptr, sizeof MORE);
    db = KNOWLEDGE("aliases", process_file("twice.ndjson", str_of(text)));
    result = INRO("scan", "--db", db, "--now", NOW, "-o", "json", sbom);
    CHECK_STR(json_at(result.out, "findings"), STR("[2]"), "one for each component");
    CHECK_STR(json_at(result.out, "findings[0].vulnerability.id"), STR("CVE-2024-2001"),
              "under the id of the group");
    CHECK_STR(json_at(result.out, "findings[component.ref=/components/1].vulnerability.id"),
              STR("CVE-2024-2001"), "both components");
}
