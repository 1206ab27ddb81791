/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "knowledge.h"
#include "match/flaw.h"

static const Str CVE[] = { STR_ROW("CVE-2024-0001") };
static const Record OSV[] = {
    { .id = STR_ROW("GHSA-aaaa-bbbb-cccc"), .aliases = CVE, .alias_count = 1 },
    { .id = STR_ROW("GHSA-dddd-eeee-ffff") },
};
static const Record NVD[] = { { .id = STR_ROW("CVE-2024-0001") }, { .id = STR_ROW("CVE-2024-2") } };
static const KnowledgeSource SOURCES[] = {
    { STR_ROW("nvd"), FEED_NVD, NVD, ARRAY_LEN(NVD) },
    { STR_ROW("osv/npm"), FEED_OSV, OSV, ARRAY_LEN(OSV) },
};

TEST(a_flaw_is_found_by_any_id_in_any_case)
{
    static const struct { const char *id; uint32_t records, groups; } ROWS[] = {
        { "CVE-2024-0001", 2, 1 },       { "cve-2024-0001", 2, 1 },
        { "GHSA-aaaa-bbbb-cccc", 2, 1 }, { "ghsa-AAAA-bbbb-cccc", 2, 1 },
        { "GHSA-dddd-eeee-ffff", 1, 1 }, { "CVE-2024-2", 1, 1 },
        { "CVE-2024-3", 0, 0 },          { "", 0, 0 },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Kb *kb = knowledge_make(&(Knowledge){ .sources = SOURCES, .source_count = 2 });

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Flaw flaw;
        CHECK(flaw_find(kb, str_of(ROWS[i].id), &arena, &flaw), "memory");
        CHECK_INT(flaw.advisory_count, ROWS[i].records, ROWS[i].id);
        CHECK_INT(flaw.group_count, ROWS[i].groups, ROWS[i].id);
        for (uint32_t k = 0; k < flaw.advisory_count; k++)
            CHECK(flaw_has_advisory(&flaw, flaw.advisories[k]), "each is its own");
        CHECK(!flaw_has_advisory(&flaw, UINT32_MAX), "no other is");
    }
    kb_close(kb);
}
