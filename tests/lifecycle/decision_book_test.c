/* SPDX-License-Identifier: Apache-2.0 */
/* Who supersedes whom is told by the scenarios of tests/data/lifecycle/decisions.data. */
#include "lifecycle/decision_book.h"

#include "heap.h"
#include "scene.h"
#include "test.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 << 20, LINE = 1000 };

static const Str IDS[] = {
    STR_ROW("GHSA-aaaa-bbbb-cccc"), STR_ROW("PYSEC-2026-7"), STR_ROW("GHSA-aaaa-bbbb-cccc"),
};
static const Flaw FLAWS[] = { { IDS, 2 } };

/* Three decisions with all that takes memory. */
static DecisionRecord rich_record(Decision d[3])
{
    static const DecisionPolicy POLICY = { .review_min = REVIEWED_BY_OTHER };

    d[0] = scene_decision("D1");
    d[1] = scene_decision("D2");
    d[2] = scene_decision("D3");
    d[1].supersedes = &d[0].id;
    d[1].supersede_count = 1;
    d[2].vulnerabilities = IDS;
    d[2].vulnerability_count = 3;
    return (DecisionRecord){ .decisions = d, .count = 3, .policies = &POLICY, .policy_count = 1,
                             .flaws = FLAWS, .flaw_count = 1,
                             .now_s = scene_time(STR("2026-02-01")) };
}

TEST(two_decisions_of_one_id_are_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Decision d[] = { scene_decision("D1"), scene_decision("D1") };
    DecisionRecord record = { .decisions = d, .count = 2 };
    DecisionBook book;
    Err err = { 0 };

    CHECK(!book_new(&record, &arena, &book, &err), "whichever counted would be a guess");
    CHECK_STR(err.rule, STR("lifecycle.decision-twice"), "the rule");
    CHECK(str_starts(str_of(err.path), STR("decision 00000000")), "it says which");
}

TEST(a_scope_that_cannot_be_read_is_named)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Decision d[] = { scene_decision("D1") };
    DecisionRecord record = { .decisions = d, .count = 1 };
    DecisionBook book;
    Err err = { 0 };

    d[0].scope.component = STR("openssl");
    CHECK(!book_new(&record, &arena, &book, &err), "it is refused");
    CHECK(str_find(str_of(err.path), STR("scope: component")) < str_of(err.path).len,
          "it says where");
}

TEST(a_decision_without_id_is_refused_by_what_else_is_wrong)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Decision d[] = { scene_decision("D1") };
    DecisionRecord record = { .decisions = d, .count = 1 };
    DecisionBook book;
    Err err = { 0 };

    d[0].id = (Str){ 0 };
    d[0].scope.component = STR("openssl");
    CHECK(!book_new(&record, &arena, &book, &err), "it is refused");
    CHECK(str_starts(str_of(err.path), STR("decision ")), "it says where");
}

TEST(more_decisions_than_numbers_are_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    DecisionRecord record = { .count = BOOK_DECISIONS_MAX + 1 };
    DecisionBook book;
    Err err = { 0 };

    CHECK(!book_new(&record, &arena, &book, &err), "it is refused before anything is read");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
}

TEST(an_empty_record_is_a_book)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = { .flaws = FLAWS, .flaw_count = 1 };
    Decision draft = scene_decision("D1");
    const Str *ids;
    size_t count;
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    CHECK_INT(book_entries(&book, STR("pump"), STR("CVE-2026-0001")).count, 0, "nothing");
    CHECK_OK(book_repeated(&book, &draft, &arena, &ids, &count, &err), &err);
    CHECK_INT(count, 0, "nothing to name");
}

TEST(an_id_that_is_listed_twice_is_one_entry)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    Decision d[3];
    DecisionRecord record = rich_record(d);
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    CHECK_INT(book_entries(&book, d[2].product, IDS[0]).count, 1, "once");
    CHECK_INT(book_entries(&book, d[2].product, IDS[1]).count, 1, "the other one, too");
    CHECK(!book.is_apart[2], "and both are one vulnerability");
    CHECK_INT(book_entries(&book, d[0].product, STR("CVE-2026-0001")).count, 1,
              "what is superseded has no entry");
}

/* A long line of successors, in the worst order, is followed to its head. */
TEST(a_long_line_of_successors_ends)
{
    static Decision d[LINE];
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = { .decisions = d, .count = LINE,
                              .now_s = scene_time(STR("2026-02-01")) };
    char name[8];
    Err err = { 0 };

    for (size_t i = 0; i < LINE; i++) {
        snprintf(name, sizeof name, "%zu", i);
        d[i] = scene_decision(name);
        d[i].supersedes = i + 1 < LINE ? &d[i + 1].id : NULL;
        d[i].supersede_count = i + 1 < LINE;
    }
    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    for (uint32_t i = 0; i < LINE; i++)
        CHECK_INT(book_head(&book, i), 0, "the head of the line");
    CHECK_INT(book_entries(&book, d[0].product, STR("CVE-2026-0001")).count, 1, "one stands");
}

static bool make_book(void *context, Arena *arena, Err *err)
{
    CLEANUP(book_done) DecisionBook book = { 0 };

    return book_new(context, arena, &book, err);
}

static bool repeat(void *context, Arena *arena, Err *err)
{
    CLEANUP(arena_done) Arena own = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    const DecisionRecord *record = context;
    Decision draft = record->decisions[2];
    const Str *ids;
    size_t count;

    CHECK_OK(book_new(record, &own, &book, err), err);
    return book_repeated(&book, &draft, arena, &ids, &count, err);
}

TEST(without_memory_there_is_no_book)
{
    Decision d[3];
    DecisionRecord record = rich_record(d);

    CHECK(arena_sweep(make_book, &record) > 0, "at every step of the arena");
    CHECK(arena_sweep(repeat, &record) > 0, "of a draft, too");
    CHECK(heap_sweep(make_book, &record) > 0 || !heap_fails(), "and of the maps");
}
