/* SPDX-License-Identifier: Apache-2.0 */
#include "match/group.h"

#include "desk.h"
#include "test.h"

#define V31(letters) STR_ROW("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/" letters)
static const RecordScore CNA[] = {
    { .vector = V31("C:L/I:N/A:N"), .score = { CVSS_3_1, 53, -1, -1, SEVERITY_MEDIUM },
      .source = SCORED_BY_CNA, .source_name = STR_ROW("acme") },
};
static const RecordScore NVD[] = {
    { .vector = STR_ROW("AV:N/AC:L/Au:N/C:C/I:C/A:C"),
      .score = { CVSS_2_0, 100, -1, -1, SEVERITY_HIGH },
      .source = SCORED_BY_NVD, .source_name = STR_ROW("nvd@nist.gov") },
    { .vector = V31("C:H/I:H/A:H"), .score = { CVSS_3_1, 98, -1, -1, SEVERITY_CRITICAL },
      .source = SCORED_BY_NVD, .source_name = STR_ROW("nvd@nist.gov") },
    { .vector = V31("C:L/I:N/A:N"), .score = { CVSS_3_1, 53, -1, -1, SEVERITY_MEDIUM },
      .source = SCORED_BY_CNA, .source_name = STR_ROW("acme") },
};
static const RecordScore V4[] = {
    { .vector = STR_ROW("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N"),
      .score = { CVSS_4_0, 69, -1, -1, SEVERITY_MEDIUM }, .source = SCORED_BY_OTHER,
      .source_name = STR_ROW("osv/test") },
};
static const Str ALIASES[] = { STR_ROW("CVE-2024-0001"), STR_ROW("GHSA-x") };
static const Str ALIAS_OF_2[] = { STR_ROW("CVE-2024-0002") };
static const Record CVE_RECORDS[] = {
    { .id = STR_ROW("CVE-2024-0001"), .summary = STR_ROW("by the CNA"), .scores = CNA,
      .score_count = 1,
      .published_s = 1700000000, .modified_s = 1710000000 },
};
static const Record NVD_RECORDS[] = {
    { .id = STR_ROW("CVE-2024-0001"), .scores = NVD, .score_count = 3, .published_s = 1690000000,
      .modified_s = 1705000000 },
};
static const Record OSV_RECORDS[] = {
    { .id = STR_ROW("A-1"), .aliases = ALIASES, .alias_count = 2, .summary = STR_ROW("by others"),
      .published_s = 1695000000, .modified_s = 1715000000 },
    { .id = STR_ROW("A-2"), .aliases = ALIAS_OF_2, .alias_count = 1, .severity = SEVERITY_LOW,
      .modified_s = 1 },
    { .id = STR_ROW("A-3"), .aliases = ALIAS_OF_2, .alias_count = 1, .severity = SEVERITY_HIGH,
      .modified_s = 2 },
    { .id = STR_ROW("A-4"), .aliases = ALIAS_OF_2, .alias_count = 1, .state = RECORD_WITHDRAWN,
      .severity = SEVERITY_CRITICAL, .summary = STR_ROW("withdrawn"), .modified_s = 3 },
    { .id = STR_ROW("A-5"), .scores = V4, .score_count = 1, .modified_s = 1 },
};
static const KnowledgeSource SOURCES[] = {
    { STR_ROW("cve"), FEED_CVE, CVE_RECORDS, ARRAY_LEN(CVE_RECORDS) },
    { STR_ROW("nvd"), FEED_NVD, NVD_RECORDS, ARRAY_LEN(NVD_RECORDS) },
    { STR_ROW("osv/test"), FEED_OSV, OSV_RECORDS, ARRAY_LEN(OSV_RECORDS) },
};
static const KevEntry KEV[] = { { STR_ROW("CVE-2024-0002"), 19000, 19021, true } };
static const Knowledge ALL = { .sources = SOURCES, .source_count = 3, .kev = KEV, .kev_count = 1 };

