/* SPDX-License-Identifier: Apache-2.0 */
/* By when whom must be told, through the program: awareness, steps, zones, what is not known.
 * Tests: cli/clock.c */
#include "accept.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAW "CVE-2026-0001"
#define KEV                                                                                        \
    "{'title':'CISA Catalog of Known Exploited Vulnerabilities','catalogVersion':'2026.10.01',"    \
    "'dateReleased':'2026-10-01T12:00:00Z','count':1,'vulnerabilities':[{'cveID':'CVE-2026-0001'," \
    "'vendorProject':'a','product':'pumplib','vulnerabilityName':'n','dateAdded':'2026-10-01',"    \
    "'shortDescription':'s','requiredAction':'r','dueDate':'2026-10-22',"                          \
    "'knownRansomwareCampaignUse':'Unknown','notes':''}]}"

#define RUN(world, ...) own_run((world), NULL, (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)
#define LIST(world, ...) DONE((world), "clock", "list", "--db", (world)->db, __VA_ARGS__)

/* A record with the product Pump in one market, at a moment, without knowledge. */
static OwnRecord world_of(const char *name, const char *market, const char *regulation,
                      const char *now)
{
    OwnRecord world = own_record(name);

    world.db = "/nonexistent";
    world.now = now;
    DONE(&world, "product", "create", "--name", "Pump", "--market", market, "--regulation",
         regulation);
    return world;
}

/* The same, and its release 1.0 has a flaw that is known to be exploited when `kev`. */
static OwnRecord world_with_finding(const char *name, bool kev, const char *now)
{
    OwnRecord world = world_of(name, "EU", "none", now);
    const char *osv = document("one.json", PUMPLIB_FLAW);

    world.db = kev ? KNOWLEDGE(name, osv, document("kev.json", KEV)) : KNOWLEDGE(name, osv);
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    return world;
}

static void aware(const OwnRecord *world, const char *at, const char *const *facts)
{
    const char *words[24] = { "finding", "aware", FLAW, "--product", "Pump", "--at", at, "--by",
                              "product security", "--channel", "mail" };
    size_t count = 11;

    for (; facts && *facts; facts++) {
        words[count++] = "--fact";
        words[count++] = *facts;
    }
    own_done(own_run(world, NULL, words), __LINE__);
}
#define AWARE(world, at, ...) aware((world), (at), (const char *const[]){ __VA_ARGS__, NULL })

typedef struct {
    const char *why, *market, *regulation, *now, *aware, *facts[4], *initiated;
    const char *clock, *state, *due, *zone, *left, *to;
    const char *product[4]; /* what it is, besides */
} Case;

