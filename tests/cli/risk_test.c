/* SPDX-License-Identifier: Apache-2.0 */
/* What a vulnerability can do to a patient, through the program: the worked examples of our
 * reference on risk, matrices, the rubric, and what is refused.
 * Tests: cli/risk.c */
#include "../lifecycle/snapshot.h"
#include "accept.h"

#include <stdio.h>
#include <string.h>

#define SAFE "--multi-patient", "no", "--safety", "RMF-7:H1", "--rationale", "worst outcome"
#define INJECTION "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define BY_HAND   "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define STOPPED   "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"

#define RUN(world, actor, ...) own_run((world), (actor), (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), "INRO_ACTOR=author", __VA_ARGS__), __LINE__)
#define ASSESSING(world)                                                                           \
    "risk", "assess", "CVE-2026-0001", "--db", (world)->db, "--product", "Pump", "--json", SAFE
#define ASSESS(world, ...) DONE(world, ASSESSING(world), __VA_ARGS__)

static OwnRecord world_of(const char *name)
{
    OwnRecord world = own_record(name);

    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    return world;
}

static const char *control(const OwnRecord *world, const char *kind, const char *name)
{
    static char id[4][40];
    static unsigned next;
    char *to = id[next++ % ARRAY_LEN(id)];
    Str out = DONE(world, "control", "create", "--product", "Pump", "--name", name, "--kind", kind,
                   "--verified", "yes", "--evidence", "TST-1");

    snprintf(to, sizeof id[0], "%.36s", out.ptr);
    return to;
}

static Str list(const OwnRecord *world, const char *option, const char *value)
{
    return DONE(world, "finding", "list", "--db", world->db, "--json", option, value);
}

