/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "base/pack.h"
#include "base/buf.h"

#include <string.h>

enum { LINES = 3000 };

TEST(refusals_come_in_the_order_of_the_file_whoever_met_them)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 24);
    KbImportReport report;

    folder_begin();
    buf_add(&buf, str_of(FEED_OSV_A));
    for (int i = 0; i < LINES; i++)
        buf_printf(&buf, i % 2 ? "{\"id\":\"GHSA-%d\",\"modified\":\"2024-01-01T00:00:00Z\"}\n"
                               : "{\"id\":%d}\n", i);
    write_bytes("npm.ndjson", buf_str(&buf));
    report = import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK_INT(report.refused, LINES / 2, "all are counted");
    CHECK_INT(report.refusal_count, IMPORT_REFUSALS_MAX, "the first are named");
    for (size_t i = 1; i < report.refusal_count; i++)
        CHECK(report.refusals[i - 1].record < report.refusals[i].record, "in order");
    CHECK_INT(report.refusals[0].record, 1, "counted from 0");
    CHECK_INT(report.refusals[0].byte, strlen(FEED_OSV_A), "with the byte where it begins");
}

static uint64_t bytes_seen, calls, refusals_seen;

static void on_progress(void *context, const ImportProgress *progress)
{
    (void)context;
    CHECK(progress->bytes_done <= progress->bytes_total, "never past the end");
    bytes_seen = progress->bytes_done;
    calls++;
}

static void on_refusal(void *context, const ImportRefusal *refusal)
{
    (void)context;
    CHECK(refusal->err.code != ERR_NONE, "with a reason");
    refusals_seen++;
}

TEST(the_caller_hears_of_progress_and_of_refusals)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    KbImportOptions options = { .now_s = FOLDER_NOW, .arena = &arena, .progress = on_progress,
                                .refused = on_refusal };
    KbImportReport report;
    Err err = { 0 };
    Str source;

    folder_begin();
    write_file("feeds/npm.ndjson", FEED_OSV_A);
    write_file("feeds/bad.ndjson", FEED_OSV_BAD);
    write_file("feeds/nvd.json", FEED_NVD_PAGE);
    source = str_of(in("feeds"));
    CHECK_OK(kb_import(str_of(in("db")), &source, 1, &options, &report, &err), &err);
    CHECK(calls > 0 && bytes_seen > 0, "progress");
    CHECK_INT(refusals_seen, 1, "the refused record");
}

TEST(a_feed_that_unpacks_to_two_hundred_times_its_size_is_refused_by_its_own_name)
{
    enum { ROOM = 1 << 23 };
    static char text[ROOM];
    KbImportReport report;
    Err err = { 0 };

    folder_begin();
    memset(text, ' ', sizeof text);
    memcpy(text, FEED_OSV_A, strlen(FEED_OSV_A));
    write_bytes("npm.ndjson.gz", pack_gzip((Str){ text, sizeof text }));
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("npm.ndjson.gz")), &report, &err), "a bomb");
    CHECK(err.code == ERR_LIMIT && str_eq(err.rule, STR("base.stream-ratio")), "is said to be one");
    CHECK_STR(str_of(err.path), STR("npm.ndjson.gz: "), "under the name that was given");
}
