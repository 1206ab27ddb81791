/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "case.h"
#include "lifecycle/clock.h"

/* One line of a story: what is known, what is asked, where one clock stands. */
typedef struct {
    const char *why, *now, *facts, *seen, *events, *papers, *waivers, *rule, *state, *due;
    int64_t left;
    ClockBasis basis;
} Story;

#define DEV "device-us !device-eu device-jp "

/* Events: "awareness 2026-…; initiation@us-806-10 2026-…". Papers: "fda.mdr 2026-…". */
static const Story STORIES[] = {
    { "a 30-day report", "2026-11-22T12:00:00Z", DEV "death", "", "awareness 2026-11-02T12:00:00Z",
      "", "", "us-803-30", "running", "2026-12-02 24:00", 10, CLOCK_BY_EVENT },
    { "on its last day", "2026-12-03T04:59:59Z", DEV "death", "", "awareness 2026-11-02T12:00:00Z",
      "", "", "us-803-30", "due-today", "2026-12-02 24:00", 0, CLOCK_BY_EVENT },
    { "a second too late", "2026-12-03T05:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "", "", "us-803-30", "overdue", "2026-12-02 24:00", -1,
      CLOCK_BY_EVENT },
    { "first seen is not awareness", "2026-11-22T12:00:00Z", DEV "death", "2026-11-02T12:00:00Z",
      "", "", "", "us-803-30", "not-started", "2026-12-02 24:00", 10, CLOCK_BY_FIRST_SEEN },
    { "nor is anything else", "2026-11-22T12:00:00Z", DEV "death", "",
      "measure 2026-11-02T12:00:00Z; initiation 2026-11-02T12:00:00Z", "", "", "us-803-30",
      "not-started", "", 0, CLOCK_BY_NOTHING },
    { "seen after the question", "2026-11-01T12:00:00Z", DEV "death", "2026-11-02T12:00:00Z", "",
      "", "", "us-803-30", "not-started", "", 0, CLOCK_BY_NOTHING },
    { "awareness after the question", "2026-11-01T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "", "", "us-803-30", "not-started", "", 0,
      CLOCK_BY_NOTHING },
    { "the earliest awareness counts", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-05T12:00:00Z; awareness 2026-11-02T12:00:00Z; "
      "awareness 2026-11-03T12:00:00Z", "", "", "us-803-30", "running", "2026-12-02 24:00", 10,
      CLOCK_BY_EVENT },
    { "one for the row itself goes first", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z; awareness@us-803-30 2026-11-05T12:00:00Z", "", "",
      "us-803-30", "running closed", "2026-12-05 24:00", 13, CLOCK_BY_EVENT },
    { "also when it stands first", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness@us-803-30 2026-11-05T12:00:00Z; awareness 2026-11-02T12:00:00Z", "", "",
      "us-803-30", "running closed", "2026-12-05 24:00", 13, CLOCK_BY_EVENT },
    { "and is of no use for another", "2026-11-22T12:00:00Z", DEV "death remedial-action", "",
      "awareness@us-803-30 2026-11-05T12:00:00Z", "", "", "us-803-5", "not-started", "", 0,
      CLOCK_BY_NOTHING },
    { "Friday evening in Tokyo is Thursday in New York", "2026-07-31T00:00:00Z",
      DEV "remedial-action", "", "awareness 2026-07-30T23:00:00Z", "", "", "us-803-5", "running",
      "2026-08-06 24:00", 7, CLOCK_BY_EVENT },
    { "a day without a table", "2027-12-22T12:00:00Z", DEV "remedial-action", "",
      "awareness 2027-12-27T12:00:00Z", "", "", "us-803-5", "not-started", "", 0,
      CLOCK_BY_NOTHING },
    { "a year without a table", "2027-12-28T12:00:00Z", DEV "remedial-action", "",
      "awareness 2027-12-27T12:00:00Z", "", "", "us-803-5", "unknown", "", 0, CLOCK_BY_EVENT },
    { "a fact that is not stated", "2026-11-22T12:00:00Z", "device-us", "",
      "awareness 2026-11-02T12:00:00Z", "", "", "us-803-30", "undecided", "2026-12-02 24:00", 10,
      CLOCK_BY_EVENT },
    { "a fact that rules it out", "2026-11-22T12:00:00Z", "!device-us", "",
      "awareness 2026-11-02T12:00:00Z", "", "", "us-803-30", "not-applicable", "2026-12-02 24:00",
      10, CLOCK_BY_EVENT },
    { "reported in time", "2027-01-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "fda.mdr 2026-12-03T04:59:59Z", "", "us-803-30", "met",
      "2026-12-02 24:00", -51, CLOCK_BY_EVENT },
    { "reported late", "2027-01-22T12:00:00Z", DEV "death", "", "awareness 2026-11-02T12:00:00Z",
      "fda.mdr 2026-12-03T05:00:00Z", "", "us-803-30", "met late", "2026-12-02 24:00", -51,
      CLOCK_BY_EVENT },
    { "the first of two reports counts", "2027-01-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z",
      "fda.mdr 2026-12-20T05:00:00Z; fda.mdr 2026-11-03T05:00:00Z; fda.mdr 2026-12-21T05:00:00Z",
      "", "us-803-30", "met", "2026-12-02 24:00", -51, CLOCK_BY_EVENT },
    { "a report that is yet to come", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "fda.mdr 2026-11-23T05:00:00Z", "", "us-803-30", "running",
      "2026-12-02 24:00", 10, CLOCK_BY_EVENT },
    { "another report does not meet it", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "fda.806 2026-11-03T05:00:00Z", "", "us-803-30", "running",
      "2026-12-02 24:00", 10, CLOCK_BY_EVENT },
    { "reported before anybody was said to be aware", "2026-11-22T12:00:00Z", DEV "death",
      "2026-09-02T12:00:00Z", "", "fda.mdr 2026-11-03T05:00:00Z", "", "us-803-30", "met",
      "2026-10-02 24:00", -51, CLOCK_BY_FIRST_SEEN },
    { "decided to be not reportable", "2027-01-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "", "us-803-30 2026-11-10T00:00:00Z", "us-803-30",
      "not-reportable", "2026-12-02 24:00", -51, CLOCK_BY_EVENT },
    { "decided after the question", "2026-11-09T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "", "us-803-30 2026-11-10T00:00:00Z", "us-803-30",
      "running", "2026-12-02 24:00", 23, CLOCK_BY_EVENT },
    { "decided about another row", "2026-11-22T12:00:00Z", DEV "death", "",
      "awareness 2026-11-02T12:00:00Z", "", "us-803-5 2026-11-10T00:00:00Z", "us-803-30",
      "running", "2026-12-02 24:00", 10, CLOCK_BY_EVENT },
    { "a correction", "2026-11-20T21:00:00Z", DEV "correction health-risk", "",
      "initiation 2026-11-20T20:00:00Z", "", "", "us-806-10", "running", "2026-12-07 24:00", 17,
      CLOCK_BY_EVENT },
    { "a correction that is planned", "2026-11-19T21:00:00Z", DEV "correction health-risk", "",
      "initiation 2026-11-20T20:00:00Z", "", "", "us-806-10", "not-started", "2026-12-07 24:00",
      18, CLOCK_BY_PLAN },
    { "a record has no date", "2026-11-22T12:00:00Z", DEV "correction !health-risk", "",
      "initiation 2026-11-20T20:00:00Z", "", "", "us-806-20", "running", "", 0, CLOCK_BY_EVENT },
    { "conditions of the discretion", "2026-11-22T12:00:00Z",
      DEV "uncontrolled !death !serious-harm isao", "", "awareness 2026-11-02T12:00:00Z", "", "",
      "us-pm16-60", "running", "2027-01-01 24:00", 40, CLOCK_BY_EVENT },
    { "Europe: fifteen days, to a Sunday that the date does not leave", "2026-11-22T12:00:00Z",
      "device-eu serious-incident", "", "awareness 2026-11-20T23:30:00Z", "", "", "eu-mdr-15",
      "running closed", "2026-12-06 24:00", 14, CLOCK_BY_EVENT },
    { "Europe: fifteen days, to Christmas Day", "2026-12-20T12:00:00Z",
      "device-eu serious-incident", "", "awareness 2026-12-10T12:00:00Z", "", "", "eu-mdr-15",
      "running closed", "2026-12-25 24:00", 5, CLOCK_BY_EVENT },
    { "Europe: fifteen days, to an open day", "2026-12-20T12:00:00Z",
      "device-eu serious-incident", "", "awareness 2026-12-09T12:00:00Z", "", "", "eu-mdr-15",
      "running", "2026-12-24 24:00", 4, CLOCK_BY_EVENT },
    { "a correction in Europe is told before it", "2026-11-22T12:00:00Z", "device-eu correction",
      "", "initiation 2026-11-30T08:30:00Z", "", "", "eu-mdr-fsca", "running", "2026-11-30 09:30",
      8, CLOCK_BY_PLAN },
    { "on the day itself", "2026-11-30T08:29:59Z", "device-eu correction", "",
      "initiation 2026-11-30T08:30:00Z", "", "", "eu-mdr-fsca", "due-today", "2026-11-30 09:30", 0,
      CLOCK_BY_PLAN },
    { "and not after it", "2026-11-30T08:30:00Z", "device-eu correction", "",
      "initiation 2026-11-30T08:30:00Z", "", "", "eu-mdr-fsca", "overdue", "2026-11-30 09:30", 0,
      CLOCK_BY_EVENT },
    { "an app: 24 hours", "2026-10-25T00:30:00Z", "!device-eu exploited", "",
      "awareness 2026-10-24T12:00:00Z", "", "", "eu-cra-exploited-24", "due-today",
      "2026-10-25 13:00", 0, CLOCK_BY_EVENT },
    { "a device: the CRA does not apply", "2026-10-25T00:30:00Z", "device-eu exploited", "",
      "awareness 2026-10-24T12:00:00Z", "", "", "eu-cra-exploited-24", "not-applicable",
      "2026-10-25 13:00", 0, CLOCK_BY_EVENT },
    { "an app before the CRA", "2026-09-12T00:30:00Z", "!device-eu exploited", "",
      "awareness 2026-09-10T21:59:59Z", "", "", "eu-cra-exploited-24", "not-in-force",
      "2026-09-11 23:59", -1, CLOCK_BY_EVENT },
    { "and on its first day, at midnight in Brussels", "2026-09-11T00:30:00Z",
      "!device-eu exploited", "", "awareness 2026-09-10T22:00:00Z", "", "", "eu-cra-exploited-24",
      "due-today", "2026-09-11 24:00", 0, CLOCK_BY_EVENT },
    { "an app before the CRA that nobody has seen", "2026-09-10T12:00:00Z", "!device-eu exploited",
      "", "", "", "", "eu-cra-exploited-24", "not-in-force", "", 0, CLOCK_BY_NOTHING },
    { "no measure yet", "2026-10-25T00:30:00Z", "!device-eu exploited", "2026-10-24T12:00:00Z",
      "awareness 2026-10-24T12:00:00Z", "", "", "eu-cra-exploited-final", "not-started", "", 0,
      CLOCK_BY_NOTHING },
    { "fourteen days after the measure", "2026-10-25T00:30:00Z", "!device-eu exploited", "",
      "measure 2026-10-24T12:00:00Z", "", "", "eu-cra-exploited-final",
      "running closed", "2026-11-07 24:00", 13, CLOCK_BY_EVENT },
    { "a month after the notification", "2027-02-01T00:00:00Z", "!device-eu severe-incident", "",
      "awareness 2027-01-29T12:00:00Z", "cra.incident 2027-01-31T12:00:00Z", "",
      "eu-cra-incident-final", "running closed", "2027-02-28 24:00", 27, CLOCK_BY_EVENT },
    { "or after its last moment", "2027-01-30T00:00:00Z", "!device-eu severe-incident", "",
      "awareness 2027-01-28T12:00:00Z", "", "", "eu-cra-incident-final", "not-started closed",
      "2027-02-28 24:00", 29, CLOCK_BY_LAST_MOMENT },
    { "or after nothing", "2027-01-30T00:00:00Z", "!device-eu severe-incident", "", "", "", "",
      "eu-cra-incident-final", "not-started", "", 0, CLOCK_BY_NOTHING },
    { "Japan: fifteen days, an office that is closed", "2026-11-22T12:00:00Z",
      "device-jp malfunction-harm", "", "awareness 2026-11-20T15:00:00Z", "", "", "jp-68-10-15",
      "running closed", "2026-12-06 24:00", 14, CLOCK_BY_EVENT },
    { "one report meets both rows", "2027-11-22T12:00:00Z", "device-jp malfunction-harm", "",
      "awareness 2026-11-20T15:00:00Z", "pmda.malfunction 2026-12-10T15:00:00Z", "",
      "jp-68-10-30", "met", "2026-12-21 24:00", -336, CLOCK_BY_EVENT },
    { "without delay has no date", "2026-11-22T12:00:00Z", "device-jp correction", "",
      "initiation 2026-11-20T15:00:00Z", "", "", "jp-68-11", "running", "", 0, CLOCK_BY_EVENT },
};

