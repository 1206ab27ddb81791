/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/hits.h"

bool hits_add(Gather *gather, const TrialVerdict *verdict, PortfolioHit *hit, Err *err)
{
    hit->documents = verdict->documents;
    hit->document_count = verdict->document_count;
    if (!verdict->documents
        && !gather_documents(gather, verdict->pair, &hit->documents, &hit->document_count))
        return err_no_memory(err);
    return gather_hit(gather, hit) || err_no_memory(err);
}

bool hits_add_verdicts(Gather *gather, const TrialVerdict *verdict, Err *err)
{
    for (uint32_t i = 0; i < verdict->count; i++) {
        const Verdict *row = &verdict->rows[i];
        PortfolioHit hit = { .pair = verdict->pair, .group = row->group, .flaw = row->flaw,
                             .evidence = row->evidence, .malware = row->malware,
                             .state = row->kind == VERDICT_AFFECTED ? PORTFOLIO_AFFECTED
                                                                    : PORTFOLIO_SUSPECTED };
        if (row->rule < MATCH_RULES)
            hit.rule = match_rule_word((MatchRule)row->rule);
        if (!hits_add(gather, verdict, &hit, err))
            return false;
    }
    return true;
}
