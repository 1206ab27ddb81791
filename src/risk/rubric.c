/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/rubric.h"

#include <stdio.h>

#define RULE_LONG     STR("risk.rubric-long")
#define RULE_PART     STR("risk.rubric-part")
#define RULE_QUESTION STR("risk.rubric-question")
#define RULE_ANSWER   STR("risk.rubric-answer")
#define RULE_TWICE    STR("risk.rubric-twice")
#define RULE_UNASKED  STR("risk.rubric-unasked")
#define RULE_OPEN     STR("risk.rubric-open")

/* A value of the metric, and a question that follows. */
#define V(letter) { letter, RUBRIC_QUESTIONS }
#define Q(name)   { 0, RUBRIC_##name }
/* A question that is asked always, and one that another leads to: yes, no, unknown. */
#define ASK(name, metric, text, yes, no, unknown)                                                  \
    [RUBRIC_##name] = { STR_ROW(#name), RUBRIC_##metric, STR_ROW(text),                            \
                        { V(0), yes, no, unknown }, true }
#define THEN(name, metric, text, yes, no, unknown)                                                 \
    [RUBRIC_##name] = { STR_ROW(#name), RUBRIC_##metric, STR_ROW(text),                            \
                        { V(0), yes, no, unknown }, false }

/* The tree. Unknown is an inference at XAVW, XAVP, XACL, XPRL, XPRZ, XPRS, XUI, XS and at the
 * questions on data and functions. At XAVW a "no" is a wired path below OSI layer 3: adjacent. */
static const RubricRow ROWS[RUBRIC_QUESTIONS] = {
    ASK(XAVN, AV, "risk.xavn", Q(XAVT), Q(XAVP), V('N')),
    THEN(XAVT, AV, "risk.xavt", V('N'), Q(XAVW), V('N')),
    THEN(XAVW, AV, "risk.xavw", Q(XAVR), V('A'), V('A')),
    THEN(XAVR, AV, "risk.xavr", V('L'), V('A'), V('A')),
    THEN(XAVP, AV, "risk.xavp", Q(XAVPA), V('L'), V('L')),
    THEN(XAVPA, AV, "risk.xavpa", V('P'), V('P'), V('P')),
    ASK(XACL, AC, "risk.xacl", V('L'), V('H'), V('L')),
    ASK(XPRL, PR, "risk.xprl", Q(XPRZ), V('N'), V('N')),
    THEN(XPRZ, PR, "risk.xprz", Q(XPRS), V('N'), V('N')),
    THEN(XPRS, PR, "risk.xprs", V('H'), V('L'), V('L')),
    ASK(XUI, UI, "risk.xui", V('R'), V('N'), V('N')),
    ASK(XS, S, "risk.xs", V('C'), V('U'), V('C')),
    ASK(XCP, C, "risk.xcp", Q(XCPM), V('N'), V('H')),
    THEN(XCPM, C, "risk.xcpm", V('H'), V('L'), V('H')),
    ASK(XCD, C, "risk.xcd", V('H'), V('N'), V('H')),
    ASK(XCT, C, "risk.xct", V('H'), V('N'), V('H')),
    ASK(XCW, C, "risk.xcw", V('H'), V('N'), V('H')),
    ASK(XCS, C, "risk.xcs", V('H'), V('N'), V('H')),
    ASK(XCO, C, "risk.xco", V('H'), V('N'), V('H')),
    ASK(XIP, I, "risk.xip", V('H'), V('N'), V('H')),
    ASK(XID, I, "risk.xid", V('H'), V('N'), V('H')),
    ASK(XIT, I, "risk.xit", V('H'), V('N'), V('H')),
    ASK(XIW, I, "risk.xiw", V('H'), V('N'), V('H')),
    ASK(XIS, I, "risk.xis", V('H'), V('N'), V('H')),
    ASK(XIO, I, "risk.xio", V('H'), V('N'), V('H')),
    ASK(XAP, A, "risk.xap", V('H'), V('N'), V('H')),
    ASK(XAD, A, "risk.xad", V('H'), V('N'), V('H')),
    ASK(XAT, A, "risk.xat", V('H'), V('N'), V('H')),
    ASK(XAW, A, "risk.xaw", V('H'), V('N'), V('H')),
    ASK(XAS, A, "risk.xas", V('H'), V('N'), V('H')),
    ASK(XAO, A, "risk.xao", V('H'), V('N'), V('H')),
};

static const Str METRICS[RUBRIC_METRICS] = {
    [RUBRIC_AV] = STR_ROW("AV"), [RUBRIC_AC] = STR_ROW("AC"), [RUBRIC_PR] = STR_ROW("PR"),
    [RUBRIC_UI] = STR_ROW("UI"), [RUBRIC_S] = STR_ROW("S"),   [RUBRIC_C] = STR_ROW("C"),
    [RUBRIC_I] = STR_ROW("I"),   [RUBRIC_A] = STR_ROW("A"),
};

const RubricRow *rubric_row(RubricQuestion question)
{
    assert(question < RUBRIC_QUESTIONS);
    return &ROWS[question];
}

Str rubric_metric_name(RubricMetric metric)
{
    assert(metric < RUBRIC_METRICS);
    return METRICS[metric];
}

bool rubric_question_of(Str id, RubricQuestion *out)
{
    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++)
        if (str_eq(ROWS[i].id, id)) {
            *out = (RubricQuestion)i;
            return true;
        }
    return false;
}

/* ---- the way through the tree --------------------------------------------------------- */

