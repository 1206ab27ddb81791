/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/remedy.h"

#include "snapshot.h"

enum { AWARE = 20000 };

static RemedyFacts facts_of(RiskLevel risk)
{
    return (RemedyFacts){ PURPOSE_VULNERABILITY, risk, false, false, AWARE, { 0 } };
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
    Remedy got = remedy_of(&facts);

    CHECK_INT(got.cycle, CYCLE_OUT_OF_CYCLE, "out of cycle");
    CHECK(got.control_at_once, "compensating controls at once");
    CHECK(got.tell.kind == DUE_ON_DAY && got.tell.day == AWARE + 30, "customers are told");
    CHECK(got.fix.kind == DUE_ON_DAY && got.fix.day == AWARE + 60, "it is fixed");
    facts.exploited = true;
    got = remedy_of(&facts);
    CHECK_INT(got.tell.day, AWARE + 15, "sooner when it is exploited");
    CHECK_INT(got.fix.day, AWARE + 30, "sooner when it is exploited");
}

TEST(without_awareness_no_day_is_known)
{
    RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
    Remedy got;

    facts.aware_day = REMEDY_NO_DAY;
    got = remedy_of(&facts);
    CHECK(got.tell.kind == DUE_UNKNOWN && got.tell.day == REMEDY_NO_DAY, "not a guess");
    CHECK(got.fix.kind == DUE_UNKNOWN && got.fix.day == REMEDY_NO_DAY, "not a guess");
}

TEST(a_controlled_risk_waits_for_the_regular_cycle)
{
    RemedyFacts facts = facts_of(RISK_CONTROLLED);
    Remedy got = remedy_of(&facts);

    CHECK_INT(got.cycle, CYCLE_REGULAR, "the regular cycle");
    CHECK(!got.control_at_once, "nothing at once");
    CHECK_INT(got.fix.kind, DUE_UNKNOWN, "nobody states how often updates come");
    CHECK_INT(got.tell.kind, DUE_UNKNOWN, "told with it");
    facts.cycle = (RegularCycle){ 90, CYCLE_DAYS };
    got = remedy_of(&facts);
    CHECK(got.fix.kind == DUE_ON_DAY && got.fix.day == AWARE + 90, "a cycle after awareness");
    CHECK(got.tell.kind == DUE_ON_DAY && got.tell.day == AWARE + 90, "told with it");
    CHECK(got.tell.by_cycle && got.fix.by_cycle, "the cycle says so");
    facts.aware_day = REMEDY_NO_DAY;
    got = remedy_of(&facts);
    CHECK(got.fix.kind == DUE_UNKNOWN && got.fix.day == REMEDY_NO_DAY, "from no day to none");
}

/* Tell and fix of an uncontrolled risk have 30 and 60 days, when it is exploited 15 and 30. */
TEST(what_is_urgent_is_never_later_than_the_regular_cycle)
{
    static const struct {
        bool exploited;
        int cycle, tell, fix;
        bool tell_by_cycle, fix_by_cycle;
    } ROWS[] = {
        { false, 90, 30, 60, false, false }, { false, 60, 30, 60, false, false },
        { false, 45, 30, 45, false, true },  { false, 14, 14, 14, true, true },
        { true, 45, 15, 30, false, false },  { true, 7, 7, 7, true, true },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
        Remedy got;

        facts.exploited = ROWS[i].exploited;
        facts.cycle = (RegularCycle){ ROWS[i].cycle, CYCLE_DAYS };
        got = remedy_of(&facts);
        CHECK_INT(got.cycle, CYCLE_OUT_OF_CYCLE, "all the same");
        CHECK_INT(got.tell.day, AWARE + ROWS[i].tell, "customers are told");
        CHECK_INT(got.fix.day, AWARE + ROWS[i].fix, "it is fixed");
        CHECK_INT(got.tell.by_cycle, ROWS[i].tell_by_cycle, "what says so");
        CHECK_INT(got.fix.by_cycle, ROWS[i].fix_by_cycle, "what says so");
    }
}

TEST(strengthening_is_due_never)
{
    RemedyFacts facts = facts_of(RISK_UNCONTROLLED);
    Remedy got;

    facts.purpose = PURPOSE_ENHANCEMENT;
    got = remedy_of(&facts);
    CHECK_INT(got.tell.kind, DUE_NEVER, "nothing to tell");
    CHECK_INT(got.fix.kind, DUE_NEVER, "nothing to fix");
    CHECK_INT(got.cycle, CYCLE_REGULAR, "with the regular cycle");
}

/* With the regular update is later than on any day. */
static int rank(int days)
{
    return days == REMEDY_BY_CYCLE ? INT32_MAX : days;
}

TEST(what_is_more_urgent_never_has_more_days)
{
    for (RemedyPriority i = PRIORITY_PLANNED; i < PRIORITIES; i++) {
        const RemedyRule *rule = remedy_rule(i), *lower = remedy_rule(i - 1);

        CHECK(rank(rule->tell_days) <= rank(lower->tell_days), "told");
        CHECK(rank(rule->fix_days) <= rank(lower->fix_days), "fixed");
        CHECK(rule->source.len && rule->tell_days && rule->fix_days, "whose days these are");
    }
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
        const RemedyRule *rule = remedy_rule((RemedyPriority)i);
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
            const RemedyRule *rule = remedy_rule((RemedyPriority)i);
            const Str args[] = { snapshot_word(lang, term->title),
                                 snapshot_word(lang, term->meaning),
                                 days_text(rule->tell_days, tell), days_text(rule->fix_days, fix) };
            snapshot_say(&text, lang,
                         rule->fix_days == REMEDY_BY_CYCLE ? STR("risk.say-priority-cycle")
                                                           : STR("risk.say-priority-days"),
                         args, ARRAY_LEN(args));
            snapshot_say(&text, lang, STR("risk.say-source"), &rule->source, 1);
        }
        snapshot_say(&text, lang, STR("risk.say-cycle-days"), NULL, 0);
    }
    snapshot_end("tests/golden/risk-remedy.txt", &text);
}
