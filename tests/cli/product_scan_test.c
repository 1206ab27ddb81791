/* SPDX-License-Identifier: Apache-2.0 */
/* The scan of a product, through the program: what the record says stands beside the score.
 * Tests: cli/scan_product.c api/product_scan.c api/verdict.c api/support_of.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>


#define RUN(world, ...)                                                                            \
    own_run((world), "INRO_ACTOR=author", (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)
#define SCAN(world, ...)                                                                           \
    DONE((world), "scan", "--product", "Pump", "--db", (world)->db, __VA_ARGS__)

static OwnRecord world_of(const char *name)
{
    OwnRecord world = own_record(name);

    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump", "--market", "JP", "--regulation",
         "mdr");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    return world;
}

static void assess(const OwnRecord *world, const char *harm, const char *vector)
{
    DONE(world, "risk", "assess", "CVE-2026-0001", "--db", world->db, "--product", "Pump",
         "--multi-patient", "no", "--safety", "RMF-7:H1", "--rationale", "worst outcome",
         "--harm", harm, "--vector", vector);
}

static void decide(const OwnRecord *world, const char *status, const char *justification)
{
    DONE(world, "finding", "decide", "CVE-2026-0001", "--db", world->db, "--product", "Pump",
         "--status", status, "--justification", justification, "--action", "", "--reason",
         "looked at");
}

TEST(what_nobody_looked_at_is_undecided_and_not_assessed_in_the_scan)
{
    static const Fact FACTS[] = {
        { "findings[0].record.status", "undecided", NULL },
        { "findings[0].record.state", "null", "there is no decision" },
        { "findings[0].record.risk", "not-assessed", NULL },
        { "findings[0].record.harm", "unassessed", "it counts as the worst" },
        { "findings[0].record.clock", "null", "nobody is aware" },
    };
    OwnRecord world = world_of("open");

    CHECK_FACTS(SCAN(&world, "-o", "json"), FACTS);
}

TEST(a_scan_shows_harm_decision_and_clocks_beside_the_score)
{
    static const Fact FACTS[] = {
        { "findings[0].record.status", "under_investigation", NULL },
        { "findings[0].record.state", "in-force", NULL },
        { "findings[0].record.risk", "uncontrolled", NULL },
        { "findings[0].record.harm", "critical", NULL },
        { "findings[0].support", "null", "nothing is known of it" },
    };
    OwnRecord world = world_of("beside");
    Str text;

    decide(&world, "under_investigation", "");
    assess(&world, "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    DONE(&world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at",
         "2026-01-09T08:00:00Z", "--by", "product security", "--channel", "mail", "--fact",
         "death");
    text = SCAN(&world, "-o", "json");
    CHECK_FACTS(text, FACTS);
    CHECK_HAS(text, "\"due\": \"2026-01-", "a clock runs since somebody is aware");
    text = SCAN(&world, "-o", "table");
    CHECK_HAS(text, "under investigation", "the decision");
    CHECK_HAS(text, "uncontrolled", "the risk");
    CHECK_HAS(text, "critical", "the harm");
    CHECK_HAS(text, "2026-01-", "the day");
    text = SCAN(&world, "-o", "html");
    CHECK_HAS(text, "<dt>Decided</dt><dd><a href=\"#why-0\">under investigation<", "the decision");
    CHECK_HAS(text, "</i>uncontrolled<", "the risk, with a sign beside its colour");
    CHECK_HAS(text, "<dt>Harm</dt><dd><a href=\"#why-0\">critical<", "the harm");
    CHECK_HAS(text, "<dl class=\"facts\" id=\"why-0\">", "each leads to its reasons");
    CHECK_HAS(text, "<dt>Reporting rule</dt>", "the clock");
}

TEST(a_scan_of_files_says_nothing_of_a_record)
{
    OwnRecord world = world_of("files");
    ProcessResult result = INRO("scan", "--db", world.db, "-o", "json",
                                document("2.json", PUMPLIB("1.0")));

    CHECK_INT(result.status, 0, "found");
    CHECK_LACKS(result.out, "\"record\"", "no record was asked");
}

static void ends(const OwnRecord *world, const char *policy, int status, const char *why)
{
    ProcessResult result = RUN(world, "scan", "--product", "Pump", "--db", world->db, "--max-age",
                               "36500", "--fail-on", policy);

    CHECK_INT(result.status, status, why);
}

TEST(a_policy_may_ask_the_record)
{
    OwnRecord world = world_of("policy");

    ends(&world, "uncontrolled", 1, "what nobody assessed counts as uncontrolled");
    ends(&world, "undecided", 1, "nobody decided");
    ends(&world, "decided", 0, "nobody decided");
    ends(&world, "kev and undecided", 3, "whether it is exploited is not known here");
    assess(&world, "negligible", "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L");
    ends(&world, "uncontrolled", 0, "assessed as controlled");
    ends(&world, "undecided and not uncontrolled", 1, "but still undecided");
    decide(&world, "not_affected", "vulnerable_code_not_present");
    ends(&world, "undecided", 0, "somebody decided");
    ends(&world, "decided", 1, "somebody decided");
}

TEST(a_clock_that_ran_out_can_be_asked_for)
{
    static const Fact LATE[] = { { "rows", "[1]", "its clock ran out" } };
    static const Fact NONE[] = { { "rows", "[0]", "nobody was aware" } };
    OwnRecord world = world_of("late");

    ends(&world, "overdue", 0, "no clock runs");
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--where", "overdue", "--json"),
                NONE);
    DONE(&world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at",
         "2025-11-01T08:00:00Z", "--by", "product security", "--channel", "mail", "--fact",
         "death");
    ends(&world, "overdue", 1, "since November");
    ends(&world, "overdue and harm>=serious", 1, "unassessed harm counts as the worst");
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--where", "overdue", "--json"),
                LATE);
}

TEST(a_list_of_findings_may_ask_the_same)
{
    static const Fact SHOWN[] = { { "rows", "[1]", "nobody decided" } };
    static const Fact NONE[] = { { "rows", "[0]", "nothing is decided" } };
    OwnRecord world = world_of("where");

    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db,
                     "--where", "undecided and uncontrolled", "--json"), SHOWN);
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db,
                     "--where", "decided", "--json"), NONE);
}

TEST(files_alone_cannot_be_asked_for_what_only_the_record_knows)
{
    OwnRecord world = world_of("asked");
    ProcessResult result = INRO("scan", "--db", world.db, "--fail-on", "uncontrolled",
                                document("3.json", PUMPLIB("1.0")));

    CHECK_INT(result.status, 2, "a mistake of use");
    CHECK_HAS(result.err, "needs --product", "says what is missing");
}

/* What ends with 1 has a failure, what ends with 0 has none. */
TEST(cases_of_junit_and_the_exit_status_tell_the_same)
{
    static const struct { const char *policy; int status; bool fails; const char *why; } ROWS[] = {
        { "undecided", 0, false, "somebody decided, so it is skipped" },
        { "uncontrolled or overdue", 0, false, "nothing of it is left to do" },
        { "decided", 1, true, "the policy asks for just that" },
        { "kev", 3, true, "what cannot be told is not skipped" },
    };
    OwnRecord world = world_of("junit");

    decide(&world, "not_affected", "vulnerable_code_not_present");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result = RUN(&world, "scan", "--product", "Pump", "--db", world.db,
                                   "--max-age", "36500", "-o", "junit", "--fail-on",
                                   ROWS[i].policy);

        CHECK_INT(result.status, ROWS[i].status, ROWS[i].why);
        CHECK_INT(has(result.out, "<failure "), ROWS[i].fails, ROWS[i].why);
        CHECK_INT(has(result.out, "<skipped message=\"pumplib 1.0 is in the range of"),
                  !ROWS[i].fails, ROWS[i].why);
    }
}

