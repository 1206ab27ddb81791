/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "feed_helper.h"

#include <string.h>

/* One range of events inside a record of PyPI. */
static const char *wrap(const char *type, const char *events)
{
    static char json[4096];

    (void)snprintf(json, sizeof json,
                   "{'id':'T-1','affected':[{'package':{'ecosystem':'%s','name':'p'},"
                   "'ranges':[{'type':'%s','events':[%s]}]}]}",
                   strcmp(type, "SEMVER") == 0 ? "Bitnami" : "PyPI", type, events);
    return json;
}

static const struct {
    const char *type, *events, *want, *why;
} RANGES[] = {
    { "SEMVER", "{'introduced':'0'},{'fixed':'1.6.0'}", "(,1.6.0)+", "0 is no lower bound" },
    { "SEMVER", "{'introduced':'1.0.0'}", "[1.0.0,)", "unfixed is open to the right" },
    { "SEMVER", "{'introduced':'1.0.0'},{'last_affected':'2.0.0'}", "[1.0.0,2.0.0]",
      "last_affected is inside" },
    { "SEMVER", "{'fixed':'2.10.0'},{'fixed':'1.5.0'},{'introduced':'2.2.0'},{'introduced':'0'}",
      "(,1.5.0)+ [2.2.0,2.10.0)+", "events are a set: they are put in order" },
    { "ECOSYSTEM",
      "{'introduced':'1.0rc1'},{'introduced':'2.0'},{'fixed':'1.0'},{'fixed':'2.0.post1'}",
      "[1.0rc1,1.0)+ [2.0,2.0.post1)+", "in the order of the ecosystem" },
    { "SEMVER", "{'introduced':'1.0.0'},{'fixed':'1.0.0'}", "", "introduced and fixed at once" },
    { "SEMVER", "{'fixed':'1.0.0'},{'introduced':'1.0.0'}", "", "… in either order" },
    { "SEMVER", "{'introduced':'0'},{'fixed':'1.0.0'},{'introduced':'1.0.0'},{'fixed':'2.0.0'}",
      "(,1.0.0)+ [1.0.0,2.0.0)+", "fixed, and broken again at once" },
    { "SEMVER", "{'introduced':'1.0.0'},{'last_affected':'1.0.0'}", "[1.0.0,1.0.0]",
      "one version alone" },
    { "SEMVER", "{'introduced':'0'},{'introduced':'1.0.0'},{'fixed':'2.0.0'}", "(,2.0.0)+",
      "already open" },
    { "SEMVER", "{'introduced':'0'},{'fixed':'1.0.0'},{'fixed':'2.0.0'}", "(,1.0.0)+",
      "already closed" },
    { "SEMVER", "{'introduced':'0'},{'limit':'2.0.0'}", "(,2.0.0)", "a limit ends, but fixes not" },
    { "SEMVER", "{'introduced':'0'},{'fixed':'3.0.0'},{'limit':'2.0.0'}", "(,2.0.0)",
      "a fix behind the limit" },
    { "SEMVER", "{'introduced':'0'},{'fixed':'3.0.0'},{'limit':'2.0.0'},{'limit':'*'}",
      "(,3.0.0)+", "a limit of * is none" },
    { "ECOSYSTEM", "{'introduced':'0'},{'fixed':'not a version'}", "(,not a version)+",
      "what cannot be compared stays in the file's order" },
};

TEST(events_become_ranges_as_the_schema_evaluates_them)
{
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(RANGES); i++) {
        CHECK_OK(helper_read(osv_read, wrap(RANGES[i].type, RANGES[i].events), &record, &err),
                 &err);
        CHECK_INT(record.affected_count, 1, RANGES[i].why);
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(RANGES[i].want), RANGES[i].why);
    }
}

static const struct {
    const char *events, *want, *why;
} COMMITS[] = {
    { "{'introduced':'a'},{'fixed':'b'},{'fixed':'c'}", "[a,b)+ [a,c)+", "fixes on two branches" },
    { "{'introduced':'a'},{'introduced':'b'},{'fixed':'c'}", "[a,c)+ [b,c)+",
      "introduced on two branches" },
    { "{'introduced':'0'}", "(,)", "never fixed" },
    { "{'fixed':'b'},{'introduced':'a'}", "[a,b)+", "in any order" },
    { "{'introduced':'a'},{'fixed':'b'},{'introduced':'c'}", "[a,b)+ [c,)", "and again" },
    { "{'introduced':'a'},{'fixed':'a'},{'introduced':'b'}", "[b,)", "equal commits: nothing" },
    { "{'introduced':'a'},{'last_affected':'b'}", "[a,b]", "last affected" },
};

