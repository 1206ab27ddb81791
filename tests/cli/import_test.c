/* SPDX-License-Identifier: Apache-2.0 */
/* `inro db import` and `inro db status` as a user meets them. Tests: db.c, api/db.c, kb/import.c */
#include "accept.h"
#include "base/pack.h"
#include "trust/digest.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

static const char KEV[] =
    "{'title':'t','catalogVersion':'2026.01.09','dateReleased':'2026-01-09T08:00:00.0000Z',"
    "'count':1,'vulnerabilities':[{'cveID':'CVE-2024-1001','vendorProject':'a','product':'p',"
    "'vulnerabilityName':'n','dateAdded':'2024-04-01','shortDescription':'s',"
    "'requiredAction':'r','dueDate':'2024-04-22','knownRansomwareCampaignUse':'Known',"
    "'notes':'','cwes':[]}]}";
static const char EPSS[] =
    "#model_version:v2025.03.14,score_date:2026-01-09T00:00:00+0000\ncve,epss,percentile\n"
    "CVE-2024-1001,0.50000,0.97000\n";
static const char ALONE[] =
    "{'schema_version':'1.6.0','id':'PYSEC-2024-1','modified':'2026-01-05T00:00:00Z',"
    "'affected':[{'package':{'ecosystem':'PyPI','name':'libdose'},'ranges':[{'type':'ECOSYSTEM',"
    "'events':[{'introduced':'0'},{'fixed':'2.0.0'}]}]}]}";

static Str status_json(const char *db)
{
    ProcessResult result = INRO("db", "status", "--db", db, "--json");

    CHECK_INT(result.status, 0, "the status is printed");
    return result.out;
}

static ProcessResult import(const char *db, const char *source)
{
    return INRO("db", "import", "--db", db, source);
}

static const char *feed(const char *name)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof path, "tests/data/cli/feeds/%s", name);
    return test_keep(strdup(test_source_path(path)));
}

static Str purl_scan(const char *db, const char *purl)
{
    char text[512];
    const char *sbom;
    ProcessResult result;

    snprintf(text, sizeof text, CDX("{'type':'library','name':'n','purl':'%s'}"), purl);
    sbom = document("purl.cdx.json", text);
    result = INRO("scan", "--db", db, "--now", NOW, "-o", "json", sbom);
    CHECK_INT(result.status, 0, purl);
    return result.out;
}

TEST(a_folder_of_feeds_gives_a_source_each_with_its_own_date)
{
    static const Fact FACTS[] = {
        { "sources", "[7]", "a source for each feed" },
        { "sources[id=nvd].records", "9", "rejected records are kept with that state" },
        { "sources[id=nvd].date", "2026-01-08T00:00:00Z", "the feed's timestamp" },
        { "sources[id=kev].records", "2", NULL },
        { "sources[id=kev].date", "2026-01-09T08:00:00Z", "dateReleased" },
        { "sources[id=epss].records", "4", NULL },
        { "sources[id=epss].date", "2026-01-09T00:00:00Z", "score_date" },
        { "sources[id=eol].date", "2026-01-07T00:00:00Z", "generated_at" },
        { "sources[id=cve].date", "2026-01-06T00:00:00Z", "the newest of its records" },
        { "sources[id=cve].records", "5", NULL },
        { "sources[id=osv/PyPI].records", "7", "withdrawn and malware records too" },
        { "sources[id=osv/PyPI].date", "2026-01-07T00:00:00Z", "the newest of its records" },
        { "sources[id=osv/Debian].records", "3", "the ecosystem without its release" },
        { "date", "2026-01-09T08:00:00Z", "the newest source date" },
    };
    CHECK_FACTS(status_json(ward()), FACTS);
}

TEST(sources_are_sorted_by_their_id)
{
    Str json = status_json(ward());
    static const char *const ORDER[] = { "cve", "eol", "epss", "kev", "nvd", "osv/Debian",
                                         "osv/PyPI" };
    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++) {
        char place[64];
        snprintf(place, sizeof place, "sources[%zu].id", i);
        CHECK_STR(json_at(json, place), str_of(ORDER[i]), "sorted");
    }
}

