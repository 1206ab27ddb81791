/* SPDX-License-Identifier: Apache-2.0 */
/* The states themselves are told by the scenarios of tests/data/lifecycle/decisions.data. */
#include "lifecycle/decision_state.h"

#include "heap.h"
#include "scene.h"
#include "snapshot.h"
#include "test.h"

#include "base/msg.h"

enum { TEXT_BYTES_MAX = 1 << 20, ARENA_BYTES = 1 << 20 };

TEST(the_order_of_states_is_the_one_in_data)
{
    Buf out = buf_new(TEXT_BYTES_MAX);

    buf_add(&out, STR("place\tstate\tasks_en\tasks_ja\tsays_en\tsays_ja\tsource\n"));
    for (StandingState s = STANDING_OUT_OF_SCOPE; s < STANDINGS; s++) {
        const char place[] = { (char)('1' + s), '\0' };
        SNAPSHOT_ROW(&out, str_of(place), standing_word(s),
                     msg_text(LANG_EN, standing_question(s)),
                     msg_text(LANG_JA, standing_question(s)),
                     msg_text(LANG_EN, standing_sentence(s)),
                     msg_text(LANG_JA, standing_sentence(s)), standing_source(s));
    }
    snapshot_check("data/lifecycle/decision-states.tsv", &out);
}

/* ---- a decision alone ---- */

TEST(a_decision_alone_is_asked_only_what_needs_no_finding)
{
    static const DecisionPolicy POLICY[] = { { .review_min = REVIEWED_BY_OTHER } };
    static const struct {
        const char *expires, *named;
        bool demanded, inherits;
        StandingState want;
    } ROWS[] = {
        { NULL, NULL, false, false, STANDING_IN_FORCE },
        { NULL, NULL, false, true, STANDING_IN_FORCE },
        { NULL, NULL, true, false, STANDING_AWAITING_REVIEW },
        { "2026-01-20", NULL, true, false, STANDING_EXPIRED },
        { "2026-01-20", "D1", true, false, STANDING_SUPERSEDED },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(book_done) DecisionBook book = { 0 };
        Decision d[2] = { scene_decision("D1"), scene_decision("D2") };
        DecisionPolicy policy = POLICY[0];
        DecisionRecord record = { .decisions = d, .count = 2, .policies = &policy,
                                  .policy_count = ROWS[i].demanded,
                                  .now_s = scene_time(STR("2026-02-01")) };
        Err err = { 0 };
        d[0].scope.inherits = ROWS[i].inherits;
        d[0].expires_s = ROWS[i].expires ? scene_time(str_of(ROWS[i].expires)) : 0;
        d[1].supersedes = &d[0].id;
        d[1].supersede_count = ROWS[i].named ? 1 : 0;
        policy.product = d[0].product;
        CHECK_OK(book_new(&record, &arena, &book, &err), &err);
        CHECK_INT(standing_alone(&book, 0).state, ROWS[i].want, "the state");
    }
}

/* ---- memory ---- */

static bool stand(void *context, Arena *arena, Err *err)
{
    static Decision d;
    const DecisionRecord record = { .decisions = &d, .count = 1,
                                    .now_s = scene_time(STR("2026-02-01")) };
    CLEANUP(arena_done) Arena own = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    Subject subject = scene_subject();
    SubjectRead read;
    Standing out;

    (void)context;
    d = scene_decision("D1");
    subject.purl = STR("pkg:generic/openssl@3.0.11?vcs_url=git%2Bhttps://example.org/openssl");
    read = subject_read(&subject, arena);
    return book_new(&record, &own, &book, err) && standing_of(&book, 0, &read, &out, err);
}

TEST(without_memory_there_is_no_state)
{
    CHECK(arena_sweep(stand, NULL) > 0, "identifiers are read into the arena");
}
