/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge.h"
#include "test.h"

#include "kb/open.h"

static const RecordRange FIXED[] = {
    { .upper = STR_ROW("1.2.3"), .fixed_known = true },
    { .lower = STR_ROW("2.0.0"), .upper = STR_ROW("2.0.4"), .lower_inclusive = true,
      .fixed_known = true },
    { .lower = STR_ROW("3.0.0"), .lower_inclusive = true },
};
static const Str ENUMERATED[] = { STR_ROW("1.0.0"), STR_ROW("2.0.3"), STR_ROW("2.5.0") };
static const RecordAffected AFFECTED[] = {
    { .ecosystem = STR_ROW("crates.io"), .name = STR_ROW("sealed"), .ranges = FIXED,
      .range_count = ARRAY_LEN(FIXED), .versions = ENUMERATED,
      .version_count = ARRAY_LEN(ENUMERATED) },
};
static const Str ALIASES[] = { STR_ROW("CVE-2024-10001"), STR_ROW("GHSA-aaaa-bbbb-cccc") };
static const Str WITHDRAWN_ALIASES[] = { STR_ROW("CVE-2024-10009") };
static const RecordScore SCORES[] = {
    { .vector = STR_ROW("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
      .score = { CVSS_3_1, 98, CVSS_ABSENT, CVSS_ABSENT, SEVERITY_CRITICAL },
      .source = SCORED_BY_OTHER },
};
static const Str CWES[] = { STR_ROW("CWE-79"), STR_ROW("CWE-787") };
static const Record OSV[] = {
    { .id = STR_ROW("RUSTSEC-2024-0001"), .aliases = ALIASES, .alias_count = 2,
      .summary = STR_ROW("A seal opens by itself"), .published_s = 1700000000,
      .modified_s = 1710000000, .scores = SCORES, .score_count = 1, .cwes = CWES, .cwe_count = 2,
      .affected = AFFECTED, .affected_count = 1 },
    { .id = STR_ROW("RUSTSEC-2024-0002"), .state = RECORD_WITHDRAWN,
      .aliases = WITHDRAWN_ALIASES, .alias_count = 1, .modified_s = 1700000000 },
};

static const RecordCriterion CRITERIA[] = {
    { .cpe = STR_ROW("cpe:2.3:a:maker:pump_app:*:*:*:*:*:*:*:*"),
      .range = { .lower = STR_ROW("1.0"), .upper = STR_ROW("1.5"), .lower_inclusive = true },
      .ranged = true, .vulnerable = true },
    { .cpe = STR_ROW("cpe:2.3:a:maker:pump_app:0.9:rc1:*:*:*:*:*:*"), .vulnerable = true },
    { .cpe = STR_ROW("cpe:2.3:o:maker:pump_firmware:*:*:*:*:*:*:*:*"), .vulnerable = true },
    { .cpe = STR_ROW("cpe:2.3:h:maker:pump:-:*:*:*:*:*:*:*") },
    { .cpe = STR_ROW("cpe:2.3:a:*:pump_app:*:*:*:*:*:*:*:*"), .vulnerable = true },
};
static const RecordNode NODES[] = {
    { .op = NODE_AND, .child_count = 2 },
    { .op = NODE_OR, .first_criterion = 2, .criterion_count = 1 },
    { .op = NODE_OR, .first_criterion = 3, .criterion_count = 1 },
    { .op = NODE_OR, .first_criterion = 0, .criterion_count = 2 },
    { .op = NODE_OR, .first_criterion = 4, .criterion_count = 1 },
};
static const Record NVD[] = {
    { .id = STR_ROW("CVE-2024-10001"), .modified_s = 1720000000, .nodes = NODES,
      .node_count = ARRAY_LEN(NODES), .criteria = CRITERIA,
      .criterion_count = ARRAY_LEN(CRITERIA) },
    { .id = STR_ROW("CVE-2024-10002"), .state = RECORD_REJECTED, .modified_s = 1720000000 },
};
static const KnowledgeSource SOURCES[] = {
    { STR_ROW("nvd"), FEED_NVD, NVD, ARRAY_LEN(NVD) },
    { STR_ROW("osv/crates.io"), FEED_OSV, OSV, ARRAY_LEN(OSV) },
};
static const KevEntry KEV[] = { { STR_ROW("CVE-2024-10001"), 19000, 19021, true } };
static const EpssRow EPSS[] = { { STR_ROW("CVE-2024-10001"), 97001, 99999 } };
static const Str IDENTIFIERS[] = { STR_ROW("pkg:generic/postgresql"),
                                   STR_ROW("cpe:2.3:a:postgresql:postgresql:*:*:*:*:*:*:*:*") };
static const SupportCycle CYCLES[] = {
    { STR_ROW("postgresql"), STR_ROW("1"), IDENTIFIERS, 2, SUPPORT_ENDED, 0 },
    { STR_ROW("postgresql"), STR_ROW("15"), IDENTIFIERS, 2, SUPPORT_DATE, 20769 },
    { STR_ROW("postgresql"), STR_ROW("17"), IDENTIFIERS, 2, SUPPORT_GOING_ON, 0 },
};
static const Knowledge ALL = { SOURCES, 2, KEV, 1, EPSS, 1, CYCLES, 3, 1750000000 };

enum { FLAGS = (1 << KB_SCHEME_SHIFT) - 1 };

static Kb *all(void)
{
    return knowledge_make(&ALL);
}

static void kb_end(Kb **kb)
{
    kb_close(*kb);
}

TEST(a_package_has_its_ranges_sorted_and_no_version_that_they_cover)
{
    CLEANUP(kb_end) Kb *kb = all();
    KbPackage package;

    CHECK(kb_package(kb, STR("crates.io"), STR("sealed"), &package), "it was filed");
    CHECK_INT(package.count, 4, "three ranges; 1.0.0 and 2.0.3 lie in them, 2.5.0 does not");
    for (uint32_t i = 1; i < package.count; i++)
        CHECK(package.lower_prefix[i - 1] <= package.lower_prefix[i], "sorted by lower bound");
    CHECK_INT(package.ranges[0].flags & FLAGS, KB_LOWER_OPEN | KB_FIXED, "before 1.2.3");
    CHECK_STR(kb_version(kb, package.ranges[0].upper).text, STR("1.2.3"), "its end");
    CHECK_INT(package.ranges[1].flags & FLAGS, KB_LOWER_INCLUSIVE | KB_FIXED, "from 2.0.0");
    CHECK_INT(package.ranges[2].flags & FLAGS, KB_EXACT, "2.5.0 alone");
    CHECK(package.lower_prefix[2] == package.upper_prefix[2], "and nothing else");
    CHECK_INT(package.ranges[3].flags & FLAGS, KB_LOWER_INCLUSIVE | KB_UPPER_OPEN, "no fix");
    CHECK(package.upper_prefix[3] == UINT64_MAX, "open above");
    CHECK(!kb_package(kb, STR("crates.io"), STR("seal"), &package), "another name");
    CHECK(!kb_package(kb, STR("npm"), STR("sealed"), &package), "another ecosystem");
}

TEST(ecosystems_without_records_are_known_to_be_absent)
{
    CLEANUP(kb_end) Kb *kb = all();

    CHECK(kb_has_ecosystem(kb, STR("crates.io")), "OSV spoke of it");
    CHECK(kb_has_ecosystem(kb, STR("cpe")), "NVD spoke of CPEs");
    CHECK(!kb_has_ecosystem(kb, STR("npm")) && !kb_has_ecosystem(kb, STR("")), "nobody did");
}

TEST(a_cve_record_that_names_a_package_covers_no_ecosystem)
{
    static const RecordRange fixed[] = { { .upper = STR_ROW("4.0.8"), .fixed_known = true } };
    static const RecordAffected affected[] = {
        { .ecosystem = STR_ROW("npm"), .name = STR_ROW("micromatch"), .ranges = fixed,
          .range_count = 1 },
    };
    static const Record records[] = {
        { .id = STR_ROW("CVE-2024-4067"), .affected = affected, .affected_count = 1 },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("cve"), FEED_CVE, records, 1 } };
    CLEANUP(kb_end) Kb *kb = knowledge_make(&(Knowledge){ .sources = sources, .source_count = 1 });
    KbPackage package;

    CHECK(kb_package(kb, STR("npm"), STR("micromatch"), &package), "it is found");
    CHECK(!kb_has_ecosystem(kb, STR("npm")), "but says nothing of other packages");
}

