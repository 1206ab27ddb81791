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
    bool workers;              /* it starts workers (base/sandbox.h sandbox_run)      */
} Needs;

/* From here on the process reads `inputs` and `db`, makes files beside `outputs`, and nothing
 * else: no other file, no network, no program. A kernel without these means changes nothing.
 * Fails: ERR_LIMIT without memory. */
MUST_CHECK bool confine(const Needs *needs, Arena *arena, Err *err);

/* What a command of the record works with. NULL for what it has not. */
typedef struct {
    const char *place;          /* of the record: a folder, or the address of a database       */
    const char *state;          /* the folder of its keys and portfolio when it is a database;
                                   made when it is missing                                     */
    const char *personal;       /* folder of the user's own keys                               */
    const char *db;             /* folder of the knowledge base                                */
    char *const *inputs;        /* files that are read; "-" needs no right; NULL-ended         */
    const char *const *outputs; /* files that are written; may hold NULL entries               */
    size_t output_count;
    bool threads;               /* it starts threads                                           */
    bool aside;                 /* `state` is written in and not `place`, which is read        */
} RecordNeeds;

/* From here on the process writes in the folder of the record (or `state`) and beside `outputs`,
 * reads `db`, `personal`, `inputs`, the time zones and the randomness of the system, speaks over
 * the connection to a database that is open, and starts workers (base/sandbox.h sandbox_run) that
 * may do none of this; nothing else: no other file, no new connection, no program.
 * Call it when the record is open: what is not there yet cannot be named, and no connection is
 * made afterwards. Strangers' bytes are parsed by workers alone: docs/adr/0007.
 * Fails: ERR_LIMIT without memory; ERR_IO for a folder that exists and may not be seen. */
MUST_CHECK bool confine_record(const RecordNeeds *needs, Arena *arena, Err *err);
