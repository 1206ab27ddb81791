/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: decision.c decision_book.c decision_inherit.c decision_resolve.c decision_scope.c
 * decision_state.c decision_text.c decision_trigger.c decision_words.c work.c together. */
#include "lifecycle/decision_resolve.h"

#include "scene.h"
#include "test.h"

#include "base/buf.h"
#include "base/date.h"
#include "lifecycle/decision_inherit.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#include <string.h>

enum { ARENA_BYTES = 16 << 20, ORDERS = 12, TEXT_BYTES_MAX = 1 << 16 };

typedef struct {
    const Scene *scene;
    const DecisionBook *book;
    Arena *arena;
    Resolution found;
    Buf *text;
} Asked;

/* ---- what is, in the words of the file ---- */

static Str name_of(Str uuid, char name[8])
{
    static const char DIGITS[] = "0123456789abcdef";
    size_t used = 0;

    for (size_t i = 24; i < uuid.len; i += 2) {
        const char *high = memchr(DIGITS, uuid.ptr[i], 16);
        const char *low = memchr(DIGITS, uuid.ptr[i + 1], 16);
        name[used] = (char)((high - DIGITS) * 16 + (low - DIGITS));
        used += name[used] != 0;
    }
    return (Str){ name, used };
}

static void tell_name(const Asked *a, Str uuid)
{
    char room[8];

    if (buf_str(a->text).len && !str_ends(buf_str(a->text), STR(" ")))
        buf_char(a->text, ',');
    buf_add(a->text, name_of(uuid, room));
}

static Str id_of(const Asked *a, uint32_t decision)
{
    return a->book->record->decisions[decision].id;
}

static uint32_t number_of(const Asked *a, Str name)
{
    uint32_t number = 0;

    CHECK(map_find(&a->book->ids, scene_uuid(name), &number), "a decision of the scenario");
    return number;
}

static void tell_fired(const Asked *a, unsigned fired)
{
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if (fired & trigger_at(i)) {
            if (!str_ends(buf_str(a->text), STR(" ")))
                buf_char(a->text, ',');
            buf_add(a->text, trigger_word(i));
        }
}

static void tell_state(const Asked *a, const SceneWant *want)
{
    static const char *const MISSED[] = {
        "", "product", "flaw", "time", "component", "version", "configuration", "release",
    };
    CLEANUP(arena_done) Arena scratch = arena_new(ARENA_BYTES);
    SubjectRead read = subject_read(&a->scene->subjects[0], &scratch);
    char room[DATE_TEXT_BYTES];
    Standing s;
    Err err = { 0 };

    CHECK_OK(standing_of(a->book, number_of(a, want->name), &read, &s, &err), &err);
    buf_add(a->text, standing_word(s.state));
    buf_char(a->text, ' ');
    if (s.state == STANDING_OUT_OF_SCOPE)
        buf_add(a->text, str_of(MISSED[s.miss]));
    if (s.state == STANDING_SUPERSEDED)
        tell_name(a, id_of(a, s.by));
    if (s.state == STANDING_EXPIRED)
        buf_add(a->text, date_write_s(s.when_s, room));
    if (s.state == STANDING_EXPIRED && s.by_hand)
        buf_add(a->text, STR(" by-hand"));
    if (s.state == STANDING_REOPENED)
        tell_fired(a, s.fired);
}

static void tell_side(const Asked *a, const Side *side)
{
    buf_add(a->text, verdict_word(side->verdict));
    buf_char(a->text, ' ');
    buf_add(a->text, vex_status_word(side->status, DIALECT_OPENVEX));
    if (side->statuses_differ)
        buf_add(a->text, STR("statuses"));
    if (side->flaws_differ)
        buf_add(a->text, STR("flaws"));
}

static void tell_ours(const Asked *a, const SceneWant *want)
{
    (void)want;
    tell_side(a, &a->found.side[DECISION_OURS]);
}

static void tell_supplier(const Asked *a, const SceneWant *want)
{
    (void)want;
    tell_side(a, &a->found.side[DECISION_SUPPLIER]);
}

static void tell_counts(const Asked *a, const SceneWant *want)
{
    (void)want;
    buf_add(a->text, a->found.counts_as_affected ? STR("affected") : STR("closed"));
}

static void tell_waiting(const Asked *a, const SceneWant *want)
{
    const Side *ours = &a->found.side[DECISION_OURS];

    (void)want;
    for (size_t i = 0; i < ours->waiting_count; i++)
        tell_name(a, id_of(a, ours->waiting[i].decision));
}

