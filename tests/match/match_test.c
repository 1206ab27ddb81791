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
    "repositories", "rejected", "malformed-cpe", "scores", "open-cpes", "evidence",
    "revisions", "unreadable",
};

static Str scan_of(const char *name, const Kb *kb, Arena *arena)
{
    Scan scan;

    scenario_scan(name, kb, arena, &scan);
    return scenario_text(&scan, arena);
}

TEST(without_memory_matching_fails_and_writes_nothing)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("configurations", &arena);
    bool done = false;
    Sbom sbom;

    scenario_sbom("configurations", &arena, &sbom);
    for (size_t cap = 0; !done; cap += 512) {
        CLEANUP(arena_done) Arena results = arena_new(cap);
        Match match = { .checked = 7 };
        Err err = { 0 };
        done = match_sbom(kb, &sbom, 0, &results, &match, &err);
        if (!done) {
            CHECK_INT(err.code, ERR_LIMIT, "the job fails");
            CHECK_INT(match.checked, 7, "and writes nothing");
        }
    }
}

TEST(an_empty_document_against_an_empty_knowledge_base_says_nothing)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("nothing at all", &arena);
    Scan scan;

    scenario_scan_text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}", kb, &arena, &scan);
    CHECK_STR(scenario_text(&scan, &arena), STR("components=0 checked=0 unchecked=0\n"), "zero");
}

TEST(each_scenario_gives_what_an_expert_expects)
{
    size_t wrong = 0;

    for (size_t i = 0; i < ARRAY_LEN(SCENARIOS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);
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
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);

        CHECK_STR(scan_of(SCENARIOS[i], kb, &arena), scan_of(SCENARIOS[i], kb, &arena), "twice");
    }
}
