/* SPDX-License-Identifier: Apache-2.0 */
#include "match/finding.h"

#include "base/msg.h"
#include "scenario.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 24, TEXT_BYTES = 1024 };

static void check_sentence(const ScanItem *item)
{
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        char text[TEXT_BYTES];
        Str said = str_of(msg_format(lang, item->rule, item->args, ARRAY_LEN(item->args), text,
                                     sizeof text));

        CHECK(!str_eq(msg_text(lang, item->rule), item->rule), "there is a sentence");
        CHECK(str_find_char(said, '%') == said.len, "and every argument of it is given");
    }
}

TEST(each_line_has_a_sentence_with_all_its_arguments)
{
    static const char *const scenarios[] = { "languages", "distributions", "configurations",
                                             "platform-unknown", "cve-products", "repositories" };

    for (size_t i = 0; i < ARRAY_LEN(scenarios); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(scenarios[i], &arena);
        Scan scan;

        scenario_scan(scenarios[i], kb, &arena, &scan);
        for (size_t k = 0; k < scan.hint_count; k++)
            check_sentence(&scan.hints[k]);
        for (size_t list = 0; list < COVERAGE_LISTS; list++)
            for (size_t k = 0; k < scan.coverage_count[list]; k++)
                check_sentence(&scan.coverage[list][k]);
    }
}

TEST(each_counted_component_is_checked_or_in_exactly_one_list)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("languages", &arena);
    uint64_t listed = 0;
    Scan scan;

    scenario_scan("languages", kb, &arena, &scan);
    for (size_t list = 0; list < COVERAGE_NOTES; list++)
        listed += scan.coverage_count[list];
    CHECK_INT(listed, scan.unchecked, "every unchecked one, once");
    CHECK_INT(scan.checked + scan.unchecked, scan.components, "and no other");
}
