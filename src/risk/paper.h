/* SPDX-License-Identifier: Apache-2.0 */
/* paper.h — assessments as texts that are kept.
 *
 * JSON on one line, keys in alphabetical order, every key there: the same value has the same bytes,
 * and what was kept is read back to the same value and judged anew years later. Texts of strangers
 * are kept as they are; whether an assessment is complete says assessment_judge.
 *
 * Format:  "inro-risk-assessment-1"; docs/formats/risk.md.
 * Owns:    what was read points into the arena.
 */
#pragma once

#include "base/arena.h"
#include "risk/assessment.h"

enum { PAPER_BYTES_MAX = 1 << 20 };

/* Fails: as json_parse; ERR_STRUCTURE, ERR_UNKNOWN_NAME and ERR_LIMIT naming the key; as
 * feasibility_read. *out is untouched then. */
MUST_CHECK bool assessment_read(Str text, Arena *arena, Assessment *out, Err *err);
void assessment_write(const Assessment *assessment, Buf *buf);
