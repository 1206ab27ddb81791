/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

#define RECORD(meta, containers)                                                                   \
    "{'containers':{" containers "},'dataVersion':'5.1','dataType':'CVE_RECORD','cveMetadata':"   \
    "{'cveId':'CVE-2024-12345'," meta "}}"
#define PUBLISHED "'state':'PUBLISHED'"
#define HIGH      "{'cvssV3_1':{'vectorString':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}}"
#define LOW       "{'format':'CVSS','cvssV2_0':{'vectorString':'AV:L/AC:H/Au:M/C:P/I:N/A:N'}}"

TEST(the_cna_comes_first_and_scores_keep_whose_they_are)
{
    Record r;
    Err err = { 0 };

    CHECK_OK(helper_read(cve_read,
                         RECORD(PUBLISHED ",'datePublished':'2024-10-24T10:00:00.123Z',"
                                "'dateUpdated':'2024-10-25T00:00:00'",
                                "'adp':[{'providerMetadata':{'shortName':'CISA-ADP'},'metrics':["
                                HIGH ",{'other':{'type':'ssvc'}}],'title':'no'}],"
                                "'cna':{'providerMetadata':{'shortName':'acme'},"
                                "'metrics':[" LOW "],"
                                "'descriptions':[{'lang':'en-US','value':'what it is'}],"
                                "'problemTypes':[{'descriptions':[{'cweId':'CWE-79'}]}]}"),
                         &r, &err), &err);
    CHECK_STR(r.summary, STR("what it is"), "the CNA's words");
    CHECK_INT(r.score_count, 2, "one each");
    CHECK_INT(r.scores[0].source, SCORED_BY_CNA, "the CNA");
    CHECK_STR(r.scores[0].source_name, STR("acme"), "its name");
    CHECK_INT(r.scores[1].source, SCORED_BY_ADP, "the publisher");
    CHECK_STR(r.scores[1].source_name, STR("CISA-ADP"), "its name");
    CHECK_INT(r.cwe_count, 1, "weakness");
    CHECK_INT(r.published_s, 1729764000, "published");
    CHECK_INT(r.modified_s, 1729814400, "modified");
}

TEST(the_furthest_that_is_told_of_an_exploit_counts)
{
    static const struct { const char *containers; ExploitFact want; const char *why; } ROWS[] = {
        { "'cna':{'references':[{'tags':['exploit']}]}", EXPLOIT_PROOF, "the CNA's reference" },
        { "'cna':{'references':[{'tags':['patch']}]}", EXPLOIT_UNREPORTED, "another tag" },
        { "'cna':{},'adp':[{'metrics':[{'other':{'type':'ssvc','content':{'options':["
          "{'Automatable':'no'},{'Exploitation':'active'}]}}}],"
          "'references':[{'tags':['exploit']}]}]",
          EXPLOIT_ATTACKED, "SSVC before a reference" },
        { "'cna':{},'adp':[{'metrics':[{'other':{'type':'ssvc','content':{'options':["
          "{'Exploitation':'none'}]}}}]}]", EXPLOIT_UNREPORTED, "SSVC knows of none" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[512];
        Record r;
        Err err = { 0 };

        snprintf(text, sizeof text, RECORD(PUBLISHED, "%s"), ROWS[i].containers);
        CHECK_OK(helper_read(cve_read, text, &r, &err), &err);
        CHECK_INT(r.exploit, ROWS[i].want, ROWS[i].why);
    }
}

TEST(a_title_is_a_summary_where_there_is_no_description)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(cve_read, RECORD(PUBLISHED, "'cna':{'title':'short'}"), &record, &err),
             &err);
    CHECK_STR(record.summary, STR("short"), "title");
}

TEST(applicability_of_the_cna_is_a_configuration)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(cve_read,
                         RECORD(PUBLISHED,
                                "'cna':{'cpeApplicability':[{'operator':'AND','nodes':[{'operator':"
                                "'OR','negate':false,'cpeMatch':[{'vulnerable':true,'criteria':"
                                "'cpe:2.3:a:v:a','versionEndExcluding':'2'}]},{'operator':'OR',"
                                "'cpeMatch':[{'vulnerable':false,"
                                "'criteria':'cpe:2.3:o:v:b'}]}]}]}"),
                         &record, &err), &err);
    CHECK_STR(str_of(helper_nodes(&record)), STR("AND{OR{v:a(,2)+} OR{~v:b}}"), "as NVD's");
}

TEST(a_rejected_record_affects_nothing)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(cve_read,
                         RECORD("'state':'REJECTED'",
                                "'cna':{'rejectedReasons':[{'lang':'en','value':'a duplicate'}],"
                                "'affected':[{'vendor':'v','product':'p','defaultStatus':"
                                "'affected'}]}"), &record, &err), &err);
    CHECK_INT(record.state, RECORD_REJECTED, "state");
    CHECK_INT(record.affected_count, 0, "nothing");
    CHECK_STR(record.summary, STR("a duplicate"), "why");
}

#define PUMP_ENTRY                                                                                 \
    "{'vendor':'v','product':'pump','versions':[{'version':'1.0','status':'affected'}]}"
