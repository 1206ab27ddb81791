/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "knowledge.h"
#include "test.h"

#include "portfolio/answer.h"

/* "app below 2 on os", a configuration of two, and "plug* on *", one with a pattern. */
static const RecordCriterion CRITERIA[] = {
    { .cpe = STR_ROW("cpe:2.3:a:acme:app:*:*:*:*:*:*:*:*"), .ranged = true, .vulnerable = true,
      .range = { .upper = STR_ROW("2.0"), .fixed_known = true } },
    { .cpe = STR_ROW("cpe:2.3:o:acme:os:*:*:*:*:*:*:*:*") },
    { .cpe = STR_ROW("cpe:2.3:a:acme:plug:*:*:*:*:*:*:*:*"), .vulnerable = true },
    { .cpe = STR_ROW("cpe:2.3:a:acme:hos*:*:*:*:*:*:*:*:*") },
};
static const RecordNode ON_OS[] = {
    { .op = NODE_AND, .child_count = 2 },
    { .op = NODE_OR, .first_criterion = 0, .criterion_count = 1 },
    { .op = NODE_OR, .first_criterion = 1, .criterion_count = 1 },
};
static const RecordNode ON_HOST[] = {
    { .op = NODE_AND, .child_count = 2 },
    { .op = NODE_OR, .first_criterion = 2, .criterion_count = 1 },
    { .op = NODE_OR, .first_criterion = 3, .criterion_count = 1 },
};
static const Record RECORDS[] = {
    { .id = STR_ROW("CVE-2024-0001"), .nodes = ON_OS, .node_count = ARRAY_LEN(ON_OS),
      .criteria = CRITERIA, .criterion_count = ARRAY_LEN(CRITERIA) },
    { .id = STR_ROW("CVE-2024-0002"), .nodes = ON_HOST, .node_count = ARRAY_LEN(ON_HOST),
      .criteria = CRITERIA, .criterion_count = ARRAY_LEN(CRITERIA) },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("nvd"), FEED_NVD, RECORDS, 2 } };

#define APP  { "app", "1.0", "cpe:2.3:a:acme:app:1.0:*:*:*:*:*:*:*" }
#define OS   { "os", "5", "cpe:2.3:o:acme:os:5:*:*:*:*:*:*:*" }
#define ELSE { "else", "5", "cpe:2.3:o:acme:else:5:*:*:*:*:*:*:*" }
#define PLUG { "plug", "1", "cpe:2.3:a:acme:plug:1:*:*:*:*:*:*:*" }
#define HOST { "x", "1", "cpe:2.3:a:acme:host:1:*:*:*:*:*:*:*" }
static const FleetComponent ALONE[] = { APP, PLUG };
static const FleetComponent ON_IT[] = { APP, OS };
static const FleetComponent ON_OTHER[] = { APP, ELSE };
static const FleetComponent ON_BOTH[] = { ELSE, APP, OS };
static const FleetComponent HOSTED[] = { PLUG, HOST };
static const FleetRelease RELEASES[] = {
    { 1, "alone", ALONE, 2, 1, NULL },    { 1, "on it", ON_IT, 2, 10, NULL },
    { 1, "on other", ON_OTHER, 2, 100, NULL }, { 1, "on both", ON_BOTH, 3, 1000, NULL },
    { 1, "hosted", HOSTED, 2, 10000, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(a_configuration_is_judged_in_each_document)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    Kb *kb = knowledge_make(&(Knowledge){ .sources = SOURCES, .source_count = 1 });
    PortfolioExposure out;
    Err err = { 0 };

    CHECK_OK(portfolio_vulnerability(p, kb, STR("CVE-2024-0001"), &arena, &out, &err), &err);
    CHECK_INT(out.answer.devices_in[PORTFOLIO_AFFECTED], 1010, "on it, and on both");
    CHECK_INT(out.answer.devices_in[PORTFOLIO_SUSPECTED], 1, "nobody says on what");
    CHECK_INT(out.answer.releases_in[PORTFOLIO_AFFECTED], 2, "on another one it is not");
    CHECK_OK(portfolio_vulnerability(p, kb, STR("CVE-2024-0002"), &arena, &out, &err), &err);
    CHECK_INT(out.answer.devices_in[PORTFOLIO_AFFECTED], 10000, "a pattern met by another name");
    CHECK_INT(out.answer.releases_in[PORTFOLIO_AFFECTED], 1, "and nowhere else");
    kb_close(kb);
}
