/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/support.h"

#include <stdlib.h>

#define RULE_CLASS     STR("lifecycle.item-class")
#define RULE_LEVEL     STR("lifecycle.support-level")
#define RULE_NO_FACT   STR("lifecycle.answer-no-fact")
#define RULE_NO_SCOPE  STR("lifecycle.answer-no-scope")
#define RULE_NO_WHO    STR("lifecycle.answer-no-who")
#define RULE_NO_TIME   STR("lifecycle.answer-no-time")
#define RULE_NO_SOURCE STR("lifecycle.answer-no-source")
#define RULE_EVENT     STR("lifecycle.answer-event")
#define RULE_DATE      STR("lifecycle.answer-date")

/* ---- the tables ---- */

/* REQ B12. IEC 81001-5-1:2021 4.3, Annex A.3. */
static const struct {
    Str name;
    RuleId sentence, duty;
    const char *clauses;
} CLASSES[] = {
    [ITEM_CLASS_NONE] = { STR_ROW("-"), STR_ROW("lifecycle.class-none"), { 0 }, "-" },
    [ITEM_MAINTAINED] = { STR_ROW("maintained"), STR_ROW("lifecycle.class-maintained"),
                          STR_ROW("lifecycle.class-maintained-duty"), "6.2.1 6.2.2 6.3.2 6.3.3" },
    [ITEM_SUPPORTED] = { STR_ROW("supported"), STR_ROW("lifecycle.class-supported"),
                         STR_ROW("lifecycle.class-supported-duty"), "6.2.1 6.2.2 6.3.1" },
    [ITEM_REQUIRED] = { STR_ROW("required"), STR_ROW("lifecycle.class-required"),
                        STR_ROW("lifecycle.class-required-duty"), "5.2.3" },
};
static_assert(ARRAY_LEN(CLASSES) == ITEM_CLASSES, "a row per class");

/* REQ D49. FDA premarket guidance V.A.4(b): its three examples, and what it asks a justification
 * for. */
static const struct {
    Str name, word;
    RuleId sentence;
} LEVELS[] = {
    [LEVEL_NONE] = { STR_ROW("-"), STR_ROW("-"), STR_ROW("lifecycle.level-none") },
    [LEVEL_MAINTAINED] = { STR_ROW("actively-maintained"), STR_ROW("actively maintained"),
                           STR_ROW("lifecycle.level-maintained") },
    [LEVEL_NOT_MAINTAINED] = { STR_ROW("no-longer-maintained"), STR_ROW("no longer maintained"),
                               STR_ROW("lifecycle.level-not-maintained") },
    [LEVEL_ABANDONED] = { STR_ROW("abandoned"), STR_ROW("abandoned"),
                          STR_ROW("lifecycle.level-abandoned") },
    [LEVEL_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("unknown"),
                        STR_ROW("lifecycle.level-unknown") },
};
static_assert(ARRAY_LEN(LEVELS) == SUPPORT_LEVELS, "a row per level");

static const RuleId FACTS[] = {
    [FACT_CLASS] = STR_ROW("lifecycle.fact-class"),
    [FACT_LEVEL] = STR_ROW("lifecycle.fact-level"),
    [FACT_END] = STR_ROW("lifecycle.fact-end"),
};
static_assert(ARRAY_LEN(FACTS) == SUPPORT_FACTS, "a row per fact");

static const Str SCOPES[] = {
    [ANSWER_OF_ORGANISATION] = STR_ROW("organisation"),
    [ANSWER_OF_PRODUCT] = STR_ROW("product"),
    [ANSWER_OF_RELEASE] = STR_ROW("release"),
};
static_assert(ARRAY_LEN(SCOPES) == ANSWER_SCOPES, "a row per scope");

static const struct {
    Str name;
    RuleId sentence;
} SAID[] = {
    [SAID_DERIVED] = { STR_ROW("derived"), STR_ROW("lifecycle.said-derived") },
    [SAID_BY_SUPPLIER] = { STR_ROW("supplier"), STR_ROW("lifecycle.said-supplier") },
    [SAID_HERE] = { STR_ROW("here"), STR_ROW("lifecycle.said-here") },
};
static_assert(ARRAY_LEN(SAID) == PROVENANCES, "a row per provenance");

bool item_class_read(Str name, ItemClass *out, Err *err)
{
    for (ItemClass i = ITEM_MAINTAINED; i < ITEM_CLASSES; i++)
        if (str_eq_fold(name, CLASSES[i].name)) {
            *out = i;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_CLASS, name);
}

Str item_class_name(ItemClass item_class)
{
    return CLASSES[item_class].name;
}

RuleId item_class_sentence(ItemClass item_class)
{
    return CLASSES[item_class].sentence;
}

RuleId item_class_duty(ItemClass item_class)
{
    return CLASSES[item_class].duty;
}

