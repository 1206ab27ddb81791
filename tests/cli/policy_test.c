/* SPDX-License-Identifier: Apache-2.0 */
/* --fail-on, --max-age, --exit-zero: when a build is stopped, and when nothing can be said.
 * Tests: scan.c api/scan.c */
#include "accept.h"

#include <stdlib.h>
#include <string.h>

#define CPE(product) "{'type':'library','name':'n','cpe':'cpe:2.3:a:" product ":*:*:*:*:*:*:*'}"
/* high, KEV, EPSS 0.5, fixed */
#define OPENSSL CPE("openssl:openssl:3.0.5")
/* medium 4.8 (4.0), EPSS 0.1, no fixed version is named */
#define BUSYBOX CPE("busybox:busybox:1.30.0")
/* no score, no EPSS row, no fix */
#define ZLIB    CPE("zlib:zlib:1.3")
/* nothing is found */
#define CLEAN   "{'type':'library','name':'c','purl':'pkg:pypi/libdose@2.0.0'}"
/* not checked */
#define UNKNOWN "{'type':'library','name':'u'}"

typedef struct {
    const char *components, *expression;
    int status;
    const char *said; /* NULL: nothing in particular */
    const char *why;
} Row;

static void check_rows(const char *db, const char *now, const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[1024], why[256];
        ProcessResult result;
        snprintf(text, sizeof text, CDX("%s"), rows[i].components);
        snprintf(why, sizeof why, "%s: %s", rows[i].expression, rows[i].why);
        result = INRO("scan", "--db", db, "--now", now, "--fail-on", rows[i].expression, "-o",
                      "json", document("policy.cdx.json", text));
        CHECK_INT(result.status, rows[i].status, why);
        if (rows[i].said)
            CHECK_HAS(result.err, rows[i].said, why);
        if (rows[i].status != 2)
            CHECK(result.out.len > 0, "the whole report is printed whatever the policy says");
    }
}
#define CHECK_ROWS(db, now, rows) check_rows((db), (now), (rows), ARRAY_LEN(rows))

TEST(facts_of_a_finding_decide)
{
    static const Row ROWS[] = {
        { OPENSSL, "kev", 1, NULL, "listed" },
        { BUSYBOX, "kev", 0, NULL, "not listed is false" },
        { OPENSSL, "epss>0.1", 1, NULL, "0.5" },
        { BUSYBOX, "epss>0.1", 0, NULL, "0.1 is not above 0.1" },
        { BUSYBOX, "epss>=0.1", 1, NULL, "but at it" },
        { OPENSSL, "cvss>=7", 1, NULL, "7.5" },
        { OPENSSL, "cvss>=7.5", 1, NULL, "7.5 at 7.5" },
        { OPENSSL, "cvss>7.5", 0, NULL, "7.5 not above 7.5" },
        { BUSYBOX, "cvss>=7", 0, NULL, "the 4.8 of the newest version counts, not the 9.8" },
        { OPENSSL, "severity>=high", 1, NULL, "high" },
        { OPENSSL, "severity>=critical", 0, NULL, "high is below critical" },
        { OPENSSL, "severity>high", 0, NULL, "not above itself" },
        { OPENSSL, "severity=high", 1, NULL, "equal" },
        { BUSYBOX, "severity<high", 1, NULL, "medium is below" },
        { OPENSSL, "fixable", 1, NULL, "3.0.8" },
        { ZLIB, "fixable", 0, NULL, "no fixed version is false" },
        { OPENSSL, "high", 1, NULL, "a word alone: severity>=high" },
        { BUSYBOX, "high", 0, NULL, "a word alone" },
    };
    CHECK_ROWS(ward(), NOW, ROWS);
}

TEST(facts_of_the_scan_decide)
{
    static const Row ROWS[] = {
        { CLEAN "," UNKNOWN, "coverage<0.9", 1, NULL, "one of two" },
        { CLEAN "," UNKNOWN, "coverage<0.5", 0, NULL, "0.5 is not below 0.5" },
        { CLEAN "," UNKNOWN, "coverage<=0.5", 1, NULL, "but at it" },
        { CLEAN, "coverage<0.9", 0, NULL, "all" },
        { CLEAN, "coverage=1", 0 + 1, NULL, "1" },
        { CLEAN "," UNKNOWN, "unchecked>0", 1, NULL, "one" },
        { CLEAN "," UNKNOWN, "unchecked>1", 0, NULL, "not two" },
        { CLEAN, "unchecked>0", 0, NULL, "none" },
    };
    CHECK_ROWS(ward(), NOW, ROWS);
}

