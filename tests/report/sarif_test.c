/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/json.h"
#include "golden.h"
#include "sample.h"

static const ReportOptions SARIF = { REPORT_SARIF, LANG_EN };
static Arena arena = { .cap = 64 << 20 };

static const Json *run_of(const Scan *scan)
{
    const Json *root = NULL, *run = NULL;
    JsonIter iter;
    Err err = { 0 };
    Str none;

    CHECK_OK(json_parse(report_text(scan, &SARIF), JSON_UNIQUE_KEYS, &arena, &root, &err), &err);
    CHECK_STR(json_str(json_get(root, STR("version"))), STR("2.1.0"), "the version");
    CHECK_INT(json_count(json_get(root, STR("runs"))), 1, "one run");
    iter = json_iter(json_get(root, STR("runs")));
    CHECK(json_next(&iter, &none, &run), "there");
    return run;
}

static const Json *element(const Json *array, size_t i)
{
    JsonIter iter = json_iter(array);
    const Json *value = NULL;
    Str none;

    do {
        if (!json_next(&iter, &none, &value))
            return NULL;
    } while (i--);
    return value;
}

TEST(the_log_is_the_one_that_was_read)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.en.sarif", &scan, &SARIF);
    golden_report("scan.ja.sarif", &scan, &(ReportOptions){ REPORT_SARIF, LANG_JA });
    golden_report("zero.en.sarif", &zero, &SARIF);
    scan = sample_product();
    golden_report("product.en.sarif", &scan, &SARIF);
}

TEST(every_result_points_to_its_rule_and_has_a_fingerprint)
{
    Scan scan = sample_scan();
    const Json *run = run_of(&scan), *result;
    const Json *rules = json_get(json_get(json_get(run, STR("tool")), STR("driver")), STR("rules"));
    JsonIter iter = json_iter(json_get(run, STR("results")));
    size_t count = 0;
    Str none;

    for (; json_next(&iter, &none, &result); count++) {
        int64_t rule_i = -1;
        Str id = json_str(json_get(result, STR("ruleId")));
        CHECK(json_i64(json_get(result, STR("ruleIndex")), &rule_i), "an index");
        CHECK_STR(json_str(json_get(element(rules, (size_t)rule_i), STR("id"))), id, "of its rule");
        CHECK_INT(json_str(json_get(json_get(result, STR("partialFingerprints")),
                                    STR("primaryLocationLineHash"))).len, 16, "the finding's id");
    }
    CHECK_INT(count, 5, "four findings and one malware");
}

/* SARIF 2.1.0, 3.27.23 and 3.35. */
TEST(what_was_decided_to_be_harmless_is_suppressed_and_keeps_its_level)
{
    static const struct { const char *status, *level, *why; } ROWS[] = {
        { NULL, "error", "affected: shown" },
        { "accepted", "error", "in force; a high severity stays an error" },
        { "underReview", "warning", "not affected, when somebody has reviewed it" },
        { NULL, "warning", "nobody looked at it" },
        { NULL, "error", "malware is never decided away" },
    };
    Scan scan = sample_product(), plain = sample_scan();
    const Json *results = json_get(run_of(&scan), STR("results"));

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const Json *result = element(results, i), *list = json_get(result, STR("suppressions"));

        CHECK(list && json_kind(list) == JSON_ARRAY, "every result of the run has the list");
        CHECK_INT(json_count(list), ROWS[i].status != NULL, ROWS[i].why);
        CHECK_STR(json_str(json_get(result, STR("level"))), str_of(ROWS[i].level), ROWS[i].why);
        if (!ROWS[i].status)
            continue;
        CHECK_STR(json_str(json_get(element(list, 0), STR("kind"))), STR("external"), "by people");
        CHECK_STR(json_str(json_get(element(list, 0), STR("status"))), str_of(ROWS[i].status),
                  ROWS[i].why);
        CHECK(json_str(json_get(element(list, 0), STR("justification"))).len > 0, "the reason");
        CHECK_INT(json_str(json_get(json_get(element(list, 0), STR("properties")),
                                    STR("decision"))).len, 36, "the decision");
        CHECK(!json_get(element(list, 0), STR("guid")), "its schema knows no UUID of version 7");
    }
    CHECK_STR(json_str(json_get(json_get(json_get(element(results, 0), STR("properties")),
                                         STR("record")), STR("risk"))), STR("uncontrolled"), "");
    results = json_get(run_of(&plain), STR("results"));
    CHECK(!json_get(element(results, 0), STR("suppressions")), "no record, no such thing");
}

