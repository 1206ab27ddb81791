/* SPDX-License-Identifier: Apache-2.0 */
/* failon.h — the language of --fail-on: when is the policy *not* met?
 *
 *     kev or (severity>=high and fixable) or coverage<0.9
 *
 * Facts of a finding: kev, epss, cvss, severity, fixable. Facts of the scan: coverage (0 … 1),
 * unchecked. Of a finding of the record, which a scan of files has not: decided, undecided (nobody
 * decided, no decision is in force any more, or decisions contradict each other), controlled,
 * review, uncontrolled (so is a risk that nobody assessed, and one under review that nobody
 * decided), harm (unassessed is as catastrophic; less than negligible where a decision ruled it
 * out), overdue (a reporting clock that has run out).
 * Words: and, or, not, parentheses; comparisons > >= < <= = !=. A severity alone,
 * such as `high`, means severity>=high. `not` binds closest, then `and`, then `or`.
 *
 * Truth is Kleene's: what we do not know stays unknown instead of turning into "met".
 *   - A finding without score, severity or EPSS row: that comparison is unknown.
 *   - A source that is absent or older than the scan's max_age_days: each of its facts is
 *     unknown, for every finding and also when there is none.
 *   - A source of unknown age: what it states holds; what it does not list is unknown.
 *   - A fact of the record is unknown when scan->verdicts is NULL, else it holds for a finding
 *     however old the data is; that no other finding has it is only known of fresh data.
 *   - kev and fixable of a present, fresh source are true or false.
 * The expression is evaluated for each finding and once with every finding fact false. It is
 * true when one evaluation is, else unknown when one is, else false.
 *
 * Source: Kleene, "Introduction to Metamathematics" (1952), section 64, strong tables.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/scan.h"

enum {
    FAILON_BYTES_MAX = 4096, /* of one expression */
    FAILON_DEPTH_MAX = 64,   /* of parentheses and nots inside each other */
    FAILON_NAMED_MAX = 8,    /* findings that a verdict names */
};

/* Ordered so that and is the minimum, or the maximum and not the mirror. */
typedef enum { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } Truth;

/* What the facts rest on. FAILON_DATABASE stands for scores, severities and fixed versions. */
typedef enum { FAILON_DATABASE, FAILON_KEV, FAILON_EPSS, FAILON_SOURCES } FailOnSource;

typedef struct FailOn FailOn;

/* Owns:  *out lives in `arena`; `text` may go.
 * Fails: ERR_USAGE naming the column (1 is the first character); ERR_LIMIT past the limits. */
MUST_CHECK bool failon_parse(Str text, Arena *arena, const FailOn **out, Err *err);

/* The outcome and what it rests on. */
typedef struct {
    Truth truth;                      /* TRUTH_TRUE: the policy is not met */
    bool by_scan;                     /* decided so without any finding */
    bool unusable[FAILON_SOURCES];    /* unknown: absent, too old, or of unknown age */
    size_t finding_count;             /* findings with that outcome; for unknown, those that
                                         lack a fact of their own */
    size_t findings[FAILON_NAMED_MAX]; /* the first of them, indexes into scan->findings */
} FailOnVerdict;

/* Whether the expression asks what only the record knows. */
bool failon_asks_record(const FailOn *failon);
/* The words of facts, for those who list them; empty behind the last. */
Str failon_word(size_t i);

/* Pure. */
FailOnVerdict failon_evaluate(const FailOn *failon, const Scan *scan);
/* What the expression says of one of scan->findings. Pure. */
Truth failon_finding(const FailOn *failon, const Scan *scan, size_t finding_i);
/* The same for a list, which tells the age of its data itself: what an old source states of the
 * finding holds, and only what it does not list is unknown. Pure. */
Truth failon_lists(const FailOn *failon, const Scan *scan, size_t finding_i);

/* Adds the reason of a verdict as one line without its end; nothing for TRUTH_FALSE. */
void failon_explain(const FailOnVerdict *verdict, const Scan *scan, Lang lang, Buf *out);
