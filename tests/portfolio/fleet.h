/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h — a small portfolio written in a test.
 *
 *     static const FleetComponent LIBS[] = { { "curl", "8.1", "pkg:npm/curl@8.1" } };
 *     static const FleetRelease RELEASES[] = { { 1, "2.1", LIBS, 1, 3 } };
 *     Portfolio *p = fleet_open(&(Fleet){ .releases = RELEASES, .release_count = 1 }, &arena);
 *
 * Products and sites are numbered from 1; release i has the id fleet_id('r', i), its devices are
 * at the site of their number modulo three.
 */
#pragma once

#include "portfolio/builder.h"

typedef struct {
    const char *name, *version, *id, *other; /* identifiers; NULL: none */
    const char *hashes;                      /* two at most; NULL: none */
} FleetComponent;

typedef struct {
    unsigned product;
    const char *version;
    const FleetComponent *components;
    uint32_t component_count, device_count;
    const char *os;
} FleetRelease;

typedef struct {
    const FleetRelease *releases;
    size_t release_count;
} Fleet;

Uuid fleet_id(char kind, unsigned number);
extern const PortfolioHead FLEET_HEAD;
/* The SBOM of a release; lives in `arena`. */
Sbom fleet_sbom(const FleetRelease *release, Arena *arena);
/* The bytes of a base; fails the test when it cannot be made. */
Str fleet_bytes(const Fleet *fleet, Arena *arena);
void fleet_add(PortfolioBuilder *builder, const Fleet *fleet, Arena *arena);
Portfolio *fleet_open(const Fleet *fleet, Arena *arena);