static void tell_named(const Asked *a, const SceneWant *want)
{
    const Str *ids;
    size_t count;
    Err err = { 0 };

    (void)want;
    CHECK_OK(book_repeated(a->book, &a->scene->draft, a->arena, &ids, &count, &err), &err);
    for (size_t i = 0; i < count; i++)
        tell_name(a, ids[i]);
}

static void tell_head(const Asked *a, const SceneWant *want)
{
    uint32_t head = book_head(a->book, number_of(a, want->name));

    if (head != DECISION_NONE)
        tell_name(a, id_of(a, head));
}

static void tell_strays(const Asked *a, const SceneWant *want)
{
    (void)want;
    buf_printf(a->text, "%zu", a->book->stray_count);
}

static void tell_proposed(const Asked *a, const SceneWant *want)
{
    Subjects subjects = { a->scene->subjects, a->scene->subject_count };
    Proposals proposals;
    Confirmations confirmed;
    char room[8];
    Err err = { 0 };

    (void)want;
    CHECK_OK(decisions_propose(a->book, &subjects, a->arena, &proposals, &err), &err);
    CHECK(proposals_confirm(&proposals, &subjects, NULL, a->arena, &confirmed), "room");
    for (size_t i = 0; i < confirmed.count; i++) {
        tell_name(a, id_of(a, confirmed.rows[i].decision));
        buf_char(a->text, ':');
        buf_add(a->text, name_of(confirmed.rows[i].release, room));
    }
}

static const struct {
    Str what;
    bool named; /* its first word is the name of a decision */
    void (*tell)(const Asked *, const SceneWant *);
} WHATS[] = {
    { STR_ROW("state"), true, tell_state },       { STR_ROW("head"), true, tell_head },
    { STR_ROW("ours"), false, tell_ours },        { STR_ROW("supplier"), false, tell_supplier },
    { STR_ROW("counts"), false, tell_counts },    { STR_ROW("waiting"), false, tell_waiting },
    { STR_ROW("named"), false, tell_named },      { STR_ROW("strays"), false, tell_strays },
    { STR_ROW("proposed"), false, tell_proposed },
};

static void check_want(Asked *a, const SceneWant *want)
{
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES_MAX);
    size_t i = 0;
    Str got, wanted;

    a->text = &text;
    while (i < ARRAY_LEN(WHATS) && !str_eq(WHATS[i].what, want->what))
        i++;
    if (i == ARRAY_LEN(WHATS))
        test_fail("%.*s: not understood", STR_ARG(want->line));
    WHATS[i].tell(a, want);
    got = str_trim(buf_str(&text));
    wanted = WHATS[i].named ? want->want
                            : str_slice(want->line, str_find(want->line, want->what)
                                            + want->what.len + 1, want->line.len);
    if (!str_eq(got.len ? got : STR("-"), wanted))
        test_fail("scenario %.*s\n  %.*s\n  got %.*s", STR_ARG(a->scene->title),
                  STR_ARG(want->line), STR_ARG(got));
}

static void check_scene(const Scene *scene)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = scene_record(scene);
    Asked asked = { .scene = scene, .book = &book, .arena = &arena };
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    if (scene->subject_count)
        CHECK_OK(decisions_resolve(&book, &scene->subjects[0], &arena, &asked.found, &err), &err);
    for (size_t i = 0; i < scene->want_count; i++)
        check_want(&asked, &scene->wants[i]);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void shuffle(Scene *scene, uint64_t *random)
{
    for (size_t i = scene->decision_count; i > 1; i--) {
        size_t k = next_random(random) % i;
        Decision held = scene->decisions[i - 1];
        scene->decisions[i - 1] = scene->decisions[k];
        scene->decisions[k] = held;
    }
}

TEST(each_scenario_holds_in_every_order_of_its_decisions)
{
    static Scene scene;
    Str rest = test_file(test_source_path("tests/data/lifecycle/decisions.data"));
    uint64_t random = 1;
    size_t count = 0;
    bool more = true;

    while (more) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        more = scene_next(&rest, &arena, &scene);
        for (size_t order = 0; more && order < ORDERS; order++) {
            check_scene(&scene);
            shuffle(&scene, &random);
        }
        count += more;
    }
    CHECK(count > 100, "the file was read to its end");
}