TEST(example_1_the_pump_stays_uncontrolled_until_it_is_patched) /* REQ A28 A106 D5 */
{
    static const Fact OPEN[] = {
        { "exploitability_before", "high", "sub-score 3.89" },
        { "harm", "critical", NULL },
        { "risk_before", "uncontrolled", "high and critical" },
        { "exploitability_with_customer", "medium", "sub-score 1.62" },
        { "risk_with_customer", "uncontrolled", "medium and critical" },
        { "risk", "uncontrolled", "until it is patched" },
        { "table_3", "high", NULL }, { "cycle", "out-of-cycle", "524B(b)(2)(B)" },
        { "priority", "urgent", NULL }, { "fix_by", "unknown", "nobody is aware yet" },
        { "discretion", "[4]", "21 CFR 806: the four conditions" },
        { "matrix", "inro-default 1", "none was adopted" },
        { "safety[0].names_back", "SEC-1", "linked both ways" },
    };
    static const Fact DATED[] = {
        { "aware", "2026-01-09", NULL }, { "tell_by", "2026-02-08", "30 days" },
        { "fix_by", "2026-03-10", "60 days" }, { "fix_rule", "inro-default urgent", "by which" },
        { "targets", "[2]", "no market is stated, so no clock" },
        { "targets[1].standing", "binds", NULL }, { "targets[1].zone", "UTC", NULL },
        { "discretion", "[4]", "it may be the United States" },
        { "discretion[1].by", "2026-02-08", "30 days of New York" },
    };
    static const Fact CLOSED[] = {
        { "risk", "controlled", "closed" }, { "removed", "true", NULL },
        { "table_3", "high", "what the update was for" }, { "cycle", "out-of-cycle", NULL },
    };
    static const Fact LISTED[] = {
        { "rows", "[2]", NULL }, { "rows[0].superseded", "true", "the same assessor again" },
        { "rows[1].superseded", "false", NULL },
    };
    OwnRecord world = world_of("pump");
    const char *segment = control(&world, "customer", "segment and firewall");

    CHECK_FACTS(ASSESS(&world, "--name", "SEC-1", "--harm", "critical", "--vector", INJECTION,
                       "--control", segment, "--customer-vector",
                       "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H"), OPEN);
    DONE(&world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at",
         "2026-01-09T08:00:00Z", "--by", "product security", "--channel", "mail");
    CHECK_FACTS(DONE(&world, "risk", "show", "SEC-1", "--json"), DATED);
    CHECK_HAS(own_done(RUN(&world, "INRO_LANG=ja", "risk", "show", "SEC-1"), __LINE__), "悪用可能性",
              "in Japanese");
    CHECK_FACTS(ASSESS(&world, "--name", "SEC-1", "--harm", "critical", "--vector", INJECTION,
                       "--removed", "--control", control(&world, "design", "patched")), CLOSED);
    CHECK_FACTS(DONE(&world, "risk", "list", "--product", "Pump", "--json"), LISTED);
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

#define THEN(world, ...)                                                                           \
    own_done(RUN((world), "SOURCE_DATE_EPOCH=1768003200", __VA_ARGS__), __LINE__) /* 2026-01-10 */
#define AWARE(world, ...)                                                                          \
    THEN(world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--by",                  \
         "product security", "--channel", "mail", __VA_ARGS__)
#define STEP(world, clock, at)                                                                     \
    THEN(world, "clock", "step", "CVE-2026-0001", "--product", "Pump", "--step", "fulfilled",      \
         "--clock", clock, "--at", at)

/* What the discretion of FDA asks stands in the record once; clocks and assessments read it
 * there. */
TEST(two_rules_for_one_day_are_named_and_the_earlier_binds)
{
    static const Fact UNAWARE[] = {
        { "tell_by", "unknown", "nobody is aware" }, { "targets[1].rule", "us-pm16-30", NULL },
        { "targets[1].clock", "undecided", "nobody says whether you share in an ISAO" },
        { "targets[0].standing", "dayless", NULL }, { "targets[4].standing", "at-once", "524B" },
        { "discretion[1].state", "unknown", "from when it would count" },
        { "discretion[3].state", "unknown", NULL },
        { "discretion[3].grounds", "an active, sharing member of an ISAO: unknown, the product "
          "does not say (`inro product change --isao`)", "and where to say it" },
    };
    static const Fact EARLIER[] = {
        { "tell_by", "2025-12-25", "15 days of UTC" },
        { "tell_rule", "inro-default immediate", "several patients at once" },
        { "targets[0].standing", "binds", NULL },
        { "targets[1].by", "2026-01-08", "30 days from the ninth of December in New York" },
        { "targets[1].standing", "superseded", "and says by what" },
        { "targets[1].superseded_by", "inro-default immediate", NULL },
        { "targets[1].zone", "America/New_York", NULL },
        { "targets[3].by", "2026-02-07", "60 days" }, { "fix_by", "2026-01-09", "30 days" },
        { "discretion[0].state", "holds", "no death and no serious harm" },
        { "discretion[1].state", "failed", "that day is over" },
        { "discretion[1].by", "2026-01-08", NULL },
        { "discretion[3].state", "holds", "as the product says" },
    };
    static const Fact LATER[] = {
        { "tell_by", "2026-01-08", "the FDA's day is a day earlier there" },
        { "tell_rule", "us-pm16-30", "urgent, no longer immediate" },
        { "targets[0].standing", "superseded", "by the clock" },
        { "targets[0].superseded_by", "us-pm16-30", NULL },
    };
    static const Fact TOLD[] = {
        { "targets[0].standing", "done", NULL }, { "targets[1].standing", "done", NULL },
        { "targets[1].done", "2026-01-02", NULL }, { "targets[3].standing", "binds", "not yet" },
        { "discretion[1].state", "holds", "in time" },
        { "discretion[1].grounds", "recorded for 2026-01-02 (clock us-pm16-30)", NULL },
    };
    static const Fact HARMED[] = { { "discretion[0].state", "failed", "somebody was harmed" } };
    static const Fact ELSEWHERE[] = { { "discretion", "[0]", "no market of the FDA" },
                                      { "targets", "[2]", "nor its clocks" } };
    OwnRecord world = world_of("targets");
    THEN(&world, "product", "change", "Pump", "--market", "US", "--regulation", "mdr",
         "--cyber-device", "yes");
    THEN(&world, ASSESSING(&world), "--name", "SEC-1", "--harm", "critical", "--vector", INJECTION,
           "--multi-patient", "yes");
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), UNAWARE);
    AWARE(&world, "--at", "2025-12-10T02:00:00Z", "--fact", "death=no", "--fact",
          "serious-harm=no");
    THEN(&world, "product", "change", "Pump", "--isao", "yes");
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), EARLIER);
    CHECK_HAS(THEN(&world, "clock", "list", "--db", world.db), "An earlier day binds: 2025-12-25, "
              "by the priority of assessment SEC-1 (inro-default immediate).",
              "clocks say the same");
    THEN(&world, ASSESSING(&world), "--name", "SEC-1", "--harm", "critical", "--vector", INJECTION);
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), LATER);
    STEP(&world, "us-pm16-30", "2026-01-02T12:00:00Z");
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), TOLD);
    AWARE(&world, "--at", "2026-01-03T02:00:00Z", "--fact", "death");
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), HARMED);
    THEN(&world, "product", "change", "Pump", "--market", "EU");
    CHECK_FACTS(THEN(&world, "risk", "show", "SEC-1", "--json"), ELSEWHERE);
}

