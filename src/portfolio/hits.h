/* SPDX-License-Identifier: Apache-2.0 */
/* hits.h — verdicts become hits of an answer; seen by this room only. */
#pragma once

#include "portfolio/trial.h"

/* A hit in the documents that the verdict is about. Fails: ERR_LIMIT. */
MUST_CHECK bool hits_add(Gather *gather, const TrialVerdict *verdict, PortfolioHit *hit, Err *err);
/* One for each of its rows. Fails: ERR_LIMIT. */
MUST_CHECK bool hits_add_verdicts(Gather *gather, const TrialVerdict *verdict, Err *err);
