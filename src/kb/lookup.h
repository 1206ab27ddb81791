/* SPDX-License-Identifier: Apache-2.0 */
/* lookup.h — asking an open generation of the knowledge base. Nothing is allocated per call.
 *
 * The generation is one mapped file (layout: format.h). It is treated as hostile: sections are
 * checked at open, every offset on use; a wrong one reads as "nothing there".
 *
 * Packages are filed under (ecosystem, name), see ident/ecosystem.h; besides the ecosystems:
 *   "cpe"      name "a:vendor:product" (quoted as in CPE 2.3, lower case): CPE criteria;
 *              name "*": criteria whose part, vendor or product is a wildcard: always to be tried,
 *              see kb_wildcard_next
 *   "product"  name "vendor:product" folded by kb_product_name: CVE 5 entries without CPE
 *   "git"      name "host/path" folded by kb_repository_name: OSV git ranges and tags
 *
 * Threads: an open Kb may be read by many.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/scan.h"
#include "model/vulnerability.h"

typedef struct Kb Kb;

#define KB_NONE UINT32_MAX

/* Opens the current generation in `dir`.
 * Fails: ERR_NO_DATA when there is none (rule "kb.no-database"); ERR_VERIFY when it is damaged;
 *        ERR_IO. `component_count` of the scan to come chooses how the file is mapped. */
MUST_CHECK bool kb_open(Str dir, uint64_t component_count, Kb **out, Err *err);
void kb_close(Kb *kb);
/* The present of all questions to come: a record whose withdrawal is dated later still stands.
 * Until it is set every withdrawal has happened. */
void kb_set_now(Kb *kb, int64_t now_s);
/* To be asked after the last question and before its answer is believed: a file of the generation
 * that was cut short or overwritten meanwhile reads as if it held less.
 * Fails: ERR_NO_DATA naming the file. A generation that was replaced is still whole. */
MUST_CHECK bool kb_unchanged(const Kb *kb, Err *err);
/* Reads every byte and compares it with the hashes written beside it; kb_open does not.
 * Fails: ERR_VERIFY naming file and section. */
MUST_CHECK bool kb_verify(const Kb *kb, Err *err);

/* A number for hash tables that are kept beside it: drawn when the generation was made, so nobody
 * who writes an SBOM knows it. */
uint64_t kb_seed(const Kb *kb);

/* Manifest; text lives as long as the Kb, the source rows in `arena`. */
MUST_CHECK bool kb_database(const Kb *kb, Arena *arena, ScanDatabase *out);
/* Whether there is data for this ecosystem: an OSV record speaks of it ("npm", "Debian:12"), any
 * record of "cpe", "product" or "git". CVE records that name a package in passing are found by
 * kb_package, but cover no ecosystem. */
bool kb_has_ecosystem(const Kb *kb, Str ecosystem);
/* Whether a source of that id is present: "kev", "epss", "eol"; and its date (0 unknown). */
bool kb_source_date(const Kb *kb, Str id, int64_t *date_s);

enum {
    KB_LOWER_OPEN = 1 << 0,
    KB_UPPER_OPEN = 1 << 1,       /* no fix known */
    KB_LOWER_INCLUSIVE = 1 << 2,
    KB_UPPER_INCLUSIVE = 1 << 3,
    KB_EXACT = 1 << 4,            /* only the version `lower` */
    KB_FIXED = 1 << 5,            /* `upper` is a fixed version */
    KB_UNAFFECTED = 1 << 6,       /* CVE 5: this range is not affected; it wins over others */
    KB_TREE = 1 << 7,             /* `extra` is a tree node: more must hold (AND, negate) */
    KB_CPE = 1 << 8,              /* a criterion that decides alone (kb_range_criterion): its other
                                     CPE attributes must agree */
    KB_MALWARE = 1 << 9,
    KB_NOT_COMPARABLE = 1 << 10,  /* the source's bound is not a version of its scheme */
    KB_COMMIT = 1 << 11,          /* bounds are git commits, not versions */
    KB_UNREADABLE = 1 << 13,      /* stands for a range that its source wrote in no valid form */
    KB_PLAIN = 1 << 14,           /* of KB_CPE: the criterion asks for product and bounds alone, as
                                     by far the most do */
    KB_RANGED = 1 << 15,          /* of KB_CPE: a bound was given beside the CPE */
    KB_SCHEME_SHIFT = 24,         /* above: the Scheme as the source says; a package that sources
                                     give different schemes is compared by SCHEME_GENERIC */
};

