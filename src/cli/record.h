/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — what every command of the record begins with: which record, and who acts.
 */
#pragma once

#include "cli/app.h"
#include "cli/confine.h"
#include "cli/output.h"
#include "inro/record.h"

typedef enum {
    RECORD_READS,  /* loads no module of a key in hardware: the folder may be a stranger's */
    RECORD_WRITES,
    RECORD_MAKES,  /* and makes one that is not there */
} RecordUse;

/* `given` is --record. False, said to the user with *status, when it cannot be opened. */
bool record_open(const App *app, const char *given, RecordUse use, InroRecord **out,
                 InroStatus *status);
void record_close(InroRecord **record); /* for CLEANUP */

/* Gives up every right but those of the open record and of `more` (confine.h; its place and state
 * are filled in here; NULL: nothing more), before anything is read that others wrote. As above. */
bool record_confine(const App *app, const char *given, const RecordNeeds *more,
                    InroStatus *status);

/* Both for what prints. */
typedef struct {
    const char *place;         /* --record                                                     */
    const OutputList *outputs; /* whose files are written                                      */
    RecordNeeds more;          /* `aside` only where the record may not be written to          */
    bool writes;               /* also appends events; else it is opened as RECORD_READS       */
} RecordWish;
bool record_begin(const App *app, const RecordWish *wish, InroRecord **out, InroStatus *status);

/* A whole command that is one call about what is `called` so; `needs` as for record_confine. */
typedef bool RecordChange(const Inro *inro, InroRecord *record, const char *called,
                          InroError *error);
InroStatus record_change(const App *app, const char *given, const RecordNeeds *needs,
                         RecordChange *change, const char *called);
/* The same of one that gives bytes: to a file that appears whole, or to standard output without
 * one. */
typedef bool RecordExport(const Inro *inro, InroRecord *record, const char *called, InroBytes *out,
                          InroError *error);
InroStatus record_export(const App *app, const char *given, RecordExport *export,
                         const char *called, const char *file);
