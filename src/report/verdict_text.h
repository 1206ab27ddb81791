/* SPDX-License-Identifier: Apache-2.0 */
/* verdict_text.h — what the record says of a finding, the same in every format.
 *
 * Functions that add words add no line end.
 */
#pragma once

#include "base/buf.h"
#include "model/scan.h"
#include "report/facts.h"

/* Member by member, for programs: the names of `record` in scan-1.schema.json; absent ones are
 * empty. `overdue` is "true" or "false". */
enum { VERDICT_MEMBERS = 17 };
typedef struct {
    Str name, text;
} VerdictMember;
void verdict_members(const ScanVerdict *verdict, FactText *decided,
                     VerdictMember out[VERDICT_MEMBERS]);
bool verdict_same(const ScanVerdict *a, const ScanVerdict *b);

/* A decision in force says that nothing is left to do: not affected, or fixed. NULL: no. */
bool verdict_settles(const ScanVerdict *verdict);
/* A decision that would say so waits for its review, or for its confirmation. */
bool verdict_may_settle(const ScanVerdict *verdict);

/* How many findings are undecided (or contradict each other), have a risk that is uncontrolled, is
 * not assessed or waits for a decision, and a clock that has run out. */
typedef struct {
    size_t undecided, uncontrolled, not_assessed, review, overdue;
} VerdictTally;
VerdictTally verdict_tally(const Scan *scan);

/* "not affected", "undecided (not affected: expired)". */
void verdict_decision(const ScanVerdict *verdict, Lang lang, Buf *out);
/* "2026-12-07 24:00", "overdue since …", "running, no fixed date", "date unknown"; nothing when no
 * clock runs. */
void verdict_due(const ScanVerdict *verdict, Lang lang, Buf *out);
/* All of it, as sentences: " Decision: … Risk: … Report due by …". */
void verdict_tell(const ScanVerdict *verdict, Lang lang, Buf *out);

/* Of the component of a finding: what the ledger states, else what the knowledge base knows. */
typedef struct {
    Str ends, source, level;
} SupportText;
SupportText support_of_finding(const Scan *scan, const ScanFinding *finding);
/* "2027-03-31", "already ended", "not ended", "unknown"; nothing when nothing is known. */
void support_end_say(Str ends, Lang lang, Buf *out);
