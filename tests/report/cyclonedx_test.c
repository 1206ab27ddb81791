/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: cyclonedx.c cyclonedx_vulnerabilities.c */
#include "test.h"

#include "base/json.h"
#include "formats/sbom.h"
#include "golden.h"
#include "sample.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static Arena arena = { .cap = 512 << 20 };

__attribute__((destructor)) static void forget(void)
{
    arena_done(&arena);
}

static Sbom sbom_of(Str text)
{
    Sbom sbom = { 0 };
    Err err = { 0 };

    CHECK_OK(sbom_read(text, &arena, &sbom, &err), &err);
    return sbom;
}

static const Json *parsed(Str text)
{
    const Json *json = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(text, JSON_UNIQUE_KEYS | JSON_RAW_NUMBERS, &arena, &json, &err), &err);
    return json;
}

/* The report of one document with the findings of the sample's first input. */
static Str filled(Str text, const Scan *sample)
{
    Sbom sbom = sbom_of(text);
    ReportDocument document = { text, &sbom };
    ReportOptions options = { .format = REPORT_CYCLONEDX, .documents = &document,
                              .document_count = 1 };
    ScanInput input = { STR("pump.cdx.json"), sbom_format_name(sbom.format), sbom.spec_version,
                        sbom.counted_count };
    Scan scan = *sample;

    scan.inputs = &input;
    scan.input_count = 1;
    return report_text(&scan, &options);
}

/* Members of every kind, numbers in several spellings, a component without bom-ref that is
 * affected ("/components/3"), what an earlier run left, and what others left. */
static const Str PUMP = STR_ROW(
    "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":3,\"x-own\":{\"n\":1.50e+2,"
    "\"z\":-0,\"list\":[1,1.0,null,true,\"\\u00e9\"]},"
    "\"metadata\":{\"timestamp\":\"2026-01-01T00:00:00Z\",\"properties\":[{\"name\":\"own\","
    "\"value\":\"kept\"},{\"name\":\"inro:coverage:checked\",\"value\":\"stale\"}]},"
    "\"components\":[{\"type\":\"library\",\"name\":\"a\"},"
    "{\"type\":\"library\",\"name\":\"openssl\",\"version\":\"1.1.1k\",\"bom-ref\":\"openssl\"},"
    "{\"type\":\"library\",\"name\":\"zlib\",\"bom-ref\":\"zlib\"},"
    "{\"type\":\"library\",\"name\":\"evil\",\"version\":\"1\"},"
    "{\"type\":\"library\",\"name\":\"left-padd\",\"bom-ref\":\"left-padd\"}],"
    "\"vulnerabilities\":[{\"id\":\"OWN-1\",\"bom-ref\":\"own\"},"
    "{\"id\":\"CVE-1900-1\",\"bom-ref\":\"inro/vulnerability/CVE-1900-1\"}],"
    "\"dependencies\":[{\"ref\":\"openssl\",\"dependsOn\":[\"zlib\"]}]}");

/* What the sample found in its first input. */
static Scan pump_scan(void)
{
    Scan scan = sample_scan();

    scan.findings += 1;
    scan.finding_count = 2;
    return scan;
}

TEST(the_document_is_the_one_that_was_read)
{
    Scan scan = pump_scan(), zero = sample_zero();

    golden_check("pump.cdx.json", filled(PUMP, &scan));
    golden_check("pump-zero.cdx.json", filled(PUMP, &zero));
}

static Scan pump_product(void)
{
    Scan scan = sample_product();

    scan.findings += 1;
    scan.verdicts += 1;
    scan.finding_count = 2;
    return scan;
}

static const Json *vulnerability(const Json *root, Str ref)
{
    JsonIter iter = json_iter(json_get(root, STR("vulnerabilities")));
    const Json *value;
    Str none;

    while (json_next(&iter, &none, &value))
        if (str_eq(json_str(json_get(value, STR("bom-ref"))), ref))
            return value;
    return NULL;
}

static Str analysis_of(const Json *root, Str ref, Str member)
{
    return json_str(json_get(json_get(vulnerability(root, ref), STR("analysis")), member));
}

