/* SPDX-License-Identifier: Apache-2.0 */
/* format.h — how the portfolio lies on disk. In words: docs/formats/portfolio.md.
 *
 * A file of base/container.h. The base holds everything; a delta (at most PORTFOLIO_DELTAS_MAX
 * follow one another) has the same sections and holds what changed. Things are numbered through all
 * of them: `number` says which product, site, release, device or pair a row is about, and in a
 * delta a number below the `first_…` of its META replaces what the files before say of it.
 *
 *     KEY_HASH → KEYS → KEY_PAIRS → PAIRS → PAIR_DOCUMENTS → DOCUMENT_RELEASES → RUNS → DEVICES
 *
 * Nobody but `portfolio` includes this header; others ask portfolio.h.
 */
#pragma once

#include "base/container.h"
#include "base/uuid.h"

#define PF_MAGIC "INROPF\r\n"
enum { PF_FORMAT = 5 };
#define PF_NONE CONTAINER_NONE

typedef enum { PF_BASE, PF_DELTA, PF_KINDS } PfKind;

/* The order is part of the format: append only. */
typedef enum {
    PF_META,              /* PfMeta: one                                                      */
    PF_STRINGS,           /* texts: names, versions, identifiers, keys, each once             */
    PF_KEY_HASH,          /* PfSlot by pf_key_hash                                            */
    PF_KEYS,              /* PfKey + sentinel                                                 */
    PF_KEY_PAIRS,         /* uint32: rows of PAIRS, ascending                                 */
    PF_PAIRS,             /* PfPair + sentinel: by name, version, first use                   */
    PF_IDENTIFIERS,       /* PfIdentifier of a pair, in the order of the SBOM                 */
    PF_PAIR_DOCUMENTS,    /* uint32: rows of DOCUMENTS, ascending, each once                  */
    PF_DOCUMENT_RELEASES, /* uint32: number of the release, beside each document              */
    PF_RELEASES,          /* PfRelease: by number                                             */
    PF_RUNS,              /* PfRun + sentinel: by release                                     */
    PF_PRODUCTS,          /* PfProduct: by number                                             */
    PF_SITES,             /* PfProduct: by number                                             */
    PF_CLASSES,           /* PfClass + sentinel: pairs that the same data can check           */
    PF_CLASS_PARTS,       /* uint32: STRINGS, ecosystems of a class                           */
    PF_DOCUMENTS,         /* PfDocument + sentinel: by release                                */
    PF_DOCUMENT_PAIRS,    /* uint32: rows of PAIRS, in the order of the SBOM                  */
    PF_DEVICES,           /* PfDevice: by release, then as they came                          */
    PF_DEVICE_TEXTS,      /* texts: serial numbers and UDIs                                   */
    PF_SECTIONS,
} PfSectionId;

typedef struct {
    Uuid record;             /* whose portfolio it is */
    uint64_t head_size;      /* the tree head that it tells the state of … */
    uint8_t head_root[32];
    uint64_t below;          /* delta: pf_name of the file before; base: 0 */
    uint64_t below_size;     /* delta: the tree head of that file */
    /* Numbers given before this file; 0 in the base. */
    uint32_t first_product, first_site, first_release, first_document, first_device, first_pair;
    uint32_t reserved[2];    /* 0 */
} PfMeta;

/* What a key is: PF_KEY_PACKAGE has an ecosystem (or a word of match/asks.h) and a name. */
typedef enum {
    PF_KEY_PACKAGE,
    PF_KEY_PURL,             /* canonical, without version, qualifiers and subpath */
    PF_KEY_NAME,             /* the component's name, ASCII letters small */
    PF_KEY_FILE,             /* the last part of a name that is a path, the same */
    PF_KEY_DIGEST,           /* the digits of a hash of the component */
    PF_KEY_KINDS,
} PfKeyKind;

typedef struct {
    uint32_t tag;            /* upper half of the hash */
    uint32_t row;            /* row + 1; 0: free */
} PfSlot;

typedef struct {
    uint32_t kind;           /* PfKeyKind */
    uint32_t ecosystem, name; /* STRINGS */
    uint32_t first_pair;     /* KEY_PAIRS */
} PfKey;

/* All that matching looks at in a component: two components that are alike in it are one. */
typedef struct {
    uint32_t number;
    uint32_t name, version, os, source_name, source_version; /* STRINGS */
    uint32_t hashes, pedigree; /* STRINGS */
    uint32_t first_identifier, first_document;
    uint32_t class_i;        /* CLASSES */
    uint32_t flags;          /* PF_COUNTED … */
} PfPair;
enum { PF_COUNTED = 1 << 0, PF_NAMES_SYSTEM = 1 << 1, PF_NAMES_HARDWARE = 1 << 2 };

typedef struct {
    uint32_t kind;           /* IdentifierKind */
    uint32_t text, commit;   /* STRINGS */
} PfIdentifier;

typedef struct {
    Uuid id;
    uint32_t number;
    uint32_t product;        /* its number */
    uint32_t version;        /* STRINGS */
    uint32_t first_document, document_count;
    int32_t withdrawn_day;   /* as in portfolio.h */
} PfRelease;

typedef struct {
    uint32_t release;        /* its number; PF_NONE: devices without one, the last run */
    uint32_t first_device;
} PfRun;

typedef struct {
    Uuid id;
    uint32_t number;
    uint32_t name;           /* STRINGS */
} PfProduct;

/* Pairs that the same ecosystems can check, or that nothing can. */
typedef struct {
    uint64_t instances;      /* counted components in documents */
    uint32_t pairs;
    uint32_t first_part;
    uint32_t gap;            /* CoverageList; COVERAGE_LISTS: it can be checked */
    uint32_t reserved;       /* 0 */
} PfClass;

typedef struct {
    uint8_t digest[32];      /* of the SBOM's bytes, as the record names it */
    uint32_t os;             /* STRINGS */
    uint32_t system_pair, hardware_pair; /* rows of PAIRS: the first to name a platform; PF_NONE */
    uint32_t first_pair;     /* DOCUMENT_PAIRS */
} PfDocument;

typedef struct {
    Uuid id;
    uint32_t number;
    uint32_t site;           /* its number; PF_NONE */
    uint32_t serial, udi;    /* DEVICE_TEXTS */
    int32_t withdrawn_day;   /* as in portfolio.h */
} PfDevice;

_Static_assert(sizeof(PfMeta) == 104, "PfMeta");
_Static_assert(sizeof(PfSlot) == 8, "PfSlot");
_Static_assert(sizeof(PfKey) == 16, "PfKey");
_Static_assert(sizeof(PfPair) == 48, "PfPair");
_Static_assert(sizeof(PfIdentifier) == 12, "PfIdentifier");
_Static_assert(sizeof(PfRelease) == 40, "PfRelease");
_Static_assert(sizeof(PfRun) == 8, "PfRun");
_Static_assert(sizeof(PfProduct) == 24, "PfProduct");
_Static_assert(sizeof(PfClass) == 24, "PfClass");
_Static_assert(sizeof(PfDocument) == 48, "PfDocument");
_Static_assert(sizeof(PfDevice) == 36, "PfDevice");

extern const ContainerShape PF_SHAPE;

/* Of a key; `seed` is the file's. */
uint64_t pf_key_hash(uint64_t seed, PfKeyKind kind, Str ecosystem, Str name);
/* What tells a file from every other: of its section table. */
uint64_t pf_name(Str bytes);
