/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed that lies, or is merely strange, may not do: hide a finding, or say a fact that
 * nobody knows. Tests: kb/, match/, formats/ through the whole program. */
#include "accept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 1 << 14 };

#define RECORD(id, facts) OSV_FLAW(id, "pumplib", facts)
#define PUMP              PUMPLIB("1.0")

/* A scan of a component of "pumplib" 1.0 at `now`, as JSON. */
static Str pump_scan(const char *db, const char *now)
{
    ProcessResult result = INRO("scan", "--db", db, "--now", now, "-o", "json",
                                document("pump.cdx.json", PUMP));

    CHECK_INT(result.status, 0, "the scan is done");
    return result.out;
}

TEST(a_record_stands_until_the_time_of_its_withdrawal)
{
    const char *db = KNOWLEDGE("withdrawn", document("withdrawn.json",
                               RECORD("PYSEC-2026-1", "'withdrawn':'2040-01-01T00:00:00Z',")));
    const char *sbom = document("pump.cdx.json", PUMP);

    CHECK_STR(json_at(pump_scan(db, NOW), "findings"), STR("[1]"), "it is not withdrawn yet");
    CHECK_STR(json_at(pump_scan(db, "2040-01-01T00:00:00Z"), "findings"), STR("[0]"), "now it is");
    CHECK_HAS(INRO("explain", "--db", db, "PYSEC-2026-1", sbom).out, "[affected]", "still");
}

TEST(joins_of_strangers_that_were_refused_are_counted)
{
    const char *sources = document("joins.json",
        RECORD("GHSA-aaaa-0000-0001", "") "\n" RECORD("GHSA-aaaa-0000-0002", "") "\n"
        "{'id':'EVIL-1','modified':'2026-01-05T00:00:00Z',"
        "'aliases':['GHSA-aaaa-0000-0001','GHSA-aaaa-0000-0002']}");
    const char *db = KNOWLEDGE("joins", sources);
    ProcessResult again = INRO("db", "import", "--db", db, sources);

    CHECK_STR(json_at(pump_scan(db, NOW), "findings"), STR("[2]"), "two flaws stay two findings");
    CHECK_HAS(again.err, "joins of names that were refused: 1", "and it is said");
}

/* The date that a source has after an import of one file. */
static Str date_of(const char *name, const char *id, const char *feed)
{
    char place[64], folder[64];
    const char *db;

    snprintf(folder, sizeof folder, "db-%s", name);
    db = KNOWLEDGE(folder, process_file(name, quoted(feed)));
    snprintf(place, sizeof place, "sources[id=%s].date", id);
    return json_at(INRO("db", "status", "--db", db, "--json").out, place);
}

static const char *feed(const char *name)
{
    char path[TEXT_BYTES];

    snprintf(path, sizeof path, "tests/data/cli/feeds/%s", name);
    return test_keep(strdup(test_source_path(path)));
}

#define KEV_OF(released, entries)                                                                  \
    "{'title':'t','catalogVersion':'1','dateReleased':'" released "','vulnerabilities':[" entries  \
    "]}"
#define KEV_ENTRY "{'cveID':'CVE-2026-1001','dateAdded':'2026-01-01','dueDate':'2026-01-22'}"