/* DESIGN, identity; CycloneDX 1.4 – 1.7, impactAnalysisState. */
TEST(what_was_decided_is_the_analysis_of_the_vulnerability)
{
    static const Str OPENSSL = STR_ROW("inro/vulnerability/CVE-2022-0778");
    static const Str BOM_REF = STR_ROW("\"inro/vulnerability/");
    static const Str EVIL = STR_ROW("inro/vulnerability/GHSA-aaaa-bbbb-cccc");
    Scan product = pump_product(), plain = pump_scan();
    Str text = filled(PUMP, &product);
    const Json *root = parsed(text);

    golden_check("pump-product.cdx.json", text);
    CHECK_STR(analysis_of(root, OPENSSL, STR("state")), STR("not_affected"), "in force");
    CHECK_STR(analysis_of(root, OPENSSL, STR("justification")), STR("code_not_reachable"), "why");
    CHECK_STR(analysis_of(root, EVIL, STR("state")), STR("in_triage"), "nobody reviewed it");
    CHECK_STR(analysis_of(root, EVIL, STR("justification")), STR(""), "so nothing justifies it");
    CHECK_INT(count_of(text, STR("\"status\": \"unaffected\"")), 1, "its version, and no range");
    CHECK(!json_get(json_get(vulnerability(root, OPENSSL), STR("analysis")), STR("response")),
          "no plan is stated, none is made up");
    CHECK(!json_get(vulnerability(parsed(filled(PUMP, &plain)), OPENSSL), STR("analysis")),
          "without a record there is none");
    CHECK_INT(count_of(filled(text, &product), BOM_REF), count_of(text, BOM_REF),
              "a second run replaces the first");
}

TEST(a_vulnerability_stands_once_for_each_thing_that_the_record_says_of_it)
{
    Scan product = pump_product();
    ScanFinding findings[3] = { product.findings[0], product.findings[0], product.findings[0] };
    ScanVerdict verdicts[3] = { product.verdicts[0], product.verdicts[1], product.verdicts[0] };
    ScanComponent others[2] = { *findings[0].component, *findings[0].component };
    const Json *root;

    others[0].ref = STR("zlib");
    others[1].ref = STR("left-padd");
    findings[1].component = &others[0];
    findings[2].component = &others[1];
    product.findings = findings;
    product.verdicts = verdicts;
    product.finding_count = 3;
    root = parsed(filled(PUMP, &product));
    CHECK_INT(json_count(json_get(vulnerability(root, STR("inro/vulnerability/CVE-2022-0778")),
                                  STR("affects"))), 2, "of which it says the same");
    CHECK_INT(json_count(json_get(vulnerability(root, STR("inro/vulnerability/CVE-2022-0778/2")),
                                  STR("affects"))), 1, "the other");
    CHECK(!vulnerability(root, STR("inro/vulnerability/CVE-2022-0778/3")), "two are all");
}

TEST(every_member_is_kept_and_numbers_as_they_were_written)
{
    Scan scan = pump_scan();
    const Json *root = parsed(filled(PUMP, &scan)), *own = json_get(root, STR("x-own"));

    CHECK_STR(json_raw_number(json_get(own, STR("n"))), STR("1.50e+2"), "as written");
    CHECK_STR(json_raw_number(json_get(own, STR("z"))), STR("-0"), "as written");
    CHECK_INT(json_count(json_get(own, STR("list"))), 5, "lists too");
    CHECK_STR(json_raw_number(json_get(root, STR("version"))), STR("4"), "a changed BOM");
    CHECK_STR(json_str(json_get(root, STR("specVersion"))), STR("1.5"), "in its own version");
    CHECK_INT(json_count(json_get(root, STR("dependencies"))), 1, "kept");
}

static const Json *with(const Json *array, Str key, Str text)
{
    JsonIter iter = json_iter(array);
    const Json *value;
    Str none;

    while (json_next(&iter, &none, &value))
        if (str_eq(json_str(json_get(value, key)), text))
            return value;
    return NULL;
}

TEST(an_affected_component_without_a_ref_gets_its_pointer)
{
    Scan scan = pump_scan();
    const Json *root = parsed(filled(PUMP, &scan));
    const Json *components = json_get(root, STR("components"));

    CHECK_STR(json_str(json_get(with(components, STR("name"), STR("evil")), STR("bom-ref"))),
              STR("/components/3"), "so that affects can name it");
    CHECK(!json_get(with(components, STR("name"), STR("a")), STR("bom-ref")), "no other");
}