typedef struct {
    uint32_t advisory;
    uint32_t lower, upper; /* version ids, KB_NONE when open */
    uint32_t extra;        /* a CPE or the root of a tree, by flags; KB_NONE else */
    uint32_t flags;
} KbRange;

/* One package: its ranges lie together, sorted by lower_prefix (then by the whole key), so a walk
 * may end at the first lower_prefix past that of a version. A KB_EXACT range has no `upper`, but
 * its upper_prefix is that of `lower`. */
typedef struct {
    const KbRange *ranges;
    const uint64_t *lower_prefix, *upper_prefix; /* first 8 key bytes, big-endian as numbers, short
                                                    keys filled with 0: kb_key_prefix;
                                                    0 / UINT64_MAX when open or without key */
    uint32_t count;
    Scheme scheme;
} KbPackage;

bool kb_package(const Kb *kb, Str ecosystem, Str name, KbPackage *out);
/* Looking ahead: each look-up waits for memory at several places, one after the other, but many
 * look-ups can wait together. Begin with kb_ahead, call kb_ahead_row and then kb_ahead_ranges some
 * other look-ups later, and kb_package finds near what it needs. Nothing is promised or checked. */
typedef struct {
    uint64_t hash;
    uint32_t row; /* plus one; 0: no such package, as far as can be seen */
} KbAhead;
KbAhead kb_ahead(const Kb *kb, Str ecosystem, Str name);
void kb_ahead_row(const Kb *kb, KbAhead *ahead);
void kb_ahead_ranges(const Kb *kb, KbAhead *ahead);
/* lower ≤ key ≤ upper implies the same order of their prefixes. */
uint64_t kb_key_prefix(Str key);
/* Names of the "cpe" packages with this product, whatever their part and vendor, sorted: for
 * "linux_kernel" among others "o:linux:linux_kernel". SBOMs of Yocto leave part and vendor open
 * ("cpe:2.3:*:*:zlib:1.2.13:…"). Up to `room` are written; returns how many there are. */
uint32_t kb_products(const Kb *kb, Str product, Str *names, uint32_t room);

/* The products that the ranges of ("cpe", "*") ask for, one a call and in their order, as CPE 2.3
 * writes them. *place is 0 at first. Empty when there are no more. */
Str kb_wildcard_next(const Kb *kb, uint32_t *place);

typedef struct {
    Str text;
    Str key; /* memcmp-able; empty: ask version_compare */
} KbVersion;
KbVersion kb_version(const Kb *kb, uint32_t version);

/* CPE configuration: kb_tree gives a node; its children follow in preorder, so that the first
 * child of node n is n + 1 and the next sibling of a node is node + node.span. */
typedef struct {
    NodeOperator op;
    bool negate;
    uint32_t span;             /* nodes in this subtree, itself included */
    uint32_t child_count;
    uint32_t first_criterion, criterion_count;
} KbNode;
bool kb_tree(const Kb *kb, uint32_t node, KbNode *out);

typedef struct {
    Str cpe;                   /* CPE 2.3 formatted string, canonical */
    uint32_t lower, upper;     /* version ids; SCHEME_GENERIC */
    uint32_t flags;            /* of the bounds, as in KbRange */
    bool ranged;               /* a bound was given beside the CPE */
    bool vulnerable;
} KbCriterion;
bool kb_criterion(const Kb *kb, uint32_t criterion, KbCriterion *out);
/* That of a range with KB_CPE. */
bool kb_range_criterion(const Kb *kb, const KbRange *range, KbCriterion *out);