/* Working days and zones are those of the authority. */
static const Case CASES[] = {
    { "Japan: aware on a Friday evening", "JP", "mdr", "2026-01-10T00:00:00Z",
      "2026-01-09T11:00:00Z", { "death" }, NULL, "jp-68-10-15", "running", "2026-01-24 24:00",
      "Asia/Tokyo", "14", "pmda" },
    { "and later that evening in UTC it is Saturday there", "jp", "mdr", "2026-01-10T00:00:00Z",
      "2026-01-09T15:00:00Z", { "death" }, NULL, "jp-68-10-15", "running", "2026-01-25 24:00",
      "Asia/Tokyo", "15", "pmda" },
    { "United States: ten working days over Thanksgiving", "US", "mdr", "2026-11-21T12:00:00Z",
      "2026-11-19T20:00:00Z", { "health-risk" }, "2026-11-20T20:00:00Z", "us-806-10", "running",
      "2026-12-07 24:00", "America/New_York", "16", "fda" },
    { "a correction that is planned", "US", "mdr", "2026-11-19T21:00:00Z", "2026-11-19T20:00:00Z",
      { "health-risk" }, "2026-11-20T20:00:00Z", "us-806-10", "not-started", "2026-12-07 24:00",
      "America/New_York", "18", "fda" },
    { "Europe: fifteen days, by the day in Brussels", "EU", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-20T23:30:00Z", { "serious-incident" }, NULL, "eu-mdr-15", "running",
      "2026-12-06 24:00", "Europe/Brussels", "14", "eu-authority" },
    { "an app that is no device: 24 hours over the end of summer time", "EU", "none",
      "2026-10-25T00:30:00Z", "2026-10-24T12:00:00Z", { "exploited" }, NULL,
      "eu-cra-exploited-24", "due-today", "2026-10-25 13:00", "Europe/Brussels", "0",
      "csirt-enisa" },
    { "and 72 hours", "EU", "none", "2026-10-25T00:30:00Z", "2026-10-24T12:00:00Z",
      { "exploited" }, NULL, "eu-cra-exploited-72", "running", "2026-10-27 13:00",
      "Europe/Brussels", "2", "csirt-enisa" },
    { "the discretion of the FDA: customers know in 30 days", "US", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-02T12:00:00Z", { "death=no", "serious-harm=no" }, NULL, "us-pm16-30", "running",
      "2026-12-02 24:00", "America/New_York", "10", "customers",
      { "--isao", "yes" } },
    { "and are helped in 60", "US", "mdr", "2026-11-22T12:00:00Z", "2026-11-02T12:00:00Z",
      { "death=no", "serious-harm=no" }, NULL, "us-pm16-60", "running",
      "2027-01-01 24:00", "America/New_York", "40", "customers",
      { "--isao", "yes" } },
    { "nobody says whether you share in an ISAO", "US", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-02T12:00:00Z", { "death=no", "serious-harm=no" }, NULL, "us-pm16-60", "undecided",
      "2027-01-01 24:00", "America/New_York", "40", "customers",
      { "--isao", "unknown" } },
    { "you do not", "US", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-02T12:00:00Z", { "death=no", "serious-harm=no" }, NULL, "us-pm16-60",
      "not-applicable", "null", "America/New_York", "null", "customers",
      { "--isao", "no" } },
    { "a cyber device: an update out of cycle, as soon as possible", "US", "mdr",
      "2026-11-22T12:00:00Z", "2026-11-02T12:00:00Z", { NULL }, NULL, "us-524b-out-of-cycle",
      "running", "null", "America/New_York", "null", "customers",
      { "--cyber-device", "yes" } },
    { "a class that is no device of the United States", "US", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-02T12:00:00Z", { "death" }, NULL, "us-803-30", "not-applicable", "null",
      "America/New_York", "null", "fda",
      { "--device-us", "no", "--device-class", "IIa" } },
    { "nor is it told whether it is one", "US", "mdr", "2026-11-22T12:00:00Z",
      "2026-11-02T12:00:00Z", { "death" }, NULL, "us-803-30", "undecided", "2026-12-02 24:00",
      "America/New_York", "10", "fda",
      { "--device-us", "unknown" } },
    { "software of a Japanese maker that has no class in Europe", "JP", "none",
      "2026-01-10T00:00:00Z", "2026-01-09T11:00:00Z", { "death" }, NULL, "jp-68-10-15", "running",
      "2026-01-24 24:00", "Asia/Tokyo", "14", "pmda",
      { "--device-jp", "yes" } },
    { "a hospital that was attacked", "JP", "none", "2026-01-10T00:00:00Z",
      "2026-01-09T11:00:00Z", { "care-system-attack" }, NULL, "jp-hospital", "running", "null",
      "Asia/Tokyo", "null", "mhlw-it",
      { "--hospital", "yes" } },
    { "an essential entity of the European Union", "EU", "mdr", "2026-01-10T00:00:00Z",
      "2026-01-09T11:00:00Z", { "significant-incident" }, NULL, "eu-nis2-24", "due-today",
      "2026-01-10 12:00", "Europe/Brussels", "0", "csirt",
      { "--nis2-entity", "yes" } },
    { "a year without a table of working days", "US", "mdr", "2027-12-28T12:00:00Z",
      "2027-12-27T12:00:00Z", { "remedial-action" }, NULL, "us-803-5", "unknown", "null",
      "America/New_York", "null", "fda" },
    { "a fact that nobody stated", "US", "mdr", "2026-11-22T12:00:00Z", "2026-11-02T12:00:00Z",
      { NULL }, NULL, "us-803-30", "undecided", "2026-12-02 24:00", "America/New_York", "10",
      "fda" },
};

