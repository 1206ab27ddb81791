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
