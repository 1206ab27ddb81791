/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/json.h"
#include "report/report.h"

static const ScanSource SOURCES[] = {
    { STR_ROW("nvd"), 1763596800, 320000, STR_ROW("sha256:0123456789abcdef0123456789abcdef") },
    { STR_ROW("osv/PyPI"), 0, 7, STR_ROW("sha256:ff") },
};
static const Scan SCAN = {
    .now_s = 1763683200, .max_age_days = 7,
    .database = { .present = true, .generation = 3, .date_s = 1763596800,
                  .digest = STR_ROW("sha256:aa"), .sources = SOURCES, .source_count = 2 },
};

TEST(people_see_each_source_with_its_age)
{
    static const char *const WANT[LANG_COUNT][4] = {
        { "Source", "nvd", "320,000", "age unknown" },
        { "情報源", "osv/PyPI", "320,000", "2025-11-20" },
    };

    for (int lang = 0; lang < LANG_COUNT; lang++) {
        CLEANUP(buf_done) Buf out = buf_new(1 << 16);
        Err err;
        CHECK_OK(report_status(&SCAN, (Lang)lang, &out, &err), &err);
        for (size_t i = 0; i < 4; i++)
            CHECK(str_find(buf_str(&out), str_of(WANT[lang][i])) < buf_str(&out).len,
                  WANT[lang][i]);
    }
}

TEST(programs_get_the_database_object_of_a_scan)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 16);
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const Json *root;
    int64_t generation;
    Err err;

    CHECK_OK(report_status_json(&SCAN, &out, &err), &err);
    CHECK_OK(json_parse(buf_str(&out), JSON_UNIQUE_KEYS, &arena, &root, &err), &err);
    CHECK(json_i64(json_get(root, STR("generation")), &generation) && generation == 3, "a number");
    CHECK_STR(json_str(json_get(root, STR("date"))), STR("2025-11-20T00:00:00Z"), "RFC 3339");
    CHECK_INT(json_count(json_get(root, STR("sources"))), 2, "every source");
}

TEST(a_full_buffer_is_a_failure)
{
    CLEANUP(buf_done) Buf out = buf_new(16);
    Err err;

    CHECK(!report_status(&SCAN, LANG_EN, &out, &err), "nothing half is given");
    CHECK_INT(err.code, ERR_LIMIT, "as the limit it is");
}
