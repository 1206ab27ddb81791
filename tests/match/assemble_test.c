/* SPDX-License-Identifier: Apache-2.0 */
#include "match/assemble.h"

#include "knowledge.h"
#include "scenario.h"
#include "test.h"

#include <stdio.h>

enum { ARENA_BYTES = 1 << 24, JSON_BYTES = 4096 };

static const RecordRange BELOW_2[] = { { .upper = STR_ROW("2.0"), .fixed_known = true } };
static const RecordAffected PYPI[] = {
    { .ecosystem = STR_ROW("PyPI"), .name = STR_ROW("x"), .ranges = BELOW_2, .range_count = 1 },
};
static const RecordAffected DEBIAN[] = {
    { .ecosystem = STR_ROW("Debian:12"), .name = STR_ROW("x"), .ranges = BELOW_2,
      .range_count = 1 },
};
static const RecordCriterion CRITERIA[] = {
    { .cpe = STR_ROW("cpe:2.3:a:acme:x:*:*:*:*:*:*:*:*"), .range = { .upper = STR_ROW("2.0") },
      .ranged = true, .vulnerable = true },
};
static const RecordNode NODES[] = { { .op = NODE_OR, .criterion_count = 1 } };
static const Record NVD[] = {
    { .id = STR_ROW("CVE-2024-0001"), .nodes = NODES, .node_count = 1, .criteria = CRITERIA,
      .criterion_count = 1 },
};
static const Str ALIAS[] = { STR_ROW("CVE-2024-0001") };
static const Record OSV[] = {
    { .id = STR_ROW("A-1"), .aliases = ALIAS, .alias_count = 1, .affected = PYPI,
      .affected_count = 1 },
    { .id = STR_ROW("D-1"), .affected = DEBIAN, .affected_count = 1 },
};
static const KnowledgeSource SOURCES[] = {
    { STR_ROW("nvd"), FEED_NVD, NVD, 1 }, { STR_ROW("osv/all"), FEED_OSV, OSV, 2 },
};
static const Knowledge ALL = { .sources = SOURCES, .source_count = 2 };

#define CPE(version) "cpe:2.3:a:acme:x:" version ":*:*:*:*:*:*:*"
enum { CHECKED = COVERAGE_LISTS };

