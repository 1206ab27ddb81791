/* SPDX-License-Identifier: Apache-2.0 */
/* judge.h — one look-up in the knowledge base: which of a package's ranges hold?
 *
 * Ranges that hold become hits, one for each alias group of their record; ranges that might
 * become suspicions; a range that cannot be compared is remembered, because then the
 * identifier is not checked. Within one record an unaffected range wins over affected ones.
 * Records that are withdrawn or rejected are passed over whatever their ranges say.
 */
#pragma once

#include "match/matcher.h"

/* The "cpe" package of criteria that are filed under no product, see kb/lookup.h. */
#define CPE_WILDCARDS STR("*")

typedef struct {
    Str ecosystem, name;       /* the package */
    Str version;               /* of the component, as its scheme writes it */
    MatchRule rule;
    const StatedCpe *stated;   /* CPE look-ups: what the SBOM states; NULL else */
    const Revision *revision;  /* git look-ups; NULL else */
    bool lenient;              /* a version that cannot be compared is a suspicion only */
} Question;

/* What one identifier's look-ups gave; begin with judging_begin. */
typedef struct {
    uint32_t first_hit, first_suspicion;
    bool not_comparable;
    uint32_t advisory;         /* the first whose range cannot be compared */
} Judging;

Judging judging_begin(Matcher *m);
/* Fails: ERR_LIMIT. */
MUST_CHECK bool judge_package(Matcher *m, const Question *question, Judging *judging, Err *err);
/* Makes the hits from `first` on one per group, the strongest first among equals, and unites
 * their fixed versions. Used for one identifier and again for several of a component. */
MUST_CHECK bool hits_merge(Matcher *m, uint32_t first, Err *err);
/* A range with its versions. */
Bounds judge_bounds(const Kb *kb, const KbRange *range);
/* A criterion of the knowledge base, parsed into `scratch`. */
Fetch judge_criterion_at(const void *kb, uint32_t criterion_i, Arena *scratch, Criterion *out);
Fetch judge_node_at(const void *kb, uint32_t node_i, KbNode *out);
