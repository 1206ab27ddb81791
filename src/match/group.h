/* SPDX-License-Identifier: Apache-2.0 */
/* group.h — alias groups: what several records say of one flaw, said once.
 *
 * Rules: scores of all published records of the group, the newest CVSS version first, within
 * it CNA, NVD, ADP. Scores of others come after all of these: of each record its newest version,
 * of several records the highest. Without a score of the three the severest word of a record
 * that has no score counts beside them. Published is the earliest, modified the newest; the
 * summary is the CVE record's, else GHSA's, else the first that is no erratum's, else any.
 * Withdrawn and rejected records say nothing.
 */
#pragma once

#include "match/matcher.h"

/* The slot of a group, made at its first use; MATCH_NONE without memory. */
uint32_t group_slot(Matcher *m, uint32_t group);
/* False for a group that is not there. */
bool group_usable(const Matcher *m, uint32_t slot);
/* What the knowledge base says of it, read at its first use; empty when it is damaged. */
const KbGroup *group_read(Matcher *m, uint32_t slot);
/* Reads the records of the group into its slot, once. Fails: ERR_LIMIT; ERR_VERIFY when the
 * group has no id, which only a damaged knowledge base says. */
MUST_CHECK bool group_fill(Matcher *m, uint32_t slot, Err *err);
/* The same for every group that has a finding. */
MUST_CHECK bool group_fill_found(Matcher *m, Err *err);
/* Numbers the slots as findings are sorted: KEV first, then severity, highest score, id. */
MUST_CHECK bool group_rank(Matcher *m, Err *err);
/* The severity that a score stands for. */
Severity group_band(const ScanScore *score);
/* The deciding score in tenths, or -1. */
int group_score(const ScanFlaw *flaw);
/* The order of findings by their flaw. */
bool flaw_before(const ScanFlaw *a, const ScanFlaw *b);
