/* SPDX-License-Identifier: Apache-2.0 */
/* What re-opens a decision, from feeds, SBOMs and the product's fields to the reason on the screen:
 * each trigger with a fact that fires it and one that does not.
 * Tests: api/finding.c api/decision_card.c */
#include "accept.h"

#include "base/uuid.h"

#include <stdio.h>
#include <string.h>

#define FLAW "CVE-2026-0001"
#define EPSS(score)                                                                                \
    "#model_version:v2025.03.14,score_date:2026-01-09T00:00:00+0000\ncve,epss,percentile\n"        \
    FLAW "," score ",0.5\n"
#define KEV(id)                                                                                    \
    "{'title':'CISA Catalog of Known Exploited Vulnerabilities','catalogVersion':'2026.01.09',"    \
    "'dateReleased':'2026-01-09T12:00:00Z','count':1,'vulnerabilities':[{'cveID':'" id "',"        \
    "'vendorProject':'a','product':'pumplib','vulnerabilityName':'n','dateAdded':'2026-01-09',"    \
    "'shortDescription':'s','requiredAction':'r','dueDate':'2026-01-30',"                          \
    "'knownRansomwareCampaignUse':'Unknown','notes':''}]}"
#define CVE(cna, adp)                                                                              \
    "{'dataType':'CVE_RECORD','dataVersion':'5.1','cveMetadata':{'cveId':'" FLAW "',"              \
    "'state':'PUBLISHED','dateUpdated':'2026-01-06T00:00:00Z'},'containers':{'cna':{"              \
    "'descriptions':[{'lang':'en','value':'it stops'}]," cna "},'adp':[{" adp "}]}}"
#define TAGGED(tag) CVE("'references':[{'url':'https://example.org/','tags':['" tag "']}]", "")
#define SSVC(word)                                                                                 \
    CVE("'metrics':[]", "'metrics':[{'other':{'type':'ssvc','content':{'options':["                \
                        "{'Exploitation':'" word "'}]}}}]")
#define VECTOR(e)                                                                                  \
    CVE("'metrics':[{'cvssV3_1':{'vectorString':"                                                  \
        "'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:" e "'}}]", "")
#define SBOM(more) CDX(LIBRARY("pumplib", "1.0", more))
#define HASH(alg, digit) "{'alg':'" alg "','content':'" digit digit digit digit digit digit "'}"
#define PATCH(type) ",'pedigree':{'patches':[{'type':'" type "'}]}"

#define RUN(world, ...)                                                                            \
    own_run((world), "INRO_ACTOR=author", (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)

/* Pump 1.0 has the flaw, for which EPSS predicts 2 %. */
static OwnRecord world_of(const char *name, const char *sbom)
{
    OwnRecord world = own_record(name);

    world.now = NOW;
    world.db = KNOWLEDGE(name, document("osv.json", PUMPLIB_FLAW),
                         document("then.csv", EPSS("0.02")));
    DONE(&world, "product", "create", "--name", "Pump", "--security-context", "no network");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    if (sbom)
        DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("then.cdx.json", sbom));
    return world;
}

static const char *decide(const OwnRecord *world, const char *option, const char *value)
{
    Str out = DONE(world, "finding", "decide", FLAW, "--db", world->db, "--product", "Pump",
                   "--status", "not_affected", "--justification", "vulnerable_code_not_present",
                   "--reason", "left out of the build", "--component", "pkg:pypi/pumplib", option,
                   value);

    return test_keep(strndup(out.ptr, UUID_CHARS));
}

static void stands(const OwnRecord *world, const char *db, const char *state, const char *says)
{
    Str json = DONE(world, "finding", "list", "--db", db, "--release", "Pump@1.0", "--json");
    bool reopened = strcmp(state, "re-opened") == 0;

    CHECK_STR(json_at(json, "rows[0].state"), str_of(state), says);
    CHECK_STR(json_at(json, "rows[0].status"), reopened ? STR("undecided") : STR("not_affected"),
              says);
    CHECK_STR(json_at(DONE(world, "affected", FLAW, "--db", db, "--json"), "rows[0].status"),
              reopened ? STR("undecided") : STR("not_affected"), "\"are we hit?\" says the same");
    if (reopened)
        CHECK_HAS(json_at(json, "rows[0].why"), says, "the reason is told");
    else
        CHECK_STR(json_at(json, "rows[0].why"), STR("null"), "nothing to tell");
}

/* ---- the world ---- */

