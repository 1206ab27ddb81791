/* SPDX-License-Identifier: Apache-2.0 */
/* world.h — a scenario of tests/data/match as a portfolio: its SBOM whole, and many parts of it, as
 * if each were a release of its own; and what a scan of each says.
 */
#pragma once

#include "base/buf.h"
#include "kb/lookup.h"
#include "portfolio/answer.h"
#include "portfolio/builder.h"

enum { WORLD_DOCUMENTS = 40 };

typedef struct {
    Kb *kb;
    Portfolio *portfolio;
    Sbom sbom[WORLD_DOCUMENTS];
    Arena arena;
} World;

extern const char *const WORLD_SCENARIOS[];
extern const size_t WORLD_SCENARIO_COUNT;

/* Fails the test when it cannot be made. */
void world_init(const char *scenario, World *out);
void world_done(World *world);

/* "document pair primary state" a line, sorted, each once: what match_sbom says of each SBOM. */
Str world_scanned(World *world);
/* The same of hits that are affected or suspected. */
void world_add_hits(World *world, const PortfolioHit *hits, size_t count, Buf *lines);
Str world_lines(World *world, Buf *lines);
