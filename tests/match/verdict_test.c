/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "match/order.h"
#include "match/verdict.h"
#include "scenario.h"

static const char *const SCENARIOS[] = {
    "configurations", "cve-products", "distributions", "evidence", "languages", "malformed-cpe",
    "open-cpes", "platform-unknown", "rejected", "repositories", "revisions", "scores",
    "unreadable",
};
enum { TEXT_BYTES_MAX = 1 << 22, LINES_MAX = 1 << 14 };

static bool line_before(const void *lines, uint32_t a, uint32_t b)
{
    return str_cmp(((const Str *)lines)[a], ((const Str *)lines)[b]) < 0;
}

/* The same lines, sorted. */
static Str sorted(Str text, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    Str *lines = ARENA_ARRAY(arena, Str, LINES_MAX), line, out = { 0 };
    uint32_t count = 0, *order;

    CHECK(lines != NULL, "memory");
    while (count < LINES_MAX && str_next(&text, '\n', &line))
        if (line.len)
            lines[count++] = line;
    order = order_new(count, line_before, lines, arena);
    for (uint32_t i = 0; order && i < count; i++)
        buf_printf(&buf, "%.*s\n", STR_ARG(lines[order[i]]));
    CHECK(order && arena_copy(arena, buf_str(&buf), &out), "memory");
    return out;
}

static Str scan_text(const Match *match, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    Str text;

    for (size_t i = 0; i < match->finding_count; i++)
        buf_printf(&buf, "affected %.*s %.*s %.*s %.*s\n",
                   STR_ARG(match->findings[i].component->ref),
                   STR_ARG(match->findings[i].flaw->id), STR_ARG(match->findings[i].evidence->rule),
                   STR_ARG(match->findings[i].evidence->range));
    for (size_t i = 0; i < match->malware_count; i++)
        buf_printf(&buf, "affected %.*s %.*s %.*s %.*s\n",
                   STR_ARG(match->malware[i].component->ref), STR_ARG(match->malware[i].flaw->id),
                   STR_ARG(match->malware[i].evidence->rule),
                   STR_ARG(match->malware[i].evidence->range));
    for (size_t i = 0; i < match->hint_count; i++)
        buf_printf(&buf, "suspected %.*s %.*s\n", STR_ARG(match->hints[i].ref),
                   STR_ARG(match->hints[i].vulnerability));
    CHECK(arena_copy(arena, buf_str(&buf), &text), "memory");
    return sorted(text, arena);
}

static void verdict_text(const Kb *kb, const Sbom *sbom, const Verdicts *verdicts, Buf *buf)
{
    for (uint32_t i = 0; i < verdicts->count; i++) {
        const Verdict *row = &verdicts->verdicts[i];
        const Component *component = &sbom->components[row->component];
        char buffer[SBOM_PLACE_BYTES];
        KbGroup group;
        Str ref = component->ref.len ? component->ref
                                     : str_of(sbom_pointer(sbom, row->component, buffer));
        CHECK(kb_group(kb, row->group, &group), "a group that is there");
        if (row->kind == VERDICT_AFFECTED)
            buf_printf(buf, "affected %.*s %.*s %.*s %.*s\n", STR_ARG(ref), STR_ARG(row->flaw->id),
                       STR_ARG(row->evidence->rule), STR_ARG(row->evidence->range));
        else
            buf_printf(buf, "suspected %.*s %.*s\n", STR_ARG(ref), STR_ARG(group.primary));
    }
}

