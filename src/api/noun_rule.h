/* SPDX-License-Identifier: Apache-2.0 */
/* noun_rule.h — what must hold between the fields of a noun, before an event says so.
 *
 *     product     a regular cycle has its reason                        risk/regular_cycle.h
 *     release     its dates in the order of figure 2 of IMDRF N60       lifecycle/stage.h
 *     component   an answer is complete, by whom it was said, and when  lifecycle/support.h
 */
#pragma once

#include "api/record.h"

/* Checks what `payload` and, of the fields that it leaves out, `old` (NULL: a new row) say
 * together; to an answer about a component it adds who says it and when.
 * Fails: as regular_cycle_read, stage_check and answer_check, ERR_STRUCTURE for an unknown or a
 *        cycle without justification, ERR_USAGE for a release of another product and for the reason
 *        of no cycle. */
MUST_CHECK bool noun_rule(Act *act, NounId noun, const Row *old, Str *payload, Err *err);