TEST(example_2_the_workstation_is_in_review_until_somebody_decides) /* REQ A99 */
{
    static const Fact REVIEW[] = {
        { "risk", "review", "high and minor" }, { "table_3", "high", "review counts so" },
    };
    static const Fact DECIDED[] = {
        { "risk", "controlled", "justified" }, { "risk_after", "review", NULL },
        { "table_3", "medium", NULL }, { "cycle", "regular", NULL },
        { "priority", "planned", NULL }, { "discretion", "[0]", "nothing to be discreet about" },
    };
    static const Fact OPEN[] = { { "rows[0].risk", "review", NULL } };
    static const Fact HELD[] = {
        { "rows[0].risk", "controlled", NULL }, { "rows[0].harm", "minor", NULL },
    };
    OwnRecord world = world_of("station");

    CHECK_FACTS(ASSESS(&world, "--harm", "minor", "--vector", STOPPED), REVIEW);
    CHECK_FACTS(list(&world, "--risk", "review"), OPEN);
    CHECK_FACTS(ASSESS(&world, "--harm", "minor", "--vector", STOPPED, "--decide", "controlled",
                       "--justification", "images are kept at the modality"), DECIDED);
    CHECK_FACTS(list(&world, "--risk", "controlled"), HELD);
}

TEST(example_4_the_glucose_reader_is_controlled)
{
    static const Fact FACTS[] = {
        { "exploitability_before", "low", "sub-score 0.91" }, { "risk", "controlled", NULL },
        { "decision", "null", "nothing was to be decided" },
    };
    OwnRecord world = world_of("reader");

    CHECK_FACTS(ASSESS(&world, "--harm", "serious", "--vector", BY_HAND), FACTS);
}

/* A reference that is tagged "exploit" in the record of its CVE. */
#define EXPLOIT_1                                                                                  \
    "{'dataType':'CVE_RECORD','dataVersion':'5.1','cveMetadata':{'cveId':'CVE-2026-0001',"         \
    "'state':'PUBLISHED','dateUpdated':'2026-01-06T00:00:00Z'},'containers':{'cna':{"              \
    "'descriptions':[{'lang':'en','value':'it stops'}],"                                           \
    "'references':[{'url':'https://example.org/','tags':['exploit']}]}}}"

static Str scanned(const OwnRecord *world, const char *db)
{
    return DONE(world, "scan", "--product", "Pump", "--db", db, "-o", "json");
}

/* What is published of exploits makes an attack easier: on the day of the assessment, and later,
 * when nobody has looked at it again. */