static uint32_t slot_of(Desk *d, Str id)
{
    uint32_t advisory, slot;
    KbAdvisory record;
    Err err = { 0 };

    CHECK(kb_find(d->kb, id, &advisory, 1) >= 1, "the id is known");
    CHECK(kb_advisory(d->kb, advisory, &record), "so is its record");
    slot = group_slot(&d->m, kb_advisory_group(d->kb, &record, 0));
    CHECK(slot != MATCH_NONE, "memory");
    CHECK_OK(group_fill(&d->m, slot, &err), &err);
    return slot;
}

static const ScanFlaw *flaw_of(Desk *d, Str id)
{
    uint32_t slot = slot_of(d, id); /* first: it may move the list */

    return LIST_AT(d->m.slots, GroupSlot, slot)->flaw;
}

/* An erratum tells what it mends; a reader wants to know what the flaw is. */
TEST(an_erratum_describes_a_flaw_only_where_nobody_else_does)
{
    static const Str both[] = { STR_ROW("CVE-2024-0003") }, one[] = { STR_ROW("CVE-2024-0004") };
    static const Record records[] = {
        { .id = STR_ROW("ALSA-2024:1"), .aliases = both, .alias_count = 1,
          .summary = STR_ROW("Important: pump-tools security update") },
        { .id = STR_ROW("GO-2024-1"), .aliases = both, .alias_count = 1,
          .summary = STR_ROW("Endless loop in a parser") },
        { .id = STR_ROW("ALSA-2024:2"), .aliases = one, .alias_count = 1,
          .summary = STR_ROW("Moderate: pump security update") },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("osv/x"), FEED_OSV, records, 3 } };
    CLEANUP(desk_done) Desk d;

    desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, NULL);
    CHECK_STR(flaw_of(&d, STR("GO-2024-1"))->summary, STR("Endless loop in a parser"), "the flaw");
    CHECK_STR(flaw_of(&d, STR("ALSA-2024:2"))->summary, STR("Moderate: pump security update"),
              "better than nothing");
}

TEST(records_of_one_flaw_are_said_together)
{
    CLEANUP(desk_done) Desk d;
    const ScanFlaw *flaw;

    desk_init(&d, &ALL, NULL);
    flaw = flaw_of(&d, STR("CVE-2024-0001"));
    CHECK_STR(flaw->id, STR("CVE-2024-0001"), "the CVE is the primary id");
    CHECK_INT(flaw->alias_count, 2, "the others are aliases");
    CHECK_STR(flaw->aliases[0], STR("A-1"), "sorted");
    CHECK_STR(flaw->summary, STR("by the CNA"), "the CVE record's words");
    CHECK_INT(flaw->published_s, 1690000000, "the earliest");
    CHECK_INT(flaw->modified_s, 1715000000, "the newest");
    CHECK_INT(flaw->kev_date_added, SCAN_NO_DAY, "not listed");
}

TEST(scores_stand_newest_version_first_and_by_who_gave_them)
{
    CLEANUP(desk_done) Desk d;
    const ScanFlaw *flaw;

    desk_init(&d, &ALL, NULL);
    flaw = flaw_of(&d, STR("CVE-2024-0001"));
    CHECK_INT(flaw->score_count, 3, "what two records repeat is said once");
    CHECK_INT(flaw->scores[0].score, 53, "3.1 by the CNA");
    CHECK_INT(flaw->scores[1].score, 98, "3.1 by NVD");
    CHECK_INT(flaw->scores[2].version, CVSS_2_0, "2.0 last");
    CHECK_INT(flaw->severity, SEVERITY_MEDIUM, "the first decides");
    CHECK_INT(group_score(flaw), 53, "as a number, too");
}

TEST(without_a_score_the_severest_word_of_a_published_record_counts)
{
    CLEANUP(desk_done) Desk d;
    const ScanFlaw *flaw;

    desk_init(&d, &ALL, NULL);
    flaw = flaw_of(&d, STR("A-2"));
    CHECK_INT(flaw->severity, SEVERITY_HIGH, "a withdrawn record says nothing");
    CHECK_STR(flaw->summary, STR(""), "not even its summary");
    CHECK_INT(flaw->modified_s, 2, "nor its date");
    CHECK_INT(group_score(flaw), -1, "no score");
    CHECK(flaw->kev && flaw->kev_ransomware && flaw->kev_due_date == 19021, "exploited");
}

