/* SPDX-License-Identifier: Apache-2.0 */
/* Decided once, through the program: findings of releases, decisions, reviews, inheritance.
 * Tests: cli/finding.c cli/sbom.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>

#define RECORD_1                                                                                   \
    "{'id':'CVE-2026-0001','modified':'2026-01-05T00:00:00Z','affected':[{'package':"              \
    "{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM',"                         \
    "'events':[{'introduced':'0'},{'fixed':'2.0'}]}]}]}"
#define SBOM(version)                                                                              \
    CDX("{'type':'library','name':'pumplib','version':'" version "',"                              \
        "'purl':'pkg:pypi/pumplib@" version "'}")

/* A record with the product Pump, whose release 1.0 has the flaw, and a knowledge base. */
typedef struct {
    char at[1200];
    const char *db;
} World;

static ProcessResult run(const World *world, const char *actor, const char *const *words)
{
    const char *all[40] = { NULL };
    size_t count = 0;

    while (words[count]) {
        all[count] = words[count];
        count++;
    }
    all[count++] = "--record";
    all[count] = world->at;
    return inro_words(STR(""), actor, all);
}
#define RUN(world, actor, ...) run((world), (actor), (const char *const[]){ __VA_ARGS__, NULL })

#define DONE(world, ...) done((world), RUN((world), "INRO_ACTOR=author", __VA_ARGS__), __LINE__)

static Str done(const World *world, ProcessResult result, int line)
{
    char where[300];

    (void)world;
    snprintf(where, sizeof where, "line %d: %.*s", line, STR_ARG(str_slice(result.err, 0, 250)));
    CHECK_INT(result.status, 0, where);
    return result.out;
}

static World world_of(const char *name, const char *review)
{
    World world;

    snprintf(world.at, sizeof world.at, "%s/record-%s", process_folder(), name);
    world.db = KNOWLEDGE(name, document("one.json", RECORD_1));
    DONE(&world, "product", "create", "--name", "Pump", "--review", review);
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", SBOM("1.0")));
    return world;
}

static Str decide(const World *world, const char *actor, const char *status, const char *reason)
{
    static char id[4][40];
    static unsigned next;
    char *to = id[next++ % ARRAY_LEN(id)];
    Str out = done(world, RUN(world, actor, "finding", "decide", "CVE-2026-0001", "--db", world->db,
                              "--product", "Pump", "--status", status, "--justification",
                              strcmp(status, "not_affected") ? "" : "vulnerable_code_not_present",
                              "--action", strcmp(status, "affected") ? "" : "update",
                              "--reason", reason), __LINE__);

    snprintf(to, sizeof id[0], "%.36s", out.ptr);
    return str_of(to);
}

static void stands(const World *world, const char *release, const char *status, const char *state,
                   const char *why)
{
    Fact facts[] = { { "rows[0].vulnerability", "CVE-2026-0001", why },
                     { "rows[0].status", status, why }, { "rows[0].state", state, why } };

    CHECK_FACTS(DONE(world, "finding", "list", "--db", world->db, "--release", release, "--json"),
                facts);
}

TEST(a_decision_holds_for_its_releases_and_is_proposed_to_later_ones)
{
    World world = world_of("inherit", "optional");

    stands(&world, "Pump@1.0", "undecided", "null", "nobody decided");
    decide(&world, "INRO_ACTOR=author", "not_affected", "the code is left out of the build");
    stands(&world, "Pump@1.0", "not_affected", "in-force", "decided");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.1");
    DONE(&world, "release", "sbom", "attach", "Pump@1.1", document("11.json", SBOM("1.0")));
    stands(&world, "Pump@1.1", "undecided", "proposed", "inherited, not confirmed");
    CHECK_STR(DONE(&world, "decision", "confirm", "Pump@1.1", "--db", world.db), STR("1\n"),
              "one command confirms");
    stands(&world, "Pump@1.1", "not_affected", "in-force", "confirmed");
    CHECK_STR(DONE(&world, "decision", "confirm", "Pump@1.1", "--db", world.db), STR("0\n"),
              "nothing is left to confirm");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(where_review_is_required_another_person_puts_a_decision_in_force)
{
    World world = world_of("review", "required");
    Str id = decide(&world, "INRO_ACTOR=author", "not_affected", "left out of the build");

    stands(&world, "Pump@1.0", "undecided", "awaiting-review", "nobody reviewed");
    RUN(&world, "INRO_ACTOR=author", "decision", "review", id.ptr);
    stands(&world, "Pump@1.0", "undecided", "awaiting-review", "the author is not independent");
    done(&world, RUN(&world, "INRO_ACTOR=reviewer", "decision", "review", id.ptr), __LINE__);
    stands(&world, "Pump@1.0", "not_affected", "in-force", "reviewed");
}

TEST(decisions_that_differ_are_a_contradiction_until_one_names_the_other)
{
    World world = world_of("contradiction", "optional");
    Str first = decide(&world, "INRO_ACTOR=author", "not_affected", "left out"), json;

    decide(&world, "INRO_ACTOR=somebody else", "affected", "it is in the image");
    stands(&world, "Pump@1.0", "contradiction", "in-force", "both are in force");
    json = DONE(&world, "decision", "list", "--json");
    {
        static const Fact FACTS[] = { { "rows", "[2]", "both stay visible" } };
        CHECK_FACTS(json, FACTS);
    }
    done(&world, RUN(&world, "INRO_ACTOR=author", "decision", "expire", first.ptr, "--reason",
                     "the image was looked at"), __LINE__);
    stands(&world, "Pump@1.0", "affected", "in-force", "one is left");
}

TEST(the_same_author_repeating_himself_supersedes_and_nothing_is_typed_twice)
{
    World world = world_of("repeat", "optional");

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
        "so" }, "fine", "no such status" },
    { { "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at", "today", "--by", "author",
        "--channel", "mail" }, "is no time", "not a time" },
    { { "finding", "list", "--sort", "colour" }, "no column \"colour\"", "no such column" },
    { { "finding", "list", "--view", "mine" }, "no view \"mine\"", "no such view" },
};

TEST(what_is_incomplete_is_refused_and_says_what_is_missing)
{
    World world = world_of("refused", "optional");

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
        result = run(&world, NULL, words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
}

TEST(first_seen_is_recorded_once_and_awareness_names_it)
{
    World world = world_of("seen", "optional");
    Str json, id;
    char uuid[40];

    CHECK_STR(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), STR("1\n"), "new");
    CHECK_STR(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), STR("0\n"), "once");
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
    World world = world_of("view", "optional");
    static const Fact FACTS[] = { { "rows", "[0]", "the view filters" } };

    DONE(&world, "finding", "list", "--db", world.db, "--where", "kev", "--save-view", "urgent");
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--view", "urgent", "--json"),
                FACTS);
}

TEST(the_scan_of_a_product_reads_the_record_and_notes_what_it_saw_first)
{
    World world = world_of("scan", "optional");
    Str json = DONE(&world, "scan", "--product", "Pump", "--db", world.db, "-o", "json");
    static const Fact FACTS[] = {
        { "input[0].file", "Pump@1.0", "the release is the input" },
        { "findings[0].vulnerability.id", "CVE-2026-0001", "its finding" },
    };

    CHECK_FACTS(json, FACTS);
    CHECK_STR(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), STR("0\n"),
              "the scan noted it already");
    CHECK_INT(RUN(&world, NULL, "scan", "--product", "Pump", "--db", world.db, "--fail-on",
                  "cvss>=0").status, 3, "what has no score cannot be told");
}