TEST(an_exploit_that_is_published_counts_when_a_risk_is_assessed_and_from_then_on)
{
    static const Fact THEN[] = { { "exploitability_before", "low", "nobody tells of an exploit" } };
    static const Fact HELD[] = {
        { "findings[0].record.exploitability", "low", "as it was assessed" },
        { "findings[0].record.risk", "controlled", NULL },
    };
    static const Fact TOLD[] = {
        { "findings[0].record.exploitability", "medium", "it counts before anybody looks" },
        { "findings[0].record.risk", "review", "so it is no longer controlled" },
    };
    static const Fact AGAIN[] = {
        { "rows[0].look_again", "[1]", "one fact changed" },
        { "rows[0].look_again[0]", "public-exploit", "which one" },
    };
    static const Fact NOW_KNOWN[] = {
        { "exploitability_before", "medium", "the knowledge base tells it, nobody has to" },
        { "risk", "review", NULL },
    };
    static const Fact CURRENT[] = { { "rows[0].look_again", "[0]", "it was assessed with it" } };
    OwnRecord world = world_of("published");
    const char *before = world.db;
    const char *told = KNOWLEDGE("published-told", document("one.json", PUMPLIB_FLAW),
                                 document("exploit.json", EXPLOIT_1));

    CHECK_FACTS(ASSESS(&world, "--harm", "serious", "--vector", BY_HAND), THEN);
    CHECK_FACTS(scanned(&world, before), HELD);
    CHECK_FACTS(scanned(&world, told), TOLD);
    world.db = told;
    CHECK_FACTS(list(&world, "--sort", "release"), AGAIN);
    CHECK_FACTS(ASSESS(&world, "--harm", "serious", "--vector", BY_HAND), NOW_KNOWN);
    CHECK_FACTS(list(&world, "--sort", "release"), CURRENT);
}

TEST(example_6_the_highest_of_a_mixed_update_wins) /* REQ A118 A123 */
{
    static const Fact LOW[] = { { "table_3", "low", "hardening alone" },
                                { "reasons", "[1]", NULL } };
    static const Fact HIGH[] = { { "table_3", "high", "of low, medium and high" },
                                 { "cycle", "out-of-cycle", "one is enough" },
                                 { "reasons", "[3]", NULL } };
    OwnRecord world = world_of("mixed");

    ASSESS(&world, "--name", "SEC-2", "--harm", "minor", "--vector", STOPPED, "--decide",
           "controlled", "--justification", "images are kept at the modality");
    own_done(RUN(&world, "INRO_ACTOR=reviewer", "risk", "assess", "CVE-2026-0001", "--db", world.db,
             "--product", "Pump", SAFE, "--name", "SEC-1", "--harm", "critical", "--vector",
             INJECTION), __LINE__);
    CHECK_FACTS(DONE(&world, "risk", "update", "--enhancement", "--only-security", "yes",
                     "--json"), LOW);
    CHECK_FACTS(DONE(&world, "risk", "update", "SEC-2", "SEC-1", "--enhancement",
                     "--only-security", "yes", "--json"), HIGH);
}

TEST(what_nobody_assessed_is_shown_as_such)
{
    static const Fact FACTS[] = {
        { "rows", "[1]", NULL }, { "rows[0].risk", "not-assessed", NULL },
        { "rows[0].harm", "unassessed", NULL },
    };
    static const Fact NONE[] = { { "rows", "[0]", "nothing is controlled" } };
    OwnRecord world = world_of("unassessed");

    CHECK_FACTS(list(&world, "--risk", "not-assessed"), FACTS);
    CHECK_FACTS(list(&world, "--sort", "-risk,harm"), FACTS);
    CHECK_FACTS(list(&world, "--risk", "controlled"), NONE);
}

#define LINKS(world, ...) DONE(world, "risk", "links", "--json", __VA_ARGS__)
#define SAFETY(world, ...) DONE(world, "safety", "create", "--product", "Pump", __VA_ARGS__)

