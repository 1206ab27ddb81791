/* SPDX-License-Identifier: Apache-2.0 */
/* One year of a pump, told through the program: what a maker does, month by month, and what the
 * record has to answer on that day. Each month has its own present; nobody asks the clock.
 * Tests: cli/finding.c cli/life.c cli/clock.c cli/risk.c cli/affected.c */
#include "accept.h"

#include "../postgres.h"

#include "base/buf.h"
#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAW  "CVE-2026-0001" /* of pumplib: mended in 2.0 */
#define OTHER "CVE-2026-0002" /* of doselog: no newer version yet */
#define KEV(version, day, id)                                                                      \
    "{'title':'CISA Catalog of Known Exploited Vulnerabilities','catalogVersion':'" version "',"   \
    "'dateReleased':'" day "T00:00:00Z','count':1,'vulnerabilities':[{'cveID':'" id "',"           \
    "'vendorProject':'x','product':'x','vulnerabilityName':'x','dateAdded':'" day "',"             \
    "'shortDescription':'x','requiredAction':'x','dueDate':'2026-12-31',"                          \
    "'knownRansomwareCampaignUse':'Unknown','notes':''}]}"
#define PARTS(pumplib, doselog)                                                                    \
    CDX(LIBRARY("pumplib", pumplib, "") "," LIBRARY("doselog", doselog, ""))
#define PUBLISHED "--end-of-life", "2027-12-31", "--end-of-support", "2028-06-30"

enum { TOLD_BYTES = 1 << 24, NAMES_MAX = 2000, NAME_CHARS = 80, NAME_HEX_MIN = 16 };

/* `told`: every answer of the year. What no two records share, a UUID or a digest, stands there as
 * the number of its first appearance. */
typedef struct {
    OwnRecord own;       /* its present is told by now_s */
    const char *kb;      /* the name of its knowledge base */
    int64_t now_s;
    Buf *told;
    char (*names)[NAME_CHARS];
    size_t name_count;
} World;

/* ---- what was told ------------------------------------------------------------------------ */

static bool is_of_name(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
}

static size_t name_number(World *world, Str name)
{
    size_t i = 0;

    while (i < world->name_count && !str_eq(str_of(world->names[i]), name))
        i++;
    if (i == world->name_count) {
        CHECK(i < NAMES_MAX && name.len < NAME_CHARS, "room for the names of a year");
        snprintf(world->names[world->name_count++], NAME_CHARS, "%.*s", STR_ARG(name));
    }
    return i;
}

static void tell(World *world, Str text)
{
    for (size_t i = 0, len; i < text.len; i += len) {
        Str name = text;

        len = 0;
        while (i + len < text.len && is_of_name(text.ptr[i + len]))
            len++;
        name = str_slice(text, i, i + len);
        if (len >= NAME_HEX_MIN && str_find_char(name, '-') != 4) /* no date: 2026-… */
            buf_printf(world->told, "#%zu", name_number(world, name));
        else
            buf_add(world->told, str_slice(text, i, i + (len ? len : (size_t)1)));
        len += !len;
    }
}

static void present_at(int64_t now_s)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, now_s);
    setenv("SOURCE_DATE_EPOCH", text, 1);
}

static void present(World *world, const char *time)
{
    CHECK(date_parse_s(str_of(time), &world->now_s), time);
    present_at(world->now_s);
}

static ProcessResult run(World *world, const char *actor, const char *const *words)
{
    char environment[64];
    ProcessResult result;

    snprintf(environment, sizeof environment, "INRO_ACTOR=%s", actor);
    result = own_run(&world->own, environment, words);
    buf_printf(world->told, "%s %s: %d\n", words[0], words[1], result.status);
    tell(world, result.out);
    tell(world, result.err);
    present_at(++world->now_s); /* ids of two acts have an order */
    return result;
}
#define RUN(world, actor, ...) run((world), (actor), (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, actor, ...) own_done(RUN((world), (actor), __VA_ARGS__), __LINE__)
/* The same with the knowledge base of the day. */
#define KNOWN(world, actor, ...) DONE(world, actor, __VA_ARGS__, "--db", (world)->own.db)
#define FINDINGS(world, release)                                                                   \
    KNOWN(world, "author", "finding", "list", "--release", (release), "--json")
#define AFFECTED(world) KNOWN(world, "service", "affected", FLAW, "--json")

