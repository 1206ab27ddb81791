/* SPDX-License-Identifier: Apache-2.0 */
/* Decided once, through the program: findings of releases, decisions, reviews, inheritance.
 * Tests: cli/finding.c cli/sbom.c api/grounds.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>


/* A record with the product Pump, whose release 1.0 has the flaw, and a knowledge base. */
#define RUN(world, actor, ...) own_run((world), (actor), (const char *const[]){ __VA_ARGS__, NULL })

#define DONE(world, ...) own_done(RUN((world), "INRO_ACTOR=author", __VA_ARGS__), __LINE__)

static OwnRecord world_of(const char *name, const char *review)
{
    OwnRecord world = own_record(name);

    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump", "--review", review);
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    return world;
}

static Str decide(const OwnRecord *world, const char *actor, const char *status, const char *reason)
{
    static char id[4][40];
    static unsigned next;
    char *to = id[next++ % ARRAY_LEN(id)];
    Str out = own_done(RUN(world, actor, "finding", "decide", "CVE-2026-0001", "--db", world->db,
                              "--product", "Pump", "--status", status, "--justification",
                              strcmp(status, "not_affected") ? "" : "vulnerable_code_not_present",
                              "--action", strcmp(status, "affected") ? "" : "update",
                              "--reason", reason), __LINE__);

    snprintf(to, sizeof id[0], "%.36s", out.ptr);
    return str_of(to);
}

static void stands(const OwnRecord *world, const char *release, const char *status,
                   const char *state, const char *why)
{
    Fact facts[] = { { "rows[0].vulnerability", "CVE-2026-0001", why },
                     { "rows[0].status", status, why }, { "rows[0].state", state, why } };

    CHECK_FACTS(DONE(world, "finding", "list", "--db", world->db, "--release", release, "--json"),
                facts);
}

TEST(a_decision_holds_for_its_releases_and_is_proposed_to_later_ones)
{
    OwnRecord world = world_of("inherit", "optional");

    stands(&world, "Pump@1.0", "undecided", "null", "nobody decided");
    decide(&world, "INRO_ACTOR=author", "not_affected", "the code is left out of the build");
    stands(&world, "Pump@1.0", "not_affected", "in-force", "decided");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.1");
    DONE(&world, "release", "sbom", "attach", "Pump@1.1", document("11.json", PUMPLIB("1.0")));
    stands(&world, "Pump@1.1", "undecided", "proposed", "inherited, not confirmed");
    CHECK_HAS(DONE(&world, "decision", "confirm", "Pump@1.1", "--db", world.db), "confirmed: 1",
              "one command confirms");
    stands(&world, "Pump@1.1", "not_affected", "in-force", "confirmed");
    CHECK_HAS(DONE(&world, "decision", "confirm", "Pump@1.1", "--db", world.db), "confirmed: 0",
              "nothing is left to confirm");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(where_review_is_required_another_person_puts_a_decision_in_force)
{
    OwnRecord world = world_of("review", "required");
    Str id = decide(&world, "INRO_ACTOR=author", "not_affected", "left out of the build");

    stands(&world, "Pump@1.0", "undecided", "awaiting-review", "nobody reviewed");
    RUN(&world, "INRO_ACTOR=author", "decision", "review", id.ptr);
    stands(&world, "Pump@1.0", "undecided", "awaiting-review", "the author is not independent");
    own_done(RUN(&world, "INRO_ACTOR=reviewer", "decision", "review", id.ptr), __LINE__);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "reviewed");
}

TEST(decisions_that_differ_are_a_contradiction_until_one_names_the_other)
{
    OwnRecord world = world_of("contradiction", "optional");
    Str first = decide(&world, "INRO_ACTOR=author", "not_affected", "left out"), json;

    decide(&world, "INRO_ACTOR=somebody else", "affected", "it is in the image");
    stands(&world, "Pump@1.0", "contradiction", "in-force", "both are in force");
    json = DONE(&world, "decision", "list", "--json");
    {
        static const Fact FACTS[] = { { "rows", "[2]", "both stay visible" } };
        CHECK_FACTS(json, FACTS);
    }
    own_done(RUN(&world, "INRO_ACTOR=author", "decision", "expire", first.ptr, "--reason",
                     "the image was looked at"), __LINE__);
    stands(&world, "Pump@1.0", "affected", "in-force", "one is left");
}

