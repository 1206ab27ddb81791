/* SPDX-License-Identifier: Apache-2.0 */
/* ahead.h — what the next components will need is on its way from memory when their turn comes.
 *
 * A component's look-ups wait for memory at a dozen places, each known from the one before. Those
 * of several components wait together. Nothing is decided here, and nothing fails.
 */
#pragma once

#include "match/matcher.h"

/* To be called for each component in turn, before it is assembled. */
void ahead_prepare(Matcher *m, uint32_t component_i);
/* known_hash, perhaps made before. */
uint64_t ahead_hash(const Matcher *m, Owner owner, Str purl_type);