/* A decision of the author about all releases that have it; gives its UUID. */
static const char *decide(World *world, const char *const *words)
{
    const char *all[24] = { "finding", "decide" };
    size_t count = 2;

    while (*words)
        all[count++] = *words++;
    all[count++] = "--db";
    all[count++] = world->own.db;
    all[count++] = "--product";
    all[count] = "Pump";
    return test_keep(strndup(own_done(run(world, "author", all), __LINE__).ptr, 36));
}
#define DECIDE(world, ...) decide((world), (const char *const[]){ __VA_ARGS__, NULL })

/* ---- the months -------------------------------------------------------------------------- */

static void january_release(World *world)
{
    static const Fact LEDGER[] = {
        { "rows[component=pumplib].support_end", "2027-03-31", "the supplier's letter says so" },
        { "rows[component=doselog].support_end", "2030", "and so does the other one" },
    };
    static const Fact LIFE[] = {
        { "stage", "support", "it was released today" },
        { "responsible", "maker", "full support is the maker's duty" },
        { "legacy_forecast", "2027-03-31", "a device lives no longer than its parts (N60)" },
        { "shortest_lived[0].component", "pumplib 1.0", "and the part is named" },
    };
    static const Fact SCAN[] = { { "summary.findings", "0", "nothing is known against it yet" } };
    const char *maker = "product manager";

    present(world, "2026-01-15T09:00:00Z");
    world->own.db = KNOWLEDGE(world->kb,
                          document("old.json", OSV_FLAW("CVE-2025-0009", "elsewhere", "")),
                          document("kev.json", KEV("2026.01.14", "2026-01-14", "CVE-2025-0009")));
    DONE(world, maker, "product", "create", "--name", "Pump", "--review", "required", "--market",
         "EU", "--market", "US", "--regulation", "mdr", "--isao", "yes");
    DONE(world, maker, "release", "create", "--product", "Pump", "--version", "1.0", "--released",
         "2026-01-15", PUBLISHED);
    DONE(world, maker, "release", "sbom", "attach", "Pump@1.0",
         document("10.json", PARTS("1.0", "1.0")));
    DONE(world, maker, "component", "create", "--product", "Pump", "--component",
         "pkg:pypi/pumplib", "--support-end", "2027-03-31", "--source", "letter");
    DONE(world, maker, "component", "create", "--product", "Pump", "--component",
         "pkg:pypi/doselog", "--support-end", "2030", "--source", "letter");
    DONE(world, "service", "site", "create", "--name", "Ward 3");
    DONE(world, "service", "device", "create", "--product", "Pump", "--serial", "SN-1",
         "--release", "Pump@1.0", "--site", "Ward 3");
    DONE(world, "service", "device", "create", "--product", "Pump", "--serial", "SN-2",
         "--release", "Pump@1.0");
    CHECK_FACTS(KNOWN(world, maker, "component", "list", "--release", "Pump@1.0", "--json"),
                LEDGER);
    CHECK_FACTS(KNOWN(world, maker, "release", "life", "Pump@1.0", "--json"), LIFE);
    CHECK_FACTS(KNOWN(world, "author", "scan", "--product", "Pump", "-o", "json"), SCAN);
}

static void february_decision(World *world)
{
    static const Fact SCAN[] = { { "summary.findings", "2", "both parts have a flaw now" },
                                 { "summary.kev", "0", "and none is known to be exploited" } };
    static const Fact DEVICES[] = {
        { "rows", "[2]", "every device in the field, and no other" },
        { "rows[serial=SN-1].site", "Ward 3", "where it stands" },
        { "rows[serial=SN-2].next_step", "decide", "nobody decided" },
    };
    static const Fact WAITING[] = {
        { "rows[vulnerability=" FLAW "].state", "awaiting-review", "review is required" },
        { "rows[vulnerability=" FLAW "].status", "undecided", "so nothing may be told yet" },
        { "rows[vulnerability=" FLAW "].first_seen", "2026-02-03T09:00:00Z", "on the scan's day" },
    };
    static const Fact HELD[] = {
        { "rows[vulnerability=" FLAW "].status", "not_affected", "another person reviewed it" },
        { "rows[vulnerability=" OTHER "].status", "not_affected", "and this one, too" },
    };
    const char *flaw, *other;

    present(world, "2026-02-03T09:00:00Z");
    world->own.db = KNOWLEDGE(world->kb, document("one.json", OSV_FLAW(FLAW, "pumplib", "")),
                          document("two.json", OSV_FLAW(OTHER, "doselog", "")),
                          document("kev.json", KEV("2026.02.02", "2026-02-02", "CVE-2025-0009")));
    CHECK_FACTS(KNOWN(world, "author", "scan", "--product", "Pump", "-o", "json"), SCAN);
    CHECK_FACTS(AFFECTED(world), DEVICES);
    flaw = DECIDE(world, FLAW, "--status", "not_affected", "--justification",
                  "vulnerable_code_not_in_execute_path", "--reason", "the parser is switched off");
    other = DECIDE(world, OTHER, "--status", "not_affected", "--justification",
                   "vulnerable_code_not_present", "--reason", "left out of the build", "--expires",
                   "2026-10-01");
    CHECK_FACTS(FINDINGS(world, "Pump@1.0"), WAITING);
    CHECK_INT(RUN(world, "author", "decision", "review", flaw).status, 2,
              "nobody reviews himself where review is required");
    CHECK_FACTS(FINDINGS(world, "Pump@1.0"), WAITING);
    DONE(world, "reviewer", "decision", "review", flaw);
    DONE(world, "reviewer", "decision", "review", other);
    CHECK_FACTS(FINDINGS(world, "Pump@1.0"), HELD);
}

