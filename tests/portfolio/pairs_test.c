/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "model/scan.h"
#include "portfolio/build.h"

/* Everything that makes a pair another one. */
static const struct {
    FleetComponent component;
    const char *os;
    uint32_t want;
    const char *why;
} ROWS[] = {
    { { "a", "1", "pkg:npm/a@1", NULL }, NULL, 0, "the first" },
    { { "a", "1", "pkg:npm/a@1", NULL }, NULL, 0, "the same again" },
    { { "b", "1", "pkg:npm/a@1", NULL }, NULL, 1, "another name" },
    { { "a", "2", "pkg:npm/a@1", NULL }, NULL, 2, "another version" },
    { { "a", "1", "pkg:npm/a@2", NULL }, NULL, 3, "another identifier" },
    { { "a", "1", "pkg:npm/a@1", "pkg:npm/b@1" }, NULL, 4, "one more" },
    { { "a", "1", "pkg:npm/a@1", NULL }, "debian-12", 5, "another system" },
    { { "a", "1", NULL, NULL }, NULL, 6, "none" },
    { { "a", "1", "https://x/a", NULL }, NULL, 7, "another kind" },
    { { "a", "1", "pkg:npm/a@1", NULL }, NULL, 0, "still the first" },
};

TEST(a_pair_is_all_that_matching_looks_at)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
    Err err = { 0 };

    CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &b, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        FleetRelease release = { 1, "1", &ROWS[i].component, 1, 0, ROWS[i].os };
        Sbom sbom = fleet_sbom(&release, &arena);
        uint32_t pair;
        CHECK_OK(build_pair(b, &sbom, 0, &pair, &err), &err);
        CHECK_INT(pair, ROWS[i].want, ROWS[i].why);
    }
    CHECK_INT(b->pairs.count, 8, "each once");
}

TEST(pairs_that_the_same_data_check_are_of_one_class)
{
    static const FleetComponent LIBS[] = {
        { "a", "1", "pkg:npm/a@1" },
        { "b", "1", "pkg:npm/b@1" },
        { "c", "1", "pkg:pypi/c@1" },
        { "d", "1", NULL },
        { "e", "1", NULL },
        { "f", "1", "pkg:npm/f@1", "cpe:2.3:a:x:f:1:*:*:*:*:*:*:*" },
    };
    static const FleetRelease RELEASE = { 1, "1", LIBS, ARRAY_LEN(LIBS), 0, NULL };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
    Fleet fleet = { &RELEASE, 1 };
    Err err = { 0 };

    CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &b, &err), &err);
    fleet_add(b, &fleet, &arena);
    CHECK_INT(b->classes.count, 4, "npm; PyPI; nothing; npm and CPE");
    CHECK_INT(LIST_AT(&b->classes, PfClass, 0)->pairs, 2, "npm");
    CHECK_INT(LIST_AT(&b->classes, PfClass, 2)->instances, 2, "nothing");
    CHECK_INT(LIST_AT(&b->classes, PfClass, 2)->gap, COVERAGE_WITHOUT_IDENTIFIER, "why");
}
