/* SPDX-License-Identifier: Apache-2.0 */
/* desk.h — a matcher with all it needs, for tests of what it decides step by step.
 *
 *     CLEANUP(desk_done) Desk d;
 *     desk_init(&d, &(Knowledge){ .sources = sources, .source_count = 1 }, &SBOM);
 *     CHECK_OK(plan_identifier(&d.m, (Owner){ 0, 0 }, &number, &err), &err);
 */
#pragma once

#include "knowledge.h"

#include "match/matcher.h"

typedef struct {
    Kb *kb;
    Arena arena; /* of the results */
    Matcher m;
} Desk;

/* Fails the test when it cannot be made. `sbom` may be NULL, an empty one; it must outlive *out. */
void desk_init(Desk *out, const Knowledge *knowledge, const Sbom *sbom);
void desk_done(Desk *desk);
/* What was decided under that number. */
const Judgement *desk_judged(const Desk *desk, uint32_t number);