TEST(words_bind_not_before_and_before_or)
{
    static const Row ROWS[] = {
        { CLEAN, "not unchecked>=0 or unchecked>=0", 1, NULL, "(not T) or T" },
        { CLEAN, "not (unchecked>=0 or unchecked>=0)", 0, NULL, "not (T or T)" },
        { CLEAN, "unchecked>=0 or unchecked>=0 and unchecked<0", 1, NULL, "T or (T and F)" },
        { CLEAN, "(unchecked>=0 or unchecked>=0) and unchecked<0", 0, NULL, "(T or T) and F" },
        { CLEAN, "not not unchecked>=0", 1, NULL, "twice" },
        { CLEAN, "((unchecked >= 0))", 1, NULL, "blanks and parentheses" },
        { OPENSSL, "kev and epss>0.1 and severity>=high and fixable", 1, NULL, "all of one" },
        { OPENSSL "," BUSYBOX, "kev and severity=medium", 0, NULL,
          "facts of two findings are not mixed" },
        { OPENSSL "," BUSYBOX, "kev and unchecked=0", 1, NULL, "facts of the scan hold for all" },
    };
    CHECK_ROWS(ward(), NOW, ROWS);
}

TEST(the_expression_is_evaluated_once_with_every_finding_fact_false)
{
    static const Row ROWS[] = {
        { CLEAN, "kev", 0, NULL, "no findings, no facts" },
        { CLEAN, "not kev", 1, NULL, "not false" },
        { CLEAN, "epss>0.1", 0, NULL, "false, not unknown, while the source is there" },
        { CLEAN, "cvss>=7 or severity>=high or fixable", 0, NULL, "false" },
        { OPENSSL, "not kev", 1, NULL, "the evaluation of no finding is true" },
        { "", "coverage<0.9", 1, NULL, "no components: coverage 0" },
    };
    CHECK_ROWS(ward(), NOW, ROWS);
}

TEST(a_missing_fact_is_unknown_and_says_whose)
{
    static const Row ROWS[] = {
        { ZLIB, "cvss>=7", 3, "CVE-2024-1005", "no score" },
        { ZLIB, "severity>=high", 3, "CVE-2024-1005", "no severity" },
        { ZLIB, "severity>=low", 3, "CVE-2024-1005", "not even low is known" },
        { ZLIB, "epss>0.1", 3, "CVE-2024-1005", "no row" },
        { ZLIB, "kev", 0, NULL, "not listed is known" },
        { ZLIB, "kev and cvss>=7", 0, NULL, "false and unknown is false" },
        { ZLIB, "not fixable and cvss>=7", 3, "CVE-2024-1005", "true and unknown is unknown" },
        { ZLIB, "cvss>=7 or unchecked=0", 1, NULL, "unknown or true is true" },
        { ZLIB, "cvss>=7 or kev", 3, "CVE-2024-1005", "unknown or false is unknown" },
        { ZLIB, "not cvss>=7", 1, NULL, "the evaluation of no finding is true all the same" },
        { ZLIB, "cvss>=7 and not cvss>=7", 3, "CVE-2024-1005", "unknown stays unknown" },
        { ZLIB "," OPENSSL, "cvss>=7", 1, NULL, "true anywhere comes before unknown anywhere" },
        { ZLIB "," BUSYBOX, "cvss>=7", 3, "CVE-2024-1005", "unknown anywhere before false" },
    };
    CHECK_ROWS(ward(), NOW, ROWS);
}

static const char *feed(const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "tests/data/cli/feeds/%s", name);
    return test_keep(strdup(test_source_path(path)));
}

TEST(facts_of_a_source_that_is_absent_are_unknown_also_with_no_findings)
{
    static const Row ROWS[] = {
        { CLEAN, "kev", 3, "kev", "the source is named" },
        { CLEAN, "epss>0.1", 3, "epss", "the source is named" },
        { CLEAN, "not kev", 3, "kev", "not unknown is unknown" },
        { CLEAN, "kev and unchecked>0", 0, NULL, "unknown and false is false" },
        { CLEAN, "kev or unchecked=0", 1, NULL, "unknown or true is true" },
        { OPENSSL, "kev", 3, "kev", "with a finding as well" },
        { OPENSSL, "cvss>=7", 1, NULL, "what is there decides" },
        { CLEAN, "cvss>=7", 0, NULL, "what is there decides" },
    };
    const char *db = KNOWLEDGE("bare", feed("nvd.json"), feed("osv-pypi.ndjson"));

    CHECK_ROWS(db, NOW, ROWS);
}

