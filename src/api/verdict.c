/* SPDX-License-Identifier: Apache-2.0 */
#include "api/verdict.h"

#include "api/finding_list.h"
#include "api/support_of.h"
#include "lifecycle/clock_text.h"
#include "lifecycle/decision_words.h"

bool verdict_clock(const ClockBook *clocks, size_t finding_i, Arena *arena, ScanVerdict *out,
                   Err *err)
{
    const Clock *clock = clock_next(clocks, finding_i);
    char due[CLOCK_PLACED_BYTES];

    if (!clock)
        return true;
    out->clock = clock->rule->id;
    out->clock_state = clock_state_word(clock->state);
    out->overdue = clock->state == CLOCK_OVERDUE;
    return !clock->dated
        || arena_copy(arena, clock_due_placed(&clocks->rules, clock, due), &out->due)
        || err_no_memory(err);
}

/* What is in force speaks; a contradiction, and a decision that no longer or not yet holds, is to
 * be looked at. That nobody ever looked is told by saying nothing. */
static void analysis_say(const Side *ours, const Decision *decision, ScanVerdict *out)
{
    DecisionStatus status = ours->verdict == VERDICT_DECIDED ? ours->status
                                                             : DECISION_INVESTIGATING;

    out->analysis = vex_status_word(status, DIALECT_CYCLONEDX);
    if (status == DECISION_NOT_AFFECTED)
        out->analysis_why = vex_justification_word(decision->justification, DIALECT_CYCLONEDX);
}

static void decision_say(const FindingSet *set, const Resolution *resolution, ScanVerdict *out)
{
    const Party *party = finding_party(resolution);
    const Decision *decision;

    if (!party)
        return;
    decision = &set->decisions[party->decision];
    out->state = standing_word(party->standing.state);
    out->said = vex_status_word(decision->status, DIALECT_OPENVEX);
    if (decision->status == DECISION_NOT_AFFECTED)
        out->justification = vex_justification_word(decision->justification, DIALECT_OPENVEX);
    out->reason = decision->reason;
    out->decision = decision->id;
    out->decided_s = decision->decided_s;
    analysis_say(&resolution->side[DECISION_OURS], decision, out);
}

ScanVerdict verdict_of(const FindingSet *set, size_t finding, const FindingRisk *risk)
{
    const Resolution *resolution = &set->resolutions[finding];
    ScanVerdict verdict = { .status = finding_status(resolution),
                            .risk = risk_class_word(risk->risk) };

    decision_say(set, resolution, &verdict);
    if (risk->risk != CLASS_NONE)
        verdict.harm = harm_term(risk->harm)->word;
    if (risk->assessed) {
        const ExploitReasons *band = &risk->result->after.without;

        if (band->step_count) /* else it could not be judged today */
            verdict.exploitability = band_term(band->band)->word;
        verdict.rationale = risk->assessed->content.clinical_rationale;
        verdict.assessment = risk->assessed->id;
    }
    return verdict;
}

/* The findings are all of one product. */
static bool clocks_take(FindingSet *set, const FindingRisk *risks, Db *db, ClockBook *out, Err *err)
{
    ClockQuestion asked = { .product = set->inputs[0].product, .set = set, .risks = risks,
                            .now_s = set->scan->scan.now_s, .started = true };

    return clocks_load(db, &asked, &set->arena, out, err);
}

bool verdicts_fill(const Inro *inro, InroRecord *record, FindingSet *set, Err *err)
{
    CLEANUP(clocks_done) ClockBook clocks = { .arena = NULL };
    ScanVerdict *list = ARENA_ARRAY(&set->arena, ScanVerdict, set->count);
    Db *db = store_db(record->store);
    FindingRisk *risks = NULL;

    if (!list)
        return err_no_memory(err);
    if (!risk_of(set, db, &set->arena, &risks, err) || !clocks_take(set, risks, db, &clocks, err))
        return false;
    for (size_t i = 0; i < set->count; i++) {
        list[i] = verdict_of(set, i, &risks[i]);
        if (!verdict_clock(&clocks, i, &set->arena, &list[i], err))
            return false;
    }
    set->scan->scan.verdicts = list;
    return supports_of(inro, record, set, list, err);
}
