/* SPDX-License-Identifier: Apache-2.0 */
/* The regular cycle of a product's updates, and the days of what is planned, through the program.
 * Days were counted with a calendar by hand.
 * Tests: risk/regular_cycle.c api/risk_dates.c api/noun_rule.c */
#include "accept.h"

#define RUN(world, ...)                                                                            \
    own_run((world), "INRO_ACTOR=author", (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)
#define CYCLE(world, cycle, reason)                                                                \
    DONE(world, "product", "change", "Pump", "--update-cycle", cycle, "--update-cycle-reason",     \
         reason)
#define AWARE(world, at)                                                                           \
    DONE(world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--by",                  \
         "product security", "--channel", "mail", "--at", at)
#define CLOCKS(world, lang)                                                                        \
    DONE(world, "clock", "list", "--db", (world)->db, "--all", "--lang", lang)
#define SHOW(world, name) DONE(world, "risk", "show", name, "--json")

#define AGAIN " (`inro product change --update-cycle CYCLE --update-cycle-reason TEXT`)"
#define SINCE ", since when somebody is aware; "

static OwnRecord world_of(const char *name)
{
    OwnRecord world = own_record(name);

    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    world.now = "2026-01-10";
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    return world;
}

static void assess(const OwnRecord *world, const char *name, const char *level)
{
    DONE(world, "risk", "assess", "CVE-2026-0001", "--db", world->db, "--product", "Pump",
         "--name", name, "--harm", "minor", "--vector",
         "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "--multi-patient", "no", "--safety",
         "RMF-7:H1", "--rationale", "study is repeated later", "--decide", level,
         "--justification", "images are kept at the modality");
}

TEST(a_planned_remedy_has_its_day_from_awareness_and_the_regular_cycle) /* REQ A106 */
{
    static const Fact NEITHER[] = {
        { "priority", "planned", NULL }, { "cycle", "regular", "524B(b)(2)(A)" },
        { "tell_by", "unknown", "never a guess" }, { "fix_by", "unknown", "never a guess" },
        { "targets[1].standing", "dayless", NULL },
        { "targets[1].grounds", "nobody stated since when somebody is aware (`inro finding aware`),"
          " and the product states no regular cycle" AGAIN, "what to type" },
    };
    static const Fact UNAWARE[] = {
        { "fix_by", "unknown", "from no day to none" },
        { "targets[1].grounds", "nobody stated since when somebody is aware (`inro finding aware`)",
          "the cycle is there" },
    };
    static const Fact DATED[] = {
        { "aware", "2026-01-05", NULL },
        { "tell_by", "2026-04-05", "26 days of January, 28, 31, and 5 of April" },
        { "fix_by", "2026-04-05", "told and fixed with one update" },
        { "fix_rule", "inro-default planned", NULL }, { "targets[1].standing", "binds", NULL },
        { "targets[1].zone", "UTC", NULL },
        { "targets[1].grounds", "at most one regular cycle of 90 day(s) from 2026-01-05" SINCE
          "its reason: a quarter has room to validate", "and why" },
    };
    OwnRecord world = world_of("planned");

    assess(&world, "SEC-1", "controlled");
    CHECK_FACTS(SHOW(&world, "SEC-1"), NEITHER);
    CYCLE(&world, "90d", "a quarter has room to validate");
    CHECK_FACTS(SHOW(&world, "SEC-1"), UNAWARE);
    AWARE(&world, "2026-01-05T08:00:00Z");
    CHECK_FACTS(SHOW(&world, "SEC-1"), DATED);
    CHECK_HAS(DONE(&world, "risk", "show", "SEC-1", "--lang", "ja"),
              "認識した日 2026-01-05 から、長くて定期サイクル 1 回分 (90 日)。サイクルの理由: a quarter",
              "in Japanese");
    CHECK_HAS(DONE(&world, "risk", "list", "-o", "csv"),
              "planned,2026-04-05,\"inro-default planned\"", "the list says the same");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(awareness_without_a_cycle_gives_no_day)
{
    static const Fact FACTS[] = {
        { "aware", "2026-01-05", NULL }, { "fix_by", "unknown", "how often is not known" },
        { "targets[1].grounds", "the product states no regular cycle" AGAIN, "what to type" },
    };
    OwnRecord world = world_of("cycleless");

    assess(&world, "SEC-1", "controlled");
    AWARE(&world, "2026-01-05T08:00:00Z");
    CHECK_FACTS(SHOW(&world, "SEC-1"), FACTS);
    CHECK_HAS(DONE(&world, "risk", "show", "SEC-1", "--lang", "ja"),
              "製品に定期サイクルが示されていない", "in Japanese");
}

TEST(a_cycle_ends_with_the_month_where_the_month_is_shorter)
{
    static const struct {
        const char *aware, *cycle, *want;
    } ROWS[] = {
        { "2025-12-31T08:00:00Z", "2months", "2026-02-28" },
        { "2025-08-31T08:00:00Z", "6months", "2026-02-28" },
        { "2024-02-29T08:00:00Z", "1y", "2025-02-28" },
        { "2023-11-30T08:00:00Z", "3months", "2024-02-29" },
        { "2023-11-30T23:59:59Z", "13w", "2024-02-29" }, /* 91 days: 31, 31 and 29 */
    };
    OwnRecord world = world_of("ends");

    assess(&world, "SEC-1", "controlled");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Fact fact[] = { { "fix_by", ROWS[i].want, ROWS[i].cycle } };

        CYCLE(&world, ROWS[i].cycle, "by the plan");
        AWARE(&world, ROWS[i].aware); /* the first that is stated counts: each is earlier */
        CHECK_FACTS(SHOW(&world, "SEC-1"), fact);
    }
}

/* A longer cycle moves no day that was told; a shorter one is a promise at once. */
TEST(an_assessment_keeps_its_cycle_until_the_product_states_a_shorter_one)
{
    static const Fact KEPT[] = {
        { "fix_by", "2026-04-05", "as it was told" },
        { "targets[1].grounds", "at most one regular cycle of 90 day(s) from 2026-01-05" SINCE
          "so the product stated it when this was assessed. Now it states a longer one (6months),"
          " which counts when it is assessed again", "which one, and why" },
    };
    static const Fact ANEW[] = { { "fix_by", "2026-07-05", "assessed under the new one" } };
    static const Fact SHORTER[] = {
        { "fix_by", "2026-02-04", "26 days of January and 4" },
        { "targets[1].grounds", "at most one regular cycle of 30 day(s) from 2026-01-05" SINCE
          "its reason: monthly now", NULL },
    };
    static const Fact GONE[] = {
        { "fix_by", "2026-07-05", "what was assessed still holds" },
        { "targets[1].grounds", "at most one regular cycle of 6 month(s) from 2026-01-05" SINCE
          "so the product stated it when this was assessed. Now it states none", NULL },
    };
    OwnRecord world = world_of("kept");

    CYCLE(&world, "90d", "a quarter has room to validate");
    AWARE(&world, "2026-01-05T08:00:00Z");
    assess(&world, "SEC-1", "controlled");
    CYCLE(&world, "6months", "validation takes longer");
    CHECK_FACTS(SHOW(&world, "SEC-1"), KEPT);
    assess(&world, "SEC-2", "controlled");
    CHECK_FACTS(SHOW(&world, "SEC-2"), ANEW);
    CYCLE(&world, "30d", "monthly now");
    CHECK_FACTS(SHOW(&world, "SEC-2"), SHORTER);
    CYCLE(&world, "", "");
    CHECK_FACTS(SHOW(&world, "SEC-2"), GONE);
    CHECK_HAS(DONE(&world, "risk", "show", "SEC-2", "--lang", "ja"), "現在は示されていない",
              "in Japanese");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "what was frozen is of the events");
}

TEST(what_is_urgent_does_not_wait_longer_than_the_regular_cycle)
{
    static const Fact LONG[] = {
        { "priority", "urgent", NULL }, { "tell_by", "2026-02-04", "30 days" },
        { "fix_by", "2026-03-06", "60 days" },
        { "targets[1].grounds", "60 calendar days from 2026-01-05, since when somebody is aware",
          NULL },
    };
    static const Fact SHORT[] = {
        { "priority", "urgent", NULL }, { "cycle", "out-of-cycle", "all the same" },
        { "tell_by", "2026-01-19", "14 days" }, { "fix_by", "2026-01-19", "14 days" },
        { "targets[1].rule", "inro-default urgent", NULL },
        { "targets[1].basis", "FD&C Act 524B(b)(2)(A): a regular cycle; the rest: inference",
          "whose day it is" },
    };
    OwnRecord world = world_of("urgent");

    CYCLE(&world, "90d", "a quarter has room to validate");
    AWARE(&world, "2026-01-05T08:00:00Z");
    assess(&world, "SEC-1", "uncontrolled");
    CHECK_FACTS(SHOW(&world, "SEC-1"), LONG);
    CYCLE(&world, "2w", "each sprint is released");
    CHECK_FACTS(SHOW(&world, "SEC-1"), SHORT);
}

TEST(a_regular_update_that_was_handed_over_does_what_was_planned)
{
    static const Fact FACTS[] = {
        { "targets[0].standing", "done", "told" }, { "targets[1].standing", "done", "fixed" },
        { "targets[1].done", "2026-01-09", NULL },
    };
    OwnRecord world = world_of("handed");

    DONE(&world, "product", "change", "Pump", "--market", "US", "--cyber-device", "yes");
    CYCLE(&world, "90d", "a quarter has room to validate");
    AWARE(&world, "2026-01-05T08:00:00Z");
    assess(&world, "SEC-1", "controlled");
    CHECK_HAS(CLOCKS(&world, "en"),
              "The regular cycle sets 2026-04-05, by the priority of assessment SEC-1 "
              "(inro-default planned).", "the clock of the law has no day of its own");
    CHECK_HAS(CLOCKS(&world, "ja"), "定期サイクルの期日は 2026-04-05 である", "in Japanese");
    DONE(&world, "clock", "step", "CVE-2026-0001", "--product", "Pump", "--step", "fulfilled",
         "--clock", "us-524b-regular", "--at", "2026-01-09T12:00:00Z");
    CHECK_FACTS(SHOW(&world, "SEC-1"), FACTS);
    CHECK_LACKS(CLOCKS(&world, "en"), "The regular cycle sets", "it is over");
}

/* ---- stating it --------------------------------------------------------------------- */

TEST(a_cycle_is_stated_with_its_reason_or_not_at_all)
{
    static const struct {
        const char *cycle, *reason, *want;
    } ROWS[] = {
        { "90d", NULL, "the regular cycle 90d needs its reason" },
        { "90d", " ", "the regular cycle 90d needs its reason" },
        { "90d", "", "the regular cycle 90d needs its reason" },
        { NULL, "quarterly", "a reason needs the regular cycle" },
        { "3m", "quarterly", "update_cycle: \"3m\" is no cycle" },
        { "11y", "rarely", "11y is longer than ten years" },
        { "quarterly", "so it is", "\"quarterly\" is no cycle" },
    };
    OwnRecord world = world_of("refused");

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *words[8] = { "product", "change", "Pump" };
        size_t count = 3;
        ProcessResult result;

        if (ROWS[i].cycle) {
            words[count++] = "--update-cycle";
            words[count++] = ROWS[i].cycle;
        }
        if (ROWS[i].reason) {
            words[count++] = "--update-cycle-reason";
            words[count++] = ROWS[i].reason;
        }
        result = own_run(&world, NULL, words);
        CHECK_INT(result.status, 2, ROWS[i].want);
        CHECK_HAS(result.err, ROWS[i].want, ROWS[i].want);
    }
}

