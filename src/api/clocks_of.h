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
 *     clock_step ────► initiated, handed in … ──┤
 *     assessment ────► controlled or not ───────┘
 *
 * A clock of awareness starts at the first moment at which somebody was aware and the facts that
 * its rule asks for were stated or known: who learns in March of a death has the days of the rule
 * from then, not from January, when he learned of the vulnerability.
 *
 * Each fact has one place: what a product is, its fields; whether its risk is controlled, the
 * assessment in force, judged as today (risk_of.h), of several the worst; what happened, awareness
 * and steps. What is not stated is never guessed, with two exceptions on the safe side: a risk that
 * nobody assessed is uncontrolled, and a product with a device class, or under the MDR or IVDR, is
 * a device in the United States and Japan unless its field says otherwise. A ClockGround says for
 * each fact where it is from.
 */
#pragma once

#include "api/risk_of.h"
#include "base/map.h"
#include "lifecycle/clock.h"
#include "model/listing.h"

/* Where a fact is from. */
typedef enum {
    GROUND_NONE,     /* nobody stated it                                          */
    GROUND_PRODUCT,  /* a field of the product                                    */
    GROUND_CLASS,    /* its class or regulation, on the safe side                 */
    GROUND_STATED,   /* with awareness or a step                                  */
    GROUND_LISTED,   /* as known to be exploited                                  */
    GROUND_STEP,     /* a correction or removal was recorded                      */
    GROUND_ASSESSED, /* an assessment in force                                    */
    GROUND_REVIEW,   /* the same, in review: counts as uncontrolled               */
    GROUND_CHANGED,  /* the same, judged anew with facts that changed since       */
    GROUND_ASSUMED,  /* nobody assessed the risk: counts as uncontrolled          */
    GROUND_MATTER,   /* it is what the matter is about                            */
    GROUNDS,
} GroundKind;

typedef struct {
    GroundKind kind;
    int64_t at_s;    /* when it was stated, listed, done, assessed; else 0        */
} ClockGround;

/* What was said at a moment. */
typedef struct {
    int64_t at_s;
    bool aware;        /* somebody became aware */
    ClockFacts facts;  /* stated then */
    GroundKind ground; /* of these */
} ClockMoment;

typedef struct {
    Str id, name;
    ClockFacts facts;
    GroundKind ground[CLOCK_FACTS];
    unsigned markets;      /* bits by ClockMarket */
    bool marketless;       /* none is stated */
    Str cycle, cycle_reason; /* how often it is updated as a rule; empty: it does not say */
} ClockProduct;

typedef struct {
    const ClockProduct *product;
    Str vulnerability;
    bool aware;            /* by now … */
    int64_t aware_s;       /* … and since when */
    bool exploited;        /* listed as known to be exploited */
    bool affected;         /* a finding is there now, and was not decided to be harmless */
    bool found;            /* a finding is there now */
    RiskClass risk;        /* the worst; CLASS_NONE, CLASS_NOT_ASSESSED: assumed uncontrolled */
    const Assessed *assessed; /* says so; NULL: nobody */
    bool changed;          /* its facts have changed since */
    int64_t exploited_s;
    bool seen;
    int64_t first_seen_s;
    ClockMoment *moments;
    ClockEvent *events;
    ClockFiling *filings;
    ClockWaiver *waivers;
    size_t moment_count, event_count, filing_count, waiver_count;
    size_t moment_room, event_room, filing_room, waiver_room;
    bool settled;          /* the rest is filled in */
    const Clock *clocks;   /* in the order of the table */
    size_t clock_count;
    ClockFacts facts;      /* by now, and where each is from */
    ClockGround ground[CLOCK_FACTS];
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
    size_t product_room, foreign_room, release_room, key_room, matter_room;
} ClockBook;

typedef struct {
    Str product;            /* UUID; empty: every product */
    const FindingSet *set;  /* NULL: nothing is known of findings now */
    const FindingRisk *risks; /* of the set; NULL: they are computed */
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

/* The matter of an alias group of a product; NULL when the record says nothing of it. Fails: no
 * memory. */
MUST_CHECK bool clocks_find(const ClockBook *book, Str product, const Str *ids, size_t id_count,
                            ClockMatter **out, Err *err);

/* One of a product that the record says nothing of: only what the product is. Fails: no memory;
 * ERR_INTERNAL for a product that was not asked for. */
MUST_CHECK bool clocks_blank(const ClockBook *book, Str product, ClockMatter **out, Err *err);

/* The most urgent clock of a finding that runs, is overdue, or runs to an unknown day; NULL when
 * none does. */
const Clock *clock_next(const ClockBook *book, size_t finding);

/* A fact as a sentence ("…: yes, by the product's field pma"), in `arena`. */
MUST_CHECK bool clock_ground(const ClockMatter *matter, ClockFact fact, Lang lang, Arena *arena,
                             Str *out, Err *err);
/* All that a clock's rule asks for, as sentences and as words ("pma=yes:product"). */
MUST_CHECK bool clock_grounds(const ClockMatter *matter, const ClockRule *rule, Lang lang,
                              Arena *arena, ListingCell *sentences, ListingCell *words, Err *err);

/* For clock_book.c: what is assessed of matters, and the clocks of one. */
MUST_CHECK bool clock_risks_take(ClockBook *book, Db *db, const ClockQuestion *question, Err *err);
MUST_CHECK bool matter_settle(const ClockBook *book, ClockMatter *matter, Err *err);
