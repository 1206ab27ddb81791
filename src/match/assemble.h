/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.h — from the judgements of a component's identifiers to what is said of it.
 *
 * A component is checked when one identifier is. With a distribution's purl only that purl
 * counts: if its distribution has no data, what CPEs and names say becomes hints. Findings of
 * several identifiers are united per alias group; nothing is both finding and hint.
 *
 * Source: docs/formats/scan-1.schema.json, `coverage`.
 */
#pragma once

#include "match/matcher.h"

/* Adds the component's seeds, hints and gaps to the matcher. Fails: ERR_LIMIT. */
MUST_CHECK bool assemble_component(Matcher *m, uint32_t component_i, Err *err);
/* The list in which an identifier's judgement would put a component; see assemble.c. */
CoverageList assemble_list_of(JudgedState state);
