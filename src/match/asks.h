/* SPDX-License-Identifier: Apache-2.0 */
/* asks.h — which packages of a knowledge base a component would be held against, whichever it is.
 *
 * The planner itself is asked, with nobody behind it: so an index made of the answers leads from a
 * package to every component that matching would look at (portfolio). Some look-ups go through what
 * a knowledge base has under a product; they stand here under these words in place of an ecosystem:
 *
 *     ASKS_STATED  every CPE with a literal product: configurations look for those
 *     ASKS_OPEN    a CPE that leaves part or vendor open: "cpe" packages with this product
 *     ASKS_NAMED   the component's name, as the CPE dictionary spells products; only a hint
 */
#pragma once

#include "match/cpe.h"
#include "match/match.h"

#define ASKS_STATED STR("cpe-stated")
#define ASKS_OPEN   STR("cpe-open")
#define ASKS_NAMED  STR("cpe-named")

typedef struct {
    Str ecosystem, name; /* as kb_package takes them, or as above */
    bool counts;         /* data of this ecosystem make the component checked */
} MatchAsk;

typedef struct {
    const MatchAsk *asks; /* none twice for one identifier */
    uint32_t count;
    CoverageList gap;     /* where it stands whatever is known; COVERAGE_LISTS: it can be checked */
    bool names[PLATFORMS]; /* a CPE of it says on what the device runs */
} MatchAsks;

/* Owns: *out lives in `arena` and points into the SBOM. Fails: ERR_LIMIT. */
MUST_CHECK bool match_asks(const Sbom *sbom, uint32_t component_i, Arena *arena, MatchAsks *out,
                           Err *err);
