/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/harm.h"

#define SOURCE STR_ROW("PM16, severity scale after the guidance to ISO 14971")

static const RiskTerm TERMS[HARMS] = {
    [HARM_UNASSESSED] = { STR_ROW("unassessed"), STR_ROW("risk.harm-unassessed"),
                          STR_ROW("risk.harm-unassessed-meaning"),
                          STR_ROW("inference: what nobody assessed counts as the worst") },
    [HARM_NEGLIGIBLE] = { STR_ROW("negligible"), STR_ROW("risk.harm-negligible"),
                          STR_ROW("risk.harm-negligible-meaning"), SOURCE },
    [HARM_MINOR] = { STR_ROW("minor"), STR_ROW("risk.harm-minor"),
                     STR_ROW("risk.harm-minor-meaning"), SOURCE },
    [HARM_SERIOUS] = { STR_ROW("serious"), STR_ROW("risk.harm-serious"),
                       STR_ROW("risk.harm-serious-meaning"), SOURCE },
    [HARM_CRITICAL] = { STR_ROW("critical"), STR_ROW("risk.harm-critical"),
                        STR_ROW("risk.harm-critical-meaning"), SOURCE },
    [HARM_CATASTROPHIC] = { STR_ROW("catastrophic"), STR_ROW("risk.harm-catastrophic"),
                            STR_ROW("risk.harm-catastrophic-meaning"), SOURCE },
};

const RiskTerm *harm_term(Harm harm)
{
    assert(harm < HARMS);
    return &TERMS[harm];
}

bool harm_of(Str word, Harm *out)
{
    uint64_t number;
    size_t level;

    if (!str_to_u64(word, &number)) {
        if (!term_find(TERMS, HARMS, word, &level))
            return false;
        number = level;
    }
    if (number < HARM_NEGLIGIBLE || number > HARM_CATASTROPHIC)
        return false;
    *out = (Harm)number;
    return true;
}
