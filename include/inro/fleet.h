/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h — many devices or sites at once, out of a CSV file (RFC 4180).
 */
#pragma once

#include "inro/record.h"
#include "inro/scan.h"

typedef struct {
    const char *file;    /* "-": standard input                                         */
    const char *product; /* whose devices they are; NULL for sites                      */
    bool check;          /* nothing is written: only whether it could be, and what would be */
    InroSay *say;        /* gets each bad row, by line and rule; at most INRO_IMPORT_BAD_MAX */
    void *context;
} InroImportOptions;

enum { INRO_IMPORT_BAD_MAX = 100 };

typedef struct {
    uint64_t rows, created, changed, unchanged;
    uint64_t sites; /* made because devices stand there */
} InroImported;

/* All rows or none: a row that is bad refuses the file. What is known already, by its serial
 * number or name, is changed where the file says otherwise; columns that are not there and cells
 * that are empty leave it as it is. */
bool inro_devices_import(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                         InroImported *out, InroError *error);
bool inro_sites_import(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                       InroImported *out, InroError *error);
