/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts fire is told by the scenarios of tests/data/lifecycle/decisions.data. */
#include "lifecycle/decision_trigger.h"

#include "scene.h"
#include "snapshot.h"
#include "test.h"

#include "base/msg.h"

enum { TEXT_BYTES_MAX = 1 << 20 };

static Str threshold(Trigger bit, char *room, size_t size)
{
    EpssJump jump = epss_jump_default();

    if (bit != TRIGGER_EPSS)
        return (Str){ 0 };
    (void)snprintf(room, size, "+%u.%03u points, or x%u.%02u and at least %u.%03u points",
                   jump.rise_e5 / 1000, jump.rise_e5 % 1000, jump.factor_percent / 100,
                   jump.factor_percent % 100, jump.floor_e5 / 1000, jump.floor_e5 % 1000);
    return str_of(room);
}

TEST(the_table_of_triggers_is_the_one_in_data)
{
    Buf out = buf_new(TEXT_BYTES_MAX);
    Decision bare = scene_decision("D1");
    char room[128];

    bare.build = (DecisionBuild){ 0 };
    buf_add(&out, STR("trigger\tdefault\tthreshold\tsentence_en\tsentence_ja\tsource\n"));
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        SNAPSHOT_ROW(&out, trigger_word(i),
                     trigger_defaults(&bare) & trigger_at(i) ? STR("yes") : STR("when known"),
                     threshold(trigger_at(i), room, sizeof room),
                     msg_text(LANG_EN, trigger_sentence(i)), msg_text(LANG_JA, trigger_sentence(i)),
                     trigger_source(i));
    snapshot_check("data/lifecycle/decision-triggers.tsv", &out);
}

