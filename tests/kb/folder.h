/* SPDX-License-Identifier: Apache-2.0 */
/* folder.h — a fresh folder for a test, small feeds in it, and imports of them. */
#pragma once

#include "kb/import.h"
#include "kb/format.h"
#include "kb/lookup.h"
#include "test.h"

#define FOLDER_NOW INT64_C(1795000000)

/* Makes the folder; the system cleans /tmp. */
void folder_begin(void);
/* A path inside; valid for the next calls. */
const char *in(const char *name);
/* Writes a file and the folders above it; returns its path. */
const char *write_bytes(const char *name, Str bytes);
const char *write_file(const char *name, const char *text);

/* Up to four paths, ended by NULL. The report lives until the program ends. */
#define PATHS_OF(...) (const char *const[]){ __VA_ARGS__, NULL }
bool import_into(const char *db, unsigned threads, const char *const paths[],
                 KbImportReport *report, Err *err);
KbImportReport import_well(const char *db, const char *const paths[]);
const ImportSource *source_of(const KbImportReport *report, const char *id);
/* Opened and verified. */
Kb *open_kb(const char *db);
void kb_end(Kb **kb);
Str base_bytes(const char *db, Arena *arena);
/* Equal but for the generation in the header, and the header's hash. */
bool base_same(Str a, Str b);

/* One record each: npm "sealed" before 1.2.3 and 9.9.9, aliased to CVE-2024-1111; npm "opened" from
 * 2.0.0; one that is refused; PyPI "seal-ed" before 3.0; a page of NVD on CVE-2024-1111. */
extern const char FEED_OSV_A[], FEED_OSV_B[], FEED_OSV_BAD[], FEED_OSV_PYTHON[], FEED_NVD_PAGE[],
    FEED_KEV_LIST[], FEED_EPSS_CSV[], FEED_EOL_PAGE[];