TEST(each_authority_counts_in_its_own_zone_and_calendar)
{
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        const Case *row = &CASES[i];
        char name[16], place[4][64];
        OwnRecord world;

        snprintf(name, sizeof name, "case-%zu", i);
        world = world_of(name, row->market, row->regulation, row->now);
        if (row->product[0])
            DONE(&world, "product", "change", "Pump", row->product[0], row->product[1],
                 row->product[2] ? row->product[2] : "--name",
                 row->product[2] ? row->product[3] : "Pump");
        aware(&world, row->aware, row->facts);
        if (row->initiated)
            DONE(&world, "clock", "step", FLAW, "--product", "Pump", "--step", "initiated", "--at",
                 row->initiated);
        for (size_t k = 0; k < 4; k++) {
            static const char *const MEMBER[] = { "state", "due", "days_left", "recipient" };
            snprintf(place[k], sizeof place[k], "rows[clock=%s].%s", row->clock, MEMBER[k]);
        }
        {
            const Fact facts[] = { { place[0], row->state, row->why },
                                   { place[1], row->due, row->why },
                                   { place[2], row->left, row->why },
                                   { place[3], row->to, row->why } };
            CHECK_FACTS(LIST(&world, "--all", "--json"), facts);
        }
    }
}

TEST(what_was_only_seen_starts_nothing_and_says_when_it_would_be_due)
{
    OwnRecord world = world_with_finding("seen", true, "2026-10-02T08:00:00Z");
    static const Fact BEFORE[] = {
        { "rows[clock=eu-cra-exploited-72].state", "not-started", "nobody is aware" },
        { "rows[clock=eu-cra-exploited-72].started_by", "first-seen", "a supposition" },
        { "rows[clock=eu-cra-exploited-72].due", "2026-10-05 10:00", "as if it had been" },
        { "rows[clock=eu-cra-exploited-72].first_seen", "2026-10-02T08:00:00Z", "when" },
        { "rows[clock=eu-mdr-15]", "absent", "an app" },
    };
    static const Fact NONE[] = { { "rows[0].clock", "null", "no clock of it runs" } };
    static const Fact AFTER[] = {
        { "rows[clock=eu-cra-exploited-72].state", "running", "somebody is" },
        { "rows[clock=eu-cra-exploited-72].started_by", "event", "a fact" },
        { "rows[clock=eu-cra-exploited-72].due", "2026-10-06 09:00", "by that" },
    };
    static const Fact NEXT[] = {
        { "rows[0].clock", "eu-cra-exploited-24", "the finding tells the first of them" },
        { "rows[0].due", "2026-10-04 09:00 Brussels", "and when" },
    };

    CHECK_HAS(DONE(&world, "finding", "refresh", "Pump", "--db", world.db), "seen: 1", "seen");
    CHECK_FACTS(LIST(&world, "--json"), BEFORE);
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--json"), NONE);
    CHECK_HAS(LIST(&world, "-o", "table", "--all"), "If it had been aware when this was "
              "first seen", "in words");
    world.now = "2026-10-03T08:00:00Z";
    AWARE(&world, "2026-10-03T07:00:00Z", NULL);
    CHECK_FACTS(LIST(&world, "--json"), AFTER);
    CHECK_FACTS(DONE(&world, "finding", "list", "--db", world.db, "--json"), NEXT);
}

