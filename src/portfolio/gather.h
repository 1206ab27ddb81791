/* SPDX-License-Identifier: Apache-2.0 */
/* gather.h — from pairs to documents, releases and devices; seen by this room only. */
#pragma once

#include "base/list.h"
#include "portfolio/answer.h"
#include "portfolio/stack.h"

typedef struct {
    const Portfolio *p;
    Arena *arena;            /* of the answer */
    Arena work;
    uint8_t *seen;           /* a bit for each pair */
    List pairs;              /* uint32_t: candidates, each once */
    List hits;               /* PortfolioHit */
    uint8_t *state;          /* by release: PortfolioState + 1 of the worst; 0: none */
    bool pairs_only;         /* nobody asks which releases are reached */
} Gather;

MUST_CHECK bool gather_init(const Portfolio *p, Arena *arena, Gather *out, Err *err);
void gather_done(Gather *gather);
/* Adds the pairs of a key, in every segment. False: no memory. */
MUST_CHECK bool gather_key(Gather *gather, PfKeyKind kind, Str ecosystem, Str name);
/* The candidates, sorted. */
MUST_CHECK uint32_t *gather_pairs(Gather *gather, uint32_t *count);
/* The documents of a pair that stand for a release of now. False: no memory. */
MUST_CHECK bool gather_documents(Gather *gather, uint32_t pair, const uint32_t **documents,
                                 uint32_t *count);
/* A pair with a verdict: its documents' releases are reached. Nothing without documents. */
MUST_CHECK bool gather_hit(Gather *gather, const PortfolioHit *hit);
/* Everything that was gathered, in the answer's order. Fails: ERR_LIMIT. */
MUST_CHECK bool gather_finish(Gather *gather, PortfolioAnswer *out, Err *err);
