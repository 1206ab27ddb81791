/* SPDX-License-Identifier: Apache-2.0 */
/* portfolio_make.h — what the record holds becomes a portfolio, or a delta upon one; for the api.
 */
#pragma once

#include "api/record.h"
#include "portfolio/portfolio.h"

/* Writes into `dir`, which exists, what the record holds; with `below` only what events since its
 * tree head have written. Inside one read transaction, so that all rows are of one state, which is
 * that of `head`.
 * Fails: as foreign_sbom and store_blob, naming the release; as portfolio_write. */
MUST_CHECK bool portfolio_make(InroRecord *record, const PortfolioHead *head,
                               const Portfolio *below, const char *dir, Err *err);

/* What the events from a leaf on have written; one of a kind that we do not know, every table. */
typedef struct {
    int64_t count; /* of the events */
    bool wrote[TABLES_COUNT];
} PortfolioNewer;
MUST_CHECK bool portfolio_newer(InroRecord *record, uint64_t since, PortfolioNewer *out, Err *err);

/* How many devices the events from leaf `since` on have written. */
MUST_CHECK bool portfolio_devices_changed(InroRecord *record, uint64_t since, uint64_t *out,
                                          Err *err);
