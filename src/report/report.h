/* SPDX-License-Identifier: Apache-2.0 */
/* report.h — one scan, written for people and for programs.
 *
 * Every format prints every finding, what could not be checked (coverage) and how old the data
 * is: a report without findings is never a bare "nothing found". Formats for people speak the
 * language asked for; formats for programs do not depend on it.
 *
 * The same scan and options give the same bytes. Formats: docs/formats/scan-1.schema.json
 * (json, jsonl), RFC 4180 (csv), GitHub Flavored Markdown (markdown), SARIF 2.1.0 as GitHub
 * reads it (sarif), JUnit XML as Jenkins reads it (junit), CycloneDX 1.4 – 1.7 (cyclonedx).
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "model/explanation.h"
#include "model/scan.h"
#include "report/failon.h"

typedef enum {
    REPORT_TABLE, REPORT_JSON, REPORT_JSONL, REPORT_CSV, REPORT_MARKDOWN, REPORT_HTML,
    REPORT_SARIF, REPORT_JUNIT, REPORT_CYCLONEDX, REPORT_FORMATS,
} ReportFormat;

enum {
    REPORT_WIDTH_MIN = 60, /* a narrower terminal is written as if it were so wide */
    REPORT_LINES_MAX = 20, /* table on a terminal: lines of one coverage list; a pipe gets all */
};

/* An input of the scan as it was read; only the cyclonedx format looks at it. */
typedef struct {
    Str bytes;        /* the JSON document, inflated */
    const Sbom *sbom; /* its components */
} ReportDocument;

typedef struct {
    ReportFormat format;
    Lang lang;
    unsigned width;       /* columns of the terminal; 0: a pipe or file, nothing is wrapped */
    bool colour;
    bool ambiguous_wide;  /* East Asian ambiguous characters take two columns */
    const FailOn *policy; /* of --fail-on, for junit; NULL: none */
    const ReportDocument *documents; /* cyclonedx: one for each input of the scan, same order */
    size_t document_count;
} ReportOptions;

/* "table", "json", … Fails: ERR_USAGE listing what there is. */
MUST_CHECK bool report_format_of(Str word, ReportFormat *out, Err *err);

/* Appends the report to *out, ended by a line end.
 * Fails: ERR_LIMIT when *out is full; ERR_USAGE when cyclonedx lacks its documents; what the
 *        JSON reader says when a document is none. *out is then of no use. */
MUST_CHECK bool report_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err);

/* What the knowledge base of scan->database holds, judged at scan->now_s: for people, or as the
 * `database` object of the JSON report. Fails: ERR_LIMIT when *out is full. */
MUST_CHECK bool report_status(const Scan *scan, Lang lang, Buf *out, Err *err);
MUST_CHECK bool report_status_json(const Scan *scan, Buf *out, Err *err);

/* Why a vulnerability does or does not concern the components of an SBOM, as lines of text.
 * Fails: ERR_LIMIT when *out is full. */
MUST_CHECK bool report_explanation(const Explanation *explanation, Lang lang, Buf *out, Err *err);
