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

/* How far attacks are known to have come: metric E, "exploit code maturity" of 3.x, "exploit
 * maturity" of 4.0. Not written, X and ND are all unstated. */
typedef enum {
    MATURITY_UNSTATED, MATURITY_UNPROVEN, MATURITY_PROOF, MATURITY_FUNCTIONAL, MATURITY_HIGH,
    MATURITY_ATTACKED, MATURITIES,
} CvssMaturity;

/* What is publicly known of an exploit, whoever tells it; the three values of E in CVSS 4.0. */
typedef enum { EXPLOIT_UNREPORTED, EXPLOIT_PROOF, EXPLOIT_ATTACKED, EXPLOITS } ExploitFact;

/* How easy the attack is. CVSS 4.0 has no sub-score, the others no equivalence sets. */
typedef struct {
    int hundredths; /* exploitability sub-score: 389 means 3.89; CVSS_ABSENT for 4.0 */
    int eq1, eq2;   /* levels, 0 the easiest (4.0 tables 24, 25); CVSS_ABSENT for the others */
} CvssEase;

typedef struct {
    CvssVersion version;
    CvssMaturity maturity;
    CvssEase base;     /* of the base metrics */
    CvssEase modified; /* with the modified metrics in their place; base when none is written */
} CvssAttack;

/* Fails: ERR_SYNTAX naming the metric or the rule; *out is untouched then. */
MUST_CHECK bool cvss_score(Str vector, CvssScore *out, Err *err);
/* Source: 2.0 section 3.2.1, 3.x section "exploitability" of the base equations, 4.0 section 8.
 * Fails: as cvss_score. */
MUST_CHECK bool cvss_attack(Str vector, CvssAttack *out, Err *err);
/* The value of one metric as its author wrote it, such as "N" of "AV"; empty when it is not
 * written. For vectors that cvss_score accepts. */
Str cvss_metric(Str vector, Str metric);
/* What metric E of such a vector says: code that works is public (POC, F, H of 2.0; P, F, H of 3.x;
 * P of 4.0), or attacks are reported (A of 4.0). */
ExploitFact cvss_exploit(Str vector);
Str cvss_version_name(CvssVersion version);   /* "2.0", "3.0", "3.1", "4.0" */
Str severity_name(Severity severity);         /* "unknown", "none", "low", … */
/* False for a word that is no severity; "moderate" and "important" of vendors are read. */
bool severity_of(Str word, Severity *out);