TEST(the_digest_of_a_source_is_that_of_the_original_bytes)
{
    Str text = quoted(KEV), packed = pack_gzip(text);
    char hex[DIGEST_HEX_BYTES], place[] = "sources[id=kev].digest";
    const char *plain = KNOWLEDGE("digest-plain", process_file("kev-plain.json", text));
    const char *gzip = KNOWLEDGE("digest-gzip", process_file("kev-plain.json.gz", packed));
    Digest digest = digest_of(text);

    CHECK_HAS(json_at(status_json(plain), place), digest_hex(&digest, hex).ptr, "SHA-256");
    digest = digest_of(packed);
    CHECK_HAS(json_at(status_json(gzip), place), digest_hex(&digest, hex).ptr,
              "the digest names the bytes as they came");
}

TEST(what_is_no_feed_is_named_and_fails_nothing)
{
    const char *db = place("no-feeds");
    const char *nothing[] = {
        process_file("README.md", STR("# Feeds\n\nNot a feed.\n")),
        process_file("schema.json", quoted("{'$schema':'x','title':'t','type':'object'}")),
        process_file("twin.csv", STR("cveID,vendorProject\nCVE-2024-1001,a\n")),
        process_file("empty.json", STR("")),
        process_file("picture.png", STR("\x89PNG\r\n\x1a\n")),
    };
    const char *words[16] = { "db", "import", "--db", db, document("kev.json", KEV) };
    ProcessResult result;

    for (size_t i = 0; i < ARRAY_LEN(nothing); i++)
        words[5 + i] = nothing[i];
    result = inro_words(STR(""), NULL, words);
    CHECK_INT(result.status, 0, "what is no feed fails nothing");
    CHECK_HAS(result.err, "README.md", "a text is listed");
    CHECK_HAS(result.err, "schema.json", "a schema is listed");
    CHECK_HAS(result.err, "twin.csv", "the CSV twin is listed");
    CHECK_HAS(result.err, "empty.json", "an empty file is listed");
    CHECK_HAS(result.err, "picture.png", "a picture is listed");
    CHECK_STR(json_at(status_json(db), "sources"), STR("[1]"), "only the feed was taken in");
}

TEST(a_folder_lists_the_readme_beside_its_feeds)
{
    ProcessResult result = import(place("listing"), feed(""));

    CHECK_INT(result.status, 0, "the folder goes in");
    CHECK_HAS(result.err, "README.md", "what is no feed is listed");
}

TEST(a_malformed_record_is_named_counted_and_skipped)
{
    static const char LINES[] =
        "{'schema_version':'1.6.0','id':'PYSEC-2024-1','modified':'2026-01-05T00:00:00Z',"
        "'affected':[{'package':{'ecosystem':'PyPI','name':'libdose'},'versions':['1.0']}]}\n"
        "{'schema_version':'1.6.0','id':'PYSEC-2024-2','modified':'2026-01-05T00:00:00Z',"
        "'affected':[{'package':{'ecosystem':'PyPI','name':'libflow'},'ranges':[{'type':"
        "'ECOSYSTEM','events':[{'fixed':'2'}]}]}]}\n"
        "{'schema_version':'1.6.0','id':'PYSEC-2024-3','modified':'2026-01-05T00:00:00Z',"
        "'affected':'nothing'}\n"
        "{'schema_version':'1.6.0','id':'PYSEC-2024-4','modified':\n"
        "{'schema_version':'1.6.0','id':'PYSEC-2024-5','modified':'2026-01-05T00:00:00Z',"
        "'affected':[{'package':{'ecosystem':'PyPI','name':'libmix'},'versions':['1.0']}]}\n";
    const char *db = place("skipped");
    ProcessResult result = import(db, document("skipped.ndjson", LINES));
    Str good;

    CHECK_INT(result.status, 0, "a record that is skipped fails nothing");
    CHECK_HAS(result.err, "skipped.ndjson: record 1: affected[0]: ranges[0]: ", "place and rule");
    CHECK_HAS(result.err, "skipped.ndjson: record 2: affected: ", "of every record");
    CHECK_HAS(result.err, "skipped.ndjson: record 3: ", "that is skipped");
    CHECK_HAS(result.err, "osv/PyPI: records taken: 2, refused: 3", "they are counted");
    good = purl_scan(db, "pkg:pypi/libmix@1.0");
    CHECK_STR(json_at(good, "findings"), STR("[1]"), "the records behind it are read");
}

