/* SPDX-License-Identifier: Apache-2.0 */
/* remedy.h — how urgent a vulnerability is, and by which day customers are told and it is fixed.
 *
 * Priority follows the risk of patient harm. A higher priority never has
 * more days than a lower one. Those of "urgent" are the days of PM16's enforcement discretion; all
 * others are an inference of ours. They are no reporting clocks: those belong to the law of each
 * market.
 *
 * What is planned comes with the regular update: at most one cycle after one became aware
 * (regular_cycle.h says why from there). What is urgent waits for no cycle, and is never later than
 * a cycle that is shorter than its own days: "out of cycle" is sooner, or it is nothing.
 *
 * A day that rests on something nobody stated (when one became aware, the cycle) is unknown, never
 * guessed.
 *
 * Source:  PM16, uncontrolled risk (30 and 60 calendar days from learning of the vulnerability);
 *          IMDRF N60 6.4.1 (timely remediation relative to risk); FD&C Act 524B(b)(2).
 * Units:   days since 1970-01-01; REMEDY_NO_DAY where there is none. Calendar days.
 * Threads: every function is pure.
 */
#pragma once

#include "risk/oversight.h"
#include "risk/regular_cycle.h"

#define REMEDY_NO_DAY INT32_MIN

#define REMEDY_NAME   STR("inro-default") /* of the rules below, wherever a day rests on them */

enum { REMEDY_BY_CYCLE = -1 };

/* Greater is more urgent. */
typedef enum {
    PRIORITY_ROUTINE,   /* strengthening only */
    PRIORITY_PLANNED,   /* a vulnerability whose risk is controlled */
    PRIORITY_URGENT,    /* uncontrolled */
    PRIORITY_IMMEDIATE, /* uncontrolled, and exploited or able to harm several patients at once */
    PRIORITIES,
} RemedyPriority;

typedef struct {
    int tell_days; /* from awareness; REMEDY_BY_CYCLE: a regular cycle */
    int fix_days;
    Str source;
} RemedyRule;

typedef struct {
    UpdatePurpose purpose;
    RiskLevel risk;        /* residual; not read for an enhancement */
    bool exploited;        /* known to be exploited, anywhere */
    bool multi_patient;
    int32_t aware_day;     /* when the manufacturer became aware */
    RegularCycle cycle;    /* of the product; without a count: it states none */
} RemedyFacts;

typedef enum { DUE_NEVER, DUE_ON_DAY, DUE_UNKNOWN } RemedyDueKind;
typedef struct {
    RemedyDueKind kind;
    int32_t day;   /* REMEDY_NO_DAY unless DUE_ON_DAY */
    bool by_cycle; /* DUE_ON_DAY: the regular cycle sets it */
} RemedyDue;

typedef struct {
    RemedyPriority priority;
    UpdateCycle cycle;
    bool control_at_once;  /* compensating controls are wanted now */
    RemedyDue tell, fix;   /* DUE_NEVER: nothing need be told or fixed by a day */
} Remedy;

const RemedyRule *remedy_rule(RemedyPriority priority);
RemedyPriority remedy_priority(const RemedyFacts *facts);
Remedy remedy_of(const RemedyFacts *facts);
const RiskTerm *priority_term(RemedyPriority priority);
