/* SPDX-License-Identifier: Apache-2.0 */
/* The MITRE rubric, a question at a time. */
#include "inro/risk.h"

#include "api/api.h"
#include "base/msg.h"
#include "report/wrap.h"
#include "risk/rubric.h"

#include <stdio.h>

enum { INDENT = 2 };

#define RULE_QUESTION STR("risk.rubric-question")
#define RULE_ANSWER   STR("risk.rubric-answer")
#define RULE_UNASKED  STR("risk.rubric-unasked")

static_assert((int)INRO_RUBRIC_BYTES > (int)RUBRIC_BYTES_MAX, "every extended vector fits");
static_assert((int)INRO_RUBRIC_VECTOR_BYTES == (int)RUBRIC_VECTOR_BYTES, "every vector fits");

static bool answers_keep(const RubricAnswers *answers, InroRubric *rubric, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(RUBRIC_BYTES_MAX);

    rubric_write(answers, &buf);
    if (buf_failed(&buf))
        return err_no_memory(err);
    snprintf(rubric->extended, sizeof rubric->extended, "%.*s", STR_ARG(buf_str(&buf)));
    return true;
}

/* Nothing answered is no extended vector, and where everybody begins. */
static bool answers_of(const char *text, RubricAnswers *out, Err *err)
{
    *out = (RubricAnswers){ 0 };
    return !*text || rubric_read(str_of(text), out, err);
}

bool inro_rubric_read(const Inro *inro, const char *text, InroRubric *rubric, InroError *error)
{
    RubricAnswers answers;
    Err err;

    return (answers_of(text, &answers, &err) && answers_keep(&answers, rubric, &err))
        || api_fail(inro, &err, error);
}

/* "yes" or "Y", as in the extended vector. */
static bool answer_of(Str word, Answer *out)
{
    for (int i = ANSWER_YES; i < ANSWERS; i++) {
        Str whole = answer_term((Answer)i)->word;

        if (str_eq_fold(whole, word) || str_eq_fold(str_slice(whole, 0, 1), word)) {
            *out = (Answer)i;
            return true;
        }
    }
    return false;
}

/* One that the others do not lead to would be forgotten, and is refused instead. */
static bool answer_add(InroRubric *rubric, Str id, Str word, Err *err)
{
    RubricAnswers answers;
    RubricQuestion question;
    Answer answer;

    if (!answers_of(rubric->extended, &answers, err))
        return false;
    if (!rubric_question_of(id, &question))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_QUESTION, id);
    if (!answer_of(word, &answer))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_ANSWER, id, word);
    rubric_answer(&answers, question, answer);
    if (answers.answer[question] == ANSWER_NONE)
        return err_set(err, ERR_STRUCTURE, RULE_UNASKED, id);
    return answers_keep(&answers, rubric, err);
}

bool inro_rubric_answer(const Inro *inro, InroRubric *rubric, const char *question,
                        const char *answer, InroError *error)
{
    Err err;

    return answer_add(rubric, str_of(question), str_of(answer), &err)
        || api_fail(inro, &err, error);
}

bool inro_rubric_next(const Inro *inro, const InroRubric *rubric, unsigned columns,
                      InroRubricQuestion *out)
{
    CLEANUP(buf_done) Buf text = buf_new(INRO_RUBRIC_TEXT_BYTES);
    RubricQuestion question;
    RubricAnswers answers;
    const RubricRow *row;
    Err err;

    if (!answers_of(rubric->extended, &answers, &err) || !rubric_next(&answers, &question))
        return false;
    row = rubric_row(question);
    snprintf(out->id, sizeof out->id, "%.*s", STR_ARG(row->id));
    snprintf(out->metric, sizeof out->metric, "%.*s", STR_ARG(rubric_metric_name(row->metric)));
    wrap_paragraph(&text, msg_text(api_lang(inro), row->text), INDENT, columns,
                   api_lang(inro) == LANG_JA);
    snprintf(out->text, sizeof out->text, "%.*s", STR_ARG(buf_str(&text)));
    return !buf_failed(&text);
}

bool inro_rubric_vector(const Inro *inro, const InroRubric *rubric,
                        char vector[INRO_RUBRIC_VECTOR_BYTES], unsigned *unknown, InroError *error)
{
    RubricAnswers answers;
    RubricResult result;
    Err err;

    if (!answers_of(rubric->extended, &answers, &err) || !rubric_result(&answers, &result, &err))
        return api_fail(inro, &err, error);
    snprintf(vector, INRO_RUBRIC_VECTOR_BYTES, "%s", result.vector);
    *unknown = result.unknown_count;
    return true;
}
