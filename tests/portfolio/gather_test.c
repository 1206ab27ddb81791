/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/gather.h"

static const FleetComponent LIBS[] = { { "a", "1", "pkg:npm/a@1" }, { "b", "1", "pkg:npm/b@1" } };
static const FleetRelease RELEASES[] = {
    { 1, "1", LIBS, 1, 4, NULL },
    { 1, "2", LIBS, 2, 5, NULL },
    { 1, "3", LIBS + 1, 1, 6, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

static void hit(Gather *gather, uint32_t pair, PortfolioState state)
{
    PortfolioHit row = { .pair = pair, .state = state };

    CHECK(gather_documents(gather, pair, &row.documents, &row.document_count), "memory");
    CHECK(gather_hit(gather, &row), "memory");
}

TEST(a_release_is_as_bad_as_the_worst_of_its_pairs)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    CLEANUP(gather_done) Gather gather;
    PortfolioAnswer answer;
    Err err = { 0 };

    CHECK_OK(gather_init(p, &arena, &gather, &err), &err);
    hit(&gather, 0, PORTFOLIO_SUSPECTED);
    hit(&gather, 1, PORTFOLIO_AFFECTED);
    CHECK_OK(gather_finish(&gather, &answer, &err), &err);
    CHECK_INT(answer.hit_count, 2, "both");
    CHECK_INT(answer.release_count, 3, "all");
    CHECK_INT(answer.releases[0].state, PORTFOLIO_SUSPECTED, "the first has one alone");
    CHECK_INT(answer.releases[1].state, PORTFOLIO_AFFECTED, "the second has both");
    CHECK_INT(answer.devices_in[PORTFOLIO_AFFECTED], 11, "of two releases");
    CHECK_INT(answer.devices_in[PORTFOLIO_SUSPECTED], 4, "of one");
}

TEST(what_is_not_affected_is_told_of_the_pair_and_reaches_nobody)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    CLEANUP(gather_done) Gather gather;
    PortfolioAnswer answer;
    Err err = { 0 };

    CHECK_OK(gather_init(p, &arena, &gather, &err), &err);
    hit(&gather, 0, PORTFOLIO_NOT_AFFECTED);
    CHECK_OK(gather_finish(&gather, &answer, &err), &err);
    CHECK_INT(answer.hit_count, 1, "looked at");
    CHECK_INT(answer.release_count, 0, "nobody");
}

TEST(candidates_are_sorted_and_each_once)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    CLEANUP(gather_done) Gather gather;
    uint32_t count, *pairs;
    Err err = { 0 };

    CHECK_OK(gather_init(p, &arena, &gather, &err), &err);
    CHECK(gather_key(&gather, PF_KEY_NAME, (Str){ 0 }, STR("b")), "memory");
    CHECK(gather_key(&gather, PF_KEY_NAME, (Str){ 0 }, STR("a")), "memory");
    CHECK(gather_key(&gather, PF_KEY_PACKAGE, STR("npm"), STR("a")), "memory");
    pairs = gather_pairs(&gather, &count);
    CHECK(pairs && count == 2 && pairs[0] == 0 && pairs[1] == 1, "two");
}
