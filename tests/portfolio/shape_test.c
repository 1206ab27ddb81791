/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/format.h"

static const Fleet NOTHING = { NULL, 0 };

TEST(a_key_is_another_one_by_kind_ecosystem_and_name)
{
    uint64_t key = pf_key_hash(1, PF_KEY_PACKAGE, STR("npm"), STR("a"));

    CHECK(key == pf_key_hash(1, PF_KEY_PACKAGE, STR("npm"), STR("a")), "the same");
    CHECK(key != pf_key_hash(2, PF_KEY_PACKAGE, STR("npm"), STR("a")), "seed");
    CHECK(key != pf_key_hash(1, PF_KEY_NAME, STR("npm"), STR("a")), "kind");
    CHECK(key != pf_key_hash(1, PF_KEY_PACKAGE, STR("pypi"), STR("a")), "ecosystem");
    CHECK(key != pf_key_hash(1, PF_KEY_PACKAGE, STR("npm"), STR("b")), "name");
}

TEST(an_empty_portfolio_has_every_section)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Str bytes = fleet_bytes(&NOTHING, &arena);
    Container file;
    Err err = { 0 };

    CHECK_OK(container_open(bytes, &PF_SHAPE, PF_BASE, &file, &err), &err);
    CHECK(!container_open(bytes, &PF_SHAPE, PF_DELTA, &file, &err), "it is no delta");
    CHECK(pf_name(bytes) != 0, "a name");
}