TEST(a_finding_that_nobody_knew_of_is_listed_when_it_could_matter)
{
    OwnRecord world = world_with_finding("quiet", false, "2026-10-02T08:00:00Z");
    static const Fact QUIET[] = { { "rows", "[0]", "not known to be exploited" } };
    static const Fact ALL[] = {
        { "rows[clock=eu-cra-exploited-72].state", "undecided", "whether it is, is not known" },
    };

    DONE(&world, "finding", "refresh", "Pump", "--db", world.db);
    CHECK_FACTS(LIST(&world, "--json"), QUIET);
    CHECK_HAS(LIST(&world, "-o", "table"), "--all shows their clocks", "never silent");
    CHECK_FACTS(LIST(&world, "--all", "--json"), ALL);
}

TEST(what_is_listed_as_exploited_later_starts_the_clock_of_who_was_aware_then)
{
    OwnRecord world = world_with_finding("listed", true, "2026-10-02T08:00:00Z");
    static const Fact FACTS[] = {
        { "rows[clock=eu-cra-exploited-24].due", "2026-10-02 02:00", "from the day of the list" },
        { "rows[clock=eu-cra-exploited-24].state", "overdue", "a day has passed" },
    };

    AWARE(&world, "2026-09-20T07:00:00Z", NULL);
    CHECK_FACTS(LIST(&world, "--json"), FACTS);
}

#define ASSESS(world, ...)                                                                         \
    DONE(world, "risk", "assess", FLAW, "--db", (world)->db, "--product", "Pump", "--name",        \
         "SEC-1", "--multi-patient", "no", "--safety", "RMF-7:H1", "--rationale", "worst outcome", \
         "--vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", __VA_ARGS__)
#define REGULAR "rows[clock=us-524b-regular]."
#define AT_ONCE "rows[clock=us-524b-out-of-cycle]."

/* The same answer as `inro finding list --risk`, with and without the knowledge base. */
TEST(whether_a_risk_is_uncontrolled_is_what_the_assessment_in_force_says)
{
    OwnRecord world = world_with_finding("assessed", false, "2026-11-22T12:00:00Z");
    OwnRecord blind;
    static const Fact ASSUMED[] = {
        { AT_ONCE "state", "running", "unassessed counts as uncontrolled" },
        { AT_ONCE "facts[1]", "uncontrolled=yes:assumed", "and says that nobody assessed it" },
        { AT_ONCE "grounds[1]", "an uncontrolled risk of patient harm: yes, assumed: nobody "
          "assessed it, and unassessed counts as uncontrolled", "in words" },
        { AT_ONCE "assessment", "null", "there is none" },
        { REGULAR "state", "not-applicable", "not the regular cycle" },
    };
    static const Fact REVIEW[] = {
        { AT_ONCE "state", "running", "review counts as uncontrolled" },
        { AT_ONCE "facts[1]", "uncontrolled=yes:review", "and says so" },
    };
    static const Fact CONTROLLED[] = {
        { AT_ONCE "state", "not-applicable", "controlled" },
        { REGULAR "state", "running", "the regular cycle" },
        { REGULAR "facts[1]", "uncontrolled=no:assessed", "by the newest assessment" },
        { REGULAR "grounds[1]", "an uncontrolled risk of patient harm: no, assessed in SEC-1 on "
          "2026-11-22", "which one" },
        { "rows[clock=us-pma-annual].state", "undecided", "only a PMA device has it" },
        { "rows[clock=us-pma-annual].facts[1]", "pma=unknown:unknown", "and nobody says" },
    };
    static const Fact CHANGED[] = {
        { AT_ONCE "state", "running", "its decision counts no longer" },
        { AT_ONCE "facts[1]", "uncontrolled=yes:changed", "because it became known as exploited" },
    };
    static const Fact YESTERDAY[] = {
        { AT_ONCE "facts[1]", "uncontrolled=yes:assumed", "nobody had assessed it yet" },
    };

    DONE(&world, "product", "change", "Pump", "--market", "US", "--regulation", "mdr",
         "--cyber-device", "yes");
    AWARE(&world, "2026-11-20T12:00:00Z", NULL);
    CHECK_FACTS(LIST(&world, "--all", "--json"), ASSUMED);
    ASSESS(&world, "--harm", "minor");
    blind = world;
    blind.db = "/nonexistent";
    CHECK_FACTS(LIST(&world, "--all", "--json"), REVIEW);
    CHECK_FACTS(LIST(&blind, "--all", "--json"), REVIEW);
    ASSESS(&world, "--harm", "minor", "--decide", "controlled", "--justification", "kept there");
    CHECK_FACTS(LIST(&world, "--all", "--json"), CONTROLLED);
    CHECK_FACTS(LIST(&blind, "--all", "--json"), CONTROLLED);
    CHECK_HAS(LIST(&world, "-o", "table", "--all", "--lang", "ja"),
              "患者危害のリスクが管理されていない: いいえ（2026-11-22 の評価 SEC-1 による）",
              "in Japanese");
    world.db = KNOWLEDGE("assessed-2", document("one.json", PUMPLIB_FLAW),
                         document("kev.json", KEV));
    CHECK_FACTS(LIST(&world, "--all", "--json"), CHANGED);
    world.now = "2026-11-21T12:00:00Z";
    CHECK_FACTS(LIST(&world, "--all", "--json"), YESTERDAY);
}