static void each_scenario(void (*check)(const Kb *kb, const Sbom *sbom, Str want, const char *name,
                                        Arena *arena))
{
    for (size_t i = 0; i < ARRAY_LEN(SCENARIOS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
        CLEANUP(scenario_kb_end) Kb *kb = scenario_kb(SCENARIOS[i], &arena);
        Match match;
        Sbom sbom;
        Err err = { 0 };

        scenario_sbom(SCENARIOS[i], &arena, &sbom);
        CHECK_OK(match_sbom(kb, &sbom, 0, &arena, &match, &err), &err);
        check(kb, &sbom, scan_text(&match, &arena), SCENARIOS[i], &arena);
    }
}

static void check_all(const Kb *kb, const Sbom *sbom, Str want, const char *name, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    VerdictTask task = { .match = match_task(kb, sbom, 0), .told = true };
    Verdicts verdicts;
    Err err = { 0 };

    CHECK_OK(match_verdicts(&task, arena, &verdicts, &err), &err);
    verdict_text(kb, sbom, &verdicts, &buf);
    CHECK_STR(sorted(buf_str(&buf), arena), want, name);
}

/* Flaw by flaw: together they say what a scan says. */
static void check_each(const Kb *kb, const Sbom *sbom, Str want, const char *name, Arena *arena)
{
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    Err err = { 0 };

    for (uint32_t number = 0; kb_has_group(kb, number); number++) {
        Verdicts verdicts;
        KbGroup group;
        Flaw flaw;
        VerdictTask task = { .match = match_task(kb, sbom, 0), .only = &flaw, .told = true };
        CHECK(kb_group(kb, number, &group), name);
        CHECK(flaw_find(kb, group.primary, arena, &flaw), "memory");
        CHECK(flaw_has_group(&flaw, number), "by its primary id");
        flaw.groups[0] = number;
        flaw.group_count = 1;
        CHECK_OK(match_verdicts(&task, arena, &verdicts, &err), &err);
        verdict_text(kb, sbom, &verdicts, &buf);
    }
    CHECK_STR(sorted(buf_str(&buf), arena), want, name);
}

TEST(verdicts_are_those_of_a_scan)
{
    each_scenario(check_all);
}

TEST(flaw_by_flaw_they_are_the_same)
{
    each_scenario(check_each);
}

/* What is decided apart is decided so in the document; what is not is open. */
static void check_apart(const Kb *kb, const Sbom *sbom, Str want, const char *name, Arena *arena)
{
    VerdictTask task = { .match = match_task(kb, sbom, 0), .told = true };
    VerdictTask apart = task;
    Verdicts whole, parts;
    Err err = { 0 };

    (void)want;
    apart.apart = true;
    CHECK_OK(match_verdicts(&task, arena, &whole, &err), &err);
    CHECK_OK(match_verdicts(&apart, arena, &parts, &err), &err);
    for (uint32_t i = 0; i < whole.count; i++) {
        const Verdict *row = &whole.verdicts[i];
        bool same = false, open = false;
        for (uint32_t k = 0; k < parts.count; k++) {
            const Verdict *other = &parts.verdicts[k];
            bool about = other->component == row->component && other->group == row->group;
            same |= about && other->kind == row->kind;
            open |= other->component == row->component && other->kind == VERDICT_OPEN;
        }
        CHECK(same || open, name);
    }
}

TEST(what_needs_the_device_stays_open_apart)
{
    each_scenario(check_apart);
}

TEST(coverage_is_that_of_a_scan)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    CLEANUP(scenario_kb_end) Kb *kb = scenario_kb("distributions", &arena);
    VerdictTask task;
    Verdicts verdicts;
    Match match;
    Sbom sbom;
    uint64_t unchecked = 0;
    Err err = { 0 };

    scenario_sbom("distributions", &arena, &sbom);
    task = (VerdictTask){ .match = match_task(kb, &sbom, 0) };
    CHECK_OK(match_sbom(kb, &sbom, 0, &arena, &match, &err), &err);
    CHECK_OK(match_verdicts(&task, &arena, &verdicts, &err), &err);
    for (uint32_t i = 0; i < sbom.component_count; i++)
        unchecked += verdicts.coverage[i] != COVERAGE_LISTS;
    CHECK_INT(unchecked, match.unchecked, "as many");
    CHECK(unchecked > 0, "and some");
}
