/* SPDX-License-Identifier: Apache-2.0 */
/* answer.h — "are we hit?": which pairs, releases and devices a question concerns.
 *
 * A component is asked for as people know it: a purl (with or without version), a CPE, the name of
 * a component or of a file.
 *
 * Numbers are those of portfolio.h. Threads: every function only reads the portfolio.
 */
#pragma once

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
    Str rule;                  /* the word of the evidence, "purl"; empty without a flaw */
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
 * "openssl", "openssl@3.0.1", "libz.so.1". A purl without version means all versions; what a CPE
 * leaves open fits everything.
 * Owns: *out lives in `arena` and points into the portfolio. Fails: ERR_SYNTAX for a text that
 * begins as a purl or CPE and is none; ERR_LIMIT. */
MUST_CHECK bool portfolio_component(const Portfolio *portfolio, Str text, Arena *arena,
                                    PortfolioAnswer *out, Err *err);