#define OSV_2                                                                                      \
    "{'id':'CVE-2026-0001','modified':'2026-01-05T00:00:00Z','affected':[{'package':"              \
    "{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM',"                         \
    "'events':[{'introduced':'0'}]}]},{'package':{'ecosystem':'PyPI','name':'doselib'},"           \
    "'ranges':[{'type':'ECOSYSTEM','events':[{'introduced':'0'}]}]}]}"
#define SBOM_2 CDX(LIBRARY("pumplib", "1.0", "") "," LIBRARY("doselib", "1.0", ""))

/* Two components of a product have the flaw, and another product has it, too. */
TEST(of_several_findings_the_worst_counts_and_of_several_matters_the_most_urgent_is_first)
{
    OwnRecord world = world_of("several", "US", "mdr", "2026-11-22T12:00:00Z");
    static const Fact HALF[] = {
        { AT_ONCE "facts[1]", "uncontrolled=yes:assumed", "nobody assessed the other component" },
    };
    static const Fact BOTH[] = {
        { AT_ONCE "facts[1]", "uncontrolled=yes:assessed", "the other is uncontrolled" },
    };
    static const Fact ORDER[] = {
        { "rows[0].product", "Monitor", "it was known of ten days before" },
        { "rows[0].matter", "Monitor: " FLAW, "under one heading" },
        { "rows[1].product", "Monitor", "all of it" },
    };

    world.db = KNOWLEDGE("several", document("two.json", OSV_2));
    DONE(&world, "product", "change", "Pump", "--cyber-device", "yes");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("2.json", SBOM_2));
    AWARE(&world, "2026-11-20T12:00:00Z", NULL);
    ASSESS(&world, "--component", "pkg:pypi/pumplib", "--harm", "negligible", "--vector",
           "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L");
    CHECK_FACTS(LIST(&world, "--all", "--json"), HALF);
    ASSESS(&world, "--component", "pkg:pypi/doselib", "--harm", "catastrophic");
    CHECK_FACTS(LIST(&world, "--all", "--json"), BOTH);
    DONE(&world, "product", "create", "--name", "Monitor", "--market", "US", "--regulation",
         "mdr");
    DONE(&world, "finding", "aware", FLAW, "--product", "Monitor", "--at", "2026-11-10T12:00:00Z",
         "--by", "product security", "--channel", "mail");
    CHECK_FACTS(LIST(&world, "--json"), ORDER);
    CHECK_HAS(LIST(&world, "-o", "table"), "Pump: " FLAW "\n", "a heading for each");
}