TEST(an_ecosystem_called_like_a_section_of_ours_speaks_for_nothing)
{
    static const RecordAffected affected[] = {
        { .ecosystem = STR_ROW("cpe"), .name = STR_ROW("a:openssl:openssl") },
        { .ecosystem = STR_ROW("product"), .name = STR_ROW("openssl:openssl") },
        { .ecosystem = STR_ROW("git"), .name = STR_ROW("github.com/openssl/openssl") },
    };
    static const Record records[] = {
        { .id = STR_ROW("EVIL-1"), .affected = affected, .affected_count = 3 },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("osv/all"), FEED_OSV, records, 1 } };
    CLEANUP(kb_end) Kb *kb = knowledge_make(&(Knowledge){ .sources = sources, .source_count = 1 });
    KbPackage package;

    for (size_t i = 0; i < ARRAY_LEN(affected); i++) {
        CHECK(!kb_package(kb, affected[i].ecosystem, affected[i].name, &package), "no package");
        CHECK(!kb_has_ecosystem(kb, affected[i].ecosystem), "and no coverage");
    }
}

TEST(a_criterion_of_an_or_is_filed_alone)
{
    CLEANUP(kb_end) Kb *kb = all();
    KbCriterion criterion;
    KbPackage package;

    CHECK(kb_package(kb, STR("cpe"), STR("a:maker:pump_app"), &package), "filed by product");
    CHECK_INT(package.count, 2, "a range and a version");
    CHECK_INT(package.ranges[0].flags, KB_CPE | KB_EXACT, "0.9 comes first");
    CHECK_STR(kb_version(kb, package.ranges[0].lower).text, STR("0.9"), "the version of the CPE");
    CHECK(kb_range_criterion(kb, &package.ranges[0], &criterion), "with its criterion");
    CHECK_STR(criterion.cpe, STR("cpe:2.3:a:maker:pump_app:0.9:rc1:*:*:*:*:*:*"),
              "whose update must agree");
    CHECK(!criterion.ranged && criterion.vulnerable, "as written");
    CHECK(package.ranges[1].flags & KB_PLAIN, "nothing but a range");
    CHECK(kb_range_criterion(kb, &package.ranges[1], &criterion) && criterion.ranged, "ranged");
    CHECK_STR(kb_version(kb, criterion.upper).text, STR("1.5"), "the end of the range");
    CHECK(kb_package(kb, STR("cpe"), STR("*"), &package) && package.count == 1,
          "a wildcard vendor is filed under no name");
}

