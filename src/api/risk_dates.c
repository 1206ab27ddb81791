/* SPDX-License-Identifier: Apache-2.0 */
#include "api/risk_dates.h"

#include <stdio.h>

enum { DAY_S = 86400, RULE_BYTES = 128 };

#define DISCRETION_RULE STR("us-pm16-30") /* its zone counts the days of all four conditions */

/* The papers that a clock wants, and what their receivers get by them. */
static const struct {
    Str report, word;
    DiscretionCondition condition;
} KIND[TARGET_KINDS] = {
    [TARGET_TELL] = { STR_ROW("customer.interim"), STR_ROW("tell"), DISCRETION_TOLD },
    [TARGET_FIX] = { STR_ROW("customer.fix"), STR_ROW("fix"), DISCRETION_FIXED },
};

Str target_word(TargetKind kind)
{
    return KIND[kind].word;
}

Str target_standing_word(TargetStanding standing)
{
    static const Str WORDS[TARGET_STANDINGS] = {
        [TARGET_BINDS] = STR_ROW("binds"), [TARGET_SUPERSEDED] = STR_ROW("superseded"),
        [TARGET_DAYLESS] = STR_ROW("dayless"), [TARGET_AT_ONCE] = STR_ROW("at-once"),
        [TARGET_DONE] = STR_ROW("done"),
    };

    return WORDS[standing];
}

UpdateReason update_reason(const AssessmentResult *result)
{
    RiskLevel risk = result->closed ? result->before_level : result->residual;

    return (UpdateReason){ PURPOSE_VULNERABILITY, risk_level_counted(risk) };
}

/* ---- the rules that set a day ------------------------------------------------------- */

typedef struct {
    const ClockBook *book;
    const Assessed *assessed;
    const AssessmentResult *result;
    RiskDates *out;
    Err *err;
} Job;

/* Whether the paper does it: a regular update does all that is planned. */
static bool paper_fits(const Job *job, TargetKind kind, Str report)
{
    return str_eq(report, KIND[kind].report)
        || (job->out->remedy.priority == PRIORITY_PLANNED && str_eq(report, REGULAR_UPDATE));
}

/* When the paper was handed in; INT64_MAX: it was not. */
static int64_t filed(const Job *job, TargetKind kind)
{
    const ClockMatter *matter = job->out->matter;
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < matter->filing_count; i++)
        if (paper_fits(job, kind, matter->filings[i].report)
            && matter->filings[i].at_s <= job->book->now_s && matter->filings[i].at_s < first)
            first = matter->filings[i].at_s;
    return first;
}

static void target_add(const Job *job, Target target)
{
    int64_t done_s = filed(job, target.kind);

    bool at_once = target.clock && target.clock->rule->unit == CLOCK_AT_ONCE;

    target.standing = target.day != REMEDY_NO_DAY ? TARGET_BINDS
                    : at_once                     ? TARGET_AT_ONCE : TARGET_DAYLESS;
    if (done_s != INT64_MAX) {
        target.standing = TARGET_DONE;
        target.done = (int32_t)(done_s / DAY_S);
    }
    assert(job->out->count < TARGET_ROWS_MAX);
    job->out->target[job->out->count++] = target;
}

static bool priority_add(const Job *job, TargetKind kind, RemedyDue due)
{
    RemedyPriority priority = job->out->remedy.priority;
    char text[RULE_BYTES];
    Target target = { .kind = kind, .day = due.day, .zone = STR("UTC"),
                      .basis = remedy_rule(due.by_cycle ? PRIORITY_PLANNED : priority)->source };

    assert(due.kind != DUE_NEVER); /* of a vulnerability */
    snprintf(text, sizeof text, "%.*s %.*s", STR_ARG(REMEDY_NAME),
             STR_ARG(priority_term(priority)->word));
    if (!arena_copy(job->book->arena, str_of(text), &target.rule))
        return err_no_memory(job->err);
    target_add(job, target);
    return true;
}

static void clocks_add(const Job *job, TargetKind kind)
{
    const ClockMatter *matter = job->out->matter;

    for (size_t i = 0; i < matter->clock_count; i++) {
        const Clock *clock = &matter->clocks[i];

        if (clock->state == CLOCK_NOT_APPLICABLE || !str_eq(clock->rule->report, KIND[kind].report))
            continue;
        target_add(job, (Target){ .kind = kind, .rule = clock->rule->id, .clock = clock,
                                  .basis = clock->rule->basis,
                                  .zone = job->book->rules.zone[clock->rule->zone_i],
                                  .day = clock->dated ? (int32_t)clock->due_days
                                                      : REMEDY_NO_DAY });
    }
}

const Target *risk_target(const RiskDates *dates, TargetKind kind)
{
    const Target *first = NULL;

    for (size_t i = 0; i < dates->count; i++) {
        const Target *target = &dates->target[i];

        if (target->kind == kind && target->day != REMEDY_NO_DAY
            && (!first || target->day < first->day))
            first = target;
    }
    return first;
}

const RemedyDue *risk_target_due(const RiskDates *dates, const Target *target)
{
    return target->clock               ? NULL
         : target->kind == TARGET_TELL ? &dates->remedy.tell : &dates->remedy.fix;
}

/* Two rules of the same day both bind. */
static void superseded_mark(RiskDates *dates)
{
    for (size_t i = 0; i < dates->count; i++) {
        Target *target = &dates->target[i];
        const Target *first = risk_target(dates, target->kind);

        if (target->standing != TARGET_BINDS || target->day == first->day)
            continue;
        target->standing = TARGET_SUPERSEDED;
        target->by = first->rule;
    }
}

