/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "knowledge.h"
#include "test.h"

#include "portfolio/trial.h"

static const RecordRange BELOW_2[] = { { .upper = STR_ROW("2.0"), .fixed_known = true } };
static const RecordAffected IN_12[] = {
    { .ecosystem = STR_ROW("Debian:12"), .name = STR_ROW("lib"), .scheme = SCHEME_DEB,
      .ranges = BELOW_2, .range_count = 1 },
};
static const Record RECORDS[] = {
    { .id = STR_ROW("DEB-1"), .affected = IN_12, .affected_count = 1 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("osv/Debian"), FEED_OSV, RECORDS, 1 } };
static const FleetComponent LIB[] = { { "lib", "1.0", "pkg:deb/debian/lib@1.0" } };
static const FleetRelease RELEASES[] = {
    { 1, "1", LIB, 1, 0, "debian-12" }, { 1, "2", LIB, 1, 0, "debian-11" },
    { 1, "3", LIB, 1, 0, NULL },        { 1, "4", LIB, 1, 0, "debian-12" },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

typedef struct {
    uint32_t heard, affected, unchecked;
} Heard;

static bool each(void *context, const TrialVerdict *verdict, Err *err)
{
    Heard *heard = context;

    (void)err;
    heard->heard++;
    heard->affected += verdict->count;
    heard->unchecked += verdict->coverage == COVERAGE_WITHOUT_DATA;
    return true;
}

TEST(a_pair_is_judged_under_its_own_operating_system)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    CLEANUP(gather_done) Gather gather;
    Kb *kb = knowledge_make(&(Knowledge){ .sources = SOURCES, .source_count = 1 });
    static const uint32_t PAIRS[] = { 0, 1, 2 };
    Heard heard = { 0 };
    Trial trial = { .gather = &gather, .kb = kb, .context = &heard, .each = each };
    Err err = { 0 };

    CHECK_INT(portfolio_counts(p).pairs, 3, "one for each system");
    CHECK_OK(gather_init(p, &arena, &gather, &err), &err);
    CHECK_OK(trial_pairs(&trial, PAIRS, 3, &err), &err);
    CHECK_INT(heard.heard, 3, "each once");
    CHECK_INT(heard.affected, 1, "Debian 12");
    CHECK_INT(heard.unchecked, 2, "no data for Debian 11, and no release");
    CHECK_OK(trial_pairs(&trial, PAIRS, 0, &err), &err);
    kb_close(kb);
}
