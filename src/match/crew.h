/* SPDX-License-Identifier: Apache-2.0 */
/* crew.h — a large document matched in parts, by several processors at once.
 *
 * A part is a run of components. Parts share nothing but what they only read, and match_join brings
 * them together like documents, so that the answer is the same, byte for byte, however many there
 * are. A thread that cannot be had costs time, nothing else.
 */
#pragma once

#include "match/match.h"

enum {
    CREW_MAX = 4,              /* parts; memory grows with them         */
    CREW_COMPONENTS_MIN = 200, /* of a part: fewer cost less than a thread */
};

/* How many parts a document of so many components is worth on this machine: 1 … CREW_MAX. */
size_t crew_size(uint32_t component_count);
/* Part i is made in arenas[i] and becomes matches[i]; `task` holds the whole document.
 * Fails: as match_part. */
MUST_CHECK bool crew_match(const MatchTask *task, Arena *const *arenas, Match *matches,
                           size_t count, Err *err);
