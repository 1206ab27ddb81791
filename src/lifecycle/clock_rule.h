/* SPDX-License-Identifier: Apache-2.0 */
/* clock_rule.h — by when whom must be told of what: the rows of data/clocks.tsv.
 *
 * A row holds for a case when its predicate does: every clause of it, and of a clause any literal.
 *
 *     device-eu death|unanticipated-harm     device-eu AND (death OR unanticipated-harm)
 *     !device-eu exploited                   (NOT device-eu) AND exploited
 *
 * A fact may also not be stated; then a predicate that it would decide is undecided, and the fact
 * is named. The table is ours: whatever is wrong with it is ERR_INTERNAL, with line and rule.
 *
 * Source:  each row names its basis, where that was read, and how sure we are of it.
 * Threads: every function is pure; a table is read-only once it was read.
 */
#pragma once

#include "lifecycle/calendar.h"

enum {
    CLOCK_CLAUSES_MAX = 8,     /* of a predicate                                    */
    CLOCK_WORD_BYTES_MAX = 64, /* ids and recipients, which are parts of ids of po/ */
};

typedef enum { CLOCK_US, CLOCK_EU, CLOCK_JP, CLOCK_MARKETS } ClockMarket;

typedef enum {
    CLOCK_DUTY,      /* a report that is owed                                             */
    CLOCK_OUTER,     /* the same duty's last limit for some cases: not to be planned with */
    CLOCK_CONDITION, /* not owed; keeps an authority from enforcing something else        */
    CLOCK_UPDATE,    /* no report, but an update that is owed                             */
    CLOCK_RECORD,    /* nobody is told at once, but it is written down                    */
    CLOCK_VOLUNTARY,
    CLOCK_KINDS,
} ClockKind;

typedef enum {
    CLOCK_AWARENESS,    /* somebody of the maker became aware                              */
    CLOCK_INITIATION,   /* a correction or removal was started, or is planned              */
    CLOCK_MEASURE,      /* a corrective or mitigating measure became available             */
    CLOCK_NOTIFICATION, /* the paper of another row was handed in                          */
    CLOCK_STARTS,
} ClockStart;

typedef enum {
    CLOCK_HOURS = PERIOD_HOURS,
    CLOCK_DAYS = PERIOD_DAYS,
    CLOCK_WORKING_DAYS = PERIOD_WORKING_DAYS,
    CLOCK_MONTHS = PERIOD_MONTHS,
    CLOCK_BEFORE,   /* before what starts the row                    */
    CLOCK_AT_ONCE,  /* "immediately", "without delay": no date       */
    CLOCK_NO_LIMIT, /* the rule states no time                       */
    CLOCK_UNITS,
} ClockUnit;

typedef enum {
    CLOCK_TEXT_READ,    /* the rule itself was read        */
    CLOCK_READ_IN_PART,
    CLOCK_NOTE,         /* a summary that somebody published */
    CLOCK_MEMORY,       /* not looked up: check before use */
    CLOCK_CONFIDENCES,
} ClockConfidence;

typedef enum {
    /* what the product is */
    FACT_DEVICE_US, FACT_DEVICE_EU, FACT_DEVICE_JP, FACT_CYBER_DEVICE, FACT_PMA, FACT_HOSPITAL,
    FACT_NIS2_ENTITY, FACT_ISAO,
    /* what happened */
    FACT_VULNERABILITY, FACT_EXPLOITED, FACT_DEATH, FACT_SERIOUS_HARM, FACT_UNANTICIPATED_HARM,
    FACT_MALFUNCTION_HARM, FACT_SERIOUS_INCIDENT, FACT_PUBLIC_HEALTH_THREAT, FACT_TREND,
    FACT_SEVERE_INCIDENT, FACT_SIGNIFICANT_INCIDENT, FACT_CARE_SYSTEM_ATTACK,
    /* what is judged and done */
    FACT_UNCONTROLLED, FACT_CORRECTION, FACT_HEALTH_RISK, FACT_REMEDIAL_ACTION,
    FACT_AUTHORITY_ASKED,
    CLOCK_FACTS,
} ClockFact;

/* Bits by ClockFact; in neither: not stated. */
typedef struct {
    uint32_t yes, no;
} ClockFacts;

typedef struct {
    Str id;                 /* "us-803-30" */
    RuleId title, to_name;  /* sentences of po/: "lifecycle.clock-" id, "lifecycle.to-" recipient */
    RuleId brief;           /* what, how long, to whom, in few words: "lifecycle.brief-" id */
    ClockMarket market;
    ClockKind kind;
    ClockFacts clause[CLOCK_CLAUSES_MAX]; /* holds when any of `yes` does or any of `no` does not */
    size_t clause_count;
    ClockStart start;
    ClockUnit unit;
    int length;             /* 0 where the unit counts nothing */
    Str calendar;           /* empty: none */
    size_t zone_i;
    size_t after_i;         /* the row whose paper starts this one; SIZE_MAX: none */
    Str report;             /* the paper that meets it: a template's id */
    Str to, basis, source;
    int64_t from, until;    /* days there, both included; INT64_MIN, INT64_MAX: no end */
    ClockConfidence confidence;
} ClockRule;

typedef struct {
    const ClockRule *rule;
    size_t count;
    const Str *zone;        /* names, each once: for zone_load */
    size_t zone_count;
} ClockRules;

/* Reads the table; texts of rows point into it. `calendars` must have the calendars it names.
 * Fails: ERR_INTERNAL; no memory. */
MUST_CHECK bool clock_rules_read(Str text, const Calendars *calendars, Arena *arena,
                                 ClockRules *out, Err *err);
/* That of the program. */
MUST_CHECK bool clock_rules_own(const Calendars *calendars, Arena *arena, ClockRules *out,
                                Err *err);

/* The place of the row, or SIZE_MAX. */
size_t clock_rules_find(const ClockRules *rules, Str id);

typedef enum { CLOCK_HOLDS, CLOCK_FAILS, CLOCK_OPEN } ClockVerdict;
/* Whether the predicate holds. *fact is the one that makes it fail, or the first that would have to
 * be stated; CLOCK_FACTS when it holds. */
ClockVerdict clock_rule_holds(const ClockRule *rule, ClockFacts facts, ClockFact *fact);

/* Words of the table, and the ids of their sentences. False for no such word; a market is known in
 * any case of its letters, as people type it. */
MUST_CHECK bool clock_market_read(Str word, ClockMarket *out);
MUST_CHECK bool clock_fact_read(Str word, ClockFact *out);
/* Whether it is what the product is, and so a field of it. */
bool clock_fact_of_product(ClockFact fact);
Str clock_market_word(ClockMarket market);
Str clock_fact_word(ClockFact fact);
Str clock_kind_word(ClockKind kind);
Str clock_start_word(ClockStart start);
Str clock_unit_word(ClockUnit unit);
Str clock_confidence_word(ClockConfidence confidence);
RuleId clock_market_name(ClockMarket market);
RuleId clock_fact_name(ClockFact fact);
RuleId clock_kind_name(ClockKind kind);
RuleId clock_start_name(ClockStart start);
RuleId clock_unit_name(ClockUnit unit);
RuleId clock_confidence_name(ClockConfidence confidence);