/* REQ A134 */
TEST(clocks_stand_where_the_story_says)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();

    for (size_t i = 0; i < ARRAY_LEN(STORIES); i++) {
        const Story *story = &STORIES[i];
        CaseText text = { story->facts, story->seen, story->events, story->papers,
                          story->waivers };
        const Clock *clock = case_clock(&world, &text, story->now, story->rule);
        char state[64], due[CLOCK_DUE_BYTES];
        case_state(clock, state, sizeof state);
        CHECK_STR(str_of(state), str_of(story->state), story->why);
        CHECK_STR(clock_due_text(clock, due), str_of(story->due), story->why);
        CHECK_INT(clock->days_left, story->left, story->why);
        CHECK_INT(clock->basis, story->basis, story->why);
    }
}

TEST(one_case_starts_several_clocks)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CaseText text = { "device-us device-eu device-jp death serious-incident", "",
                      "awareness 2026-11-20T12:00:00Z", "", "" };
    size_t count, running = 0;
    Clock *clocks = case_clocks(&world, &text, "2026-11-22T12:00:00Z", &count);

    CHECK_INT(count, world.rules.count, "every row of the three markets");
    for (size_t i = 0; i < count; i++)
        running += clocks[i].state == CLOCK_RUNNING;
    CHECK_INT(running, 5, "us-803-30, eu-mdr-15, eu-mdr-10, jp-68-10-15 and jp-68-10-30");
}

