/* SPDX-License-Identifier: Apache-2.0 */
/* portfolio.h — who has what: components → releases → devices, as columns in a mapped file.
 *
 * A *pair* is all that matching looks at in a component (package and version): what 10,000 releases
 * list five million times are some 80,000 pairs. The file says which pairs are in which SBOMs
 * (documents), which release a document describes, and which devices run a release. It is made from
 * the record (builder.h), says of which tree head it tells the state, and can always be made again:
 * a file that is damaged, cut or strange is refused, and the caller builds it anew.
 *
 * A portfolio is a base and up to PORTFOLIO_DELTAS_MAX deltas beside it in one directory. All
 * numbers (of pairs, releases …) hold for one open portfolio and go through all its files.
 *
 * Days are days since 1970-01-01. A withdrawal is known long before its day, so what is withdrawn
 * is listed, too, and from when: whoever asks knows the day, and no file grows old of itself.
 *
 * Threads: an open portfolio may be read by many.
 */
#pragma once

#include "base/arena.h"
#include "base/uuid.h"
#include "model/sbom.h"

enum {
    PORTFOLIO_DELTAS_MAX = 8,          /* each costs look-ups                                   */
    PORTFOLIO_DELTA_PERCENT_MAX = 5,   /* of the base's bytes that all deltas may have together */
    PORTFOLIO_ROOT_BYTES = 32,
};
#define PORTFOLIO_NONE UINT32_MAX

/* The tree head of a record: its state after `size` events. */
typedef struct {
    Uuid record;
    uint64_t size;
    uint8_t root[PORTFOLIO_ROOT_BYTES];
} PortfolioHead;

typedef struct Portfolio Portfolio;

/* Opens the portfolio in the directory `dir`.
 * Fails: ERR_NO_DATA (rule "portfolio.none") when there is none; ERR_VERIFY naming file and rule
 *        when it is damaged; ERR_IO. After ERR_NO_DATA and ERR_VERIFY the caller builds it anew. */
MUST_CHECK bool portfolio_open(const char *dir, Portfolio **out, Err *err);
/* The same without its deltas. */
MUST_CHECK bool portfolio_open_base(const char *dir, Portfolio **out, Err *err);
/* The same of files in memory, base first; the bytes outlive *out and lie at multiples of 8. */
MUST_CHECK bool portfolio_open_memory(const Str *files, size_t count, Portfolio **out, Err *err);
void portfolio_close(Portfolio **portfolio); /* *portfolio may be NULL, and becomes it */
/* To be asked after the last question and before its answer is believed: what was cut short or
 * overwritten meanwhile reads as if it held less. Fails: ERR_VERIFY. */
MUST_CHECK bool portfolio_unchanged(const Portfolio *portfolio, Err *err);
/* Reads every byte and compares it with the hashes in the files; opening does not. */
MUST_CHECK bool portfolio_verify(const Portfolio *portfolio, Err *err);

/* The state that it tells. Current when record, size and root are those of the record's head. */
PortfolioHead portfolio_head(const Portfolio *portfolio);
/* Whether its deltas together are too large: it is time to build it anew. */
bool portfolio_is_worn(const Portfolio *portfolio);
/* Whether there is no place for one more delta: one upon the base can take the place of all. */
bool portfolio_is_full(const Portfolio *portfolio);

typedef struct {
    uint32_t products, sites, releases, documents, pairs, devices; /* numbers are below these */
    uint64_t instances;  /* components in documents */
} PortfolioCounts;
PortfolioCounts portfolio_counts(const Portfolio *portfolio);

/* ---- rows by number; false when there is none. Text lives as long as the portfolio. ---- */

typedef struct {
    Uuid id;
    Str name;
} PortfolioNamed;
bool portfolio_product(const Portfolio *portfolio, uint32_t product, PortfolioNamed *out);
bool portfolio_site(const Portfolio *portfolio, uint32_t site, PortfolioNamed *out);

typedef struct {
    Uuid id;
    uint32_t product;
    Str version;
    uint32_t first_document, document_count;
    int32_t withdrawn_day; /* from which it surely is; 0: that is not stated */
} PortfolioReleaseRow;
bool portfolio_release(const Portfolio *portfolio, uint32_t release, PortfolioReleaseRow *out);
/* How many releases have no document: nobody says what is in them. */
uint32_t portfolio_bare_releases(const Portfolio *portfolio);
/* How many devices run it, also those whose withdrawal has come. */
uint32_t portfolio_release_devices(const Portfolio *portfolio, uint32_t release);

typedef struct {
    uint32_t release;
    uint8_t digest[32];  /* of the SBOM's bytes */
    Str os;
    uint32_t component_count;
} PortfolioDocumentRow;
bool portfolio_document(const Portfolio *portfolio, uint32_t document, PortfolioDocumentRow *out);
/* The pair of component `i` of a document, in the order of the SBOM; PORTFOLIO_NONE past it. */
uint32_t portfolio_document_pair(const Portfolio *portfolio, uint32_t document, uint32_t i);

typedef struct {
    Str name, version, os, source_name, source_version;
    Str hashes, pedigree;   /* as in model/sbom.h */
    uint32_t identifier_count;
    bool counted;
} PortfolioPairRow;
bool portfolio_pair(const Portfolio *portfolio, uint32_t pair, PortfolioPairRow *out);
/* Identifier `i` of it: kind, text and commit. */
bool portfolio_identifier(const Portfolio *portfolio, uint32_t pair, uint32_t i, Identifier *out);

/* The devices that run a release, one after the other, in the order of the file. */
typedef struct {
    const Portfolio *portfolio;
    uint32_t release, segment, at, end;
} PortfolioDeviceWalk;
typedef struct {
    Uuid id;
    Str serial, udi;
    uint32_t site;       /* PORTFOLIO_NONE: none is known */
    int32_t withdrawn_day; /* as that of a release */
} PortfolioDeviceRow;
PortfolioDeviceWalk portfolio_devices(const Portfolio *portfolio, uint32_t release);
bool portfolio_device_next(PortfolioDeviceWalk *walk, PortfolioDeviceRow *out);
