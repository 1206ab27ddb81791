/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const FleetComponent LIBS[] = { { "a", "1", "pkg:npm/a@1" }, { "b", "1", "pkg:npm/b@1" } };
static const FleetRelease RELEASES[] = { { 1, "1.0", LIBS, ARRAY_LEN(LIBS), 4, NULL } };
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(the_same_things_give_the_same_bytes)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);

    CHECK_STR(fleet_bytes(&FLEET, &arena), fleet_bytes(&FLEET, &arena), "twice");
}

TEST(an_id_that_is_nil_or_twice_or_unknown_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Uuid nil = { { 0 } }, known = fleet_id('p', 1), site = fleet_id('s', 1);
    Uuid other = fleet_id('x', 1);
    PortfolioDevice device = { .id = fleet_id('d', 1), .release = other };

    for (int i = 0; i < 7; i++) {
        CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
        PortfolioRelease release = { .id = fleet_id('r', 9), .product = i == 2 ? other : known };
        Err err = { 0 };
        bool ok = false;
        CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &b, &err), &err);
        fleet_add(b, &FLEET, &arena);
        switch (i) {
        case 0:
            ok = portfolio_add_product(b, &nil, STR("x"), &err);
            break;
        case 1:
            ok = portfolio_add_product(b, &known, STR("x"), &err);
            break;
        case 2:
            ok = portfolio_add_release(b, &release, &err);
            break;
        case 3:
            ok = portfolio_add_device(b, &device, &err);
            break;
        case 4:
            ok = portfolio_add_site(b, &site, STR("x"), &err);
            break;
        case 5:
            release.id = fleet_id('r', 0);
            ok = portfolio_add_release(b, &release, &err);
            break;
        default:
            device.release = nil;
            device.site = other;
            ok = portfolio_add_device(b, &device, &err);
        }
        CHECK(!ok && err.code == ERR_STRUCTURE, "refused");
    }
}

TEST(a_device_without_release_or_site_is_kept_and_runs_nothing)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
    CLEANUP(portfolio_close) Portfolio *p = NULL;
    PortfolioDevice device = { .id = fleet_id('d', 999999), .serial = STR("spare") };
    Err err = { 0 };
    Str bytes;

    CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &b, &err), &err);
    fleet_add(b, &FLEET, &arena);
    CHECK_OK(portfolio_add_device(b, &device, &err), &err);
    CHECK_OK(portfolio_write_memory(b, &arena, &bytes, &err), &err);
    CHECK_OK(portfolio_open_memory(&bytes, 1, &p, &err), &err);
    CHECK_INT(portfolio_counts(p).devices, 5, "all");
    CHECK_INT(portfolio_release_devices(p, 0), 4, "those of the release");
}

TEST(a_portfolio_appears_in_its_directory_at_one_stroke)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    char dir[] = "/tmp/inro-portfolio-XXXXXX";
    Err err = { 0 };

    CHECK(mkdtemp(dir) != NULL, "a place");
    for (int round = 0; round < 2; round++) {
        CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
        CLEANUP(portfolio_close) Portfolio *p = NULL;
        CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &b, &err), &err);
        fleet_add(b, &FLEET, &arena);
        if (round == 0) {
            CHECK(!portfolio_open(dir, &p, &err) && err.code == ERR_NO_DATA, "none yet");
            CHECK_STR(err.rule, STR("portfolio.none"), "by name");
        }
        CHECK_OK(portfolio_write(b, dir, &err), &err);
        CHECK_OK(portfolio_open(dir, &p, &err), &err);
        CHECK_INT(portfolio_counts(p).devices, 4, "what was written");
        CHECK_OK(portfolio_unchanged(p, &err), &err);
    }    CHECK_OK(place_clear(dir, 0, &arena, &err), &err);
    CHECK(rmdir(dir) == 0, "nothing else lies there");
}
