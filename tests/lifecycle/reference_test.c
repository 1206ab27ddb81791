/* SPDX-License-Identifier: Apache-2.0 */
/* Every row of the reporting clocks in our reference on disclosure has its rules, and every rule
 * its row: read from the text of the reference. */
#include "lifecycle/clock_rule.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

enum { CELLS_MAX = 8, IDS_MAX = 6 };

/* In the order of the reference; `says` is part of its clock. */
static const struct {
    const char *jurisdiction, *trigger, *says, *ids[IDS_MAX];
} ROWS[] = {
    { "US 21 CFR 803", "death/serious injury", "5 work days if FDA asked",
      { "us-803-30", "us-803-5" } },
    { "US 21 CFR 806", "correction/removal", "10 working days from initiating",
      { "us-806-10", "us-806-20" } },
    { "US PM16 discretion", "uncontrolled risk, ALL of", "FDA does not intend to enforce",
      { "us-pm16-30", "us-pm16-60" } },
    { "US routine", "only controlled risk", "PMA annual report", { "us-pma-annual" } },
    { "EU MDR Art. 87", "serious incident", "at most **15 days**", { "eu-mdr-15" } },
    { "EU MDR", "serious public health threat", "at most **2 days**", { "eu-mdr-2" } },
    { "EU MDR", "death or unanticipated serious deterioration", "at most **10 days**",
      { "eu-mdr-10" } },
    { "EU MDR", "FSCA", "before the action", { "eu-mdr-fsca" } },
    { "EU MDR Art. 88", "statistically significant rise", "trend report", { "eu-mdr-trend" } },
    { "EU CRA Art. 14", "actively exploited vulnerability", "early warning 24 h",
      { "eu-cra-exploited-24", "eu-cra-exploited-72", "eu-cra-exploited-final" } },
    { "EU CRA Art. 14", "severe incident", "final within 1 month",
      { "eu-cra-incident-24", "eu-cra-incident-72", "eu-cra-incident-final" } },
    { "EU CRA scope", "**does not apply**", "", { NULL } },
    { "EU NIS2", "significant incident", "24 h / 72 h / 1 month",
      { "eu-nis2-24", "eu-nis2-72", "eu-nis2-final" } },
    { "Japan PMD Act Art. 68-10(1)", "malfunction", "plan every case on 15 days",
      { "jp-68-10-15", "jp-68-10-30" } },
    { "Japan Art. 68-11", "recall/correction started", "without delay", { "jp-68-11" } },
    { "Japan hospital", "leak or attack", "promptly", { "jp-hospital" } },
    { "Japan vulnerability", "product vulnerability", "IPA intake", { "jp-vulnerability" } },
};

/* Rules of another part of the reference: section 524B, in that on FDA's premarket guidance. */
static const char *const ELSEWHERE[] = { "us-524b-regular", "us-524b-out-of-cycle" };

typedef struct {
    Arena arena;
    Calendars calendars;
    ClockRules rules;
} Own;

static void own_done(Own *own)
{
    arena_done(&own->arena);
}

static Own own_new(void)
{
    Own own = { .arena = arena_new((size_t)16 << 20) };
    Err err = { 0 };

    CHECK_OK(calendars_own(&own.arena, &own.calendars, &err), &err);
    CHECK_OK(clock_rules_own(&own.calendars, &own.arena, &own.rules, &err), &err);
    return own;
}

static size_t row_next(Str *rest, Str cells[CELLS_MAX])
{
    Str line, cell;
    size_t count = 0;

    while (str_next(rest, '\n', &line)) {
        if (!str_starts(line, STR("| ")))
            continue;
        line = str_slice(line, 2, line.len);
        while (count < CELLS_MAX && str_next(&line, '|', &cell))
            cells[count++] = str_trim(cell);
        return count;
    }
    return 0;
}

static bool has(Str text, const char *part)
{
    return !part[0] || str_find(text, str_of(part)) < text.len;
}

static const ClockRule *rule_of(const Own *own, const char *id)
{
    size_t at = clock_rules_find(&own->rules, str_of(id));

    if (at == SIZE_MAX)
        test_fail("no rule %s", id);
    return &own->rules.rule[at];
}

/* The length of the rule stands in the row. */
static void length_check(const ClockRule *rule, Str clock)
{
    char number[16];

    snprintf(number, sizeof number, "%d", rule->length);
    if (rule->length && !has(clock, number))
        test_fail("%.*s: no %s in \"%.*s\"", STR_ARG(rule->id), number, STR_ARG(clock));
}

TEST(each_row_of_the_reporting_clocks_has_its_rules)
{
    Str rest = test_file(TEST_SHARED("reference/disclosure-and-incident.md")), cells[CELLS_MAX];
    CLEANUP(own_done) Own own = own_new();
    size_t i = 0;

    rest = str_slice(rest, str_find(rest, STR("| Jurisdiction | Trigger")), rest.len);
    CHECK(row_next(&rest, cells) >= 5, "the table");
    while (row_next(&rest, cells)) {
        if (i == ARRAY_LEN(ROWS))
            test_fail("a row without a test: %.*s", STR_ARG(cells[0]));
        CHECK_STR(cells[0], str_of(ROWS[i].jurisdiction), "in the order of the reference");
        CHECK(has(cells[1], ROWS[i].trigger), ROWS[i].trigger);
        CHECK(has(cells[2], ROWS[i].says) || has(cells[1], ROWS[i].says), ROWS[i].says);
        for (size_t k = 0; ROWS[i].ids[k]; k++)
            length_check(rule_of(&own, ROWS[i].ids[k]),
                         str_eq(cells[0], STR("US PM16 discretion")) ? cells[1] : cells[2]);
        i++;
    }
    CHECK_INT(i, ARRAY_LEN(ROWS), "every row of ours is there");
}

TEST(each_rule_has_its_row)
{
    CLEANUP(own_done) Own own = own_new();

    for (size_t i = 0; i < own.rules.count; i++) {
        Str id = own.rules.rule[i].id;
        unsigned met = 0;

        for (size_t k = 0; k < ARRAY_LEN(ROWS); k++)
            for (size_t l = 0; ROWS[k].ids[l]; l++)
                met += str_eq(id, str_of(ROWS[k].ids[l]));
        for (size_t k = 0; k < ARRAY_LEN(ELSEWHERE); k++)
            met += str_eq(id, str_of(ELSEWHERE[k]));
        if (met != 1)
            test_fail("%.*s is in %u rows", STR_ARG(id), met);
    }
}

/* "does not apply to products under MDR 2017/745 or IVDR 2017/746 (Art. 2(2)); … Art. 14 in force
 * 11 September 2026". */
TEST(the_cra_leaves_devices_out_and_begins_on_its_day)
{
    CLEANUP(own_done) Own own = own_new();
    ClockFacts device = { .yes = (uint32_t)1 << FACT_DEVICE_EU | (uint32_t)1 << FACT_EXPLOITED
                                 | (uint32_t)1 << FACT_SEVERE_INCIDENT };
    ClockFact fact;

    for (size_t i = 0; i < own.rules.count; i++) {
        const ClockRule *rule = &own.rules.rule[i];

        if (!str_starts(rule->id, STR("eu-cra-")))
            continue;
        CHECK_INT(clock_rule_holds(rule, device, &fact), CLOCK_FAILS, "a device");
        CHECK_INT(fact, FACT_DEVICE_EU, "because it is one");
        CHECK_INT(rule->from, 20707, "11 September 2026");
    }
}
