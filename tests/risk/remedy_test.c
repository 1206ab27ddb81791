/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/remedy.h"

#include "snapshot.h"

enum { AWARE = 20000 };

static RemedyFacts facts_of(RiskLevel risk)
{
    return (RemedyFacts){ PURPOSE_VULNERABILITY, risk, false, false, AWARE, REMEDY_NO_DAY };
}

TEST(priority_follows_risk) /* REQ A106 */
{
    static const struct {
        RemedyFacts facts;
        RemedyPriority want;
    } ROWS[] = {
        { { PURPOSE_ENHANCEMENT, RISK_UNCONTROLLED, true, true }, PRIORITY_ROUTINE },
        { { PURPOSE_VULNERABILITY, RISK_CONTROLLED, true, true }, PRIORITY_PLANNED },
        { { PURPOSE_VULNERABILITY, RISK_REVIEW, false, false }, PRIORITY_URGENT },
        { { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED, false, false }, PRIORITY_URGENT },
        { { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED, true, false }, PRIORITY_IMMEDIATE },
        { { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED, false, true }, PRIORITY_IMMEDIATE },
        { { PURPOSE_VULNERABILITY, RISK_REVIEW, true, true }, PRIORITY_IMMEDIATE },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(remedy_priority(&ROWS[i].facts), ROWS[i].want, "the priority");
}

TEST(an_uncontrolled_risk_has_the_days_of_enforcement_discretion)
{
    RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
    Remedy got = remedy_of(&facts, remedy_default());

    CHECK_INT(got.cycle, CYCLE_OUT_OF_CYCLE, "out of cycle");
    CHECK(got.control_at_once, "compensating controls at once");
    CHECK(got.tell.kind == DUE_ON_DAY && got.tell.day == AWARE + 30, "customers are told");
    CHECK(got.fix.kind == DUE_ON_DAY && got.fix.day == AWARE + 60, "it is fixed");
    facts.exploited = true;
    got = remedy_of(&facts, remedy_default());
    CHECK_INT(got.tell.day, AWARE + 15, "sooner when it is exploited");
    CHECK_INT(got.fix.day, AWARE + 30, "sooner when it is exploited");
}

TEST(without_awareness_no_day_is_known)
{
    RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
    Remedy got;

    facts.aware_day = REMEDY_NO_DAY;
    got = remedy_of(&facts, remedy_default());
    CHECK(got.tell.kind == DUE_UNKNOWN && got.tell.day == REMEDY_NO_DAY, "not a guess");
    CHECK(got.fix.kind == DUE_UNKNOWN && got.fix.day == REMEDY_NO_DAY, "not a guess");
}

TEST(a_controlled_risk_waits_for_the_regular_cycle)
{
    RemedySettings settings = *remedy_default();
    RemedyFacts facts = facts_of(RISK_CONTROLLED);
    Remedy got = remedy_of(&facts, &settings);

    CHECK_INT(got.cycle, CYCLE_REGULAR, "the regular cycle");
    CHECK(!got.control_at_once, "nothing at once");
    CHECK_INT(got.fix.kind, DUE_UNKNOWN, "no cycle is stated");
    settings.cycle_days = 90;
    CHECK_INT(remedy_of(&facts, &settings).fix.kind, DUE_UNKNOWN, "no update is planned");
    facts.cycle_day = AWARE - 91;
    got = remedy_of(&facts, &settings);
    CHECK(got.fix.kind == DUE_ON_DAY && got.fix.day == AWARE + 89, "the second one after");
    CHECK_INT(got.tell.day, AWARE + 89, "told with it");
    facts.cycle_day = AWARE - 180;
    CHECK_INT(remedy_of(&facts, &settings).fix.day, AWARE, "on the day itself");
    facts.cycle_day = AWARE + 5;
    CHECK_INT(remedy_of(&facts, &settings).fix.day, AWARE + 5, "the first planned one");
    facts.aware_day = REMEDY_NO_DAY;
    CHECK_INT(remedy_of(&facts, &settings).fix.kind, DUE_UNKNOWN, "nobody is aware");
}

TEST(strengthening_is_due_never)
{
    RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
    Remedy got;

    facts.purpose = PURPOSE_ENHANCEMENT;
    got = remedy_of(&facts, remedy_default());
    CHECK_INT(got.tell.kind, DUE_NEVER, "nothing to tell");
    CHECK_INT(got.fix.kind, DUE_NEVER, "nothing to fix");
    CHECK_INT(got.cycle, CYCLE_REGULAR, "with the regular cycle");
}

TEST(settings_that_turn_the_order_around_are_refused)
{
    static const struct {
        RemedyPriority priority;
        int tell_days, fix_days;
        const char *rule; /* NULL: accepted */
    } ROWS[] = {
        { PRIORITY_IMMEDIATE, 30, 60, NULL },
        { PRIORITY_PLANNED, 90, 365, NULL },
        { PRIORITY_ROUTINE, REMEDY_DAYS_MAX, REMEDY_BY_CYCLE, "risk.remedy-order" },
        { PRIORITY_IMMEDIATE, 31, 60, "risk.remedy-order" },
        { PRIORITY_IMMEDIATE, 30, 61, "risk.remedy-order" },
        { PRIORITY_IMMEDIATE, REMEDY_BY_CYCLE, 60, "risk.remedy-order" },
        { PRIORITY_PLANNED, 10, 60, "risk.remedy-order" },
        { PRIORITY_URGENT, 0, 60, "risk.remedy-days" },
        { PRIORITY_URGENT, 30, -2, "risk.remedy-days" },
        { PRIORITY_URGENT, 30, REMEDY_DAYS_MAX + 1, "risk.remedy-days" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        RemedySettings settings = *remedy_default();
        Err err = { 0 };

        settings.rule[ROWS[i].priority].tell_days = ROWS[i].tell_days;
        settings.rule[ROWS[i].priority].fix_days = ROWS[i].fix_days;
        CHECK_INT(remedy_check(&settings, &err), !ROWS[i].rule, "accepted or not");
        if (ROWS[i].rule)
            CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].rule);
    }
}