TEST(the_same_author_repeating_himself_supersedes_and_nothing_is_typed_twice)
{
    OwnRecord world = world_of("repeat", "optional");

    decide(&world, "INRO_ACTOR=author", "under_investigation", "looked at this week");
    decide(&world, "INRO_ACTOR=author", "not_affected", "left out");
    stands(&world, "Pump@1.0", "not_affected", "in-force", "the second replaced the first");
}

static const struct {
    const char *words[16];
    const char *says, *why;
} REFUSALS[] = {
    { { "finding", "decide", "CVE-2026-0001", "--product", "Pump", "--status", "not_affected",
        "--reason", "so" }, "justification", "not affected needs a reason of its kind" },
    { { "finding", "decide", "CVE-2026-0001", "--product", "Pump", "--status", "fixed" }, "reason",
      "a reason is needed" },
    { { "finding", "decide", "CVE-1999-0001", "--product", "Pump", "--status", "fixed", "--reason",
        "so" }, "no release of this product has CVE-1999-0001 now", "it is not found" },
    { { "finding", "decide", "CVE-2026-0001", "--product", "Pump", "--status", "fine", "--reason",
        "so" }, "--status: “fine” is no status; there are affected, not_affected, fixed, "
      "under_investigation", "no such status" },
    { { "finding", "decide", "CVE-2026-0001", "--product", "Pump", "--status", "not_affected",
        "--justification", "fine", "--reason", "so" },
      "--justification: “fine” is no justification; those of CISA", "no such justification" },
    { { "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at", "today", "--by", "author",
        "--channel", "mail" }, "is no time", "not a time" },
    { { "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at",
        "9999-12-31T23:59:59-23:59", "--by", "author", "--channel", "mail" }, "lies ahead",
      "behind the last year that can be written" },
    { { "finding", "list", "--sort", "colour" }, "no column \"colour\"", "no such column" },
    { { "finding", "list", "--view", "mine" }, "no view \"mine\"", "no such view" },
    { { "finding", "list", "--status", "fine" }, "status \"fine\"", "no finding has that status" },
};

TEST(what_is_incomplete_is_refused_and_says_what_is_missing)
{
    OwnRecord world = world_of("refused", "optional");

    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        const char *words[24] = { NULL };
        ProcessResult result;
        size_t count = 0;

        for (; REFUSALS[i].words[count]; count++)
            words[count] = REFUSALS[i].words[count];
        if (strcmp(words[1], "aware") != 0) {
            words[count++] = "--db";
            words[count] = world.db;
        }
        result = own_run(&world, NULL, words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
}

/* What is signed for ever must not read otherwise on another screen. */
TEST(texts_that_hide_or_turn_are_refused_wherever_people_write)
{
    static const char *const TEXTS[] = { "left\xe2\x80\xaetuo", "left\x1b[31m out", "left\x07" };
    static const char *const OPTIONS[] = { "--reason", "--action", "--impact", "--configuration",
                                           "--supplier", "--evidence" };
    OwnRecord world = world_of("hiding", "optional");
    char evidence[40], uuid[40];

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        snprintf(evidence, sizeof evidence, "text:%s", TEXTS[i]);
        for (size_t k = 0; k < ARRAY_LEN(OPTIONS); k++) {
            bool words = strcmp(OPTIONS[k], "--evidence") == 0;
            ProcessResult result = RUN(&world, NULL, "finding", "decide", "CVE-2026-0001",
                                       "--product", "Pump", "--status", "affected", "--db",
                                       world.db, k ? "--reason" : "--action", "so",
                                       OPTIONS[k], words ? evidence : TEXTS[i]);

            CHECK_INT(result.status, 2, OPTIONS[k]);
            CHECK_HAS(result.err, "characters that cannot be shown", OPTIONS[k]);
            CHECK_HAS(result.err, OPTIONS[k], "which is named");
        }
        CHECK_HAS(RUN(&world, NULL, "finding", "aware", "CVE-2026-0001", "--product", "Pump",
                      "--at", "2026-01-09T08:00:00Z", "--by", "author", "--channel", TEXTS[i]).err,
                  "--channel: ", "how it came to be known");
    }
    CHECK_HAS(RUN(&world, NULL, "finding", "list", "--db", world.db, "--save-view", TEXTS[0]).err,
              "--save-view: ", "what a view is called");
    snprintf(uuid, sizeof uuid, "%.*s",
             STR_ARG(decide(&world, NULL, "not_affected", "two\nlines\tare well")));
    CHECK_HAS(RUN(&world, NULL, "decision", "expire", uuid, "--reason", TEXTS[0]).err, "--reason: ",
              "why it ends");
    CHECK_HAS(DONE(&world, "decision", "list", "--json"), "in-force", "it still stands");
    CHECK_HAS(RUN(&world, NULL, "clock", "step", "CVE-2026-0001", "--product", "Pump", "--step",
                  "not-reportable", "--clock", "us-806-10", "--at", "2026-01-09T08:00:00Z",
                  "--reason", TEXTS[1]).err, "--reason: ", "why nobody is told");
    CHECK_HAS(RUN(&world, NULL, "risk", "assess", "CVE-2026-0001", "--product", "Pump", "--harm",
                  "serious", "--multi-patient", "no", "--safety", "RMF-7:H1", "--db", world.db,
                  "--rationale", TEXTS[0]).err, "--rationale: ", "what it does to a patient");
}

