/* SPDX-License-Identifier: Apache-2.0 */
/* Stages, forecasts and notices through the program.
 * Tests: cli/life.c api/life.c api/notice.c api/ledger.c api/noun_rule.c */
#include "accept.h"

#include <stdio.h>

#define DONE(...) own_done(INRO(__VA_ARGS__), __LINE__)

/* A pump whose openssl is supported shorter than itself. */
static const char *pump(const char *name, const char *released)
{
    const char *at = place(name);
    const char *sbom = document("life.cdx.json",
        CDX("{'type':'library','name':'openssl','version':'3.0.1',"
            "'purl':'pkg:generic/openssl@3.0.1'}"));

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1",
         "--released", released, "--end-of-life", "2028-01-01", "--end-of-support", "2030-01-01");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.1", sbom);
    DONE("component", "create", "--record", at, "--product", "Pump", "--component",
         "pkg:generic/openssl", "--support-end", "2029-06-30", "--source", "letter");
    return at;
}

#define LIFE(at, on)                                                                               \
    DONE("release", "life", "--record", at, "--db", ward(), "Pump@2.1", "--on", on, "--json")

static bool is_over(Str json)
{
    return str_find(json, STR("That day is over, and it is not stated legacy")) < json.len;
}

TEST(the_stage_follows_the_dates_and_names_who_answers) /* REQ A142 */
{
    static const struct { const char *on, *stage, *responsible, *legacy; } ROWS[] = {
        { "2025-12-31", "development", "maker", "no" },
        { "2026-01-01", "support", "maker", "no" },
        { "2028-01-01", "limited-support", "shared", "no" },
        { "2030-01-01", "end-of-support", "customer", "yes" },
    };
    const char *at = pump("stages", "2026-01-01");

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str json = LIFE(at, ROWS[i].on);

        CHECK_STR(json_at(json, "stage"), str_of(ROWS[i].stage), ROWS[i].on);
        CHECK_STR(json_at(json, "responsible"), str_of(ROWS[i].responsible), ROWS[i].on);
        CHECK_STR(json_at(json, "legacy"), str_of(ROWS[i].legacy), ROWS[i].on);
    }
}

TEST(the_forecast_is_that_of_the_shortest_lived_component_and_development_is_warned)
{
    static const Fact FACTS[] = {
        { "legacy_forecast", "2029-06-30", "before the device's own end" },
        { "forecast_sure", "true", "every end is known" },
        { "shortest_lived[0].component", "openssl 3.0.1", "because of it" },
        { "warnings[0].warning", "ends-before", "while it can still be changed" },
    };
    static const Fact LATER[] = { { "warnings", "[0]", "notices take their place" } };
    const char *at = pump("forecast", "2026-06-01");

    CHECK_FACTS(LIFE(at, "2026-01-10"), FACTS);
    CHECK_FACTS(LIFE(at, "2026-06-01"), LATER);
    CHECK_HAS(DONE("release", "life", "--record", at, "--db", ward(), "Pump@2.1"), "N60-",
              "obligations name their source");
    CHECK(!is_over(LIFE(at, "2029-06-29")), "the day before");
    CHECK(is_over(LIFE(at, "2029-06-30")), "and then: what to do");
    CHECK(!is_over(LIFE(at, "2030-01-01")), "nothing is left to state");
}

TEST(a_proven_compensating_control_keeps_a_release_from_being_legacy_until_its_evidence_ends)
{
    const char *at = pump("control", "2024-01-01");

    DONE("release", "change", "--record", at, "Pump@2.1", "--end-of-life", "2025-01-01",
         "--end-of-support", "2025-06-01");
    CHECK_STR(json_at(LIFE(at, "2026-02-01"), "legacy"), STR("yes"), "support has ended");
    DONE("control", "create", "--record", at, "--product", "Pump", "--name", "own network",
         "--kind", "customer", "--verified", "no", "--valid-until", "2027-01-01", "--evidence",
         "report 7");
    CHECK_STR(json_at(LIFE(at, "2026-02-01"), "legacy"), STR("yes"), "not verified is not proven");
    DONE("control", "create", "--record", at, "--product", "Pump", "--name", "firewall", "--kind",
         "customer", "--verified", "yes", "--valid-until", "2027-01-01", "--evidence", "report 8");
    {
        static const Fact FACTS[] = { { "legacy", "no", "protected" },
                                      { "legacy_because", "control", "and by what" },
                                      { "control", "firewall", "" } };
        CHECK_FACTS(LIFE(at, "2027-01-01"), FACTS);
    }
    CHECK_STR(json_at(LIFE(at, "2027-01-02"), "legacy"), STR("yes"), "its evidence has ended");
}

