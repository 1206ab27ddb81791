/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h — which known vulnerabilities an SBOM has, and why.
 */
#pragma once

#include "inro/report.h"

typedef struct InroScan InroScan;

typedef struct {
    const char *dir;         /* of the knowledge base                                  */
    char *const *sboms;      /* files; "-" is standard input                           */
    size_t sbom_count;
    int max_age_days;        /* older data is stale                                    */
    const char *fail_on;     /* NULL, or an expression that says when policy is not met */
    bool age_matters;        /* the limit was asked for: older data is a failure       */
} InroScanOptions;

/* One line that goes to standard error: a warning, or the refusal of one input. */
typedef void InroSay(void *context, const char *text);

/* Scans every input; one that is refused is said and counted, the others go on.
 * *out is NULL when nothing could be scanned; else the caller frees it.
 * The status is the first that applies of 70, 2, 3, 4, 1, 0 over all inputs. */
InroStatus inro_scan(const Inro *inro, const InroScanOptions *options, InroSay *say, void *context,
                     InroScan **out);
void inro_scan_free(InroScan *scan);

/* Prints the scan in any format of inro/report.h. */
bool inro_scan_report(const Inro *inro, const InroScan *scan, const InroReportOptions *options,
                      InroError *error);

typedef struct {
    const char *dir;           /* of the knowledge base                      */
    const char *vulnerability; /* any id or alias, in any case               */
    const char *subject;       /* an SBOM file, "-", or a purl ("pkg:…")     */
} InroQuestion;

/* Why a vulnerability does or does not concern an SBOM or a single package. When no record bears
 * the id there is a text all the same, and *known is false: no data is no "not affected".
 * Fails: as inro_scan; *out and *known are then untouched. */
bool inro_explain(const Inro *inro, const InroQuestion *question, InroBytes *out, bool *known,
                  InroError *error);
