/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: explain.c explain_range.c */
#include "match/explain.h"

#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 28 };

typedef struct {
    const char *query;
    ExplainedOutcome outcome;
    const char *conclusion;
    size_t components_min;
    const char *why;
} Row;

static void check(const char *scenario, const Row *rows, size_t count)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(scenario, &arena);
    Sbom sbom;

    scenario_sbom(scenario, &arena, &sbom);
    for (size_t i = 0; i < count; i++) {
        Explanation story;
        Err err;
        CHECK_OK(match_explain(kb, &sbom, str_of(rows[i].query), &arena, &story, &err), &err);
        CHECK_INT(story.outcome, rows[i].outcome, rows[i].why);
        CHECK_STR(story.conclusion.rule, str_of(rows[i].conclusion), rows[i].why);
        CHECK(story.component_count >= rows[i].components_min, rows[i].why);
    }
}

TEST(matches_and_non_matches_are_both_answers)
{
    static const Row LANGUAGES[] = {
        { "CVE-2021-1001", EXPLAINED_AFFECTED, "match.explain-affected", 2,
          "one django lies inside the range and one outside" },
        { "pysec-2021-1", EXPLAINED_AFFECTED, "match.explain-affected", 2,
          "any name of the flaw, in any case" },
        { "CVE-2099-9999", EXPLAINED_NOT_AFFECTED, "match.explain-no-such-id", 0,
          "an id that nobody bears" },
    };

    check("languages", LANGUAGES, ARRAY_LEN(LANGUAGES));
}

TEST(each_range_says_what_was_compared_and_what_would_change_it)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("configurations", &arena);
    Explanation story;
    size_t ranges = 0;
    Sbom sbom;
    Err err;

    scenario_sbom("configurations", &arena, &sbom);
    CHECK_OK(match_explain(kb, &sbom, STR("CVE-2024-1001"), &arena, &story, &err), &err);
    CHECK_INT(story.outcome, EXPLAINED_AFFECTED, "Viewer 1.5 lies in <2.0");
    for (size_t i = 0; i < story.component_count; i++)
        for (size_t j = 0; j < story.components[i].range_count; j++) {
            const ExplainedRange *range = &story.components[i].ranges[j];
            CHECK(range->comparison.rule.len > 0, "what was compared");
            CHECK(range->range.len > 0 && range->source.len > 0, "which range of which record");
            ranges++;
        }
    CHECK(ranges >= 2, "the Viewer inside and the one outside");
}

TEST(without_memory_there_is_no_half_story)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("languages", &arena);
    bool done = false;
    Sbom sbom;

    scenario_sbom("languages", &arena, &sbom);
    for (size_t cap = 0; !done; cap += 1024) {
        CLEANUP(arena_done) Arena results = arena_new(cap);
        Explanation story = { .component_count = 7 };
        Err err = { 0 };

        done = match_explain(kb, &sbom, STR("CVE-2021-1001"), &results, &story, &err);
        CHECK(done || (err.code == ERR_LIMIT && story.component_count == 7),
              "outputs are written only on success");
    }
}