TEST(commits_pair_in_the_order_of_the_file)
{
    char json[512];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(COMMITS); i++) {
        (void)snprintf(json, sizeof json,
                       "{'id':'T','affected':[{'versions':['v1'],'ranges':[{'type':'GIT',"
                       "'repo':'https://a.example/r','events':[%s]}]}]}", COMMITS[i].events);
        CHECK_OK(helper_read(osv_read, json, &record, &err), &err);
        CHECK_INT(record.affected_count, 1, COMMITS[i].why);
        CHECK_INT(record.affected[0].kind, AFFECTED_GIT, COMMITS[i].why);
        CHECK_INT(record.affected[0].version_count, 1, "tags");
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(COMMITS[i].want), COMMITS[i].why);
    }
}

TEST(a_package_and_its_repository_are_two_entries)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(osv_read,
                         "{'id':'T','affected':[{'package':{'ecosystem':'Debian:12','name':'x'},"
                         "'versions':['1','2'],'ranges':["
                         "{'type':'GIT','repo':'r','events':[{'introduced':'0'}]},"
                         "{'type':'ECOSYSTEM','events':[{'introduced':'0'},{'fixed':'1:2-1'}]}]}]}",
                         &record, &err), &err);
    CHECK_INT(record.affected_count, 2, "package, repository");
    CHECK_STR(record.affected[0].ecosystem, STR("Debian:12"), "with its release");
    CHECK_INT(record.affected[0].scheme, SCHEME_DEB, "by ecosystem");
    CHECK_INT(record.affected[0].version_count, 2, "the versions are the package's");
    CHECK_INT(record.affected[1].kind, AFFECTED_GIT, "the repository");
    CHECK_INT(record.affected[1].version_count, 0, "… not the repository's tags");
}

TEST(facts_of_a_record)
{
    Record r;
    Err err = { 0 };

    CHECK_OK(helper_read(osv_read,
                         "{'schema_version':'1.6.0','id':'MAL-2024-1','summary':'One\\nTwo\\u0085',"
                         "'details':'long','modified':'0001-01-01T00:00:00Z',"
                         "'published':'2021-04-14T20:04:52.502253Z',"
                         "'withdrawn':'2024-01-01T00:00:00Z',"
                         "'aliases':['CVE-2020-1','GHSA-x'],'upstream':['CVE-2020-2'],"
                         "'related':['CVE-2020-3'],'severity':[{'type':'CVSS_V3','score':"
                         "'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'},"
                         "{'type':'CVSS_V3','score':'nonsense'}],"
                         "'database_specific':{'severity':'MODERATE',"
                         "'cwe_ids':['CWE-79','CWE-79']},'affected':["
                         "{'package':{'ecosystem':'npm','name':'a'},'severity':[{'type':'CVSS_V3',"
                         "'score':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}],"
                         "'versions':['1.0.0']}]}", &r, &err), &err);
    CHECK(r.malware, "by its id");
    CHECK_INT(r.state, RECORD_WITHDRAWN, "withdrawn");
    CHECK_INT(r.modified_s, 0, "Go's year 1 is no time");
    CHECK_INT(r.published_s, 1618430692, "a fraction is dropped");
    CHECK_STR(r.summary, STR("One Two  "), "control characters become spaces");
    CHECK_INT(r.alias_count, 2, "equal flaws");
    CHECK_INT(r.upstream_count, 1, "taken over");
    CHECK_INT(r.related_count, 1, "not equal");
    CHECK_INT(r.score_count, 1, "the same vector twice is one score");
    CHECK_INT(r.scores[0].score.base, 98, "computed");
    CHECK_INT(r.left_out, 1, "the vector that is none is counted");
    CHECK_INT(r.severity, SEVERITY_MEDIUM, "the word of the source");
    CHECK_INT(r.cwe_count, 1, "once");
}

TEST(a_reference_of_the_type_evidence_tells_of_an_exploit)
{
    Record r;
    Err err = { 0 };

    CHECK_OK(helper_read(osv_read, "{'id':'T-1','references':[{'type':'WEB','url':'x'},"
                                   "{'type':'EVIDENCE','url':'y'}]}", &r, &err), &err);
    CHECK_INT(r.exploit, EXPLOIT_PROOF, "a demonstration");
    CHECK_OK(helper_read(osv_read, "{'id':'T-1','references':[{'type':'WEB','url':'x'}]}", &r,
                         &err), &err);
    CHECK_INT(r.exploit, EXPLOIT_UNREPORTED, "a page");
}

