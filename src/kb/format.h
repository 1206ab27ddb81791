/* SPDX-License-Identifier: Apache-2.0 */
/* format.h — how a file of the knowledge base lies on disk. In words: docs/formats/kb.md.
 *
 * One container (base/container.h) serves the base and the columns beside it: texts are named by
 * their byte offset in STRINGS or TEXTS, lists of lists are kept as "first" fields with a sentinel,
 * hash tables are probed linearly.
 *
 * Nobody but `kb` includes this header; others ask lookup.h.
 */
#pragma once

#include "base/container.h"

#define KBF_MAGIC "INROKB\r\n"

enum {
    KBF_FORMAT = 7,           /* raised with any change of meaning: others are refused */
    KBF_ALIGN = CONTAINER_ALIGN,
    KBF_TEXT_BYTES_MAX = CONTAINER_TEXT_BYTES_MAX, /* of one text: what a reader believes */
};
#define KBF_NONE       CONTAINER_NONE
#define KBF_BYTES_MAX  (UINT64_C(1) << 40)
#define KBF_ROWS_MAX   (UINT32_MAX - 1)

typedef enum { KBF_BASE, KBF_KEV, KBF_EPSS, KBF_SUPPORT, KBF_KINDS } KbfKind;

/* The order is part of the format: append only. */
typedef enum {
    KBF_SOURCES,        /* KbfSource: the manifest                                        */
    KBF_FILES,          /* KbfFile: what each source was made of                          */
    KBF_STRINGS,        /* texts: ids, names, versions, vectors                           */
    KBF_TEXTS,          /* texts: summaries, each once                                    */
    KBF_ECOSYSTEMS,     /* uint32: STRINGS, sorted bytewise                               */
    KBF_PACKAGE_HASH,   /* KbfSlot by kbf_pair_hash(ecosystem, name)                      */
    KBF_PACKAGES,       /* KbfPackage + sentinel                                          */
    KBF_RANGES,         /* KbRange of lookup.h                                            */
    KBF_LOWER_PREFIX,   /* uint64 beside each range                                       */
    KBF_UPPER_PREFIX,
    KBF_VERSIONS,       /* KbfVersion: unique per scheme                                  */
    KBF_KEYS,           /* texts: memcmp-able keys                                        */
    KBF_ADVISORIES,     /* KbfAdvisory + sentinel: by source, then place in the source    */
    KBF_NAMES,          /* uint32: names of an advisory, its id first                     */
    KBF_SCORES,         /* KbfScore of an advisory                                        */
    KBF_CWES,           /* uint32: STRINGS                                                */
    KBF_TOUCHES,        /* uint32: packages of an advisory, in the order of the record    */
    KBF_MEMBERSHIPS,    /* uint32: groups of an advisory                                  */
    KBF_CRITERIA,       /* KbfCriterion of an advisory's trees                            */
    KBF_NODES,          /* KbfNode of an advisory: roots that are more than an OR         */
    KBF_GROUPS,         /* KbfGroup + sentinel                                            */
    KBF_GROUP_IDS,      /* uint32: STRINGS, sorted bytewise within a group                */
    KBF_GROUP_RECORDS,  /* uint32: advisories of a group                                  */
    KBF_ID_HASH,        /* KbfSlot by kbf_hash(id)                                        */
    KBF_IDS,            /* KbfId + sentinel: every name of every record                   */
    KBF_ID_RECORDS,     /* uint32: advisories that bear a name                            */
    KBF_PRODUCT_HASH,   /* KbfSlot by kbf_hash(product of "part:vendor:product")          */
    KBF_PRODUCT_NAMES,  /* KbfId + sentinel                                               */
    KBF_PRODUCT_PACKAGES, /* uint32: packages of "cpe" with that product, sorted by name  */
    KBF_WILDCARDS,      /* texts: the product of each range of ("cpe", "*"), in their order */
    KBF_KEV_ROWS,       /* KbfKev: open addressing by kbf_cve_hash(cve)                */
    KBF_EPSS_ROWS,      /* KbfEpss, by CVE                                                */
    KBF_PRODUCTS,       /* KbfProduct + sentinel                                          */
    KBF_CYCLES,         /* KbfCycle of a product                                          */
    KBF_ORIGINS,        /* KbfOrigin + sentinel beside each advisory: what no scan asks   */
    KBF_SECTIONS,
} KbfSectionId;

/* .kind is a KbfKind, .generation the first that the file belongs to; its name and `current` say
 * it, too. */
typedef ContainerHeader KbfHeader;
typedef ContainerSection KbfSection;

typedef struct {
    int64_t date_s;          /* 0: unknown */
    uint64_t records;        /* read and kept */
    uint64_t refused, withdrawn, rejected, replaced;
    uint64_t unknown_ecosystem, not_comparable; /* affected entries; ranges */
    uint64_t left_out;       /* facts that records were taken without */
    uint64_t repeated;       /* records that bear the id of another one and are kept beside it */
    uint32_t id, digest;     /* STRINGS; "sha256:…" of the original bytes */
    uint32_t kind;           /* FeedKind */
    uint32_t first_file;
} KbfSource;

typedef struct {
    uint64_t bytes;          /* as it came */
    uint32_t name, digest;   /* STRINGS; the name without its folder */
} KbfFile;

