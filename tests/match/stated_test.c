/* SPDX-License-Identifier: Apache-2.0 */
#include "match/stated.h"

#include "knowledge.h"
#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 24 };

TEST(a_package_name_is_a_cpe_of_three_attributes)
{
    static const struct { Str name; bool want; Str product; } rows[] = {
        { STR_ROW("a:openssl:openssl"), true, STR_ROW("openssl") },
        { STR_ROW("a:joomla:joomla\\!"), true, STR_ROW("joomla\\!") },
        { STR_ROW("a:v\\:w:p\\:q"), true, STR_ROW("p\\:q") },
        { STR_ROW("a:openssl"), false, STR_ROW("") },
        { STR_ROW("*"), false, STR_ROW("") },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Cpe cpe;
        CHECK_INT(cpe_of_package(rows[i].name, &cpe), rows[i].want, "three or not");
        if (rows[i].want) {
            CHECK_STR(cpe.value[CPE_PRODUCT], rows[i].product, "the third");
            CHECK_STR(cpe.value[CPE_VERSION], STR("*"), "the rest is open");
        }
    }
}

TEST(the_type_of_a_component_is_that_of_its_first_purl)
{
    static Identifier identifiers[] = {
        { .kind = IDENTIFIER_CPE, .text = STR_ROW("cpe:2.3:a:x:y:1:*:*:*:*:*:*:*") },
        { .kind = IDENTIFIER_PURL, .text = STR_ROW("no purl") },
        { .kind = IDENTIFIER_PURL, .text = STR_ROW("pkg:npm/x@1") },
    };
    Sbom sbom = { .identifiers = identifiers, .identifier_count = 3 };
    Component component = { .identifier_count = 3 }, cpe_only = { .identifier_count = 1 };

    CHECK_STR(stated_purl_type(&sbom, &component), STR("npm"), "past what is no purl");
    CHECK_STR(stated_purl_type(&sbom, &cpe_only), STR(""), "none");
}

/* The flaw is there only together with the platform. */
#define NEEDS(os_part, os_vendor, os_product)                                                      \
    { .cpe = STR_ROW("cpe:2.3:" os_part ":" os_vendor ":" os_product ":*:*:*:*:*:*:*:*") }
static const RecordNode AND[] = {
    { .op = NODE_AND, .child_count = 2 },
    { .op = NODE_OR, .first_criterion = 0, .criterion_count = 1 },
    { .op = NODE_OR, .first_criterion = 1, .criterion_count = 1 },
};
#define VIEWER { .cpe = STR_ROW("cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*"), .vulnerable = true }
static const RecordCriterion ON_DEBIAN[] = { VIEWER, NEEDS("o", "debian", "debian_linux") };
static const RecordCriterion ON_LINUX[] = { VIEWER, NEEDS("o", "linux", "linux_kernel") };
static const RecordCriterion ON_WINDOWS[] = { VIEWER, NEEDS("o", "microsoft", "windows") };
static const Record RECORDS[] = {
    { .id = STR_ROW("CVE-2024-0001"), .nodes = AND, .node_count = 3, .criteria = ON_DEBIAN,
      .criterion_count = 2 },
    { .id = STR_ROW("CVE-2024-0002"), .nodes = AND, .node_count = 3, .criteria = ON_LINUX,
      .criterion_count = 2 },
    { .id = STR_ROW("CVE-2024-0003"), .nodes = AND, .node_count = 3, .criteria = ON_WINDOWS,
      .criterion_count = 2 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("nvd"), FEED_NVD, RECORDS, 3 } };

static void check_os(const char *json, size_t findings, size_t hints, const char *why)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb =
        knowledge_make(&(Knowledge){ .sources = SOURCES, .source_count = 1 });
    Scan scan;

    scenario_scan_text(json, kb, &arena, &scan);
    CHECK_INT(scan.finding_count, findings, why);
    CHECK_INT(scan.hint_count, hints, why);
}

#define HEAD "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["
#define ACME "{\"type\":\"application\",\"name\":\"viewer\",\"version\":\"1\","                   \
             "\"cpe\":\"cpe:2.3:a:acme:viewer:1:*:*:*:*:*:*:*\"}"
#define OS(name) "{\"type\":\"operating-system\",\"name\":\"" name "\",\"version\":\"12\"}"

TEST(an_operating_system_implies_its_cpes)
{
    check_os(HEAD ACME "]}", 0, 3, "nobody names a platform");
    check_os(HEAD ACME "," OS("debian") "]}", 2, 0, "Debian, which runs on Linux, not on Windows");
    check_os(HEAD ACME "," OS("alpine") "]}", 1, 0, "Linux, but not Debian");
    check_os(HEAD ACME "," OS("vxworks") "]}", 0, 3, "a system without row says nothing");
}