/* One assessment of security, which names safety and is not named. */
static OwnRecord linked_world(const char *name)
{
    OwnRecord world = world_of(name);

    ASSESS(&world, "--name", "SEC-1", "--harm", "minor", "--vector", STOPPED);
    return world;
}

/* Four of safety, of which none is linked yet. */
static void safety_make(const OwnRecord *world)
{
    SAFETY(world, "--name", "RMF-7:H1", "--title", "free flow", "--harm", "critical",
           "--document", "DOC-7 revision 4");
    SAFETY(world, "--name", "RMF-7:H2", "--assessment", "SEC-1");
    SAFETY(world, "--name", "RMF-7:H3", "--assessment", "SEC-9");
    SAFETY(world, "--name", "RMF-7:H4");
}

/* Neither side is taken at its word: a link is one when both are here and each names the other. */
TEST(an_assessment_that_only_one_side_names_is_not_linked)
{
    static const Fact NOT_HERE[] = {
        { "safety[0].state", "safety-not-here", "it is kept elsewhere" },
        { "safety[0].names_back", "SEC-1", "that is what the assessor says" },
    };
    static const Fact SILENT[] = {
        { "safety[0].state", "safety-silent", "here now, and does not name it" },
        { "safety[0].names_back", "null", "whatever was said" },
        { "safety[0].title", "free flow", NULL }, { "safety[0].harm", "critical", NULL },
    };
    static const Fact ONE_SIDED[] = {
        { "rows[safety=RMF-7:H1].state", "safety-silent", "security names it" },
        { "rows[safety=RMF-7:H2].state", "security-silent", "it names security" },
        { "rows[safety=RMF-7:H2].vulnerability", "CVE-2026-0001", "which is here" },
        { "rows[safety=RMF-7:H3].state", "security-not-here", "it names what nobody assessed" },
        { "rows[safety=RMF-7:H3].security", "SEC-9", "by what it is called there" },
        { "rows[safety=RMF-7:H4].state", "alone", "an orphan" },
        { "rows", "[4]", "nothing is linked both ways" },
    };
    OwnRecord world = linked_world("one-sided");

    CHECK_FACTS(DONE(&world, "risk", "show", "SEC-1", "--json"), NOT_HERE);
    safety_make(&world);
    CHECK_FACTS(DONE(&world, "risk", "show", "SEC-1", "--json"), SILENT);
    CHECK_FACTS(LINKS(&world, "--unlinked"), ONE_SIDED);
    CHECK_INT(RUN(&world, "INRO_ACTOR=author", "risk", "links", "--product", "Pumb").status, 2,
              "no such product");
    CHECK_HAS(own_done(RUN(&world, "INRO_LANG=ja", "risk", "links"), __LINE__), "この記録にない",
              "in Japanese");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

TEST(assessments_of_safety_and_security_are_linked_when_each_names_the_other)
{
    static const Fact LINKED[] = {
        { "rows[safety=RMF-7:H1].state", "linked", "each names the other" },
        { "rows[safety=RMF-7:H1].safety_harm", "critical", "by safety" },
        { "rows[safety=RMF-7:H1].harm", "minor", "by security: they can be compared" },
    };
    static const Fact OTHER_SIDE[] = {
        { "links[0].security", "SEC-1", "shown from the other side, too" },
        { "links[0].state", "linked", NULL }, { "links[0].risk", "review", NULL },
    };
    static const Fact LEFT[] = { { "rows", "[3]", "the linked one is left out" } };
    static const Fact REPLACED[] = {
        { "rows[safety=RMF-7:H1].state", "superseded", "what it names is no longer in force" },
        { "rows[safety=RMF-7:H5].state", "safety-not-here", "the new one names another" },
    };
    static const Fact ELSEWHERE[] = { { "rows", "[0]", "each product has its own" } };
    static const Fact OTHER_PRODUCT[] = {
        { "rows[safety=RMF-7:H1].state", "security-not-here", "SEC-1 is of another product" },
    };
    static const Fact AGAIN[] = {
        { "rows[safety=RMF-7:H1].state", "linked", "the new one in force of that name" },
        { "rows[safety=RMF-7:H1].harm", "serious", "not the old one" },
    };
    OwnRecord world = linked_world("links");

    safety_make(&world);
    DONE(&world, "safety", "change", "Pump@RMF-7:H1", "--assessment", "SEC-1");
    CHECK_FACTS(LINKS(&world, "--product", "Pump"), LINKED);
    CHECK_FACTS(DONE(&world, "safety", "show", "RMF-7:H1", "--json"), OTHER_SIDE);
    CHECK_FACTS(LINKS(&world, "--unlinked"), LEFT);
    DONE(&world, "product", "create", "--name", "Monitor");
    CHECK_FACTS(LINKS(&world, "--product", "Monitor"), ELSEWHERE);
    ASSESS(&world, "--name", "SEC-2", "--safety", "RMF-7:H5", "--harm", "minor", "--vector",
           STOPPED);
    CHECK_FACTS(LINKS(&world, "--product", "Pump"), REPLACED);
    DONE(&world, "safety", "create", "--product", "Monitor", "--name", "RMF-7:H1", "--assessment",
         "SEC-1");
    CHECK_FACTS(LINKS(&world, "--product", "Monitor"), OTHER_PRODUCT);
    ASSESS(&world, "--name", "SEC-1", "--harm", "serious", "--vector", STOPPED);
    CHECK_FACTS(LINKS(&world, "--product", "Pump"), AGAIN);
}

/* The text, and what differs from day to day as "…": ids of the record. */
static void golden(const char *file, Str text)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 20);
    size_t uuid = str_find(text, STR("UUID"));

    if (uuid < text.len) {
        Str rest = str_slice(text, uuid, text.len);
        size_t end = str_find_char(rest, '\n');

        buf_add(&out, str_slice(text, 0, uuid + end - 36));
        buf_add(&out, STR("…"));
        text = str_slice(rest, end, rest.len);
    }
    buf_add(&out, text);
    snapshot_check(file, &out);
}

