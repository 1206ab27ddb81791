/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "knowledge.h"
#include "test.h"

#include "portfolio/answer.h"
#include "portfolio/place.h"
#include "portfolio/stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A portfolio that changes: step by step as deltas, and each state made whole. */
enum { RELEASES = 24, DEVICES = 300, LIBS = 30, LIST_MAX = 12, STEPS = 8, TEXT = 48 };

typedef struct {
    uint32_t libs[LIST_MAX], lib_count; /* of LIBS × 3 versions */
    bool there;
} Release;

typedef struct {
    Release release[RELEASES];
    uint32_t on[DEVICES];               /* release + 1; 0: none */
    bool there[DEVICES];
    bool release_changed[RELEASES], device_changed[DEVICES];
    uint32_t random;
} Fleeting;

static uint32_t next_random(Fleeting *f)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 17;
    f->random ^= f->random << 5;
    return f->random;
}

/* Its devices are taken off it, as the record would tell. */
static void leave(Fleeting *f, uint32_t release)
{
    for (uint32_t i = 0; i < DEVICES; i++)
        if (f->on[i] == release + 1) {
            f->on[i] = 0;
            f->device_changed[i] = true;
        }
}

static void change_release(Fleeting *f, uint32_t i)
{
    Release *release = &f->release[i];

    f->release_changed[i] = true;
    if (release->there && next_random(f) % 5 == 0)
        leave(f, i);
    release->there = true;
    release->lib_count = next_random(f) % LIST_MAX;
    for (uint32_t k = 0; k < release->lib_count; k++)
        release->libs[k] = next_random(f) % (LIBS * 3);
}

static void change_device(Fleeting *f, uint32_t i)
{
    uint32_t release = next_random(f) % RELEASES;

    f->there[i] = f->device_changed[i] = true;
    f->on[i] = 0;
    if (f->release[release].there && next_random(f) % 6)
        f->on[i] = release + 1;
}

static void change(Fleeting *f, uint32_t releases, uint32_t devices)
{
    memset(f->release_changed, 0, sizeof f->release_changed);
    memset(f->device_changed, 0, sizeof f->device_changed);
    for (uint32_t i = 0; i < releases; i++)
        change_release(f, next_random(f) % RELEASES);
    for (uint32_t i = 0; i < devices; i++)
        change_device(f, next_random(f) % DEVICES);
}

static void add_release(const Fleeting *f, uint32_t i, PortfolioBuilder *b, Arena *arena)
{
    const Release *release = &f->release[i];
    FleetComponent libs[LIST_MAX] = { { NULL, NULL, NULL, NULL } };
    char text[LIST_MAX][3][TEXT];
    FleetRelease row = { 1, "1", libs, release->lib_count, 0, NULL };
    PortfolioSbom document;
    PortfolioRelease out = { fleet_id('r', i), fleet_id('p', 1), STR("1"), &document,
                             release->lib_count > 0 };
    Sbom sbom;
    Err err = { 0 };

    for (uint32_t k = 0; k < release->lib_count; k++) {
        uint32_t lib = release->libs[k] / 3, version = release->libs[k] % 3 + 1;
        snprintf(text[k][0], TEXT, "lib%u", lib);
        snprintf(text[k][1], TEXT, "%u.0.0", version);
        snprintf(text[k][2], TEXT, "pkg:npm/lib%u@%u.0.0", lib, version);
        libs[k] = (FleetComponent){ text[k][0], text[k][1], lib % 7 ? text[k][2] : NULL, NULL };
    }
    sbom = fleet_sbom(&row, arena);
    document = (PortfolioSbom){ &sbom, { 0 } };
    CHECK_OK(portfolio_add_release(b, &out, &err), &err);
}

/* What is there, or with `changed` only what changed. */
static void add_all(const Fleeting *f, bool changed, PortfolioBuilder *b, Arena *arena)
{
    Err err = { 0 };

    for (uint32_t i = 0; i < RELEASES; i++) {
        if (f->release[i].there && (!changed || f->release_changed[i]))
            add_release(f, i, b, arena);
    }
    for (uint32_t i = 0; i < DEVICES; i++) {
        PortfolioDevice device = { .id = fleet_id('d', i + 1), .serial = STR("SN") };
        uint32_t on = f->on[i];
        if (!f->there[i] || (changed && !f->device_changed[i]))
            continue;
        if (on)
            device.release = fleet_id('r', on - 1);
        CHECK_OK(portfolio_add_device(b, &device, &err), &err);
    }
}

