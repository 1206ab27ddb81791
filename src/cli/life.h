/* SPDX-License-Identifier: Apache-2.0 */
/* life.h — questions about the life of releases, which several commands ask.
 */
#pragma once

#include "cli/app.h"
#include "cli/output.h"
#include "inro/life.h"

typedef bool LifePrint(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                       const InroReportOptions *options, InroError *error);

typedef struct {
    const char *record, *db;   /* --record, --db                                   */
    const TextList *outputs;   /* --output                                         */
    bool json;                 /* --json                                           */
    InroLifeQuestion question; /* its db is filled in                              */
    LifePrint *print;
} LifeAsked;

/* Opens the record, gives up rights, and prints. */
InroStatus life_ask(const App *app, LifeAsked *asked);
