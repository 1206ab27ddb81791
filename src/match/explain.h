/* SPDX-License-Identifier: Apache-2.0 */
/* explain.h — the story of one vulnerability and one SBOM, range by range.
 *
 * The same judgement as match.h, with a listener that hears of every range of the vulnerability's
 * records, also of those that are passed over. Where no range was looked at at all, the nearest
 * misses are told: a component of that name in another ecosystem, or one that was not checked.
 */
#pragma once

#include "match/match.h"
#include "model/explanation.h"

enum {
    EXPLAIN_MISSES_MAX = 64,     /* near misses that are told */
};

typedef struct {
    Str id;                      /* any id or alias of any record, in any case */
    bool package;                /* the SBOM stands for one package, which is told of always */
} ExplainQuestion;

/* An id that nobody bears is no failure: out->known is false, and the outcome is "unknown", because
 * no data is no clean bill. Owns: *out lives in `arena`, the SBOM and the mapped generation.
 * Fails: ERR_LIMIT. */
MUST_CHECK bool match_explain(const Kb *kb, const Sbom *sbom, const ExplainQuestion *asked,
                              Arena *arena, Explanation *out, Err *err);