#define CLOCKS(world) KNOWN(world, "author", "clock", "list", "--product", "Pump", "--json")
#define ALL_CLOCKS(world)                                                                          \
    KNOWN(world, "author", "clock", "list", "--product", "Pump", "--json", "--all")

static void march_exploited(World *world)
{
    static const Fact REOPENED[] = {
        { "rows[vulnerability=" FLAW "].kev", "true", "the feed of today lists it" },
        { "rows[vulnerability=" FLAW "].state", "re-opened", "the decision was made without that" },
        { "rows[vulnerability=" FLAW "].status", "undecided", "so it no longer speaks for us" },
        { "rows[vulnerability=" OTHER "].state", "in-force", "nothing changed about the other" },
    };
    static const Fact UNAWARE[] = {
        { "rows[clock=eu-mdr-15].started_by", "first-seen", "a feed's news is no awareness" },
    };
    static const Fact RUNNING[] = {
        { "rows[clock=us-pm16-30].due", "2026-04-09 24:00", "30 days: customers are told" },
        { "rows[clock=us-pm16-60].state", "running", "somebody is aware, nobody was harmed" },
        { "rows[clock=us-pm16-60].due", "2026-05-09 24:00", "60 days: it is mended" },
        { "rows[clock=us-pm16-60].zone", "America/New_York", "by the day of the authority" },
        { "rows[clock=us-pm16-60].days_left", "60", "the first day does not count" },
        { "rows[clock=eu-mdr-15].state", "undecided", "a serious incident? nobody stated it" },
        { "rows[clock=eu-mdr-15].due", "2026-03-25 24:00", "but by when, if it is one" },
    };
    static const Fact CRA[] = { { "rows[clock=eu-cra-exploited-24].state", "not-applicable",
                                  "a device of the MDR is outside the CRA (Article 2(2))" } };

    present(world, "2026-03-11T00:00:00Z");
    world->own.db = KNOWLEDGE(world->kb, document("one.json", OSV_FLAW(FLAW, "pumplib", "")),
                          document("two.json", OSV_FLAW(OTHER, "doselog", "")),
                          document("kev.json", KEV("2026.03.10", "2026-03-10", FLAW)));
    CHECK_FACTS(FINDINGS(world, "Pump@1.0"), REOPENED);
    CHECK_FACTS(CLOCKS(world), UNAWARE);
    DONE(world, "product security", "finding", "aware", FLAW, "--product", "Pump", "--at",
         "2026-03-10T12:00:00Z", "--by", "product security", "--channel", "feed",
         "--fact", "death=no", "--fact", "serious-harm=no");
    CHECK_FACTS(CLOCKS(world), RUNNING);
    CHECK_FACTS(ALL_CLOCKS(world), CRA);
}

