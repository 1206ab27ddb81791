/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "snapshot.h"

#include "base/msg.h"

#include <stdio.h>

enum { TEXT_BYTES = 1 << 20 };

static const char *const FILES[LANG_COUNT] = {
    [LANG_EN] = "tests/golden/lifecycle-clocks.en.txt",
    [LANG_JA] = "tests/golden/lifecycle-clocks.ja.txt",
};

TEST(clock_rules_read_as_a_reviewer_read_them)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();

    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        CLEANUP(buf_done) Buf out = buf_new(TEXT_BYTES);
        for (size_t i = 0; i < world.rules.count; i++) {
            clock_rule_tell(&world.rules, &world.rules.rule[i], lang, &out);
            buf_char(&out, '\n');
        }
        snapshot_check(FILES[lang], &out);
    }
}

TEST(clock_rules_tell_when_they_begin_and_end)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CLEANUP(buf_done) Buf out = buf_new(TEXT_BYTES);
    ClockRule rule = world.rules.rule[0];

    rule.from = date_to_days((Ymd){ 2026, 1, 1 });
    rule.until = date_to_days((Ymd){ 2026, 12, 31 });
    clock_rule_tell(&world.rules, &rule, LANG_EN, &out);
    CHECK(str_ends(buf_str(&out), STR("In force from 2026-01-01. In force until 2026-12-31.\n")),
          "both ends");
}

static const struct {
    CaseText text;
    const char *now, *rule;
} TOLD[] = {
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "", "" },
      "2026-12-02T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "", "" },
      "2026-12-12T12:00:00Z", "us-803-30" },
    { { "device-us death", "2026-11-02T12:00:00Z", "", "", "" },
      "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "", "", "" }, "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us", "", "awareness 2026-11-02T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us", "", "", "", "" }, "2026-11-22T12:00:00Z", "us-803-30" },
    { { "!device-us", "", "", "", "" }, "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "fda.mdr 2026-11-10T10:00:00Z",
        "" }, "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "fda.mdr 2026-12-10T10:00:00Z",
        "" }, "2026-12-22T12:00:00Z", "us-803-30" },
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "",
        "us-803-30 2026-11-03T00:00:00Z" }, "2026-11-22T12:00:00Z", "us-803-30" },
    { { "device-us remedial-action", "", "awareness 2027-12-27T12:00:00Z", "", "" },
      "2027-12-28T12:00:00Z", "us-803-5" },
    { { "device-us", "", "awareness 2027-12-27T12:00:00Z", "", "" },
      "2027-12-28T12:00:00Z", "us-803-5" },
    { { "device-us correction health-risk", "", "initiation 2026-11-30T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "us-806-10" },
    { { "device-us correction !health-risk", "", "initiation 2026-11-20T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "us-806-20" },
    { { "device-eu correction", "", "initiation 2026-11-30T08:30:00Z", "", "" },
      "2026-11-22T12:00:00Z", "eu-mdr-fsca" },
    { { "!device-eu exploited", "", "awareness 2026-09-01T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "eu-cra-exploited-24" },
    { { "device-eu exploited", "", "awareness 2026-10-24T12:00:00Z", "", "" },
      "2026-10-24T22:30:00Z", "eu-cra-exploited-24" },
    { { "!device-eu exploited", "", "awareness 2026-10-24T12:00:00Z", "", "" },
      "2026-10-24T13:30:00Z", "eu-cra-exploited-24" },
    { { "!device-eu severe-incident", "", "awareness 2027-01-28T12:00:00Z", "", "" },
      "2027-01-29T00:00:00Z", "eu-cra-incident-final" },
    { { "device-jp malfunction-harm", "", "awareness 2026-11-20T15:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "jp-68-10-15" },
    { { "device-jp malfunction-harm", "", "awareness 2026-11-07T15:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "jp-68-10-15" },
    { { "device-jp correction", "", "initiation 2026-11-20T15:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "jp-68-11" },
};

TEST(clocks_are_told_as_a_reviewer_read_them)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CLEANUP(buf_done) Buf out = buf_new(TEXT_BYTES);

    for (size_t i = 0; i < ARRAY_LEN(TOLD); i++) {
        const Clock *clock = case_clock(&world, &TOLD[i].text, TOLD[i].now, TOLD[i].rule);
        buf_printf(&out, "%s at %s: %s %s\n", TOLD[i].rule, TOLD[i].now, TOLD[i].text.facts,
                   TOLD[i].text.events);
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            clock_tell(&world.rules, clock, lang, &out);
            buf_char(&out, '\n');
        }
    }
    snapshot_check("tests/golden/lifecycle-clock-states.txt", &out);
}

/* By hand: 30 days from 2 November; 24 hours, in which Brussels leaves summer time; 15 days from
 * 21 November, which has begun in Tokyo. */
static const struct {
    CaseText text;
    const char *now, *rule, *due;
} PLACED[] = {
    { { "device-us death", "", "awareness 2026-11-02T12:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "us-803-30", "2026-12-02 24:00 New York" },
    { { "!device-eu exploited", "", "awareness 2026-10-24T12:00:00Z", "", "" },
      "2026-10-24T13:30:00Z", "eu-cra-exploited-24", "2026-10-25 13:00 Brussels" },
    { { "device-jp malfunction-harm", "", "awareness 2026-11-20T15:00:00Z", "", "" },
      "2026-11-22T12:00:00Z", "jp-68-10-15", "2026-12-06 24:00 Tokyo" },
    { { "device-us death", "", "", "", "" }, "2026-11-22T12:00:00Z", "us-803-30", "" },
};

TEST(a_due_date_names_the_place_whose_time_it_is)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();

    for (size_t i = 0; i < ARRAY_LEN(PLACED); i++) {
        const Clock *clock = case_clock(&world, &PLACED[i].text, PLACED[i].now, PLACED[i].rule);
        char due[CLOCK_PLACED_BYTES];

        CHECK_STR(clock_due_placed(&world.rules, clock, due), str_of(PLACED[i].due),
                  PLACED[i].rule);
    }
}

TEST(a_zone_without_data_is_named)
{
    CLEANUP(case_world_done) CaseWorld world = case_world_new();
    CLEANUP(buf_done) Buf out = buf_new(TEXT_BYTES);
    CaseText text = { "device-jp death", "", "awareness 2026-11-20T15:00:00Z", "", "" };

    world.zones[2] = NULL;
    clock_tell(&world.rules, case_clock(&world, &text, "2026-11-22T12:00:00Z", "jp-68-10-15"),
               LANG_EN, &out);
    CHECK_STR(buf_str(&out), STR("Due date unknown: there is no data for the time zone "
                                 "Asia/Tokyo."), "which one");
}

TEST(clock_states_have_names_in_both_languages)
{
    for (unsigned i = 0; i < CLOCK_STATES; i++) {
        CHECK(clock_state_word(i).len > 0, "a word");
        CHECK(msg_id(clock_state_name(i)).len > 0, "a sentence");
    }
}
