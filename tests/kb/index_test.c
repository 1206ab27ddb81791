/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge.h"
#include "test.h"

static Kb *make(const KnowledgeSource *sources, size_t count)
{
    return knowledge_make(&(Knowledge){ .sources = sources, .source_count = count });
}

static bool group_of(const Kb *kb, Str id, KbGroup *out)
{
    KbAdvisory advisory;
    uint32_t found;

    return kb_find(kb, id, &found, 1) && kb_advisory(kb, found, &advisory) &&
           kb_group(kb, kb_advisory_group(kb, &advisory, 0), out);
}

TEST(a_group_without_cve_is_called_by_its_ghsa_and_then_by_its_first_name)
{
    static const Str ALIASES[] = { STR_ROW("GHSA-z"), STR_ROW("AAA-1") };
    static const Str OTHERS[] = { STR_ROW("BBB-1") };
    static const Record RECORDS[] = {
        { .id = STR_ROW("PYSEC-1"), .aliases = ALIASES, .alias_count = 2 },
        { .id = STR_ROW("CCC-1"), .aliases = OTHERS, .alias_count = 1 },
    };
    KnowledgeSource source = { STR("osv/all"), FEED_OSV, RECORDS, 2 };
    Kb *kb = make(&source, 1);
    KbGroup group;

    CHECK(group_of(kb, STR("PYSEC-1"), &group), "there");
    CHECK_STR(group.primary, STR("GHSA-z"), "the GHSA");
    CHECK_STR(kb_group_id(kb, &group, 0), STR("AAA-1"), "sorted");
    CHECK(group_of(kb, STR("BBB-1"), &group), "by an alias");
    CHECK_STR(group.primary, STR("BBB-1"), "the first");
    CHECK_INT(kb_group_id(kb, &group, 2).len, 0, "no third");
    kb_close(kb);
}

TEST(an_erratum_belongs_to_each_flaw_it_mends)
{
    static const Str RELATED[] = { STR_ROW("CVE-2024-0001"), STR_ROW("CVE-2024-0002"),
                                   STR_ROW("RHSA-1") };
    static const RecordRange RANGE = { .upper = STR_ROW("1.0-1"), .fixed_known = true };
    static const RecordAffected AFFECTED[] = {
        { .ecosystem = STR_ROW("AlmaLinux:9"), .name = STR_ROW("openssl"), .ranges = &RANGE,
          .range_count = 1 },
        { .ecosystem = STR_ROW("npm"), .name = STR_ROW("openssl"), .ranges = &RANGE,
          .range_count = 1 },
    };
    static const Record RECORDS[] = {
        { .id = STR_ROW("ALSA-1"), .related = RELATED, .related_count = 3,
          .affected = &AFFECTED[0], .affected_count = 1 },
        { .id = STR_ROW("GHSA-1"), .related = RELATED, .related_count = 3,
          .affected = &AFFECTED[1], .affected_count = 1 },
    };
    KnowledgeSource source = { STR("osv/all"), FEED_OSV, RECORDS, 2 };
    Kb *kb = make(&source, 1);
    uint32_t found[4];
    KbAdvisory advisory;

    CHECK_INT(kb_find(kb, STR("CVE-2024-0002"), found, 4), 1, "related of a distribution counts");
    CHECK(kb_advisory(kb, found[0], &advisory), "the erratum");
    CHECK_STR(advisory.id, STR("ALSA-1"), "and not the other record");
    CHECK_INT(advisory.group_count, 2, "two flaws, two groups");
    CHECK_INT(kb_find(kb, STR("RHSA-1"), found, 4), 0, "what is no CVE is only related");
    kb_close(kb);
}