static void march_risk(World *world)
{
    static const Fact RISK[] = {
        { "exploitability", "high", "what is exploited can be exploited" },
        { "risk", "uncontrolled", "high, and a critical harm" },
        { "cycle", "out-of-cycle", "524B(b)(2)(B): as soon as possible" },
        { "priority", "immediate", "in the hands of attackers already" },
        { "aware", "2026-03-10", "the day that counts is that of awareness" },
        { "decision", "null", "no signature makes it acceptable" },
    };
    static const Fact OPEN[] = {
        { "rows[vulnerability=" FLAW "].risk", "uncontrolled", "as assessed" },
        { "rows[vulnerability=" FLAW "].status", "affected", "the new decision is in force" },
        { "rows[vulnerability=" FLAW "].state", "in-force", "and reviewed" },
    };
    static const Fact ACT[] = { { "rows[serial=SN-1].next_step", "act", "decided, not done" },
                                { "rows[serial=SN-2].next_step", "act", "on both devices" } };
    const char *decision;

    CHECK_FACTS(KNOWN(world, "risk manager", "risk", "assess", FLAW, "--product", "Pump", "--name",
                      "SEC-1", "--harm", "critical", "--multi-patient", "no", "--safety",
                      "RMF-7:H1", "--rationale", "the dose may be changed", "--vector",
                      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "--json"), RISK);
    decision = DECIDE(world, FLAW, "--status", "affected", "--action", "update to 1.1", "--reason",
                      "it is exploited, and the parser can be switched on");
    DONE(world, "reviewer", "decision", "review", decision);
    CHECK_FACTS(FINDINGS(world, "Pump@1.0"), OPEN);
    CHECK_FACTS(AFFECTED(world), ACT);
}

static void april_update(World *world)
{
    static const Fact PROPOSED[] = {
        { "rows", "[1]", "pumplib 2.0 has the flaw no more" },
        { "rows[0].vulnerability", OTHER, "doselog is as it was" },
        { "rows[0].state", "proposed", "an inherited decision is a proposal" },
        { "rows[0].status", "undecided", "until somebody confirms it for this release" },
    };
    static const Fact CONFIRMED[] = {
        { "rows[0].status", "not_affected", "confirmed, not typed again" },
        { "rows[0].state", "in-force", "with the review it had" },
    };
    static const Fact MOVED[] = {
        { "rows[serial=SN-1]", "absent", "no pump in the field runs the flaw" },
        { "rows[serial=SN-2]", "absent", "not this one either" },
        { "rows[release=1.0].next_step", "act", "but the old release is not mended by that" },
    };
    static const Fact MET[] = { { "rows[clock=us-pm16-60].state", "met", "before the 60th day" } };
    const char *maker = "product manager";

    present(world, "2026-04-15T09:00:00Z");
    DONE(world, maker, "release", "create", "--product", "Pump", "--version", "1.1", "--released",
         "2026-04-15", PUBLISHED);
    DONE(world, maker, "release", "sbom", "attach", "Pump@1.1",
         document("11.json", PARTS("2.0", "1.0")));
    CHECK_FACTS(FINDINGS(world, "Pump@1.1"), PROPOSED);
    CHECK_HAS(KNOWN(world, "author", "decision", "confirm", "Pump@1.1"), "confirmed: 1",
              "one decision was open to be inherited");
    CHECK_FACTS(FINDINGS(world, "Pump@1.1"), CONFIRMED);
    DONE(world, "service", "device", "change", "Pump@SN-1", "--release", "Pump@1.1");
    DONE(world, "service", "device", "change", "Pump@SN-2", "--release", "Pump@1.1");
    CHECK_FACTS(AFFECTED(world), MOVED);
    DONE(world, "product security", "clock", "step", FLAW, "--product", "Pump", "--step",
         "fulfilled", "--clock", "us-pm16-60", "--at", "2026-04-15T08:00:00Z");
    CHECK_FACTS(CLOCKS(world), MET);
}

#define NOTICES(world)                                                                             \
    KNOWN(world, "service", "notice", "list", "--release", "Pump@1.1", "--json")
#define ENDS(months) "rows[notice=support-end:" months ":2028-06-30]"

static void june_notice(World *world)
{
    static const Fact DUE[] = {
        { ENDS("24") ".state", "due", "today, 24 months ahead" },
        { ENDS("24") ".due", "2026-06-30", "of the day that was published" },
        { ENDS("12") ".due", "2027-06-30", "a year ahead" },
        { ENDS("6") ".due", "2027-12-30", "half a year ahead" },
        { ENDS("6") ".state", "coming", "and not yet" },
    };
    static const Fact SENT[] = { { ENDS("24") ".state", "sent", "the record says when" },
                                 { ENDS("12") ".state", "coming", "the nearer ones stay" } };

    present(world, "2026-06-30T09:00:00Z");
    CHECK_FACTS(NOTICES(world), DUE);
    DONE(world, "service", "notice", "sent", "support-end:24:2028-06-30", "--release", "Pump@1.1",
         "--at", "2026-06-30T08:00:00Z");
    CHECK_FACTS(NOTICES(world), SENT);
}