/* KEV is of 2026-01-09T08:00, EPSS of 2026-01-09T00:00, NVD of 2026-01-08. */
TEST(kev_and_epss_are_held_against_the_age_on_their_own)
{
    static const char OLD_KEV[] =
        "{'title':'t','catalogVersion':'2025.11.01','dateReleased':'2025-11-01T00:00:00.0000Z',"
        "'count':1,'vulnerabilities':[{'cveID':'CVE-2024-1001','vendorProject':'a','product':'p',"
        "'vulnerabilityName':'n','dateAdded':'2024-04-01','shortDescription':'s',"
        "'requiredAction':'r','dueDate':'2024-04-22','knownRansomwareCampaignUse':'Known',"
        "'notes':'','cwes':[]}]}";
    static const char OLD_EPSS[] =
        "#model_version:v2025.03.14,score_date:2025-11-01T00:00:00+0000\ncve,epss,percentile\n"
        "CVE-2024-1001,0.50000,0.97000\n";
    static const Row ROWS[] = {
        { CLEAN, "kev", 3, "kev", "too old is unknown" },
        { OPENSSL, "kev", 3, "kev", "even where it is listed" },
        { CLEAN, "epss>0.1", 3, "epss", "too old is unknown" },
    };
    const char *db = KNOWLEDGE("old-columns", feed("nvd.json"), feed("osv-pypi.ndjson"),
                               document("old-kev.json", OLD_KEV),
                               document("old-epss.csv", OLD_EPSS));
    const char *sbom = document("clean.cdx.json", CDX(CLEAN));
    ProcessResult result = INRO("scan", "--db", db, "--now", NOW, sbom);

    CHECK_ROWS(db, NOW, ROWS);
    CHECK_INT(result.status, 0, "without a question there is only a warning");
    CHECK_HAS(result.err, "kev", "that names the source");
    CHECK_HAS(result.err, "epss", "that names the source");
    result = INRO("scan", "--db", db, "--now", NOW, "--max-age", "7", sbom);
    CHECK_INT(result.status, 3, "asked for: too old");
    result = INRO("scan", "--db", db, "--now", NOW, "--max-age", "100", "--fail-on", "kev", sbom);
    CHECK_INT(result.status, 0, "within the age that was asked for");
}

