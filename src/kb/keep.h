/* SPDX-License-Identifier: Apache-2.0 */
/* keep.h — the sources that an import does not replace, out of the generation before.
 *
 * A generation holds everything a record said that we use, so it is read back into a Collect as if
 * the feed had been read again, at a fraction of the cost. Importing sources one after the other
 * gives the same bytes as importing them together.
 */
#pragma once

#include "kb/collect.h"
#include "kb/open.h"

/* Adds the records of source `s` of `kb` for all `wanted[s]`, with unit `first_unit + s`. Texts
 * may point into `kb`, which must outlive *collect.
 * Fails: ERR_VERIFY when the generation is damaged; ERR_LIMIT. */
MUST_CHECK bool keep_sources(const Kb *kb, const bool *wanted, uint32_t first_unit,
                             Collect *collect, Err *err);
