/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/feasibility.h"

#define RULE_LONG    STR("risk.feasibility-long")
#define RULE_PART    STR("risk.part")
#define RULE_FACTOR  STR("risk.factor-unknown")
#define RULE_VALUE   STR("risk.factor-value")
#define RULE_TWICE   STR("risk.factor-twice")
#define RULE_MISSING STR("risk.factor-missing")

#define CEM3 STR_ROW("CEM v3.1 R5 table 3")

static const RiskTerm FACTOR_TERMS[FACTORS] = {
    [FACTOR_TIME] = { STR_ROW("time"), STR_ROW("risk.factor-time"),
                      STR_ROW("risk.factor-time-meaning"), CEM3 },
    [FACTOR_EXPERTISE] = { STR_ROW("expertise"), STR_ROW("risk.factor-expertise"),
                           STR_ROW("risk.factor-expertise-meaning"), CEM3 },
    [FACTOR_KNOWLEDGE] = { STR_ROW("knowledge"), STR_ROW("risk.factor-knowledge"),
                           STR_ROW("risk.factor-knowledge-meaning"), CEM3 },
    [FACTOR_WINDOW] = { STR_ROW("window"), STR_ROW("risk.factor-window"),
                        STR_ROW("risk.factor-window-meaning"), CEM3 },
    [FACTOR_EQUIPMENT] = { STR_ROW("equipment"), STR_ROW("risk.factor-equipment"),
                           STR_ROW("risk.factor-equipment-meaning"), CEM3 },
};

/* CEM v3.1 R5 table 3: calculation of attack potential. */
static const FactorValue VALUES[] = {
    { FACTOR_TIME, STR_ROW("1-day"), 0, STR_ROW("risk.time-1-day") },
    { FACTOR_TIME, STR_ROW("1-week"), 1, STR_ROW("risk.time-1-week") },
    { FACTOR_TIME, STR_ROW("2-weeks"), 2, STR_ROW("risk.time-2-weeks") },
    { FACTOR_TIME, STR_ROW("1-month"), 4, STR_ROW("risk.time-1-month") },
    { FACTOR_TIME, STR_ROW("2-months"), 7, STR_ROW("risk.time-2-months") },
    { FACTOR_TIME, STR_ROW("3-months"), 10, STR_ROW("risk.time-3-months") },
    { FACTOR_TIME, STR_ROW("4-months"), 13, STR_ROW("risk.time-4-months") },
    { FACTOR_TIME, STR_ROW("5-months"), 15, STR_ROW("risk.time-5-months") },
    { FACTOR_TIME, STR_ROW("6-months"), 17, STR_ROW("risk.time-6-months") },
    { FACTOR_TIME, STR_ROW("longer"), 19, STR_ROW("risk.time-longer") },
    { FACTOR_EXPERTISE, STR_ROW("layman"), 0, STR_ROW("risk.expertise-layman") },
    { FACTOR_EXPERTISE, STR_ROW("proficient"), 3, STR_ROW("risk.expertise-proficient") },
    { FACTOR_EXPERTISE, STR_ROW("expert"), 6, STR_ROW("risk.expertise-expert") },
    { FACTOR_EXPERTISE, STR_ROW("several-experts"), 8, STR_ROW("risk.expertise-several") },
    { FACTOR_KNOWLEDGE, STR_ROW("public"), 0, STR_ROW("risk.knowledge-public") },
    { FACTOR_KNOWLEDGE, STR_ROW("restricted"), 3, STR_ROW("risk.knowledge-restricted") },
    { FACTOR_KNOWLEDGE, STR_ROW("sensitive"), 7, STR_ROW("risk.knowledge-sensitive") },
    { FACTOR_KNOWLEDGE, STR_ROW("critical"), 11, STR_ROW("risk.knowledge-critical") },
    { FACTOR_WINDOW, STR_ROW("unlimited"), 0, STR_ROW("risk.window-unlimited") },
    { FACTOR_WINDOW, STR_ROW("easy"), 1, STR_ROW("risk.window-easy") },
    { FACTOR_WINDOW, STR_ROW("moderate"), 4, STR_ROW("risk.window-moderate") },
    { FACTOR_WINDOW, STR_ROW("difficult"), 10, STR_ROW("risk.window-difficult") },
    { FACTOR_EQUIPMENT, STR_ROW("standard"), 0, STR_ROW("risk.equipment-standard") },
    { FACTOR_EQUIPMENT, STR_ROW("specialised"), 4, STR_ROW("risk.equipment-specialised") },
    { FACTOR_EQUIPMENT, STR_ROW("bespoke"), 7, STR_ROW("risk.equipment-bespoke") },
    { FACTOR_EQUIPMENT, STR_ROW("several-bespoke"), 9, STR_ROW("risk.equipment-several") },
};
/* Where each factor's values begin, and where the last one's end. */
static const uint8_t FIRST[FACTORS + 1] = { 0, 10, 14, 18, 22, 26 };
static_assert(ARRAY_LEN(VALUES) == 26, "the values of CEM table 3");