/* One record of one source. */
typedef struct {
    Str id;
    uint32_t source;           /* index in the manifest */
    RecordState state;         /* at the present: kb_set_now */
    bool malware;
    ExploitFact exploit;
    int64_t published_s, modified_s;
    Str summary;
    Severity severity;         /* word of the source, when it has no vector */
    uint32_t first_score, score_count;
    uint32_t first_group, group_count; /* alias groups; n CVEs give n groups */
    uint32_t first_cwe, cwe_count;
} KbAdvisory;
bool kb_advisory(const Kb *kb, uint32_t advisory, KbAdvisory *out);
/* The same without its texts (id, summary), which lie elsewhere in the file. */
bool kb_advisory_facts(const Kb *kb, uint32_t advisory, KbAdvisory *out);
Str kb_source_id(const Kb *kb, uint32_t source);
bool kb_score(const Kb *kb, uint32_t score, ScanScore *out, ScoreSource *by);
uint32_t kb_advisory_group(const Kb *kb, const KbAdvisory *advisory, uint32_t i);
Str kb_advisory_cwe(const Kb *kb, const KbAdvisory *advisory, uint32_t i); /* "CWE-79" */
uint32_t kb_advisory_count(const Kb *kb);

/* An alias group: ids that name one flaw; at most one is a CVE. */
typedef struct {
    Str primary;               /* CVE, else GHSA, else the smallest */
    uint32_t first_id, id_count;
    uint32_t first_advisory, advisory_count; /* all records of the group, with their scores */
    bool kev, kev_ransomware;
    int32_t kev_date_added, kev_due_date;
    uint32_t epss_score, epss_percentile;    /* SCAN_NO_PARTS: no row */
} KbGroup;
bool kb_group(const Kb *kb, uint32_t group, KbGroup *out);
/* Whether there is a group of that number; it is not read. */
bool kb_has_group(const Kb *kb, uint32_t group);
Str kb_group_id(const Kb *kb, const KbGroup *group, uint32_t i);           /* sorted */
uint32_t kb_group_advisory(const Kb *kb, const KbGroup *group, uint32_t i); /* advisory number */

/* Looking ahead, as kb_ahead: calls with step 0, 1, … some other groups or ranges apart bring near
 * what the first record of a group says, and the versions and the record of a range. */
enum { KB_GROUP_AHEAD_STEPS = 5, KB_RANGE_AHEAD_STEPS = 2 };
void kb_group_ahead(const Kb *kb, uint32_t group, int step);
void kb_range_ahead(const Kb *kb, const KbRange *range, int step);

/* By any id or alias of any record, also withdrawn and rejected ones. Up to `room` advisories
 * are written; returns how many there are. */
uint32_t kb_find(const Kb *kb, Str id, uint32_t *advisories, uint32_t room);
/* What an advisory touches: its packages, for `explain`. */
typedef struct {
    Str ecosystem, name;
} KbPackageName;
uint32_t kb_touches(const Kb *kb, uint32_t advisory, KbPackageName *out, uint32_t room);

/* Support end of a component, by purl or "a:vendor:product" and its version: `ends` is a date, or
 * "true"/"false" as the source states; both texts are empty when it is unknown, as it is for a
 * distribution's package, which outlives what its author supports. False: no memory. */
MUST_CHECK bool kb_support(const Kb *kb, Str identifier, Str version, Arena *arena, Str *ends,
                           Str *source);

/* The foldings shared by importer and matcher. */
MUST_CHECK bool kb_product_name(Str vendor, Str product, Arena *arena, Str *out);
MUST_CHECK bool kb_repository_name(Str url, Arena *arena, Str *out);
