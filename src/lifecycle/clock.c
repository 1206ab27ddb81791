/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/clock.h"

#define RULE_NO_RULE   STR("lifecycle.clock-no-rule")
#define RULE_NO_REPORT STR("lifecycle.clock-no-report")
#define RULE_NO_REASON STR("lifecycle.clock-no-reason")
#define RULE_FACTS     STR("lifecycle.clock-facts")

enum { DAY_S = 86400 };

static const struct {
    Str word;
    RuleId name;
} STATE[CLOCK_STATES] = {
    [CLOCK_NOT_APPLICABLE] = { STR_ROW("not-applicable"),
                               STR_ROW("lifecycle.state-not-applicable") },
    [CLOCK_UNDECIDED] = { STR_ROW("undecided"), STR_ROW("lifecycle.state-undecided") },
    [CLOCK_NOT_STARTED] = { STR_ROW("not-started"), STR_ROW("lifecycle.state-not-started") },
    [CLOCK_RUNNING] = { STR_ROW("running"), STR_ROW("lifecycle.state-running") },
    [CLOCK_DUE_TODAY] = { STR_ROW("due-today"), STR_ROW("lifecycle.state-due-today") },
    [CLOCK_OVERDUE] = { STR_ROW("overdue"), STR_ROW("lifecycle.state-overdue") },
    [CLOCK_MET] = { STR_ROW("met"), STR_ROW("lifecycle.state-met") },
    [CLOCK_NOT_REPORTABLE] = { STR_ROW("not-reportable"),
                               STR_ROW("lifecycle.state-not-reportable") },
    [CLOCK_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("lifecycle.state-unknown") },
};

Str clock_state_word(ClockState state)
{
    return STATE[state].word;
}

Str clock_basis_word(ClockBasis basis)
{
    static const Str WORDS[CLOCK_BASES] = {
        [CLOCK_BY_NOTHING] = STR_ROW("nothing"),
        [CLOCK_BY_EVENT] = STR_ROW("event"),
        [CLOCK_BY_FIRST_SEEN] = STR_ROW("first-seen"),
        [CLOCK_BY_PLAN] = STR_ROW("plan"),
        [CLOCK_BY_LAST_MOMENT] = STR_ROW("last-moment"),
    };

    return WORDS[basis];
}

RuleId clock_state_name(ClockState state)
{
    return STATE[state].name;
}

/* ---- the case --------------------------------------------------------------------- */

static bool report_known(const ClockRules *rules, Str report)
{
    for (size_t i = 0; i < rules->count; i++)
        if (str_eq(rules->rule[i].report, report))
            return true;
    return false;
}

static bool rule_known(const ClockRules *rules, Str id, Err *err)
{
    if (clock_rules_find(rules, id) == SIZE_MAX)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_NO_RULE, id);
    return true;
}

static bool case_check(const ClockRules *rules, const ClockCase *what, Err *err)
{
    if (what->facts.yes & what->facts.no)
        return err_set(err, ERR_STRUCTURE, RULE_FACTS);
    for (size_t i = 0; i < what->event_count; i++)
        if (what->event[i].rule.len && !rule_known(rules, what->event[i].rule, err))
            return false;
    for (size_t i = 0; i < what->filing_count; i++)
        if (!report_known(rules, what->filing[i].report))
            return err_set(err, ERR_UNKNOWN_NAME, RULE_NO_REPORT, what->filing[i].report);
    for (size_t i = 0; i < what->waiver_count; i++) {
        if (!rule_known(rules, what->waiver[i].rule, err))
            return false;
        if (!what->waiver[i].reason.len || !what->waiver[i].person.len)
            return err_set(err, ERR_STRUCTURE, RULE_NO_REASON, what->waiver[i].rule);
    }
    return true;
}

typedef struct {
    const ClockWorld *world;
    const ClockCase *what;
    int64_t now_s;
} Question;

/* One for the row itself goes before one for all; else the earlier one. */
static bool goes_before(const ClockEvent *a, const ClockEvent *b)
{
    if ((a->rule.len > 0) != (b->rule.len > 0))
        return a->rule.len > 0;
    return a->at_s < b->at_s;
}

