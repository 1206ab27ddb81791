/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/remedy.h"

#define RULE_NAME  STR("risk.remedy-name")
#define RULE_DAYS  STR("risk.remedy-days")
#define RULE_ORDER STR("risk.remedy-order")

#define INFERENCE STR_ROW("inference; IMDRF N60 6.4.1")

static const RiskTerm TERMS[PRIORITIES] = {
    [PRIORITY_ROUTINE] = { STR_ROW("routine"), STR_ROW("risk.priority-routine"),
                           STR_ROW("risk.priority-routine-meaning"), INFERENCE },
    [PRIORITY_PLANNED] = { STR_ROW("planned"), STR_ROW("risk.priority-planned"),
                           STR_ROW("risk.priority-planned-meaning"), INFERENCE },
    [PRIORITY_URGENT] = { STR_ROW("urgent"), STR_ROW("risk.priority-urgent"),
                          STR_ROW("risk.priority-urgent-meaning"), INFERENCE },
    [PRIORITY_IMMEDIATE] = { STR_ROW("immediate"), STR_ROW("risk.priority-immediate"),
                             STR_ROW("risk.priority-immediate-meaning"), INFERENCE },
};

static const RemedySettings DEFAULT = {
    .id = STR_ROW("inro-default"),
    .version = 1,
    .rule = {
        [PRIORITY_ROUTINE] = { REMEDY_BY_CYCLE, REMEDY_BY_CYCLE, STR_ROW("inference") },
        [PRIORITY_PLANNED] = { REMEDY_BY_CYCLE, REMEDY_BY_CYCLE,
                               STR_ROW("FD&C Act 524B(b)(2)(A): a regular cycle; the rest: "
                                       "inference") },
        [PRIORITY_URGENT] = { 30, 60,
                              STR_ROW("PM16, uncontrolled risk: days of enforcement discretion") },
        [PRIORITY_IMMEDIATE] = { 15, 30,
                                 STR_ROW("inference: half the days of PM16, uncontrolled risk") },
    },
    .cycle_days = 0,
};

const RemedySettings *remedy_default(void)
{
    return &DEFAULT;
}

const RiskTerm *priority_term(RemedyPriority priority)
{
    assert(priority < PRIORITIES);
    return &TERMS[priority];
}

/* ---- the settings --------------------------------------------------------------------- */

static bool days_valid(int days)
{
    return days == REMEDY_BY_CYCLE || (days >= 1 && days <= REMEDY_DAYS_MAX);
}

/* With the regular update is later than on any day. */
static bool is_later(int days, int than)
{
    return than != REMEDY_BY_CYCLE && (days == REMEDY_BY_CYCLE || days > than);
}

static bool rule_check(const RemedySettings *settings, RemedyPriority priority, Err *err)
{
    const RemedyRule *rule = &settings->rule[priority];

    if (days_valid(rule->tell_days) && days_valid(rule->fix_days) && rule->source.len)
        return true;
    return err_set(err, ERR_STRUCTURE, RULE_DAYS, TERMS[priority].word);
}

static bool order_check(const RemedySettings *settings, RemedyPriority priority, Err *err)
{
    const RemedyRule *rule = &settings->rule[priority], *lower = &settings->rule[priority - 1];

    if (!is_later(rule->tell_days, lower->tell_days) && !is_later(rule->fix_days, lower->fix_days))
        return true;
    return err_set(err, ERR_STRUCTURE, RULE_ORDER, TERMS[priority].word, TERMS[priority - 1].word);
}

bool remedy_check(const RemedySettings *settings, Err *err)
{
    if (!settings->id.len || settings->version == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NAME);
    if (settings->cycle_days < 0 || settings->cycle_days > REMEDY_DAYS_MAX)
        return err_set(err, ERR_STRUCTURE, RULE_DAYS, STR("cycle"));
    for (RemedyPriority priority = PRIORITY_ROUTINE; priority < PRIORITIES; priority++)
        if (!rule_check(settings, priority, err))
            return false;
    for (RemedyPriority priority = PRIORITY_PLANNED; priority < PRIORITIES; priority++)
        if (!order_check(settings, priority, err))
            return false;
    return true;
}

/* ---- what follows --------------------------------------------------------------------- */

RemedyPriority remedy_priority(const RemedyFacts *facts)
{
    if (facts->purpose == PURPOSE_ENHANCEMENT)
        return PRIORITY_ROUTINE;
    if (facts->risk == RISK_CONTROLLED)
        return PRIORITY_PLANNED;
    return facts->exploited || facts->multi_patient ? PRIORITY_IMMEDIATE : PRIORITY_URGENT;
}

/* The first regular update on or after the day of awareness. */
static RemedyDue by_cycle(const RemedyFacts *facts, int cycle_days)
{
    int64_t day = facts->cycle_day, aware = facts->aware_day;

    if (cycle_days == 0 || facts->cycle_day == REMEDY_NO_DAY || facts->aware_day == REMEDY_NO_DAY)
        return (RemedyDue){ DUE_UNKNOWN, REMEDY_NO_DAY };
    if (day < aware)
        day += (aware - day + cycle_days - 1) / cycle_days * cycle_days;
    return (RemedyDue){ DUE_ON_DAY, (int32_t)day };
}

static RemedyDue due_of(const RemedyFacts *facts, int days, int cycle_days)
{
    if (days == REMEDY_BY_CYCLE)
        return by_cycle(facts, cycle_days);
    if (facts->aware_day == REMEDY_NO_DAY)
        return (RemedyDue){ DUE_UNKNOWN, REMEDY_NO_DAY };
    return (RemedyDue){ DUE_ON_DAY, facts->aware_day + days };
}

Remedy remedy_of(const RemedyFacts *facts, const RemedySettings *settings)
{
    RemedyPriority priority = remedy_priority(facts);
    const RemedyRule *rule = &settings->rule[priority];
    Remedy remedy = {
        .priority = priority,
        .cycle = oversight_row((UpdateReason){ facts->purpose, facts->risk })->cycle,
        .control_at_once = priority >= PRIORITY_URGENT,
        .tell = { DUE_NEVER, REMEDY_NO_DAY },
        .fix = { DUE_NEVER, REMEDY_NO_DAY },
    };

    if (priority > PRIORITY_ROUTINE) { /* REQ A106 */
        remedy.tell = due_of(facts, rule->tell_days, settings->cycle_days);
        remedy.fix = due_of(facts, rule->fix_days, settings->cycle_days);
    }
    return remedy;
}