TEST(clocks_are_those_of_the_markets)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    ClockCase what = { .markets = 1u << CLOCK_JP };
    Clock *clocks;
    size_t count;
    Err err = { 0 };

    CHECK_OK(clock_list(&world.world, &what, 0, &world.arena, &clocks, &count, &err), &err);
    CHECK_INT(count, 5, "Japan");
    what.markets = 0;
    CHECK_OK(clock_list(&world.world, &what, 0, &world.arena, &clocks, &count, &err), &err);
    CHECK_INT(count, 0, "no market, no clock");
}

TEST(clocks_without_data_for_the_zone_have_no_date)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CaseText text = { DEV "death remedial-action severe-incident", "",
                      "awareness 2026-11-02T12:00:00Z", "", "" };
    const Clock *clock;

    world.zones[0] = world.zones[1] = world.zones[2] = NULL;
    clock = case_clock(&world, &text, "2026-11-22T12:00:00Z", "us-803-30");
    CHECK_INT(clock->state, CLOCK_UNKNOWN, "it runs, but to when?");
    CHECK(clock->missing_zone && !clock->dated, "for this reason");
    clock = case_clock(&world, &text, "2026-11-22T12:00:00Z", "eu-cra-incident-final");
    CHECK_INT(clock->basis, CLOCK_BY_NOTHING, "nor has the row before a last moment");
    clock = case_clock(&world, &text, "2026-11-22T12:00:00Z", "eu-cra-incident-24");
    CHECK_INT(clock->state, CLOCK_UNKNOWN, "in force by the day in UTC");
}

