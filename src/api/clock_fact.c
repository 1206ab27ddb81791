/* SPDX-License-Identifier: Apache-2.0 */
#include "api/clock_fact.h"

#include "base/json.h"

#define RULE_FACT STR("api.fact-unknown")
#define RULE_BOTH STR("api.fact-both")
#define RULE_PRODUCT  STR("api.fact-of-product")
#define RULE_ASSESSED STR("api.fact-assessed")

static void fact_set(ClockFacts *facts, ClockFact fact, bool holds)
{
    uint32_t bit = (uint32_t)1 << fact;

    if (holds)
        facts->yes |= bit;
    else
        facts->no |= bit;
}

/* What has a place of its own in the record is not stated a second time. */
static bool fact_stated(ClockFact fact, Str word, Err *err)
{
    if (fact == FACT_UNCONTROLLED)
        return err_set(err, ERR_USAGE, RULE_ASSESSED, word);
    return !clock_fact_of_product(fact) || err_set(err, ERR_USAGE, RULE_PRODUCT, word);
}

static bool fact_given(Str text, ClockFacts *out, Err *err)
{
    bool denied = str_ends(text, STR("=no"));
    Str word = denied                         ? str_slice(text, 0, text.len - 3)
             : str_ends(text, STR("=yes")) ? str_slice(text, 0, text.len - 4) : text;
    ClockFact fact;

    if (!clock_fact_read(word, &fact))
        return err_set(err, ERR_USAGE, RULE_FACT, text);
    if (!fact_stated(fact, word, err))
        return false;
    fact_set(out, fact, !denied);
    return !(out->yes & out->no) || err_set(err, ERR_USAGE, RULE_BOTH, word);
}

bool clock_facts_given(const char *const *given, size_t count, ClockFacts *out, Err *err)
{
    ClockFacts facts = { 0, 0 };

    for (size_t i = 0; i < count; i++)
        if (!fact_given(str_of(given[i]), &facts, err))
            return err_in(err, "--fact");
    *out = facts;
    return true;
}

void clock_facts_write(ClockFacts facts, JsonOut *json)
{
    if (!(facts.yes | facts.no))
        return;
    jsonout_key(json, STR("facts"));
    jsonout_object(json);
    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        if ((facts.yes | facts.no) >> fact & 1)
            jsonout_bool_at(json, clock_fact_word((ClockFact)fact), facts.yes >> fact & 1);
    jsonout_object_end(json);
}

bool clock_facts_read(Str json, Arena *arena, ClockFacts *out, Err *err)
{
    ClockFacts facts = { 0, 0 };
    const Json *object = NULL, *value;
    ClockFact fact;
    JsonIter iter;
    Str word;

    if (json.len && !json_parse(json, JSON_UNIQUE_KEYS, arena, &object, err))
        return false;
    iter = json_iter(object);
    while (json_next(&iter, &word, &value))
        if (clock_fact_read(word, &fact) && fact != FACT_UNCONTROLLED)
            fact_set(&facts, fact, json_bool(value));
    *out = facts;
    return true;
}

void clock_facts_add(ClockFacts *facts, ClockFacts later)
{
    facts->yes = (facts->yes & ~later.no) | later.yes;
    facts->no = (facts->no & ~later.yes) | later.no;
}