static const struct {
    const char *file, *text; /* the feed that came since */
    const char *trigger, *state, *says;
} WORLD[] = {
    { "kev.json", KEV(FLAW), "kev", "re-opened", "has entered the catalogue of known exploited" },
    { "kev.json", KEV("CVE-2026-9999"), "kev", "in-force", "another flaw entered it" },
    { "now.csv", EPSS("0.41"), "epss", "re-opened", "jumped from 2.000 % to 41.000 %" },
    { "now.csv", EPSS("0.05"), "epss", "in-force", "less than three times, less than ten points" },
    { "now.csv", EPSS("0.06"), "epss", "re-opened", "jumped from 2.000 % to 6.000 %" },
    { "cve.json", TAGGED("exploit"), "exploit", "re-opened", "then U, now P" },
    { "cve.json", TAGGED("patch"), "exploit", "in-force", "a reference of another kind" },
    { "cve.json", SSVC("poc"), "exploit", "re-opened", "then U, now P" },
    { "cve.json", SSVC("active"), "exploit", "re-opened", "then U, now A" },
    { "cve.json", SSVC("none"), "exploit", "in-force", "SSVC knows of none" },
    { "cve.json", VECTOR("F"), "exploit", "re-opened", "then U, now P" },
    { "cve.json", VECTOR("U"), "exploit", "in-force", "unproven" },
    { "kev.json", KEV(FLAW), "exploit", "re-opened", "then U, now A" },
    { "kev.json", KEV(FLAW), "epss", "in-force", "nobody asked to be told of it" },
};

/* Each decision of the author supersedes the one before, so one record is enough. */
TEST(a_fact_of_the_world_reopens_when_it_changed_enough)
{
    OwnRecord world = world_of("world", SBOM(""));
    const char *osv = document("osv.json", PUMPLIB_FLAW);
    const char *then = document("then.csv", EPSS("0.02"));

    for (size_t i = 0; i < ARRAY_LEN(WORLD); i++) {
        char after[16];
        const char *since = document(WORLD[i].file, WORLD[i].text);

        snprintf(after, sizeof after, "after-%zu", i);
        decide(&world, "--trigger", WORLD[i].trigger);
        if (!i)
            stands(&world, world.db, "in-force", "as it was decided");
        stands(&world,
               strcmp(WORLD[i].file, "now.csv") == 0 ? KNOWLEDGE(after, osv, since)
                                                     : KNOWLEDGE(after, osv, then, since),
               WORLD[i].state, WORLD[i].says);
    }
}

/* ---- the component ---- */

static const struct {
    const char *then, *now; /* what the SBOM says of it besides its name */
    const char *state, *says;
} COMPONENT[] = {
    { ",'hashes':[" HASH("SHA-256", "a") "]", ",'hashes':[" HASH("SHA-256", "b") "]", "re-opened",
      "changed from sha256:aaaaaa to sha256:bbbbbb" },
    { ",'hashes':[" HASH("SHA-256", "a") "]",
      ",'hashes':[" HASH("SHA-1", "c") "," HASH("SHA-256", "A") "]", "in-force",
      "the same hash, and one more" },
    { ",'hashes':[" HASH("SHA-256", "a") "]", "", "re-opened", "from sha256:aaaaaa to -" },
    { "", ",'hashes':[" HASH("SHA-256", "b") "]", "in-force", "what was not known then" },
    { PATCH("backport"), PATCH("unofficial"), "re-opened", "changed from sha256:" },
    { PATCH("backport"), PATCH("backport") ",'description':'x'", "in-force", "the same pedigree" },
};

/* Attaches an SBOM in place of the one that was attached before. */
static void sbom_replace(const OwnRecord *world, const char *more, const char **attached)
{
    char text[1024];

    snprintf(text, sizeof text, SBOM("%s"), more);
    if (*attached)
        DONE(world, "release", "sbom", "detach", *attached, "--reason", "built again");
    *attached = test_keep(strndup(DONE(world, "release", "sbom", "attach", "Pump@1.0",
                                       document("now.cdx.json", text)).ptr, UUID_CHARS));
}

TEST(another_hash_or_pedigree_of_the_component_reopens)
{
    OwnRecord world = world_of("component", NULL);
    const char *attached = NULL;

    for (size_t i = 0; i < ARRAY_LEN(COMPONENT); i++) {
        sbom_replace(&world, COMPONENT[i].then, &attached);
        decide(&world, "--trigger", "component");
        sbom_replace(&world, COMPONENT[i].now, &attached);
        stands(&world, world.db, COMPONENT[i].state, COMPONENT[i].says);
    }
}

