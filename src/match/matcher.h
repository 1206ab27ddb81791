/* SPDX-License-Identifier: Apache-2.0 */
/* matcher.h — the state of matching one document; seen by the files of this room only.
 *
 *   component ─ identifiers ─► judgement (once per distinct identifier) ─► hits, suspicions
 *                                  │                                          │
 *                                  └► coverage                 seeds (component × group) ─► findings
 *
 * Everything here is small and numbered; texts are made at the end, for findings alone.
 */
#pragma once

#include "match/cpe.h"
#include "match/git.h"
#include "match/match.h"
#include "match/rules.h"

enum {
    MATCH_WORK_BYTES_MAX = 1 << 30,    /* of numbers for one document */
    MATCH_SCRATCH_BYTES_MAX = 1 << 28, /* for one identifier */
    MATCH_PRODUCTS_MAX = 256,          /* vendors of one product that an open CPE is held against */
};
#define MATCH_NONE UINT32_MAX

/* One record's range that holds for an identifier, or the best of several of one group. */
typedef struct {
    const KbRange *range;
    uint32_t advisory;
    uint32_t slot;                    /* of the alias group, in Matcher.slots */
    uint32_t first_fix, fix_count;    /* fixed versions, in Matcher.fixes */
    uint8_t rule, scheme;             /* MatchRule, Scheme */
    bool malware;
} Hit;

/* Why a record may hold but is no finding. */
typedef enum {
    SUSPICION_PLATFORM,        /* it needs a platform that the SBOM does not name */
    SUSPICION_CONFIGURATION,   /* it needs something else whose version cannot be compared */
    SUSPICION_PRODUCT_VERSION, /* a CVE record names the product with a version that is none */
    SUSPICIONS,
} SuspicionKind;

typedef struct {
    const KbRange *range;
    uint32_t advisory, slot;
    uint32_t criterion;        /* the unknown platform, or KB_NONE */
    uint8_t kind, scheme;
} Suspicion;

typedef enum {
    JUDGED_CHECKED,
    JUDGED_INVALID,
    JUDGED_NO_DATA,
    JUDGED_NOT_COMPARABLE,
    JUDGED_IGNORED,            /* a repository without commit: says where, not what */
} JudgedState;

typedef struct {
    Str rule, args[4], ecosystem;
} Problem;

/* What the knowledge base says about one identifier. */
typedef struct {
    uint32_t first_hit, hit_count;
    uint32_t first_suspicion, suspicion_count;
    const Problem *problem;    /* NULL when checked */
    uint8_t state;             /* JudgedState */
    bool distribution;         /* deb, rpm, apk: its word is the only one */
    bool nameless;             /* a type without data of its own, such as pkg:generic */
} Judgement;

/* A growing array in the working arena. */
typedef struct {
    void *at;
    uint32_t count, room;
} List;

/* Facts of an alias group that findings of several components share. */
typedef struct {
    KbGroup group;
    uint32_t number;           /* of the group in the knowledge base */
    uint32_t rank;             /* its place among all groups of the document, once ranked */
    uint32_t stamp;            /* component + 1 for which it was named last */
    bool filled;
    Severity severity;
    const Str *aliases;
    const ScanScore *scores;
    size_t alias_count, score_count;
    Str summary;
    int64_t published_s, modified_s;
} GroupSlot;

/* An identifier and the component that bears it. */
typedef struct {
    uint32_t identifier, component;
} Owner;

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
    CpeAttribute open;
} SeenRange;

/* A listener sees every range of the advisories it wants, also those that are outside. */
typedef struct {
    void *context;
    bool (*wants)(void *context, uint32_t advisory);
    bool (*sees)(void *context, const SeenRange *seen, Err *err);
} Listener;

typedef struct {
    Owner owner;            /* the first that was judged */
    uint32_t judgement;        /* MATCH_NONE: a free place */
} Judged;

typedef struct {
    const Kb *kb;
    const Sbom *sbom;
    uint32_t input;
    Arena *results;            /* texts of findings and items */
    Arena work;                /* lists of the document */
    Arena scratch;             /* given back after each identifier */
    List hits, fixes, suspicions, judgements, slots;
    List seeds, hints, gaps;   /* Seed, HintSeed, GapSeed: what was found so far */
    uint64_t checked, unchecked;
    Judged *judged;            /* open addressing over what a judgement depends on */
    uint32_t judged_mask;
    uint32_t *slot_heads;      /* open addressing over group numbers */
    uint32_t slot_mask;
    List acquitted;            /* records that say "unaffected" in the look-up at hand */
    List owners;               /* Owner: the CPEs of the document, once asked for */
    StatedSource stated_source;
    StatedIndex *index;        /* NULL until a configuration asks for it */
    Configurations configurations;
    const Listener *listener;  /* NULL: nobody */
} Matcher;

MUST_CHECK bool matcher_init(const Kb *kb, const Sbom *sbom, Arena *results, Matcher *out, Err *err);
void matcher_done(Matcher *m);

/* Room for one more element of `size` bytes; NULL without memory. */
void *match_list_add(Matcher *m, List *list, size_t size);
#define LIST_ADD(m, list, Type) ((Type *)match_list_add((m), (list), sizeof(Type)))
#define LIST_AT(list, Type, i)  (&((Type *)(list).at)[i])
