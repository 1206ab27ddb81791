/* SPDX-License-Identifier: Apache-2.0 */
/* discretion.h — whether FDA means to enforce the report of a correction (21 CFR 806) of an
 * uncontrolled risk.
 *
 * It does not when all four conditions of PM16 hold. As long as none has failed and one is still
 * open, nobody can rely on it yet. What is not known does not hold. The answer is about FDA alone
 * and no legal advice; the clock of 21 CFR 806 runs beside it.
 *
 * Source:  PM16, uncontrolled risk: (1) no known serious adverse event or death; (2) within 30
 *          calendar days of learning of the vulnerability customers are told, with interim controls
 *          and a plan; (3) within 60 the fix is validated and distributed; (4) active member of an
 *          ISAO.
 * Units:   calendar days since 1970-01-01; DISCRETION_NO_DAY where a thing has not happened.
 * Threads: pure.
 */
#pragma once

#include "risk/scale.h"

#define DISCRETION_NO_DAY INT32_MIN

enum { DISCRETION_TELL_DAYS = 30, DISCRETION_FIX_DAYS = 60 };

typedef enum {
    DISCRETION_NO_EVENT, DISCRETION_TOLD, DISCRETION_FIXED, DISCRETION_ISAO, DISCRETION_CONDITIONS,
} DiscretionCondition;

/* In the order of how bad it is for relying on them. */
typedef enum {
    CONDITION_HOLDS, CONDITION_OPEN, CONDITION_UNKNOWN, CONDITION_FAILED, CONDITION_STATES,
} ConditionState;

typedef struct {
    Answer serious_event; /* a serious adverse event or death is known that belongs to it */
    Answer isao_member;   /* active, and shares this vulnerability */
    int32_t aware_day;    /* when one learned of the vulnerability */
    int32_t told_day;     /* customers told, with interim controls and a plan */
    int32_t fixed_day;    /* fix validated and distributed */
    int32_t today;
} DiscretionFacts;

typedef struct {
    ConditionState state[DISCRETION_CONDITIONS];
    ConditionState all;       /* the worst of them: only CONDITION_HOLDS can be relied on */
    int32_t tell_by, fix_by;  /* DISCRETION_NO_DAY when one is not aware yet */
} Discretion;

Discretion discretion_of(const DiscretionFacts *facts);
const RiskTerm *discretion_term(DiscretionCondition condition);
const RiskTerm *condition_state_term(ConditionState state);