TEST(what_an_earlier_run_wrote_is_replaced_and_what_others_wrote_is_kept)
{
    Scan scan = pump_scan();
    Str once = filled(PUMP, &scan), twice = filled(once, &scan);
    const Json *root = parsed(twice), *list = json_get(root, STR("vulnerabilities"));
    const Json *properties = json_get(json_get(root, STR("metadata")), STR("properties"));

    CHECK_INT(json_count(list), 4, "one of others, three of ours");
    CHECK(with(list, STR("id"), STR("OWN-1")), "theirs");
    CHECK(!with(list, STR("id"), STR("CVE-1900-1")), "ours of before");
    CHECK(with(properties, STR("name"), STR("own")), "theirs");
    CHECK(!with(properties, STR("value"), STR("stale")), "ours of before");
    CHECK_INT(json_count(json_get(parsed(once), STR("vulnerabilities"))), 4, "no growth");
}

TEST(an_older_version_has_no_method_for_cvss_4)
{
    static const Str OLD = STR_ROW(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.4\",\"version\":1,\"components\":[]}");
    Scan scan = pump_scan();

    Str old = filled(OLD, &scan), pump = filled(PUMP, &scan);

    CHECK(str_find(old, STR("CVSSv4")) == old.len, "not in 1.4");
    CHECK(str_find(pump, STR("CVSSv4")) < pump.len, "in 1.5");
}

TEST(versions_before_1_4_and_spdx_become_a_new_document)
{
    static const Str OLD = STR_ROW(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.2\",\"version\":1,\"components\":["
        "{\"type\":\"firmware\",\"name\":\"openssl\",\"version\":\"1.1.1k\","
        "\"bom-ref\":\"openssl\","
        "\"cpe\":\"cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*\",\"components\":["
        "{\"type\":\"library\",\"name\":\"inner\",\"purl\":\"pkg:generic/inner@1\"}]}]}");
    static const Str SPDX = STR_ROW(
        "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"d\","
        "\"dataLicense\":\"CC0-1.0\",\"documentNamespace\":\"https://example.org/d\","
        "\"creationInfo\":{\"created\":\"2026-01-01T00:00:00Z\",\"creators\":[\"Tool: t\"]},"
        "\"packages\":[{\"SPDXID\":\"SPDXRef-openssl\",\"name\":\"openssl\",\"versionInfo\":"
        "\"1.1.1k\",\"downloadLocation\":\"NOASSERTION\"}]}");
    Scan scan = pump_scan();
    const Json *old = parsed(filled(OLD, &scan)), *spdx = parsed(filled(SPDX, &scan));
    const Json *inner = with(json_get(old, STR("components")), STR("name"), STR("inner"));

    CHECK_STR(json_str(json_get(old, STR("specVersion"))), STR("1.6"), "a new one");
    CHECK_INT(json_count(json_get(old, STR("components"))), 2, "a flat list");
    CHECK_STR(json_str(json_get(inner, STR("bom-ref"))), STR("/components/0/components/0"),
              "its pointer");
    CHECK_STR(json_str(json_get(inner, STR("purl"))), STR("pkg:generic/inner@1"), "its purl");
    CHECK_STR(json_str(json_get(spdx, STR("specVersion"))), STR("1.6"), "a new one");
    CHECK(with(json_get(json_get(spdx, STR("metadata")), STR("properties")), STR("name"),
               STR("inro:converted-from")), "and it says so");
    golden_check("converted.cdx.json", filled(SPDX, &scan));
}

/* A bom-ref is unique; some tools list a package again for every place they saw it in. */
TEST(packages_of_one_spdxid_become_one_component)
{
#define PACKAGE "{\"SPDXID\":\"SPDXRef-zlib\",\"name\":\"zlib\"," \
                "\"versionInfo\":\"1.2\",\"downloadLocation\":\"NOASSERTION\"}"
    static const Str TWICE = STR_ROW(
        "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"d\","
        "\"dataLicense\":\"CC0-1.0\",\"documentNamespace\":\"https://example.org/d\","
        "\"creationInfo\":{\"created\":\"2026-01-01T00:00:00Z\",\"creators\":[\"Tool: t\"]},"
        "\"packages\":[" PACKAGE "," PACKAGE "]}");
    Scan scan = pump_scan();

    CHECK_INT(json_count(json_get(parsed(filled(TWICE, &scan)), STR("components"))), 1, "once");
}

