/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "../match/scenario.h"
#include "fleet.h"
#include "match/match.h"
#include "match/order.h"
#include "test.h"

enum { TEXT_BYTES_MAX = 1 << 26, LINES_MAX = 1 << 18 };

const char *const WORLD_SCENARIOS[] = {
    "configurations", "cve-products", "distributions", "evidence", "languages", "malformed-cpe",
    "open-cpes", "platform-unknown", "rejected", "repositories", "revisions", "scores",
    "unreadable",
};
const size_t WORLD_SCENARIO_COUNT = ARRAY_LEN(WORLD_SCENARIOS);

/* A small generator; the same numbers each time. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Part of an SBOM: each component stays with a chance of `percent`. */
static Sbom part_of(const Sbom *whole, uint32_t percent, uint32_t *random, Arena *arena)
{
    Sbom part = *whole;

    part.components = ARENA_ARRAY(arena, Component, whole->component_count);
    CHECK(part.components != NULL, "memory");
    part.component_count = 0;
    for (uint32_t i = 0; i < whole->component_count; i++) {
        Component *kept = &part.components[part.component_count];
        if (next_random(random) % 100 >= percent)
            continue;
        *kept = whole->components[i];
        kept->parent = SBOM_NO_INDEX;
        kept->index = part.component_count++;
    }
    return part;
}

static void add_documents(World *world, PortfolioBuilder *builder)
{
    Uuid product = fleet_id('p', 1);
    Err err = { 0 };

    CHECK_OK(portfolio_add_product(builder, &product, STR("Pump"), &err), &err);
    for (unsigned i = 0; i < WORLD_DOCUMENTS; i += 2) { /* two SBOMs a release */
        PortfolioSbom documents[] = { { &world->sbom[i], { 0 } }, { &world->sbom[i + 1], { 0 } } };
        PortfolioRelease release = { fleet_id('r', i), product, STR("1"), documents, 2 };
        CHECK_OK(portfolio_add_release(builder, &release, &err), &err);
    }
}

void world_init(const char *scenario, World *out)
{
    CLEANUP(portfolio_builder_free) PortfolioBuilder *builder = NULL;
    uint32_t random = 2463534242U;
    Err err = { 0 };
    Str bytes;

    *out = (World){ .arena = arena_new((size_t)1 << 31) };
    out->kb = scenario_kb(scenario, &out->arena);
    scenario_sbom(scenario, &out->arena, &out->sbom[0]);
    for (uint32_t i = 1; i < WORLD_DOCUMENTS; i++) {
        out->sbom[i] = part_of(&out->sbom[0], 20 + 2 * i, &random, &out->arena);
        if (i % 5 == 0)
            out->sbom[i].os = i % 2 ? STR("") : STR("debian-12");
    }
    CHECK_OK(portfolio_builder_new(&FLEET_HEAD, &builder, &err), &err);
    add_documents(out, builder);
    CHECK_OK(portfolio_write_memory(builder, &out->arena, &bytes, &err), &err);
    CHECK_OK(portfolio_open_memory(&bytes, 1, &out->portfolio, &err), &err);
}

void world_done(World *world)
{
    portfolio_close(&world->portfolio);
    scenario_kb_end(&world->kb);
    arena_done(&world->arena);
}

static void line(Buf *lines, uint32_t document, uint32_t pair, Str primary, bool affected)
{
    buf_printf(lines, "%u %u %.*s %s\n", document, pair, STR_ARG(primary),
               affected ? "affected" : "suspected");
}

/* The component that a finding or hint is about, by its place: refs may be absent or doubled. */
static uint32_t component_at(const Sbom *sbom, Str place)
{
    for (uint32_t i = 0; i < sbom->component_count; i++) {
        char buffer[SBOM_PLACE_BYTES];
        Str own = str_of(sbom_place(sbom, i, buffer));
        if (str_starts(place, own) && (place.len == own.len || place.ptr[own.len] == ':'))
            return i;
    }
    test_fail("no component at %.*s", STR_ARG(place));
}

static void scan_one(World *world, uint32_t i, Buf *lines)
{
    const Sbom *sbom = &world->sbom[i];
    Match match;
    Err err = { 0 };

    CHECK_OK(match_sbom(world->kb, sbom, 0, &world->arena, &match, &err), &err);
    for (size_t k = 0; k < match.finding_count + match.malware_count; k++) {
        const ScanFinding *finding = k < match.finding_count
                                         ? &match.findings[k]
                                         : &match.malware[k - match.finding_count];
        line(lines, i, portfolio_document_pair(world->portfolio, i,
                                               component_at(sbom, finding->component->place)),
             finding->flaw->id, true);
    }
    for (size_t k = 0; k < match.hint_count; k++)
        line(lines, i, portfolio_document_pair(world->portfolio, i,
                                               component_at(sbom, match.hints[k].place)),
             match.hints[k].vulnerability, false);
}

static bool line_before(const void *lines, uint32_t a, uint32_t b)
{
    return str_cmp(((const Str *)lines)[a], ((const Str *)lines)[b]) < 0;
}

Str world_lines(World *world, Buf *lines)
{
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    Str *rows = ARENA_ARRAY(&world->arena, Str, LINES_MAX), text = buf_str(lines), row, out = { 0 };
    uint32_t count = 0, *order;

    CHECK(rows != NULL && !buf_failed(lines), "memory");
    while (count < LINES_MAX && str_next(&text, '\n', &row))
        if (row.len)
            rows[count++] = row;
    order = order_new(count, line_before, rows, &world->arena);
    for (uint32_t i = 0; order && i < count; i++)
        if (!i || !str_eq(rows[order[i]], rows[order[i - 1]]))
            buf_printf(&buf, "%.*s\n", STR_ARG(rows[order[i]]));
    CHECK(order && count < LINES_MAX && arena_copy(&world->arena, buf_str(&buf), &out), "memory");
    return out;
}

Str world_scanned(World *world)
{
    CLEANUP(buf_done) Buf lines = buf_new(TEXT_BYTES_MAX);

    for (uint32_t i = 0; i < WORLD_DOCUMENTS; i++)
        scan_one(world, i, &lines);
    return world_lines(world, &lines);
}

void world_add_hits(World *world, const PortfolioHit *hits, size_t count, Buf *lines)
{
    for (size_t i = 0; i < count; i++) {
        KbGroup group;
        if (hits[i].state > PORTFOLIO_SUSPECTED)
            continue;
        CHECK(kb_group(world->kb, hits[i].group, &group), "a group that is there");
        for (uint32_t k = 0; k < hits[i].document_count; k++)
            line(lines, hits[i].documents[k], hits[i].pair, group.primary,
                 hits[i].state == PORTFOLIO_AFFECTED);
    }
}
