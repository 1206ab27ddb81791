/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match.h"

#include "scenario.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 1 << 28 };

/* Each folder of tests/data/match is a case; why.md in it says what it shows. The lines that are
 * given can be seen with INRO_PRINT_SCENARIOS=1. */
static const char *const SCENARIOS[] = {
    "languages", "distributions", "configurations", "platform-unknown", "cve-products",
    "repositories",
};

static void kb_end(Kb **kb)
{
    kb_close(*kb);
}

static Str scan_of(const char *name, const Kb *kb, Arena *arena)
{
    Sbom sbom;
    Match match;
    Scan scan = { .max_age_days = 7 };
    Err err = { 0 };

    scenario_sbom(name, arena, &sbom);
    CHECK_OK(match_sbom(kb, &sbom, 0, arena, &match, &err), &err);
    CHECK_OK(match_join(&match, 1, arena, &scan, &err), &err);
    return scenario_text(&scan, arena);
}

TEST(each_scenario_gives_what_an_expert_expects)
{
    size_t wrong = 0;

    for (size_t i = 0; i < ARRAY_LEN(SCENARIOS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);
        Str got = scan_of(SCENARIOS[i], kb, &arena);

        if (getenv("INRO_PRINT_SCENARIOS"))
            printf("== %s\n%.*s", SCENARIOS[i], STR_ARG(got));
        if (str_eq(got, scenario_expected(SCENARIOS[i])))
            continue;
        wrong++;
        fprintf(stderr, "%s: got\n%.*s", SCENARIOS[i], STR_ARG(got));
    }
    CHECK_INT(wrong, 0, "every folder as expected");
}

TEST(the_same_inputs_give_the_same_bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(SCENARIOS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);

        CHECK_STR(scan_of(SCENARIOS[i], kb, &arena), scan_of(SCENARIOS[i], kb, &arena), "twice");
    }
}
