/* SPDX-License-Identifier: Apache-2.0 */
#include "match/plan.h"

#include "desk.h"
#include "test.h"

#define PURL(t) { .kind = IDENTIFIER_PURL, .text = STR_ROW(t), .field = "purl",                    \
                  .field_i = SBOM_NO_INDEX }
#define CPE(t) { .kind = IDENTIFIER_CPE, .text = STR_ROW(t), .field = "cpe",                       \
                 .field_i = SBOM_NO_INDEX }
static Identifier IDENTIFIERS[] = {
    PURL("pkg:pypi/django@1.0"),
    PURL("pkg:pypi/django@1.0"),
    PURL("pkg:pypi/django@1.1"),
    CPE("cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"),
    PURL("pkg:deb/debian/x@1?distro=debian-12"),
    PURL("pkg:nosuch/x@1"),
    PURL("not a purl"),
    CPE("cpe:2.3:a:acme:*:1.0:*:*:*:*:*:*:*"),
    PURL("pkg:deb/debian/x@1"),
    PURL("pkg:github/acme/lib@v1"),
};
static Component COMPONENTS[] = {
    { .name = STR_ROW("c"), .first_identifier = 0, .identifier_count = 10, .counted = true },
};
static const Sbom SBOM = { .components = COMPONENTS, .component_count = 1, .counted_count = 1,
                           .identifiers = IDENTIFIERS, .identifier_count = 10 };

static const RecordRange OPEN[] = { { .lower_inclusive = true } };
static const RecordAffected AFFECTED[] = {
    { .ecosystem = STR_ROW("PyPI"), .name = STR_ROW("django"), .ranges = OPEN, .range_count = 1 },
};
static const RecordCriterion CRITERIA[] = {
    { .cpe = STR_ROW("cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*"), .vulnerable = true },
};
static const RecordNode NODES[] = { { .op = NODE_OR, .criterion_count = 1 } };
static const Record RECORDS[] = {
    { .id = STR_ROW("X-1"), .affected = AFFECTED, .affected_count = 1, .nodes = NODES,
      .node_count = 1, .criteria = CRITERIA, .criterion_count = 1 },
};
static const KnowledgeSource SOURCES[] = { { STR_ROW("osv/PyPI"), FEED_OSV, RECORDS, 1 } };
static const Knowledge KNOWN = { .sources = SOURCES, .source_count = 1 };

static const struct {
    uint32_t identifier;
    JudgedState state;
    Str rule, ecosystem;
    const char *why;
} ROWS[] = {
    { 0, JUDGED_CHECKED, STR_ROW(""), STR_ROW(""), "PyPI has data" },
    { 3, JUDGED_CHECKED, STR_ROW(""), STR_ROW(""), "so have CPEs" },
    { 4, JUDGED_NO_DATA, STR_ROW("match.no-data"), STR_ROW("Debian:12"), "its release has none" },
    { 5, JUDGED_NO_DATA, STR_ROW("match.no-data"), STR_ROW("nosuch"), "a type without ecosystem" },
    { 6, JUDGED_INVALID, STR_ROW("purl.no-scheme"), STR_ROW(""), "no purl at all" },
    { 7, JUDGED_NO_DATA, STR_ROW("match.cpe-without-product"), STR_ROW("cpe"), "any product" },
    { 8, JUDGED_NO_DATA, STR_ROW("match.release-unknown"), STR_ROW("Debian"), "which Debian?" },
    { 9, JUDGED_NO_DATA, STR_ROW("match.no-data"), STR_ROW("git"), "no record of repositories" },
};

TEST(each_kind_of_identifier_allows_its_own_look_ups)
{
    CLEANUP(desk_done) Desk d;
    Err err = { 0 };

    desk_init(&d, &KNOWN, &SBOM);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const Judgement *judged;
        uint32_t number;

        CHECK_OK(plan_identifier(&d.m, (Owner){ ROWS[i].identifier, 0 }, &number, &err), &err);
        judged = desk_judged(&d, number);
        CHECK_INT(judged->state, ROWS[i].state, ROWS[i].why);
        CHECK_STR(judged->problem ? judged->problem->rule : STR(""), ROWS[i].rule, ROWS[i].why);
        CHECK_STR(judged->problem ? judged->problem->ecosystem : STR(""), ROWS[i].ecosystem,
                  ROWS[i].why);
    }
}

