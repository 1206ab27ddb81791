/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_text.h"

#include "scene.h"
#include "snapshot.h"
#include "test.h"

enum { TEXT_BYTES_MAX = 4 << 20, ARENA_BYTES = 16 << 20 };

static void tell_scene(const Scene *scene, Lang lang, Buf *out)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = scene_record(scene);
    SubjectRead read = subject_read(&scene->subjects[0], &arena);
    Resolution found;
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    CHECK_OK(decisions_resolve(&book, &scene->subjects[0], &arena, &found, &err), &err);
    for (uint32_t i = 0; i < scene->decision_count; i++) {
        Party party = { .decision = i };
        CHECK_OK(standing_of(&book, i, &read, &party.standing, &err), &err);
        standing_say(&book, &party, &scene->subjects[0], lang, out);
        buf_char(out, '\n');
    }
    side_say(&book, &found.side[DECISION_OURS], lang, out);
    buf_char(out, '\n');
}

/* Every scenario with a finding, told in both languages. */
TEST(scenarios_read_as_sentences)
{
    static Scene scene;
    Buf out = buf_new(TEXT_BYTES_MAX);
    Str rest = test_file(test_source_path("tests/data/lifecycle/decisions.data"));
    bool more = true;

    while (more) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        more = scene_next(&rest, &arena, &scene);
        if (!more || !scene.subject_count)
            continue;
        buf_printf(&out, "# %.*s\n", STR_ARG(scene.title));
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            tell_scene(&scene, lang, &out);
    }
    snapshot_check("tests/golden/lifecycle-decision-scenarios.txt", &out);
}
