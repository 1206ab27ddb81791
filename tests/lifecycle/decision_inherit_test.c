/* SPDX-License-Identifier: Apache-2.0 */
/* Which decisions are proposed is told by the scenarios of tests/data/lifecycle/decisions.data. */
#include "lifecycle/decision_inherit.h"

#include "heap.h"
#include "scene.h"
#include "test.h"

#include "lifecycle/decision_trigger.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 << 20, MANY = 300 };

typedef struct {
    Decision d[2];
    Subject rows[MANY];
    Subjects subjects;
    DecisionRecord record;
    DecisionBook book;
} Case;

/* Two decisions that inherit, and `count` findings, each in a release of its own. */
static void case_fill(Case *c, size_t count, Arena *arena)
{
    static const char *const NAMES[] = { "D1", "D2" };
    char name[8];
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(c->d); i++) {
        c->d[i] = scene_decision(NAMES[i]);
        c->d[i].scope.inherits = true;
    }
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "9.%03zu", i);
        c->rows[i] = scene_subject();
        c->rows[i].release = scene_uuid(str_of(name));
    }
    c->subjects = (Subjects){ c->rows, count };
    c->record = (DecisionRecord){ .decisions = c->d, .count = ARRAY_LEN(c->d),
                                  .now_s = scene_time(STR("2026-02-01")) };
    CHECK_OK(book_new(&c->record, arena, &c->book, &err), &err);
}

TEST(many_proposals_are_grouped_by_decision)
{
    static Case c;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Proposals found;
    Confirmations confirmed;
    Err err = { 0 };

    case_fill(&c, MANY, &arena);
    CHECK_OK(decisions_propose(&c.book, &c.subjects, &arena, &found, &err), &err);
    CHECK_INT(found.count, 2 * MANY, "each decision for each finding");
    CHECK_INT(found.group_count, 2, "in two groups");
    CHECK_INT(found.groups[1].count, MANY, "of all findings");
    CHECK_OK(proposals_confirm(&found, &c.subjects, NULL, &arena, &confirmed, &err), &err);
    CHECK_INT(confirmed.count, 2 * MANY, "one command confirms all");
    CHECK_STR(confirmed.rows[0].build.version, STR("3.0.11"), "with the facts of the finding");
    book_done(&c.book);
}

TEST(groups_may_be_chosen)
{
    static const bool CHOSEN[] = { false, true };
    static Case c;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Proposals found;
    Confirmations confirmed;
    Err err = { 0 };

    case_fill(&c, 3, &arena);
    CHECK_OK(decisions_propose(&c.book, &c.subjects, &arena, &found, &err), &err);
    CHECK_OK(proposals_confirm(&found, &c.subjects, CHOSEN, &arena, &confirmed, &err), &err);
    CHECK_INT(confirmed.count, 3, "the second decision");
    CHECK_INT(confirmed.rows[0].decision, found.groups[1].decision, "and no other");
    book_done(&c.book);
}

/* What was confirmed is appended, and then is in force. */
TEST(a_confirmed_proposal_is_in_force)
{
    static Case c;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    DecisionRelease rows[2];
    Proposals found;
    Confirmations confirmed;
    Resolution after;
    Err err = { 0 };

    case_fill(&c, 1, &arena);
    CHECK_OK(decisions_propose(&c.book, &c.subjects, &arena, &found, &err), &err);
    CHECK_OK(proposals_confirm(&found, &c.subjects, NULL, &arena, &confirmed, &err), &err);
    for (size_t i = 0; i < 2; i++) {
        const Confirmation *made = &confirmed.rows[i];
        rows[i] = (DecisionRelease){ made->release, c.record.now_s, c.d[0].author, &made->build };
        CHECK_OK(decision_confirm_check(&c.d[made->decision], &rows[i], &err), &err);
        c.d[made->decision].scope.releases = &rows[i];
    }
    book_done(&c.book);
    CHECK_OK(book_new(&c.record, &arena, &c.book, &err), &err);
    CHECK_OK(decisions_resolve(&c.book, &c.rows[0], &arena, &after, &err), &err);
    CHECK_INT(after.side[DECISION_OURS].verdict, VERDICT_DECIDED, "nothing is asked again");
    CHECK_OK(decisions_propose(&c.book, &c.subjects, &arena, &found, &err), &err);
    CHECK_INT(found.count, 0, "nothing is left to confirm");
    book_done(&c.book);
}

/* Two findings of one release that differ in what they were made of. */
TEST(a_release_is_confirmed_on_the_builds_of_all_its_findings)
{
    static Case c;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Proposals found;
    Confirmations confirmed;
    Err err = { 0 };

    case_fill(&c, 3, &arena);
    for (size_t i = 0; i < 3; i++)
        c.rows[i].release = scene_uuid(STR("9.9"));
    c.rows[2].build.version = STR("3.0.12");
    CHECK_OK(decisions_propose(&c.book, &c.subjects, &arena, &found, &err), &err);
    CHECK_OK(proposals_confirm(&found, &c.subjects, NULL, &arena, &confirmed, &err), &err);
    CHECK_INT(confirmed.count, 2, "once for each decision");
    CHECK_INT(confirmed.rows[0].build.other_count, 1, "equal builds are one");
    CHECK_STR(confirmed.rows[0].build.others[0].version, STR("3.0.12"), "the other");
    book_done(&c.book);
}

/* Each finding is made of something else. */
TEST(more_builds_than_a_decision_holds_are_refused)
{
    enum { TOO_MANY = DECISION_BUILDS_MAX + 2 };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    char (*version)[8] = (char (*)[8])arena_alloc(&arena, TOO_MANY, sizeof *version);
    DecisionBuild made = { .version = STR("first") };
    size_t room = 0, i = 0;
    Err err = { 0 };

    CHECK(version, "room");
    for (; i < TOO_MANY; i++) {
        DecisionBuild found = { .version = STR("") };

        snprintf(version[i], sizeof version[i], "%zu", i);
        found.version = str_of(version[i]);
        if (!build_join(&made, &room, &found, &arena, &err))
            break;
    }
    CHECK_INT(i, DECISION_BUILDS_MAX, "the first and as many others");
    CHECK_STR(err.rule, STR("lifecycle.decision-too-many"), "the rule");
}

static bool propose(void *context, Arena *arena, Err *err)
{
    const Case *c = context;
    Proposals found;
    Confirmations confirmed;

    if (!decisions_propose(&c->book, &c->subjects, arena, &found, err))
        return false;
    return proposals_confirm(&found, &c->subjects, NULL, arena, &confirmed, err);
}

TEST(without_memory_nothing_is_proposed)
{
    static Case c;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);

    case_fill(&c, 100, &arena);
    for (size_t i = 0; i < 50; i++) { /* of one release, each made of something else */
        static char version[50][8];

        snprintf(version[i], sizeof version[i], "4.%zu", i);
        c.rows[i].release = scene_uuid(STR("9.9"));
        c.rows[i].build.version = str_of(version[i]);
    }
    CHECK(arena_sweep(propose, &c) > 0, "at every step of the arena");
    CHECK(heap_sweep(propose, &c) > 0 || !heap_fails(), "and of the heap");
    book_done(&c.book);
}