TEST(development_is_warned_of_every_component_that_ends_before_the_device_or_may)
{
    static const struct { const char *name, *end, *level, *warning; } ROWS[] = {
        { "gone", "yes", NULL, "ended" },
        { "past", "2025", NULL, "ends-before" },
        { "short", "2029-12-31", NULL, "ends-before" },
        { "about", "2030", NULL, "may-end-before" },
        { "long", "2031", NULL, NULL },
        { "silent", NULL, NULL, "open" },
        { "nobody", NULL, "unknown", "open" },
        { "asked", "unknown", NULL, "unknown" },
        { "ever", "no", NULL, "unending" },
        { "left", "2031", "abandoned", "ended" },
    };
    const char *sbom = document("warn.cdx.json", CDX(
        "{'type':'library','name':'gone'},{'type':'library','name':'short'},"
        "{'type':'library','name':'past'},"
        "{'type':'library','name':'about'},{'type':'library','name':'long'},"
        "{'type':'library','name':'silent'},{'type':'library','name':'nobody'},"
        "{'type':'library','name':'asked'},{'type':'library','name':'ever'},"
        "{'type':'library','name':'left'}"));
    const char *at = place("warn");
    Str json;

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1",
         "--released", "2026-06-01", "--end-of-life", "2028-01-01", "--end-of-support",
         "2030-06-01");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.1", sbom);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *words[24] = { "component", "create", "--record", at, "--product", "Pump",
                                  "--justification", "asked", "--source", "letter", "--component",
                                  ROWS[i].name };
        size_t count = 12;

        if (!ROWS[i].end && !ROWS[i].level)
            continue;
        if (ROWS[i].end) {
            words[count++] = "--support-end";
            words[count++] = ROWS[i].end;
        }
        if (ROWS[i].level) {
            words[count++] = "--support-level";
            words[count++] = ROWS[i].level;
        }
        own_done(inro_words(STR(""), NULL, words), __LINE__);
    }
    json = LIFE(at, "2026-01-10");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char where[100];

        snprintf(where, sizeof where, "warnings[identifier=%s@].warning", ROWS[i].name);
        CHECK_STR(json_at(json, where), str_of(ROWS[i].warning ? ROWS[i].warning : "absent"),
                  ROWS[i].name);
    }
    CHECK_STR(json_at(LIFE(at, "2026-06-01"), "warnings"), STR("[0]"), "while it is developed");
}

TEST(a_control_protects_from_the_day_it_is_proven_and_needs_evidence_for_it)
{
    const char *at = pump("control-from", "2024-01-01");

    DONE("release", "change", "--record", at, "Pump@2.1", "--end-of-life", "2025-01-01",
         "--end-of-support", "2025-06-01");
    DONE("control", "create", "--record", at, "--product", "Pump", "--name", "no proof", "--kind",
         "customer", "--verified", "yes", "--valid-from", "2025-01-01", "--valid-until", "2030");
    CHECK_STR(json_at(LIFE(at, "2026-02-01"), "legacy"), STR("yes"), "without evidence nothing");
    DONE("control", "create", "--record", at, "--product", "Pump", "--name", "firewall", "--kind",
         "customer", "--verified", "yes", "--valid-from", "2025-09", "--valid-until", "2027",
         "--evidence", "report 8");
    CHECK_STR(json_at(LIFE(at, "2025-09-29"), "legacy"), STR("yes"), "a month binds to its end");
    CHECK_STR(json_at(LIFE(at, "2025-09-30"), "legacy"), STR("no"), "from its last day on");
    CHECK_STR(json_at(LIFE(at, "2027-01-01"), "legacy"), STR("no"), "to the first day of the year");
    CHECK_STR(json_at(LIFE(at, "2027-01-02"), "legacy"), STR("yes"), "and not beyond");
    CHECK_HAS(DONE("control", "list", "--record", at), "2025-09", "it is told");
    {
        ProcessResult result =
            INRO("control", "create", "--record", at, "--product", "Pump", "--name", "x", "--kind",
                 "maker", "--valid-from", "2027-02", "--valid-until", "2027-01-31");

        CHECK_INT(result.status, 2, "it ends before it begins");
        CHECK_HAS(result.err, "2027-02", "both days are named");
        CHECK_HAS(result.err, "2027-01-31", "");
    }
}

TEST(a_release_whose_dates_contradict_each_other_is_refused_and_both_are_named)
{
    const char *at = pump("dates", "2026-01-01");
    ProcessResult result = INRO("release", "create", "--record", at, "--product", "Pump",
                                "--version", "3", "--released", "2027-02", "--end-of-life",
                                "2027-01-31");

    CHECK_INT(result.status, 2, "end of life before the release");
    CHECK_HAS(result.err, "2027-01-31", "the one date");
    CHECK_HAS(result.err, "2027-02", "and the other");
    result = INRO("release", "change", "--record", at, "Pump@2.1", "--end-of-support", "2027");
    CHECK_INT(result.status, 2, "end of support before the end of life it keeps");
    CHECK_HAS(result.err, "2028-01-01", "which is named");
    result = INRO("release", "change", "--record", at, "Pump@2.1", "--legacy-since", "2027");
    CHECK_INT(result.status, 2, "legacy without a reason");
    CHECK_INT(INRO("release", "life", "--record", at, "Pump@2.1", "--on", "tomorrow").status, 2,
              "no day");
}