TEST(every_record_that_is_skipped_is_named)
{
    static const char BROKEN[] = "{'schema_version':'1.6.0','id':'PYSEC-2024-%d','modified':"
                                 "'2026-01-05T00:00:00Z','affected':7}\n";
    enum { BAD = 60 };
    static char lines[BAD * sizeof BROKEN + sizeof ALONE + 8];
    ProcessResult result;
    size_t at = 0;

    for (int i = 0; i < BAD; i++)
        at += (size_t)snprintf(lines + at, sizeof lines - at, BROKEN, 100 + i);
    snprintf(lines + at, sizeof lines - at, "%s\n", ALONE);
    result = import(place("many"), document("many.ndjson", lines));
    CHECK_INT(result.status, 0, "they fail nothing");
    for (int i = 0; i < BAD; i++) {
        char place[64];
        snprintf(place, sizeof place, "many.ndjson: record %d: ", i);
        CHECK_HAS(result.err, place, "none is silent");
    }
    CHECK_HAS(result.err, "records refused: 60", "and all are counted");
}

TEST(a_record_that_stands_there_twice_is_counted_and_the_newest_taken)
{
    static const char LINES[] =
        "{'schema_version':'1.6.0','id':'PYSEC-2024-1','modified':'2026-01-05T00:00:00Z',"
        "'affected':[{'package':{'ecosystem':'PyPI','name':'libdose'},'versions':['2.0']}]}\n"
        "{'schema_version':'1.6.0','id':'PYSEC-2024-1','modified':'2026-01-04T00:00:00Z',"
        "'affected':[{'package':{'ecosystem':'PyPI','name':'libdose'},'versions':['1.0']}]}\n";
    const char *db = place("twice");
    ProcessResult result = import(db, document("twice.ndjson", LINES));

    CHECK_HAS(result.err, "osv/PyPI: further records with an id that was there already: 1",
              "never silently");
    CHECK_STR(json_at(status_json(db), "sources[0].records"), STR("1"), "one record");
    CHECK_STR(json_at(purl_scan(db, "pkg:pypi/libdose@2.0"), "findings"), STR("[1]"), "the newer");
    CHECK_STR(json_at(purl_scan(db, "pkg:pypi/libdose@1.0"), "findings"), STR("[0]"), "alone");
}

TEST(kinds_are_told_from_content_whatever_the_name)
{
    static const struct { const char *name, *id; } ROWS[] = {
        { "nvd.json", "nvd" },           { "cve.ndjson", "cve" },
        { "kev.json", "kev" },           { "epss.csv", "epss" },
        { "endoflife.json", "eol" },     { "osv-pypi.ndjson", "osv/PyPI" },
        { "osv-debian.ndjson", "osv/Debian" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str text = test_file(feed(ROWS[i].name));
        const char *file = process_file("mystery.dat", text);
        char folder[64];
        const char *db;
        snprintf(folder, sizeof folder, "kind-%zu", i);
        db = place(folder);
        CHECK_INT(import(db, file).status, 0, ROWS[i].name);
        CHECK_STR(json_at(status_json(db), "sources[0].id"), str_of(ROWS[i].id), ROWS[i].name);
    }
}

TEST(feeds_come_plain_or_as_gz_zst_or_zip)
{
    static const char *const NAMES[] = { "nvd.json", "cve.ndjson", "kev.json", "epss.csv",
                                         "endoflife.json", "osv-pypi.ndjson" };
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        Str text = test_file(feed(NAMES[i]));
        PackMember member = { NAMES[i], text, 8 };
        const Str packed[] = { text, pack_gzip(text), pack_zstd(text, 17), pack_zip(&member, 1) };
        Str want = { 0 };
        for (size_t p = 0; p < ARRAY_LEN(packed); p++) {
            char name[32];
            Str got;
            snprintf(name, sizeof name, "packed-%zu-%zu", i, p);
            got = json_at(status_json(KNOWLEDGE(name, process_file("feed", packed[p]))),
                          "sources[0].records");
            want = p ? want : got;
            CHECK_STR(got, want, name);
        }
        CHECK(!str_eq(want, STR("0")), NAMES[i]);
    }
}

