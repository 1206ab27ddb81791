/* SPDX-License-Identifier: Apache-2.0 */
/* matcher.h — the state of matching one document; seen by the files of this room only.
 *
 *   component ─ identifiers ─► judgement (once per distinct identifier) ─► hits, suspicions
 *                                  │                                         │
 *                                  └► coverage                seeds (component × group) ─► findings
 *
 * Everything here is small and numbered; texts are made at the end, for findings alone.
 */
#pragma once

#include "match/cpe.h"
#include "match/flaw.h"
#include "match/git.h"
#include "match/match.h"
#include "match/rules.h"

enum {
    MATCH_WORK_BYTES_MAX = 1 << 30,    /* of numbers for one document */
    MATCH_SCRATCH_BYTES_MAX = 1 << 28, /* for one identifier */
    MATCH_PRODUCTS_MAX = 256,          /* vendors of one product that an open CPE is held against */
    MATCH_FOUND_MAX = 8,               /* packages remembered of one identifier: more only cost a
                                          hint */
    MATCH_AHEAD = 32,                  /* components that are prepared before their turn */
    MATCH_AHEAD_HASHES = 4,
    MATCH_PROBLEMS = 4,                /* problems compared with the one at hand */
};
#define MATCH_NONE UINT32_MAX

/* What is known of a range that was inside once, so that it is read once for all components. */
typedef struct {
    const KbRange *range;
    const ScanEvidence *evidence; /* as `rule` tells it; NULL until a finding needs it */
    uint32_t slot;       /* of its record's only alias group, in Matcher.slots; else MATCH_NONE */
    uint8_t scheme;      /* Scheme */
    uint8_t rule;        /* MatchRule of `evidence` */
    bool published, malware;
} RangeFacts;

/* One record's range that holds for an identifier, or the best of several of one group. */
typedef struct {
    uint32_t facts;                   /* of the range, in Matcher.facts */
    uint32_t slot;                    /* of the alias group, in Matcher.slots */
    uint32_t first_fix, fix_count;    /* fixed versions, in Matcher.fixes; else the range's own */
    uint8_t rule;                     /* MatchRule */
    bool malware;
} Hit;

/* Why a record may hold but is no finding. */
typedef enum {
    SUSPICION_PLATFORM,        /* it needs a platform that the SBOM does not name */
    SUSPICION_CONFIGURATION,   /* it needs something else whose version cannot be compared */
    SUSPICION_PRODUCT_VERSION, /* a CVE record names the product with a version that is none */
    SUSPICIONS,
    SUSPICION_DEVICE = SUSPICIONS, /* Matcher.apart: it asks what else the device has */
} SuspicionKind;

typedef struct {
    uint32_t facts, slot;
    uint32_t criterion;        /* the unknown platform, or KB_NONE */
    SuspicionKind kind;
} Suspicion;

typedef enum {
    JUDGED_CHECKED,
    JUDGED_INVALID,
    JUDGED_NO_DATA,
    JUDGED_NOT_COMPARABLE,
    JUDGED_IGNORED,            /* a repository without commit: says where, not what */
} JudgedState;

/* An identifier and the component that bears it. */
typedef struct {
    uint32_t identifier, component;
} Owner;

typedef struct {
    Str rule, args[4], ecosystem;
} Problem;

/* What the knowledge base says about one identifier. */
typedef struct {
    uint32_t first_hit, hit_count;
    uint32_t first_suspicion, suspicion_count;
    Owner owner;               /* the first that was judged; .identifier MATCH_NONE: a name */
    const Problem *problem;    /* NULL when checked */
    uint8_t state;             /* JudgedState */
    bool distribution;         /* deb, rpm, apk: its word is the only one */
    bool nameless;             /* a type without data of its own, such as pkg:generic */
} Judgement;

/* Open addressing: the index that a number stands for. */
typedef struct {
    uint32_t number, index; /* MATCH_NONE: a free place */
} NumberRow;
typedef struct {
    NumberRow *rows;
    uint32_t mask, taken;
} NumberTable;

/* A growing array in the working arena. */
typedef struct {
    void *at;
    uint32_t count, room;
} Rows;

/* An alias group of the document. */
typedef struct {
    KbGroup group;             /* see group_read */
    uint32_t number;           /* of the group in the knowledge base */
    uint32_t rank;             /* its place among all groups of the document, once ranked */
    uint32_t stamp;            /* component + 1 for which it was named last */
    bool found;                /* a finding is about it */
    bool read;
    ScanFlaw *flaw;            /* NULL until a finding needs it */
} GroupSlot;

/* One finding to be: a component and the best hit for one group. */
typedef struct {
    uint32_t component, hit;
} Seed;

/* One hint to be: a hit that is not allowed to be a finding, or else a suspicion. */
typedef struct {
    Owner owner;               /* .identifier is MATCH_NONE for the name alone */
    uint32_t hit, suspicion;   /* MATCH_NONE: it is the other one */
} HintSeed;

/* One line of a coverage list to be. */
typedef struct {
    Owner owner;               /* .identifier is MATCH_NONE when there is none */
    const Problem *problem;    /* NULL: no identifier */
    uint32_t list;             /* CoverageList */
} GapSeed;