#define NOTICES(at, on)                                                                            \
    DONE("notice", "list", "--record", at, "--db", ward(), "--product", "Pump", "--on", on,        \
         "--json")

TEST(notices_fall_due_two_years_one_year_and_half_a_year_ahead)
{
    static const Fact FACTS[] = {
        { "rows[notice=support-limited:24:2028-01-01].state", "due", "today" },
        { "rows[notice=support-limited:24:2028-01-01].due", "2026-01-01", "24 months ahead" },
        { "rows[notice=support-end:6:2030-01-01].due", "2029-07-01", "6 months ahead" },
        { "rows[notice=support-end:6:2030-01-01].state", "coming", "" },
        { "rows[notice=part-end:12:2029-06-30:pkg:generic/openssl@3.0.1].due", "2028-06-30",
          "of the component" },
        { "rows", "[9]", "three of each" },
    };
    static const Fact LATE[] = {
        { "rows[notice=support-limited:24:2028-01-01].state", "overdue", "a day late" },
    };
    const char *at = pump("notices", "2025-01-01");

    CHECK_FACTS(NOTICES(at, "2026-01-01"), FACTS);
    CHECK_FACTS(NOTICES(at, "2026-01-02"), LATE);
}

TEST(a_notice_that_was_sent_is_not_due_and_a_changed_date_has_to_be_told_again)
{
    static const Fact SENT[] = {
        { "rows[notice=support-limited:24:2028-01-01].state", "sent", "" },
        { "rows[notice=support-limited:24:2028-01-01].sent", "2026-01-05", "when" },
        { "rows[notice=support-limited:12:2028-01-01].state", "coming", "nearer ones stay" },
    };
    static const Fact AGAIN[] = {
        { "rows[notice=support-limited:24:2027-12-01].state", "overdue", "another date" },
    };
    const char *at = pump("sent", "2025-01-01");
    ProcessResult result;

    DONE("notice", "sent", "--record", at, "support-limited:24:2028-01-01", "--release", "Pump@2.1",
         "--at", "2026-01-05T09:00:00Z");
    CHECK_FACTS(NOTICES(at, "2026-01-10"), SENT);
    DONE("release", "change", "--record", at, "Pump@2.1", "--end-of-life", "2027-12-01");
    CHECK_FACTS(NOTICES(at, "2026-01-10"), AGAIN);
    result = INRO("notice", "sent", "--record", at, "support-limited:23:2028-01-01", "--release",
                  "Pump@2.1", "--at", "2026-01-05T09:00:00Z");
    CHECK_INT(result.status, 2, "no notice falls 23 months ahead");
    result = INRO("notice", "sent", "--record", at, "support-end:24:2030-01-01", "--release",
                  "Pump@2.1", "--at", "2027-01-05T09:00:00Z");
    CHECK_INT(result.status, 2, "nobody was told in the future");
    CHECK_INT(INRO("notice", "sent", "--record", at, "support-end:24:2030-01-01").status, 2,
              "of which release, and when");
}

TEST(components_without_a_date_are_one_row_for_people_and_one_each_for_programs)
{
    const char *at = pump("undated", "2025-01-01");
    const char *more = document("more.cdx.json",
        CDX("{'type':'library','name':'a','version':'1','purl':'pkg:generic/a@1'},"
            "{'type':'library','name':'b','version':'1','purl':'pkg:generic/b@1'}"));
    const char *one = document("one.cdx.json",
        CDX("{'type':'library','name':'a','version':'1','purl':'pkg:generic/a@1'}"));
    Str table;

    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.2",
         "--released", "2025-01-01", "--end-of-support", "2030-01-01");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.1", more);
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.2", one);
    table = DONE("notice", "list", "--record", at, "--db", ward(), "--on", "2026-01-01");
    CHECK_HAS(table, "2 components without a date", "counted, in one row");
    CHECK_LACKS(table, "pkg:generic/b@1", "not each");
    CHECK_HAS(table, "part-end:0:unknown:pkg:generic/a@1", "one alone is as it is");
    CHECK_HAS(table, "-o json and -o csv have a row for each", "where to see all");
    CHECK_HAS(table, "part-end:12:2029-06-30:pkg:generic/openssl@3.0.1", "dated ones stay");
    CHECK_HAS(DONE("notice", "list", "--record", at, "--db", ward(), "--on", "2026-01-01",
                   "--lang", "ja"), "日付不明のコンポーネント 2 件", "Japanese");
    CHECK_HAS(DONE("notice", "list", "--record", at, "--db", ward(), "--on", "2026-01-01", "-o",
                   "csv"), "part-end:0:unknown:pkg:generic/b@1", "programs get each");
    CHECK_LACKS(DONE("notice", "list", "--record", at, "--db", ward(), "--on", "2026-01-01", "-o",
                     "json"), "api.notice-folded", "and no note");
}
