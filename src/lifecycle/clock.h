/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h — which reporting clocks a case starts, and where each stands at a moment.
 *
 * A case is what is known of one finding or incident of one product. Every row of data/clocks.tsv
 * for its markets gives one Clock, also a row that does not apply or cannot be decided: it says by
 * which fact, so that nothing is silently not owed.
 *
 *     not applicable ─ a stated fact, or the date, rules it out
 *     undecided      ─ a fact that decides is not stated; dates are those it would have
 *     not started    ─ it applies, and what starts it has not happened
 *     running → due today → overdue
 *     met, not reportable ─ by a paper handed in, by a decision with reason and person
 *     unknown        ─ it runs, but the year has no table of holidays, or the zone no data
 *
 * Only CLOCK_AWARENESS starts a clock of awareness: when a finding was first seen, or a report was
 * received, is another fact. Until then a clock says when it would be due had the first sight been
 * awareness (`basis`). Nothing here decides that something is not reportable; people do.
 *
 * What happened after `now` is left out, so an old question gets its old answer; only a planned
 * initiation may lie ahead.
 *
 * Units:   instants are UTC seconds; dates are days since 1970 in the authority's zone.
 * Source:  data/clocks.tsv. IMDRF N60:2020 6.5 (reports to regulators).
 * Threads: every function is pure.
 */
#pragma once

#include "lifecycle/clock_rule.h"

/* Something that starts clocks. The earliest counts, and one for the row itself before others. */
typedef struct {
    ClockStart start; /* not CLOCK_NOTIFICATION: that is a ClockFiling   */
    Str rule;         /* the row that it is for; empty: for every row    */
    int64_t at_s;
} ClockEvent;

/* A paper that was handed in; it meets every row with this report. */
typedef struct {
    Str report;
    int64_t at_s;
} ClockFiling;

/* Somebody's decision that a row needs no report. */
typedef struct {
    Str rule, reason, person; /* none may be empty */
    int64_t at_s;
} ClockWaiver;

typedef struct {
    unsigned markets; /* bits by ClockMarket */
    ClockFacts facts;
    bool seen;        /* somebody or something has seen it, without being aware of it */
    int64_t first_seen_s;
    const ClockEvent *event;
    size_t event_count;
    const ClockFiling *filing;
    size_t filing_count;
    const ClockWaiver *waiver;
    size_t waiver_count;
} ClockCase;

/* Where dates are counted. `zone` is by zone_i of the rules; NULL where there is no data. */
typedef struct {
    const ClockRules *rules;
    const Calendars *calendars;
    const Zone *const *zone;
} ClockWorld;

typedef enum {
    CLOCK_NOT_APPLICABLE,
    CLOCK_UNDECIDED,
    CLOCK_NOT_STARTED,
    CLOCK_RUNNING,
    CLOCK_DUE_TODAY,
    CLOCK_OVERDUE,
    CLOCK_MET,
    CLOCK_NOT_REPORTABLE,
    CLOCK_UNKNOWN,
    CLOCK_STATES,
} ClockState;

/* What `start_s` is. All but the first two are suppositions: the clock does not run by them. */
typedef enum {
    CLOCK_BY_NOTHING,
    CLOCK_BY_EVENT,
    CLOCK_BY_FIRST_SEEN,   /* had it been awareness                          */
    CLOCK_BY_PLAN,         /* the initiation lies ahead                      */
    CLOCK_BY_LAST_MOMENT,  /* had the paper before it been handed in as late as it may be */
    CLOCK_BASES,
} ClockBasis;

typedef struct {
    const ClockRule *rule;
    ClockState state;
    ClockFact fact;       /* decides CLOCK_NOT_APPLICABLE, is missing for CLOCK_UNDECIDED; else
                             CLOCK_FACTS, also when the row is not in force */
    ClockBasis basis;
    int64_t start_s;      /* 0 for CLOCK_BY_NOTHING */
    bool dated;           /* there is a due date; else the next five are 0 */
    int64_t due_s;        /* the first instant that is too late */
    int64_t due_days;     /* the last day there that is not */
    int32_t due_second;   /* of that day on the wall there when it ends; 86,400 for 24:00 */
    int64_t days_left;    /* from today there to due_days: 0 is today, −1 was yesterday */
    DayKind office;       /* what the authority does on that day; DAY_UNKNOWN: not told */
    int missing_year;     /* why there is no due date: no table of holidays for this year … */
    bool missing_zone;    /* … or no data for the zone */
    bool late;            /* met, but too late */
    const ClockFiling *filing; /* CLOCK_MET */
    const ClockWaiver *waiver; /* CLOCK_NOT_REPORTABLE */
} Clock;

/* One Clock for each row of the case's markets, in the order of the table, in `arena`; they point
 * into `world` and `what`.
 * Fails: ERR_STRUCTURE for a waiver without reason or person, or facts that are stated both ways;
 * ERR_UNKNOWN_NAME for a row or paper that is in no table; no memory. */
MUST_CHECK bool clock_list(const ClockWorld *world, const ClockCase *what, int64_t now_s,
                           Arena *arena, Clock **out, size_t *count, Err *err);

/* The more urgent one first: by due date, undated ones behind, else in the order of the table; what
 * is not owed (met, not reportable, not applicable) behind all. For sorting. */
int clock_compare(const Clock *a, const Clock *b);
Str clock_state_word(ClockState state);    /* "due-today" */
RuleId clock_state_name(ClockState state); /* the id of its sentence */
Str clock_basis_word(ClockBasis basis);    /* "first-seen" */