static Str text_of(const Json *rule, Str key)
{
    return json_str(json_get(json_get(rule, key), STR("text")));
}

/* GitHub, "SARIF support for code scanning": what its upload asks of a rule. */
TEST(every_rule_has_what_code_scanning_asks_for)
{
    Scan scan = sample_scan();
    const Json *run = run_of(&scan), *rule;
    JsonIter iter =
        json_iter(json_get(json_get(json_get(run, STR("tool")), STR("driver")), STR("rules")));
    Str none;

    CHECK(json_count(json_get(json_get(json_get(run, STR("tool")), STR("driver")), STR("rules")))
              > 0, "there are rules");
    while (json_next(&iter, &none, &rule)) {
        const Json *properties = json_get(rule, STR("properties"));
        size_t tags = json_count(json_get(properties, STR("tags")));
        Str brief = text_of(rule, STR("shortDescription"));
        Str full = text_of(rule, STR("fullDescription"));

        CHECK(json_str(json_get(rule, STR("id"))).len > 0, "an id");
        CHECK(brief.len > 0 && brief.len <= 1024, "a short description");
        CHECK(full.len > 0 && full.len <= 1024, "a full one");
        CHECK(text_of(rule, STR("help")).len > 0, "a help text");
        CHECK(tags > 0 && tags <= 10, "tags, all of which are shown");
        CHECK(str_starts(json_str(json_get(rule, STR("helpUri"))), STR("https://")), "a page");
    }
}

/* SARIF 3.14.23: absent results mean "not run"; an empty list means "nothing found". */
TEST(nothing_found_is_an_empty_list_beside_what_was_not_checked)
{
    Scan zero = sample_zero();
    const Json *run = run_of(&zero), *results = json_get(run, STR("results"));
    const Json *notes = json_get(element(json_get(run, STR("invocations")), 0),
                                 STR("toolExecutionNotifications"));

    CHECK(results && json_kind(results) == JSON_ARRAY && json_count(results) == 0, "empty");
    CHECK_INT(json_count(notes), 4, "outcome, coverage, data, one unchecked component");
}

TEST(paths_are_relative_where_they_can_be)
{
    static const struct { Str file, uri; } ROWS[] = {
        { STR_ROW("a/b c.json"), STR_ROW("a/b%20c.json") },
        { STR_ROW("././x.json"), STR_ROW("x.json") },
        { STR_ROW("/srv/x.json"), STR_ROW("file:///srv/x.json") },
        { STR_ROW("-"), STR_ROW("stdin") },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ScanInput input = { .file = ROWS[i].file };
        Scan scan = sample_scan();
        const Json *location;
        scan.inputs = &input;
        scan.input_count = 1;
        scan.findings += 1;
        scan.finding_count = 1;
        location = element(json_get(element(json_get(run_of(&scan), STR("results")), 0),
                                    STR("locations")), 0);
        location = json_get(json_get(location, STR("physicalLocation")), STR("artifactLocation"));
        CHECK_STR(json_str(json_get(location, STR("uri"))), ROWS[i].uri, "for GitHub");
    }
}

TEST(more_results_than_github_takes_are_all_written_and_said)
{
    enum { MANY = 25001 };
    static ScanFinding findings[MANY];
    Scan scan = sample_scan();
    const Json *run, *note;
    JsonIter iter;
    bool said = false;
    Str none;

    for (size_t i = 0; i < MANY; i++)
        findings[i] = scan.findings[1];
    scan.findings = findings;
    scan.finding_count = MANY;
    scan.malware_count = 0;
    run = run_of(&scan);
    CHECK_INT(json_count(json_get(run, STR("results"))), MANY, "nothing is cut");
    iter = json_iter(json_get(element(json_get(run, STR("invocations")), 0),
                              STR("toolExecutionNotifications")));
    while (json_next(&iter, &none, &note))
        said = said || str_eq(json_str(json_get(json_get(note, STR("descriptor")), STR("id"))),
                              STR("size"));
    CHECK(said, "a notification");
}