static Str made(const Fleeting *f, const Portfolio *below, uint64_t size, Arena *arena)
{
    CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
    PortfolioHead head = FLEET_HEAD;
    Uuid product = fleet_id('p', 1);
    Err err = { 0 };
    Str bytes;

    head.size = size;
    if (below)
        CHECK_OK(portfolio_builder_upon(below, &head, &b, &err), &err);
    else
        CHECK_OK(portfolio_builder_new(&head, &b, &err), &err);
    CHECK_OK(portfolio_add_product(b, &product, below ? STR("Renamed") : STR("Pump"), &err), &err);
    add_all(f, below, b, arena);
    CHECK_OK(portfolio_write_memory(b, arena, &bytes, &err), &err);
    return bytes;
}

static uint64_t devices_on(const Fleeting *f, uint32_t release)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < DEVICES; i++)
        count += f->there[i] && f->on[i] == release + 1;
    return count;
}

static void check_answer(const Fleeting *f, const Portfolio *p, const PortfolioAnswer *answer,
                         uint32_t lib, uint32_t below)
{
    size_t at = 0;

    for (uint32_t number = 0; number < portfolio_counts(p).releases; number++) {
        PortfolioReleaseRow row;
        uint32_t i;
        bool has = false;
        if (!portfolio_release(p, number, &row))
            continue;
        i = (uint32_t)row.id.bytes[15];
        CHECK(f->release[i].there, "one that is there");
        for (uint32_t k = 0; k < f->release[i].lib_count; k++)
            has |= f->release[i].libs[k] / 3 == lib && f->release[i].libs[k] % 3 + 1 < below;
        if (!has)
            continue;
        CHECK(at < answer->release_count && answer->releases[at].release == number, "reached");
        CHECK_INT(answer->releases[at++].device_count, devices_on(f, i), "its devices");
    }
    CHECK_INT(at, answer->release_count, "and no other");
}

/* A release without components has no document here. */
static uint32_t bare_releases(const Fleeting *f)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < RELEASES; i++)
        count += f->release[i].there && f->release[i].lib_count == 0;
    return count;
}

static void check_state(const Fleeting *f, const Portfolio *p, const Kb *kb)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 28);

    CHECK_INT(portfolio_bare_releases(p), bare_releases(f), "without a document");
    for (uint32_t lib = 0; lib < LIBS; lib++) {
        PortfolioAnswer answer;
        PortfolioExposure exposure;
        char name[TEXT], id[TEXT];
        Err err = { 0 };
        snprintf(name, sizeof name, "lib%u", lib);
        snprintf(id, sizeof id, "X-%u", lib);
        CHECK_OK(portfolio_component(p, str_of(name), &arena, &answer, &err), &err);
        check_answer(f, p, &answer, lib, 9);
        CHECK_OK(portfolio_vulnerability(p, kb, str_of(id), &arena, &exposure, &err), &err);
        if (lib % 7)
            check_answer(f, p, &exposure.answer, lib, 3);
        for (size_t i = 1; i < answer.hit_count; i++)
            CHECK(answer.hits[i - 1].pair < answer.hits[i].pair, "each pair once");
    }
}

/* Advisory X-n: lib n below 3.0.0. */
static Kb *knowledge(Arena *arena)
{
    static const RecordRange BELOW_3[] = { { .upper = STR_ROW("3.0.0"), .fixed_known = true } };
    RecordAffected *affected = ARENA_ARRAY(arena, RecordAffected, LIBS);
    Record *records = ARENA_ARRAY(arena, Record, LIBS);
    KnowledgeSource source = { STR("osv/npm"), FEED_OSV, records, LIBS };

    CHECK(affected && records, "memory");
    for (uint32_t i = 0; i < LIBS; i++) {
        char *text = arena_alloc(arena, 2, TEXT);
        CHECK(text != NULL, "memory");
        snprintf(text, TEXT, "X-%u", i);
        snprintf(text + TEXT, TEXT, "lib%u", i);
        affected[i] = (RecordAffected){ .ecosystem = STR("npm"), .name = str_of(text + TEXT),
                                        .ranges = BELOW_3, .range_count = 1 };
        records[i] = (Record){ .id = str_of(text), .affected = &affected[i], .affected_count = 1 };
    }
    return knowledge_make(&(Knowledge){ .sources = &source, .source_count = 1 });
}