TEST(an_archive_and_a_folder_of_single_records_are_one_osv_source)
{
    PackMember members[] = { { "PYSEC-2024-1.json", quoted(ALONE), 8 },
                             { "PYSEC-2024-9.json", STR(""), 0 } };
    char second[sizeof ALONE];
    const char *zip, *folder;

    memcpy(second, ALONE, sizeof second);
    strchr(strstr(second, "2024-1"), '1')[0] = '9';
    members[1].text = quoted(second);
    zip = KNOWLEDGE("zip", process_file("all.zip", pack_zip(members, 2)));
    mkdir(place("records"), 0777);
    process_file("records/PYSEC-2024-1.json", members[0].text);
    process_file("records/PYSEC-2024-9.json", members[1].text);
    folder = KNOWLEDGE("folder", place("records"));
    for (int i = 0; i < 2; i++) {
        Str json = status_json(i ? folder : zip);
        CHECK_STR(json_at(json, "sources"), STR("[1]"), "one source");
        CHECK_STR(json_at(json, "sources[0].id"), STR("osv/PyPI"), "named by its ecosystem");
        CHECK_STR(json_at(json, "sources[0].records"), STR("2"), "with both records");
    }
}

TEST(importing_one_source_again_keeps_the_others)
{
    const char *db = KNOWLEDGE("again", feed("osv-pypi.ndjson"), feed("nvd.json"));
    Str before = status_json(db), after;

    CHECK_STR(json_at(purl_scan(db, "pkg:pypi/libmix@1.0"), "findings"), STR("[1]"),
              "the record is there");
    CHECK_INT(import(db, document("pypi-new.ndjson", ALONE)).status, 0, "the new source");
    after = status_json(db);
    CHECK_STR(json_at(after, "sources"), STR("[2]"), "no source was added or lost");
    CHECK_STR(json_at(after, "sources[id=osv/PyPI].records"), STR("1"), "one was replaced");
    CHECK_STR(json_at(after, "sources[id=nvd].digest"),
              json_at(before, "sources[id=nvd].digest"), "the other was kept");
    CHECK_STR(json_at(purl_scan(db, "pkg:pypi/libmix@1.0"), "findings"), STR("[0]"),
              "what the new source does not say is gone");
    CHECK_STR(json_at(purl_scan(db, "pkg:pypi/libdose@1.0"), "findings"), STR("[1]"),
              "what it says is there");
}

TEST(columns_are_replaced_without_touching_the_records)
{
    static const char OTHER[] =
        "#model_version:v2025.03.14,score_date:2026-01-10T00:00:00+0000\ncve,epss,percentile\n"
        "CVE-2024-2001,0.70000,0.98000\n";
    const char *db = KNOWLEDGE("columns", feed("osv-pypi.ndjson"), document("e.csv", EPSS));
    Str json = purl_scan(db, "pkg:pypi/libdose@1.0");

    CHECK_STR(json_at(json, "findings[0].vulnerability.epss"), STR("null"), "no row yet");
    CHECK_INT(import(db, document("e2.csv", OTHER)).status, 0, "the new day");
    json = purl_scan(db, "pkg:pypi/libdose@1.0");
    CHECK_STR(json_at(json, "findings[0].vulnerability.epss.score"), STR("0.7"), "the new row");
    CHECK_STR(json_at(json, "database.sources"), STR("[2]"), "one EPSS source, one of OSV");
}

