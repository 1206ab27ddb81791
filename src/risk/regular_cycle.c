/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/regular_cycle.h"

#include "base/date.h"

#define RULE_FORM STR("risk.cycle-form")
#define RULE_LONG STR("risk.cycle-long")

/* Each counts in days, or in months of the calendar. */
static const struct {
    Str words[3];
    RuleId rule;
    int days, months;
    int max;
} UNITS[CYCLE_UNITS] = {
    [CYCLE_DAYS] = { { STR_ROW("d"), STR_ROW("day"), STR_ROW("days") },
                     STR_ROW("risk.cycle-days"), 1, 0, CYCLE_YEARS_MAX * 366 },
    [CYCLE_WEEKS] = { { STR_ROW("w"), STR_ROW("week"), STR_ROW("weeks") },
                      STR_ROW("risk.cycle-weeks"), 7, 0, CYCLE_YEARS_MAX * 52 },
    [CYCLE_MONTHS] = { { STR_ROW("month"), STR_ROW("month"), STR_ROW("months") },
                       STR_ROW("risk.cycle-months"), 0, 1, CYCLE_YEARS_MAX * 12 },
    [CYCLE_YEARS] = { { STR_ROW("y"), STR_ROW("year"), STR_ROW("years") },
                      STR_ROW("risk.cycle-years"), 0, 12, CYCLE_YEARS_MAX },
};

static bool unit_find(Str word, CycleUnit *out)
{
    for (int i = 0; i < CYCLE_UNITS; i++)
        for (size_t k = 0; k < ARRAY_LEN(UNITS[i].words); k++)
            if (str_eq(UNITS[i].words[k], word)) {
                *out = (CycleUnit)i;
                return true;
            }
    return false;
}

bool regular_cycle_read(Str text, RegularCycle *out, Err *err)
{
    size_t digits = 0;
    uint64_t count;
    CycleUnit unit;

    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    if (!str_to_u64(str_slice(text, 0, digits), &count) || count == 0
        || !unit_find(str_slice(text, digits, text.len), &unit))
        return err_set(err, ERR_SYNTAX, RULE_FORM, text);
    if (count > (uint64_t)UNITS[unit].max)
        return err_set(err, ERR_LIMIT, RULE_LONG, text);
    *out = (RegularCycle){ (int)count, unit };
    return true;
}

bool regular_cycle_stated(RegularCycle cycle)
{
    return cycle.count > 0;
}

int32_t regular_cycle_end(RegularCycle cycle, int32_t day)
{
    int64_t end = day + (int64_t)cycle.count * UNITS[cycle.unit].days;

    assert(regular_cycle_stated(cycle));
    return (int32_t)date_add_months(end, cycle.count * UNITS[cycle.unit].months);
}

RuleId regular_cycle_rule(CycleUnit unit)
{
    return UNITS[unit].rule;
}