TEST(first_seen_is_recorded_once_and_awareness_names_it)
{
    OwnRecord world = world_of("seen", "optional");
    Str json, id;
    char uuid[40];

    CHECK_HAS(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), "seen: 1", "new");
    CHECK_HAS(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), "seen: 0", "once");
    json = DONE(&world, "finding", "list", "--db", world.db, "--json");
    id = json_at(json, "rows[0].id");
    snprintf(uuid, sizeof uuid, "%.*s", STR_ARG(id));
    CHECK_INT(strlen(uuid), 36, "it has a name now");
    DONE(&world, "finding", "aware", uuid, "--at", "2026-01-09T08:00:00Z", "--by",
         "product security", "--channel", "mail from the supplier");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(a_saved_view_keeps_filters_and_order)
{
    OwnRecord world = world_of("view", "optional");
    static const Fact FACTS[] = { { "rows", "[0]", "the view filters" } };

    DONE(&world, "finding", "list", "--db", world.db, "--where", "kev", "--save-view", "urgent");
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--view", "urgent", "--json"),
                FACTS);
}

TEST(the_scan_of_a_product_reads_the_record_and_notes_what_it_saw_first)
{
    OwnRecord world = world_of("scan", "optional");
    Str json = DONE(&world, "scan", "--product", "Pump", "--db", world.db, "-o", "json");
    static const Fact FACTS[] = {
        { "input[0].file", "Pump@1.0", "the release is the input" },
        { "findings[0].vulnerability.id", "CVE-2026-0001", "its finding" },
    };

    CHECK_FACTS(json, FACTS);
    CHECK_HAS(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), "seen: 0",
              "the scan noted it already");
    CHECK_INT(RUN(&world, NULL, "scan", "--product", "Pump", "--db", world.db, "--fail-on",
                  "cvss>=0").status, 3, "what has no score cannot be told");
}

/* ---- what was decided: the words of the order, one by one --------------------------------- */

#define DECIDE(world, ...)                                                                         \
    DONE(world, "finding", "decide", "CVE-2026-0001", "--db", (world)->db, "--product", "Pump",    \
         "--reason", "looked at", __VA_ARGS__)
#define TRY(world, ...)                                                                            \
    RUN(world, "INRO_ACTOR=author", "finding", "decide", "CVE-2026-0001", "--db", (world)->db,     \
        "--product", "Pump", "--reason", "looked at", __VA_ARGS__)
#define FINDINGS(world, ...)                                                                       \
    DONE(world, "finding", "list", "--db", (world)->db, "--json", __VA_ARGS__)
#define NOT_AFFECTED "--status", "not_affected", "--justification", "component_not_present"