TEST(two_files_of_one_source_are_taken_together)
{
    static const char PAGE[] =
        "{'resultsPerPage':1,'startIndex':0,'totalResults':1,'format':'NVD_CVE','version':'2.0',"
        "'timestamp':'%s','vulnerabilities':[{'cve':{'id':'%s','published':"
        "'2024-03-01T10:00:00.000','lastModified':'2025-12-30T11:12:13.456','vulnStatus':"
        "'Analyzed','descriptions':[],'metrics':{},'configurations':[{'nodes':[{'operator':'OR',"
        "'negate':false,'cpeMatch':[{'vulnerable':true,'criteria':"
        "'cpe:2.3:a:acme:logger:*:*:*:*:*:*:*:*'}]}]}],'references':[]}}]}";
    char one[1024], two[1024];
    const char *db;
    Str json;

    snprintf(one, sizeof one, PAGE, "2026-01-02T00:00:00.000", "CVE-2024-0001");
    snprintf(two, sizeof two, PAGE, "2026-01-04T00:00:00.000", "CVE-2025-0002");
    db = KNOWLEDGE("years", document("nvd-2024.json", one), document("nvd-2025.json", two));
    json = status_json(db);
    CHECK_STR(json_at(json, "sources"), STR("[1]"), "the years are one source");
    CHECK_STR(json_at(json, "sources[0].records"), STR("2"), "with the records of both");
    CHECK_STR(json_at(json, "sources[0].date"), STR("2026-01-04T00:00:00Z"), "the newer date");
}

/* Files of the folder except the one a lock may leave. */
static size_t files_in(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return count;
}

/* What a writer had begun: ".base-2.kb.77-0.part", "incoming-0". */
static size_t parts_in(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
        count += strstr(entry->d_name, ".part") || strncmp(entry->d_name, "incoming-", 9) == 0;
    if (folder)
        closedir(folder);
    return count;
}

TEST(an_import_that_fails_leaves_the_old_generation)
{
    static const struct { const char *what; Str text; const char *name; } ROWS[] = {
        { "a gzip that ends early", STR_ROW("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b"), "cut.json.gz" },
        { "a zip that ends early", STR_ROW("PK\x03\x04 and no more"), "cut.zip" },
        { "a file that does not exist", STR_ROW(""), NULL },
    };
    const char *db = KNOWLEDGE("old", feed("osv-pypi.ndjson"));
    Str before = status_json(db);
    size_t files = files_in(db);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *bad = ROWS[i].name ? process_file(ROWS[i].name, ROWS[i].text)
                                       : place("nowhere.json");
        ProcessResult result = INRO("db", "import", "--db", db, feed("nvd.json"), bad);
        CHECK_INT(result.status, 2, ROWS[i].what);
        CHECK_HAS(result.err, ROWS[i].name ? ROWS[i].name : "nowhere.json", "the file is named");
        CHECK_STR(status_json(db), before, "all sources given or none");
        CHECK_INT(files_in(db), files, "nothing is left behind");
    }
}

TEST(an_import_that_is_killed_leaves_a_whole_generation)
{
    const char *db = KNOWLEDGE("killed", feed("osv-pypi.ndjson"));
    Str before = status_json(db);

    for (int ms = 1; ms <= 40; ms += 3) {
        char script[3 * PATH_BYTES];
        const char *argv[] = { "/bin/sh", "-c", script, NULL };
        Str now;
        snprintf(script, sizeof script, "timeout -s KILL 0.%03d %s db import --db %s %s", ms,
                 process_inro(), db, feed("nvd.json"));
        process_run(argv, NULL);
        now = json_at(status_json(db), "sources");
        CHECK(str_eq(now, STR("[1]")) || str_eq(now, STR("[2]")), "the old one or the new one");
        if (str_eq(now, STR("[1]")))
            CHECK_STR(status_json(db), before, "the old one is untouched");
    }
    CHECK_INT(INRO("db", "import", "--db", db, feed("nvd.json")).status, 0, "the next one works");
    CHECK_STR(json_at(status_json(db), "sources"), STR("[2]"), "and has both");
    CHECK_INT(parts_in(db) + parts_in(place("killed/sources")), 0, "no half file is left");
}