TEST(several_documents_become_one_with_refs_that_differ)
{
    Sbom sbom = sbom_of(PUMP);
    ReportDocument documents[] = { { PUMP, &sbom }, { PUMP, &sbom } };
    ReportOptions options = { .format = REPORT_CYCLONEDX, .documents = documents,
                              .document_count = 2 };
    Scan scan = sample_scan();
    const Json *root = parsed(report_text(&scan, &options));

    CHECK_INT(json_count(json_get(root, STR("components"))), 10, "all components");
    CHECK(with(json_get(root, STR("components")), STR("bom-ref"), STR("1:openssl")), "the first");
    CHECK(with(json_get(root, STR("components")), STR("bom-ref"), STR("2:openssl")), "the second");
}

TEST(without_its_documents_it_is_refused)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    Scan scan = sample_scan();
    Err err = { 0 };

    CHECK(!report_write(&scan, &(ReportOptions){ REPORT_CYCLONEDX }, &buf, &err), "none");
    CHECK_INT(err.code, ERR_USAGE, "a call that makes no sense");
}

/* ---- the official examples ----------------------------------------------------------- */

static void same_value(const Json *a, const Json *b, const char *file);

static void same_members(const Json *a, const Json *b, const char *file)
{
    JsonIter iter = json_iter(a);
    const Json *value;
    Str key;

    if (json_count(a) != json_count(b))
        test_fail("%s: a member came or went", file);
    while (json_next(&iter, &key, &value))
        same_value(value, json_get(b, key), file);
}

static void same_value(const Json *a, const Json *b, const char *file)
{
    JsonIter left = json_iter(a), right = json_iter(b);
    const Json *l, *r;
    Str none;

    if (json_kind(a) != json_kind(b) || !str_eq(json_str(a), json_str(b))
        || !str_eq(json_raw_number(a), json_raw_number(b)) || json_bool(a) != json_bool(b)
        || json_count(a) != json_count(b))
        test_fail("%s: a value changed", file);
    if (json_kind(a) == JSON_OBJECT)
        same_members(a, b, file);
    while (json_kind(a) == JSON_ARRAY && json_next(&left, &none, &l))
        if (json_next(&right, &none, &r))
            same_value(l, r, file);
}

static void check_kept(const char *path)
{
    static const Str OURS[] = { STR_ROW("metadata"), STR_ROW("version"),
                                STR_ROW("vulnerabilities") };
    Scan none = { .tool_version = STR("0.1.0") };
    Str text = test_file(path);
    const Json *before = parsed(text), *after = parsed(filled(text, &none)), *value;
    JsonIter iter = json_iter(before);
    Str key;

    while (json_next(&iter, &key, &value)) {
        bool ours = false;
        for (size_t i = 0; i < ARRAY_LEN(OURS); i++)
            ours = ours || str_eq(key, OURS[i]);
        if (!ours)
            same_value(value, json_get(after, key), path);
    }
    same_value(json_get(before, STR("vulnerabilities")) ? json_get(before, STR("vulnerabilities"))
                                                        : json_get(after, STR("vulnerabilities")),
               json_get(after, STR("vulnerabilities")), path);
}

static size_t check_version(const char *root, const char *version)
{
    char path[1024];
    size_t count = 0;
    struct dirent *entry;
    DIR *dir;

    snprintf(path, sizeof path, "%s/%s", root, version);
    dir = opendir(path);
    while (dir && (entry = readdir(dir)))
        if (strncmp(entry->d_name, "valid-", 6) == 0 && strstr(entry->d_name, ".json")) {
            snprintf(path, sizeof path, "%s/%s/%s", root, version, entry->d_name);
            check_kept(path);
            count++;
        }
    if (dir)
        closedir(dir);
    return count;
}

TEST(every_valid_official_example_keeps_all_its_members)
{
    char root[512];
    size_t count = 0;

    snprintf(root, sizeof root, "%s", TEST_SHARED("corpus/cyclonedx/tests"));
    count += check_version(root, "1.4");
    count += check_version(root, "1.5");
    count += check_version(root, "1.6");
    count += check_version(root, "1.7");
    CHECK(count > 100, "the examples were found");
}