static const char *uuid_of(Str line)
{
    return test_keep(strndup(line.ptr, 36));
}

static void release_add(const OwnRecord *world, const char *version, const char *more,
                        const char *value)
{
    char name[32];

    snprintf(name, sizeof name, "Pump@%s", version);
    DONE(world, "release", "create", "--product", "Pump", "--version", version, more, value);
    DONE(world, "release", "sbom", "attach", name, document("more.json", PUMPLIB("1.0")));
}

TEST(evidence_is_kept_named_and_handed_over)
{
    static const char PAPER[] = "%PDF-1.7 the parser is not linked";
    static const Fact FACTS[] = {
        { "evidence", "[3]", "all of it" },
        { "evidence[name=report.pdf].media", "application/pdf", "what it is" },
        { "evidence[name=report.pdf].bytes", "33", "how long" },
        { "evidence[name=https://example.org/run/7].blob", "null", "an address keeps nothing" },
        { "evidence[name=TST-118, section 4].media", "null", "neither do words" },
    };
    OwnRecord world = world_of("evidence", "optional");
    const char *paper = process_file("report.pdf", str_of(PAPER)), *id;
    char dossier[1400];
    Str json;

    id = uuid_of(DECIDE(&world, NOT_AFFECTED, "--evidence", paper, "--evidence",
                        "https://example.org/run/7", "--evidence", "text:TST-118, section 4"));
    json = DONE(&world, "decision", "show", id, "--json");
    CHECK_FACTS(json, FACTS);
    CHECK(str_starts(json_at(json, "evidence[name=report.pdf].blob"), STR("sha256:")), "its name");
    CHECK_HAS(DONE(&world, "decision", "show", id), "application/pdf", "for people, too");
    CHECK_STR(json_at(DONE(&world, "decision", "list", "--json"), "rows[0].evidence"), STR("[3]"),
              "in the list, too");
    snprintf(dossier, sizeof dossier, "%s/evidence.dossier", process_folder());
    DONE(&world, "record", "export", "Pump", "-o", dossier);
    CHECK_HAS(test_file(dossier), PAPER, "the dossier brings the bytes");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
    CHECK_HAS(TRY(&world, NOT_AFFECTED, "--evidence", "/nonexistent/report.pdf").err,
              "/nonexistent/report.pdf", "a file that is not there");
    CHECK_INT(TRY(&world, NOT_AFFECTED, "--evidence", "text: ").status, 2, "blank words");
}

static const struct {
    const char *status, *label, *says, *why;
} LABELS[] = {
    { "not_affected", "vulnerable_code_not_in_execute_path", NULL, "CISA, OpenVEX, CSAF" },
    { "not_affected", "inline_mitigations_already_exist", NULL, "CISA, OpenVEX, CSAF" },
    { "not_affected", "code_not_reachable", NULL, "CycloneDX" },
    { "not_affected", "requires_configuration", NULL, "CycloneDX" },
    { "not_affected", "protected_at_perimeter", "decide affected", "run by the hospital" },
    { "not_affected", "it_is_fine", "it_is_fine", "no label of anybody" },
    { "not_affected", "", "justification", "none" },
    { "fixed", "code_not_present", "code_not_present", "only not affected has one" },
};

TEST(a_justification_is_a_label_of_cisa_or_cyclonedx)
{
    OwnRecord world = world_of("labels", "optional");

    for (size_t i = 0; i < ARRAY_LEN(LABELS); i++) {
        ProcessResult result = TRY(&world, "--status", LABELS[i].status, "--justification",
                                   LABELS[i].label);

        CHECK_INT(result.status, LABELS[i].says ? 2 : 0, LABELS[i].why);
        if (LABELS[i].says)
            CHECK_HAS(result.err, LABELS[i].says, LABELS[i].why);
    }
    {
        const char *id = uuid_of(DECIDE(&world, "--status", "not_affected", "--justification",
                                        "code_not_reachable"));
        static const Fact FACTS[] = {
            { "justification", "vulnerable_code_not_in_execute_path", "what it means" },
            { "label", "code_not_reachable", "as it was said" },
        };
        CHECK_FACTS(DONE(&world, "decision", "show", id, "--json"), FACTS);
    }
}