TEST(defaults_watch_all_that_can_be_compared)
{
    static const struct {
        DecisionBuild build;
        bool any_component;
        unsigned without;
        const char *why;
    } ROWS[] = {
        { { .version = STR_ROW("1"), .context = STR_ROW("c") }, false, 0, "all is known" },
        { { .digest = STR_ROW("aa") }, false, TRIGGER_CONTEXT, "no security context" },
        { { .options = STR_ROW("o") }, false, TRIGGER_CONTEXT, "options are enough" },
        { { .context = STR_ROW("c") }, false, TRIGGER_COMPONENT, "nothing of the component" },
        { { .version = STR_ROW("1"), .context = STR_ROW("c") }, true, TRIGGER_COMPONENT,
          "every component is meant" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Decision d = scene_decision("D1");
        Err err = { 0 };
        d.build = ROWS[i].build;
        if (ROWS[i].any_component)
            d.scope = (DecisionScope){ .inherits = true };
        d.triggers = trigger_defaults(&d);
        CHECK_INT(d.triggers, TRIGGERS_ALL & ~ROWS[i].without, ROWS[i].why);
        CHECK_OK(decision_check(&d, &err), &err);
    }
}

TEST(hashes_are_compared_by_the_algorithms_that_both_bear)
{
    static const struct { const char *then, *now; bool changed; const char *why; } ROWS[] = {
        { "sha256:aa", "sha256:aa", false, "the same" },
        { "sha256:aa", "sha256:AA", false, "digits in capitals" },
        { "sha256:aa", "sha256:bb", true, "another" },
        { "sha1:11 sha256:aa", "sha256:aa", false, "one of two is told, and equal" },
        { "sha256:aa", "md5:22 sha256:aa", false, "one more is told" },
        { "sha1:11 sha256:aa", "sha1:11 sha256:bb", true, "one of two differs" },
        { "sha256:aa", "sha1:11", true, "nothing in common" },
        { "sha256:aa", "", true, "told no more" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(hashes_changed(str_of(ROWS[i].then), str_of(ROWS[i].now)), ROWS[i].changed,
                  ROWS[i].why);
}

TEST(what_equals_one_of_several_builds_has_not_changed)
{
    static DecisionBuild others[] = {
        { .version = STR_ROW("3.1"), .digest = STR_ROW("sha256:bb"), .context = STR_ROW("c1") },
        { .version = STR_ROW("3.2"), .digest = STR_ROW("sha256:cc"), .context = STR_ROW("c1") },
    };
    static const struct { DecisionBuild now; unsigned fired; const char *why; } ROWS[] = {
        { { .version = STR_ROW("3.0"), .digest = STR_ROW("sha256:aa"), .context = STR_ROW("c1") },
          0, "the first" },
        { { .version = STR_ROW("3.2"), .digest = STR_ROW("sha256:cc"), .context = STR_ROW("c1") },
          0, "the last" },
        { { .version = STR_ROW("3.1"), .digest = STR_ROW("sha256:aa"), .context = STR_ROW("c1") },
          TRIGGER_COMPONENT, "a mixture" },
        { { .version = STR_ROW("3.2"), .digest = STR_ROW("sha256:cc"), .context = STR_ROW("c2") },
          TRIGGER_CONTEXT, "the context of all" },
    };
    DecisionBuild then = { STR("3.0"), STR("sha256:aa"), STR(""), STR("c1"), others,
                           ARRAY_LEN(others) };
    Decision d = scene_decision("D1");

    d.triggers = TRIGGER_COMPONENT | TRIGGER_CONTEXT;
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Subject s = scene_subject();

        s.build = ROWS[i].now;
        CHECK_INT(trigger_fired(&d, &then, &s), ROWS[i].fired, ROWS[i].why);
    }
}

TEST(builds_that_differ_in_anything_are_kept_once)
{
    static const DecisionBuild ROWS[] = {
        { .version = STR_ROW("2") }, { .digest = STR_ROW("sha256:aa") },
        { .options = STR_ROW("o") }, { .context = STR_ROW("c") }, { .version = STR_ROW("2") },
        { .version = STR_ROW("") },
    };
    CLEANUP(arena_done) Arena arena = arena_new(TEXT_BYTES_MAX);
    DecisionBuild made = { .version = STR("") };
    size_t room = 0;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_OK(build_join(&made, &room, &ROWS[i], &arena, &err), &err);
    CHECK_INT(made.other_count, 4, "the first two more than once are not");
}

TEST(a_trigger_has_a_word)
{
    Trigger bit;
    Err err = { 0 };

    for (size_t i = 0; i < TRIGGER_COUNT; i++) {
        CHECK_OK(trigger_of(trigger_word(i), &bit, &err), &err);
        CHECK_INT(bit, trigger_at(i), "its own");
    }
    CHECK(!trigger_of(STR("weather"), &bit, &err), "no other word");
    CHECK_STR(err.rule, STR("lifecycle.trigger-unknown"), "the rule");
}

TEST(facts_are_told_as_they_were_and_are)
{
    static const struct {
        const char *trigger, *then, *now;
        DecisionWorld worlds[2];
        DecisionBuild builds[2];
    } ROWS[] = {
        { "kev", "-", "KEV", { { .kev = false }, { .kev = true } }, { { .version = { 0 } } } },
        { "kev", "KEV", "-", { { .kev = true }, { .kev = false } }, { { .version = { 0 } } } },
        { "epss", "-", "12.345 %", { { .epss_e5 = DECISION_NO_EPSS }, { .epss_e5 = 12345 } },
          { { .version = { 0 } } } },
        { "epss", "0.001 %", "100.000 %", { { .epss_e5 = 1 }, { .epss_e5 = 100000 } },
          { { .version = { 0 } } } },
        { "exploit", "U", "A", { { .kev = false }, { .exploit = EXPLOIT_ATTACKED } },
          { { .version = { 0 } } } },
        { "component", "o1", "o2", { { .kev = false } },
          { { .version = STR_ROW("1"), .options = STR_ROW("o1") },
            { .version = STR_ROW("2"), .options = STR_ROW("o2") } } },
        { "component", "1", "2", { { .kev = false } },
          { { .version = STR_ROW("1"), .options = STR_ROW("o1") },
            { .version = STR_ROW("2"), .options = STR_ROW("o1") } } },
        { "component", "aa", "-", { { .kev = false } },
          { { .version = STR_ROW("1"), .digest = STR_ROW("aa") },
            { .version = STR_ROW("1") } } },
        { "component", "aa", "aa", { { .kev = false } },
          { { .version = STR_ROW("1"), .digest = STR_ROW("aa") },
            { .version = STR_ROW("1"), .digest = STR_ROW("aa") } } },
        { "component", "sha256:aa", "-", { { .kev = false } },
          { { .version = STR_ROW("1"), .digest = STR_ROW("sha256:aa") },
            { .version = STR_ROW("1") } } },
        { "context", "c1", "c2", { { .kev = false } },
          { { .context = STR_ROW("c1") }, { .context = STR_ROW("c2") } } },
        { "context", "sha256:0123456789abc…", "-", { { .kev = false } },
          { { .context = STR_ROW("sha256:0123456789abcdef0123456789abcdef") },
            { .version = STR_ROW("1") } } },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Decision d = scene_decision("D1");
        Subject s = scene_subject();
        TriggerFacts facts;
        size_t row = 0;
        d.world = ROWS[i].worlds[0];
        s.world = ROWS[i].worlds[1];
        s.build = ROWS[i].builds[1];
        while (!str_eq(trigger_word(row), str_of(ROWS[i].trigger)))
            row++;
        trigger_facts(row, &d, &ROWS[i].builds[0], &s, &facts);
        CHECK_STR(facts.then, str_of(ROWS[i].then), ROWS[i].trigger);
        CHECK_STR(facts.now, str_of(ROWS[i].now), ROWS[i].trigger);
    }
}
