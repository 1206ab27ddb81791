/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

#define CVE(members) "{'cve':{'id':'CVE-2024-12345'," members "}}"
#define CPE(product) "cpe:2.3:a:v:" product ":*:*:*:*:*:*:*:*"
#define MATCH(product, more) "{'criteria':'" CPE(product) "','vulnerable':true" more "}"
#define PLATFORM(product) "{'criteria':'" CPE(product) "','vulnerable':false}"
#define NODE(op, matches) "{'operator':'" op "','negate':false,'cpeMatch':[" matches "]}"
#define REST ":*:*:*:*:*:*:*:*"

static const struct {
    const char *configurations, *want, *why;
} CONFIGURATIONS[] = {
    { "", "", "none" },
    { "{'nodes':[" NODE("OR", MATCH("a", "")) "]}", "OR{v:a" REST "}", "one node" },
    { "{'nodes':[" NODE("OR", MATCH("a", "") "," MATCH("b", "")) "]}",
      "OR{v:a" REST " v:b" REST "}", "two products" },
    { "{'nodes':[" NODE("OR", MATCH("a", "")) "," NODE("OR", MATCH("b", "")) "]}",
      "OR{v:a" REST "} OR{v:b" REST "}", "nodes without operator are OR-ed" },
    { "{'operator':'AND','nodes':[" NODE("OR", MATCH("a", "")) "," NODE("OR", PLATFORM("os")) "]}",
      "AND{OR{v:a" REST "} OR{~v:os" REST "}}", "running on a platform" },
    { "{'operator':'AND','negate':true,'nodes':[" NODE("AND", MATCH("a", "") "," MATCH("b", "")) "]}",
      "!AND{v:a" REST " v:b" REST "}", "a single node takes the negation" },
    { "{'operator':'OR','negate':true,'nodes':[" NODE("OR", MATCH("a", "")) ","
      NODE("OR", MATCH("b", "")) "]}",
      "!OR{OR{v:a" REST "} OR{v:b" REST "}}", "several nodes negated together" },
    { "{'nodes':[" NODE("OR", MATCH("a", ",'versionStartIncluding':'1','versionEndExcluding':'2'"))
      "]}", "OR{v:a" REST "[1,2)+}", "from 1, fixed in 2" },
    { "{'nodes':[" NODE("OR", MATCH("a", ",'versionStartExcluding':'1','versionEndIncluding':'2'"))
      "]}", "OR{v:a" REST "(1,2]}", "the other two bounds" },
    { "{'nodes':[" NODE("OR", PLATFORM("x") "," "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "OR{~v:x" REST "}", "null:null matches nothing" },
    { "{'nodes':[" NODE("OR", "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}", "",
      "a root of nothing says nothing" },
    { "{'nodes':[" NODE("AND", MATCH("a", "") ",{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "", "a AND nothing is nothing" },
    { "{'operator':'AND','nodes':[" NODE("OR", MATCH("a", "")) ","
      NODE("OR", "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "AND{OR{v:a" REST "} OR{}}", "a node of nothing stays in its AND" },
};

TEST(configurations_become_nodes_in_preorder)
{
    char json[4096];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(CONFIGURATIONS); i++) {
        (void)snprintf(json, sizeof json, CVE("'configurations':[%s]"),
                       CONFIGURATIONS[i].configurations);
        CHECK_OK(helper_read(nvd_read, json, &record, &err), &err);
        CHECK_STR(str_of(helper_nodes(&record)), str_of(CONFIGURATIONS[i].want),
                  CONFIGURATIONS[i].why);
    }
}

#define SCORE(source, vector) "{'source':'" source "','type':'Primary','cvssData':{'version':'3.1'," \
                              "'vectorString':'" vector "'}}"
#define HIGH "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"

TEST(scores_keep_whose_they_are)
{
    static const ScoreSource WANT[] = { SCORED_BY_NVD, SCORED_BY_CNA, SCORED_BY_ADP,
                                        SCORED_BY_OTHER, SCORED_BY_NVD };
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nvd_read,
                         CVE("'metrics':{'cvssMetricV31':[" SCORE("nvd@nist.gov", HIGH) ","
                             SCORE("cna@a.example", HIGH) ","
                             SCORE("134c704f-9b21-4f2e-91b3-4a467353bcc0", HIGH) ","
                             SCORE("other@b.example", HIGH) "],'cvssMetricV2':["
                             SCORE("nvd@nist.gov", "AV:N/AC:L/Au:N/C:P/I:P/A:P") "],"
                             "'ssvcV203':[{'source':'x'}]},'sourceIdentifier':'cna@a.example'"),
                         &record, &err), &err);
    CHECK_INT(record.score_count, ARRAY_LEN(WANT), "one each");
    for (size_t i = 0; i < ARRAY_LEN(WANT); i++)
        CHECK_INT(record.scores[i].source, WANT[i], "by source");
    CHECK_INT(record.scores[4].score.version, CVSS_2_0, "version 2 too");
    CHECK_INT(record.scores[4].score.base, 75, "computed");
}

TEST(facts_of_a_record)
{
    Record r;
    Err err = { 0 };

    CHECK_OK(helper_read(nvd_read,
                         CVE("'published':'2016-11-22T17:59:00.180','lastModified':'soon',"
                             "'vulnStatus':'Modified','descriptions':[{'lang':'es','value':'hola'},"
                             "{'lang':'en','value':'hello'}],'weaknesses':[{'description':["
                             "{'lang':'en','value':'CWE-79'},{'lang':'en','value':'NVD-CWE-Other'}]}]"),
                         &r, &err), &err);
    CHECK_INT(r.published_s, 1479837540, "no zone is UTC");
    CHECK_INT(r.modified_s, 0, "not a time");
    CHECK_INT(r.left_out, 1, "… and counted");
    CHECK_STR(r.summary, STR("hello"), "the English one");
    CHECK_INT(r.cwe_count, 1, "placeholders are no CWE");
}

TEST(a_rejected_record_affects_nothing)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nvd_read,
                         CVE("'vulnStatus':'rejected','configurations':[{'nodes':["
                             NODE("OR", MATCH("a", "")) "]}]"), &record, &err), &err);
    CHECK_INT(record.state, RECORD_REJECTED, "in any case of letters");
    CHECK_INT(record.node_count, 0, "no configuration");
}

TEST(a_bare_cve_object_is_read_as_an_element)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nvd_read, "{'id':'CVE-2024-1234','vulnStatus':'Analyzed'}", &record, &err),
             &err);
    CHECK_STR(record.id, STR("CVE-2024-1234"), "one file per CVE");
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "7", "this must be an object" },
    { "{'cve':7}", "this must be an object" },
    { "{'cve':{}}", "id: no id" },
    { "{'cve':{'id':'CVE-2024-123'}}", "id: \"CVE-2024-123\" is no CVE id" },
    { "{'cve':{'id':'CVE-2024-'}}", "id: \"CVE-2024-\" is no CVE id" },
    { CVE("'configurations':{}"), "configurations: this must be an array" },
    { CVE("'configurations':[{'operator':'XOR','nodes':[]}]"),
      "configurations: [0]: operator: the operator \"XOR\" is neither AND nor OR" },
    { CVE("'configurations':[{'nodes':[{'operator':7}]}]"),
      "configurations: [0]: nodes[0]: operator: the operator \"\" is neither AND nor OR" },
    { CVE("'configurations':[{'nodes':[{'cpeMatch':[{'vulnerable':true}]}]}]"),
      "configurations: [0]: nodes[0]: cpeMatch[0]: a CPE match needs its criteria" },
    { CVE("'configurations':[{'nodes':[{'cpeMatch':["
          MATCH("a", ",'versionEndIncluding':'1','versionEndExcluding':'2'") "]}]}]"),
      "configurations: [0]: nodes[0]: cpeMatch[0]: a second bound on the same side: "
      "\"versionEndExcluding\"" },
};

TEST(a_record_that_is_not_valid_is_refused_with_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK_STR(str_of(helper_refusal(nvd_read, REFUSED[i].json)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
}

TEST(every_record_of_the_real_pages_is_read)
{
    Tally tally = helper_walk(TEST_SHARED("data/nvd-configurations/nvdcve-2.0-overrides.json.zst"),
                              nvd_read);

    CHECK_INT(tally.read, 32184, "data/nvd-configurations/README.md");
    CHECK_INT(tally.refused, 0, "none");
    CHECK_INT(tally.criteria, 91036 + 6739 - 37, "ranged and other criteria; 37 name null:null");
    tally = helper_walk(TEST_SHARED("data/nvd-configurations/nvdcve-2.0-fixtures.json.zst"),
                        nvd_read);
    CHECK_INT(tally.read, 133, "of 134");
    CHECK_INT(tally.refused, 1, "CVE-2023-JVM-TEST is no CVE id");
    CHECK_INT(tally.state[RECORD_REJECTED], 2, "one in small letters");
}