static const ClockEvent *find_event(const Question *question, const ClockRule *rule)
{
    const ClockEvent *found = NULL;

    for (size_t i = 0; i < question->what->event_count; i++) {
        const ClockEvent *event = &question->what->event[i];
        bool happened = event->at_s <= question->now_s || event->start == CLOCK_INITIATION;
        if (event->start == rule->start && happened
            && (!event->rule.len || str_eq(event->rule, rule->id))
            && (!found || goes_before(event, found)))
            found = event;
    }
    return found;
}

static const ClockFiling *find_filing(const Question *question, Str report)
{
    const ClockFiling *found = NULL;

    for (size_t i = 0; i < question->what->filing_count; i++) {
        const ClockFiling *filing = &question->what->filing[i];
        if (str_eq(filing->report, report) && filing->at_s <= question->now_s
            && (!found || filing->at_s < found->at_s))
            found = filing;
    }
    return found;
}

static const ClockWaiver *find_waiver(const Question *question, Str rule)
{
    for (size_t i = 0; i < question->what->waiver_count; i++)
        if (str_eq(question->what->waiver[i].rule, rule)
            && question->what->waiver[i].at_s <= question->now_s)
            return &question->what->waiver[i];
    return NULL;
}

/* ---- when it starts and ends --------------------------------------------------------- */

typedef struct {
    ClockBasis basis;
    int64_t at_s;
} Beginning;

static Beginning begin_with_event(const Question *question, const ClockRule *rule)
{
    const ClockEvent *event = find_event(question, rule);

    if (event)
        return (Beginning){ event->at_s <= question->now_s ? CLOCK_BY_EVENT : CLOCK_BY_PLAN,
                            event->at_s };
    if (rule->start == CLOCK_AWARENESS && question->what->seen
        && question->what->first_seen_s <= question->now_s)
        return (Beginning){ CLOCK_BY_FIRST_SEEN, question->what->first_seen_s };
    return (Beginning){ CLOCK_BY_NOTHING, 0 };
}

/* Due nowhere: the zone or a year is missing. */
static Due end_of(const Question *question, const ClockRule *rule, int64_t start_s)
{
    const Zone *zone = question->world->zone[rule->zone_i];
    Period period = { (PeriodUnit)rule->unit, rule->length, rule->calendar };

    if (!zone)
        return (Due){ 0 };
    if (rule->unit == CLOCK_BEFORE)
        return (Due){ 0, start_s, zone_days_before(zone, start_s) };
    return period_end(question->world->calendars, zone, period, start_s);
}

/* The paper of the row before it; else the last moment of that row. Its rows count by events. */
static Beginning begin_with_paper(const Question *question, const ClockRule *rule)
{
    const ClockRule *before = &question->world->rules->rule[rule->after_i];
    const ClockFiling *filing = find_filing(question, before->report);
    Beginning beginning;
    Due due;

    if (filing)
        return (Beginning){ CLOCK_BY_EVENT, filing->at_s };
    beginning = begin_with_event(question, before);
    if (beginning.basis == CLOCK_BY_NOTHING)
        return beginning;
    due = end_of(question, before, beginning.at_s);
    if (!due.due_s)
        return (Beginning){ CLOCK_BY_NOTHING, 0 };
    return (Beginning){ CLOCK_BY_LAST_MOMENT, due.due_s - 1 };
}

static bool has_date(const ClockRule *rule)
{
    return rule->unit != CLOCK_AT_ONCE && rule->unit != CLOCK_NO_LIMIT;
}

/* An end at midnight is told as 24:00 of the day that ends. */
static void set_due(const Question *question, Due due, Clock *clock)
{
    const Zone *zone = question->world->zone[clock->rule->zone_i];
    ZoneTime end = zone_time(zone, due.due_s);

    clock->dated = true;
    clock->due_s = due.due_s;
    clock->due_days = due.due_days;
    clock->due_second = end.days == due.due_days ? end.second : DAY_S;
    clock->days_left = due.due_days - zone_days(zone, question->now_s);
    clock->office = calendar_day(question->world->calendars, clock->rule->calendar, due.due_days,
                                 NULL);
}