TEST(the_same_identifier_and_version_are_judged_once)
{
    CLEANUP(desk_done) Desk d;
    uint32_t number[3];
    Err err = { 0 };

    desk_init(&d, &KNOWN, &SBOM);
    for (uint32_t i = 0; i < 3; i++)
        CHECK_OK(plan_identifier(&d.m, (Owner){ i, 0 }, &number[i], &err), &err);
    CHECK_INT(number[0], number[1], "equal texts");
    CHECK(number[2] != number[0], "another version");
    CHECK_INT(d.m.judgements.count, 2, "two judgements in all");
}

TEST(a_name_alone_is_looked_up_when_one_vendor_makes_it)
{
    static Component named[] = { { .name = STR_ROW("Viewer"), .version = STR_ROW("1.0") },
                                 { .name = STR_ROW("Viewer") },
                                 { .name = STR_ROW("nothing like it"), .version = STR_ROW("1") } };
    static const Sbom sbom = { .components = named, .component_count = 3 };
    CLEANUP(desk_done) Desk d;
    uint32_t number;
    Err err = { 0 };

    desk_init(&d, &KNOWN, &sbom);
    CHECK_OK(plan_name(&d.m, 0, &number, &err), &err);
    CHECK_INT(desk_judged(&d, number)->hit_count, 1, "acme's viewer");
    CHECK_INT(LIST_AT(d.m.hits, Hit, 0)->rule, RULE_NAME, "by nothing but its name");
    CHECK_OK(plan_name(&d.m, 1, &number, &err), &err);
    CHECK_INT(number, MATCH_NONE, "without a version a name says nothing");
    CHECK_OK(plan_name(&d.m, 2, &number, &err), &err);
    CHECK_INT(desk_judged(&d, number)->hit_count, 0, "unknown");
}

/* A repository without commit says where the source lies; beside a purl it says nothing else. */
TEST(a_repository_says_which_source_only_with_a_revision)
{
    static Identifier identifiers[] = {
        { .kind = IDENTIFIER_GIT, .text = STR_ROW("https://github.com/acme/lib") },
        PURL("pkg:pypi/django@1.0"),
        { .kind = IDENTIFIER_GIT, .text = STR_ROW("https://github.com/acme/lib"),
          .commit = STR_ROW("1df58f77820b5feb747d34cc6aff26276db8b6dd") },
    };
    static Component components[] = {
        { .name = STR_ROW("lib"), .version = STR_ROW("v1"), .identifier_count = 2 },
        { .name = STR_ROW("lib"), .version = STR_ROW("v1"), .identifier_count = 1 },
        { .name = STR_ROW("lib"), .first_identifier = 2, .identifier_count = 1 },
    };
    static const Sbom sbom = { .components = components, .component_count = 3,
                               .identifiers = identifiers, .identifier_count = 3 };
    static const struct { Owner owner; JudgedState state; const char *why; } rows[] = {
        { { 0, 0 }, JUDGED_IGNORED, "beside a purl" },
        { { 0, 1 }, JUDGED_NO_DATA, "alone, with the version as tag" },
        { { 2, 2 }, JUDGED_NO_DATA, "with a commit" },
    };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(desk_done) Desk d;
        uint32_t number;

        desk_init(&d, &KNOWN, &sbom);
        CHECK_OK(plan_identifier(&d.m, rows[i].owner, &number, &err), &err);
        CHECK_INT(desk_judged(&d, number)->state, rows[i].state, rows[i].why);
    }
}

TEST(a_cpe_is_not_checked_where_no_record_speaks_of_cpes)
{
    static const Record purl_only[] = {
        { .id = STR_ROW("X-1"), .affected = AFFECTED, .affected_count = 1 },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("osv/PyPI"), FEED_OSV, purl_only, 1 } };
    CLEANUP(desk_done) Desk d;
    const Judgement *judged;
    uint32_t number;
    Err err = { 0 };

    desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, &SBOM);
    CHECK_OK(plan_identifier(&d.m, (Owner){ 3, 0 }, &number, &err), &err);
    judged = desk_judged(&d, number);
    CHECK_INT(judged->state, JUDGED_NO_DATA, "no data is no \"not affected\"");
    CHECK_STR(judged->problem->ecosystem, STR("cpe"), "and it says of what");
}