/* One range as it was judged, for `explain`. */
typedef struct {
    Str ecosystem, name;       /* the package looked up */
    const KbRange *range;
    const Bounds *bounds;
    const Subject *subject;
    MatchRule rule;
    Decision decision;         /* the version against the range */
    CpeFit fit;                /* CPE look-ups: the criterion against the SBOM's CPE */
    const CpeVerdict *verdict; /* configurations; NULL else */
    const Criterion *criterion;
    const StatedCpe *stated;   /* CPE look-ups; NULL else */
    CpeAttribute which;        /* that excludes or is left open */
} SeenRange;

/* A criterion that is filed under no product, made ready to be passed over quickly. */
typedef struct {
    Str product;
    Str front; /* of the product, up to its first wildcard */
} Wildcard;

/* The ranges of one package that belong to Matcher.only, in their order. */
typedef struct {
    const KbRange *of;         /* the package's first range */
    uint32_t first, count;     /* Matcher.only_ranges */
} OnlyRanges;

/* A component and a group whose verdict depends on the rest of its document. */
typedef struct {
    uint32_t component, slot;
    uint32_t tree;             /* of the configuration that asks */
} OpenSeed;

/* A listener sees every range of the advisories it wants, also those that are outside. */
typedef struct {
    void *context;
    bool (*wants)(void *context, uint32_t advisory);
    bool (*sees)(void *context, const SeenRange *seen, Err *err);
} Listener;

/* Hears which packages would be looked up, instead of the knowledge base; see asks.h. */
typedef struct {
    void *context;
    bool (*asks)(void *context, Str ecosystem, Str name); /* false: no memory */
} Asker;

typedef struct {
    uint32_t tag;              /* of the hash of what the judgement depends on */
    uint32_t judgement;        /* MATCH_NONE: a free place */
} Judged;

/* What every identifier of a component asks again. */
typedef struct {
    uint32_t component;        /* MATCH_NONE: of none yet */
    bool distribution;         /* it has a purl of type deb, rpm or apk */
    Str purl_type;             /* of its first purl */
} Bearer;

/* What was prepared of a component before its turn came; see ahead.h. */
typedef struct {
    uint32_t component;        /* MATCH_NONE: of none */
    uint32_t hash_count;
    uint64_t hash[MATCH_AHEAD_HASHES]; /* of its first identifiers, as for Matcher.judged */
    KbAhead package, product;  /* of its first CPE */
} Ahead;

typedef struct {
    const Kb *kb;
    const Sbom *sbom;
    uint32_t input;
    uint32_t first, end;       /* the components to match */
    Arena *results;            /* texts of findings and items */
    Arena early;               /* judgements: until every component is assembled */
    Arena work;                /* lists of the document */
    Arena scratch;             /* given back after each identifier */
    Rows hits, fixes, suspicions, judgements, slots, facts;
    Rows seeds, hints, gaps;   /* Seed, HintSeed, GapSeed: what was found so far */
    uint64_t checked, unchecked;
    Judged *judged;            /* open addressing over what a judgement depends on */
    uint32_t judged_mask;
    NumberTable slot_table;    /* group number → slot */
    NumberTable facts_table;   /* range, by its place in memory → facts */
    Rows acquitted;            /* records that say "unaffected" in the look-up at hand */
    Rows owners;               /* Owner: the CPEs of the document, once asked for */
    Wildcard *wildcards;       /* criteria of the "cpe" package "*", once asked for */
    uint64_t *wildcard_sets;   /* per first byte of a product: a bit for each that may fit */
    StatedSource stated_source;
    StatedIndex *index;        /* NULL until a configuration asks for it */
    Configurations configurations;
    const Listener *listener;  /* NULL: nobody */
    const Asker *asker;        /* NULL: the knowledge base is asked */
    const Flaw *only;          /* NULL: all; else its records alone are looked at */
    Rows only_packages, only_ranges; /* OnlyRanges; uint32_t: indexes of ranges */
    bool apart;                /* components are of documents that are not here: what asks for the
                                  rest of one stays open */
    Rows opens;                /* OpenSeed */
    Owner asked;               /* the identifier that is judged now, for the listener */
    Bearer bearer;             /* the component that bears it */
    Ahead ahead[MATCH_AHEAD];  /* of component i at i % MATCH_AHEAD */
    KbPackageName found[MATCH_FOUND_MAX]; /* packages that its look-ups found */
    uint32_t found_count;
    const Problem *problems[MATCH_PROBLEMS]; /* the latest */
    uint32_t problem_count;
    uint32_t judgement[SBOM_IDENTIFIERS_MAX]; /* of the component that is assembled now */
} Matcher;

/* For a whole document. To be ended also after a failure. */
MUST_CHECK bool matcher_init(const Kb *kb, const Sbom *sbom, Arena *results, Matcher *out,
                             Err *err);
/* For a part of one. */
MUST_CHECK bool matcher_begin(const MatchTask *task, Arena *results, Matcher *out, Err *err);
void matcher_done(Matcher *m);

/* Room for one more element of `size` bytes; NULL without memory. */
void *match_rows_add(Matcher *m, Rows *list, size_t size);
/* Where the index of `number` stands; MATCH_NONE stands there when it is new, and is to be replaced
 * at once. NULL without memory. */
uint32_t *match_table_at(Matcher *m, NumberTable *table, uint32_t number);
/* Its place will be asked for soon. */
void match_table_ahead(const NumberTable *table, uint32_t number);
#define LIST_ADD(m, list, Type) ((Type *)match_rows_add((m), (list), sizeof(Type)))
#define LIST_AT(list, Type, i)  (&((Type *)(list).at)[i])