TEST(a_rule_that_has_ended_starts_no_clock)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CaseText text = { DEV "death", "", "awareness 2026-11-20T12:00:00Z", "", "" };
    ClockRule rule = world.rules.rule[0];
    ClockRules rules = { &rule, 1, world.rules.zone, world.rules.zone_count };
    size_t count;

    world.world.rules = &rules;
    rule.until = date_to_days((Ymd){ 2026, 11, 20 });
    CHECK_INT(case_clocks(&world, &text, "2026-11-22T12:00:00Z", &count)[0].state, CLOCK_RUNNING,
              "its last day");
    rule.until--;
    CHECK_INT(case_clocks(&world, &text, "2026-11-22T12:00:00Z", &count)[0].state,
              CLOCK_NOT_APPLICABLE, "the day after");
}

TEST(a_missing_year_is_named)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CaseText text = { DEV "remedial-action", "", "awareness 2027-12-27T12:00:00Z", "", "" };

    CHECK_INT(case_clock(&world, &text, "2027-12-28T12:00:00Z", "us-803-5")->missing_year, 2028,
              "the year whose table is missing");
}

/* ---- refusals ------------------------------------------------------------------------- */

static void refused(const CaseWorld *world, const ClockCase *what, ErrCode code, const char *rule)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Clock *clocks = NULL;
    size_t count = 7;
    Err err = { 0 };

    CHECK(!clock_list(&world->world, what, 0, &arena, &clocks, &count, &err), rule);
    CHECK_INT(err.code, code, rule);
    CHECK_STR(err.rule, str_of(rule), rule);
    CHECK(!clocks && count == 7, "the outputs are untouched");
}