typedef struct {
    uint32_t tag;            /* upper half of the hash */
    uint32_t row;            /* row + 1; 0: free */
} KbfSlot;

typedef struct {
    uint32_t ecosystem, name; /* STRINGS */
    uint32_t scheme;
    uint32_t first_range;
} KbfPackage;

typedef struct {
    uint32_t text;           /* STRINGS */
    uint32_t key;            /* KEYS; 0: no exact key */
} KbfVersion;

enum { KBF_MALWARE = 1 << 0, KBF_DISTRIBUTION = 1 << 1 };
/* Of the same flags: the ExploitFact; 3 reads as 2. */
enum { KBF_EXPLOIT_SHIFT = 2, KBF_EXPLOIT_MASK = 3 };

/* What a scan reads of a record; times in UTC seconds, their bits from 32 on apart. */
typedef struct {
    uint32_t published_s, modified_s;
    uint32_t id;             /* STRINGS */
    uint32_t summary;        /* TEXTS */
    uint32_t first_score, first_cwe, first_membership;
    uint16_t source;         /* SOURCES */
    uint8_t published_high, modified_high;
    uint8_t state;           /* RecordState */
    uint8_t severity;        /* Severity: the source's own word */
    uint8_t flags;
    uint8_t reserved;        /* 0 */
} KbfAdvisory;
#define KBF_TIME_MAX ((INT64_C(1) << 40) - 1)
static inline int64_t kbf_time(uint32_t low, uint8_t high)
{
    return (int64_t)((uint64_t)high << 32 | low);
}

/* The rest of it: for who explains it and for who reads it back. */
typedef struct {
    uint64_t source_offset;  /* in the inflated file; the member's index in a zip archive */
    uint32_t source_length;  /* UINT32_MAX: that many or more */
    uint32_t file;           /* FILES */
    uint32_t first_name, first_touch, first_criterion, first_node;
    uint32_t withdrawn_s;    /* UTC seconds; 0: no time is known; UINT32_MAX: that or later */
    uint32_t reserved;       /* 0 */
} KbfOrigin;

typedef struct {
    uint32_t vector, source_name; /* STRINGS; an empty source_name means the source's id */
    int16_t base_tenths;
    uint8_t version;         /* CvssVersion */
    uint8_t by;              /* ScoreSource */
} KbfScore;

typedef struct {
    uint32_t cpe;            /* STRINGS */
    uint32_t lower, upper;   /* VERSIONS or KBF_NONE */
    uint32_t flags;          /* KB_… of the bounds, and the two below */
} KbfCriterion;
enum { KBF_RANGED = 1 << 16, KBF_VULNERABLE = 1 << 17 };
/* Of a range, beside KB_NOT_COMPARABLE: by its ecosystem, not by its bounds. */
enum { KBF_UNORDERED = 1 << 12 };

typedef struct {
    uint32_t span, child_count;
    uint32_t first_criterion, criterion_count;
    uint8_t op;              /* NodeOperator */
    uint8_t negate;
    uint16_t reserved;       /* 0 */
} KbfNode;

typedef struct {
    uint32_t primary;        /* STRINGS */
    uint32_t first_id, first_record;
} KbfGroup;

typedef struct {
    uint32_t text;           /* STRINGS */
    uint32_t first_record;
} KbfId;

typedef struct {
    uint64_t cve;            /* 0: free slot */
    int32_t date_added, due_date;
    uint32_t ransomware;
    uint32_t reserved;       /* 0 */
} KbfKev;

typedef struct {
    uint64_t cve;
    uint32_t score_e5, percentile_e5;
} KbfEpss;

typedef struct {
    uint32_t name;           /* STRINGS */
    uint32_t first_cycle;
} KbfProduct;

typedef struct {
    uint32_t cycle;          /* STRINGS */
    uint32_t kind;           /* SupportKind */
    int32_t ends;            /* days since 1970-01-01 */
} KbfCycle;

/* The structs are the format: their sizes may not change by accident. */
_Static_assert(sizeof(KbfSource) == 96, "KbfSource");
_Static_assert(sizeof(KbfFile) == 16, "KbfFile");
_Static_assert(sizeof(KbfSlot) == 8, "KbfSlot");
_Static_assert(sizeof(KbfPackage) == 16, "KbfPackage");
_Static_assert(sizeof(KbfVersion) == 8, "KbfVersion");
_Static_assert(sizeof(KbfAdvisory) == 36, "KbfAdvisory");
_Static_assert(sizeof(KbfOrigin) == 40, "KbfOrigin");
_Static_assert(sizeof(KbfScore) == 12, "KbfScore");
_Static_assert(sizeof(KbfCriterion) == 16, "KbfCriterion");
_Static_assert(sizeof(KbfNode) == 20, "KbfNode");
_Static_assert(sizeof(KbfGroup) == 12, "KbfGroup");
_Static_assert(sizeof(KbfId) == 8, "KbfId");
_Static_assert(sizeof(KbfKev) == 24, "KbfKev");
_Static_assert(sizeof(KbfEpss) == 16, "KbfEpss");
_Static_assert(sizeof(KbfProduct) == 8, "KbfProduct");
_Static_assert(sizeof(KbfCycle) == 12, "KbfCycle");