TEST(another_cycle_needs_another_reason_and_the_same_one_none)
{
    static const Fact STATED[] = { { "update_cycle", "90d", NULL },
                                   { "update_cycle_reason", "quarterly, as planned", NULL } };
    static const Fact NONE[] = { { "update_cycle", "null", "both are taken away" },
                                 { "update_cycle_reason", "null", NULL } };
    OwnRecord world = world_of("reason");

    CYCLE(&world, "90d", "quarterly");
    CHECK_HAS(RUN(&world, "product", "change", "Pump", "--update-cycle", "180d").err,
              "the regular cycle 180d needs its reason", "that of the old one is none");
    DONE(&world, "product", "change", "Pump", "--update-cycle", "90d");
    DONE(&world, "product", "change", "Pump", "--update-cycle-reason", "quarterly, as planned");
    CHECK_FACTS(DONE(&world, "product", "show", "Pump", "--json"), STATED);
    CHECK_HAS(RUN(&world, "product", "change", "Pump", "--update-cycle", "").err,
              "a reason needs the regular cycle", "a reason is left over");
    CYCLE(&world, "", "");
    CHECK_FACTS(DONE(&world, "product", "show", "Pump", "--json"), NONE);
    DONE(&world, "product", "change", "Pump", "--device-class", "IIb");
}

