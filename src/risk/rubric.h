/* SPDX-License-Identifier: Apache-2.0 */
/* rubric.h — CVSS 3.1 for medical devices, by answering questions.
 *
 * Each base metric is found by one or more questions with the answers yes, no and unknown;
 * unknown takes the branch with the worse value. The answers are kept beside the vector, so that
 * somebody else can see how it came to be. The result rates the vulnerability, not the risk for a
 * patient.
 *
 *     RubricAnswers answers = { 0 };
 *     RubricQuestion question;
 *     while (rubric_next(&answers, &question))
 *         rubric_answer(&answers, question, ask(rubric_row(question)->text));
 *
 * Text:    the extended vector, our own grammar: parts ID:ANSWER separated by '/', where ANSWER is
 *          Y, N or U, such as "XAVN:Y/XAVT:N/XAVW:Y/XAVR:N/XACL:U". Read in any order, each
 *          question once, and only those that the other answers lead to; written in the order in
 *          which they are asked. It may be incomplete: then rubric_next tells what is still open.
 * Source:  MITRE, Rubric for Applying CVSS to Medical Devices (qualified by FDA as MDDT, October
 *          2020): identifiers and tree. The wording of the questions is ours. Where the published
 *          tree says nothing of an unknown answer, the worse branch is an inference; so is that
 *          every yes on data and functions means high, except for personal information.
 * Threads: every function is pure.
 */
#pragma once

#include "base/buf.h"
#include "risk/scale.h"

enum {
    RUBRIC_BYTES_MAX = 512,   /* of an extended vector */
    RUBRIC_VECTOR_BYTES = 48, /* of the CVSS vector, with its NUL */
};

/* In the order in which they are asked. */
typedef enum {
    RUBRIC_XAVN, RUBRIC_XAVT, RUBRIC_XAVW, RUBRIC_XAVR, RUBRIC_XAVP, RUBRIC_XAVPA,
    RUBRIC_XACL,
    RUBRIC_XPRL, RUBRIC_XPRZ, RUBRIC_XPRS,
    RUBRIC_XUI,
    RUBRIC_XS,
    RUBRIC_XCP, RUBRIC_XCPM, RUBRIC_XCD, RUBRIC_XCT, RUBRIC_XCW, RUBRIC_XCS, RUBRIC_XCO,
    RUBRIC_XIP, RUBRIC_XID, RUBRIC_XIT, RUBRIC_XIW, RUBRIC_XIS, RUBRIC_XIO,
    RUBRIC_XAP, RUBRIC_XAD, RUBRIC_XAT, RUBRIC_XAW, RUBRIC_XAS, RUBRIC_XAO,
    RUBRIC_QUESTIONS,
} RubricQuestion;

typedef enum {
    RUBRIC_AV, RUBRIC_AC, RUBRIC_PR, RUBRIC_UI, RUBRIC_S, RUBRIC_C, RUBRIC_I, RUBRIC_A,
    RUBRIC_METRICS,
} RubricMetric;

/* What an answer leads to: a value of the metric, or else the next question. */
typedef struct {
    char value; /* 0: ask `next` */
    RubricQuestion next;
} RubricBranch;

typedef struct {
    Str id;
    RubricMetric metric;
    RuleId text;
    RubricBranch branch[ANSWERS]; /* by answer; that of ANSWER_NONE is not used */
    bool first;                   /* asked whatever the answers before were */
} RubricRow;

/* ANSWER_NONE: not answered. Zero is the beginning. */
typedef struct {
    Answer answer[RUBRIC_QUESTIONS];
} RubricAnswers;

typedef struct {
    char value[RUBRIC_METRICS];
    char vector[RUBRIC_VECTOR_BYTES]; /* "CVSS:3.1/AV:N/…", ended by NUL */
    unsigned unknown_count;           /* answers that took the worse branch for not being known */
} RubricResult;

const RubricRow *rubric_row(RubricQuestion question);
Str rubric_metric_name(RubricMetric metric);
/* "XAVN"; false when there is no such question. */
MUST_CHECK bool rubric_question_of(Str id, RubricQuestion *out);

/* The question to be asked next; false when all are answered. */
MUST_CHECK bool rubric_next(const RubricAnswers *answers, RubricQuestion *out);
/* Gives or changes an answer, and forgets those to questions that it no longer leads to. */
void rubric_answer(RubricAnswers *answers, RubricQuestion question, Answer answer);
/* Fails: ERR_STRUCTURE naming the first question that is not answered; *out is untouched then. */
MUST_CHECK bool rubric_result(const RubricAnswers *answers, RubricResult *out, Err *err);

/* Fails: ERR_SYNTAX, ERR_UNKNOWN_NAME, ERR_STRUCTURE (twice, or not asked) or ERR_LIMIT naming the
 * question, with the byte where it stands; *out is untouched then. */
MUST_CHECK bool rubric_read(Str text, RubricAnswers *out, Err *err);
void rubric_write(const RubricAnswers *answers, Buf *buf);
