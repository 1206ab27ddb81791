/* SPDX-License-Identifier: Apache-2.0 */
/* html_verdict.h — what the record says of findings, on the page of a product's scan; nothing where
 * it was not asked.
 */
#pragma once

#include "report/html_parts.h"

/* What is left to do, as tiles. */
void html_verdict_tiles(Html *h);
/* A finding's decision, risk, harm, support and clock, side by side; each leads to its reason,
 * the element why-`i`. */
void html_verdict(Html *h, const ScanFinding *finding, size_t i);
/* The reasons, as facts of that element. */
void html_verdict_facts(Html *h, const ScanVerdict *verdict);
/* A tile: a number that leads to the element `place` (NULL: nowhere), and what it counts. */
void html_tile(Html *h, Str number, const char *place, bool alarm);