TEST(every_format_tells_the_decision_in_its_own_words)
{
    static const struct { const char *format, *undecided, *decided; } ROWS[] = {
        { "csv", ",undecided,", ",not_affected,in-force,not_affected,vulnerable_code_not_present,"
                                "\"looked at\"," },
        { "markdown", "| undecided | not assessed |", "| not affected | – | – |" },
        { "html", ">undecided<", ">not affected<" },
        { "table", "undecided", "not affected" },
        { "jsonl", "\"status\":\"undecided\"",
          "\"justification\":\"vulnerable_code_not_present\"" },
        { "sarif", "\"suppressions\": []", "\"status\": \"accepted\"" },
        { "junit", "Decision: undecided.", "Decision: not affected (looked at)." },
        { "cyclonedx", "\"value\": \"undecided\"", "\"justification\": \"code_not_present\"" },
    };
    OwnRecord world = world_of("formats");

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_HAS(SCAN(&world, "-o", ROWS[i].format), ROWS[i].undecided, ROWS[i].format);
    decide(&world, "not_affected", "vulnerable_code_not_present");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_HAS(SCAN(&world, "-o", ROWS[i].format), ROWS[i].decided, ROWS[i].format);
}

TEST(support_is_what_the_ledger_states)
{
    static const Fact NOTHING[] = { { "findings[0].support", "null", "nobody stated any" } };
    static const Fact STATED[] = {
        { "findings[0].support.ends", "2027-03-31", "of the release before the product" },
        { "findings[0].support.source", "letter", "and where it is from" },
        { "findings[0].record.support_level", "actively-maintained", "the level, too" },
    };
    static const Fact TORN[] = {
        { "findings[0].support.ends", "2026-06", "the earliest, to be safe" },
        { "findings[0].support.source", "null", "two sources disagree" },
    };
    static const Fact NEWER[] = {
        { "findings[0].support.source", "contract", "the later answer holds" },
    };
    OwnRecord world = world_of("support");

    world.now = "2040-01-01T00:00:00Z"; /* of two answers the newer one would hold */
    CHECK_FACTS(SCAN(&world, "-o", "json"), NOTHING);
    DONE(&world, "component", "create", "--product", "Pump", "--component", "pkg:pypi/other",
         "--support-end", "2025", "--source", "x");
    CHECK_FACTS(SCAN(&world, "-o", "json"), NOTHING);
    DONE(&world, "component", "create", "--product", "Pump", "--component", "pkg:pypi/pumplib",
         "--support-end", "2027-03-31", "--source", "letter", "--support-level",
         "actively-maintained");
    CHECK_FACTS(SCAN(&world, "-o", "json"), STATED);
    DONE(&world, "component", "create", "--product", "Pump", "--component", "pkg:pypi/pumplib",
         "--support-end", "2026-06", "--source", "web page");
    CHECK_FACTS(SCAN(&world, "-o", "json"), TORN);
    world.now = "2040-01-01T00:00:01Z";
    DONE(&world, "component", "create", "--product", "Pump", "--component", "pkg:pypi/pumplib",
         "--support-end", "2027", "--source", "contract");
    CHECK_FACTS(SCAN(&world, "-o", "json"), NEWER);
}