const char *item_class_clauses(ItemClass item_class)
{
    return CLASSES[item_class].clauses;
}

bool support_level_read(Str name, SupportLevel *out, Err *err)
{
    for (SupportLevel i = LEVEL_MAINTAINED; i < SUPPORT_LEVELS; i++)
        if (str_eq_fold(name, LEVELS[i].name) || str_eq_fold(name, LEVELS[i].word)) {
            *out = i;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_LEVEL, name);
}

Str support_level_name(SupportLevel level)
{
    return LEVELS[level].name;
}

Str support_level_word(SupportLevel level)
{
    return LEVELS[level].word;
}

RuleId support_level_sentence(SupportLevel level)
{
    return LEVELS[level].sentence;
}

RuleId fact_sentence(SupportFact fact)
{
    return FACTS[fact];
}

Str answer_scope_name(AnswerScope scope)
{
    return SCOPES[scope];
}

Str provenance_name(Provenance provenance)
{
    return SAID[provenance].name;
}

RuleId provenance_sentence(Provenance provenance)
{
    return SAID[provenance].sentence;
}

/* ---- answers ---- */

static bool states(const SupportAnswer *answer, SupportFact fact)
{
    if (fact == FACT_CLASS)
        return answer->item_class != ITEM_CLASS_NONE;
    return fact == FACT_LEVEL ? answer->level != LEVEL_NONE : answer->states_end;
}

static bool end_check(const SupportAnswer *answer, Err *err)
{
    if (!answer->states_end || answer->end.kind == DATE_UNKNOWN)
        return true;
    if (!event_ends_support(answer->event))
        return err_set(err, ERR_USAGE, RULE_EVENT, event_name(answer->event),
                       vocabulary_name(answer->vocabulary));
    if (str_trim(answer->source).len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_SOURCE);
    return true;
}

bool answer_check(const SupportAnswer *answer, Err *err)
{
    if (!states(answer, FACT_CLASS) && !states(answer, FACT_LEVEL) && !states(answer, FACT_END))
        return err_set(err, ERR_STRUCTURE, RULE_NO_FACT);
    if (answer->scope_id.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_SCOPE);
    if (str_trim(answer->who).len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_WHO);
    if (answer->said_s <= 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_TIME);
    return end_check(answer, err);
}

bool answer_derive(const DerivedSupport *derived, Arena *arena, SupportAnswer *out, Err *err)
{
    SupportAnswer answer = {
        .scope = ANSWER_OF_ORGANISATION, .scope_id = derived->organisation,
        .states_end = true, .vocabulary = VOCABULARY_ENDOFLIFE, .event = LIFE_SECURITY_END,
        .source = derived->source, .provenance = SAID_DERIVED, .who = derived->source,
        .said_s = derived->as_of_s,
    };

    if (!date_parse(derived->ends, &answer.end))
        return err_set(err, ERR_SYNTAX, RULE_DATE, derived->ends);
    if (!selector_read(derived->what, derived->version, arena, &answer.of, err))
        return false;
    *out = answer;
    return true;
}

/* ---- which of them holds ---- */

typedef struct {
    const SupportAnswer *answer;
    uint32_t i;
} Candidate;

/* >0 when `a` holds over `b`, 0 when they are equal in rank. */
static int rank(const SupportAnswer *a, const SupportAnswer *b)
{
    if (a->scope != b->scope)
        return a->scope > b->scope ? 1 : -1;
    if (a->of.versions != b->of.versions)
        return a->of.versions > b->of.versions ? 1 : -1;
    if (a->of.by != b->of.by)
        return a->of.by > b->of.by ? 1 : -1;
    if (a->provenance != b->provenance)
        return a->provenance > b->provenance ? 1 : -1;
    return (a->said_s > b->said_s) - (a->said_s < b->said_s);
}

/* What holds comes first; equal ranks in the order of the ledger. */
static int candidate_compare(const void *a_, const void *b_)
{
    const Candidate *a = a_, *b = b_;
    int order = rank(b->answer, a->answer);

    return order ? order : (a->i > b->i) - (a->i < b->i);
}

static bool in_scope(const Ledger *ledger, const SupportAnswer *answer)
{
    const Str ids[] = {
        [ANSWER_OF_ORGANISATION] = ledger->organisation,
        [ANSWER_OF_PRODUCT] = ledger->product,
        [ANSWER_OF_RELEASE] = ledger->release,
    };

    return str_eq(answer->scope_id, ids[answer->scope]);
}

typedef struct {
    Candidate *yes;
    uint32_t *unsure;
    uint32_t yes_count, unsure_count;
} Found;