TEST(cases_that_contradict_themselves_are_refused)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    ClockEvent event = { CLOCK_AWARENESS, STR("us-999"), 0 };
    ClockFiling filing = { STR("letter"), 0 };
    ClockWaiver waivers[] = {
        { STR("us-999"), STR("a reason"), STR("a person"), 0 },
        { STR("us-803-30"), STR(""), STR("a person"), 0 },
        { STR("us-803-30"), STR("a reason"), STR(""), 0 },
    };
    ClockCase what = { .facts = { .yes = 6, .no = 2 } };

    refused(&world, &what, ERR_STRUCTURE, "lifecycle.clock-facts");
    what = (ClockCase){ .event = &event, .event_count = 1 };
    refused(&world, &what, ERR_UNKNOWN_NAME, "lifecycle.clock-no-rule");
    what = (ClockCase){ .filing = &filing, .filing_count = 1 };
    refused(&world, &what, ERR_UNKNOWN_NAME, "lifecycle.clock-no-report");
    what = (ClockCase){ .waiver = &waivers[0], .waiver_count = 1 };
    refused(&world, &what, ERR_UNKNOWN_NAME, "lifecycle.clock-no-rule");
    what.waiver = &waivers[1];
    refused(&world, &what, ERR_STRUCTURE, "lifecycle.clock-no-reason");
    what.waiver = &waivers[2];
    refused(&world, &what, ERR_STRUCTURE, "lifecycle.clock-no-reason");
}

TEST(each_basis_has_a_word_of_its_own)
{
    for (unsigned i = 0; i < CLOCK_BASES; i++)
        for (unsigned j = 0; j < i; j++)
            CHECK(!str_eq(clock_basis_word(i), clock_basis_word(j)), "its own");
}

TEST(clocks_need_memory)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CLEANUP(arena_done) Arena none = arena_new(0);
    ClockCase what = { 0 };
    Clock *clocks;
    size_t count;
    Err err = { 0 };

    CHECK(!clock_list(&world.world, &what, 0, &none, &clocks, &count, &err), "none");
    CHECK(err_is_no_memory(&err), "is said");
}

/* ---- order ------------------------------------------------------------------------------ */

TEST(clocks_are_ordered_by_urgency)
{
    static const ClockRule RULES[2] = { { .length = 1 }, { .length = 2 } };
    /* each before all that follow it, but for the pairs that are equal */
    static const Clock ORDER[] = {
        { .rule = &RULES[0], .state = CLOCK_OVERDUE, .dated = true, .due_s = 1 },
        { .rule = &RULES[0], .state = CLOCK_UNDECIDED, .dated = true, .due_s = 2 },
        { .rule = &RULES[1], .state = CLOCK_RUNNING, .dated = true, .due_s = 2 },
        { .rule = &RULES[0], .state = CLOCK_RUNNING },
        { .rule = &RULES[1], .state = CLOCK_UNKNOWN },
        { .rule = &RULES[0], .state = CLOCK_MET, .dated = true, .due_s = 1 },
        { .rule = &RULES[0], .state = CLOCK_NOT_APPLICABLE, .dated = true, .due_s = 3 },
        { .rule = &RULES[0], .state = CLOCK_NOT_REPORTABLE },
    };

    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++) {
        CHECK_INT(clock_compare(&ORDER[i], &ORDER[i]), 0, "equal to itself");
        for (size_t j = i + 1; j < ARRAY_LEN(ORDER); j++) {
            CHECK_INT(clock_compare(&ORDER[i], &ORDER[j]), -1, "before");
            CHECK_INT(clock_compare(&ORDER[j], &ORDER[i]), 1, "behind");
        }
    }
}
