/* SPDX-License-Identifier: Apache-2.0 */
/* scale.h — the ordered scales of risk and the words for their steps.
 *
 * Every step has a word for files and the command line, a title and a meaning for people (ids of
 * sentences in po/), and the source of the step. data/risk/ holds the same rows for reading.
 *
 * Source:  FDA, Postmarket Management of Cybersecurity in Medical Devices, 28 December 2016
 *          ("PM16"). Rows whose source begins with "inference" are our own.
 * Threads: everything here is constant.
 */
#pragma once

#include "base/err.h"

/* For printf: a text out of a table, which is never without a pointer. */
#define ROW_ARG(str) (int)(str).len, (str).ptr

typedef struct {
    Str word;
    RuleId title, meaning;
    Str source;
} RiskTerm;

/* How easily a vulnerability is exploited. Greater is worse. */
typedef enum { BAND_LOW, BAND_MEDIUM, BAND_HIGH, BANDS } Band;

/* Residual risk of patient harm. Greater is worse; review counts as uncontrolled until a named
 * person has justified that it is controlled. */
typedef enum { RISK_CONTROLLED, RISK_REVIEW, RISK_UNCONTROLLED, RISK_LEVELS } RiskLevel;

/* To a question; unknown takes the worse branch. */
typedef enum { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN, ANSWERS } Answer;

const RiskTerm *band_term(Band band);
const RiskTerm *risk_level_term(RiskLevel level);
const RiskTerm *answer_term(Answer answer); /* not of ANSWER_NONE */

/* The letter of a cell of a matrix: C, R or U. */
char risk_level_letter(RiskLevel level);
/* Review as uncontrolled, for everything that acts on a risk nobody has justified. */
RiskLevel risk_level_counted(RiskLevel level);

/* The place of the row with this word; false when there is none, *out is untouched then. */
MUST_CHECK bool term_find(const RiskTerm *terms, size_t count, Str word, size_t *out);
