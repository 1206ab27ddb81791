/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include <string.h>

static const FleetComponent LIBS[] = {
    { "b", "1", "pkg:npm/b@1", "cpe:2.3:a:x:b:1:*:*:*:*:*:*:*" },
    { "a", "2", "pkg:npm/a@2" },
    { "a", "1", NULL },
    { "a", "2", "pkg:npm/a@2" },
};
static const FleetRelease RELEASES[] = {
    { 3, "1.0", LIBS, ARRAY_LEN(LIBS), 2, "debian-12" },
    { 1, "2.0", LIBS, 1, 0, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(rows_say_what_was_added)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    PortfolioCounts counts = portfolio_counts(p);
    PortfolioReleaseRow release;
    PortfolioDocumentRow document;
    PortfolioNamed named;
    Uuid id = fleet_id('r', 0);

    CHECK_INT(counts.pairs, 4, "the same component under another system is another pair");
    CHECK_INT(counts.instances, 5, "all that documents list");
    CHECK_INT(portfolio_bare_releases(p), 0, "each release has one");
    CHECK(portfolio_release(p, 0, &release) && uuid_equal(&release.id, &id), "the first");
    CHECK_STR(release.version, STR("1.0"), "its version");
    CHECK_INT(release.document_count, 1, "its SBOM");
    CHECK(portfolio_product(p, release.product, &named), "its product");
    CHECK_STR(named.name, STR("Gateway"), "by name");
    CHECK(portfolio_document(p, release.first_document, &document), "the SBOM");
    CHECK_INT(document.component_count, 4, "as many as it lists");
    CHECK_STR(document.os, STR("debian-12"), "its system");
    CHECK(portfolio_site(p, 2, &named) && !portfolio_site(p, 3, &named), "three sites");
    CHECK(!portfolio_release(p, 2, &release) && !portfolio_document(p, 2, &document), "no more");
    CHECK_INT(portfolio_document_pair(p, 0, 4), PORTFOLIO_NONE, "nor in a document");
}

TEST(a_pair_says_all_that_matching_looks_at)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    PortfolioPairRow pair;
    Identifier identifier;
    uint32_t number = portfolio_document_pair(p, 0, 0);

    CHECK(portfolio_pair(p, number, &pair), "the first of the document");
    CHECK_STR(pair.name, STR("b"), "its name");
    CHECK_STR(pair.version, STR("1"), "its version");
    CHECK_STR(pair.os, STR("debian-12"), "its system");
    CHECK_INT(pair.identifier_count, 2, "both");
    CHECK(portfolio_identifier(p, number, 1, &identifier), "the second");
    CHECK_INT(identifier.kind, IDENTIFIER_CPE, "a CPE");
    CHECK(!portfolio_identifier(p, number, 2, &identifier), "no third");
    CHECK_INT(portfolio_document_pair(p, 0, 1), portfolio_document_pair(p, 0, 3), "one pair");
    CHECK(!portfolio_pair(p, portfolio_counts(p).pairs, &pair), "no more");
}

TEST(the_devices_of_a_release_follow_one_another)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    PortfolioDeviceWalk walk = portfolio_devices(p, 0);
    PortfolioDeviceRow device;

    CHECK(portfolio_device_next(&walk, &device), "the first");
    CHECK_STR(device.serial, STR("SN-0-0"), "its number");
    CHECK_STR(device.udi, STR("udi"), "its UDI");
    CHECK_INT(device.site, 0, "its site");
    CHECK(portfolio_device_next(&walk, &device) && device.site == 1, "the second");
    CHECK(!portfolio_device_next(&walk, &device), "no third");
    walk = portfolio_devices(p, 1);
    CHECK(!portfolio_device_next(&walk, &device), "none at all");
    CHECK_INT(portfolio_release_devices(p, 0), 2, "counted");
    CHECK_INT(portfolio_release_devices(p, 1), 0, "counted");
    CHECK_INT(portfolio_release_devices(p, 7), 0, "no such release");
}

TEST(the_head_is_the_one_that_it_was_made_from)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    PortfolioHead head = portfolio_head(p);
    Err err = { 0 };

    CHECK(uuid_equal(&head.record, &FLEET_HEAD.record) && head.size == FLEET_HEAD.size
          && !memcmp(head.root, FLEET_HEAD.root, sizeof head.root), "record, size and root");
    CHECK(!portfolio_is_worn(p), "nothing lies upon it");
    CHECK_OK(portfolio_verify(p, &err), &err);
    CHECK_OK(portfolio_unchanged(p, &err), &err);
}
