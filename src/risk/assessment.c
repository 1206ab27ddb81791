/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/assessment.h"

#define RULE_FIELD         STR("risk.assessment-field")
#define RULE_HARM          STR("risk.harm-missing")
#define RULE_MULTI_PATIENT STR("risk.multi-patient-missing")
#define RULE_ONE_WAY       STR("risk.safety-one-way")
#define RULE_LINKS         STR("risk.links-many")
#define RULE_CONTROLS      STR("risk.controls-many")
#define RULE_TWICE         STR("risk.control-twice")
#define RULE_EVIDENCE      STR("risk.control-evidence")
#define RULE_CUSTOMER      STR("risk.control-customer")
#define RULE_REMOVED       STR("risk.removed-how")
#define RULE_METHOD        STR("risk.method-mixed")
#define RULE_MATRIX        STR("risk.matrix-mixed")
#define RULE_VANISHED      STR("risk.fact-vanished")
#define RULE_LOWERED       STR("risk.lowered-how")
#define RULE_REVIEW        STR("risk.decision-review")
#define RULE_DECISION      STR("risk.decision-field")
#define RULE_NOT_ALLOWED   STR("risk.decision-uncontrolled")

static const RiskTerm CONTROL_TERMS[CONTROL_KINDS] = {
    [CONTROL_DESIGN] = { STR_ROW("design"), STR_ROW("risk.control-design"),
                         STR_ROW("risk.control-design-meaning"), STR_ROW("ISO 14971 7.1") },
    [CONTROL_MAKER] = { STR_ROW("compensating-maker"), STR_ROW("risk.control-maker"),
                        STR_ROW("risk.control-maker-meaning"), STR_ROW("IMDRF N60 3.7") },
    [CONTROL_CUSTOMER] = { STR_ROW("compensating-customer"), STR_ROW("risk.control-customer-run"),
                           STR_ROW("risk.control-customer-run-meaning"),
                           STR_ROW("IMDRF N60 3.7; F25 V.A (transfer of risk)") },
};

const RiskTerm *control_kind_term(ControlKind kind)
{
    assert(kind < CONTROL_KINDS);
    return &CONTROL_TERMS[kind];
}

/* ---- is it complete? ------------------------------------------------------------------ */