TEST(a_decision_reaches_its_configuration_its_component_and_its_range)
{
    static const struct {
        const char *option, *value, *more, *more_value, *hardened, *plain, *why;
    } ROWS[] = {
        { "--configuration", "hardened", "--range", "", "in-force", "out-of-scope",
          "the configuration of one release" },
        { "--component", "pkg:pypi/pumplib", "--range", "vers:pypi/>=0.9|<1.1", "in-force",
          "in-force", "the component within the range" },
    };
    OwnRecord world = world_of("scope", "optional");

    release_add(&world, "1.1", "--configuration", "hardened");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *id = uuid_of(DECIDE(&world, NOT_AFFECTED, ROWS[i].option, ROWS[i].value,
                                        ROWS[i].more, ROWS[i].more_value));
        Str json = FINDINGS(&world, "--product", "Pump");

        CHECK_STR(json_at(json, "rows[release=1.1].state"), str_of(ROWS[i].hardened), ROWS[i].why);
        CHECK_STR(json_at(json, "rows[release=1.0].state"), str_of(ROWS[i].plain), ROWS[i].why);
        json = DONE(&world, "affected", "CVE-2026-0001", "--db", world.db, "--json");
        CHECK_STR(json_at(json, "rows[release=1.1].status"), STR("not_affected"), ROWS[i].why);
        CHECK_STR(json_at(json, "rows[release=1.0].status"),
                  strcmp(ROWS[i].plain, "in-force") ? STR("undecided") : STR("not_affected"),
                  ROWS[i].why);
        DONE(&world, "decision", "expire", id, "--reason", "next row");
    }
    CHECK_HAS(TRY(&world, NOT_AFFECTED, "--component", "pkg:pypi/pumplib", "--range",
                  "vers:pypi/>=1.1").err, "no release of this product has", "nothing is meant");
    CHECK_HAS(TRY(&world, NOT_AFFECTED, "--component", "pkg:pypi/other").err,
              "no release of this product has", "another component");
}

TEST(a_decision_ends_on_its_day_and_says_so)
{
    OwnRecord world = world_of("expiry", "optional");

    world.now = "2026-01-10";
    DECIDE(&world, NOT_AFFECTED, "--expires", "2026-01-20");
    world.now = "2026-01-19T23:59:59Z";
    stands(&world, "Pump@1.0", "not_affected", "in-force", "the last second");
    world.now = "2026-01-20";
    stands(&world, "Pump@1.0", "undecided", "expired", "the first");
    CHECK_HAS(json_at(FINDINGS(&world, "--product", "Pump"), "rows[0].why"), "2026-01-20", "why");
    CHECK_INT(TRY(&world, NOT_AFFECTED, "--expires", "2026-01-19").status, 2, "it has ended");
}

TEST(who_reviewed_and_how_far_from_the_work_is_kept)
{
    static const Fact FACTS[] = {
        { "reviews", "[2]", "both" },
        { "reviews[reviewer=author].independence", "author", "his own decision, whatever he says" },
        { "reviews[reviewer=quality].independence", "independent", "of development" },
        { "author", "author", "who decided" },
    };
    OwnRecord world = world_of("reviewer", "required");
    const char *id = uuid_of(DECIDE(&world, NOT_AFFECTED));

    CHECK_INT(RUN(&world, "INRO_ACTOR=author", "decision", "review", id, "--independence",
                  "independent").status, 2, "nobody is independent of himself");
    DONE(&world, "decision", "review", id, "--independence", "author");
    stands(&world, "Pump@1.0", "undecided", "awaiting-review", "his own review is not enough");
    own_done(RUN(&world, "INRO_ACTOR=quality", "decision", "review", id, "--independence",
                 "independent"), __LINE__);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "now it is");
    CHECK_FACTS(DONE(&world, "decision", "show", id, "--json"), FACTS);
}

