/* SPDX-License-Identifier: Apache-2.0 */
/* cvss.h — CVSS vectors of versions 2.0, 3.0, 3.1 and 4.0 and their scores.
 *
 * Each version has its own source (cvss2.c, cvss3.c, cvss4.c); this is the face.
 *
 * Units:   scores are integers in tenths of a point: 98 means 9.8; CVSS_ABSENT for a
 *          group none of whose metrics is written (X and ND count as written).
 * Source:  FIRST, CVSS specifications 2.0, 3.0, 3.1, 4.0.
 * Threads: every function is pure.
 */
#pragma once

#include "base/err.h"

enum { CVSS_BYTES_MAX = 512, CVSS_ABSENT = -1 };

typedef enum { CVSS_2_0, CVSS_3_0, CVSS_3_1, CVSS_4_0, CVSS_VERSIONS } CvssVersion;

/* Ordered; SEVERITY_UNKNOWN when there is no score. v2 has no "none" and "critical" in its
 * specification: NVD's bands low, medium, high. */
typedef enum {
    SEVERITY_UNKNOWN, SEVERITY_NONE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH,
    SEVERITY_CRITICAL, SEVERITIES,
} Severity;

typedef struct {
    CvssVersion version;
    int base, temporal, environmental; /* tenths; v4 has one score, in `base` */
    Severity severity;                 /* of the last score that is present */
} CvssScore;

/* Fails: ERR_SYNTAX naming the metric or the rule; *out is untouched then. */
MUST_CHECK bool cvss_score(Str vector, CvssScore *out, Err *err);
Str cvss_version_name(CvssVersion version);   /* "2.0", "3.0", "3.1", "4.0" */
Str severity_name(Severity severity);         /* "unknown", "none", "low", … */
/* False for a word that is no severity; "moderate" and "important" of vendors are read. */
bool severity_of(Str word, Severity *out);
