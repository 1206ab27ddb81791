/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/collect.h"

static CollectAdvisory *collect(Collect *into, const Record *record)
{
    Err err = { 0 };

    CHECK_OK(collect_record(into, record, (CollectPlace){ 0 }, &err), &err);
    return LIST_AT(&into->advisories, CollectAdvisory, into->advisories.count - 1);
}

TEST(zero_and_star_below_are_every_version)
{
    static const RecordRange RANGES[] = {
        { .lower = STR_ROW("0"), .lower_inclusive = true, .upper = STR_ROW("2") },
        { .lower = STR_ROW("*"), .upper = STR_ROW("*") },
        { .lower = STR_ROW("0"), .exact = true },
    };
    static const RecordAffected AFFECTED = { .ecosystem = STR_ROW("npm"), .name = STR_ROW("x"),
                                             .ranges = RANGES, .range_count = 3 };
    static const Record RECORD = { .id = STR_ROW("A-1"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(collect_done) Collect into = collect_new(&arena);
    CollectAdvisory *row = collect(&into, &RECORD);

    CHECK_INT(row->range_count, 3, "three");
    CHECK(LIST_AT(&into.ranges, CollectRange, 0)->flags & KB_UPPER_OPEN, "* is the end");
    CHECK(LIST_AT(&into.ranges, CollectRange, 1)->flags & KB_LOWER_OPEN, "0 is the beginning");
    CHECK(LIST_AT(&into.ranges, CollectRange, 2)->flags & KB_EXACT, "0 alone is a version");
}

TEST(an_unknown_ecosystem_is_counted_and_not_compared)
{
    static const RecordRange RANGE = { .upper = STR_ROW("2") };
    static const Str VERSION = STR_ROW("1.5");
    static const RecordAffected AFFECTED = { .ecosystem = STR_ROW("Nowhere"), .ranges = &RANGE,
                                             .name = STR_ROW("x"), .range_count = 1,
                                             .versions = &VERSION, .version_count = 1 };
    static const Record RECORD = { .id = STR_ROW("A-1"), .affected = &AFFECTED,
                                   .affected_count = 1 };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(collect_done) Collect into = collect_new(&arena);
    CollectAdvisory *row = collect(&into, &RECORD);

    CHECK_INT(row->unknown_ecosystem, 1, "counted");
    CHECK(LIST_AT(&into.ranges, CollectRange, 0)->flags & KB_NOT_COMPARABLE, "no order");
    CHECK(!(LIST_AT(&into.ranges, CollectRange, 1)->flags & KB_NOT_COMPARABLE),
          "an enumerated version is met by its text");
}

TEST(a_criterion_that_is_no_cpe_is_kept_in_a_tree_only_and_filed_nowhere)
{
    static const RecordCriterion CRITERIA[] = {
        { .cpe = STR_ROW("nonsense"), .vulnerable = true },
        { .cpe = STR_ROW("nonsense"), .vulnerable = true },
    };
    static const RecordNode NODES[] = { { .op = NODE_OR, .criterion_count = 2 },
                                        { .op = NODE_AND, .criterion_count = 2 } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    CLEANUP(collect_done) Collect into = collect_new(&arena);

    for (uint32_t i = 0; i < 2; i++) {
        Record record = { .id = STR_ROW("CVE-2024-0001"), .nodes = &NODES[i], .node_count = 1,
                          .criteria = CRITERIA, .criterion_count = 2 };
        CollectAdvisory *row = collect(&into, &record);

        CHECK_INT(row->criterion_count, i ? 2 : 0, "the tree may hold or not; nobody can say");
        CHECK_INT(row->range_count, 0, "matches nothing");
        CHECK_INT(into.left_out, 2 + 2 * i, "and it is told");
    }
}

TEST(an_and_of_one_thing_and_an_or_of_anything_need_no_tree)
{
    static const RecordCriterion CRITERIA[] = {
        { .cpe = STR_ROW("cpe:2.3:a:m:x:1:*:*:*:*:*:*:*"), .vulnerable = true },
        { .cpe = STR_ROW("cpe:2.3:h:m:y:-:*:*:*:*:*:*:*") },
    };
    static const struct { RecordNode nodes[3]; size_t count; uint32_t kept; const char *why; }
    ROWS[] = {
        { { { .op = NODE_AND, .child_count = 1 }, { .op = NODE_OR, .criterion_count = 2 } }, 2, 0,
          "an AND of one child" },
        { { { .op = NODE_OR, .child_count = 2 }, { .op = NODE_OR, .criterion_count = 1 },
            { .op = NODE_OR, .first_criterion = 1, .criterion_count = 1 } }, 3, 0, "ORs" },
        { { { .op = NODE_AND, .criterion_count = 2 } }, 1, 1, "an AND of two criteria" },
        { { { .op = NODE_OR, .criterion_count = 1, .negate = true } }, 1, 1, "a negation" },
        { { { .op = NODE_OR, .child_count = 5 } }, 1, 0, "counts that contradict: nothing" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
        CLEANUP(collect_done) Collect into = collect_new(&arena);
        Record record = { .id = STR("CVE-2024-0001"), .nodes = ROWS[i].nodes,
                          .node_count = ROWS[i].count, .criteria = CRITERIA,
                          .criterion_count = 2 };

        CHECK_INT(collect(&into, &record)->node_count, ROWS[i].kept, ROWS[i].why);
    }
}

TEST(without_memory_a_record_fails_cleanly)
{
    static const Record RECORD = { .id = STR_ROW("A-1") };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 10);
    CLEANUP(collect_done) Collect into = collect_new(&arena);
    Err err = { 0 };

    CHECK(!collect_record(&into, &RECORD, (CollectPlace){ 0 }, &err), "a kilobyte is too little");
    CHECK_INT(err.code, ERR_LIMIT, "and said");
}
