/* SPDX-License-Identifier: Apache-2.0 */
/* portfolio_of.h — the portfolio of a record, as current as the record; for the api.
 */
#pragma once

#include "api/record.h"
#include "inro/scan.h"
#include "portfolio/portfolio.h"

/* What is newer than the files beside the record is laid upon them, or they are made anew, which
 * `say` is told before. *out is NULL at first, and to be closed in every case.
 * Fails: as portfolio_open, portfolio_make. */
MUST_CHECK bool portfolio_of(const Inro *inro, InroRecord *record, InroSay *say, void *context,
                             Portfolio **out, Err *err);

typedef enum { PORTFOLIO_ABSENT, PORTFOLIO_SOUND, PORTFOLIO_THROWN_AWAY } PortfolioProof;
/* Reads every byte of the portfolio that is there, which questions do not: one that is not what was
 * written is thrown away, and the next question makes it anew. Fails: ERR_IO; ERR_VERIFY when it
 * lies in a record that may only be read. One that nobody may read there is as good as none. */
MUST_CHECK bool portfolio_prove(const InroRecord *record, PortfolioProof *out, Err *err);