static void autumn_expiry(World *world)
{
    static const Fact BEFORE[] = { { "rows[0].state", "in-force", "its last day" } };
    static const Fact AFTER[] = {
        { "rows[0].state", "expired", "a decision ends on the day it names, by itself" },
        { "rows[0].status", "undecided", "and somebody has to look again" },
    };

    present(world, "2026-09-30T23:59:59Z");
    CHECK_FACTS(FINDINGS(world, "Pump@1.1"), BEFORE);
    present(world, "2026-10-02T00:00:00Z");
    CHECK_FACTS(FINDINGS(world, "Pump@1.1"), AFTER);
}

static void december_end(World *world)
{
    static const struct { const char *on, *stage, *responsible, *legacy; } ROWS[] = {
        { "2027-12-30", "support", "maker", "no" },
        { "2027-12-31", "limited-support", "shared", "no" },
        { "2028-06-30", "end-of-support", "customer", "yes" },
    };

    present(world, "2026-12-30T09:00:00Z");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str json = KNOWN(world, "service", "release", "life", "Pump@1.1", "--json", "--on",
                         ROWS[i].on);

        CHECK_STR(json_at(json, "stage"), str_of(ROWS[i].stage), ROWS[i].on);
        CHECK_STR(json_at(json, "responsible"), str_of(ROWS[i].responsible), ROWS[i].on);
        CHECK_STR(json_at(json, "legacy"), str_of(ROWS[i].legacy), ROWS[i].on);
    }
}

/* What the maker hands over at the end of the year, and what anybody can say of it. */
static void december_dossier(World *world)
{
    char dossier[1300], key[1300];
    Str text;

    snprintf(dossier, sizeof dossier, "%s/pump.dossier", process_folder());
    snprintf(key, sizeof key, "%s/maker.pub", process_folder());
    CHECK_HAS(DONE(world, "auditor", "record", "verify"), "verified", "the year is unaltered");
    DONE(world, "author", "record", "export", "Pump", "-o", dossier);
    DONE(world, "author", "key", "export", "-o", key);
    text = own_done(INRO("record", "verify", dossier, "--key", key), __LINE__);
    CHECK_HAS(text, "product Pump", "what it is of");
    CHECK_HAS(text, "each in its place and unaltered", "nothing was taken out or put in");
    CHECK_HAS(text, "signed by SHA256:", "by whom");
    CHECK_HAS(text, "verified", "with nothing but the file and the maker's key");
    printf("%.*s", STR_ARG(text));
}

/* What each list of the record says at the end. */
static void december_lists(World *world)
{
    static const char *const NOUNS[] = { "product", "release", "component", "control", "site",
                                         "device", "finding", "decision", "clock", "notice" };

    for (size_t i = 0; i < ARRAY_LEN(NOUNS); i++) {
        bool computed = strcmp(NOUNS[i], "finding") == 0 || strcmp(NOUNS[i], "clock") == 0;

        if (computed)
            KNOWN(world, "auditor", NOUNS[i], "list", "--product", "Pump", "--json");
        else
            DONE(world, "auditor", NOUNS[i], "list", "--json");
    }
}

static void year(World *world)
{
    january_release(world);
    february_decision(world);
    march_exploited(world);
    march_risk(world);
    april_update(world);
    june_notice(world);
    autumn_expiry(world);
    december_end(world);
    december_lists(world);
    december_dossier(world);
}

/* The year in a folder, told once. */
static Str year_told(void)
{
    static char names[NAMES_MAX][NAME_CHARS];
    static Buf told;
    World world = { .own = own_record("story"), .kb = "story", .told = &told, .names = names };

    if (told.len)
        return buf_str(&told);
    told = buf_new(TOLD_BYTES);
    year(&world);
    test_keep(told.ptr);
    return buf_str(&told);
}

TEST(a_year_of_the_pump_from_its_release_to_the_end_of_its_support)
{
    CHECK(year_told().len > 20000, "it has been told");
}

TEST(the_same_year_is_told_of_a_record_on_a_server)
{
    static char names[NAMES_MAX][NAME_CHARS];
    CLEANUP(buf_done) Buf told = buf_new(TOLD_BYTES);
    World world = { .kb = "served", .told = &told, .names = names };
    Str want = year_told(), got, line, other;
    size_t lines = 0;

    snprintf(world.own.at, sizeof world.own.at, "%s", postgres_new());
    year(&world);
    got = buf_str(&told);
    for (; want.len && str_next(&want, '\n', &line) && str_next(&got, '\n', &other); lines++)
        CHECK_STR(other, line, "word for word, but for ids");
    CHECK_INT(want.len, 0, "and no word less");
    CHECK_INT(got.len, 0, "and no word more");
    printf("%zu lines told alike by both\n", lines);
}
