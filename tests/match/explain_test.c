/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain.h"

#include "base/msg.h"
#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 26, TEXT_BYTES = 2048 };

static const struct {
    const char *scenario, *query;
    ExplainedOutcome outcome;
    Str conclusion;
    size_t components, ranges; /* told; of all components together */
    const char *why;
} ROWS[] = {
    { "languages", "CVE-2021-1001", EXPLAINED_AFFECTED, STR_ROW("match.explain-affected"), 3, 9,
      "two records, three ranges, three components" },
    { "languages", "ghsa-AAAA-bbbb-cccc", EXPLAINED_AFFECTED, STR_ROW("match.explain-affected"), 3,
      9, "any alias, in any case" },
    { "languages", "CVE-1999-9999", EXPLAINED_UNKNOWN, STR_ROW("match.explain-no-such-id"), 0,
      0, "no such id" },
    { "languages", "PYSEC-2021-2", EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-nothing-published"), 3, 3, "withdrawn" },
    { "platform-unknown", "CVE-2024-1001", EXPLAINED_UNKNOWN, STR_ROW("match.explain-unknown"), 2,
      2, "the platform decides" },
    { "configurations", "CVE-2024-1007", EXPLAINED_NOT_AFFECTED,
      STR_ROW("match.explain-not-affected-checked"), 1, 1, "an npm package is no plug-in" },
    { "revisions", "OSV-2024-1", EXPLAINED_AFFECTED, STR_ROW("match.explain-affected"), 9, 7,
      "a commit, a tag, a repository whose other record was withdrawn" },
    { "open-cpes", "CVE-2024-4016", EXPLAINED_AFFECTED, STR_ROW("match.explain-affected"), 2, 2,
      "a pattern of products: of those that it is held against, and no other record" },
    { "distributions", "CVE-2022-28391", EXPLAINED_UNKNOWN, STR_ROW("match.explain-unknown"), 1, 1,
      "a name alone decides nothing" },
};

static void check_said(const Sentence *sentence)
{
    char text[TEXT_BYTES];

    if (!sentence->rule.len)
        return;
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        Str said = str_of(msg_format(lang, sentence->rule, sentence->args,
                                     ARRAY_LEN(sentence->args), text, sizeof text));
        CHECK(!str_eq(msg_text(lang, sentence->rule), sentence->rule), "there is a sentence");
        for (char digit = '1'; digit <= '4'; digit++) {
            char mark[] = { '%', digit };
            CHECK(str_find(said, (Str){ mark, 2 }) == said.len, "with all its arguments");
        }
    }
}

static size_t check_components(const Explanation *explanation)
{
    size_t ranges = 0;

    check_said(&explanation->conclusion);
    check_said(&explanation->change);
    for (size_t i = 0; i < explanation->component_count; i++) {
        const ExplainedComponent *component = &explanation->components[i];
        check_said(&component->conclusion);
        check_said(&component->reason);
        check_said(&component->change);
        for (size_t k = 0; k < component->range_count; k++) {
            check_said(&component->ranges[k].comparison);
            check_said(&component->ranges[k].change);
        }
        ranges += component->range_count;
    }
    return ranges;
}

TEST(a_vulnerability_is_explained_whether_it_matches_or_not)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(ROWS[i].scenario, &arena);
        Explanation explanation;
        Err err = { 0 };
        Sbom sbom;

        scenario_sbom(ROWS[i].scenario, &arena, &sbom);
        CHECK_OK(match_explain(kb, &sbom, &(ExplainQuestion){ .id = str_of(ROWS[i].query) },
                               &arena, &explanation, &err), &err);
        CHECK_STR(explanation.conclusion.rule, ROWS[i].conclusion, ROWS[i].why);
        CHECK_INT(explanation.outcome, ROWS[i].outcome, ROWS[i].why);
        CHECK_INT(explanation.component_count, ROWS[i].components, ROWS[i].why);
        CHECK_INT(check_components(&explanation), ROWS[i].ranges, ROWS[i].why);
    }
}

/* Two commands must not contradict each other: a scan says nothing of it. */
TEST(a_record_without_versions_leaves_nothing_open_where_another_has_ranges)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("evidence", &arena);
    Explanation told;
    Err err = { 0 };
    Sbom sbom;

    scenario_sbom("evidence", &arena, &sbom);
    CHECK_OK(match_explain(kb, &sbom, &(ExplainQuestion){ .id = STR("CVE-2024-5003") }, &arena,
                           &told, &err), &err);
    CHECK_INT(told.component_count, 2, "both monitors");
    CHECK_STR(told.components[0].conclusion.rule, STR("match.conclude-decided"), "2.0 is fixed");
    CHECK_STR(told.components[1].conclusion.rule, STR("match.conclude-affected"), "1.5 is not");
    CHECK_INT(told.counts[EXPLAINED_UNKNOWN], 0, "nothing is open");
    check_components(&told);
}

TEST(without_memory_nothing_is_explained)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("languages", &arena);
    bool done = false;
    Sbom sbom;

    scenario_sbom("languages", &arena, &sbom);
    for (size_t cap = 0; !done; cap += 1024) {
        CLEANUP(arena_done) Arena results = arena_new(cap);
        Explanation out = { .alias_count = 77 };
        Err err = { 0 };
        done = match_explain(kb, &sbom, &(ExplainQuestion){ .id = STR("CVE-2021-1001") },
                             &results, &out, &err);
        if (!done)
            CHECK(err.code == ERR_LIMIT && out.alias_count == 77, "refused, nothing written");
    }
}
