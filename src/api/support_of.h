/* SPDX-License-Identifier: Apache-2.0 */
/* support_of.h — until when the components of findings are supported, as the ledger says; for the
 * api.
 */
#pragma once

#include "api/finding.h"

/* Writes the support of each finding's component into its verdict, where somebody stated it; what
 * the knowledge base knows stands in the scan already. Texts live in the set.
 * Fails: as the ledger; no memory. */
MUST_CHECK bool supports_of(const Inro *inro, InroRecord *record, FindingSet *set,
                            ScanVerdict *verdicts, Err *err);
