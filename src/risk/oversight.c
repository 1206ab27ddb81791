/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/oversight.h"

#define RULE_NO_REASON STR("risk.update-reason")
#define RULE_QUESTION  STR("risk.update-question")

#define TABLE3 STR_ROW("IMDRF N60 6.4.3 table 3")

static const RiskTerm PURPOSE_TERMS[PURPOSES] = {
    [PURPOSE_ENHANCEMENT] = { STR_ROW("enhancement"), STR_ROW("risk.purpose-enhancement"),
                              STR_ROW("risk.purpose-enhancement-meaning"), TABLE3 },
    [PURPOSE_VULNERABILITY] = { STR_ROW("vulnerability"), STR_ROW("risk.purpose-vulnerability"),
                                STR_ROW("risk.purpose-vulnerability-meaning"), TABLE3 },
};

static const RiskTerm LEVEL_TERMS[OVERSIGHT_LEVELS] = {
    [OVERSIGHT_LOW] = { STR_ROW("low"), STR_ROW("risk.oversight-low"),
                        STR_ROW("risk.oversight-low"), TABLE3 },
    [OVERSIGHT_MEDIUM] = { STR_ROW("medium"), STR_ROW("risk.oversight-medium"),
                           STR_ROW("risk.oversight-medium"), TABLE3 },
    [OVERSIGHT_HIGH] = { STR_ROW("high"), STR_ROW("risk.oversight-high"),
                         STR_ROW("risk.oversight-high"), TABLE3 },
};

static const RiskTerm CYCLE_TERMS[CYCLES] = {
    [CYCLE_REGULAR] = { STR_ROW("regular"), STR_ROW("risk.cycle-regular"),
                        STR_ROW("risk.cycle-regular-meaning"),
                        STR_ROW("FD&C Act 524B(b)(2)(A)") },
    [CYCLE_OUT_OF_CYCLE] = { STR_ROW("out-of-cycle"), STR_ROW("risk.cycle-out"),
                             STR_ROW("risk.cycle-out-meaning"),
                             STR_ROW("FD&C Act 524B(b)(2)(B)") },
};

/* REQ A120 A121 A122 */
static const OversightRow ROWS[] = {
    { PURPOSE_ENHANCEMENT, RISK_CONTROLLED, OVERSIGHT_LOW, CYCLE_REGULAR,
      STR_ROW("risk.row-enhancement"), STR_ROW("risk.law-none"), STR_ROW("risk.fda-none"),
      STR_ROW("risk.action-regular"), TABLE3 },
    { PURPOSE_VULNERABILITY, RISK_CONTROLLED, OVERSIGHT_MEDIUM, CYCLE_REGULAR,
      STR_ROW("risk.row-controlled"), STR_ROW("risk.law-regular"), STR_ROW("risk.fda-controlled"),
      STR_ROW("risk.action-regular"),
      STR_ROW("IMDRF N60 6.4.3 table 3; FD&C Act 524B(b)(2)(A); PM16, controlled risk") },
    { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED, OVERSIGHT_HIGH, CYCLE_OUT_OF_CYCLE,
      STR_ROW("risk.row-uncontrolled"), STR_ROW("risk.law-out-of-cycle"),
      STR_ROW("risk.fda-uncontrolled"), STR_ROW("risk.action-at-once"),
      STR_ROW("IMDRF N60 6.4.3 table 3; FD&C Act 524B(b)(2)(B); PM16, uncontrolled "
              "risk; 21 CFR 806") },
};
enum { ROW_ENHANCEMENT, ROW_CONTROLLED, ROW_UNCONTROLLED };
static_assert(ARRAY_LEN(ROWS) == ROW_UNCONTROLLED + 1, "the three rows of table 3");

const OversightRow *oversight_rows(size_t *count)
{
    *count = ARRAY_LEN(ROWS);
    return ROWS;
}

const OversightRow *oversight_row(UpdateReason reason)
{
    if (reason.purpose == PURPOSE_ENHANCEMENT)
        return &ROWS[ROW_ENHANCEMENT];
    return &ROWS[reason.risk == RISK_CONTROLLED ? ROW_CONTROLLED : ROW_UNCONTROLLED];
}

RuleId oversight_question(unsigned number)
{
    assert(number == 1 || number == 2);
    return number == 1 ? STR("risk.question-1") : STR("risk.question-2");
}

bool oversight_judge(const UpdateReason *reasons, size_t count, Answer only_security,
                     Oversight *out, Err *err)
{
    /* REQ A118 */
    Oversight result = { OVERSIGHT_LOW, CYCLE_REGULAR, false, only_security != ANSWER_YES };

    if (count == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_REASON);
    if (only_security == ANSWER_NONE)
        return err_set(err, ERR_STRUCTURE, RULE_QUESTION, STR("1"));
    for (size_t i = 0; i < count; i++) { /* REQ A123 */
        const OversightRow *row = oversight_row(reasons[i]);
        if (row->level > result.level)
            result.level = row->level;
        if (row->cycle > result.cycle)
            result.cycle = row->cycle;
    }
    result.unacceptable = result.level == OVERSIGHT_HIGH; /* REQ A119 */
    *out = result;
    return true;
}

const RiskTerm *purpose_term(UpdatePurpose purpose)
{
    assert(purpose < PURPOSES);
    return &PURPOSE_TERMS[purpose];
}

const RiskTerm *oversight_term(OversightLevel level)
{
    assert(level < OVERSIGHT_LEVELS);
    return &LEVEL_TERMS[level];
}

const RiskTerm *cycle_term(UpdateCycle cycle)
{
    assert(cycle < CYCLES);
    return &CYCLE_TERMS[cycle];
}
