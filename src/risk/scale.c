/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/scale.h"

static const RiskTerm BAND_TERMS[BANDS] = {
    [BAND_LOW] = { STR_ROW("low"), STR_ROW("risk.band-low"), STR_ROW("risk.band-low-meaning"),
                   STR_ROW("PM16, figure of exploitability and severity") },
    [BAND_MEDIUM] = { STR_ROW("medium"), STR_ROW("risk.band-medium"),
                      STR_ROW("risk.band-medium-meaning"),
                      STR_ROW("PM16, figure of exploitability and severity") },
    [BAND_HIGH] = { STR_ROW("high"), STR_ROW("risk.band-high"), STR_ROW("risk.band-high-meaning"),
                    STR_ROW("PM16, figure of exploitability and severity") },
};

static const RiskTerm LEVEL_TERMS[RISK_LEVELS] = {
    [RISK_CONTROLLED] = { STR_ROW("controlled"), STR_ROW("risk.controlled"),
                          STR_ROW("risk.controlled-meaning"), STR_ROW("PM16, controlled risk") },
    [RISK_REVIEW] = { STR_ROW("review"), STR_ROW("risk.review"), STR_ROW("risk.review-meaning"),
                      STR_ROW("inference: PM16 draws no borders between its cells") },
    [RISK_UNCONTROLLED] = { STR_ROW("uncontrolled"), STR_ROW("risk.uncontrolled"),
                            STR_ROW("risk.uncontrolled-meaning"),
                            STR_ROW("PM16, uncontrolled risk") },
};

static const RiskTerm ANSWER_TERMS[ANSWERS] = {
    [ANSWER_YES] = { STR_ROW("yes"), STR_ROW("risk.yes"), STR_ROW("risk.yes"),
                     STR_ROW("MITRE rubric") },
    [ANSWER_NO] = { STR_ROW("no"), STR_ROW("risk.no"), STR_ROW("risk.no"),
                    STR_ROW("MITRE rubric") },
    [ANSWER_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("risk.unknown"), STR_ROW("risk.unknown"),
                         STR_ROW("MITRE rubric") },
};

const RiskTerm *band_term(Band band)
{
    assert(band < BANDS);
    return &BAND_TERMS[band];
}

const RiskTerm *risk_level_term(RiskLevel level)
{
    assert(level < RISK_LEVELS);
    return &LEVEL_TERMS[level];
}

const RiskTerm *answer_term(Answer answer)
{
    assert(answer > ANSWER_NONE && answer < ANSWERS);
    return &ANSWER_TERMS[answer];
}

char risk_level_letter(RiskLevel level)
{
    assert(level < RISK_LEVELS);
    return "CRU"[level];
}

RiskLevel risk_level_counted(RiskLevel level)
{
    return level == RISK_REVIEW ? RISK_UNCONTROLLED : level;
}

bool term_find(const RiskTerm *terms, size_t count, Str word, size_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (terms[i].word.len && str_eq(terms[i].word, word)) {
            *out = i;
            return true;
        }
    return false;
}
