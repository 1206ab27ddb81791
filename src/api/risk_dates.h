/* SPDX-License-Identifier: Apache-2.0 */
/* risk_dates.h — by which days customers are told and a vulnerability is fixed, and by which rule;
 * for the api.
 *
 * Two kinds of rules may set a day for the same thing, and each is named:
 *
 *     priority of the assessment (risk/remedy.h) ────┐
 *     clocks towards customers (data/clocks.tsv) ────┴─► targets; the earliest day binds
 *
 * The first counts calendar days of UTC, a clock those of its authority. A clock that nobody can
 * decide yet counts with the day it would have, which is the safe side.
 *
 * Two regular cycles may be stated: the assessment keeps the one that it was made under, and the
 * product says which it has now. The shorter one counts. So a cycle that is made longer moves no
 * day that was told until somebody assesses again, and a promise to be sooner holds at once.
 *
 * The facts of FDA's enforcement discretion are those of the record, as the clocks read them:
 * awareness and its facts, the product's field isao, and the papers customer.interim and
 * customer.fix that were handed in. What is planned is told and fixed by the paper update.regular,
 * too.
 */
#pragma once

#include "api/clocks_of.h"
#include "risk/discretion.h"
#include "risk/remedy.h"

enum { TARGET_ROWS_MAX = 16 };

#define REGULAR_UPDATE STR("update.regular") /* the paper of data/clocks.tsv */

typedef enum { TARGET_TELL, TARGET_FIX, TARGET_KINDS } TargetKind;
typedef enum {
    TARGET_BINDS,       /* the earliest day                              */
    TARGET_SUPERSEDED,  /* by the earlier day of another rule            */
    TARGET_DAYLESS,     /* none can be told                              */
    TARGET_AT_ONCE,     /* as soon as possible; the rule states none     */
    TARGET_DONE,
    TARGET_STANDINGS,
} TargetStanding;

typedef struct {
    TargetKind kind;
    TargetStanding standing;
    Str rule, basis, zone; /* "inro-default urgent", "us-pm16-30" */
    Str by;                /* TARGET_SUPERSEDED: the rule that binds */
    const Clock *clock;    /* NULL: the priority */
    int32_t day;           /* REMEDY_NO_DAY for none */
    int32_t done;          /* TARGET_DONE: there, that day */
} Target;

typedef struct {
    const ClockMatter *matter;
    UpdateReason reason;
    Remedy remedy;
    int32_t aware_day;     /* of UTC; REMEDY_NO_DAY: nobody is aware */
    RegularCycle cycle;    /* that counts */
    bool cycle_kept;       /* it is the assessment's, and the product's is longer now, or none */
    Target target[TARGET_ROWS_MAX];
    size_t count;
    bool discreet;         /* FDA's discretion could matter: uncontrolled, and not another market */
    Discretion discretion;
    int32_t done[DISCRETION_CONDITIONS]; /* DISCRETION_NO_DAY: not recorded */
} RiskDates;

/* `book` has the matters of the assessment's product. Fails: no memory; as clock_list and
 * regular_cycle_read. */
MUST_CHECK bool risk_dates(const ClockBook *book, const Assessed *assessed,
                           const AssessmentResult *result, RiskDates *out, Err *err);
/* What binds for one thing; NULL when no day does. */
const Target *risk_target(const RiskDates *dates, TargetKind kind);
/* What a target of the priority rests on; of a clock: NULL. */
const RemedyDue *risk_target_due(const RiskDates *dates, const Target *target);
/* "tell", "fix" and "binds", "superseded", "dayless", "at-once", "done". */
Str target_word(TargetKind kind);
Str target_standing_word(TargetStanding standing);
/* An update that removed it was for the risk before; else for what remains without one. */
UpdateReason update_reason(const AssessmentResult *result);
