/* SPDX-License-Identifier: Apache-2.0 */
#include "match/finding.h"

#include "knowledge.h"
#include "scenario.h"
#include "test.h"
#include "trust/digest.h"

enum { ARENA_BYTES = 1 << 24, ID_DIGITS = 16 };

static const RecordRange FIXES[] = {
    { .upper = STR_ROW("1.10"), .fixed_known = true },
    { .lower = STR_ROW("0.5"), .upper = STR_ROW("1.9"), .lower_inclusive = true,
      .fixed_known = true },
};
static const RecordAffected AFFECTED[] = {
    { .ecosystem = STR_ROW("PyPI"), .name = STR_ROW("django"), .ranges = FIXES, .range_count = 2 },
};
static const RecordCriterion CRITERIA[] = {
    { .cpe = STR_ROW("cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*"), .vulnerable = true },
};
static const RecordNode NODES[] = { { .op = NODE_OR, .criterion_count = 1 } };
static const Record RECORDS[] = {
    { .id = STR_ROW("CVE-2024-0001"), .affected = AFFECTED, .affected_count = 1, .nodes = NODES,
      .node_count = 1, .criteria = CRITERIA, .criterion_count = 1 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("osv/PyPI"), FEED_OSV, RECORDS, 1 } };
static const Str IDENTIFIERS[] = { STR_ROW("pkg:pypi/django") };
static const SupportCycle CYCLES[] = {
    { STR_ROW("django"), STR_ROW("1"), IDENTIFIERS, 1, SUPPORT_ENDED, 0 },
};
static const Knowledge ALL = { .sources = SOURCES, .source_count = 1, .cycles = CYCLES,
                               .cycle_count = 1 };

#define DOCUMENT                                                                                   \
    "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["                       \
    "{\"type\":\"library\",\"bom-ref\":\"r1\",\"name\":\"Django\",\"version\":\"1.0\","            \
    "\"purl\":\"pkg:pypi/Django@1.0\"},"                                                           \
    "{\"type\":\"library\",\"name\":\"Viewer\",\"cpe\":\"cpe:/a:acme:viewer:2\"},"                 \
    "{\"type\":\"library\",\"name\":\"Django\",\"purl\":\"pkg:pypi/django@1.0\"}]}"

/* The rule of issue 2, spelled out once more. */
static void check_id(const ScanFinding *finding, const char *parts, size_t len)
{
    Digest digest = digest_of((Str){ parts, len });
    char hex[DIGEST_HEX_BYTES];

    CHECK_STR(finding->id, str_slice(digest_hex(&digest, hex), 0, ID_DIGITS), "SHA-256");
}

static const ScanFinding *finding_at(const Scan *scan, Str place)
{
    for (size_t i = 0; i < scan->finding_count; i++)
        if (str_eq(scan->findings[i].component->place, place))
            return &scan->findings[i];
    test_fail("no finding at %.*s", STR_ARG(place));
}

#define PARTS(text) (text), sizeof(text) - 1

TEST(an_id_is_made_of_flaw_package_version_and_place)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = knowledge_make(&ALL);
    Scan scan;

    scenario_scan_text(DOCUMENT, kb, &arena, &scan);
    CHECK_INT(scan.finding_count, 3, "each is affected");
    check_id(finding_at(&scan, STR("components[0]")),
             PARTS("CVE-2024-0001\0pkg:pypi/django@1.0\0" "1.0\0r1\0"));
    check_id(finding_at(&scan, STR("components[1]")),
             PARTS("CVE-2024-0001\0cpe:2.3:a:acme:viewer:2:*:*:*:*:*:*:*\0\0/components/1\0"));
    check_id(finding_at(&scan, STR("components[2]")),
             PARTS("CVE-2024-0001\0pkg:pypi/django@1.0\0" "1.0\0/components/2\0"));
}

TEST(a_finding_tells_component_flaw_and_evidence)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = knowledge_make(&ALL);
    const ScanFinding *first;
    Scan scan;

    scenario_scan_text(DOCUMENT, kb, &arena, &scan);
    first = finding_at(&scan, STR("components[0]"));
    CHECK_STR(first->component->name, STR("Django"), "as the SBOM writes it");
    CHECK_STR(first->component->purl, STR("pkg:pypi/django@1.0"), "the canonical purl");
    CHECK_STR(first->component->support_ends, STR("true"), "its cycle has ended");
    CHECK_STR(first->evidence->rule, STR("purl"), "by purl");
    CHECK_STR(first->evidence->source, STR("osv/PyPI/CVE-2024-0001"), "source and record");
    CHECK_STR(first->evidence->range, STR("vers:pypi/<1.10"), "the first of two ranges");
    CHECK_INT(first->evidence->fixed_count, 2, "both fixes");
    CHECK_STR(first->evidence->fixed_versions[0], STR("1.9"), "sorted by the scheme");
    CHECK_STR(first->evidence->fixed_versions[1], STR("1.10"), "not as text");
    CHECK(first->flaw == finding_at(&scan, STR("components[2]"))->flaw, "the flaw is shared");
    CHECK(finding_at(&scan, STR("components[1]"))->component->version.len == 0, "none stated");
}
