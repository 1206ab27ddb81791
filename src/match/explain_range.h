/* SPDX-License-Identifier: Apache-2.0 */
/* explain_range.h — what is said of one range: the comparison, and what would change it. */
#pragma once

#include "match/matcher.h"
#include "model/explanation.h"

/* Fills everything of *out but `identifier`. Owns: texts live in `m->results`.
 * Fails: ERR_LIMIT. */
MUST_CHECK bool explain_range(Matcher *m, const SeenRange *seen, ExplainedRange *out, Err *err);