TEST(bands_are_those_of_the_specification)
{
    static const struct { CvssVersion version; int score; Severity want; } rows[] = {
        { CVSS_3_1, 100, SEVERITY_CRITICAL }, { CVSS_3_1, 90, SEVERITY_CRITICAL },
        { CVSS_3_1, 89, SEVERITY_HIGH },      { CVSS_3_1, 70, SEVERITY_HIGH },
        { CVSS_3_1, 69, SEVERITY_MEDIUM },    { CVSS_4_0, 40, SEVERITY_MEDIUM },
        { CVSS_3_0, 39, SEVERITY_LOW },       { CVSS_3_1, 1, SEVERITY_LOW },
        { CVSS_3_1, 0, SEVERITY_NONE },       { CVSS_2_0, 100, SEVERITY_HIGH },
        { CVSS_2_0, 70, SEVERITY_HIGH },      { CVSS_2_0, 69, SEVERITY_MEDIUM },
        { CVSS_2_0, 0, SEVERITY_LOW },        { CVSS_3_1, -1, SEVERITY_UNKNOWN },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        ScanScore score = { .version = rows[i].version, .score = rows[i].score };
        CHECK_INT(group_band(&score), rows[i].want, "FIRST's scale; NVD's bands for 2.0");
    }
}

TEST(groups_are_ranked_by_exploitation_severity_score_and_id)
{
    CLEANUP(desk_done) Desk d;
    Err err = { 0 };
    uint32_t kev, medium, v4;

    desk_init(&d, &ALL, NULL);
    v4 = slot_of(&d, STR("A-5"));
    medium = slot_of(&d, STR("CVE-2024-0001"));
    kev = slot_of(&d, STR("A-2"));
    CHECK_OK(group_rank(&d.m, &err), &err);
    CHECK_INT(LIST_AT(d.m.slots, GroupSlot, kev)->rank, 0, "exploited, though without score");
    CHECK_INT(LIST_AT(d.m.slots, GroupSlot, v4)->rank, 1, "6.9");
    CHECK_INT(LIST_AT(d.m.slots, GroupSlot, medium)->rank, 2, "5.3");
}

TEST(groups_of_one_weight_are_ranked_by_the_letters_of_their_ids)
{
    static const Str ids[] = {
        STR_ROW("ALSA-1"),         STR_ROW("CVE-2021-1"),          STR_ROW("CVE-2021-10"),
        STR_ROW("CVE-2021-10000"), STR_ROW("CVE-2021-1000000001"), STR_ROW("CVE-2021-1000000002"),
        STR_ROW("CVE-2021-9999"),  STR_ROW("CVE-3000-1"),          STR_ROW("CVF-1"),
        STR_ROW("GHSA-1"),
    };
    Record records[ARRAY_LEN(ids)];
    const KnowledgeSource source = { STR_ROW("osv/test"), FEED_OSV, records, ARRAY_LEN(ids) };
    const Knowledge all = { .sources = &source, .source_count = 1 };
    CLEANUP(desk_done) Desk d;
    uint32_t slots[ARRAY_LEN(ids)];
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        records[i] = (Record){ .id = ids[i] };
    desk_init(&d, &all, NULL);
    for (size_t i = ARRAY_LEN(ids); i-- > 0;)
        slots[i] = slot_of(&d, ids[i]);
    CHECK_OK(group_rank(&d.m, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        CHECK_INT(LIST_AT(d.m.slots, GroupSlot, slots[i])->rank, i, ids[i].ptr);
}

TEST(a_group_that_is_not_there_is_never_used)
{
    CLEANUP(desk_done) Desk d;
    uint32_t slot;

    desk_init(&d, &ALL, NULL);
    slot = group_slot(&d.m, 123456);
    CHECK(slot != MATCH_NONE && !group_usable(&d.m, slot), "a damaged file gives no finding");
    CHECK_INT(group_slot(&d.m, 123456), slot, "and is asked once");
}