/* Counts first, so that a component that few answers speak of takes little memory. */
static bool find(const Ledger *ledger, const LedgerPart *part, Arena *arena, Found *found,
                 Err *err)
{
    uint32_t count[3] = { 0 };

    for (uint32_t i = 0; i < ledger->count; i++)
        if (in_scope(ledger, &ledger->answers[i]))
            count[selector_has(&ledger->answers[i].of, part)]++;
    found->yes = ARENA_ARRAY(arena, Candidate, count[SELECTED_YES]);
    found->unsure = ARENA_ARRAY(arena, uint32_t, count[SELECTED_UNSURE]);
    if (!found->yes || !found->unsure)
        return err_no_memory(err);
    for (uint32_t i = 0; i < ledger->count; i++) {
        const SupportAnswer *answer = &ledger->answers[i];
        Selected selected = in_scope(ledger, answer) ? selector_has(&answer->of, part)
                                                     : SELECTED_NO;

        if (selected == SELECTED_YES)
            found->yes[found->yes_count++] = (Candidate){ answer, i };
        if (selected == SELECTED_UNSURE)
            found->unsure[found->unsure_count++] = i;
    }
    qsort(found->yes, found->yes_count, sizeof *found->yes, candidate_compare);
    return true;
}

static bool says_same(const SupportAnswer *a, const SupportAnswer *b, SupportFact fact)
{
    if (fact == FACT_CLASS)
        return a->item_class == b->item_class;
    return fact == FACT_LEVEL ? a->level == b->level : date_same(a->end, b->end);
}

static HeldState state_of(const SupportAnswer *answer, SupportFact fact)
{
    bool unknown = (fact == FACT_LEVEL && answer->level == LEVEL_UNKNOWN)
                || (fact == FACT_END && answer->end.kind == DATE_UNKNOWN);

    if (!unknown)
        return HELD_KNOWN;
    return str_trim(answer->justification).len ? HELD_UNKNOWN : HELD_OPEN;
}

/* Of the answers that state it, in the order of their rank. */
static bool hold(const Ledger *ledger, const Found *found, SupportFact fact, Arena *arena,
                 HeldFact *out)
{
    uint32_t *answers = ARENA_ARRAY(arena, uint32_t, found->yes_count);
    const SupportAnswer *first;

    if (!answers)
        return false;
    for (uint32_t i = 0; i < found->yes_count; i++)
        if (states(found->yes[i].answer, fact))
            answers[out->count++] = found->yes[i].i;
    out->answers = answers;
    if (out->count == 0)
        return true;
    first = &ledger->answers[answers[0]];
    out->state = state_of(first, fact);
    out->inherited = first->scope != ANSWER_OF_RELEASE;
    for (; out->tied < out->count; out->tied++) {
        const SupportAnswer *answer = &ledger->answers[answers[out->tied]];

        if (rank(first, answer) != 0)
            break;
        if (!says_same(first, answer, fact))
            out->state = HELD_CONTRADICTED;
    }
    return true;
}

/* An end that has come on an unknown day lies before every other, what states no day behind. */
static bool ends_earlier(Date a, Date b)
{
    DateDays of_a, of_b;

    if (a.kind == DATE_YES || b.kind == DATE_YES)
        return a.kind == DATE_YES;
    if (!date_days(a, &of_a))
        return false;
    return !date_days(b, &of_b) || of_a.first < of_b.first;
}

/* What holds as plain values. */
static void take(const Ledger *ledger, ComponentSupport *s)
{
    const HeldFact *end = &s->fact[FACT_END];

    if (s->fact[FACT_CLASS].state == HELD_KNOWN)
        s->item_class = ledger->answers[s->fact[FACT_CLASS].answers[0]].item_class;
    if (s->fact[FACT_LEVEL].state == HELD_KNOWN || s->fact[FACT_LEVEL].state == HELD_UNKNOWN)
        s->level = ledger->answers[s->fact[FACT_LEVEL].answers[0]].level;
    for (uint32_t i = 0; i < end->tied; i++) {
        Date date = ledger->answers[end->answers[i]].end;

        if (i == 0 || ends_earlier(date, s->earliest_end))
            s->earliest_end = date;
    }
    if (end->state == HELD_KNOWN)
        s->end = s->earliest_end;
}

/* REQ D50 D51 */
bool support_resolve(const Ledger *ledger, const LedgerPart *part, Arena *arena,
                     ComponentSupport *out, Err *err)
{
    ComponentSupport support = { 0 };
    Found found = { 0 };

    if (!find(ledger, part, arena, &found, err))
        return false;
    for (SupportFact fact = 0; fact < SUPPORT_FACTS; fact++)
        if (!hold(ledger, &found, fact, arena, &support.fact[fact]))
            return err_no_memory(err);
    support.unsure = found.unsure;
    support.unsure_count = found.unsure_count;
    take(ledger, &support);
    *out = support;
    return true;
}
