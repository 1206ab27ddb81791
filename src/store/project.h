/* SPDX-License-Identifier: Apache-2.0 */
/* project.h — what an event writes into the tables: the same when it happens and when the tables
 * are rebuilt from the log.
 *
 * A payload's members become columns by their names. What a payload may not hold is refused here,
 * before it becomes history: a member that is no column, a value of another type, a column that is
 * needed and absent, one that is written once and comes again.
 */
#pragma once

#include "base/json.h"
#include "store/db.h"
#include "store/event.h"
#include "store/tables.h"

/* Where rows go, and what they need beside the event. */
typedef struct {
    Db *db;
    Str origin;   /* empty: ours */
    bool replay;  /* the tables are rebuilt: names were unique when they were written */
    /* Bytes of a blob; false with ERR_NO_DATA when it was erased or is missing. */
    bool (*blob)(void *context, Str digest, Arena *arena, Str *bytes, Err *err);
    void *context;
    /* What a worker said before of the dossier that an event takes in; NULL: it is asked now. */
    const struct DossierAccount *dossier;
} Projection;

/* Fails: ERR_STRUCTURE with the member; ERR_USAGE "store.not-unique" with what is taken already;
 * ERR_USAGE "store.row-unknown" when a change names no row. */
MUST_CHECK bool project(const Projection *to, const Event *event, Str payload, Err *err);