/* What was said of one id holds for the group that bears it, whatever the group is called. */
TEST(awareness_of_an_alias_is_awareness_of_the_vulnerability)
{
    OwnRecord world = world_of("alias", "EU", "none", "2026-10-03T08:00:00Z");
    static const Fact FACTS[] = {
        { "rows[clock=eu-cra-exploited-24].vulnerability", FLAW, "by its CVE" },
        { "rows[clock=eu-cra-exploited-24].state", "running", "aware of the other id" },
        { "rows[vulnerability=GHSA-2222-3333-4444]", "absent", "one matter, not two" },
    };

    world.db = KNOWLEDGE("alias", document("kev.json", KEV), document("alias.json",
        "{'id':'GHSA-2222-3333-4444','aliases':['CVE-2026-0001'],"
        "'modified':'2026-01-05T00:00:00Z','affected':[{'package':{'ecosystem':'PyPI',"
        "'name':'pumplib'},'ranges':[{'type':'ECOSYSTEM','events':[{'introduced':'0'}]}]}]}"));
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    DONE(&world, "finding", "aware", "GHSA-2222-3333-4444", "--product", "Pump", "--at",
         "2026-10-03T07:00:00Z", "--by", "product security", "--channel", "mail");
    CHECK_FACTS(LIST(&world, "--json"), FACTS);
}

TEST(a_death_that_becomes_known_later_has_its_days_from_then)
{
    OwnRecord world = world_of("later", "JP", "mdr", "2026-03-12T00:00:00Z");
    static const Fact FACTS[] = {
        { "rows[clock=jp-68-10-15].due", "2026-03-25 24:00", "from the second awareness" },
        { "rows[clock=jp-68-10-15].state", "running", "not overdue since January" },
        { "rows[clock=jp-vulnerability].started", "2026-01-05T00:00:00Z", "from the first" },
    };

    AWARE(&world, "2026-01-05T00:00:00Z", "death=no");
    AWARE(&world, "2026-03-10T00:00:00Z", "death");
    CHECK_FACTS(LIST(&world, "--json"), FACTS);
}

