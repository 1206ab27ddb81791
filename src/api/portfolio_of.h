/* SPDX-License-Identifier: Apache-2.0 */
/* portfolio_of.h — the portfolio of a record, made anew when it does not tell its state; for the
 * api.
 */
#pragma once

#include "api/record.h"
#include "inro/scan.h"
#include "portfolio/portfolio.h"

/* `say` is told when it is built. Fails: as portfolio_open, portfolio_write, foreign_sbom. */
MUST_CHECK bool portfolio_of(const Inro *inro, InroRecord *record, InroSay *say, void *context,
                             Portfolio **out, Err *err);
