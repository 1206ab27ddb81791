/* SPDX-License-Identifier: Apache-2.0 */
/* oversight.h — what an update is for, and what follows from that.
 *
 * An update has one or more reasons: strengthening, or a vulnerability whose risk is as it stands
 * as long as the update is not installed. The regulator's oversight is that of the reason with the
 * highest level. One uncontrolled vulnerability makes an update one out of cycle.
 *
 * Review counts as uncontrolled, as everywhere. Levels are advice to regulators, relative to each
 * other, and no legal class.
 *
 * Source:  IMDRF N60 6.4.3, table 3 and its two questions; section 524B(b)(2)(A) and (B) of the
 *          FD&C Act; PM16; 21 CFR 806. Each row of the tables cites its own.
 * Threads: every function is pure.
 */
#pragma once

#include "risk/scale.h"

typedef enum { PURPOSE_ENHANCEMENT, PURPOSE_VULNERABILITY, PURPOSES } UpdatePurpose;
typedef enum { OVERSIGHT_LOW, OVERSIGHT_MEDIUM, OVERSIGHT_HIGH, OVERSIGHT_LEVELS } OversightLevel;
typedef enum { CYCLE_REGULAR, CYCLE_OUT_OF_CYCLE, CYCLES } UpdateCycle;

typedef struct {
    UpdatePurpose purpose;
    RiskLevel risk; /* of a vulnerability, before the update; not read for an enhancement */
} UpdateReason;

typedef struct {
    OversightLevel level;
    UpdateCycle cycle;
    bool unacceptable;     /* question 2: meant against an unacceptable residual risk */
    bool ordinary_change;  /* question 1 is not answered by yes: reviewed as any other change */
} Oversight;

/* A row of table 3. */
typedef struct {
    UpdatePurpose purpose;
    RiskLevel risk; /* controlled or uncontrolled; of an enhancement: controlled */
    OversightLevel level;
    UpdateCycle cycle;
    RuleId condition;    /* what the row says */
    RuleId law, fda;     /* what follows under section 524B, and for FDA otherwise */
    RuleId action;       /* what is to be done */
    Str source;
} OversightRow;

/* `only_security` answers question 1: the change only strengthens cybersecurity, with evidence that
 * it affects nothing else of software and device. Unknown is no evidence.
 * Fails: ERR_STRUCTURE when there is no reason, or question 1 is not answered. */
MUST_CHECK bool oversight_judge(const UpdateReason *reasons, size_t count, Answer only_security,
                                Oversight *out, Err *err);
/* The rows of table 3, from low to high. */
const OversightRow *oversight_rows(size_t *count);
const OversightRow *oversight_row(UpdateReason reason);
/* The two questions, as they are asked. */
RuleId oversight_question(unsigned number); /* 1 or 2 */

const RiskTerm *purpose_term(UpdatePurpose purpose);
const RiskTerm *oversight_term(OversightLevel level);
const RiskTerm *cycle_term(UpdateCycle cycle);
