/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/basis.h"

#define INFERENCE STR_ROW("inference; IEC 81001-5-1 9.5")
#define CAUSE(word, id) { STR_ROW(word), STR_ROW(id), STR_ROW(id), INFERENCE }

static const RiskTerm TERMS[REOPEN_CAUSES] = {
    [REOPEN_COMPONENT] = CAUSE("component", "risk.reopen-component"),
    [REOPEN_BUILD] = CAUSE("build", "risk.reopen-build"),
    [REOPEN_CONTEXT] = CAUSE("context", "risk.reopen-context"),
    [REOPEN_KEV] = CAUSE("kev", "risk.reopen-kev"),
    [REOPEN_SEEN] = CAUSE("seen-here", "risk.reopen-seen"),
    [REOPEN_EXPLOIT] = CAUSE("public-exploit", "risk.reopen-exploit"),
    [REOPEN_EPSS] = CAUSE("epss", "risk.reopen-epss"),
};

const RiskTerm *reopen_term(ReopenCause cause)
{
    assert(cause < REOPEN_CAUSES);
    return &TERMS[cause];
}

static bool epss_prompts(const RiskBasis *basis)
{
    return basis->epss_known && basis->epss_e5 >= EXPLOIT_EPSS_E5_MIN;
}

unsigned basis_changes(const RiskBasis *then, const RiskBasis *now)
{
    const bool changed[REOPEN_CAUSES] = {
        [REOPEN_COMPONENT] = !str_eq(then->component, now->component),
        [REOPEN_BUILD] = !str_eq(then->build, now->build),
        [REOPEN_CONTEXT] = !str_eq(then->context, now->context),
        [REOPEN_KEV] = now->in_kev > then->in_kev,
        [REOPEN_SEEN] = now->seen_here > then->seen_here,
        [REOPEN_EXPLOIT] = now->exploit_public > then->exploit_public,
        [REOPEN_EPSS] = epss_prompts(now) > epss_prompts(then),
    };
    unsigned causes = 0;

    for (size_t i = 0; i < REOPEN_CAUSES; i++)
        causes |= (unsigned)changed[i] << i;
    return causes;
}
