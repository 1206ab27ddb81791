/* SPDX-License-Identifier: Apache-2.0 */
/* assessment.h — the risk that one vulnerability in one fielded version is for patients.
 *
 * Exploitability and severity of harm before control and after it, by the same method and the same
 * matrix; the controls between them, and who runs them; what remains, without the controls that
 * are left to customers and with them; and what a named person decided about the rest. The
 * assessment of security names those of safety and is named by them.
 *
 * What counts is the risk without customer-run controls. Where it is review, a person may decide
 * that it is controlled; where it is uncontrolled, only if a verified customer-run control leaves
 * less, and then the result says that it relies on the customer. Review that nobody decided counts
 * as uncontrolled. A person may always decide that a risk is uncontrolled.
 *
 * An assessment that is incomplete or contradicts itself is refused by a named rule:
 *   - no identifier, finding, severity, clinical rationale, assessor or answer on several patients
 *   - no safety assessment is named, or one that is named does not name this one
 *   - before and after by different methods or matrices, or a matrix other than the one given
 *   - a fact of the world (known exploitation, a public exploit) that is gone after control
 *   - a lower band or severity after control, without a verified control of the manufacturer
 *   - a control said to be verified without evidence; a customer-run control that is not listed
 *   - a vulnerability said to be removed, without a verified change of the design
 *   - a decision without justification or person, or one that the risk does not allow
 *
 * Source:  ISO 14971:2019 clauses 5 to 8 (estimation, evaluation, control, residual risk); FDA,
 *          Cybersecurity in Medical Devices (premarket, "F25") V.A (two assessments, linked both
 *          ways; before and after mitigation); PM16; IMDRF N60 5.2, 3.7 (compensating
 *          control). Which decisions a risk allows is an inference.
 * Owns:    nothing; texts in the result point into the input.
 * Threads: every function is pure.
 */
#pragma once

#include "risk/exploitability.h"
#include "risk/matrix.h"

enum {
    ASSESSMENT_CONTROLS_MAX = 256, /* each is compared with all others */
    ASSESSMENT_LINKS_MAX = 256,
};

/* Who makes a control work. The last two are compensating: instead of one in the design. */
typedef enum { CONTROL_DESIGN, CONTROL_MAKER, CONTROL_CUSTOMER, CONTROL_KINDS } ControlKind;

typedef struct {
    Str id;
    ControlKind kind;
    Str text;
    bool verified;
    Str evidence;   /* of the verification */
} RiskControl;

/* Before control, or after it. */
typedef struct {
    ExploitFacts facts;
    Harm harm;
    MatrixRef matrix;
} RiskSide;

/* A safety assessment that this one names, and the security assessment that it names in turn. */
typedef struct {
    Str safety;
    Str names_back; /* must be the identifier of this assessment */
} SafetyLink;

typedef struct {
    bool made;
    RiskLevel level;   /* controlled or uncontrolled */
    Str justification;
    Str by;            /* a role or the id of a person's record */
} RiskDecision;

typedef struct {
    Str id, finding;
    RiskSide before, after; /* the same without controls; `after` is not read when removed */
    bool removed;           /* the vulnerability is no longer in this version */
    Str clinical_rationale; /* why the harm is this severe */
    Str assessor;           /* a role or the id of a person's record */
    Answer multi_patient;   /* may harm several patients at once; unknown counts as yes */
    const RiskControl *controls;
    size_t control_count;
    const SafetyLink *safety;
    size_t safety_count;
    RiskDecision decision;
} Assessment;

typedef struct {
    Exploitability before, after; /* `after` is `before` when removed */
    RiskLevel before_level;
    RiskLevel after_level;        /* without customer-run controls */
    RiskLevel after_with_level;   /* with them */
    RiskLevel residual;           /* what counts; never review */
    bool closed;                  /* the vulnerability is removed */
    bool needs_decision;          /* review, and nobody decided */
    bool relies_on_customer;      /* controlled only where customers run their controls */
    bool multi_patient;
    bool unknown;                 /* high only because nothing is known of its exploitation */
    bool prompted;                /* EPSS asks somebody to look again */
} AssessmentResult;

/* Fails: as exploitability_judge and matrix_ref_check with the side as step; ERR_STRUCTURE by one
 * of the rules above; ERR_LIMIT. *out is untouched then. */
MUST_CHECK bool assessment_judge(const Assessment *assessment, const RiskMatrix *matrix,
                                 AssessmentResult *out, Err *err);
const RiskTerm *control_kind_term(ControlKind kind);