TEST(settings_without_name_source_or_cycle_are_refused)
{
    RemedySettings settings = *remedy_default();
    Err err = { 0 };

    CHECK_OK(remedy_check(&settings, &err), &err);
    settings.id = STR("");
    CHECK(!remedy_check(&settings, &err), "no identifier");
    CHECK_STR(err.rule, STR("risk.remedy-name"), "the rule");
    settings = *remedy_default();
    settings.version = 0;
    CHECK(!remedy_check(&settings, &err), "no version");
    settings = *remedy_default();
    settings.rule[PRIORITY_URGENT].source = STR("");
    CHECK(!remedy_check(&settings, &err), "no source");
    CHECK_STR(err_arg(&err, 0), STR("urgent"), "the priority");
    settings = *remedy_default();
    settings.cycle_days = -1;
    CHECK(!remedy_check(&settings, &err), "a cycle of no days");
    CHECK_STR(err_arg(&err, 0), STR("cycle"), "the cycle");
    settings.cycle_days = REMEDY_DAYS_MAX + 1;
    CHECK(!remedy_check(&settings, &err), "a cycle of too many");
}

static Str days_text(int days, char buffer[16])
{
    if (days == REMEDY_BY_CYCLE)
        return STR("cycle");
    snprintf(buffer, 16, "%d", days);
    return str_of(buffer);
}

TEST(priorities_are_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("priority"), STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("meaning_en"),
        STR_ROW("meaning_ja"), STR_ROW("tell_days"), STR_ROW("fix_days"), STR_ROW("source"),
    };
    Buf text = snapshot_begin();
    char tell[16], fix[16];

    snapshot_row(&text, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < PRIORITIES; i++) {
        const RiskTerm *term = priority_term((RemedyPriority)i);
        const RemedyRule *rule = &remedy_default()->rule[i];
        const Str row[] = {
            term->word, snapshot_word(LANG_EN, term->title), snapshot_word(LANG_JA, term->title),
            snapshot_word(LANG_EN, term->meaning), snapshot_word(LANG_JA, term->meaning),
            days_text(rule->tell_days, tell), days_text(rule->fix_days, fix), rule->source,
        };
        snapshot_row(&text, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/remedy-default.tsv", &text);
}

TEST(priorities_are_told_in_sentences)
{
    Buf text = snapshot_begin();
    char tell[16], fix[16];

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-priority"), NULL, 0);
        for (size_t i = 0; i < PRIORITIES; i++) {
            const RiskTerm *term = priority_term((RemedyPriority)i);
            const RemedyRule *rule = &remedy_default()->rule[i];
            const Str args[] = { snapshot_word(lang, term->title),
                                 snapshot_word(lang, term->meaning),
                                 days_text(rule->tell_days, tell), days_text(rule->fix_days, fix) };
            snapshot_say(&text, lang,
                         rule->fix_days == REMEDY_BY_CYCLE ? STR("risk.say-priority-cycle")
                                                           : STR("risk.say-priority-days"),
                         args, ARRAY_LEN(args));
            snapshot_say(&text, lang, STR("risk.say-source"), &rule->source, 1);
        }
    }
    snapshot_end("tests/golden/risk-remedy.txt", &text);
}
