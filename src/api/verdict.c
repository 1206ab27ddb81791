/* SPDX-License-Identifier: Apache-2.0 */
#include "api/verdict.h"

#include "api/finding_list.h"
#include "lifecycle/clock_text.h"

static bool clock_say(const Clock *clock, Arena *arena, ScanVerdict *out, Err *err)
{
    char due[CLOCK_DUE_BYTES];

    if (!clock)
        return true;
    out->clock = clock->rule->id;
    return !clock->dated || arena_copy(arena, clock_due_text(clock, due), &out->due)
        || err_no_memory(err);
}

ScanVerdict verdict_of(const Resolution *resolution, const FindingRisk *risk)
{
    const Party *party = finding_party(resolution);

    return (ScanVerdict){
        .status = finding_status(resolution),
        .state = party ? standing_word(party->standing.state) : STR(""),
        .risk = risk_class_word(risk->risk),
        .harm = risk->risk == CLASS_NONE ? STR("") : harm_term(risk->harm)->word,
    };
}

/* The findings are all of one product. */
static bool clocks_take(FindingSet *set, const FindingRisk *risks, Db *db, ClockBook *out, Err *err)
{
    ClockQuestion asked = { .product = set->inputs[0].product, .set = set, .risks = risks,
                            .now_s = set->scan->scan.now_s, .started = true };

    return clocks_load(db, &asked, &set->arena, out, err);
}

bool verdicts_fill(FindingSet *set, Db *db, Err *err)
{
    CLEANUP(clocks_done) ClockBook clocks = { .arena = NULL };
    ScanVerdict *list = ARENA_ARRAY(&set->arena, ScanVerdict, set->count);
    FindingRisk *risks = NULL;

    if (!list)
        return err_no_memory(err);
    if (!risk_of(set, db, &set->arena, &risks, err) || !clocks_take(set, risks, db, &clocks, err))
        return false;
    for (size_t i = 0; i < set->count; i++) {
        list[i] = verdict_of(&set->resolutions[i], &risks[i]);
        if (!clock_say(clock_next(&clocks, i), &set->arena, &list[i], err))
            return false;
    }
    set->scan->scan.verdicts = list;
    return true;
}