/* Since most CVE records bear no CPE, words alone are data. */
TEST(a_cpe_is_checked_where_records_name_products_by_words)
{
    static const RecordRange below_2[] = { { .upper = STR_ROW("2"), .fixed_known = true } };
    static const RecordAffected viewer[] = {
        { .kind = AFFECTED_PRODUCT, .ecosystem = STR_ROW("ACME"), .name = STR_ROW("Viewer"),
          .scheme = SCHEME_GENERIC, .ranges = below_2, .range_count = 1 },
    };
    static const Record records[] = {
        { .id = STR_ROW("CVE-2024-1"), .affected = viewer, .affected_count = 1 },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("cve"), FEED_CVE, records, 1 } };
    CLEANUP(desk_done) Desk d;
    const Judgement *judged;
    uint32_t number;
    Err err = { 0 };

    desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, &SBOM);
    CHECK_OK(plan_identifier(&d.m, (Owner){ 3, 0 }, &number, &err), &err);
    judged = desk_judged(&d, number);
    CHECK_INT(judged->state, JUDGED_CHECKED, "there is data of products");
    CHECK_INT(judged->hit_count, 1, "vendor and product, in any case");
}

/* The dictionary's spelling: lower case, "_" for a blank, everything else quoted. */
TEST(a_name_is_spelled_as_the_dictionary_does)
{
    static const RecordCriterion criteria[] = {
        { .cpe = STR_ROW("cpe:2.3:a:acme:drip_set\\+_2.0-x:*:*:*:*:*:*:*:*"), .vulnerable = true },
    };
    static const Record records[] = { { .id = STR_ROW("X-1"), .nodes = NODES, .node_count = 1,
                                        .criteria = criteria, .criterion_count = 1 } };
    static const KnowledgeSource sources[] = { { STR_ROW("nvd"), FEED_NVD, records, 1 } };
    static Component named[] = {
        { .name = STR_ROW("Drip Set+ 2.0-x"), .version = STR_ROW("1") },
        { .name = STR_ROW("libdrip"), .source_name = STR_ROW("drip set+ 2.0-X"),
          .version = STR_ROW("1") },
        { .name = STR_ROW("drip~set"), .version = STR_ROW("1") },
        { .version = STR_ROW("1") },
    };
    static const Sbom sbom = { .components = named, .component_count = 4 };
    static const uint32_t want[] = { 1, 1, 0 };
    CLEANUP(desk_done) Desk d;
    uint32_t number;
    Err err = { 0 };

    desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, &sbom);
    for (uint32_t i = 0; i < ARRAY_LEN(want); i++) {
        CHECK_OK(plan_name(&d.m, i, &number, &err), &err);
        CHECK_INT(desk_judged(&d, number)->hit_count, want[i], "by its name");
    }
    CHECK_OK(plan_name(&d.m, 3, &number, &err), &err);
    CHECK_INT(number, MATCH_NONE, "without a name there is nothing to look up");
}

/* The CVE List says Linux/Linux, the CPE dictionary linux:linux_kernel. */
TEST(a_product_is_also_looked_up_as_cve_records_call_it)
{
    static const RecordRange below_2[] = { { .upper = STR_ROW("2"), .fixed_known = true } };
    static const RecordAffected kernel[] = {
        { .kind = AFFECTED_PRODUCT, .ecosystem = STR_ROW("Linux"), .name = STR_ROW("Linux"),
          .scheme = SCHEME_GENERIC, .ranges = below_2, .range_count = 1 },
    };
    static const Record records[] = {
        { .id = STR_ROW("CVE-2024-1"), .affected = kernel, .affected_count = 1 },
    };
    static const KnowledgeSource sources[] = { { STR_ROW("cve"), FEED_CVE, records, 1 } };
    static Identifier identifiers[] = {
        CPE("cpe:2.3:o:linux:linux_kernel:1.0:*:*:*:*:*:*:*"),
        CPE("cpe:2.3:o:linux:linux_kernel:2.0:*:*:*:*:*:*:*"),
        CPE("cpe:2.3:o:acme:linux_kernel:1.0:*:*:*:*:*:*:*"),
        CPE("cpe:2.3:o:linux:linux_firmware:1.0:*:*:*:*:*:*:*"),
    };
    static Component components[] = { { .name = STR_ROW("c"), .identifier_count = 4 } };
    static const Sbom sbom = { .components = components, .component_count = 1,
                               .identifiers = identifiers, .identifier_count = 4 };
    static const uint32_t want[] = { 1, 0, 0, 0 };
    CLEANUP(desk_done) Desk d;
    uint32_t number;
    Err err = { 0 };

    desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, &sbom);
    for (uint32_t i = 0; i < ARRAY_LEN(want); i++) {
        CHECK_OK(plan_identifier(&d.m, (Owner){ i, 0 }, &number, &err), &err);
        CHECK_INT(desk_judged(&d, number)->hit_count, want[i], "the kernel below 2");
    }
}
