/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed that lies, or is merely strange, may not do: hide a finding, or say a fact that
 * nobody knows. Tests: kb/, match/, formats/ through the whole program. */
#include "accept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 1 << 14 };

/* One OSV record of PyPI's "pumplib" up to version 2; `facts` are further members. */
#define RECORD(id, facts)                                                                          \
    "{'id':'" id "','modified':'2026-01-05T00:00:00Z'," facts                                      \
    "'affected':[{'package':{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM',"  \
    "'events':[{'introduced':'0'},{'fixed':'2.0'}]}]}]}"
#define PUMP                                                                                       \
    CDX("{'type':'library','name':'pumplib','version':'1.0','purl':'pkg:pypi/pumplib@1.0'}")

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
