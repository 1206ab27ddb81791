/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/object.h"
#include "sample.h"
#include "schema.h"

static const Json *value_of(const Buf *buf, Arena *arena)
{
    const Json *json = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(buf_str(buf), JSON_UNIQUE_KEYS, arena, &json, &err), &err);
    return json;
}

TEST(absent_facts_are_null_and_scores_are_exact)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    CLEANUP(finding_texts_done) FindingTexts texts = finding_texts_new();
    JsonOut out = jsonout_new(&buf, 0);
    Scan scan = sample_scan();
    const Json *json, *vulnerability;

    object_finding(&out, &scan, &scan.findings[3], STR(""), &texts);
    CHECK(jsonout_done(&out), "one value");
    json = value_of(&buf, &arena);
    schema_check_value(json, STR("finding"), STR(""));
    vulnerability = json_get(json, STR("vulnerability"));
    CHECK_INT(json_kind(json_get(vulnerability, STR("kev"))), JSON_NULL, "not listed");
    CHECK_INT(json_kind(json_get(vulnerability, STR("summary"))), JSON_NULL, "no summary");
    CHECK_INT(json_kind(json_get(json, STR("support"))), JSON_NULL, "no support date");
    CHECK_INT(json_count(json_get(vulnerability, STR("cvss"))), 0, "an empty list");
    CHECK(str_find(buf_str(&buf), STR("\"score\":0.00042")) < buf.len, "the EPSS row, exactly");
}

TEST(an_item_has_a_vulnerability_only_when_it_is_a_hint)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16), hint = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 0), hinted = jsonout_new(&hint, 0);
    Scan scan = sample_scan();

    object_item(&out, &scan, &scan.coverage[COVERAGE_WITHOUT_DATA][0], STR(""));
    object_item(&hinted, &scan, &scan.hints[0], STR(""));
    CHECK(!json_get(value_of(&buf, &arena), STR("vulnerability")), "coverage");
    CHECK_STR(json_str(json_get(value_of(&hint, &arena), STR("vulnerability"))),
              STR("CVE-2023-44487"), "a hint");
}

TEST(a_database_that_is_absent_is_null)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    JsonOut out = jsonout_new(&buf, 0);
    Scan scan = { 0 };

    jsonout_object(&out);
    object_database(&out, &scan);
    jsonout_object_end(&out);
    CHECK(jsonout_done(&out), "one value");
    CHECK_STR(buf_str(&buf), STR("{\"database\":null}"), "never an empty object");
}
