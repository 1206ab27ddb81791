/* SPDX-License-Identifier: Apache-2.0 */
/* answer.h — "are we hit?": which pairs, releases and devices a question concerns.
 *
 * A component is asked for as people know it: a purl (with or without version), a CPE, the name of
 * a component or of a file. A vulnerability is asked for by any id, and judged by `match`.
 *
 * Numbers are those of portfolio.h. Threads: every function only reads the portfolio.
 */
#pragma once

#include "kb/lookup.h"
#include "portfolio/portfolio.h"

/* What is said of a pair, a document or a release; the first is the worst. */
typedef enum {
    PORTFOLIO_AFFECTED,
    PORTFOLIO_SUSPECTED,      /* a hint: only the name, or a platform that nobody names */
    PORTFOLIO_NOT_COMPARABLE, /* a range of the flaw cannot be compared with its version */
    PORTFOLIO_UNCHECKED,      /* it bears the name and nothing that could be checked */
    PORTFOLIO_NOT_AFFECTED,   /* it was looked at, and every range excludes it */
    PORTFOLIO_PRESENT,        /* it was asked for, and it is there */
    PORTFOLIO_STATES,
} PortfolioState;

typedef struct {
    uint32_t pair;
    PortfolioState state;
    uint32_t group;            /* of the knowledge base; KB_NONE without a flaw */
    Str rule;                  /* the word of the evidence, "purl"; empty when there is none */
    const ScanFlaw *flaw;      /* when it was asked for; NULL else */
    const ScanEvidence *evidence; /* of PORTFOLIO_AFFECTED, the same */
    bool malware;
    const uint32_t *documents; /* in which it is so, ascending */
    uint32_t document_count;
} PortfolioHit;

typedef struct {
    uint32_t release;
    PortfolioState state;      /* the worst of its pairs */
    uint32_t device_count;
} PortfolioReached;

typedef struct {
    const PortfolioHit *hits;  /* by pair; one with several states has a hit for each */
    size_t hit_count;
    const PortfolioReached *releases; /* by number; not those that every hit leaves alone */
    size_t release_count;
    size_t releases_in[PORTFOLIO_STATES];
    uint64_t devices_in[PORTFOLIO_STATES];
} PortfolioAnswer;

/* The releases and devices with a component: "pkg:npm/left-pad@1.3.0", "cpe:2.3:a:acme:lib:…",
 * "openssl", "openssl@3.0.1", "libz.so.1", "sha256:e3b0…" or the digits of a hash alone. A purl
 * without version means all versions; what a CPE leaves open fits everything; a hash that nobody
 * has may be a name.
 * Owns: *out lives in `arena` and points into the portfolio. Fails: ERR_SYNTAX for a text that
 * begins as a purl or CPE and is none; ERR_LIMIT. */
MUST_CHECK bool portfolio_component(const Portfolio *portfolio, Str text, Arena *arena,
                                    PortfolioAnswer *out, Err *err);

/* ---- of a vulnerability ---- */

/* Components of SBOMs that cannot be checked with this knowledge base, whatever is asked. A flaw
 * of theirs would not be seen, so every answer that says "not affected" says how many they are. */
typedef struct {
    uint64_t pairs;            /* in a delta again: those that it lists */
    uint64_t instances;
    uint64_t instances_in[COVERAGE_LISTS]; /* by the list of a scan in which they would stand */
} PortfolioUnchecked;
/* Fails: ERR_LIMIT. */
MUST_CHECK bool portfolio_unchecked(const Portfolio *portfolio, const Kb *kb,
                                    PortfolioUnchecked *out, Err *err);

typedef struct {
    bool known;                /* some record bears the id; if not, nothing follows from no hits */
    bool published;            /* some such record is neither withdrawn nor rejected */
    Str primary;               /* the flaw's primary id */
    PortfolioUnchecked unchecked;
    PortfolioAnswer answer;    /* hits also of pairs that were looked at and are not affected, or
                                  that bear a name of the flaw and could not be checked */
} PortfolioExposure;

/* The releases and devices that a vulnerability concerns, by any id of it: verdicts are those of
 * `inro scan` of each SBOM. Findings are told with flaw and evidence.
 * Owns: *out lives in `arena`, the portfolio and the generation. Fails: ERR_LIMIT. */
MUST_CHECK bool portfolio_vulnerability(const Portfolio *portfolio, const Kb *kb, Str id,
                                        Arena *arena, PortfolioExposure *out, Err *err);

/* ---- of all ---- */

/* Findings and hints of every pair, keyed by pair and alias group, never by device. */
typedef struct {
    const PortfolioHit *hits;  /* by pair, AFFECTED and SUSPECTED alone */
    size_t hit_count;
    uint64_t checked, unchecked; /* pairs in documents, counted components alone */
    uint64_t unchecked_in[COVERAGE_LISTS];
} PortfolioFindings;

/* Everything against everything. `told`: with flaw and evidence.
 * Owns: as above. Fails: ERR_LIMIT. */
MUST_CHECK bool portfolio_findings(const Portfolio *portfolio, const Kb *kb, bool told,
                                   Arena *arena, PortfolioFindings *out, Err *err);
