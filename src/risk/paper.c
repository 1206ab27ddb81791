/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/paper.h"

#include "risk/shape.h"

#define RULE_LONG STR("risk.json-long")

static_assert(sizeof(Harm) == sizeof(unsigned) && sizeof(RiskLevel) == sizeof(unsigned)
                  && sizeof(Answer) == sizeof(unsigned) && sizeof(ControlKind) == sizeof(unsigned),
              "words are kept as unsigned numbers");

static Str harm_word(size_t i)
{
    return harm_term((Harm)i)->word;
}

static Str level_word(size_t i)
{
    return risk_level_term((RiskLevel)i)->word;
}

static Str kind_word(size_t i)
{
    return control_kind_term((ControlKind)i)->word;
}

/* A question that was not answered is the empty text. */
static Str answer_word(size_t i)
{
    return i == ANSWER_NONE ? STR("") : answer_term((Answer)i)->word;
}

#define FIELD(Type, name, what)   { STR_ROW(#name), what, offsetof(Type, name) }
#define WORDS(Type, name, of, n)                                                                   \
    { STR_ROW(#name), SHAPE_WORD, offsetof(Type, name), .word = of, .count = n }
#define INNER(Type, name, key, inner)                                                              \
    { STR_ROW(key), SHAPE_OBJECT, offsetof(Type, name), .shape = inner }
#define LIST(Type, name, counter, max, inner)                                                      \
    { STR_ROW(#name), SHAPE_LIST, offsetof(Type, name), .count = max, .shape = inner,              \
      .count_at = offsetof(Type, counter) }
#define SHAPE(Type, fields) { fields, ARRAY_LEN(fields), sizeof(Type) }

static const ShapeField PATH_FIELDS[] = {
    FIELD(AttackPath, extended, SHAPE_TEXT),
    FIELD(AttackPath, feasibility, SHAPE_FEASIBILITY),
    FIELD(AttackPath, vector, SHAPE_TEXT),
};
static const Shape PATH_SHAPE = SHAPE(AttackPath, PATH_FIELDS);

static const ShapeField FACT_FIELDS[] = {
    FIELD(ExploitFacts, customer_evidence, SHAPE_TEXT),
    INNER(ExploitFacts, customer_path, "customer_path", &PATH_SHAPE),
    FIELD(ExploitFacts, customer_run, SHAPE_FLAG),
    FIELD(ExploitFacts, epss_e5, SHAPE_U32),
    FIELD(ExploitFacts, epss_known, SHAPE_FLAG),
    FIELD(ExploitFacts, evidence, SHAPE_TEXT),
    FIELD(ExploitFacts, exploit_public, SHAPE_FLAG),
    FIELD(ExploitFacts, in_kev, SHAPE_FLAG),
    INNER(ExploitFacts, path, "path", &PATH_SHAPE),
    FIELD(ExploitFacts, seen_here, SHAPE_FLAG),
    FIELD(ExploitFacts, unreachable, SHAPE_FLAG),
};
static const Shape FACT_SHAPE = SHAPE(ExploitFacts, FACT_FIELDS);

static const ShapeField MATRIX_FIELDS[] = {
    FIELD(MatrixRef, digest, SHAPE_TEXT),
    FIELD(MatrixRef, id, SHAPE_TEXT),
    FIELD(MatrixRef, version, SHAPE_U32),
};
static const Shape MATRIX_SHAPE = SHAPE(MatrixRef, MATRIX_FIELDS);

static const ShapeField SIDE_FIELDS[] = {
    INNER(RiskSide, facts, "facts", &FACT_SHAPE),
    WORDS(RiskSide, harm, harm_word, HARMS),
    INNER(RiskSide, matrix, "matrix", &MATRIX_SHAPE),
};
static const Shape SIDE_SHAPE = SHAPE(RiskSide, SIDE_FIELDS);

static const ShapeField CONTROL_FIELDS[] = {
    FIELD(RiskControl, evidence, SHAPE_TEXT),
    FIELD(RiskControl, id, SHAPE_TEXT),
    WORDS(RiskControl, kind, kind_word, CONTROL_KINDS),
    FIELD(RiskControl, text, SHAPE_TEXT),
    FIELD(RiskControl, verified, SHAPE_FLAG),
};
static const Shape CONTROL_SHAPE = SHAPE(RiskControl, CONTROL_FIELDS);

static const ShapeField DECISION_FIELDS[] = {
    FIELD(RiskDecision, by, SHAPE_TEXT),
    FIELD(RiskDecision, justification, SHAPE_TEXT),
    WORDS(RiskDecision, level, level_word, RISK_LEVELS),
    FIELD(RiskDecision, made, SHAPE_FLAG),
};
static const Shape DECISION_SHAPE = SHAPE(RiskDecision, DECISION_FIELDS);

static const ShapeField LINK_FIELDS[] = {
    FIELD(SafetyLink, names_back, SHAPE_TEXT),
    FIELD(SafetyLink, safety, SHAPE_TEXT),
};
static const Shape LINK_SHAPE = SHAPE(SafetyLink, LINK_FIELDS);

static const ShapeField ASSESSMENT_FIELDS[] = {
    INNER(Assessment, after, "after", &SIDE_SHAPE),
    FIELD(Assessment, assessor, SHAPE_TEXT),
    INNER(Assessment, before, "before", &SIDE_SHAPE),
    FIELD(Assessment, clinical_rationale, SHAPE_TEXT),
    LIST(Assessment, controls, control_count, ASSESSMENT_CONTROLS_MAX, &CONTROL_SHAPE),
    INNER(Assessment, decision, "decision", &DECISION_SHAPE),
    FIELD(Assessment, finding, SHAPE_TEXT),
    { STR_ROW("format"), SHAPE_FORMAT, .text = STR_ROW("inro-risk-assessment-1") },
    FIELD(Assessment, id, SHAPE_TEXT),
    WORDS(Assessment, multi_patient, answer_word, ANSWERS),
    FIELD(Assessment, removed, SHAPE_FLAG),
    LIST(Assessment, safety, safety_count, ASSESSMENT_LINKS_MAX, &LINK_SHAPE),
};
static const Shape ASSESSMENT_SHAPE = SHAPE(Assessment, ASSESSMENT_FIELDS);

bool assessment_read(Str text, Arena *arena, Assessment *out, Err *err)
{
    Assessment assessment = { 0 };
    const Json *json;

    if (text.len > PAPER_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (!json_parse(text, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &json, err)
        || !shape_read(json, &ASSESSMENT_SHAPE, arena, &assessment, err))
        return false;
    *out = assessment;
    return true;
}

void assessment_write(const Assessment *assessment, Buf *buf)
{
    JsonOut out = jsonout_new(buf, 0);

    shape_write(&ASSESSMENT_SHAPE, assessment, &out);
    buf->failed |= out.failed;
}