#define CEM4 STR_ROW("CEM v3.1 R5 table 4; band: inference")

static const PotentialRow POTENTIAL_ROWS[POTENTIALS] = {
    [POTENTIAL_BASIC] = { 0, BAND_HIGH, { STR_ROW("basic"), STR_ROW("risk.potential-basic"),
                          STR_ROW("risk.potential-basic"), CEM4 } },
    [POTENTIAL_ENHANCED_BASIC] = { 10, BAND_HIGH, { STR_ROW("enhanced-basic"),
                                   STR_ROW("risk.potential-enhanced-basic"),
                                   STR_ROW("risk.potential-enhanced-basic"), CEM4 } },
    [POTENTIAL_MODERATE] = { 14, BAND_MEDIUM, { STR_ROW("moderate"),
                             STR_ROW("risk.potential-moderate"),
                             STR_ROW("risk.potential-moderate"), CEM4 } },
    [POTENTIAL_HIGH] = { 20, BAND_LOW, { STR_ROW("high"), STR_ROW("risk.potential-high"),
                         STR_ROW("risk.potential-high"), CEM4 } },
    [POTENTIAL_BEYOND_HIGH] = { 25, BAND_LOW, { STR_ROW("beyond-high"),
                                STR_ROW("risk.potential-beyond-high"),
                                STR_ROW("risk.potential-beyond-high"), CEM4 } },
};

const FactorValue *feasibility_values(size_t *count)
{
    *count = ARRAY_LEN(VALUES);
    return VALUES;
}

const PotentialRow *feasibility_potential(AttackPotential potential)
{
    assert(potential < POTENTIALS);
    return &POTENTIAL_ROWS[potential];
}

const RiskTerm *factor_term(Factor factor)
{
    assert(factor < FACTORS);
    return &FACTOR_TERMS[factor];
}

/* Of a value that was given. */
static const FactorValue *value_at(size_t factor, size_t place)
{
    size_t i = FIRST[factor] + place - 1;

    assert(place >= 1 && i < FIRST[factor + 1]);
    return &VALUES[i];
}

const FactorValue *factor_value(Factor factor, size_t place)
{
    assert(factor < FACTORS && place >= 1);
    return place > (size_t)(FIRST[factor + 1] - FIRST[factor]) ? NULL : value_at(factor, place);
}

/* The 1-based place of `word` in the factor's table, or 0. */
static uint8_t value_place(Factor factor, Str word)
{
    const FactorValue *value;

    for (uint8_t place = 1; (value = factor_value(factor, place)) != NULL; place++)
        if (str_eq(value->word, word))
            return place;
    return 0;
}

static bool part_read(Str part, Feasibility *feasibility, Err *err)
{
    size_t colon = str_find_char(part, ':'), factor;
    Str name = str_slice(part, 0, colon), value = str_slice(part, colon + 1, part.len);
    uint8_t place;

    if (colon == part.len)
        return err_set(err, ERR_SYNTAX, RULE_PART, part);
    if (!term_find(FACTOR_TERMS, FACTORS, name, &factor))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_FACTOR, name);
    if (!(place = value_place((Factor)factor, value)))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_VALUE, name, value);
    if (feasibility->value[factor])
        return err_set(err, ERR_STRUCTURE, RULE_TWICE, name);
    feasibility->value[factor] = place;
    return true;
}

bool feasibility_read(Str text, Feasibility *out, Err *err)
{
    Feasibility feasibility = { 0 };
    size_t at = 0;
    Str part;

    if (text.len > FEASIBILITY_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (text.len == 0)
        return err_set(err, ERR_SYNTAX, RULE_PART, text);
    for (; str_next(&text, '/', &part); at += part.len + 1)
        if (!part_read(part, &feasibility, err))
            return err_at(err, at);
    *out = feasibility;
    return true;
}

void feasibility_write(const Feasibility *feasibility, Buf *buf)
{
    bool first = true;

    for (size_t i = 0; i < FACTORS; i++) {
        if (!feasibility->value[i])
            continue;
        buf_printf(buf, "%s%.*s:%.*s", first ? "" : "/", ROW_ARG(FACTOR_TERMS[i].word),
                   ROW_ARG(value_at(i, feasibility->value[i])->word));
        first = false;
    }
}

static AttackPotential potential_of(unsigned points)
{
    AttackPotential potential = POTENTIAL_BEYOND_HIGH;

    while (points < POTENTIAL_ROWS[potential].points_min)
        potential--;
    return potential;
}

bool feasibility_judge(const Feasibility *feasibility, FeasibilityResult *out, Err *err)
{
    FeasibilityResult result = { 0 };

    for (size_t i = 0; i < FACTORS; i++) {
        if (!feasibility->value[i])
            return err_set(err, ERR_STRUCTURE, RULE_MISSING, FACTOR_TERMS[i].word);
        result.points += value_at(i, feasibility->value[i])->points;
    }
    result.potential = potential_of(result.points);
    result.band = POTENTIAL_ROWS[result.potential].band;
    *out = result;
    return true;
}