TEST(the_age_is_measured_from_the_newest_source_in_whole_days)
{
    const char *sbom = document("clean.cdx.json", CDX(CLEAN));
    const struct {
        const char *now, *days;
        int status;
        bool warning;
        const char *why;
    } ROWS[] = {
        { "2026-01-10T00:00:00Z", NULL, 0, false, "less than a day" },
        { "2026-01-16T00:00:00Z", NULL, 0, false, "seven whole days are not older than seven" },
        { "2026-01-18T00:00:00Z", NULL, 0, true, "a warning alone" },
        { "2026-01-16T00:00:00Z", "7", 0, false, "seven whole days" },
        { "2026-01-18T00:00:00Z", "7", 3, true, "asked for" },
        { "2026-01-18T00:00:00Z", "9", 0, false, "within" },
        { "2026-01-11T12:00:00Z", "0", 3, true, "no whole day is allowed" },
        { "2026-01-09T12:00:00Z", "0", 0, false, "none has passed" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result =
            ROWS[i].days ? INRO("scan", "--db", ward(), "--now", ROWS[i].now, "--max-age",
                                ROWS[i].days, sbom)
                         : INRO("scan", "--db", ward(), "--now", ROWS[i].now, sbom);
        CHECK_INT(result.status, ROWS[i].status, ROWS[i].why);
        CHECK_INT(result.err.len > 0, ROWS[i].warning, ROWS[i].why);
    }
    CHECK_INT(INRO("scan", "--db", ward(), "--now", "2026-01-18T00:00:00Z", "--fail-on",
                   "cvss>=7", sbom).status, 3, "a policy cannot be met by old data");
}

/* PSF-like records may carry no time at all. */
TEST(a_source_without_a_date_is_warned_of)
{
    static const char TIMELESS[] =
        "{'schema_version':'1.6.0','id':'GO-2024-1','modified':'0001-01-01T00:00:00Z','affected':"
        "[{'package':{'ecosystem':'Go','name':'acme.example/x'},'ranges':[{'type':'SEMVER',"
        "'events':[{'introduced':'0'}]}]}]}";
    const char *db = KNOWLEDGE("timeless", feed("nvd.json"), feed("kev.json"), feed("epss.csv"),
                               document("timeless.json", TIMELESS));
    ProcessResult result = INRO("scan", "--db", db, "--now", NOW, "-o", "json",
                                document("clean.cdx.json", CDX(CLEAN)));

    CHECK_INT(result.status, 0, "a warning alone");
    CHECK_HAS(result.err, "osv/Go", "that names the source");
    CHECK_STR(json_at(result.out, "database.sources[id=osv/Go].date"), STR("null"), "no date");
    CHECK_STR(json_at(result.out, "database.date"), STR("2026-01-09T08:00:00Z"),
              "the newest of the others");
}

TEST(an_error_in_the_expression_is_said_with_its_column)
{
    static const struct { const char *expression, *column, *why; } ROWS[] = {
        { "kev andd fixable", "5", "a word that is none" },
        { "kev and", "8", "something is missing at the end" },
        { "kev)", "4", "a parenthesis too many" },
        { "(kev", "1", "one that is not closed" },
        { "cvss", "5", "a comparison is missing" },
        { "cvss>=", "7", "a number is missing" },
        { "cvss>=seven", "7", "no number" },
        { "severity>=huge", "11", "no severity" },
        { "epss>>1", "6", "no operator" },
        { "harm>=huge", "7", "no severity of harm" },
        { "kev kev", "5", "two facts in a row" },
        { "", "1", "nothing" },
        { "kev && fixable", "5", "another language" },
        { "not", "4", "not what" },
        { "kev>1", "4", "kev is no number" },
    };
    const char *sbom = document("clean.cdx.json", CDX(CLEAN));
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result = INRO("scan", "--db", ward(), "--now", NOW, "--fail-on",
                                    ROWS[i].expression, sbom);
        char column[32];
        snprintf(column, sizeof column, "column %s", ROWS[i].column);
        CHECK_INT(result.status, 2, ROWS[i].why);
        CHECK_HAS(result.err, column, ROWS[i].expression);
        CHECK_STR(result.out, STR(""), "nothing is scanned");
    }
}

TEST(exit_zero_forgives_the_policy_and_nothing_else)
{
    const char *bad = document("bad.cdx.json", CDX(OPENSSL));
    const char *unknown = document("unknown.cdx.json", CDX(ZLIB));
    const struct { const char *expression, *sbom; int status; const char *why; } ROWS[] = {
        { "kev", bad, 0, "the policy is not met, and forgiven" },
        { "cvss>=7", unknown, 3, "a fact that is missing is not" },
        { "cvss>=", bad, 2, "nor is a wrong expression" },
        { "kev", "no-such-file.json", 2, "nor is a refusal" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--exit-zero", "--fail-on",
                       ROWS[i].expression, ROWS[i].sbom).status, ROWS[i].status, ROWS[i].why);
}

TEST(over_several_inputs_the_worst_comes_first)
{
    const char *kev = document("kev.cdx.json", CDX(OPENSSL));
    const char *clean = document("clean.cdx.json", CDX(CLEAN));
    const char *refused = process_file("refused.cdx.json", STR("[]"));

    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "kev", clean, kev).status,
              1, "one of two");
    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "kev", kev,
                   refused).status, 2, "2 before 1");
    CHECK_INT(INRO("scan", "--db", ward(), "--now", "2027-01-01T00:00:00Z", "--max-age", "7",
                   clean, refused).status, 2, "2 before 3");
    CHECK_INT(INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "kev", clean,
                   clean).status, 0, "none");
}

TEST(the_policy_never_filters_the_report)
{
    const char *sbom = document("both.cdx.json", CDX(OPENSSL "," BUSYBOX));
    ProcessResult with = INRO("scan", "--db", ward(), "--now", NOW, "--fail-on", "kev", "-o",
                              "json", sbom);
    ProcessResult without = INRO("scan", "--db", ward(), "--now", NOW, "-o", "json", sbom);

    CHECK_INT(with.status, 1, "the policy is not met");
    CHECK_STR(with.out, without.out, "the report is the same");
}