/* Two releases with the flaw, in two versions of the component: both were looked at. */
TEST(a_decision_about_several_builds_holds_for_each_of_them)
{
    OwnRecord world = world_of("builds", SBOM(",'hashes':[" HASH("SHA-256", "a") "]"));
    static const char OTHER[] = CDX("{'type':'library','name':'pumplib','version':'1.1',"
                                    "'purl':'pkg:pypi/pumplib@1.1'}");
    const char *id;
    Str json;

    DONE(&world, "release", "create", "--product", "Pump", "--version", "2.0");
    DONE(&world, "release", "sbom", "attach", "Pump@2.0", document("two.cdx.json", OTHER));
    id = decide(&world, "--trigger", "component");
    json = DONE(&world, "finding", "list", "--db", world.db, "--json");
    CHECK_STR(json_at(json, "rows[0].state"), STR("in-force"), "the one");
    CHECK_STR(json_at(json, "rows[1].state"), STR("in-force"), "and the other");
    json = DONE(&world, "decision", "show", id, "--json");
    CHECK_STR(json_at(json, "made_on"), STR("[2]"), "what it was made on");
    CHECK_STR(json_at(json, "made_on[version=1.0].digest"), STR("sha256:aaaaaa"), "with its hash");
}

/* ---- the security context ---- */

TEST(another_security_context_of_the_product_reopens)
{
    OwnRecord world = world_of("context", SBOM(""));

    decide(&world, "--trigger", "context");
    DONE(&world, "product", "change", "Pump", "--intended-use", "infusion");
    stands(&world, world.db, "in-force", "another field");
    DONE(&world, "product", "change", "Pump", "--security-context", " no network ");
    stands(&world, world.db, "in-force", "blanks around it");
    DONE(&world, "product", "change", "Pump", "--security-context", "in the hospital's network");
    stands(&world, world.db, "re-opened", "security context of the product changed from sha256:");
    DONE(&world, "product", "change", "Pump", "--security-context", "no network");
    stands(&world, world.db, "in-force", "as it was");
}

/* ---- the facts it was made on ---- */

TEST(a_decision_shows_the_facts_it_was_made_on)
{
    static const Fact FACTS[] = {
        { "schema", "inro.decision/1", "what it is" },
        { "status", "not_affected", NULL },
        { "cvss", "9.8", "the score then" },
        { "vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F", "its vector" },
        { "epss", "0.02", "the prediction then" },
        { "kev", "true", "in the catalogue" },
        { "exploit", "attacked", "the catalogue says so" },
        { "matched_range", "vers:pypi/<2.0", "the range that matched" },
        { "triggers", "[5]", "all that can be compared" },
        { "made_on[0].version", "1.0", "the component" },
        { "made_on[0].digest", "sha256:aaaaaa", "its hash" },
        { "releases[0].release", "Pump@1.0", "the release it was found in" },
        { "releases[0].confirmed", "null", "named by the decision" },
        { "author", "author", "who" },
    };
    OwnRecord world = world_of("facts", SBOM(",'hashes':[" HASH("SHA-256", "a") "]"));
    Str json;

    world.db = KNOWLEDGE("facts-full", document("osv.json", PUMPLIB_FLAW),
                         document("kev.json", KEV(FLAW)), document("then.csv", EPSS("0.02")),
                         document("cve.json", VECTOR("F")));
    json = DONE(&world, "decision", "show", decide(&world, "--impact", ""), "--json");
    CHECK_FACTS(json, FACTS);
    CHECK(str_starts(json_at(json, "knowledge"), STR("sha256:")), "the digest of the generation");
    CHECK(str_starts(json_at(json, "made_on[0].context"), STR("sha256:")), "the context");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "all of it holds");
}

/* Scales are no words: "critical" is worse than "low", and 10.0 more than 9.8. */
TEST(findings_are_sorted_by_scales_and_not_by_words)
{
    static const char SECOND[] =
        "{'id':'CVE-2026-0002','modified':'2026-01-05T00:00:00Z','severity':[{'type':'CVSS_V3',"
        "'score':'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N'}],'affected':[{'package':"
        "{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM','events':["
        "{'introduced':'0'}]}]}]}";
    static const struct { const char *sort, *first; } ROWS[] = {
        { "-severity", FLAW }, { "severity", "CVE-2026-0002" },
        { "-cvss", FLAW }, { "cvss", "CVE-2026-0002" },
    };
    OwnRecord world = world_of("scales", SBOM(""));

    world.db = KNOWLEDGE("scales-full", document("osv.json", PUMPLIB_FLAW),
                         document("two.json", SECOND), document("cve.json", VECTOR("X")));
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(json_at(DONE(&world, "finding", "list", "--db", world.db, "--sort",
                               ROWS[i].sort, "--json"), "rows[0].vulnerability"),
                  str_of(ROWS[i].first), ROWS[i].sort);
}
