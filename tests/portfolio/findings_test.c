/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"
#include "world.h"

enum { TEXT_BYTES_MAX = 1 << 26 };

TEST(everything_against_everything_is_what_scans_say)
{
    for (size_t i = 0; i < WORLD_SCENARIO_COUNT; i++) {
        CLEANUP(world_done) World world;
        CLEANUP(buf_done) Buf lines = buf_new(TEXT_BYTES_MAX);
        PortfolioFindings findings;
        Err err = { 0 };
        world_init(WORLD_SCENARIOS[i], &world);
        CHECK_OK(portfolio_findings(world.portfolio, world.kb, i % 2, &world.arena, &findings,
                                    &err), &err);
        world_add_hits(&world, findings.hits, findings.hit_count, &lines);
        CHECK_STR(world_lines(&world, &lines), world_scanned(&world), WORLD_SCENARIOS[i]);
        for (size_t k = 1; k < findings.hit_count; k++)
            CHECK(findings.hits[k - 1].pair <= findings.hits[k].pair, "by pair");
        for (size_t k = 0; i % 2 && k < findings.hit_count; k++)
            CHECK(findings.hits[k].flaw, "told of its flaw");
    }
}
