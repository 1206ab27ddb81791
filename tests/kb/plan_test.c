/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "kb/plan.h"

#include <string.h>
#include <unistd.h>

static Plan plan_of(const char *a, const char *b, Arena *arena)
{
    Str sources[] = { str_of(a), str_of(b) };
    Plan plan = { 0 };
    PlanFound found;
    Err err = { 0 };

    CHECK_OK(plan_find(sources, b ? 2 : 1, arena, &found, &err), &err);
    CHECK_OK(plan_make(&found, arena, &plan, &err), &err);
    return plan;
}

TEST(units_have_the_same_order_whatever_the_order_of_the_arguments)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Plan one, two;

    folder_begin();
    write_file("x/b.ndjson", FEED_OSV_A);
    write_file("y/a.json", FEED_NVD_PAGE);
    one = plan_of(in("x/b.ndjson"), in("y/a.json"), &arena);
    two = plan_of(in("y/a.json"), in("x/b.ndjson"), &arena);
    CHECK_INT(one.unit_count, 2, "two files");
    for (uint32_t u = 0; u < 2; u++)
        CHECK_STR(one.units[u].name, two.units[u].name, "by name");
    CHECK_STR(one.units[0].name, STR("a.json"), "the folder given does not count");
    CHECK_INT(one.units[0].kind, FEED_NVD, "sniffed");
}

TEST(small_records_of_a_folder_are_one_unit_and_pages_their_own)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Plan plan;

    folder_begin();
    write_file("feeds/1.json", FEED_OSV_A);
    write_file("feeds/deep/2.json", FEED_OSV_B);
    write_file("feeds/nvd.json", FEED_NVD_PAGE);
    write_file("feeds/README.md", "words\n");
    plan = plan_of(in("feeds/"), NULL, &arena);
    CHECK_INT(plan.unit_count, 2, "an archive and a page");
    CHECK(plan.units[0].archive && plan.units[0].file_count == 2, "of two files");
    CHECK_STR(plan.units[0].name, STR("feeds"), "called by the folder");
    CHECK(!plan.units[1].archive, "NVD stands alone");
    CHECK_INT(plan.no_feed_count, 1, "the README");
}

TEST(lines_of_records_in_a_folder_are_a_unit_of_their_own)
{
    static const char PRETTY[] = "{\n \"schema_version\": \"1.6.0\",\n \"id\": \"X-1\",\n"
                                 " \"modified\": \"2026-01-01T00:00:00Z\",\n"
                                 " \"affected\": []\n}\n";
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    char lines[2048];
    Plan plan;

    folder_begin();
    snprintf(lines, sizeof lines, "%s%s", FEED_OSV_A, FEED_OSV_B);
    write_file("mixed/1.json", FEED_OSV_A);
    write_file("mixed/a.ndjson", lines);
    write_file("mixed/pretty.json", PRETTY);
    plan = plan_of(in("mixed"), NULL, &arena);
    CHECK_INT(plan.unit_count, 2, "a file of lines and the records alone");
    CHECK(plan.units[0].archive && plan.units[0].file_count == 2, "of which there are two");
    CHECK(!plan.units[1].archive, "lines stand alone");
}

TEST(folders_that_lead_into_themselves_are_walked_once)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Plan plan;

    folder_begin();
    write_file("loop/deep/a.json", FEED_OSV_A);
    CHECK(symlink(".", in("loop/again")) == 0, "a loop");
    CHECK(symlink("..", in("loop/deep/up")) == 0, "and another");
    plan = plan_of(in("loop"), NULL, &arena);
    CHECK_INT(plan.file_count, 1, "one file");
}

TEST(folders_too_deep_are_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    char path[256] = "deep";
    PlanFound found;
    Str source;
    Err err = { 0 };

    folder_begin();
    for (int i = 0; i <= IMPORT_DEPTH_MAX; i++)
        snprintf(path + strlen(path), sizeof path - strlen(path), "/d");
    write_file(path, FEED_OSV_A);
    source = str_of(in("deep"));
    CHECK(!plan_find(&source, 1, &arena, &found, &err), "not walked");
    CHECK_INT(err.code, ERR_LIMIT, "and said");
}

TEST(links_are_told_because_they_may_lead_elsewhere)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    PlanFound found;
    Str source;
    Err err = { 0 };

    folder_begin();
    write_file("elsewhere/a.json", FEED_OSV_A);
    write_file("feeds/b.json", FEED_OSV_B);
    CHECK(symlink("../elsewhere/a.json", in("feeds/a.json")) == 0, "a link");
    source = str_of(in("feeds"));
    CHECK_OK(plan_find(&source, 1, &arena, &found, &err), &err);
    CHECK_INT(found.files.count, 2, "both are read");
    CHECK_INT(found.paths.count, 2, "the folder given and the link");
}
