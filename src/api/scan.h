/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h — a scan over documents that are files, or bytes of the record; for the api alone.
 */
#pragma once

#include "api/api.h"
#include "inro/scan.h"
#include "kb/lookup.h"
#include "match/crew.h"

struct InroScan {
    Arena arena;
    Arena part[CREW_MAX - 1]; /* of parts of documents that others than this thread match */
    Scan scan;
    ReportDocument *documents;
    Kb *kb; /* findings point into the mapped generation */
};

/* A document: what it is called, and its bytes, or none when it is a file of that name. Bytes
 * outlive the scan. */
typedef struct {
    const char *name;
    Str bytes;
} ScanDocument;

/* As inro_scan, over `documents` in place of options->sboms; `place[i]` (may be NULL) becomes the
 * number of the input that documents[i] is in the scan, or SIZE_MAX when it was refused. */
InroStatus scan_documents(const Inro *inro, const InroScanOptions *options,
                          const ScanDocument *documents, size_t count, size_t *place, InroSay *say,
                          void *context, InroScan **out);
