/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/discretion.h"

#define PM16 STR_ROW("PM16, uncontrolled risk")
#define INFERENCE STR_ROW("inference")

static const RiskTerm TERMS[DISCRETION_CONDITIONS] = {
    [DISCRETION_NO_EVENT] = { STR_ROW("no-serious-event"), STR_ROW("risk.discretion-no-event"),
                              STR_ROW("risk.discretion-no-event"), PM16 },
    [DISCRETION_TOLD] = { STR_ROW("customers-told"), STR_ROW("risk.discretion-told"),
                          STR_ROW("risk.discretion-told"), PM16 },
    [DISCRETION_FIXED] = { STR_ROW("fixed"), STR_ROW("risk.discretion-fixed"),
                           STR_ROW("risk.discretion-fixed"), PM16 },
    [DISCRETION_ISAO] = { STR_ROW("isao-member"), STR_ROW("risk.discretion-isao"),
                          STR_ROW("risk.discretion-isao"), PM16 },
};

static const RiskTerm STATE_TERMS[CONDITION_STATES] = {
    [CONDITION_HOLDS] = { STR_ROW("holds"), STR_ROW("risk.condition-holds"),
                          STR_ROW("risk.condition-holds"), INFERENCE },
    [CONDITION_OPEN] = { STR_ROW("open"), STR_ROW("risk.condition-open"),
                         STR_ROW("risk.condition-open"), INFERENCE },
    [CONDITION_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("risk.condition-unknown"),
                            STR_ROW("risk.condition-unknown"), INFERENCE },
    [CONDITION_FAILED] = { STR_ROW("failed"), STR_ROW("risk.condition-failed"),
                           STR_ROW("risk.condition-failed"), INFERENCE },
};

const RiskTerm *discretion_term(DiscretionCondition condition)
{
    assert(condition < DISCRETION_CONDITIONS);
    return &TERMS[condition];
}

const RiskTerm *condition_state_term(ConditionState state)
{
    assert(state < CONDITION_STATES);
    return &STATE_TERMS[state];
}

static ConditionState answered(Answer answer, Answer wanted)
{
    if (answer == wanted)
        return CONDITION_HOLDS;
    return answer == ANSWER_YES || answer == ANSWER_NO ? CONDITION_FAILED : CONDITION_UNKNOWN;
}

/* By `by` at the latest, that day included; before it is over, nothing has failed. What is only
 * planned for a day to come is not done. */
static ConditionState done_in_time(int32_t done, int32_t by, int32_t today)
{
    if (by == DISCRETION_NO_DAY)
        return CONDITION_UNKNOWN;
    if (done != DISCRETION_NO_DAY && done <= today)
        return done <= by ? CONDITION_HOLDS : CONDITION_FAILED;
    return today <= by ? CONDITION_OPEN : CONDITION_FAILED;
}

static int32_t day_after(int32_t day, int32_t days)
{
    return day == DISCRETION_NO_DAY ? DISCRETION_NO_DAY : day + days;
}

Discretion discretion_of(const DiscretionFacts *facts)
{
    Discretion out = { .tell_by = day_after(facts->aware_day, DISCRETION_TELL_DAYS),
                       .fix_by = day_after(facts->aware_day, DISCRETION_FIX_DAYS) };

    out.state[DISCRETION_NO_EVENT] = answered(facts->serious_event, ANSWER_NO);
    out.state[DISCRETION_TOLD] = done_in_time(facts->told_day, out.tell_by, facts->today);
    out.state[DISCRETION_FIXED] = done_in_time(facts->fixed_day, out.fix_by, facts->today);
    out.state[DISCRETION_ISAO] = answered(facts->isao_member, ANSWER_YES);
    for (size_t i = 0; i < DISCRETION_CONDITIONS; i++)
        if (out.state[i] > out.all)
            out.all = out.state[i];
    return out;
}
