/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge.h"
#include "test.h"

enum { FLAGS = (1 << KB_SCHEME_SHIFT) - 1 };

static Kb *make(const Record *records, size_t count)
{
    KnowledgeSource source = { STR("cve"), FEED_CVE, records, count };

    return knowledge_make(&(Knowledge){ .sources = &source, .source_count = 1 });
}

TEST(a_bound_that_is_no_version_makes_a_range_not_comparable)
{
    static const RecordRange RANGES[] = { { .upper = STR_ROW("next week") },
                                          { .lower = STR_ROW("not one"), .exact = true } };
    static const RecordAffected AFFECTED = { .ecosystem = STR_ROW("npm"), .name = STR_ROW("x"),
                                             .ranges = RANGES, .range_count = 2 };
    static const Record RECORD = { .id = STR_ROW("CVE-2024-0001"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    Kb *kb = make(&RECORD, 1);
    KbPackage package;

    CHECK(kb_package(kb, STR("npm"), STR("x"), &package) && package.count == 2, "filed");
    for (uint32_t i = 0; i < 2; i++) {
        CHECK(package.lower_prefix[i] == 0, "no prefix hides it");
        CHECK_INT((package.ranges[i].flags & KB_NOT_COMPARABLE) != 0,
                  (package.ranges[i].flags & KB_EXACT) == 0,
                  "an enumerated version is met by its text");
    }
    kb_close(kb);
}

TEST(a_product_of_two_schemes_is_compared_freely)
{
    static const RecordRange RANGE = { .upper = STR_ROW("2.0") };
    static const RecordAffected ONE = { .kind = AFFECTED_PRODUCT, .ecosystem = STR_ROW("Maker"),
                                        .name = STR_ROW("Pump"), .scheme = SCHEME_SEMVER,
                                        .ranges = &RANGE, .range_count = 1 };
    static const RecordAffected TWO = { .kind = AFFECTED_PRODUCT, .ecosystem = STR_ROW("maker"),
                                        .name = STR_ROW("pump"), .scheme = SCHEME_RPM,
                                        .ranges = &RANGE, .range_count = 1 };
    static const Record RECORDS[] = {
        { .id = STR_ROW("CVE-2024-0001"), .affected = &ONE, .affected_count = 1 },
        { .id = STR_ROW("CVE-2024-0002"), .affected = &TWO, .affected_count = 1 },
    };
    Kb *kb = make(RECORDS, 1);
    KbPackage package;

    CHECK(kb_package(kb, STR("product"), STR("maker:pump"), &package), "folded");
    CHECK_INT(package.scheme, SCHEME_SEMVER, "one scheme is kept");
    CHECK_INT(package.ranges[0].flags >> KB_SCHEME_SHIFT, SCHEME_SEMVER, "and said");
    kb_close(kb);
    kb = make(RECORDS, 2);
    CHECK(kb_package(kb, STR("product"), STR("maker:pump"), &package), "folded");
    CHECK_INT(package.scheme, SCHEME_GENERIC, "two cannot be");
    CHECK_INT(package.count, 2, "both are there");
    kb_close(kb);
}

TEST(commits_have_no_order_and_tags_are_enumerated)
{
    static const RecordRange COMMITS = { .lower = STR_ROW("aaaa"), .lower_inclusive = true,
                                         .upper = STR_ROW("bbbb"), .fixed_known = true };
    static const Str TAG = STR_ROW("v1.2");
    static const RecordAffected AFFECTED = { .kind = AFFECTED_GIT, .ranges = &COMMITS,
                                             .name = STR_ROW("https://Git.Maker.example/pump.git"),
                                             .range_count = 1, .versions = &TAG,
                                             .version_count = 1 };
    static const Record RECORD = { .id = STR_ROW("OSV-1"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    Kb *kb = make(&RECORD, 1);
    KbPackage package;

    CHECK(kb_package(kb, STR("git"), STR("git.maker.example/pump"), &package), "by its place");
    CHECK_INT(package.ranges[0].flags & FLAGS, KB_COMMIT | KB_LOWER_INCLUSIVE | KB_FIXED,
              "from commit to commit");
    CHECK_INT(kb_version(kb, package.ranges[0].lower).key.len, 0, "a commit has no key");
    CHECK_INT(package.ranges[1].flags & FLAGS, KB_EXACT, "a tag is a version");
    kb_close(kb);
}

TEST(what_is_not_said_to_be_unaffected_is_affected_by_default)
{
    static const RecordRange RANGE = { .lower = STR_ROW("2.0"), .lower_inclusive = true,
                                       .unaffected = true };
    static const RecordAffected AFFECTED = { .kind = AFFECTED_PRODUCT, .ecosystem = STR_ROW("m"),
                                             .name = STR_ROW("p"), .ranges = &RANGE,
                                             .range_count = 1, .default_affected = true };
    static const Record RECORD = { .id = STR_ROW("CVE-2024-0001"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    Kb *kb = make(&RECORD, 1);
    KbPackage package;

    CHECK(kb_package(kb, STR("product"), STR("m:p"), &package) && package.count == 2, "both");
    CHECK_INT(package.ranges[0].flags & FLAGS, KB_LOWER_OPEN | KB_UPPER_OPEN, "every version");
    CHECK(package.ranges[1].flags & KB_UNAFFECTED, "but these");
    kb_close(kb);
}

TEST(equal_ranges_of_one_record_are_kept_once)
{
    static const RecordRange RANGES[] = { { .upper = STR_ROW("1.0.0"), .fixed_known = true },
                                          { .upper = STR_ROW("1.0.0"), .fixed_known = true } };
    static const RecordAffected AFFECTED = { .ecosystem = STR_ROW("npm"), .name = STR_ROW("x"),
                                             .ranges = RANGES, .range_count = 2 };
    static const Record RECORD = { .id = STR_ROW("GHSA-1"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    Kb *kb = make(&RECORD, 1);
    KbPackage package;

    CHECK(kb_package(kb, STR("npm"), STR("x"), &package) && package.count == 1, "once");
    kb_close(kb);
}

TEST(products_of_wildcards_lie_together_in_the_order_of_their_ranges)
{
    static const RecordCriterion CRITERIA[] = {
        { .cpe = STR_ROW("cpe:2.3:a:*:pump_app:*:*:*:*:*:*:*:*"), .vulnerable = true,
          .range = { .upper = STR_ROW("2.0") }, .ranged = true },
        { .cpe = STR_ROW("cpe:2.3:a:maker:pump_app:1.0:*:*:*:*:*:*:*"), .vulnerable = true },
        { .cpe = STR_ROW("cpe:2.3:a:maker:viewer_*:*:*:*:*:*:*:*:*"), .vulnerable = true,
          .range = { .lower = STR_ROW("1.0") }, .ranged = true },
    };
    static const RecordNode NODES[] = { { .op = NODE_OR, .criterion_count = 3 } };
    static const Record RECORD = { .id = STR_ROW("CVE-2024-0001"), .nodes = NODES, .node_count = 1,
                                   .criteria = CRITERIA, .criterion_count = 3 };
    Kb *kb = make(&RECORD, 1);
    uint32_t place = 0;
    KbPackage package;
    KbCriterion criterion;

    CHECK(kb_package(kb, STR("cpe"), STR("*"), &package), "they have a package");
    CHECK_INT(package.count, 2, "of two ranges");
    for (uint32_t i = 0; i < 2; i++) {
        Str product = kb_wildcard_next(kb, &place);

        CHECK(kb_range_criterion(kb, &package.ranges[i], &criterion), "each has its criterion");
        CHECK(product.len && str_find(criterion.cpe, product) < criterion.cpe.len, "its product");
    }
    CHECK_INT(kb_wildcard_next(kb, &place).len, 0, "no more");
    CHECK_INT(kb_wildcard_next(kb, &place).len, 0, "and none after that");
    kb_close(kb);
}
