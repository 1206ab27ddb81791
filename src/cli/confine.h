/* SPDX-License-Identifier: Apache-2.0 */
/* confine.h — give up the rights a command does not need before it reads strangers' bytes.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

typedef struct {
    const char *db;            /* folder that is read                                 */
    char *const *inputs;       /* files that are read; "-" needs no right; NULL-ended */
    const char *const *outputs; /* files that are written; may be NULL entries        */
    size_t output_count;
    bool threads;              /* it starts threads                                   */
} Needs;

/* From here on the process reads `inputs` and `db`, makes files beside `outputs`, and nothing
 * else: no other file, no network, no program. A kernel without these means changes nothing.
 * Fails: ERR_LIMIT without memory. */
MUST_CHECK bool confine(const Needs *needs, Arena *arena, Err *err);