TEST(an_import_that_may_write_no_more_leaves_the_old_generation)
{
    const char *db = KNOWLEDGE("full", feed("osv-pypi.ndjson"));
    Str before = status_json(db);
    size_t files = files_in(db), kept = files_in(place("full/sources"));

    for (int blocks = 1; blocks <= 8; blocks *= 2) {
        char script[3 * PATH_BYTES];
        const char *argv[] = { "/bin/sh", "-c", script, NULL };
        ProcessResult result;

        snprintf(script, sizeof script, "ulimit -f %d; exec %s db import --db %s %s", blocks,
                 process_inro(), db, feed("nvd.json"));
        result = process_run(argv, NULL);
        CHECK_INT(result.status, 2, "like a full disk");
        CHECK_HAS(result.err, "no space is left", "and said so");
        CHECK_STR(status_json(db), before, "the old one is untouched");
        CHECK_INT(files_in(db), files, "nothing is left behind");
        CHECK_INT(files_in(place("full/sources")), kept, "among the evidence neither");
    }
}

TEST(two_imports_at_once_come_one_after_the_other)
{
    const char *db = place("two"), *program = process_inro();
    const char *first[] = { program, "db", "import", "--db", db, feed("nvd.json"), NULL };
    const char *second[] = { program, "db", "import", "--db", db, feed("osv-pypi.ndjson"), NULL };
    Process one = process_start(first, NULL), two = process_start(second, NULL);

    CHECK_INT(process_wait(&one).status, 0, "the one");
    CHECK_INT(process_wait(&two).status, 0, "the other");
    CHECK_STR(json_at(status_json(db), "sources"), STR("[2]"), "none undid the other");
}

TEST(the_same_feeds_give_the_same_knowledge)
{
    const char *one = KNOWLEDGE("same-1", feed("osv-pypi.ndjson"), feed("nvd.json"));
    const char *two = KNOWLEDGE("same-2", feed("nvd.json"), feed("osv-pypi.ndjson"));

    CHECK_STR(json_at(status_json(one), "digest"), json_at(status_json(two), "digest"),
              "the order of the sources does not matter");
}

TEST(where_the_knowledge_base_lies_is_chosen_in_order)
{
    const char *here = KNOWLEDGE("chosen", feed("kev.json"));
    char environment[PATH_BYTES], data[PATH_BYTES];
    const char *status[] = { "db", "status", "--json", NULL };
    const char *import_words[] = { "db", "import", feed("epss.csv"), NULL };
    ProcessResult result;

    snprintf(environment, sizeof environment, "INRO_DB=%s", here);
    result = inro_words(STR(""), environment, status);
    CHECK_STR(json_at(result.out, "sources[0].id"), STR("kev"), "INRO_DB");
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s", place("xdg"));
    result = inro_words(STR(""), data, import_words);
    CHECK_INT(result.status, 0, "the data folder of the user is made");
    CHECK_INT(access(place("xdg/inro/kb"), R_OK), 0, "$XDG_DATA_HOME/inro/kb");
    result = inro_words(STR(""), data, status);
    CHECK_STR(json_at(result.out, "sources[0].id"), STR("epss"), "is read again");
    result = INRO("db", "status", "--json", "--db", here);
    CHECK_STR(json_at(result.out, "sources[0].id"), STR("kev"), "--db comes first");
}

TEST(without_a_knowledge_base_status_says_how_to_get_one)
{
    ProcessResult result = INRO("db", "status", "--db", place("no-such-folder"));

    CHECK_INT(result.status, 3, "data is missing");
    CHECK_HAS(result.err, "inro db import", "how to get one");
    CHECK_STR(result.out, STR(""), "nothing is printed");
    result = INRO("db", "import", "--db", place("no-such-folder"));
    CHECK_INT(result.status, 2, "an import needs a source");
}

TEST(status_tells_people_dates_and_records_in_both_languages)
{
    ProcessResult en = INRO("db", "status", "--db", ward());
    ProcessResult ja = INRO("db", "status", "--db", ward(), "--lang", "ja");

    CHECK_HAS(en.out, "osv/PyPI", "the sources");
    CHECK_HAS(en.out, "2026-01-08", "their dates");
    CHECK_HAS(ja.out, "osv/PyPI", "the sources in Japanese");
    CHECK(!str_eq(en.out, ja.out), "the words differ");
}
