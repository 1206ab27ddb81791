/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"
#include "schema.h"

static const ReportOptions JSONL = { REPORT_JSONL, LANG_EN };

TEST(every_line_is_an_object_that_names_its_kind)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Scan scan = sample_scan();
    Str rest = report_text(&scan, &JSONL), line;
    size_t findings = 0, items = 0, lines = 0;
    const Json *json = NULL;
    Err err = { 0 };

    while (str_next(&rest, '\n', &line) && line.len) {
        Str kind;
        CHECK_OK(json_parse(line, JSON_UNIQUE_KEYS, &arena, &json, &err), &err);
        kind = json_str(json_get(json, STR("kind")));
        if (lines++ == 0) {
            CHECK_STR(kind, STR("scan"), "the header first");
            CHECK_STR(json_str(json_get(json, STR("schema"))), STR("inro.scan/1"), "the schema");
        } else if (str_eq(kind, STR("finding")) || str_eq(kind, STR("malware"))) {
            schema_check_value(json, STR("finding"), STR("kind"));
            findings++;
        } else {
            CHECK(str_starts(kind, STR("coverage.")) || str_eq(kind, STR("hint")), "no other kind");
            schema_check_value(json, STR("item"), STR("kind"));
            items++;
        }
    }
    CHECK_INT(findings, 5, "four findings, one malware");
    CHECK_INT(items, 7, "six coverage lines, one hint");
}

TEST(the_lines_are_those_that_were_read)
{
    Scan scan = sample_scan();

    golden_report("scan.jsonl", &scan, &JSONL);
}