/* What a regulatory reviewer reads of one vulnerability in three markets. */
TEST(an_assessment_and_its_clocks_read_well_in_both_languages)
{
    OwnRecord world = world_of("golden");
    const char *segment;

    world.now = "2026-01-10";
    segment = control(&world, "customer", "segment and firewall");
    DONE(&world, "product", "change", "Pump", "--market", "US", "--market", "EU", "--market", "JP",
         "--regulation", "mdr", "--isao", "yes", "--cyber-device", "yes");
    SAFETY(&world, "--name", "RMF-7:H1", "--title", "free flow", "--harm", "critical",
           "--document", "DOC-7 revision 4", "--assessment", "SEC-1");
    DONE(&world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--by",
         "product security", "--channel", "mail", "--at", "2025-12-20T02:00:00Z", "--fact",
         "death=no", "--fact", "serious-harm=no");
    ASSESS(&world, "--name", "SEC-1", "--harm", "critical", "--vector", INJECTION, "--control",
           segment, "--customer-vector", "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H");
    golden("tests/golden/cli-risk-show.en.txt", DONE(&world, "risk", "show", "SEC-1"));
    golden("tests/golden/cli-risk-show.ja.txt",
           DONE(&world, "risk", "show", "SEC-1", "--lang", "ja"));
    golden("tests/golden/cli-clock-list.en.txt",
           DONE(&world, "clock", "list", "--db", "/nonexistent"));
    golden("tests/golden/cli-clock-list.ja.txt",
           DONE(&world, "clock", "list", "--db", "/nonexistent", "--lang", "ja"));
    golden("tests/golden/cli-clock-list-all.en.txt",
           DONE(&world, "clock", "list", "--db", "/nonexistent", "--all"));
    golden("tests/golden/cli-clock-list-all.ja.txt",
           DONE(&world, "clock", "list", "--db", "/nonexistent", "--all", "--lang", "ja"));
}

