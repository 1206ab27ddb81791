/* SPDX-License-Identifier: Apache-2.0 */
/* db.h — the knowledge base: importing feeds, saying what it holds.
 */
#pragma once

#include "inro/inro.h"

/* One thing an import has to say while it runs; `text` is a line in the session's language. */
typedef enum {
    INRO_IMPORT_PROGRESS, /* for a terminal: may be overwritten by the next */
    INRO_IMPORT_NOTE,     /* a source taken in, a file that is no feed      */
    INRO_IMPORT_REFUSED,  /* a record that was skipped, with place and rule */
} InroImportKind;
typedef void InroImportSay(void *context, InroImportKind kind, const char *text);

typedef struct {
    InroImportSay *say;
    void *context;
    /* The process has no other work and no other thread: before it reads a source it gives up,
     * for good, every right but reading the sources and writing in `dir`. */
    bool confine;
} InroImportOptions;

/* Imports `sources` (files, archives, folders) into the knowledge base at `dir`, replacing
 * exactly the sources given. Leaves either the old or the new generation.
 * `refused` counts the records that were skipped. */
bool inro_db_import(const Inro *inro, const char *dir, char *const *sources, size_t source_count,
                    const InroImportOptions *options, uint64_t *refused, InroError *error);

/* What the knowledge base holds, for people or as the `database` object of a scan. */
bool inro_db_status(const Inro *inro, const char *dir, bool json, InroBytes *out, InroError *error);
