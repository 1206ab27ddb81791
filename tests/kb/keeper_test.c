/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "kb/keeper.h"

#include <string.h>
#include <unistd.h>

enum { LARGE_BYTES = 1 << 20 };

typedef struct {
    Plan plan;
    IntakeUnit units[2];
} Case;

/* Two lists of lines, in the order of their names. */
static void begin(Case *of, Arena *arena)
{
    static char large[LARGE_BYTES];
    const char *folder;
    PlanFound found;
    Str given[2];
    Err err = { 0 };

    folder_begin();
    memset(large, ' ', sizeof large);
    memcpy(large, FEED_OSV_A, strlen(FEED_OSV_A));
    given[0] = str_of(write_bytes("1.ndjson", (Str){ large, sizeof large }));
    given[1] = str_of(write_file("2.ndjson", FEED_OSV_B));
    *of = (Case){ 0 };
    CHECK_OK(plan_find(given, 2, arena, &found, &err), &err);
    CHECK_OK(plan_make(&found, arena, &of->plan, &err), &err);
    CHECK_INT(of->plan.unit_count, 2, "two files");
    CHECK_OK(evidence_open(str_of(in("db")), arena, &folder, &err), &err);
    for (uint32_t u = 0; u < 2; u++)
        CHECK_OK(evidence_path(folder, u, arena, &of->units[u].evidence, &err), &err);
}

TEST(each_unit_is_copied_and_named_by_its_digest)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(keeper_end) Keeper keeper = { 0 };
    static Case of;
    Digest want;
    Err err = { 0 };

    begin(&of, &arena);
    CHECK_OK(keeper_start(&keeper, &of.plan, of.units, &err), &err);
    CHECK_OK(keeper_wait(&keeper, 0, LARGE_BYTES - 1, &err), &err);
    CHECK_INT(test_file(of.units[0].evidence.path).len, LARGE_BYTES, "the last byte is there");
    CHECK_OK(keeper_wait(&keeper, 0, LARGE_BYTES, &err), &err);
    CHECK_OK(keeper_wait_whole(&keeper, 1, &err), &err);
    for (uint32_t u = 0; u < 2; u++) {
        Str text = test_file(of.units[u].evidence.path);

        want = digest_of(text);
        CHECK(digest_equal(&want, &of.units[u].evidence.digest), "of what was copied");
        CHECK_INT(of.units[u].evidence.bytes, text.len, "all of it");
    }
}

TEST(a_file_that_cannot_be_copied_fails_who_waits_for_it)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(keeper_end) Keeper keeper = { 0 };
    static Case of;
    Err err = { 0 };

    begin(&of, &arena);
    CHECK(unlink(of.plan.files[1].path) == 0, "the second is gone");
    CHECK_OK(keeper_start(&keeper, &of.plan, of.units, &err), &err);
    CHECK_OK(keeper_wait_whole(&keeper, 0, &err), &err);
    CHECK(!keeper_wait(&keeper, 1, 0, &err) && err.code == ERR_IO, "in its turn");
    CHECK(!keeper_wait_whole(&keeper, 1, &err) && err.code == ERR_IO, "each time");
}

TEST(who_needs_no_more_ends_the_copying)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Keeper keeper = { 0 };
    static Case of;
    Err err = { 0 };

    begin(&of, &arena);
    CHECK_OK(keeper_start(&keeper, &of.plan, of.units, &err), &err);
    keeper_end(&keeper);
    keeper_end(&keeper);
}
