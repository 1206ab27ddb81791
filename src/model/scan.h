/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h — what one scan found and what it could not check: the value every report prints.
 *
 * Made by `match` and `api`, printed by `report`; the field names and rules are those of
 * docs/formats/scan-1.schema.json ("inro.scan/1"). All text lives in the scan's arena or in
 * mapped inputs that outlive it. Everything is sorted as it is printed.
 *
 * Units: times are UTC seconds, 0 for absent; days count from 1970-01-01, SCAN_NO_DAY for
 *        absent; scores are tenths; EPSS is parts of 10⁻⁵.
 */
#pragma once

#include "ident/cvss.h"
#include "model/sbom.h"

#define SCAN_NO_DAY INT32_MIN
#define SCAN_NO_PARTS UINT32_MAX

typedef struct {
    Str id;             /* "nvd", "osv/PyPI", "kev" */
    int64_t date_s;     /* 0: unknown age */
    uint64_t records;
    Str digest;         /* "sha256:…" of the original bytes */
} ScanSource;

typedef struct {
    bool present;
    uint64_t generation;
    int64_t date_s;     /* the newest source date */
    Str digest;
    const ScanSource *sources;
    size_t source_count;
} ScanDatabase;

typedef struct {
    Str file;           /* as the user wrote it; "-" for stdin */
    Str format, version;
    uint32_t components;
} ScanInput;

/* An input that could not be read: nothing of it is in any finding. */
typedef struct {
    Str file;           /* as in ScanInput */
    Err why;
} ScanRefusal;

typedef enum {
    COVERAGE_INVALID_IDENTIFIER,
    COVERAGE_WITHOUT_IDENTIFIER,
    COVERAGE_WITHOUT_DATA,
    COVERAGE_VERSION_NOT_COMPARABLE,
    COVERAGE_NOTES,
    COVERAGE_LISTS,
} CoverageList;

/* One line of a coverage list or of hints[]. */
typedef struct {
    uint32_t input;
    Str ref, name, version, identifier, ecosystem;
    Str place;          /* "components[3]: purl" */
    Str rule;           /* id of a sentence in po/, such as "purl.no-name" */
    Str args[4];        /* of that sentence */
    Str vulnerability;  /* hints: the primary id; else empty */
} ScanItem;

typedef struct {
    CvssVersion version;
    Str vector, source;
    int score;
} ScanScore;

/* A finding is four pointers: what it is found in, what it is, why, shared with other findings of
 * the same component, flaw or range, so that a large scan stays small. */

/* The component that findings are about. */
typedef struct {
    uint32_t input;
    uint32_t component; /* in the Sbom of that input */
    Str name, version, purl, cpe, ref;
    Str place;          /* "components[3]" */
    Str support_ends, support_source; /* "2026-11-12", "true"/"false" as stated, or empty */
} ScanComponent;

/* The flaw: what all records of its alias group say together. */
typedef struct {
    Str id;             /* primary id: the group's CVE, else GHSA, else the smallest */
    const Str *aliases; /* the other ids, sorted */
    size_t alias_count;
    Str summary;
    Severity severity;
    const ScanScore *scores;   /* the one that decides first */
    size_t score_count;
    uint32_t epss_score, epss_percentile; /* SCAN_NO_PARTS: no row */
    bool kev, kev_ransomware;
    int32_t kev_date_added, kev_due_date;
    int64_t published_s, modified_s;
    ExploitFact exploit;       /* what published records tell beside KEV and vectors */
} ScanFlaw;

/* Why the two belong together. */
typedef struct {
    Str rule, source, range;   /* "purl", "osv/PyPI/PYSEC-…", "vers:…" */
    const Str *fixed_versions; /* sorted */
    size_t fixed_count;
} ScanEvidence;

typedef struct {
    Str id;             /* 16 hex digits */
    const ScanComponent *component;
    const ScanFlaw *flaw;
    const ScanEvidence *evidence;
} ScanFinding;

/* What the record of a manufacturer says of a finding, in words for programs; empty: nothing. */
typedef struct {
    Str status;         /* "undecided", "contradiction", or what was decided, as OpenVEX says it */
    Str state;          /* of the newest decision: "in-force", "expired" … */
    Str said;           /* what that decision says, whether it holds or not, as OpenVEX says it */
    Str justification;  /* of its "not_affected", as OpenVEX says it */
    Str reason;         /* in the words of who decided */
    Str decision;       /* its UUID */
    int64_t decided_s;
    Str analysis, analysis_why; /* state and justification as CycloneDX says them; empty: nobody
                                   has looked at it */
    Str harm;           /* to a patient: "serious"; of a finding that has a risk */
    Str risk;           /* "controlled", "review", "uncontrolled", "not-assessed" */
    Str exploitability; /* what the risk was made of besides: "high" */
    Str rationale;      /* why the harm is so severe */
    Str assessment;     /* its UUID */
    Str clock, due;     /* the reporting rule to meet first; until when: "2026-12-07 24:00 Tokyo" */
    Str clock_state;    /* "running", "due-today", "overdue"; "unknown": it runs to a day that
                           cannot be told */
    bool overdue;       /* that time is over */
    Str support_ends, support_source; /* of the component, as the ledger says, see ScanComponent */
    Str support_level;  /* "actively-maintained" … */
} ScanVerdict;

typedef struct {
    Str tool_version;
    int64_t now_s;
    int32_t max_age_days;
    ScanDatabase database;
    const ScanInput *inputs;
    size_t input_count;
    const ScanRefusal *refused; /* in the order they were given */
    size_t refused_count;
    size_t bare_count;          /* of a product: releases without an SBOM */
    uint64_t components, checked, unchecked;
    const ScanItem *coverage[COVERAGE_LISTS];
    size_t coverage_count[COVERAGE_LISTS];
    const ScanItem *hints;
    size_t hint_count;
    const ScanFinding *findings; /* KEV first, then severity, score, id, component: see match */
    size_t finding_count;
    const ScanVerdict *verdicts; /* by finding; NULL: the record was not asked */
    const ScanFinding *malware;
    size_t malware_count;
} Scan;