static bool fields_check(const Assessment *a, Err *err)
{
    const struct {
        Str name, text;
    } fields[] = {
        { STR("id"), a->id },
        { STR("finding"), a->finding },
        { STR("clinical-rationale"), a->clinical_rationale },
        { STR("assessor"), a->assessor },
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (!fields[i].text.len)
            return err_set(err, ERR_STRUCTURE, RULE_FIELD, fields[i].name);
    if (a->multi_patient == ANSWER_NONE)
        return err_set(err, ERR_STRUCTURE, RULE_MULTI_PATIENT);
    return true;
}

static bool links_check(const Assessment *a, Err *err)
{
    if (a->safety_count > ASSESSMENT_LINKS_MAX)
        return err_set(err, ERR_LIMIT, RULE_LINKS);
    if (a->safety_count == 0)
        return err_set(err, ERR_STRUCTURE, RULE_FIELD, STR("safety"));
    for (size_t i = 0; i < a->safety_count; i++) {
        const SafetyLink *link = &a->safety[i];
        if (!link->safety.len)
            return err_set(err, ERR_STRUCTURE, RULE_FIELD, STR("safety"));
        if (!str_eq(link->names_back, a->id))
            return err_set(err, ERR_STRUCTURE, RULE_ONE_WAY, link->safety, link->names_back, a->id);
    }
    return true;
}

static bool has_control(const Assessment *a, ControlKind kind, bool verified)
{
    for (size_t i = 0; i < a->control_count; i++)
        if (a->controls[i].kind == kind && (!verified || a->controls[i].verified))
            return true;
    return false;
}

static bool control_check(const Assessment *a, size_t at, Err *err)
{
    const RiskControl *control = &a->controls[at];

    if (!control->id.len || !control->text.len)
        return err_set(err, ERR_STRUCTURE, RULE_FIELD, STR("control"));
    if (control->verified && !control->evidence.len)
        return err_set(err, ERR_STRUCTURE, RULE_EVIDENCE, control->id);
    for (size_t i = 0; i < at; i++)
        if (str_eq(a->controls[i].id, control->id))
            return err_set(err, ERR_STRUCTURE, RULE_TWICE, control->id);
    return true;
}

static bool controls_check(const Assessment *a, Err *err)
{
    if (a->control_count > ASSESSMENT_CONTROLS_MAX)
        return err_set(err, ERR_LIMIT, RULE_CONTROLS);
    for (size_t i = 0; i < a->control_count; i++)
        if (!control_check(a, i, err))
            return false;
    if (a->removed && !has_control(a, CONTROL_DESIGN, true))
        return err_set(err, ERR_STRUCTURE, RULE_REMOVED);
    return true;
}

/* ---- one side ------------------------------------------------------------------------- */

static bool side_judge(const Assessment *a, const RiskSide *side, const RiskMatrix *matrix,
                       Exploitability *out, Err *err)
{
    if (side->harm == HARM_UNASSESSED)
        return err_set(err, ERR_STRUCTURE, RULE_HARM);
    if (side->facts.customer_run && !has_control(a, CONTROL_CUSTOMER, false))
        return err_set(err, ERR_STRUCTURE, RULE_CUSTOMER);
    return matrix_ref_check(&side->matrix, matrix, err)
           && exploitability_judge(&side->facts, out, err);
}

/* ---- before and after ----------------------------------------------------------------- */

/* What happens in the world does not end because of a control. */
static bool facts_check(const ExploitFacts *before, const ExploitFacts *after, Err *err)
{
    const struct {
        Str name;
        bool before, after;
    } facts[] = {
        { STR("kev"), before->in_kev, after->in_kev },
        { STR("seen-here"), before->seen_here, after->seen_here },
        { STR("public-exploit"), before->exploit_public, after->exploit_public },
    };

    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        if (facts[i].before && !facts[i].after)
            return err_set(err, ERR_STRUCTURE, RULE_VANISHED, facts[i].name);
    return true;
}

static bool sides_check(const Assessment *a, const AssessmentResult *r, Err *err)
{
    bool lowered = r->after.without.band < r->before.without.band
                   || a->after.harm < a->before.harm;

    if (r->before.method != r->after.method)
        return err_set(err, ERR_STRUCTURE, RULE_METHOD, exploit_method_term(r->before.method)->word,
                       exploit_method_term(r->after.method)->word);
    if (!matrix_ref_equal(&a->before.matrix, &a->after.matrix))
        return err_set(err, ERR_STRUCTURE, RULE_MATRIX);
    if (!facts_check(&a->before.facts, &a->after.facts, err))
        return false;
    if (lowered && !has_control(a, CONTROL_DESIGN, true) && !has_control(a, CONTROL_MAKER, true))
        return err_set(err, ERR_STRUCTURE, RULE_LOWERED);
    return true;
}

static bool sides_judge(const Assessment *a, const RiskMatrix *matrix, AssessmentResult *r,
                        Err *err)
{
    if (!side_judge(a, &a->before, matrix, &r->before, err))
        return err_in(err, "before");
    r->before_level = matrix_level(matrix, r->before.without.band, a->before.harm);
    r->after = r->before;
    r->closed = a->removed;
    if (r->closed)
        return true; /* both levels are RISK_CONTROLLED: nothing is left to exploit */
    if (!side_judge(a, &a->after, matrix, &r->after, err))
        return err_in(err, "after");
    r->after_level = matrix_level(matrix, r->after.without.band, a->after.harm);
    r->after_with_level = matrix_level(matrix, r->after.with.band, a->after.harm);
    r->unknown = r->after.without.unknown;
    r->prompted = r->after.prompted;
    if (!sides_check(a, r, err))
        return err_in(err, "after");
    return true;
}

/* ---- the decision --------------------------------------------------------------------- */

/* Whether customers' controls leave what their absence does not: then risk is transferred. */
static bool customers_help(const Assessment *a, const AssessmentResult *r)
{
    return a->after.facts.customer_run && has_control(a, CONTROL_CUSTOMER, true)
           && r->after_with_level < RISK_UNCONTROLLED;
}

static bool decision_check(const Assessment *a, const AssessmentResult *r, Err *err)
{
    const RiskDecision *decision = &a->decision;

    if (decision->level == RISK_REVIEW)
        return err_set(err, ERR_STRUCTURE, RULE_REVIEW);
    if (!decision->justification.len)
        return err_set(err, ERR_STRUCTURE, RULE_DECISION, STR("justification"));
    if (!decision->by.len)
        return err_set(err, ERR_STRUCTURE, RULE_DECISION, STR("by"));
    if (decision->level == RISK_CONTROLLED && r->after_level == RISK_UNCONTROLLED
        && !customers_help(a, r))
        return err_set(err, ERR_STRUCTURE, RULE_NOT_ALLOWED);
    return true;
}

/* REQ A28 */
bool assessment_judge(const Assessment *assessment, const RiskMatrix *matrix,
                      AssessmentResult *out, Err *err)
{
    AssessmentResult result = { 0 };
    const RiskDecision *decision = &assessment->decision;

    if (!fields_check(assessment, err) || !links_check(assessment, err)
        || !controls_check(assessment, err) || !sides_judge(assessment, matrix, &result, err))
        return false;
    if (decision->made && !decision_check(assessment, &result, err))
        return err_in(err, "decision");
    result.residual = decision->made ? decision->level : risk_level_counted(result.after_level);
    result.needs_decision = !decision->made && result.after_level == RISK_REVIEW;
    result.relies_on_customer = result.residual == RISK_CONTROLLED
                                && result.after_level == RISK_UNCONTROLLED;
    result.multi_patient = assessment->multi_patient != ANSWER_NO;
    *out = result;
    return true;
}