TEST(an_overdue_clock_fails_on_request_until_the_report_is_handed_in)
{
    OwnRecord world = world_of("overdue", "EU", "mdr", "2026-12-08T12:00:00Z");
    static const Fact MET[] = {
        { "rows[clock=eu-mdr-15].state", "met", "handed in" },
        { "rows[clock=eu-mdr-15].standing", "Reported on 2026-12-08T11:00:00Z, too late.", "late" },
        { "rows[clock=eu-mdr-10].state", "met", "one paper meets every rule that asks for it" },
        { "rows[clock=eu-mdr-trend].state", "undecided", "and no other" },
    };
    ProcessResult result;

    AWARE(&world, "2026-11-20T12:00:00Z", "serious-incident");
    LIST(&world, "--json");
    result = RUN(&world, "clock", "list", "--db", world.db, "--fail-overdue", "--all");
    CHECK_INT(result.status, 1, "overdue");
    CHECK_HAS(result.out, "Overdue: it was due by 2026-12-05 24:00 (Europe/Brussels)", "told");
    DONE(&world, "clock", "step", FLAW, "--product", "Pump", "--step", "fulfilled", "--clock",
         "eu-mdr-15", "--at", "2026-12-08T11:00:00Z");
    CHECK_FACTS(LIST(&world, "--json", "--fail-overdue"), MET);
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

/* What people read first: what runs, then what waits; each question once, and nothing uncounted. */
TEST(people_read_a_line_for_each_clock_and_each_question_once)
{
    OwnRecord world = world_with_finding("brief", true, "2026-10-02T08:00:00Z");
    Str text;

    DONE(&world, "product", "change", "Pump", "--regulation", "none");
    DONE(&world, "finding", "refresh", "Pump", "--db", world.db);
    text = LIST(&world, "-o", "table");
    CHECK_HAS(text, "Pump: nobody is recorded to be aware of these", "one line");
    CHECK_HAS(text, FLAW ": CRA early warning of an exploited vulnerability, 24 h",
              "of the earliest clock");
    CHECK_HAS(text, "earliest of 9 clocks (3 not started, 6 undecided)", "all are counted");
    CHECK_HAS(text, "as if that had been awareness. `inro finding aware", "and how to state it");
    CHECK_HAS(text, "(a) an essential or important entity under Directive (EU) 2022/2555? Not "
              "stated for Pump: `inro product change Pump --nis2-entity yes|no`", "once");
    CHECK_LACKS(text, "(b)", "what happened is asked of those who are aware");
    world.now = "2026-10-03T08:00:00Z";
    AWARE(&world, "2026-10-03T07:00:00Z", NULL);
    text = LIST(&world, "-o", "table");
    CHECK_HAS(text, "running      2026-10-04 09:00 Brussels", "where and until when");
    CHECK_HAS(text, "waits for a, c", "by the letters below");
    CHECK_HAS(text, "--fact significant-incident[=no]", "how to state what happened");
    CHECK_HAS(text, "--all shows the law", "and where the rest is");
}

TEST(a_decision_not_to_report_keeps_its_reason)
{
    OwnRecord world = world_of("waived", "EU", "mdr", "2026-12-08T12:00:00Z");
    static const Fact FACTS[] = {
        { "rows[clock=eu-mdr-15].state", "not-reportable", "decided" },
        { "rows[clock=eu-mdr-15].standing", "Decided to be not reportable: a drill", "why" },
    };

    AWARE(&world, "2026-11-20T12:00:00Z", "serious-incident");
    DONE(&world, "clock", "step", FLAW, "--product", "Pump", "--step", "not-reportable", "--clock",
         "eu-mdr-15", "--at", "2026-12-08T11:00:00Z", "--reason", "a drill");
    CHECK_FACTS(LIST(&world, "--json", "--fail-overdue"), FACTS);
}

TEST(a_computer_without_time_zones_says_so)
{
    OwnRecord world = world_of("zoneless", "EU", "mdr", "2026-11-22T12:00:00Z");
    static const Fact FACTS[] = {
        { "rows[clock=eu-mdr-15].state", "unknown", "never a guess" },
        { "rows[clock=eu-mdr-15].due", "null", "no date" },
    };

    AWARE(&world, "2026-11-20T12:00:00Z", "serious-incident");
    setenv("TZDIR", "/nonexistent", 1);
    CHECK_FACTS(LIST(&world, "--json"), FACTS);
    CHECK_HAS(LIST(&world, "-o", "table"), "Europe/Brussels", "which one is missing");
    setenv("TZDIR", "/usr/share/zoneinfo", 1);
    CHECK_HAS(LIST(&world, "-o", "table", "--all"), "Due by 2026-12-05 24:00 (Europe/Brussels)",
              "they are read where they are said to be");
    unsetenv("TZDIR");
}

TEST(what_cannot_be_told_is_told)
{
    OwnRecord world = world_of("gaps", "CA", "mdr", "2026-11-22T12:00:00Z");
    Str text;

    DONE(&world, "product", "create", "--name", "Monitor");
    AWARE(&world, "2026-11-20T12:00:00Z", "serious-incident");
    text = LIST(&world, "-o", "table");
    CHECK_HAS(text, "no reporting rules are known for these markets, so nothing is told about "
                    "them: CA", "a market without rules");
    CHECK_HAS(text, "no clock is known for them: Monitor", "a product without markets");
    CHECK_HAS(text, "what is known to be exploited: no SBOM is attached", "no SBOM");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("gap.json", PUMPLIB("1.0")));
    CHECK_HAS(LIST(&world, "-o", "table"), "could not be told what is known to be exploited",
              "no knowledge base");
}

