/* SPDX-License-Identifier: Apache-2.0 */
/* risk_of.h — the risk of each finding today; for the api.
 *
 * The assessment that holds for a finding is the newest that nobody superseded and that reaches it:
 * product, release, component and range, and an id by which alias groups are known again. It is
 * judged anew by its own frozen matrix, with what the knowledge base says now. When that changed
 * (basis.h), what a person decided counts no longer until somebody looks again.
 *
 * A finding that counts as affected and that nobody assessed counts as uncontrolled.
 */
#pragma once

#include "api/risk.h"
#include "risk/basis.h"

/* Greater is more urgent. */
typedef enum {
    CLASS_NONE,       /* decided: not affected, or fixed; and nobody assessed it */
    CLASS_CONTROLLED, CLASS_REVIEW, CLASS_NOT_ASSESSED, CLASS_UNCONTROLLED, RISK_CLASSES,
} RiskClass;

typedef struct {
    RiskClass risk;
    Harm harm;
    const Assessed *assessed; /* NULL: nobody assessed it */
    const AssessmentResult *result; /* of `assessed`, today; NULL when nobody assessed it */
    unsigned changed;         /* a bit 1 << ReopenCause for each */
} FindingRisk;

/* Whether feeds tell of a public exploit beside KEV, which is a fact of its own. */
bool exploit_told(const DecisionWorld *world);
/* One for each finding of the set, in `arena`. */
MUST_CHECK bool risk_of(const FindingSet *set, Db *db, Arena *arena, FindingRisk **out, Err *err);
/* "controlled", "review", "uncontrolled", "not-assessed"; empty for none. */
Str risk_class_word(RiskClass risk);
/* False for a word of none of them. */
MUST_CHECK bool risk_class_of(Str word, RiskClass *out);
/* What counts in the order of work: not assessed is as uncontrolled. */
int risk_class_rank(RiskClass risk);
