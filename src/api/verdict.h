/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.h — what the record says of the findings of a scan, in the scan; for the api.
 */
#pragma once

#include "api/clocks_of.h"
#include "api/risk_of.h"

/* Without clock and support; texts of the record are pointed to. */
ScanVerdict verdict_of(const FindingSet *set, size_t finding, const FindingRisk *risk);
/* The clock of that finding which has to be met first, if any. Fails: no memory. */
MUST_CHECK bool verdict_clock(const ClockBook *clocks, size_t finding_i, Arena *arena,
                              ScanVerdict *out, Err *err);
/* Fills the verdicts of set->scan, which is of one product: decision, risk, harm, the clock to
 * meet first, support of the component. They live in the set.
 * Fails: as the record; no memory. */
MUST_CHECK bool verdicts_fill(const Inro *inro, InroRecord *record, FindingSet *set, Err *err);
