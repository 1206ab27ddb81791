/* SPDX-License-Identifier: Apache-2.0 */
/* report.h — how a result is to be printed, the same for scans, lists and records.
 */
#pragma once

#include "inro/inro.h"

/* `format` is one of table json jsonl csv markdown html sarif junit cyclonedx; a list has the first
 * six, one record table json markdown html. `columns` is the width of the terminal, 0 for a file or
 * pipe: then nothing is cut or wrapped. `take` gets the report piece by piece, in order; a call
 * that fails may have given a part of it. */
typedef struct {
    const char *format;
    unsigned columns;
    bool colour;
    void (*take)(void *context, const char *bytes, size_t len);
    void *context;
} InroReportOptions;

/* Whether there is a report of that name at all. */
bool inro_report_known(const Inro *inro, const char *format, InroError *error);
/* Whether an expression of --fail-on asks what only the record knows; false for one that cannot be
 * read, which whoever scans refuses. */
bool inro_policy_asks_record(const char *expression);