static bool targets_fill(const Job *job)
{
    if (job->result->closed)
        return true;
    if (!priority_add(job, TARGET_TELL, job->out->remedy.tell))
        return false;
    clocks_add(job, TARGET_TELL);
    if (!priority_add(job, TARGET_FIX, job->out->remedy.fix))
        return false;
    clocks_add(job, TARGET_FIX);
    superseded_mark(job->out);
    return true;
}

/* ---- the discretion of FDA ---------------------------------------------------------- */

static Answer fact_answer(const ClockMatter *matter, ClockFact fact)
{
    return matter->facts.yes >> fact & 1 ? ANSWER_YES
         : matter->facts.no >> fact & 1  ? ANSWER_NO : ANSWER_UNKNOWN;
}

static Answer serious_event(const ClockMatter *matter)
{
    Answer death = fact_answer(matter, FACT_DEATH);
    Answer harm = fact_answer(matter, FACT_SERIOUS_HARM);

    if (death == ANSWER_YES || harm == ANSWER_YES)
        return ANSWER_YES;
    return death == ANSWER_NO && harm == ANSWER_NO ? ANSWER_NO : ANSWER_UNKNOWN;
}

/* The day in the zone of FDA; none where the zone has no data. */
static int32_t day_there(const Job *job, bool happened, int64_t at_s)
{
    const ClockRules *rules = &job->book->rules;
    size_t rule = clock_rules_find(rules, DISCRETION_RULE);
    const Zone *zone = job->book->zones[rules->rule[rule].zone_i];

    return zone && happened ? (int32_t)zone_days(zone, at_s) : DISCRETION_NO_DAY;
}

/* A product that states no market may be in this one. */
static bool may_be_discreet(const Job *job)
{
    const ClockProduct *product = job->out->matter->product;

    return !job->result->closed && job->result->residual == RISK_UNCONTROLLED
        && (product->marketless || (product->markets >> CLOCK_US & 1))
        && !(product->facts.no >> FACT_DEVICE_US & 1);
}

static void discretion_fill(const Job *job)
{
    const ClockMatter *matter = job->out->matter;
    RiskDates *out = job->out;
    DiscretionFacts facts = {
        .serious_event = serious_event(matter), .isao_member = fact_answer(matter, FACT_ISAO),
        .aware_day = day_there(job, matter->aware, matter->aware_s),
        .today = day_there(job, true, job->book->now_s),
    };

    for (int i = 0; i < DISCRETION_CONDITIONS; i++)
        out->done[i] = DISCRETION_NO_DAY;
    for (int kind = 0; kind < TARGET_KINDS; kind++) {
        int64_t at_s = filed(job, (TargetKind)kind);

        out->done[KIND[kind].condition] = day_there(job, at_s != INT64_MAX, at_s);
    }
    facts.told_day = out->done[DISCRETION_TOLD];
    facts.fixed_day = out->done[DISCRETION_FIXED];
    out->discreet = may_be_discreet(job);
    out->discretion = discretion_of(&facts);
}

/* ---- all of it ---------------------------------------------------------------------- */

/* What nothing was said of yet has clocks that did not start. */
static bool matter_take(const Job *job)
{
    const Assessed *assessed = job->assessed;
    ClockMatter *matter;

    if (!clocks_find(job->book, assessed->product, assessed->ids, assessed->id_count, &matter,
                     job->err))
        return false;
    if (!matter && !clocks_blank(job->book, assessed->product, &matter, job->err))
        return false;
    job->out->matter = matter;
    return matter->settled || matter_settle(job->book, matter, job->err);
}

static bool cycle_read(Str text, Str whose, RegularCycle *out, Err *err)
{
    *out = (RegularCycle){ 0 };
    return !text.len || regular_cycle_read(text, out, err)
        || err_in(err, "%.*s: update_cycle", STR_ARG(whose));
}

/* The assessment's own, or the product's of today: the one that ends first. */
static bool cycle_take(const Job *job)
{
    const ClockProduct *product = job->out->matter->product;
    RiskDates *out = job->out;
    RegularCycle kept;

    if (!cycle_read(product->cycle, product->name, &out->cycle, job->err)
        || !cycle_read(job->assessed->cycle, job->assessed->id, &kept, job->err))
        return false;
    out->cycle_kept = regular_cycle_stated(kept)
                   && (!regular_cycle_stated(out->cycle)
                       || regular_cycle_end(kept, out->aware_day)
                              < regular_cycle_end(out->cycle, out->aware_day));
    if (out->cycle_kept)
        out->cycle = kept;
    return true;
}

bool risk_dates(const ClockBook *book, const Assessed *assessed, const AssessmentResult *result,
                RiskDates *out, Err *err)
{
    const ExploitFacts *facts = &assessed->content.before.facts;
    Job job = { book, assessed, result, out, err };

    *out = (RiskDates){ .reason = update_reason(result), .aware_day = REMEDY_NO_DAY };
    if (!matter_take(&job))
        return false;
    if (out->matter->aware)
        out->aware_day = (int32_t)(out->matter->aware_s / DAY_S);
    if (!cycle_take(&job))
        return false;
    out->remedy = remedy_of(&(RemedyFacts){ PURPOSE_VULNERABILITY, out->reason.risk,
                                            facts->in_kev || facts->seen_here,
                                            result->multi_patient, out->aware_day, out->cycle });
    discretion_fill(&job);
    return targets_fill(&job);
}
