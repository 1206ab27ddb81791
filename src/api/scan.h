/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h — a scan over documents that are files, or bytes of the record; for the api alone.
 */
#pragma once

#include "api/api.h"
#include "api/foreign.h"
#include "inro/scan.h"
#include "kb/lookup.h"
#include "match/crew.h"
#include "report/failon.h"

struct InroScan {
    Arena arena;
    Arena part[CREW_MAX - 1]; /* of parts of documents that others than this thread match */
    Scan scan;
    ReportDocument *documents;
    const FailOn *policy; /* NULL: none is stated */
    Kb *kb; /* findings point into the mapped generation */
};

/* A document: what it is called, and its bytes, or none when it is a file of that name. Bytes
 * outlive the scan; strangers wrote them, so a worker reads them (foreign.h). */
typedef ForeignDocument ScanDocument;

/* How bytes of the record are parsed: by a worker (api/foreign.h), which `inro` does not link. */
typedef struct {
    bool (*one)(Str bytes, const char *name, Arena *arena, Sbom *out, Err *err);
    void (*all)(const ForeignDocument *documents, size_t count, Arena *arena, Sbom *out,
                bool *read);
} ScanParse;

typedef struct {
    const ScanDocument *rows;
    size_t count;
    size_t *place;     /* may be NULL; takes the number of the input that rows[i] is in the scan, or
                          SIZE_MAX when it was refused */
    Err *ended;        /* may be NULL; takes why there is no scan, when there is none */
    const ScanParse *parse; /* of rows that have bytes */
    bool of_record;    /* the policy is judged by scan_judge, when the verdicts are known */
} ScanDocuments;

/* As inro_scan, over `documents` in place of options->sboms. */
InroStatus scan_documents(const Inro *inro, const InroScanOptions *options,
                          const ScanDocuments *documents, InroSay *say, void *context,
                          InroScan **out);
/* Judges the policy of a scan of the record and says why it is not met. Returns what the scan ends
 * with: `before`, or worse. */
InroStatus scan_judge(const Inro *inro, const InroScan *scan, InroStatus before, InroSay *say,
                      void *context);