TEST(a_running_on_configuration_keeps_its_tree)
{
    CLEANUP(kb_end) Kb *kb = all();
    KbPackage package;
    KbCriterion criterion;
    KbNode node;

    CHECK(kb_package(kb, STR("cpe"), STR("o:maker:pump_firmware"), &package), "vulnerable part");
    CHECK_INT(package.ranges[0].flags, KB_TREE | KB_LOWER_OPEN | KB_UPPER_OPEN, "more must hold");
    CHECK(kb_tree(kb, package.ranges[0].extra, &node), "the root");
    CHECK(node.op == NODE_AND && node.span == 3 && node.child_count == 2, "of two children");
    CHECK(kb_tree(kb, package.ranges[0].extra + 2, &node) && node.criterion_count == 1, "second");
    CHECK(kb_criterion(kb, node.first_criterion, &criterion) && !criterion.vulnerable,
          "the platform");
    CHECK(!kb_package(kb, STR("cpe"), STR("h:maker:pump"), &package), "is not a finding itself");
}

TEST(a_product_is_found_whatever_its_vendor)
{
    CLEANUP(kb_end) Kb *kb = all();
    Str names[2];

    CHECK_INT(kb_products(kb, STR("pump_firmware"), names, 2), 1, "one vendor makes it");
    CHECK_STR(names[0], STR("o:maker:pump_firmware"), "under its whole name");
    CHECK_INT(kb_products(kb, STR("pump"), names, 2), 0, "never vulnerable itself");
}

