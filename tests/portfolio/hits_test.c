/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/hits.h"

static const FleetComponent LIB[] = { { "lib", "1.0", "pkg:npm/lib@1.0" } };
static const FleetRelease RELEASES[] = { { 1, "1", LIB, 1, 3, NULL }, { 1, "2", LIB, 1, 4, NULL } };
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(a_verdict_holds_in_all_documents_of_its_pair_or_in_those_it_names)
{
    static const uint32_t SECOND[] = { 1 };
    static const Verdict ROWS[] = {
        { .group = 5, .kind = VERDICT_AFFECTED, .rule = RULE_PURL },
        { .group = 6, .kind = VERDICT_SUSPECTED, .rule = MATCH_RULES },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    CLEANUP(gather_done) Gather gather;
    TrialVerdict all = { .rows = ROWS, .count = 1 };
    TrialVerdict some = { .rows = ROWS + 1, .count = 1, .documents = SECOND, .document_count = 1 };
    PortfolioAnswer answer;
    Err err = { 0 };

    CHECK_OK(gather_init(p, &arena, &gather, &err), &err);
    CHECK_OK(hits_add_verdicts(&gather, &all, &err), &err);
    CHECK_OK(hits_add_verdicts(&gather, &some, &err), &err);
    CHECK_OK(gather_finish(&gather, &answer, &err), &err);
    CHECK_INT(answer.hit_count, 2, "one for each row");
    CHECK_INT(answer.hits[0].document_count, 2, "all");
    CHECK_INT(answer.hits[0].state, PORTFOLIO_AFFECTED, "as it was judged");
    CHECK_STR(answer.hits[0].rule, STR("purl"), "the evidence");
    CHECK_INT(answer.hits[1].document_count, 1, "one");
    CHECK_INT(answer.hits[1].rule.len, 0, "a platform is no evidence");
    CHECK_INT(answer.devices_in[PORTFOLIO_AFFECTED], 7, "both releases");
}
