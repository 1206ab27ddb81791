/* SPDX-License-Identifier: Apache-2.0 */
#include "match/crew.h"

#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 28 };

static const char *const SCENARIOS[] = { "languages", "distributions", "configurations",
                                         "platform-unknown", "cve-products", "repositories" };

/* What a scenario comes to when it is matched in so many parts. */
static Str parts_scan(const char *name, const Kb *kb, size_t count, Arena *arena)
{
    Arena part[CREW_MAX], *arenas[CREW_MAX];
    Match matches[CREW_MAX];
    MatchTask task;
    Scan scan = { .findings = NULL };
    Sbom sbom;
    Err err = { 0 };
    Str text;

    for (size_t i = 0; i < CREW_MAX; i++) {
        part[i] = arena_new(ARENA_BYTES);
        arenas[i] = &part[i];
    }
    scenario_sbom(name, arena, &sbom);
    task = match_task(kb, &sbom, 0);
    CHECK_OK(crew_match(&task, arenas, matches, count, &err), &err);
    CHECK_OK(match_join(matches, count, arena, &scan, &err), &err);
    text = scenario_text(&scan, arena);
    for (size_t i = 0; i < CREW_MAX; i++)
        arena_done(&part[i]);
    return text;
}

TEST(a_document_in_parts_gives_the_same_answer)
{
    for (size_t i = 0; i < ARRAY_LEN(SCENARIOS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);

        for (size_t count = 1; count <= CREW_MAX; count++)
            CHECK_STR(parts_scan(SCENARIOS[i], kb, count, &arena),
                      scenario_expected(SCENARIOS[i]), SCENARIOS[i]);
    }
}

TEST(only_a_large_document_is_worth_a_crew)
{
    CHECK_INT(crew_size(0), 1, "nothing");
    CHECK_INT(crew_size(2 * CREW_COMPONENTS_MIN - 1), 1, "small");
    CHECK(crew_size(UINT32_MAX) >= 1 && crew_size(UINT32_MAX) <= CREW_MAX, "within its bounds");
}

TEST(a_part_without_memory_fails_the_whole)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("languages", &arena);
    CLEANUP(arena_done) Arena first = arena_new(ARENA_BYTES);
    Arena none = arena_new(0), *arenas[] = { &first, &none };
    Match matches[2];
    MatchTask task;
    Sbom sbom;
    Err err = { 0 };

    scenario_sbom("languages", &arena, &sbom);
    task = match_task(kb, &sbom, 0);
    CHECK(!crew_match(&task, arenas, matches, 2, &err), "refused");
    CHECK_INT(err.code, ERR_LIMIT, "and says why");
}
