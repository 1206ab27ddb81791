/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"
#include "schema.h"

static const ReportOptions JSON_EN = { REPORT_JSON, LANG_EN };

TEST(the_object_is_the_one_of_the_schema)
{
    Scan scan = sample_scan(), zero = sample_zero(), empty = { .tool_version = STR("0.1.0") };

    schema_check(report_text(&scan, &JSON_EN));
    schema_check(report_text(&zero, &JSON_EN));
    schema_check(report_text(&empty, &JSON_EN));
    scan = sample_product();
    schema_check(report_text(&scan, &JSON_EN));
}

TEST(the_object_is_the_one_that_was_read)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.json", &scan, &JSON_EN);
    golden_report("zero.json", &zero, &JSON_EN);
    scan = sample_product();
    golden_report("product.json", &scan, &JSON_EN);
}

TEST(the_same_scan_gives_the_same_bytes_in_any_language)
{
    Scan scan = sample_scan();

    CHECK_STR(report_text(&scan, &JSON_EN),
              report_text(&scan, &(ReportOptions){ REPORT_JSON, LANG_JA, 80, true }),
              "no option changes it");
}

/* The order of issue "The main job"; people read the top of the file first. */
TEST(members_stand_in_the_order_of_the_contract)
{
    static const Str ORDER[] = {
        STR_ROW("schema"), STR_ROW("tool"), STR_ROW("database"), STR_ROW("input"),
        STR_ROW("summary"), STR_ROW("coverage"), STR_ROW("hints"), STR_ROW("malware"),
        STR_ROW("findings"),
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Scan scan = sample_scan();
    const Json *root = NULL, *value;
    JsonIter iter;
    size_t i = 0;
    Err err = { 0 };
    Str key;

    CHECK_OK(json_parse(report_text(&scan, &JSON_EN), JSON_PLAIN, &arena, &root, &err), &err);
    for (iter = json_iter(root); json_next(&iter, &key, &value); i++)
        CHECK_STR(key, i < ARRAY_LEN(ORDER) ? ORDER[i] : STR(""), "in this order");
    CHECK_INT(i, ARRAY_LEN(ORDER), "all of them");
}

TEST(a_full_buffer_is_a_limit_and_no_half_report)
{
    CLEANUP(buf_done) Buf small = buf_new(512);
    Scan scan = sample_scan();
    Err err = { 0 };

    CHECK(!report_write(&scan, &JSON_EN, &small, &err), "it does not fit");
    CHECK_INT(err.code, ERR_LIMIT, "the buffer's cap");
}
