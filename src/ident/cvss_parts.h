/* SPDX-License-Identifier: Apache-2.0 */
/* cvss_parts.h — what the versions of CVSS share: reading a vector by a table of metrics.
 *
 * Private to cvss.c, cvss2.c, cvss3.c and cvss4.c. A vector is kept as one small index per
 * metric, so the order in which its author wrote the metrics is gone.
 */
#pragma once

#include "ident/cvss.h"

enum { CVSS_METRICS_MAX = 32 };

typedef enum { CVSS_BASE, CVSS_TEMPORAL, CVSS_ENVIRONMENTAL, CVSS_SUPPLEMENTAL } CvssGroup;

typedef struct {
    Str name;
    Str values;      /* separated by one space, in the order of the scoring tables */
    CvssGroup group; /* every metric of CVSS_BASE must be written */
} CvssMetric;

typedef struct {
    uint8_t value[CVSS_METRICS_MAX]; /* 1-based place in the metric's values; 0 = not written */
} CvssVector;

/* Reads "AV:N/AC:L/…", from behind the version's prefix. `at` is the byte where `text` stands
 * in the whole vector, for messages.
 * Fails: ERR_SYNTAX or ERR_UNKNOWN_NAME naming the metric; *out is untouched then. */
MUST_CHECK bool cvss_vector_read(Str text, size_t at, const CvssMetric *metrics, size_t count,
                                 CvssVector *out, Err *err);
/* True when a metric of `group` is written; X and ND count. */
bool cvss_vector_has(const CvssVector *vector, const CvssMetric *metrics, size_t count,
                     CvssGroup group);
/* Low to 3.9, medium to 6.9, high to 8.9, critical: CVSS 3.x section 5 and 4.0 section 6. */
Severity cvss_severity(int tenths);

/* One for each version: reads what stands behind the prefix, and computes. */
MUST_CHECK bool cvss2_score(Str text, size_t at, CvssScore *out, Err *err);
MUST_CHECK bool cvss3_score(Str text, size_t at, CvssVersion version, CvssScore *out, Err *err);
MUST_CHECK bool cvss4_score(Str text, size_t at, CvssScore *out, Err *err);
MUST_CHECK bool cvss2_attack(Str text, size_t at, CvssAttack *out, Err *err);
MUST_CHECK bool cvss3_attack(Str text, size_t at, CvssVersion version, CvssAttack *out, Err *err);
MUST_CHECK bool cvss4_attack(Str text, size_t at, CvssAttack *out, Err *err);