TEST(a_summary_ends_at_a_character)
{
    char json[1024], kana[301] = { 0 };
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < 300; i++)
        kana[i] = "\xe3\x81\x82"[i % 3];
    (void)snprintf(json, sizeof json, "{'id':'T','details':'x%s'}", kana);
    CHECK_OK(helper_read(osv_read, json, &record, &err), &err);
    CHECK_INT(record.summary.len, 199, "1 + 66 characters of three bytes");
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "[]", "this must be an object" },
    { "{'modified':'2024-01-01T00:00:00Z'}", "id: no id" },
    { "{'id':''}", "id: no id" },
    { "{'id':'a b'}", "id: the id \"a b\" holds a space or a control character" },
    { "{'id':'T','aliases':'CVE-1'}", "aliases: this must be an array" },
    { "{'id':'T','aliases':['CVE-1',7]}", "aliases: [1]: this must be a text that is not empty" },
    { "{'id':'T','affected':{}}", "affected: this must be an array" },
};

TEST(a_record_that_is_not_valid_is_refused_with_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK_STR(str_of(helper_refusal(osv_read, REFUSED[i].json)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
}

static size_t has_package(const char *json)
{
    return strstr(json, "'ecosystem'") ? 1 : 0;
}

/* What is wrong in one entry takes nothing from the others of its record. */
static const struct {
    const char *json, *want;
} DOUBTED[] = {
    { "{'id':'T','affected':[7]}", "affected[0]: this must be an object" },
    { "{'id':'T','affected':[{'package':{'name':'x'}}]}",
      "affected[0]: package: ranges of versions need a package with ecosystem and name" },
    { "{'id':'T','affected':[{},{'ranges':[{'type':'SEMVER','events':[{'introduced':'0'}]}]}]}",
      "affected[1]: ranges[0]: ranges of versions need a package with ecosystem and name" },
    { "{'id':'T','affected':[{'ranges':[{'type':'GIT','events':[{'introduced':'0'}]}]}]}",
      "affected[0]: ranges[0]: a GIT range needs its repository" },
    { "{'id':'T','affected':[{'package':{'ecosystem':'Go','name':'x'},"
      "'ranges':[{'type':'DATE'}]}]}",
      "affected[0]: ranges[0]: the range type \"DATE\" is not SEMVER, ECOSYSTEM or GIT" },
    { "{'id':'T','affected':[{'package':{'ecosystem':'Go','name':'x'},'ranges':[{'type':'SEMVER',"
      "'events':[{'introduced':''}]}]}]}",
      "affected[0]: ranges[0]: events[0]: the event \"introduced\" names no version" },
    { "{'id':'T','affected':[{'package':{'ecosystem':'Go','name':'x'},'versions':[7]}]}",
      "affected[0]: versions: [0]: this must be a text that is not empty" },
};

TEST(an_entry_that_is_not_valid_is_told_and_its_package_is_of_unknown_versions)
{
    char text[ERR_TEXT_BYTES];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        CHECK_OK(helper_read(osv_read, DOUBTED[i].json, &record, &err), &err);
        CHECK(record.doubt != NULL, DOUBTED[i].json);
        CHECK_STR(str_of(err_text(record.doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].want), DOUBTED[i].json);
        CHECK_INT(record.affected_count, has_package(DOUBTED[i].json), "its package stays");
        CHECK(!record.affected_count || record.affected[0].unreadable, "and cannot be compared");
    }
}

TEST(a_range_without_introduced_is_refused)
{
    Str want = STR("affected[0]: ranges[0]: events: a range needs an event \"introduced\" "
                   "(OSV schema, affected[].ranges[].events)");

    CHECK_STR(str_of(helper_refusal(osv_read, wrap("SEMVER", "{'fixed':'1.0.0'}"))), want,
              "fixed alone");
    CHECK_STR(str_of(helper_refusal(osv_read, wrap("SEMVER", ""))), want, "no event at all");
}

TEST(a_package_without_any_version_is_named_only)
{
    static const char *const ROWS[] = { "", ",'versions':[]", ",'ranges':[]",
        ",'ranges':[{'type':'GIT','repo':'https://x/y','events':[{'introduced':'0'}]}]" };
    char json[512];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        (void)snprintf(json, sizeof json, "{'id':'T','affected':[{'package':{'ecosystem':'Go',"
                                          "'name':' x '}%s}]}", ROWS[i]);
        CHECK_OK(helper_read(osv_read, json, &record, &err), &err);
        CHECK(record.affected[0].not_comparable && !record.affected[0].unreadable, ROWS[i]);
        CHECK_STR(record.affected[0].name, STR("x"), "without white space");
    }
}

enum { EVENTS = 100000 };