static void check_unchecked(const Portfolio *p, const Fleeting *f, const Kb *kb)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *fresh = NULL;
    Str bytes = made(f, NULL, 1, &arena);
    PortfolioUnchecked got, want;
    Err err = { 0 };

    CHECK_OK(portfolio_open_memory(&bytes, 1, &fresh, &err), &err);
    CHECK_OK(portfolio_unchecked(p, kb, &got, &err), &err);
    CHECK_OK(portfolio_unchecked(fresh, kb, &want, &err), &err);
    CHECK_INT(got.instances, want.instances, "as if it were made whole");
}

TEST(deltas_say_what_a_portfolio_made_whole_would_say)
{
    for (uint32_t seed = 1; seed <= 6; seed++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 28);
        Fleeting f = { .random = seed * 2654435761U };
        Kb *kb = knowledge(&arena);
        Str files[STEPS + 1];

        change(&f, 40, 400);
        files[0] = made(&f, NULL, 1, &arena);
        for (uint32_t step = 1; step <= STEPS; step++) {
            CLEANUP(portfolio_close) Portfolio *p = NULL;
            PortfolioNamed product;
            Err err = { 0 };
            CHECK_OK(portfolio_open_memory(files, step, &p, &err), &err);
            CHECK_INT(portfolio_head(p).size, step, "the newest head");
            CHECK(portfolio_product(p, 0, &product), "the product");
            CHECK_STR(product.name, step > 1 ? STR("Renamed") : STR("Pump"), "its newest name");
            check_state(&f, p, kb);
            check_unchecked(p, &f, kb);
            change(&f, seed, 20);
            files[step] = made(&f, p, step + 1, &arena);
        }
        kb_close(kb);
    }
}

TEST(a_delta_that_was_left_behind_is_passed_over)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = NULL;
    Fleeting f = { .random = 7 };
    Str files[2];
    Err err = { 0 };

    change(&f, 40, 400);
    files[0] = made(&f, NULL, 1, &arena);
    CHECK_OK(portfolio_open_memory(files, 1, &p, &err), &err);
    change(&f, 2, 2);
    files[1] = made(&f, p, 2, &arena);
    portfolio_close(&p);
    files[0] = made(&f, NULL, 2, &arena);
    CHECK_OK(portfolio_open_memory(files, 2, &p, &err), &err);
    CHECK_INT(p->segment_count, 1, "it was laid upon another base");
}

TEST(deltas_lie_beside_their_base_until_it_is_made_anew)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    char dir[] = "/tmp/inro-delta-XXXXXX";
    Uuid product = fleet_id('p', 1);
    Err err = { 0 };

    CHECK(mkdtemp(dir) != NULL, "a place");
    for (uint32_t i = 0; i <= STEPS + 2; i++) {
        CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;
        CLEANUP(portfolio_close) Portfolio *p = NULL;
        PortfolioHead head = FLEET_HEAD;
        bool base = i == 0 || i == STEPS + 2, full = i == STEPS + 1;
        head.size = i + 1;
        if (!base)
            CHECK_OK(portfolio_open(dir, &p, &err), &err);
        if (base)
            CHECK_OK(portfolio_builder_new(&head, &b, &err), &err);
        else
            CHECK_OK(portfolio_builder_upon(p, &head, &b, &err), &err);
        CHECK_OK(portfolio_add_product(b, &product, STR("Pump"), &err), &err);
        CHECK_INT(portfolio_write(b, dir, &err), !full, "eight deltas fit");
        if (full)
            CHECK_STR(err.rule, STR("portfolio.worn"), "by name");
        portfolio_close(&p);
        CHECK_OK(portfolio_open(dir, &p, &err), &err);
        CHECK_INT(portfolio_head(p).size, full ? i : i + 1, "the newest head");
        CHECK_INT(p->segment_count, base ? 1 : full ? i : i + 1, "one file more");
    }    CHECK_OK(place_clear(dir, 0, &arena, &err), &err);
    CHECK(rmdir(dir) == 0, "nothing else lies there");
}
