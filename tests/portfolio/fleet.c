/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"

#include "test.h"

#include <stdio.h>

enum { PRODUCTS = 3, SITES = 3, TEXT_BYTES = 64, HASHES = 2 };

const PortfolioHead FLEET_HEAD = { .record = { { 1, 2, 3 } }, .size = 10, .root = { 7 } };

Uuid fleet_id(char kind, unsigned number)
{
    Uuid id = { { 0 } };

    id.bytes[0] = (unsigned char)kind;
    for (int i = 0; i < 4; i++)
        id.bytes[15 - i] = (unsigned char)(number >> 8 * i);
    return id;
}

static void identifier_add(Sbom *sbom, Component *component, const char *text)
{
    Identifier *row;

    if (!text)
        return;
    row = &sbom->identifiers[sbom->identifier_count++];
    *row = (Identifier){ .text = str_of(text), .field_i = SBOM_NO_INDEX };
    row->kind = str_starts(row->text, STR("cpe:")) ? IDENTIFIER_CPE
              : str_starts(row->text, STR("pkg:")) ? IDENTIFIER_PURL : IDENTIFIER_GIT;
    component->identifier_count++;
}

static void hashes_add(Sbom *sbom, Component *component, Str hashes)
{
    Str hash;

    component->first_hash = sbom->hash_count;
    while (hashes.len && str_next(&hashes, ' ', &hash)) {
        size_t colon = str_find_char(hash, ':');
        sbom->hashes[sbom->hash_count++] = (SbomHash){ str_slice(hash, 0, colon),
                                                       str_slice(hash, colon + 1, hash.len) };
        component->hash_count++;
    }
}

Sbom fleet_sbom(const FleetRelease *release, Arena *arena)
{
    Sbom sbom = { .component_count = release->component_count,
                  .counted_count = release->component_count };

    if (release->os)
        sbom.os = str_of(release->os);
    sbom.components = ARENA_ARRAY(arena, Component, release->component_count);
    sbom.identifiers = ARENA_ARRAY(arena, Identifier, 2 * (size_t)release->component_count);
    sbom.hashes = ARENA_ARRAY(arena, SbomHash, HASHES * (size_t)release->component_count);
    CHECK(sbom.components && sbom.identifiers && sbom.hashes, "memory");
    for (uint32_t i = 0; i < release->component_count; i++) {
        const FleetComponent *from = &release->components[i];
        Component *to = &sbom.components[i];
        *to = (Component){ .name = str_of(from->name), .version = str_of(from->version),
                           .first_identifier = sbom.identifier_count, .parent = SBOM_NO_INDEX,
                           .index = i, .counted = true };
        hashes_add(&sbom, to, str_of(from->hashes));
        identifier_add(&sbom, to, from->id);
        identifier_add(&sbom, to, from->other);
    }
    return sbom;
}

static void add_devices(PortfolioBuilder *builder, const Fleet *fleet, unsigned release)
{
    Err err = { 0 };

    for (unsigned i = 0; i < fleet->releases[release].device_count; i++) {
        char serial[TEXT_BYTES];
        PortfolioDevice device = { fleet_id('d', release * 1000000 + i + 1),
                                   fleet_id('r', release), fleet_id('s', i % SITES + 1),
                                   { serial, 0 }, STR("udi") };
        device.serial.len = (size_t)snprintf(serial, sizeof serial, "SN-%u-%u", release, i);
        CHECK_OK(portfolio_add_device(builder, &device, &err), &err);
    }
}

void fleet_add(PortfolioBuilder *builder, const Fleet *fleet, Arena *arena)
{
    static const char *const PRODUCT[] = { "Pump", "Monitor", "Gateway" };
    Err err = { 0 };

    for (unsigned i = 0; i < PRODUCTS; i++) {
        Uuid product = fleet_id('p', i + 1), site = fleet_id('s', i + 1);
        CHECK_OK(portfolio_add_product(builder, &product, str_of(PRODUCT[i]), &err), &err);
        CHECK_OK(portfolio_add_site(builder, &site, STR("ward"), &err), &err);
    }
    for (unsigned i = 0; i < fleet->release_count; i++) {
        const FleetRelease *from = &fleet->releases[i];
        Sbom sbom = fleet_sbom(from, arena);
        PortfolioSbom document = { &sbom, { (uint8_t)i } };
        PortfolioRelease release = { fleet_id('r', i), fleet_id('p', from->product),
                                     str_of(from->version), &document, 1 };
        CHECK_OK(portfolio_add_release(builder, &release, &err), &err);
    }
    for (unsigned i = 0; i < fleet->release_count; i++)
        add_devices(builder, fleet, i);
}

Str fleet_bytes(const Fleet *fleet, Arena *arena)
{
    CLEANUP(portfolio_builder_free) PortfolioBuilder *builder = NULL;
    Err err = { 0 };
    Str bytes = { 0 };

    CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &builder, &err), &err);
    fleet_add(builder, fleet, arena);
    CHECK_OK(portfolio_write_memory(builder, arena, &bytes, &err), &err);
    return bytes;
}

Portfolio *fleet_open(const Fleet *fleet, Arena *arena)
{
    Str bytes = fleet_bytes(fleet, arena);
    Portfolio *portfolio = NULL;
    Err err = { 0 };

    CHECK_OK(portfolio_open_memory(&bytes, 1, &portfolio, &err), &err);
    return portfolio;
}