#define PUMP "'affected':[" PUMP_ENTRY "]"

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "7", "this must be an object" },
    { "{}", "dataType: the dataType \"\" is not CVE_RECORD" },
    { "{'dataType':'CVE_RECORD','dataVersion':'4.0'}",
      "dataVersion: the dataVersion \"4.0\" is not 5.0, 5.1 or 5.2" },
    { "{'dataType':'CVE_RECORD','dataVersion':'5.10'}",
      "dataVersion: the dataVersion \"5.10\" is not 5.0, 5.1 or 5.2" },
    { "{'dataType':'CVE_RECORD','dataVersion':'5.1.1','cveMetadata':{'cveId':'CVE-1'}}",
      "cveMetadata: cveId: \"CVE-1\" is no CVE id" },
    { "{'dataType':'CVE_RECORD','dataVersion':'5.2'}", "cveMetadata: cveId: no id" },
    { RECORD("'state':'RESERVED'", ""),
      "cveMetadata: state: the state \"RESERVED\" is neither PUBLISHED nor REJECTED" },
    { RECORD(PUBLISHED, ""), "containers.cna: this must be an object" },
    { RECORD(PUBLISHED, "'cna':{},'adp':{}"), "containers.adp: this must be an array" },
    { RECORD(PUBLISHED, "'cna':{'cpeApplicability':7}"),
      "containers.cna: cpeApplicability: this must be an array" },
};

TEST(a_record_that_is_not_valid_is_refused_with_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK_STR(str_of(helper_refusal(cve_read, REFUSED[i].json)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
}

static const struct {
    const char *json, *want;
} DOUBTED[] = {
    { RECORD(PUBLISHED, "'cna':{" PUMP "},'adp':[{},7]"),
      "containers.adp[1]: this must be an object" },
    { RECORD(PUBLISHED, "'cna':{" PUMP "},'adp':[{'cpeApplicability':[{'operator':'AND','nodes':["
                        "{'cpeMatch':[]},7]}]}]"),
      "a node of a configuration holds no CPE match" },
    { RECORD(PUBLISHED, "'cna':{'affected':[7," PUMP_ENTRY "]}"),
      "affected[0]: this must be an object" },
    { RECORD(PUBLISHED, "'cna':{'affected':[{'vendor':'v','product':'pump','versions':["
                        "{'version':'1.0','status':'x'}]}]}"),
      "affected[0]: versions: [0]: status: the status \"x\" is not affected, unaffected or "
      "unknown" },
};

TEST(what_is_wrong_in_one_part_takes_nothing_from_the_others)
{
    char text[ERR_TEXT_BYTES];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        CHECK_OK(helper_read(cve_read, DOUBTED[i].json, &record, &err), &err);
        CHECK_STR(str_of(err_text(record.doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].want), "told");
        CHECK_INT(record.affected_count, 1, "the product is named");
        CHECK_STR(record.affected[0].name, STR("pump"), "as it was");
        CHECK_INT(record.node_count, 0, "half a configuration says nothing");
        CHECK_INT(record.affected[0].not_comparable, i == 3, "by versions unless they are unread");
    }
}

/* Counts of the READMEs of data/cve5-vulnrichment and data/openssl-cve5. */
TEST(every_real_record_is_read)
{
    Tally old = helper_walk(TEST_SHARED("data/cve5-vulnrichment/cve5-1999-2023.ndjson.zst"),
                            cve_read);
    Tally new = helper_walk(TEST_SHARED("data/cve5-vulnrichment/cve5-2024.ndjson.zst"), cve_read);
    Tally openssl = helper_walk(TEST_SHARED("data/openssl-cve5/openssl-cve5.ndjson.zst"), cve_read);

    CHECK_INT(old.read, 20155, "to 2023");
    CHECK_INT(new.read, 23975, "2024");
    CHECK_INT(old.refused + new.refused + openssl.refused, 0, "none refused");
    CHECK_INT(old.state[RECORD_REJECTED] + new.state[RECORD_REJECTED], 104, "rejected");
    CHECK_INT(openssl.read, 272, "OpenSSL");
}

/* corpus/cve-records: state and number of CVSS vectors, counted in the files. */
static const struct {
    const char *id;
    RecordState state;
    size_t scores;
} CORPUS[] = {
    { "CVE-2024-10296", RECORD_PUBLISHED, 4 }, { "CVE-2024-1275", RECORD_PUBLISHED, 1 },
    { "CVE-2024-1342", RECORD_REJECTED, 0 },   { "CVE-2024-1453", RECORD_PUBLISHED, 1 },
    { "CVE-2024-1696", RECORD_PUBLISHED, 1 },  { "CVE-2024-21795", RECORD_PUBLISHED, 1 },
    { "CVE-2024-22100", RECORD_PUBLISHED, 1 }, { "CVE-2024-24554", RECORD_PUBLISHED, 1 },
    { "CVE-2024-30206", RECORD_PUBLISHED, 2 }, { "CVE-2024-30662", RECORD_REJECTED, 0 },
    { "CVE-2024-3094", RECORD_PUBLISHED, 1 },  { "CVE-2024-35231", RECORD_PUBLISHED, 1 },
    { "CVE-2024-45980", RECORD_PUBLISHED, 1 }, { "CVE-2024-7143", RECORD_PUBLISHED, 1 },
};

TEST(the_corpus_has_its_states_and_scores)
{
    char path[128];

    for (size_t i = 0; i < ARRAY_LEN(CORPUS); i++) {
        Tally tally;

        (void)snprintf(path, sizeof path, "corpus/cve-records/vulnrichment/%s.json", CORPUS[i].id);
        tally = helper_walk(TEST_SHARED(path), cve_read);
        CHECK_INT(tally.state[CORPUS[i].state], 1, path);
        CHECK_INT(tally.scores, CORPUS[i].scores, path);
    }
}
