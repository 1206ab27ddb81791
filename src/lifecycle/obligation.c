/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/obligation.h"

#define DEV STAGE_DEVELOPMENT
#define SUP STAGE_SUPPORT
#define LIM STAGE_LIMITED_SUPPORT
#define END STAGE_END_OF_SUPPORT

/* REQ A143 A144 A145 A148 A149 */
static const Obligation ROWS[] = {
    { STR_ROW("N60-5.5.2-07"), DEV, LIM, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-5.5.2-07") },
    { STR_ROW("N60-6.6-01"), DEV, END, DUTY_ANYONE, STRENGTH_INFO,
      STR_ROW("lifecycle.n60-6.6-01") },
    { STR_ROW("N60-6.6.1-01"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-01") },
    { STR_ROW("N60-6.6.1-02"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-02") },
    { STR_ROW("N60-6.6.1-03"), END, END, DUTY_MAKER, STRENGTH_INFO,
      STR_ROW("lifecycle.n60-6.6.1-03") },
    { STR_ROW("N60-6.6.1-04"), LIM, LIM, DUTY_REGULATOR, STRENGTH_INFO,
      STR_ROW("lifecycle.n60-6.6.1-04") },
    { STR_ROW("N60-6.6.1-DEV-a"), DEV, DEV, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-dev-a") },
    { STR_ROW("N60-6.6.1-DEV-b"), DEV, DEV, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-dev-b") },
    { STR_ROW("N60-6.6.1-SUP-a"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-sup-a") },
    { STR_ROW("N60-6.6.1-SUP-b"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-sup-b") },
    { STR_ROW("N60-6.6.1-SUP-c"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-sup-c") },
    { STR_ROW("N60-6.6.1-SUP-d"), SUP, SUP, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-sup-d") },
    { STR_ROW("N60-6.6.1-LIM-a"), LIM, LIM, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-lim-a") },
    { STR_ROW("N60-6.6.1-LIM-b"), LIM, LIM, DUTY_MAKER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.1-lim-b") },
    { STR_ROW("N60-6.6.1-EOS-a"), END, END, DUTY_MAKER, STRENGTH_INFO,
      STR_ROW("lifecycle.n60-6.6.1-eos-a") },
    { STR_ROW("N60-6.6.2-SUP-a"), SUP, SUP, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-sup-a") },
    { STR_ROW("N60-6.6.2-SUP-b"), SUP, SUP, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-sup-b") },
    { STR_ROW("N60-6.6.2-SUP-c"), SUP, SUP, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-sup-c") },
    { STR_ROW("N60-6.6.2-SUP-d"), SUP, SUP, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-sup-d") },
    { STR_ROW("N60-6.6.2-SUP-e"), SUP, SUP, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-sup-e") },
    { STR_ROW("N60-6.6.2-LIM-a"), LIM, LIM, DUTY_CUSTOMER, STRENGTH_SHOULD,
      STR_ROW("lifecycle.n60-6.6.2-lim-a") },
    { STR_ROW("N60-6.6.2-EOS-a"), END, END, DUTY_CUSTOMER, STRENGTH_INFO,
      STR_ROW("lifecycle.n60-6.6.2-eos-a") },
};

static const struct {
    Str name;
    RuleId sentence;
} WHO[] = {
    [DUTY_MAKER] = { STR_ROW("maker"), STR_ROW("lifecycle.duty-maker") },
    [DUTY_CUSTOMER] = { STR_ROW("customer"), STR_ROW("lifecycle.duty-customer") },
    [DUTY_REGULATOR] = { STR_ROW("regulator"), STR_ROW("lifecycle.duty-regulator") },
    [DUTY_ANYONE] = { STR_ROW("anyone"), STR_ROW("lifecycle.duty-anyone") },
};
static_assert(ARRAY_LEN(WHO) == DUTIES, "a row per party");

static const Str STRENGTH[] = {
    [STRENGTH_SHOULD] = STR_ROW("should"),
    [STRENGTH_INFO] = STR_ROW("info"),
};
static_assert(ARRAY_LEN(STRENGTH) == STRENGTHS, "a word per strength");

const Obligation *obligation_rows(size_t *count)
{
    *count = ARRAY_LEN(ROWS);
    return ROWS;
}

bool obligation_holds(const Obligation *row, const StageOn *on)
{
    return row->first <= on->latest && on->earliest <= row->last;
}

Str duty_name(DutyOf who)
{
    return WHO[who].name;
}

RuleId duty_sentence(DutyOf who)
{
    return WHO[who].sentence;
}

Str strength_name(DutyStrength strength)
{
    return STRENGTH[strength];
}