TEST(names_of_one_flaw_are_one_group)
{
    CLEANUP(kb_end) Kb *kb = all();
    uint32_t advisories[4];
    KbAdvisory advisory;
    KbGroup group;

    CHECK_INT(kb_find(kb, STR("GHSA-aaaa-bbbb-cccc"), advisories, 4), 1, "an alias is an id");
    CHECK(kb_advisory(kb, advisories[0], &advisory), "of a record");
    CHECK_STR(advisory.id, STR("RUSTSEC-2024-0001"), "the one that named it");
    CHECK_STR(advisory.summary, STR("A seal opens by itself"), "with its words");
    CHECK_STR(kb_advisory_cwe(kb, &advisory, 1), STR("CWE-787"), "and weaknesses");
    CHECK_INT(advisory.group_count, 1, "in one group");
    CHECK(kb_group(kb, kb_advisory_group(kb, &advisory, 0), &group), "which is there");
    CHECK_STR(group.primary, STR("CVE-2024-10001"), "the CVE names it");
    CHECK_INT(group.id_count, 3, "three names");
    CHECK_STR(kb_group_id(kb, &group, 2), STR("RUSTSEC-2024-0001"), "sorted");
    CHECK_INT(group.advisory_count, 2, "NVD and RustSec");
    CHECK(group.kev && group.kev_ransomware && group.kev_due_date == 19021, "KEV by CVE");
    CHECK_INT(group.epss_score, 97001, "EPSS by CVE");
}

TEST(withdrawn_and_rejected_records_stay_findable)
{
    CLEANUP(kb_end) Kb *kb = all();
    uint32_t found;
    KbAdvisory advisory;
    KbGroup group;

    CHECK_INT(kb_find(kb, STR("CVE-2024-10009"), &found, 1), 1, "by the alias of a withdrawn one");
    CHECK(kb_advisory(kb, found, &advisory) && advisory.state == RECORD_WITHDRAWN, "as such");
    CHECK_INT(kb_find(kb, STR("CVE-2024-10002"), &found, 1), 1, "the rejected one");
    CHECK(kb_advisory(kb, found, &advisory) && advisory.state == RECORD_REJECTED, "as such");
    CHECK(kb_group(kb, kb_advisory_group(kb, &advisory, 0), &group), "in a group");
    CHECK_INT(group.epss_score, SCAN_NO_PARTS, "no EPSS row is not a zero");
    CHECK_INT(kb_find(kb, STR("CVE-2024-99999"), &found, 1), 0, "nobody spoke of that");
}

TEST(an_advisory_knows_what_it_touches)
{
    CLEANUP(kb_end) Kb *kb = all();
    KbPackageName touched[4];
    uint32_t found;

    CHECK_INT(kb_find(kb, STR("CVE-2024-10001"), &found, 1), 2, "two records bear the name");
    CHECK_INT(kb_touches(kb, found, touched, 4), 3, "NVD comes first: three products");
    CHECK_STR(touched[0].ecosystem, STR("cpe"), "filed as CPE");
    CHECK_STR(touched[0].name, STR("a:maker:pump_app"), "plain criteria before trees");
    CHECK_STR(touched[2].name, STR("o:maker:pump_firmware"), "then trees");
}

