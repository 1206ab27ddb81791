/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/remedy.h"

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

static const RemedyRule RULES[PRIORITIES] = {
    [PRIORITY_ROUTINE] = { REMEDY_BY_CYCLE, REMEDY_BY_CYCLE, STR_ROW("inference") },
    [PRIORITY_PLANNED] = { REMEDY_BY_CYCLE, REMEDY_BY_CYCLE,
                           STR_ROW("FD&C Act 524B(b)(2)(A): a regular cycle; the rest: "
                                   "inference") },
    [PRIORITY_URGENT] = { 30, 60,
                          STR_ROW("PM16, uncontrolled risk: days of enforcement discretion") },
    [PRIORITY_IMMEDIATE] = { 15, 30,
                             STR_ROW("inference: half the days of PM16, uncontrolled risk") },
};

const RemedyRule *remedy_rule(RemedyPriority priority)
{
    assert(priority < PRIORITIES);
    return &RULES[priority];
}

const RiskTerm *priority_term(RemedyPriority priority)
{
    assert(priority < PRIORITIES);
    return &TERMS[priority];
}

RemedyPriority remedy_priority(const RemedyFacts *facts)
{
    if (facts->purpose == PURPOSE_ENHANCEMENT)
        return PRIORITY_ROUTINE;
    if (facts->risk == RISK_CONTROLLED)
        return PRIORITY_PLANNED;
    return facts->exploited || facts->multi_patient ? PRIORITY_IMMEDIATE : PRIORITY_URGENT;
}

static RemedyDue due_of(const RemedyFacts *facts, int days)
{
    int32_t day = INT32_MAX, end = INT32_MAX;

    if (facts->aware_day == REMEDY_NO_DAY
        || (days == REMEDY_BY_CYCLE && !regular_cycle_stated(facts->cycle)))
        return (RemedyDue){ DUE_UNKNOWN, REMEDY_NO_DAY, false };
    if (days != REMEDY_BY_CYCLE)
        day = facts->aware_day + days;
    if (regular_cycle_stated(facts->cycle))
        end = regular_cycle_end(facts->cycle, facts->aware_day);
    return (RemedyDue){ DUE_ON_DAY, end < day ? end : day, end < day };
}

Remedy remedy_of(const RemedyFacts *facts)
{
    RemedyPriority priority = remedy_priority(facts);
    Remedy remedy = {
        .priority = priority,
        .cycle = oversight_row((UpdateReason){ facts->purpose, facts->risk })->cycle,
        .control_at_once = priority >= PRIORITY_URGENT,
        .tell = { DUE_NEVER, REMEDY_NO_DAY, false },
        .fix = { DUE_NEVER, REMEDY_NO_DAY, false },
    };

    if (priority > PRIORITY_ROUTINE) { /* REQ A106 */
        remedy.tell = due_of(facts, RULES[priority].tell_days);
        remedy.fix = due_of(facts, RULES[priority].fix_days);
    }
    return remedy;
}