TEST(the_list_is_for_people_and_programs_in_both_languages)
{
    OwnRecord world = world_of("formats", "EU", "mdr", "2026-11-22T12:00:00Z");

    AWARE(&world, "2026-11-20T12:00:00Z", "serious-incident");
    CHECK_HAS(LIST(&world, "-o", "csv"), "state,due,zone,days_left,product,vulnerability,clock,",
              "columns");
    CHECK_HAS(LIST(&world, "-o", "html", "--all"), "Regulation (EU) 2017/745 Article 87(3)",
              "the law");
    CHECK_HAS(LIST(&world, "-o", "table", "--all", "--lang", "ja"), "期限は 2026-12-05 24:00",
              "Japanese");
    CHECK_HAS(LIST(&world, "-o", "csv", "--lang", "ja"), "Due by 2026-12-05 24:00",
              "programs read English");
}

#define SATURDAY "2026-11-21T00:00:00Z"
#define LATER    "2026-12-21T00:00:00Z"

static const struct {
    const char *words[20], *says, *why;
} REFUSALS[] = {
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", "2026-11-21" },
      "is no time with its zone", "a day alone is another time in every office" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", "2026-11-21T09:00:00" },
      "is no time with its zone", "and so is the clock on a wall that nobody names" },
    { { "step", FLAW, "--product", "Pump", "--step", "done", "--at", SATURDAY }, "is no step",
      "no such step" },
    { { "step", FLAW, "--product", "Pump", "--step", "fulfilled", "--at", SATURDAY },
      "name it with --clock", "which report was it" },
    { { "step", FLAW, "--product", "Pump", "--step", "fulfilled", "--clock", "eu-1", "--at",
        SATURDAY }, "no reporting rule eu-1", "no such rule" },
    { { "step", FLAW, "--product", "Pump", "--step", "not-reportable", "--clock", "eu-mdr-15",
        "--at", SATURDAY, "--reason", "  " }, "needs a reason", "a reason of blanks is none" },
    { { "step", FLAW, "--product", "Pump", "--step", "available", "--at", LATER },
      "lies ahead", "only a correction can be planned" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", "soon" }, "is no time",
      "no time" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", SATURDAY, "--fact",
        "bad-luck" }, "is no fact", "no such fact" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", SATURDAY, "--fact",
        "pma" }, "inro product change --pma", "what the product is has its own place" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", SATURDAY, "--fact",
        "uncontrolled=no" }, "inro risk assess", "whether it is controlled is assessed" },
    { { "step", FLAW, "--product", "Pump", "--step", "initiated", "--at", SATURDAY, "--fact",
        "death", "--fact", "death=no" }, "both ways", "a contradiction" },
    { { "step", FLAW, "--product", "Pumb", "--step", "initiated", "--at", SATURDAY }, "Pumb",
      "no such product" },
    { { "step", FLAW, "--product", "Pump", "--at", SATURDAY }, "step", "what happened" },
    { { "list", "--product", "Pumb" }, "Pumb", "no such product" },
};

TEST(a_step_that_is_incomplete_is_refused_and_nothing_is_recorded)
{
    OwnRecord world = world_of("refused", "EU", "mdr", "2026-11-22T12:00:00Z");
    static const Fact NOTHING[] = { { "rows", "[0]", "nothing was recorded" } };

    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        const char *words[24] = { "clock" };
        ProcessResult result;

        memcpy(words + 1, REFUSALS[i].words, sizeof REFUSALS[i].words);
        result = own_run(&world, NULL, words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
    CHECK_HAS(RUN(&world, "finding", "aware", FLAW, "--product", "Pump", "--at", LATER, "--by",
                  "product security", "--channel", "mail").err,
              "lies ahead: nobody is aware of anything then yet", "a slip of the year");
    CHECK_FACTS(LIST(&world, "--json", "--all"), NOTHING);
}
