/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "feed_helper.h"

#define CVE(members) "{'cve':{'id':'CVE-2024-12345'," members "}}"
#define CPE "cpe:2.3:a:v:a:*:*:*:*:*:*:*:*"

#define SCORE(source, vector)                                                                      \
    "{'source':'" source "','type':'Primary','cvssData':{'vectorString':'" vector "'}}"
#define HIGH "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"

TEST(scores_keep_whose_they_are)
{
    static const ScoreSource WANT[] = { SCORED_BY_NVD, SCORED_BY_CNA, SCORED_BY_ADP,
                                        SCORED_BY_ADP, SCORED_BY_NVD };
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
                             "{'lang':'en','value':'CWE-79'},"
                             "{'lang':'en','value':'NVD-CWE-Other'}]}]"),
                         &r, &err), &err);
    CHECK_INT(r.published_s, 1479837540, "no zone is UTC");
    CHECK_INT(r.modified_s, 0, "not a time");
    CHECK_INT(r.left_out, 1, "… and counted");
    CHECK_STR(r.summary, STR("hello"), "the English one");
    CHECK_INT(r.cwe_count, 1, "placeholders are no CWE");
}

TEST(a_reference_or_ssvc_tells_of_an_exploit)
{
    static const struct { const char *members; ExploitFact want; } ROWS[] = {
        { "'references':[{'url':'x'},{'tags':['Exploit','Third Party Advisory']}]", EXPLOIT_PROOF },
        { "'references':[{'tags':['Patch']}]", EXPLOIT_UNREPORTED },
        { "'metrics':{'ssvcV203':[{'source':'x','ssvcData':{'options':[{'exploitation':'active'},"
          "{'automatable':'yes'}]}}]}", EXPLOIT_ATTACKED },
        { "'metrics':{'ssvcV203':[{'ssvcData':{'options':[{'exploitation':'none'}]}}]}",
          EXPLOIT_UNREPORTED },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char text[256];
        Record r;
        Err err = { 0 };

        snprintf(text, sizeof text, CVE("%s"), ROWS[i].members);
        CHECK_OK(helper_read(nvd_read, text, &r, &err), &err);
        CHECK_INT(r.exploit, ROWS[i].want, ROWS[i].members);
    }
}

static int64_t published_of(const char *id, const char *published)
{
    CLEANUP(buf_done) Buf text = buf_new(1 << 12);
    Record r;
    Err err = { 0 };

    buf_printf(&text, "{'cve':{'id':'%s','published':'%s'}}", id, published);
    buf_char(&text, '\0');
    CHECK_OK(helper_read(nvd_read, text.ptr, &r, &err), &err);
    return r.published_s;
}

TEST(the_first_day_of_1999_is_no_date_of_a_later_cve)
{
    CHECK_INT(published_of("CVE-2024-5991", "1999-01-01T00:00:00.000Z"), 0, "a placeholder");
    CHECK_INT(published_of("CVE-1999-0095", "1999-01-01T00:00:00.000Z"), 915148800, "may be true");
    CHECK_INT(published_of("CVE-2024-5991", "1999-01-01T05:00:00.000Z"), 915166800, "a real time");
}

TEST(a_rejected_record_affects_nothing)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nvd_read,
                         CVE("'vulnStatus':'rejected','configurations':[{'nodes':["
                             "{'operator':'OR','cpeMatch':[{'criteria':'" CPE "'}]}]}]"),
                         &record, &err), &err);
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
