/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "base/hash.h"
#include "portfolio/stack.h"

#include <string.h>

static const FleetComponent LIBS[] = { { "a", "1", "pkg:npm/a@1" }, { "b", "1", "pkg:npm/b@1" } };
static const FleetRelease RELEASES[] = { { 1, "1.0", LIBS, ARRAY_LEN(LIBS), 4, NULL } };
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

static bool opens(Str bytes, ErrCode *code)
{
    CLEANUP(portfolio_close) Portfolio *p = NULL;
    Err err = { 0 };
    bool ok = portfolio_open_memory(&bytes, 1, &p, &err);

    *code = err.code;
    return ok;
}

static char *copy_of(Str bytes, Arena *arena)
{
    char *copy = arena_alloc_raw(arena, bytes.len);

    CHECK(copy != NULL, "memory");
    memcpy(copy, bytes.ptr, bytes.len);
    return copy;
}

TEST(a_file_that_is_cut_or_damaged_in_front_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Str bytes = fleet_bytes(&FLEET, &arena);
    char *copy = copy_of(bytes, &arena);
    size_t table = sizeof(ContainerHeader) + PF_SECTIONS * sizeof(ContainerSection);
    ErrCode code;

    CHECK(opens(bytes, &code), "as written");
    for (size_t i = 0; i < table; i++) {
        copy[i] ^= 1;
        CHECK(!opens((Str){ copy, bytes.len }, &code) && code == ERR_VERIFY, "one bit off");
        copy[i] ^= 1;
    }
    for (size_t len = 0; len < bytes.len; len += 61)
        CHECK(!opens((Str){ copy, len }, &code) && code == ERR_VERIFY, "cut");
}

TEST(damage_behind_is_found_when_asked_for)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = NULL;
    Str bytes = fleet_bytes(&FLEET, &arena);
    char *copy = copy_of(bytes, &arena);
    ContainerSection row;
    Err err = { 0 };
    Str file = { copy, bytes.len };

    memcpy(&row, copy + sizeof(ContainerHeader) + 3 * sizeof row, sizeof row);
    copy[row.offset] ^= 1;
    CHECK_OK(portfolio_open_memory(&file, 1, &p, &err), &err);
    CHECK(!portfolio_verify(p, &err) && err.code == ERR_VERIFY, "not what was written");
}

TEST(a_key_that_nobody_has_leads_nowhere)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    uint32_t count;
    const uint32_t *rows = stack_key(&p->segment[0], PF_KEY_PACKAGE, STR("npm"), STR("a"), &count);

    CHECK(rows && count == 1, "one has it");
    CHECK(!stack_key(&p->segment[0], PF_KEY_PACKAGE, STR("npm"), STR("c"), &count), "none");
    CHECK(!stack_key(&p->segment[0], PF_KEY_PURL, STR("npm"), STR("a"), &count), "another kind");
}
