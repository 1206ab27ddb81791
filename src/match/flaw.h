/* SPDX-License-Identifier: Apache-2.0 */
/* flaw.h — the records that speak of one vulnerability, by any id of any of them.
 *
 * Threads: every function only reads the knowledge base.
 */
#pragma once

#include "kb/lookup.h"

enum {
    FLAW_RECORDS_MAX = 4096, /* of one vulnerability */
    FLAW_GROUPS_MAX = 64,    /* alias groups that bear one id; more than one is a contradiction of
                                the sources */
};

typedef struct {
    const uint32_t *advisories;  /* ascending, each once; none: nobody bears the id */
    uint32_t advisory_count;
    uint32_t groups[FLAW_GROUPS_MAX], group_count;
} Flaw;

/* The records that bear `id`, in any case of its letters, and all others of their alias groups.
 * Owns: *out points into `arena`. False: no memory. */
MUST_CHECK bool flaw_find(const Kb *kb, Str id, Arena *arena, Flaw *out);
bool flaw_has_advisory(const Flaw *flaw, uint32_t advisory);
bool flaw_has_group(const Flaw *flaw, uint32_t group);