TEST(equal_decisions_agree_and_only_a_named_one_is_superseded)
{
    static const char OTHER[] = "INRO_ACTOR=somebody else";
    OwnRecord world = world_of("agree", "optional");
    const char *first, *named;
    Str json;

    world.now = NOW; /* the knowledge is not yet old */
    first = uuid_of(DECIDE(&world, NOT_AFFECTED));
    own_done(RUN(&world, OTHER, "finding", "decide", "CVE-2026-0001", "--db", world.db, "--product",
                 "Pump", "--reason", "so do I", NOT_AFFECTED, "--component", "pkg:pypi/pumplib"),
             __LINE__);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "the same, of another width");
    named = uuid_of(own_done(RUN(&world, OTHER, "finding", "decide", "CVE-2026-0001", "--db",
                                 world.db, "--product", "Pump", "--reason", "it is in the image",
                                 "--status", "affected", "--action", "update"), __LINE__));
    stands(&world, "Pump@1.0", "contradiction", "in-force", "another status");
    json = FINDINGS(&world, "--product", "Pump");
    CHECK_HAS(json_at(json, "rows[0].why"), first, "who contradicts");
    CHECK_HAS(json_at(json, "rows[0].why"), named, "whom");
    CHECK_STR(json_at(json, "rows[0].risk"), STR("not-assessed"), "as affected, for risk");
    CHECK_INT(RUN(&world, NULL, "scan", "--product", "Pump", "--db", world.db, "--fail-on",
                  "undecided").status, 1, "as undecided, for policy");
    own_done(RUN(&world, OTHER, "finding", "decide", "CVE-2026-0001", "--db", world.db, "--product",
                 "Pump", "--reason", "left out after all", NOT_AFFECTED, "--supersedes", named),
             __LINE__);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "superseded by name");
    CHECK_STR(json_at(DONE(&world, "decision", "show", named, "--json"), "state"),
              STR("superseded"), "and said so");
    CHECK_STR(json_at(DONE(&world, "decision", "show", first, "--json"), "state"), STR("in-force"),
              "nobody named the first");
}

TEST(what_a_supplier_says_stands_beside_and_decides_nothing)
{
    OwnRecord world = world_of("supplier", "optional");
    Str json;

    DECIDE(&world, "--status", "fixed", "--supplier", "Acme");
    json = FINDINGS(&world, "--product", "Pump");
    CHECK_STR(json_at(json, "rows[0].status"), STR("undecided"), "we did not decide");
    CHECK_STR(json_at(json, "rows[0].supplier_says"), STR("fixed"), "its own place");
    DECIDE(&world, "--status", "affected", "--action", "update");
    json = FINDINGS(&world, "--product", "Pump");
    CHECK_STR(json_at(json, "rows[0].status"), STR("affected"), "no contradiction");
    CHECK_STR(json_at(json, "rows[0].supplier_says"), STR("fixed"), "it stays");
    json = DONE(&world, "decision", "list", "--json");
    CHECK_STR(json_at(json, "rows[supplier=Acme].supplier"), STR("Acme"), "whose word it is");
}

TEST(one_act_decides_about_several_products)
{
    OwnRecord world = world_of("products", "optional");
    static const Fact OF_ONE[] = { { "releases", "[1]", "its own" },
                                   { "releases[0].release", "Pump@1.0", "found there" } };
    static const Fact OF_OTHER[] = { { "releases", "[1]", "its own" },
                                     { "releases[0].release", "Monitor@3", "found there" },
                                     { "evidence", "[1]", "on the same evidence" } };
    Str ids;

    DONE(&world, "product", "create", "--name", "Monitor");
    DONE(&world, "release", "create", "--product", "Monitor", "--version", "3");
    DONE(&world, "release", "sbom", "attach", "Monitor@3",
         document("monitor.json", PUMPLIB("1.0")));
    CHECK_HAS(TRY(&world, NOT_AFFECTED, "--release", "Monitor@3").err, "another product",
              "a release of a product that was not named");
    ids = DECIDE(&world, NOT_AFFECTED, "--product", "Monitor", "--evidence", "text:TST-118");
    CHECK_INT(ids.len, 2 * 37, "one decision each");
    CHECK_FACTS(DONE(&world, "decision", "show", uuid_of(ids), "--json"), OF_ONE);
    CHECK_FACTS(DONE(&world, "decision", "show", uuid_of(str_slice(ids, 37, ids.len)), "--json"),
                OF_OTHER);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "the one");
    stands(&world, "Monitor@3", "not_affected", "in-force", "the other");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(releases_that_are_named_say_which_products_are_meant)
{
    OwnRecord world = world_of("by-release", "optional");
    const char *words[] = { "finding", "decide", "CVE-2026-0001", "--db", world.db, "--status",
                            "under_investigation", "--reason", "r", "--release", "Pump@1.0",
                            "--release", "Monitor@3", "--release", "Pump@1.0", NULL };

    DONE(&world, "product", "create", "--name", "Monitor");
    DONE(&world, "release", "create", "--product", "Monitor", "--version", "3");
    DONE(&world, "release", "sbom", "attach", "Monitor@3",
         document("by-release.json", PUMPLIB("1.0")));
    CHECK_INT(own_done(own_run(&world, NULL, words), __LINE__).len, 2 * 37, "one decision each");
    stands(&world, "Pump@1.0", "under_investigation", "in-force", "the one");
    stands(&world, "Monitor@3", "under_investigation", "in-force", "the other");
    words[9] = NULL;
    CHECK_HAS(own_run(&world, NULL, words).err, "name the product with --product, or releases",
              "it holds for something");
}

