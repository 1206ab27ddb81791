/* SPDX-License-Identifier: Apache-2.0 */
/* obligation.h — who ought to do what at which stage of a device's life.
 *
 * One row per item of IMDRF N60 6.6.1 (maker, regulator) and 6.6.2 (hospital), in the order of the
 * text, and 5.5.2 where it names the end of support. N60 is guidance that binds nobody by itself:
 * "should" is a recommendation, "info" explains.
 *
 * Source: IMDRF N60:2020 5.5.2, 6.6.1, 6.6.2. Wording is ours.
 * Threads: every function is pure.
 */
#pragma once

#include "lifecycle/stage.h"

typedef enum { DUTY_MAKER, DUTY_CUSTOMER, DUTY_REGULATOR, DUTY_ANYONE, DUTIES } DutyOf;
typedef enum { STRENGTH_SHOULD, STRENGTH_INFO, STRENGTHS } DutyStrength;

typedef struct {
    Str id;             /* "N60-6.6.1-SUP-b" */
    LifeStage first, last; /* it holds from the one to the other */
    DutyOf who;
    DutyStrength strength;
    RuleId sentence;
} Obligation;

const Obligation *obligation_rows(size_t *count);
/* Whether it may hold on that day: in doubt between stages the rows of each of them do. */
bool obligation_holds(const Obligation *row, const StageOn *on);
Str duty_name(DutyOf who);          /* "maker" */
RuleId duty_sentence(DutyOf who);
Str strength_name(DutyStrength strength); /* "should" */