static const struct {
    const char *purl, *cpe;
    int list; /* CoverageList, or CHECKED */
    size_t findings, hints, notes;
    const char *why;
} ROWS[] = {
    { "pkg:pypi/x@1.0", "", CHECKED, 1, 0, 0, "by its purl" },
    { "pkg:pypi/x@1.0", CPE("1.0"), CHECKED, 1, 0, 0, "two identifiers, one flaw, one finding" },
    { "pkg:pypi/x@2.0", CPE("1.0"), CHECKED, 1, 0, 0, "each identifier may find it" },
    { "", CPE("1.0"), CHECKED, 1, 0, 0, "by its CPE" },
    { "pkg:pypi/x@a%20b", CPE("2.0"), CHECKED, 0, 0, 1,
      "what is wrong with a second one: a note" },
    { "pkg:npm/x@1.0", CPE("2.0"), CHECKED, 0, 0, 1, "no data for one of two: a note" },
    { "pkg:generic/x@1.0", CPE("2.0"), CHECKED, 0, 0, 0, "a type nobody has data for is no note" },
    { "pkg:pypi", CPE("2.0"), CHECKED, 0, 0, 1, "an invalid second one: a note" },
    { "pkg:pypi", "", COVERAGE_INVALID_IDENTIFIER, 0, 0, 0, "invalid" },
    { "pkg:npm/x@1.0", "cpe:2.3:a", COVERAGE_INVALID_IDENTIFIER, 0, 0, 0,
      "invalid comes before without data" },
    { "", "", COVERAGE_WITHOUT_IDENTIFIER, 0, 1, 0, "the name alone is a hint" },
    { "pkg:npm/x@1.0", "", COVERAGE_WITHOUT_DATA, 0, 0, 0, "npm has its own names: no hint" },
    { "pkg:generic/x@1.0", "", COVERAGE_WITHOUT_DATA, 0, 1, 0, "generic has not: a hint" },
    { "pkg:pypi/x@a%20b", "", COVERAGE_VERSION_NOT_COMPARABLE, 0, 0, 0, "not comparable" },
    { "pkg:npm/x@1.0", CPE("*"), CHECKED, 1, 0, 1, "the component's version fills the CPE's" },
    { "pkg:deb/debian/x@1.0-1?distro=debian-12", CPE("2.0"), CHECKED, 1, 0, 0,
      "the distribution decides: affected" },
    { "pkg:deb/debian/x@2.0-1?distro=debian-12", CPE("1.0"), CHECKED, 0, 0, 0,
      "the distribution decides: fixed, whatever the CPE says" },
    { "pkg:deb/debian/x@1.0-1?distro=debian-11", CPE("1.0"), COVERAGE_WITHOUT_DATA, 0, 1, 0,
      "no data: the CPE is a hint" },
    { "pkg:deb/debian/x@1.0-1?distro=debian-11", "", COVERAGE_WITHOUT_DATA, 0, 1, 0,
      "no data, no CPE: the name is a hint" },
    { "pkg:deb/", CPE("1.0"), COVERAGE_INVALID_IDENTIFIER, 0, 1, 0,
      "an invalid purl of a distribution: nothing else counts" },
    { "pkg:deb/debian/x@a%20b?distro=debian-12", CPE("1.0"), COVERAGE_VERSION_NOT_COMPARABLE, 0, 0,
      0, "data, but no comparable version" },
    { "pkg:deb/debian/x@1.0-1?distro=debian-12", "cpe:2.3:a", CHECKED, 1, 0, 1,
      "a malformed CPE is worth a note even there" },
};

static const char *document(const char *purl, const char *cpe)
{
    static char json[JSON_BYTES];

    (void)snprintf(json, sizeof json,
                   "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":"
                   "\"library\",\"name\":\"X\",\"version\":\"1.0\"%s%s%s%s%s%s}]}",
                   purl[0] ? ",\"purl\":\"" : "", purl, purl[0] ? "\"" : "",
                   cpe[0] ? ",\"cpe\":\"" : "", cpe, cpe[0] ? "\"" : "");
    return json;
}

TEST(a_component_is_what_its_identifiers_amount_to)
{
    CLEANUP(scenario_kb_end) Kb *kb = knowledge_make(&ALL);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Scan scan;

        scenario_scan_text(document(ROWS[i].purl, ROWS[i].cpe), kb, &arena, &scan);
        CHECK_INT(scan.checked, ROWS[i].list == CHECKED, ROWS[i].why);
        for (int list = 0; list < COVERAGE_NOTES; list++)
            CHECK_INT(scan.coverage_count[list], list == ROWS[i].list, ROWS[i].why);
        CHECK_INT(scan.finding_count, ROWS[i].findings, ROWS[i].why);
        CHECK_INT(scan.hint_count, ROWS[i].hints, ROWS[i].why);
        CHECK_INT(scan.coverage_count[COVERAGE_NOTES], ROWS[i].notes, ROWS[i].why);
    }
}

TEST(the_device_itself_is_matched_and_not_counted)
{
    CLEANUP(scenario_kb_end) Kb *kb = knowledge_make(&ALL);
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Scan scan;

    scenario_scan_text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{"
                       "\"component\":{\"type\":\"device\",\"name\":\"X\",\"version\":\"1.0\","
                       "\"purl\":\"pkg:pypi/x@1.0\",\"cpe\":\"cpe:2.3:a\"}}}", kb, &arena, &scan);
    CHECK_INT(scan.finding_count, 1, "matched");
    CHECK_INT(scan.components, 0, "not counted");
    CHECK_INT(scan.coverage_count[COVERAGE_NOTES], 1,
              "a malformed identifier is told all the same");
}