TEST(one_command_confirms_many_and_nothing_that_is_not_inherited)
{
    OwnRecord world = world_of("many", "optional");

    DECIDE(&world, NOT_AFFECTED);
    own_done(RUN(&world, "INRO_ACTOR=somebody else", "finding", "decide", "CVE-2026-0001", "--db",
                 world.db, "--product", "Pump", "--reason", "so do I", NOT_AFFECTED), __LINE__);
    own_done(RUN(&world, "INRO_ACTOR=third", "finding", "decide", "CVE-2026-0001", "--db", world.db,
                 "--product", "Pump", "--reason", "for this one", NOT_AFFECTED, "--not-inherited"),
             __LINE__);
    release_add(&world, "1.1", "--released", "2026-01-05");
    stands(&world, "Pump@1.1", "undecided", "proposed", "inherited");
    CHECK_HAS(DONE(&world, "decision", "confirm", "Pump@1.1", "--db", world.db), "confirmed: 2",
              "both that are inherited, and no third");
    stands(&world, "Pump@1.1", "not_affected", "in-force", "confirmed");
}

TEST(findings_are_filtered_and_sorted_by_every_column)
{
    static const char *const COLUMNS[] = {
        "id", "product", "release", "component", "version", "vulnerability", "severity", "cvss",
        "epss", "kev", "status", "state", "risk", "harm", "look_again", "assessment", "decision",
        "first_seen", "clock", "due", "days_left", "why", "supplier_says",
    };
    OwnRecord world = world_of("sorted", "optional");
    char order[64];

    release_add(&world, "1.1", "--released", "2026-01-05");
    DECIDE(&world, NOT_AFFECTED, "--release", "Pump@1.0", "--not-inherited");
    CHECK_STR(json_at(FINDINGS(&world, "--status", "undecided"), "rows"), STR("[1]"), "a status");
    CHECK_STR(json_at(FINDINGS(&world, "--status", "not_affected"), "rows[0].release"), STR("1.0"),
              "another");
    CHECK_STR(json_at(FINDINGS(&world, "--where", "decided"), "rows[0].release"), STR("1.0"),
              "an expression");
    CHECK_STR(json_at(FINDINGS(&world, "--where", "not decided"), "rows"), STR("[1]"),
              "its opposite is asked of the same finding");
    for (size_t i = 0; i < ARRAY_LEN(COLUMNS); i++) {
        snprintf(order, sizeof order, "-%s,release", COLUMNS[i]);
        CHECK_STR(json_at(FINDINGS(&world, "--sort", order), "rows"), STR("[2]"), COLUMNS[i]);
    }
    CHECK_STR(json_at(FINDINGS(&world, "--sort", "-release"), "rows[0].release"), STR("1.1"),
              "downwards");
    CHECK_STR(json_at(FINDINGS(&world, "--sort", "release"), "rows[0].release"), STR("1.0"),
              "upwards");
}
