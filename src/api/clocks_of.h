/* SPDX-License-Identifier: Apache-2.0 */
/* clocks_of.h — the reporting clocks of products and of findings, for the api.
 *
 * A matter is one alias group of one product: all that the record says of it, in one case for
 * lifecycle/clock.h.
 *
 *     product ───────► markets, what it is ─────┐
 *     finding (scan) ─► known to be exploited ──┤
 *     finding_seen ──► first seen ──────────────┼─► matter ─► ClockCase ─► clocks
 *     awareness ─────► when, facts ─────────────┤
 *     clock_step ────► initiated, handed in … ──┘
 *
 * A clock of awareness starts at the first moment at which somebody was aware and the facts that
 * its rule asks for were stated or known: who learns in March of a death has the days of the rule
 * from then, not from January, when he learned of the vulnerability.
 *
 * What is not stated is never guessed, with two exceptions on the safe side: a risk that nobody
 * said is controlled counts as uncontrolled, and a product with a device class, or under the MDR or
 * IVDR, is a device in the United States and Japan, too.
 */
#pragma once

#include "api/finding.h"
#include "base/map.h"
#include "lifecycle/clock.h"

/* What was said at a moment. */
typedef struct {
    int64_t at_s;
    bool aware;       /* somebody became aware */
    ClockFacts facts; /* stated then */
} ClockMoment;

typedef struct {
    Str id, name;
    ClockFacts facts;
    unsigned markets;      /* bits by ClockMarket */
    bool marketless;       /* none is stated */
} ClockProduct;

typedef struct {
    const ClockProduct *product;
    Str vulnerability;
    bool aware;            /* by now */
    bool exploited;        /* listed as known to be exploited */
    bool affected;         /* a finding is there now, and was not decided to be harmless */
    int64_t exploited_s;
    bool seen;
    int64_t first_seen_s;
    ClockMoment *moments;
    ClockEvent *events;
    ClockFiling *filings;
    ClockWaiver *waivers;
    size_t moment_count, event_count, filing_count, waiver_count;
    const Clock *clocks;   /* in the order of the table */
    size_t clock_count;
} ClockMatter;

typedef struct {
    Arena *arena;
    int64_t now_s;
    ClockRules rules;
    Calendars calendars;
    const Zone **zones;
    ClockProduct *products; /* by id */
    size_t product_count;
    Str *foreign;           /* markets that no rule is for, as they were stated; each once */
    size_t foreign_count;
    Map releases;           /* ids … */
    const ClockProduct **release_of; /* … and whose they are; NULL: not asked for */
    Map by_key;
    uint32_t *matter_of_key;
    ClockMatter *matters;
    size_t matter_count;
    uint32_t *matter_of;    /* by finding of the set; NULL without one */
} ClockBook;

typedef struct {
    Str product;            /* UUID; empty: every product */
    const FindingSet *set;  /* NULL: nothing is known of findings now */
    const char *zones;      /* folder; NULL: that of the system */
    int64_t now_s;
    bool started;           /* clocks only of matters that something was said of */
} ClockQuestion;

/* Every matter of the record with its clocks, in `arena`; texts of `set` are pointed to.
 * Fails: as the record; ERR_INTERNAL for the tables of the program; no memory. clocks_done in every
 * case. */
MUST_CHECK bool clocks_load(Db *db, const ClockQuestion *question, Arena *arena, ClockBook *out,
                            Err *err);
void clocks_done(ClockBook *book);

/* The most urgent clock of a finding that runs, is overdue, or runs to an unknown day; NULL when
 * none does. */
const Clock *clock_next(const ClockBook *book, size_t finding);

/* For clock_book.c and clocks_of.c: computes the clocks of a matter. */
MUST_CHECK bool matter_settle(const ClockBook *book, ClockMatter *matter, Err *err);
