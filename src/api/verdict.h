/* SPDX-License-Identifier: Apache-2.0 */
/* verdict.h — what the record says of the findings of a scan, in the scan; for the api.
 */
#pragma once

#include "api/risk_of.h"

/* Without the clock. */
ScanVerdict verdict_of(const Resolution *resolution, const FindingRisk *risk);
/* Fills the verdicts of set->scan, which is of one product: decision, risk, harm and the clock to
 * meet first. They live in the set.
 * Fails: as the record; no memory. */
MUST_CHECK bool verdicts_fill(FindingSet *set, Db *db, Err *err);