/* Sorting by insertion would take hours here. */
TEST(many_events_in_the_worst_order_are_read)
{
    CLEANUP(buf_done) Buf json = buf_new(1 << 24);
    Record record;
    Err err = { 0 };

    buf_printf(&json, "{'id':'T','affected':[{'package':{'ecosystem':'npm','name':'p'},"
                      "'ranges':[{'type':'SEMVER','events':[{'introduced':'0'}");
    for (int i = EVENTS; i > 0; i--)
        buf_printf(&json, ",{'%s':'%d.0.0'}", i % 2 ? "fixed" : "introduced", i);
    buf_printf(&json, "]}]}]}%c", '\0');
    CHECK(!buf_failed(&json), "room");
    CHECK_OK(helper_read(osv_read, buf_str(&json).ptr, &record, &err), &err);
    CHECK_INT(record.affected[0].range_count, EVENTS / 2 + 1, "each pair, and the last is open");
}

/* Counts as the door of data/osv states them. */
static const struct {
    const char *file;
    size_t records, withdrawn;
} FEEDS[] = {
    { "Go", 4291, 17 },      { "crates.io", 1206, 13 }, { "AlmaLinux", 5680, 0 },
    { "Bitnami", 7444, 0 },  { "OSS-Fuzz", 4026, 24 },  { "PyPI", 2661, 10 },
    { "PSF", 132, 0 },
};

TEST(every_record_of_the_real_feeds_is_read)
{
    size_t total = 0;
    char path[128];

    for (size_t i = 0; i < ARRAY_LEN(FEEDS); i++) {
        Tally tally;

        (void)snprintf(path, sizeof path, "data/osv/%s.ndjson.zst", FEEDS[i].file);
        tally = helper_walk(TEST_SHARED(path), osv_read);
        CHECK_INT(tally.refused, 0, FEEDS[i].file);
        CHECK_INT(tally.read, FEEDS[i].records, FEEDS[i].file);
        CHECK_INT(tally.state[RECORD_WITHDRAWN], FEEDS[i].withdrawn, FEEDS[i].file);
        total += tally.read;
    }
    CHECK_INT(total, 25440, "all of data/osv");
}

/* corpus/osv/schema-verdicts.tsv: what the schema accepts is read, the rest refused. */
TEST(the_corpus_is_read_and_refused_as_the_schema_says)
{
    Str rest = test_file(TEST_SHARED("corpus/osv/schema-verdicts.tsv")), line, file, verdict;
    size_t read = 0, refused = 0;
    char path[256];

    CHECK(str_next(&rest, '\n', &line), "the header");
    while (str_next(&rest, '\n', &line)) {
        Tally tally;

        if (!str_next(&line, '\t', &file) || !str_next(&line, '\t', &verdict))
            continue;
        (void)snprintf(path, sizeof path, "corpus/osv/%.*s", STR_ARG(file));
        tally = helper_walk(TEST_SHARED(path), osv_read);
        CHECK_INT(tally.read, str_eq(verdict, STR("schema-valid")), path);
        read += tally.read;
        refused += tally.refused;
    }
    printf("corpus/osv: %zu read, %zu refused\n", read, refused);
    CHECK_INT(read + refused, 36, "every row of the table");
}

/* The text of a record dies with its JSON, so it is looked at here. */
static bool nondistinct_check(const Json *json, void *context)
{
    const RecordAffected *last;
    Record record;
    Err err = { 0 };

    CHECK_OK(osv_read(json, STR("test"), context, &record, &err), &err);
    last = &record.affected[record.affected_count - 1];
    CHECK_STR(last->name, STR("https://github.com/openssl/openssl"), "the repository");
    CHECK_STR(str_of(helper_ranges(last)), STR("[7ea5bd2b52d0e81eaef3d109b3b12545306f201c,)"),
              "only the second introduced is left");
    return true;
}

TEST(equal_introduced_and_fixed_affect_nothing)
{
    Arena arena = arena_new(1 << 28);

    CHECK_INT(helper_values(
                  TEST_SHARED("corpus/osv/osv-linter/testdata/nondistinct-CVE-2018-5407.json"),
                  nondistinct_check, &arena), 1, "one record");
    arena_done(&arena);
}

TEST(what_is_no_time_withdraws_nothing)
{
    static const struct {
        const char *json, *why;
    } ROWS[] = {
        { "{'id':'T-1','withdrawn':''}", "no text" },
        { "{'id':'T-1','withdrawn':'soon'}", "no time" },
        { "{'id':'T-1','withdrawn':false}", "no text at all" },
        { "{'id':'T-1','withdrawn':null}", "absent" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Record record;
        Err err;
        CHECK_OK(helper_read(osv_read, ROWS[i].json, &record, &err), &err);
        CHECK_INT(record.state, RECORD_PUBLISHED, ROWS[i].why);
    }
}