#define KEV                                                                                        \
    "{'title':'CISA Catalog of Known Exploited Vulnerabilities','catalogVersion':'2026.01.06',"    \
    "'dateReleased':'2026-01-06T00:00:00Z','count':1,'vulnerabilities':[{'cveID':'CVE-2026-0001'," \
    "'vendorProject':'x','product':'x','vulnerabilityName':'x','dateAdded':'2026-01-06',"          \
    "'shortDescription':'x','requiredAction':'x','dueDate':'2026-01-27',"                          \
    "'knownRansomwareCampaignUse':'Unknown','notes':''}]}"

TEST(what_changed_since_an_assessment_undoes_its_decision_until_somebody_looks_again)
{
    static const Fact BEFORE[] = { { "rows[0].risk", "controlled", "decided" },
                                   { "rows[0].look_again", "[0]", NULL } };
    static const Fact AFTER[] = { { "rows[0].risk", "review", "the decision counts no longer" },
                                  { "rows[0].look_again[0]", "kev", "and says why" } };
    OwnRecord world = world_of("changed");

    ASSESS(&world, "--harm", "minor", "--vector", STOPPED, "--decide", "controlled",
           "--justification", "images are kept at the modality");
    CHECK_FACTS(list(&world, "--product", "Pump"), BEFORE);
    world.db = KNOWLEDGE("changed-2", document("one.json", PUMPLIB_FLAW),
                         document("kev.json", KEV));
    CHECK_FACTS(list(&world, "--product", "Pump"), AFTER);
}

TEST(answers_to_the_rubric_are_taken_as_they_were_printed) /* REQ A34 */
{
    static const char *const ASKED[] = { "risk", "rubric", NULL };
    static const Fact FACTS[] = { { "exploitability_before", "high", "every answer is unknown" } };
    OwnRecord world = world_of("rubric");
    Str rest = inro_words(STR("u\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu\nu"
                              "\nu\nu\nu\n"), NULL, ASKED).out, line = STR("");
    char answers[600];

    CHECK(str_next(&rest, '\n', &line) && str_next(&rest, '\n', &line), "two lines");
    snprintf(answers, sizeof answers, "%.*s", STR_ARG(line));
    CHECK_FACTS(ASSESS(&world, "--name", "SEC-1", "--harm", "minor", "--rubric", answers), FACTS);
    CHECK_HAS(DONE(&world, "risk", "show", "SEC-1", "--json"), answers, "and kept");
}

#define MATRIX(version, high)                                                                      \
    "{'adopted':'2026-01-05','cells':{'high':'" high "','low':'CCCCR','medium':'CCCRU'},"          \
    "'format':'inro-risk-matrix-1','id':'ours','owner':'risk manager','source':'RMF-7',"           \
    "'version':" version "}"