static void set_dates(const Question *question, Clock *clock)
{
    const ClockRule *rule = clock->rule;
    Beginning beginning = rule->start == CLOCK_NOTIFICATION ? begin_with_paper(question, rule)
                                                            : begin_with_event(question, rule);
    Due due;

    clock->basis = beginning.basis;
    clock->start_s = beginning.at_s;
    clock->missing_zone = !question->world->zone[rule->zone_i];
    if (beginning.basis == CLOCK_BY_NOTHING || !has_date(rule) || clock->missing_zone)
        return;
    due = end_of(question, rule, beginning.at_s);
    clock->missing_year = due.missing_year;
    if (!due.missing_year)
        set_due(question, due, clock);
}

/* ---- where it stands ------------------------------------------------------------------ */

/* By the day there of what starts it, or of today; by UTC's day where the zone has no data. */
static bool in_force(const Question *question, const Clock *clock)
{
    const Zone *zone = question->world->zone[clock->rule->zone_i];
    int64_t instant = clock->basis == CLOCK_BY_NOTHING ? question->now_s : clock->start_s;
    int64_t days = zone ? zone_days(zone, instant) : date_days_of_s(instant);

    return days >= clock->rule->from && days <= clock->rule->until;
}

/* A planned action fixes the end of what must come before it. */
static bool runs(const Clock *clock)
{
    return clock->basis == CLOCK_BY_EVENT
        || (clock->basis == CLOCK_BY_PLAN && clock->rule->unit == CLOCK_BEFORE);
}

static ClockState running_state(const Clock *clock, int64_t now_s)
{
    if (!runs(clock))
        return CLOCK_NOT_STARTED;
    if (!has_date(clock->rule))
        return CLOCK_RUNNING;
    if (!clock->dated)
        return CLOCK_UNKNOWN;
    if (now_s >= clock->due_s)
        return CLOCK_OVERDUE;
    return clock->days_left == 0 ? CLOCK_DUE_TODAY : CLOCK_RUNNING;
}

static ClockState state_of(const Question *question, Clock *clock)
{
    ClockVerdict verdict = clock_rule_holds(clock->rule, question->what->facts, &clock->fact);

    if (verdict == CLOCK_FAILS)
        return CLOCK_NOT_APPLICABLE;
    if (!in_force(question, clock)) {
        clock->fact = CLOCK_FACTS;
        return CLOCK_NOT_APPLICABLE;
    }
    clock->filing = find_filing(question, clock->rule->report);
    if (clock->filing) {
        clock->late = clock->dated && runs(clock) && clock->filing->at_s >= clock->due_s;
        return CLOCK_MET;
    }
    clock->waiver = find_waiver(question, clock->rule->id);
    if (clock->waiver)
        return CLOCK_NOT_REPORTABLE;
    return verdict == CLOCK_OPEN ? CLOCK_UNDECIDED : running_state(clock, question->now_s);
}

/* REQ A134 */
bool clock_list(const ClockWorld *world, const ClockCase *what, int64_t now_s, Arena *arena,
                Clock **out, size_t *count, Err *err)
{
    Question question = { world, what, now_s };
    Clock *clocks = ARENA_ARRAY(arena, Clock, world->rules->count);
    size_t found = 0;

    if (!clocks)
        return err_no_memory(err);
    if (!case_check(world->rules, what, err))
        return false;
    for (size_t i = 0; i < world->rules->count; i++) {
        if (!(what->markets >> world->rules->rule[i].market & 1))
            continue;
        clocks[found].rule = &world->rules->rule[i];
        set_dates(&question, &clocks[found]);
        clocks[found].state = state_of(&question, &clocks[found]);
        found++;
    }
    *out = clocks;
    *count = found;
    return true;
}

/* ---- order ------------------------------------------------------------------------ */

static bool is_owed(const Clock *clock)
{
    return clock->state != CLOCK_MET && clock->state != CLOCK_NOT_REPORTABLE
        && clock->state != CLOCK_NOT_APPLICABLE;
}

int clock_compare(const Clock *a, const Clock *b)
{
    if (is_owed(a) != is_owed(b))
        return is_owed(a) ? -1 : 1;
    if (a->dated != b->dated)
        return a->dated ? -1 : 1;
    if (a->due_s != b->due_s)
        return a->due_s < b->due_s ? -1 : 1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}
