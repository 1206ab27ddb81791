/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the risk of a matter is controlled: by the assessments in force, the worst of them. */
#include "api/clocks_of.h"

/* What was assessed later than now is not known yet. */
static void risk_add(const ClockBook *book, ClockMatter *matter, const FindingRisk *risk)
{
    bool known = risk->assessed && risk->assessed->assessed_s <= book->now_s;
    RiskClass class = risk->assessed && !known ? CLASS_NOT_ASSESSED : risk->risk;

    if (class <= matter->risk)
        return;
    matter->risk = class;
    matter->assessed = known ? risk->assessed : NULL;
    matter->changed = known && risk->changed;
}

static bool findings_take(ClockBook *book, Db *db, const ClockQuestion *question, Err *err)
{
    const FindingRisk *risks = question->risks;
    FindingRisk *own;

    if (!question->set)
        return true;
    if (!risks) {
        if (!risk_of(question->set, db, book->arena, &own, err))
            return false;
        risks = own;
    }
    for (size_t i = 0; i < question->set->count; i++)
        if (book->matter_of[i] != UINT32_MAX)
            risk_add(book, &book->matters[book->matter_of[i]], &risks[i]);
    return true;
}

/* As it was assessed: what the knowledge base says now of no finding is not known. */
static FindingRisk risk_then(const Assessed *assessed)
{
    FindingRisk risk = { .risk = CLASS_UNCONTROLLED, .assessed = assessed };
    AssessmentResult result;
    Err err;

    if (!assessed_judge(assessed, &result, &err)
        || !risk_class_of(assessed_word(&result), &risk.risk))
        risk.risk = CLASS_UNCONTROLLED;
    return risk;
}

/* Matters without a finding now: there is no data, or it has gone. */
static bool record_take(ClockBook *book, Db *db, const ClockQuestion *question, Err *err)
{
    Assessed *all;
    size_t count;

    if (!assessments_load(db, question->product, book->arena, &all, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        FindingRisk risk = risk_then(&all[i]);
        ClockMatter *matter;

        if (!clocks_find(book, all[i].product, all[i].ids, all[i].id_count, &matter, err))
            return false;
        if (matter && !matter->found && !all[i].superseded)
            risk_add(book, matter, &risk);
    }
    return true;
}

bool clock_risks_take(ClockBook *book, Db *db, const ClockQuestion *question, Err *err)
{
    return findings_take(book, db, question, err) && record_take(book, db, question, err);
}