TEST(a_feed_dated_in_the_future_is_of_unknown_age)
{
    static const struct {
        const char *name, *id, *feed;
    } ROWS[] = {
        { "future-kev.json", "kev", KEV_OF("2999-01-01T00:00:00.0000Z", KEV_ENTRY) },
        { "future-epss.csv", "epss", "#model_version:v1,score_date:2999-01-01T00:00:00+0000\n"
                                     "cve,epss,percentile\nCVE-2026-1001,0.5,0.5\n" },
        { "future-nvd.json", "nvd",
          "{'resultsPerPage':1,'format':'NVD_CVE','timestamp':'2999-01-01T00:00:00.000',"
          "'vulnerabilities':[{'cve':{'id':'CVE-2026-1001','vulnStatus':'Analyzed'}}]}" },
        { "future-eol.json", "eol",
          "{'schema_version':'1.0.0','generated_at':'2999-01-01T00:00:00+00:00','result':["
          "{'name':'p','releases':[{'name':'1','isEol':false}]}]}" },
        { "future-osv.json", "osv/PyPI",
          "{'id':'PYSEC-2026-1','modified':'2999-01-01T00:00:00Z','affected':["
          "{'package':{'ecosystem':'PyPI','name':'pumplib'},'versions':['1.0']}]}" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(date_of(ROWS[i].name, ROWS[i].id, ROWS[i].feed), STR("null"), ROWS[i].id);
    CHECK_STR(date_of("dated-kev.json", "kev", KEV_OF("2026-01-01T00:00:00.0000Z", KEV_ENTRY)),
              STR("2026-01-01T00:00:00Z"), "a time of the past is taken");
}

TEST(a_source_without_a_record_is_refused_and_what_was_known_stays)
{
    static const struct {
        const char *name, *feed, *says;
    } ROWS[] = {
        { "empty-kev.json", KEV_OF("2026-01-01T00:00:00.0000Z", ""), "kev was given" },
        { "bad-kev.json", KEV_OF("2026-01-01T00:00:00.0000Z", "{'cveID':'no'}"), "kev was given" },
        { "empty-epss.csv", "#model_version:v1,score_date:2026-01-01T00:00:00+0000\n"
                            "cve,epss,percentile\n", "epss was given" },
        { "empty-nvd.json", "{'resultsPerPage':0,'format':'NVD_CVE','vulnerabilities':[]}",
          "nvd was given" },
        { "bad-osv.json", "{'id':'PYSEC-2026-9','modified':'2026-01-05T00:00:00Z',"
                          "'affected':'nothing'}", "osv/all was given" },
    };
    const char *db = KNOWLEDGE("emptied", feed("kev.json"), feed("epss.csv"), feed("nvd.json"),
        document("first.json", RECORD("X-1", "") "\n{'id':'Y-1','modified':'2026-01-05T00:00:00Z'}"
                               "\n{'id':'Y-2','modified':'2026-01-05T00:00:00Z'}"));

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result = INRO("db", "import", "--db", db,
                                    process_file(ROWS[i].name, quoted(ROWS[i].feed)));
        CHECK_INT(result.status, 2, ROWS[i].name);
        CHECK_HAS(result.err, ROWS[i].says, "the source is named");
    }
    CHECK_STR(json_at(pump_scan(db, NOW), "findings"), STR("[1]"), "and nothing was replaced");
}

TEST(an_empty_catalogue_makes_nothing_false)
{
    const char *db = KNOWLEDGE("hollow", document("pumplib.json", RECORD("X-1", "")),
        document("hollow-kev.json", KEV_OF("2026-01-09T00:00:00.0000Z", "")));
    const char *sbom = document("pump.cdx.json", PUMP);
    ProcessResult status = INRO("db", "status", "--db", db, "--json");

    CHECK_STR(json_at(status.out, "sources[id=kev].date"), STR("null"), "nothing is of no time");
    CHECK_INT(INRO("scan", "--db", db, "--now", NOW, "--fail-on", "kev", sbom).status, 3,
              "it counts as absent");
    CHECK_HAS(INRO("db", "import", "--db", db, document("hollow-epss.csv",
              "cve,epss,percentile\n")).err, "epss: warning: not one record", "and that is said");
}

TEST(what_a_record_is_taken_without_is_named_and_counted)
{
    char db[TEXT_BYTES];
    ProcessResult result;

    snprintf(db, sizeof db, "%s/doubts", process_folder());
    result = INRO("db", "import", "--db", db, document("doubts.json",
        "{'resultsPerPage':1,'format':'NVD_CVE','timestamp':'2026-01-08T00:00:00.000',"
        "'vulnerabilities':[{'cve':{'id':'CVE-2026-1001','vulnStatus':'Analyzed',"
        "'published':'soon','configurations':[{'nodes':[{'operator':'OR','cpeMatch':["
        "{'vulnerable':true,'criteria':'cpe:2.3:a:acme'},"
        "{'vulnerable':true,'criteria':'cpe:2.3:a:acme:pump:1.0:*:*:*:*:*:*:*'}]}]}]}}]}"));
    CHECK_INT(result.status, 0, "the record is taken");
    CHECK_HAS(result.err, "doubts.json: record 0: this is no time: \"soon\"", "the first is named");
    CHECK_HAS(result.err, "the record was taken without it", "and that it is only a part");
    CHECK_HAS(result.err, "nvd: facts that are not as their format asks, so that records were "
                          "taken without them: 2", "all are counted");
}

TEST(an_id_in_another_case_is_the_same_flaw)
{
    const char *db = KNOWLEDGE("cases",
        document("cases.json", RECORD("pysec-2026-1", "'aliases':[' cve-2026-1001 ',"
                                      "'ghsa-AAAA-bbbb-cccc','a\\u0007b'],") "\n"
                 RECORD("GHSA-aaaa-BBBB-cccc", "")),
        document("cases-nvd.json", "{'resultsPerPage':1,'format':'NVD_CVE','vulnerabilities':["
                 "{'cve':{'id':'CVE-2026-1001','vulnStatus':'Analyzed'}}]}"),
        document("cases-kev.json", KEV_OF("2026-01-01T00:00:00Z", "{'cveID':'Cve-2026-1001 '}")),
        process_file("cases-epss.csv", STR("#model_version:v1,score_date:2026-01-09T00:00:00Z\n"
                     "cve,epss,percentile\n cve-2026-1001,0.5,0.6\n")));
    static const Fact FACTS[] = {
        { "findings", "[1]", "one flaw" },
        { "findings[0].vulnerability.id", "CVE-2026-1001", "as the CVE Program writes it" },
        { "findings[0].vulnerability.aliases", "[2]", "what no screen shows is no id" },
        { "findings[0].vulnerability.aliases[0]", "GHSA-aaaa-bbbb-cccc", "as GitHub writes it" },
        { "findings[0].vulnerability.aliases[1]", "PYSEC-2026-1", "in capitals" },
        { "findings[0].vulnerability.kev", "{3}", "KEV knows it" },
        { "findings[0].vulnerability.epss.score", "0.5", "EPSS too" },
    };

    CHECK_FACTS(pump_scan(db, NOW), FACTS);
    CHECK_HAS(INRO("explain", "--db", db, "Ghsa-AAAA-bbbb-CCCC",
                   document("pump.cdx.json", PUMP)).out, "CVE-2026-1001", "found in any case");
}

/* ESC, CSI as C1, an override, an isolate, a mark, a separator of lines, BEL. */
#define MOVES "\x1B[2J\xC2\x9B" "31m\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F\xE2\x80\xA8\x07"
/* The same as JSON writes it. */
#define MOVES_JSON "\\u001b[2J\\u009b31m\\u202e\\u2066\\u200f\\u2028\\u0007"
#define MARKUP "|<script>`]](http://e)"

static bool moves(Str text)
{
    static const char *const MOVERS[] = { "\x1B", "\x07", "\x7F", "\xC2\x9B", "\xE2\x80\xAE",
                                          "\xE2\x81\xA6", "\xE2\x80\x8F", "\xE2\x80\xA8" };

    for (size_t i = 0; i < ARRAY_LEN(MOVERS); i++)
        if (has(text, MOVERS[i]))
            return true;
    return false;
}

static const char *hostile_knowledge(void)
{
    return KNOWLEDGE("moving", process_file("moving" MOVES ".json", quoted(
        "{'id':'PYSEC-2026-1','modified':'2026-01-05T00:00:00Z','summary':'=s" MOVES_JSON MARKUP
        "','aliases':['A-" MOVES_JSON "'],'affected':[{'package':{'ecosystem':'PyPI',"
        "'name':'pumplib'},'versions':['1.0'],'ranges':[{'type':'ECOSYSTEM','events':["
        "{'introduced':'0'},{'fixed':'2.0" MOVES_JSON "'}]}]}]}\n"
        "{'id':'PYSEC-2026-2" MOVES_JSON "','modified':'2026-01-05T00:00:00Z'}")));
}

#define HOSTILE_SBOM                                                                               \
    CDX("{'type':'library','name':'=n" MOVES_JSON MARKUP "','version':'1.0" MOVES_JSON "',"        \
        "'bom-ref':'-r" MOVES_JSON "','purl':'pkg:pypi/pumplib@1.0'},"                             \
        "{'type':'library','name':'@n','version':'1','purl':'pkg:" MOVES_JSON "',"                 \
        "'cpe':'cpe:2.3:a:" MOVES_JSON "'},{'type':'library','name':'+" MOVES_JSON "'}")

TEST(no_report_and_no_sentence_moves_a_terminal)
{
    static const char *const FORMATS[] = { "table", "json", "jsonl", "csv", "markdown", "html",
                                           "sarif", "junit", "cyclonedx" };
    static const char *const LANGUAGES[] = { "en", "ja" };
    const char *sbom = process_file("sbom" MOVES ".json", quoted(HOSTILE_SBOM));
    const char *db = hostile_knowledge();

    for (size_t i = 0; i < 2 * ARRAY_LEN(FORMATS); i++) {
        ProcessResult result = INRO("scan", "--db", db, "--now", NOW, "-o", FORMATS[i / 2],
                                    "--lang", LANGUAGES[i % 2], "--fail-on", "epss>0.1", sbom);

        CHECK_INT(result.status, 3, "EPSS is absent");
        CHECK_HAS(result.out, "pumplib", FORMATS[i / 2]);
        CHECK(!moves(result.out), FORMATS[i / 2]);
        CHECK(!moves(result.err), "and stderr");
    }
}

TEST(no_other_command_moves_a_terminal)
{
    const char *sbom = process_file("sbom" MOVES ".json", quoted(HOSTILE_SBOM));
    const char *db = hostile_knowledge();
    const ProcessResult results[] = {
        INRO("db", "import", "--db", db, process_file("moving" MOVES ".json", STR("no feed"))),
        INRO("db", "import", "--db", db, "absent" MOVES),
        INRO("db", "status", "--db", db),
        INRO("explain", "--db", db, "PYSEC-2026-1", sbom),
        INRO("explain", "--db", db, "X" MOVES, sbom),
        INRO("scan", "--db", db, "absent" MOVES, sbom),
        INRO("scan", "--db", "absent" MOVES, sbom),
        INRO("scan", "--fail-on", MOVES, sbom),
        INRO("scan", "-o", MOVES, sbom),
        INRO("scan", "--" MOVES, sbom),
        INRO("purl", "pkg:" MOVES),
        INRO("cpe", "match", "cpe:2.3:" MOVES, "cpe:2.3:" MOVES),
        INRO("cvss", MOVES),
        INRO("version", "compare", MOVES, "1", "2"),
        INRO("version", "compare", "deb", MOVES, "2"),
        INRO(MOVES),
    };

    for (size_t i = 0; i < ARRAY_LEN(results); i++)
        CHECK(!moves(results[i].out) && !moves(results[i].err), "not one byte");
}

/* A record of "pumplib" with these versions, by the time it was modified. */
#define VERSIONS(modified, affected)                                                               \
    "{'id':'PYSEC-2026-7','modified':'" modified "','affected':[{'package':{'ecosystem':'PyPI',"   \
    "'name':'pumplib'},'versions':[" affected "]}]}"

TEST(records_of_one_id_and_time_stand_beside_each_other)
{
    static const struct {
        const char *name, *records, *findings, *why;
    } ROWS[] = {
        { "same", VERSIONS("2026-01-01T00:00:00Z", "'1.0'") "\n"
                  VERSIONS("2026-01-01T00:00:00Z", "'9.0'"), "[1]",
          "neither takes the other's place" },
        { "turn", VERSIONS("2026-01-01T00:00:00Z", "'9.0'") "\n"
                  VERSIONS("2026-01-01T00:00:00Z", "'1.0'"), "[1]", "in any order" },
        { "newer", VERSIONS("2026-01-01T00:00:00Z", "'1.0'") "\n"
                   VERSIONS("2026-01-02T00:00:00Z", "'9.0'"), "[0]", "the newest counts" },
        { "ahead", VERSIONS("2026-01-01T00:00:00Z", "'1.0'") "\n"
                   VERSIONS("2999-01-02T00:00:00Z", "'9.0'"), "[1]",
          "a time to come outdoes none" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char file[64];
        const char *db;

        snprintf(file, sizeof file, "%s.ndjson", ROWS[i].name);
        db = KNOWLEDGE(ROWS[i].name, process_file(file, quoted(ROWS[i].records)));
        CHECK_STR(json_at(pump_scan(db, NOW), "findings"), str_of(ROWS[i].findings), ROWS[i].why);
        KNOWLEDGE(ROWS[i].name, feed("kev.json"), feed("nvd.json"));
        CHECK_STR(json_at(pump_scan(db, NOW), "findings"), str_of(ROWS[i].findings), "kept so");
    }
}

TEST(a_source_that_shrinks_is_told)
{
    const char *db = KNOWLEDGE("shrinking", feed("osv-pypi.ndjson"));
    ProcessResult result = INRO("db", "import", "--db", db,
                                document("one-record.json", RECORD("PYSEC-2026-1", "")));

    CHECK_HAS(result.err, "osv/PyPI: warning: records known before this import replaced them: 7",
              "a feed of one record");
}

static const char *in_folder(const char *folder, const char *name)
{
    char path[TEXT_BYTES];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return test_keep(strdup(path));
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    CHECK(file != NULL, path);
    fputs(text, file);
    fclose(file);
}

TEST(an_import_removes_nothing_but_what_imports_wrote)
{
    static const char *const FOREIGN[] = { "holiday.kb", "base-x.kb", "base-1.kb.bak", "kev-0.kb",
                                           ".notes.part", ".vimrc.1-1.part" };
    const char *db = KNOWLEDGE("shared-folder", feed("kev.json"), feed("osv-pypi.ndjson"));
    const char *first = in_folder(db, "base-1.kb"), *left = in_folder(db, ".base-1.kb.1-1.part");

    for (size_t i = 0; i < ARRAY_LEN(FOREIGN); i++)
        write_text(in_folder(db, FOREIGN[i]), "somebody else's");
    write_text(left, "a writer that crashed");
    for (int i = 0; i < 3; i++)
        KNOWLEDGE("shared-folder", feed("kev.json"), feed("osv-pypi.ndjson"));
    for (size_t i = 0; i < ARRAY_LEN(FOREIGN); i++)
        CHECK(access(in_folder(db, FOREIGN[i]), F_OK) == 0, FOREIGN[i]);
    CHECK(access(first, F_OK) != 0, "an old generation goes");
    CHECK(access(left, F_OK) != 0, "and what a crash left");
}

TEST(an_input_that_leads_nowhere_keeps_no_other_from_being_scanned)
{
    const char *db = KNOWLEDGE("nowhere", document("nowhere.json", RECORD("X-1", "")));
    const char *sbom = document("pump.cdx.json", PUMP), *folder = process_folder();
    const char *under = in_folder(sbom, "below-a-file"), *loop = in_folder(folder, "loop");
    const char *closed = document("closed.json", PUMP);
    const char *const bad[] = { under, folder, loop, closed, in_folder(folder, "absent") };

    CHECK(symlink("loop", loop) == 0 && chmod(closed, 0) == 0, "a loop and a closed file");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ProcessResult result = INRO("scan", "--db", db, "--now", NOW, "-o", "json", bad[i], sbom);

        if (bad[i] == closed && geteuid() == 0)
            continue; /* root may read it */
        CHECK_INT(result.status, 2, bad[i]);
        CHECK_STR(json_at(result.out, "findings"), STR("[1]"), "the other is scanned");
        CHECK_HAS(result.err, bad[i], "and the one is named");
    }
}

TEST(rows_of_kev_and_epss_that_are_odd_make_no_fact_false)
{
    char db[TEXT_BYTES];
    static const Fact FACTS[] = {
        { "findings[0].vulnerability.kev.date_added", "null", "that day is none" },
        { "findings[0].vulnerability.kev.due_date", "2026-01-22", "the earlier of two" },
        { "findings[0].vulnerability.kev.ransomware", "true", "as one of two says" },
        { "findings[0].vulnerability.epss.score", "0.7", "the higher of two" },
    };
    ProcessResult result;

    snprintf(db, sizeof db, "%s/odd-rows", process_folder());
    result = INRO("db", "import", "--db", db,
        document("odd.json", RECORD("PYSEC-2026-1", "'aliases':['CVE-2026-1001'],")),
        document("odd-kev.json", KEV_OF("2026-01-09T00:00:00Z",
            "{'cveID':'CVE-2026-1001','dateAdded':'2025-02-31','dueDate':'2026-01-22',"
            "'knownRansomwareCampaignUse':'Known'},{'cveID':'CVE-2026-1001',"
            "'dueDate':'2026-03-01'},{'cveID':'GHSA-1'},{'cveID':'CVE-2026-1002'}")),
        process_file("odd-epss.csv", STR("#model_version:v1,score_date:2026-01-09T00:00:00Z\n"
            "cve,epss,percentile\nCVE-2026-1001,0.7,0.5\nCVE-2026-1001,0.1,0.5\n"
            "CVE-2026-1001,7,0.5\nCVE-2026-1001,-0.1,0.5\nCVE-2026-1001,NaN,0.5\n"
            "CVE-2026-1001,0.9\nGHSA-1,0.5,0.5\n")));
    CHECK_INT(result.status, 0, "taken");
    CHECK_FACTS(pump_scan(db, NOW), FACTS);
    CHECK_HAS(result.err, "odd-kev.json: record 0: dateAdded: \"2025-02-31\" is no day", "named");
    CHECK_HAS(result.err, "odd-kev.json: record 2: cveID", "what is no CVE is refused");
    CHECK_HAS(result.err, "kev: rows that name a CVE once more: 1", "counted");
    CHECK_HAS(result.err, "epss: rows that name a CVE once more: 1", "counted");
    CHECK_HAS(result.err, "epss: records taken: 1, refused: 5", "numbers that are no probability");
}
