/* SPDX-License-Identifier: Apache-2.0 */
/* decision_book.h — many decisions, ready to be asked about many findings.
 *
 *     ids       id of a decision → its number
 *     flaws     id of a vulnerability → entries, sorted by product, then age
 *     entries   [ product | decision ] …   those that stand, not those that are superseded
 *
 * A decision supersedes another by naming its id, at once and for good: a successor that waits for
 * its review, expires or is re-opened does not bring the old verdict back, because nobody stands
 * behind that any more. Naming counts only within one product and on one side: ours never
 * ends what a supplier says, nor theirs ours. Times do not matter for it, since clocks differ;
 * whoever names a decision has seen it. In a circle all are superseded, and none decides.
 *
 * The answers do not depend on the order of the decisions. A book is not changed by asking:
 * share it between threads.
 */
#pragma once

#include "base/map.h"
#include "lifecycle/decision_scope.h"

enum { BOOK_DECISIONS_MAX = 10000000 }; /* numbers of 32 bits; memory */

/* What one product demands; without a row no review is asked for. */
typedef struct {
    Str product;
    Independence review_min;
} DecisionPolicy;

typedef struct {
    const Decision *decisions;
    size_t count;
    const DecisionPolicy *policies;
    size_t policy_count;
    const Flaw *flaws;  /* the alias groups of today, or those that matter, such as the ones of all
                           findings: without them nobody notices that the ids of a decision have
                           come apart. One may be given many times */
    size_t flaw_count;
    int64_t now_s;      /* later events are not there yet */
} DecisionRecord;

/* An id that a decision names in vain. */
typedef struct {
    uint32_t decision;
    Str named;
    bool known;         /* it is there, but of another product or side */
} StrayName;

typedef struct {
    uint32_t product, decision;
} BookEntry;

typedef struct {
    const DecisionRecord *record;
    ScopeRead *scopes;         /* by decision */
    uint32_t *rank;            /* by decision: its place by time, then id */
    uint32_t *superseded_by;   /* by decision: the newest that names it, or DECISION_NONE */
    bool *is_apart;            /* by decision: it holds for more than one alias group of `flaws` */
    uint32_t *product;         /* by decision: number of its product */
    Independence *review_min;  /* by product: what it demands */
    StrayName *strays;
    size_t stray_count;
    Map ids, products, flaws;
    BookEntry *entries;
    uint32_t *entries_from;    /* by flaw id: its first entry; one more at the end */
} DecisionBook;

/* `record` and what it points to must outlive the book; the rest lives in `arena`, the maps on the
 * heap.
 * Fails: ERR_STRUCTURE for two decisions of one id, and as scope_read does, naming the decision;
 * ERR_LIMIT. *out is a book only on success. */
MUST_CHECK bool book_new(const DecisionRecord *record, Arena *arena, DecisionBook *out, Err *err);
void book_done(DecisionBook *book);

/* The last of the line that supersedes it, itself when nobody does; DECISION_NONE in a circle. */
uint32_t book_head(const DecisionBook *book, uint32_t decision);

/* The entries of one id and product, oldest decision first. */
typedef struct {
    const BookEntry *at;
    size_t count;
} BookEntries;
BookEntries book_entries(const DecisionBook *book, Str product, Str flaw_id);
/* Whether the decision holds for one of the first `count` ids. */
bool book_holds_for(const DecisionBook *book, uint32_t decision, const Str *ids, size_t count);

/* The decisions that `draft` must name because its author repeats himself: same author, product,
 * side, vulnerability and scope, and not superseded. `draft` has no id yet. *ids lives in `arena`.
 * Fails: as scope_read does; ERR_LIMIT. */
MUST_CHECK bool book_repeated(const DecisionBook *book, const Decision *draft, Arena *arena,
                              const Str **ids, size_t *count, Err *err);
