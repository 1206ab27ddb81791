/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/rules.h"
#include "sample.h"

#include <stdio.h>

enum { MANY = 500 };

TEST(each_vulnerability_is_one_rule_and_every_finding_finds_its_own)
{
    static char ids[MANY][16];
    static const ScanFlaw bad[] = { { .id = STR_ROW("AAA-first") }, { .id = STR_ROW("CVE-5") } };
    static const ScanComponent component;
    static ScanFlaw flaws[MANY];
    static ScanFinding findings[MANY], malware[2];
    Scan scan = { .findings = findings, .finding_count = MANY, .malware = malware,
                  .malware_count = 2 };
    Rules rules;
    Err err = { 0 };

    for (size_t i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "CVE-%zu", (i * 7) % 100);
        flaws[i].id = str_of(ids[i]);
        findings[i] = (ScanFinding){ .flaw = &flaws[i], .component = &component };
    }
    for (size_t i = 0; i < ARRAY_LEN(malware); i++)
        malware[i] = (ScanFinding){ .flaw = &bad[i], .component = &component };
    CHECK_OK(rules_make(&scan, &rules, &err), &err);
    CHECK_INT(rules.count, 102, "a hundred, and two of malware");
    for (size_t i = 0; i < MANY + 2; i++) {
        const ScanFinding *f = i < MANY ? &findings[i] : &malware[i - MANY];
        size_t rule = rules_index(&rules, f);
        CHECK_STR(rules_finding(&rules, rule)->flaw->id, f->flaw->id, "its id");
        CHECK_INT(rules_is_malware(&rules, rule), i >= MANY, "kept apart");
    }
    CHECK_INT(rules.first[rules.count], MANY + 2, "the last one ends");
    rules_done(&rules);
}

TEST(without_findings_there_are_no_rules)
{
    Scan scan = { 0 };
    Rules rules;
    Err err = { 0 };

    CHECK_OK(rules_make(&scan, &rules, &err), &err);
    CHECK_INT(rules.count, 0, "none");
    rules_done(&rules);
}

TEST(links_lead_to_the_publisher_of_the_id)
{
    static const struct { Str id, link; } ROWS[] = {
        { STR_ROW("CVE-2021-44228"), STR_ROW("https://nvd.nist.gov/vuln/detail/CVE-2021-44228") },
        { STR_ROW("GHSA-aaaa-bbbb-cccc"),
          STR_ROW("https://github.com/advisories/GHSA-aaaa-bbbb-cccc") },
        { STR_ROW("PYSEC-2021-1"), STR_ROW("https://osv.dev/vulnerability/PYSEC-2021-1") },
        { STR_ROW(""), STR_ROW("") },
        { STR_ROW("CVE-1\"><script>"), STR_ROW("") },
        { STR_ROW("x/../y"), STR_ROW("") },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
        CHECK_INT(rules_link(ROWS[i].id, &buf), ROWS[i].link.len > 0, "an id that can be linked");
        CHECK_STR(buf_str(&buf), ROWS[i].link, "its page");
    }
    CHECK_STR(rules_publisher(STR("GHSA-x")), STR("GitHub Advisories"), "by prefix");
    CHECK_STR(rules_publisher(STR("MAL-1")), STR("OSV"), "the rest");
}