/* Follows the answers from a first question: marks what is asked on the way, and gives the value
 * at its end, or 0 and the question that is open. A question leads to a later one, so this ends. */
static char walk(const RubricAnswers *answers, RubricQuestion from, bool asked[RUBRIC_QUESTIONS],
                 RubricQuestion *open)
{
    for (;;) {
        const RubricBranch *branch = &ROWS[from].branch[answers->answer[from]];

        asked[from] = true;
        *open = from;
        if (answers->answer[from] == ANSWER_NONE || branch->value)
            return branch->value;
        from = branch->next;
    }
}

/* Which questions the answers lead to; false with the first that is open. */
static bool asked_of(const RubricAnswers *answers, bool asked[RUBRIC_QUESTIONS],
                     RubricQuestion *open)
{
    bool complete = true;

    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++) {
        RubricQuestion last;

        if (ROWS[i].first && !walk(answers, (RubricQuestion)i, asked, &last) && complete) {
            complete = false;
            *open = last;
        }
    }
    return complete;
}

bool rubric_next(const RubricAnswers *answers, RubricQuestion *out)
{
    bool asked[RUBRIC_QUESTIONS] = { false };

    return !asked_of(answers, asked, out);
}

void rubric_answer(RubricAnswers *answers, RubricQuestion question, Answer answer)
{
    bool asked[RUBRIC_QUESTIONS] = { false };
    RubricQuestion open;

    assert(question < RUBRIC_QUESTIONS && answer < ANSWERS);
    answers->answer[question] = answer;
    (void)asked_of(answers, asked, &open);
    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++)
        if (!asked[i])
            answers->answer[i] = ANSWER_NONE;
}

/* ---- the result ----------------------------------------------------------------------- */

/* Of the six answers to one metric the highest counts: H, then L, then N. The other metrics have
 * one first question each. */
static char higher(char a, char b)
{
    if (a == 0 || a == 'N')
        return b;
    return a == 'H' || b == 'N' ? a : b;
}

static void vector_write(RubricResult *result)
{
    size_t len = (size_t)snprintf(result->vector, sizeof result->vector, "CVSS:3.1");

    for (size_t i = 0; i < RUBRIC_METRICS; i++)
        len += (size_t)snprintf(result->vector + len, sizeof result->vector - len, "/%.*s:%c",
                                ROW_ARG(METRICS[i]), result->value[i]);
    assert(len < sizeof result->vector);
}

bool rubric_result(const RubricAnswers *answers, RubricResult *out, Err *err)
{
    bool asked[RUBRIC_QUESTIONS] = { false };
    RubricResult result = { 0 };
    RubricQuestion open = RUBRIC_XAVN;

    if (!asked_of(answers, asked, &open))
        return err_set(err, ERR_STRUCTURE, RULE_OPEN, ROWS[open].id);
    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++) {
        char *value = &result.value[ROWS[i].metric];

        result.unknown_count += asked[i] && answers->answer[i] == ANSWER_UNKNOWN;
        if (ROWS[i].first)
            *value = higher(*value, walk(answers, (RubricQuestion)i, asked, &open));
    }
    vector_write(&result);
    *out = result;
    return true;
}

/* ---- the extended vector -------------------------------------------------------------- */

static const char LETTERS[ANSWERS] = { '?', 'Y', 'N', 'U' };

static Answer answer_of(Str text)
{
    Answer answer = ANSWER_YES;

    while (answer < ANSWERS && (text.len != 1 || text.ptr[0] != LETTERS[answer]))
        answer++;
    return answer;
}

static bool part_read(Str part, RubricAnswers *answers, Err *err)
{
    size_t colon = str_find_char(part, ':');
    Str id = str_slice(part, 0, colon), text = str_slice(part, colon + 1, part.len);
    RubricQuestion question = RUBRIC_XAVN;
    Answer answer = answer_of(text);

    if (colon == part.len)
        return err_set(err, ERR_SYNTAX, RULE_PART, part);
    if (!rubric_question_of(id, &question))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_QUESTION, id);
    if (answer == ANSWERS)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_ANSWER, id, text);
    if (answers->answer[question] != ANSWER_NONE)
        return err_set(err, ERR_STRUCTURE, RULE_TWICE, id);
    answers->answer[question] = answer;
    return true;
}

/* An answer that nobody asked for would not change the vector, but would be lost when written. */
static bool asked_check(const RubricAnswers *answers, Err *err)
{
    bool asked[RUBRIC_QUESTIONS] = { false };
    RubricQuestion open;

    (void)asked_of(answers, asked, &open);
    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++)
        if (answers->answer[i] != ANSWER_NONE && !asked[i])
            return err_set(err, ERR_STRUCTURE, RULE_UNASKED, ROWS[i].id);
    return true;
}

bool rubric_read(Str text, RubricAnswers *out, Err *err)
{
    RubricAnswers answers = { 0 };
    size_t at = 0;
    Str part;

    if (text.len > RUBRIC_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (text.len == 0) { /* nothing is answered yet */
        *out = answers;
        return true;
    }
    for (; str_next(&text, '/', &part); at += part.len + 1)
        if (!part_read(part, &answers, err))
            return err_at(err, at);
    if (!asked_check(&answers, err))
        return false;
    *out = answers;
    return true;
}

void rubric_write(const RubricAnswers *answers, Buf *buf)
{
    const char *separator = "";

    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++)
        if (answers->answer[i] != ANSWER_NONE) {
            buf_printf(buf, "%s%.*s:%c", separator, ROW_ARG(ROWS[i].id),
                       LETTERS[answers->answer[i]]);
            separator = "/";
        }
}