TEST(a_cycle_is_shown_listed_and_handed_over)
{
    static const Fact FACTS[] = { { "rows[0].update_cycle", "3months", "theirs" },
                                  { "rows[0].update_cycle_reason", "quarterly", NULL } };
    OwnRecord world = world_of("shown"), other = own_record("shown-other");
    const char *dossier = place("cycle.dossier"), *key = place("cycle.pub");

    CYCLE(&world, "3months", "quarterly");
    CHECK_HAS(DONE(&world, "product", "show", "Pump"), "cycle                 3months",
              "a card");
    CHECK_HAS(DONE(&world, "product", "show", "Pump", "--lang", "ja"),
              "定期アップデートのサイクル  3months", "in Japanese");
    CHECK_HAS(DONE(&world, "product", "list", "-o", "csv"), ",3months,quarterly,", "for programs");
    DONE(&world, "record", "export", "Pump", "-o", dossier);
    DONE(&other, "product", "create", "--name", "Own");
    DONE(&world, "key", "export", "-o", key);
    DONE(&other, "key", "trust", key);
    DONE(&other, "record", "import", dossier);
    CHECK_FACTS(DONE(&other, "product", "list", "--origin", "Pump", "--json"), FACTS);
    CHECK_HAS(DONE(&other, "record", "verify"), "verified", "theirs, too");
}
