/* SPDX-License-Identifier: Apache-2.0 */
/* builder.h — makes a portfolio, or a delta upon one, from what the record holds.
 *
 *     portfolio_builder_new → add products, sites → add releases → add devices → portfolio_write
 *
 * What is added is copied; one SBOM at a time need be in memory. A product comes before its
 * releases, a site and a release before their devices. The same things in the same order give the
 * same bytes.
 *
 * Memory: what is distinct, and four bytes for each component of each SBOM; at most
 *         BUILDER_BYTES_MAX.
 * Units:  ids are those of the record; a nil id stands for none where that is allowed.
 */
#pragma once

#include "portfolio/portfolio.h"

#define BUILDER_BYTES_MAX ((size_t)4 << 30)

typedef struct PortfolioBuilder PortfolioBuilder;

/* A whole portfolio that tells the state at `head`. Fails: ERR_LIMIT. */
MUST_CHECK bool portfolio_builder_new(const PortfolioHead *head, PortfolioBuilder **out, Err *err);
/* A delta upon `below`, which outlives the builder: only what came or changed is added; an id that
 * is below takes the place of what it was. A release is added whole, with all its SBOMs. */
MUST_CHECK bool portfolio_builder_upon(const Portfolio *below, const PortfolioHead *head,
                                       PortfolioBuilder **out, Err *err);
void portfolio_builder_free(PortfolioBuilder **builder); /* *builder may be NULL, and becomes it */

/* All fail with ERR_STRUCTURE for an id that is nil, given twice, or refers to nothing; with
 * ERR_LIMIT past the caps. After a failure the builder can only be freed. */
MUST_CHECK bool portfolio_add_product(PortfolioBuilder *builder, const Uuid *id, Str name,
                                      Err *err);
MUST_CHECK bool portfolio_add_site(PortfolioBuilder *builder, const Uuid *id, Str name, Err *err);

typedef struct {
    const Sbom *sbom;
    uint8_t digest[32]; /* of its bytes */
} PortfolioSbom;
typedef struct {
    Uuid id, product;
    Str version;
    const PortfolioSbom *sboms;
    size_t sbom_count;
    int32_t withdrawn_day;
} PortfolioRelease;
MUST_CHECK bool portfolio_add_release(PortfolioBuilder *builder, const PortfolioRelease *release,
                                      Err *err);

typedef struct {
    Uuid id;
    Uuid release, site; /* nil: none is known */
    Str serial, udi;
    int32_t withdrawn_day;
} PortfolioDevice;
MUST_CHECK bool portfolio_add_device(PortfolioBuilder *builder, const PortfolioDevice *device,
                                     Err *err);

/* Writes the portfolio into the directory `dir`, which exists; it appears at one stroke. A base
 * takes the place of the one before and of its deltas; a delta is laid upon them, while nobody else
 * writes. Ends what can be added.
 * Fails: ERR_IO, ERR_LIMIT. */
MUST_CHECK bool portfolio_write(PortfolioBuilder *builder, const char *dir, Err *err);
/* The same into `arena`, as portfolio_open_memory takes it. */
MUST_CHECK bool portfolio_write_memory(PortfolioBuilder *builder, Arena *arena, Str *out,
                                       Err *err);