TEST(a_matrix_is_adopted_and_an_assessment_keeps_its_own)
{
    static const Fact NEW[] = { { "matrix", "ours 1", NULL }, { "risk", "controlled", NULL } };
    static const Fact KEPT[] = { { "rows[0].matrix", "ours 1", "frozen" },
                                 { "rows[0].risk", "controlled", "by the matrix of that day" } };
    static const Fact NOW_[] = { { "name", "ours", NULL }, { "version", "2", "the newest" },
                                 { "cells", "[3]", NULL } };
    static const Fact BOTH[] = { { "rows", "[2]", NULL } };
    OwnRecord world = world_of("matrix");
    ProcessResult result;

    DONE(&world, "risk", "matrix", "adopt", document("m1.json", MATRIX("1", "CCCUU")));
    CHECK_FACTS(ASSESS(&world, "--harm", "serious", "--vector", INJECTION), NEW);
    DONE(&world, "risk", "matrix", "adopt", document("m2.json", MATRIX("2", "CUUUU")),
         "--product", "Pump");
    CHECK_FACTS(DONE(&world, "risk", "list", "--json"), KEPT);
    CHECK_FACTS(DONE(&world, "risk", "matrix", "show", "--product", "Pump", "--json"), NOW_);
    CHECK_FACTS(DONE(&world, "risk", "matrix", "list", "--json"), BOTH);
    result = RUN(&world, "INRO_ACTOR=author", "risk", "matrix", "adopt",
                 document("m3.json", MATRIX("2", "CCUUU")));
    CHECK_INT(result.status, 2, "another text of the same version");
    CHECK_HAS(result.err, "another version", "says so");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

#define ALL_NO "n\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\nn\n"

TEST(the_rubric_asks_what_is_open_and_gives_both_vectors)
{
    static const char *const ASKED[] = { "risk", "rubric", "--answer", "XAVN=yes", "--answer",
                                         "XAVT=y", NULL };
    ProcessResult asked = inro_words(STR("?\n" ALL_NO), NULL, ASKED);
    ProcessResult open = inro_words(STR("y\n"), NULL, (const char *const[]){ "risk", "rubric",
                                                                             NULL });
    ProcessResult other = INRO("risk", "rubric", "--answer", "XAVPA=yes");

    CHECK_INT(asked.status, 0, "all is answered");
    CHECK_HAS(asked.out, "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:N\nXAVN:Y/XAVT:Y/XACL:N/",
              "the vector and the answers");
    CHECK_HAS(asked.err, "Answer y (yes), n (no) or u", "help on ?");
    CHECK_LACKS(asked.err, "question XAVN", "what was answered is not asked");
    CHECK_INT(open.status, 2, "the input ended");
    CHECK_HAS(open.err, "XAVT", "says what is open");
    CHECK_INT(other.status, 2, "nothing leads to it");
    CHECK_HAS(other.err, "XAVPA", "says which");
}

static const struct {
    const char *words[24];
    const char *says, *why;
} REFUSALS[] = {
    { { "--harm", "minor" }, "--rationale is needed", "a rationale" },
    { { "--harm", "bad", SAFE }, "\"bad\" is no severity", "a level" },
    { { "--harm", "minor", "--rationale", "r", "--multi-patient", "no" },
      "--safety is needed", "no safety assessment" },
    { { "--harm", "minor", "--rationale", "r", "--multi-patient", "no", "--name", "SEC-1",
        "--safety", "RMF-7=SEC-9" }, "SEC-9", "the other names another" },
    { { "--harm", "minor", SAFE, "--vector", STOPPED, "--decide", "controlled" }, "justification",
      "a decision needs its reason" },
    { { "--harm", "critical", SAFE, "--vector", INJECTION, "--decide", "controlled",
        "--justification", "j" }, "decision", "uncontrolled is not decided away" },
    { { "--harm", "minor", SAFE, "--vector", INJECTION, "--after-vector",
        "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L" }, "after", "lower without a control" },
    { { "--harm", "minor", SAFE, "--removed" }, "removed", "removed without a design control" },
    { { "--harm", "minor", SAFE, "--vector", "CVSS:3.1/AV:N", "--supersedes", "nothing" }, "before",
      "no vector" },
    { { "--harm", "minor", SAFE, "--supersedes", "nothing" }, "no assessment \"nothing\"",
      "nothing to supersede" },
};

TEST(what_is_incomplete_is_refused_by_a_named_rule)
{
    OwnRecord world = world_of("refused");
    static const Fact NONE[] = { { "rows", "[0]", "nothing was recorded" } };

    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        const char *words[40] = { "risk", "assess", "CVE-2026-0001", "--product", "Pump", "--db",
                                  world.db };
        ProcessResult result;

        for (size_t k = 0; REFUSALS[i].words[k]; k++)
            words[7 + k] = REFUSALS[i].words[k];
        result = own_run(&world, "INRO_ACTOR=author", words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
    CHECK_FACTS(DONE(&world, "risk", "list", "--json"), NONE);
}