TEST(a_score_without_a_name_is_the_source_of_its_record)
{
    CLEANUP(kb_end) Kb *kb = all();
    uint32_t found;
    KbAdvisory advisory;
    ScanScore score;
    ScoreSource by;

    CHECK_INT(kb_find(kb, STR("RUSTSEC-2024-0001"), &found, 1), 1, "it is there");
    CHECK(kb_advisory(kb, found, &advisory) && advisory.score_count == 1, "with one score");
    CHECK(kb_score(kb, advisory.first_score, &score, &by), "which is read");
    CHECK_INT(score.score, 98, "in tenths");
    CHECK_STR(score.source, STR("osv/crates.io"), "named by its source");
}

TEST(the_manifest_is_sorted_and_dated_by_the_records)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    CLEANUP(kb_end) Kb *kb = all();
    ScanDatabase database;
    int64_t date_s;

    CHECK(kb_database(kb, &arena, &database), "memory");
    CHECK_INT(database.source_count, 5, "eol, epss, kev, nvd, osv");
    CHECK_STR(database.sources[0].id, STR("eol"), "sorted by id");
    CHECK_STR(database.sources[4].id, STR("osv/crates.io"), "to the last");
    CHECK_INT(database.sources[4].records, 2, "withdrawn ones are records, too");
    CHECK_INT(database.sources[3].date_s, 1720000000, "the newest record dates NVD");
    CHECK_INT(database.date_s, 1750000000, "the newest source dates all");
    CHECK(kb_source_date(kb, STR("kev"), &date_s) && date_s == 1750000000, "KEV has its own");
    CHECK(!kb_source_date(kb, STR("csaf/x"), &date_s), "absent");
}

TEST(support_ends_with_the_longest_cycle_that_fits)
{
    static const struct { Str identifier, version; const char *ends; } ROWS[] = {
        { STR_ROW("pkg:generic/postgresql@15.4"), STR_ROW("15.4"), "2026-11-12" },
        { STR_ROW("pkg:generic/postgresql?x=y"), STR_ROW("15"), "2026-11-12" },
        { STR_ROW("a:postgresql:postgresql"), STR_ROW("17.0"), "false" },
        { STR_ROW("PostgreSQL"), STR_ROW("1.0"), "true" },
        { STR_ROW("postgresql"), STR_ROW("151.0"), NULL },
        { STR_ROW("pkg:generic/mysql"), STR_ROW("15"), NULL },
        { STR_ROW("pkg:broken"), STR_ROW("15"), NULL },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(kb_end) Kb *kb = all();

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str ends, source;

        CHECK(kb_support(kb, ROWS[i].identifier, ROWS[i].version, &arena, &ends, &source),
              "memory");
        CHECK_STR(ends, ROWS[i].ends ? str_of(ROWS[i].ends) : STR(""), ROWS[i].identifier.ptr);
        CHECK_STR(source, ROWS[i].ends ? STR("eol") : STR(""), ROWS[i].identifier.ptr);
    }
}

TEST(a_file_that_is_cut_or_changed_is_refused)
{
    Str base = knowledge_base(&ALL), files[KBF_KINDS] = { base };
    CLEANUP(kb_end) Kb *kb = NULL;
    Err err = { 0 };

    files[KBF_BASE] = str_slice(base, 0, base.len - 64);
    CHECK(!kb_open_memory(files, &kb, &err) && err.code == ERR_VERIFY, "cut short");
    files[KBF_BASE] = str_slice(base, 0, 10);
    CHECK(!kb_open_memory(files, &kb, &err) && err.code == ERR_VERIFY, "hardly begun");
    files[KBF_BASE] = (Str){ 0 };
    files[KBF_KEV] = base;
    CHECK(!kb_open_memory(files, &kb, &err) && err.code == ERR_VERIFY, "of another kind");
    files[KBF_KEV] = (Str){ 0 };
    CHECK_OK(kb_open_memory(files, &kb, &err), &err);
    CHECK(!kb_has_ecosystem(kb, STR("npm")), "no file is an empty knowledge base, not a crash");
}
