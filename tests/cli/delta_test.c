/* SPDX-License-Identifier: Apache-2.0 */
/* What is laid upon a portfolio answers as one made anew would, through the program.
 * Tests: api/portfolio_of.c api/portfolio_make.c */
#include "accept.h"

#include "../postgres.h"

#include "base/buf.h"

#include <glob.h>
#include <stdio.h>

enum { RELEASES = 30, DEVICES = 6000, LIBS = 9, STEPS = 24, TEXT = 1400, SBOMS = 200 };


typedef struct {
    OwnRecord own;
    uint64_t random;
    int releases, devices, sites;
    Str sboms[SBOMS];           /* attached, by UUID */
    size_t sbom_count;
    bool dossier;
} World;

static uint32_t dice(World *world, uint32_t sides)
{
    world->random = world->random * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(world->random >> 33) % sides;
}

#define RUN(world, ...)                                                                            \
    own_run(&(world)->own, NULL, (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) str_trim(own_done(RUN((world), __VA_ARGS__), __LINE__))

/* ---- what happens to a record ---- */

static const char *name_of(char text[TEXT], const char *before, uint32_t number)
{
    snprintf(text, TEXT, "%s%u", before, number);
    return text;
}
#define NAME(before, number) name_of((char[TEXT]){ 0 }, (before), (number))

static void release_make(World *world)
{
    DONE(world, "release", "create", "--product", "Pump", "--version",
         NAME("1.", (uint32_t)world->releases++));
}

static const char *release_any(World *world, char text[TEXT])
{
    return name_of(text, "Pump@1.", dice(world, (uint32_t)world->releases));
}

/* Some of the libraries, each in one of three versions. */
static const char *sbom_any(World *world)
{
    CLEANUP(buf_done) Buf list = buf_new(1 << 16);
    char file[TEXT];

    for (uint32_t i = 0; i < LIBS; i++) {
        uint32_t version = dice(world, 5);
        if (version > 2)
            continue;
        buf_printf(&list, "%s{'type':'library','name':'lib%u','version':'%u.0',"
                   "'purl':'pkg:pypi/lib%u@%u.0'}", list.len ? "," : "", i, version + 1, i,
                   version + 1);
    }
    buf_char(&list, '\0');
    snprintf(file, sizeof file, CDX("%s"), list.ptr);
    return document("any.json", file);
}

static void sbom_attach(World *world)
{
    char release[TEXT];

    CHECK(world->sbom_count < SBOMS, "room");
    world->sboms[world->sbom_count++] =
        DONE(world, "release", "sbom", "attach", release_any(world, release), sbom_any(world));
}

static void sbom_detach(World *world)
{
    uint32_t i = dice(world, (uint32_t)world->sbom_count);
    char sbom[TEXT];

    snprintf(sbom, sizeof sbom, "%.*s", STR_ARG(world->sboms[i]));
    world->sboms[i] = world->sboms[--world->sbom_count];
    DONE(world, "release", "sbom", "detach", sbom, "--reason", "built otherwise");
}

static void release_new(World *world)
{
    char sbom[TEXT];

    release_make(world);
    snprintf(sbom, sizeof sbom, "Pump@1.%d", world->releases - 1);
    world->sboms[world->sbom_count++] =
        DONE(world, "release", "sbom", "attach", sbom, sbom_any(world));
}

static void release_withdraw(World *world)
{
    char release[TEXT];

    DONE(world, "release", "change", release_any(world, release), "--withdrawn",
         dice(world, 2) ? "yes" : "2026-01");
}

static void device_make(World *world)
{
    char release[TEXT];

    DONE(world, "device", "create", "--product", "Pump", "--serial",
         NAME("NEW-", (uint32_t)world->devices++), "--release", release_any(world, release));
}

static void device_move(World *world)
{
    char release[TEXT], site[TEXT];

    DONE(world, "device", "change", NAME("Pump@SN-", dice(world, DEVICES)), "--release",
         release_any(world, release), "--site",
         name_of(site, "Site ", dice(world, (uint32_t)world->sites)));
}

static void device_retire(World *world)
{
    DONE(world, "device", "change", NAME("Pump@SN-", dice(world, DEVICES)), "--withdrawn",
         dice(world, 2) ? "yes" : "2030-01-01");
}

static void site_make(World *world)
{
    DONE(world, "site", "create", "--name", NAME("Site ", (uint32_t)world->sites++));
}

static void product_rename(World *world)
{
    DONE(world, "product", "change", "Other", "--name", "Another");
    DONE(world, "product", "change", "Another", "--name", "Other");
}

/* What others tell of their products is no part of ours. */
static void dossier_import(World *world)
{
    static const char *const NAMES[] = { "theirs", "others" };
    static size_t next;
    World theirs = { .random = 1 };
    char key[1300], file[1300];

    if (world->dossier)
        return;
    world->dossier = true;
    CHECK(next < ARRAY_LEN(NAMES), "each is made once");
    theirs.own = own_record(NAMES[next++]);
    snprintf(key, sizeof key, "%s.pub", theirs.own.at);
    snprintf(file, sizeof file, "%s.dossier", theirs.own.at);
    DONE(&theirs, "product", "create", "--name", "Monitor");
    DONE(&theirs, "key", "export", "-o", key);
    DONE(&theirs, "record", "export", "Monitor", "-o", file);
    DONE(world, "key", "trust", key, "--label", "monitors");
    DONE(world, "record", "import", file);
}

static void (*const CHANGE[])(World *) = {
    sbom_attach, sbom_detach, release_new, release_withdraw, device_make, device_move,
    device_retire, site_make, product_rename, dossier_import,
};

/* ---- the same answer ---- */

static World world_of(const char *where)
{
    CLEANUP(buf_done) Buf csv = buf_new(1 << 20);
    World world = { .random = 2026 };

    snprintf(world.own.at, sizeof world.own.at, "%s", where);
    world.own.db = KNOWLEDGE("delta", document("one.json", OSV_FLAW("CVE-2026-0001", "lib3", "")));
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&world, "product", "create", "--name", "Other");
    site_make(&world);
    for (int i = 0; i < RELEASES; i++)
        release_new(&world);
    buf_add(&csv, STR("serial,release,site\n"));
    for (int i = 0; i < DEVICES; i++)
        buf_printf(&csv, "SN-%d,1.%d,Site 0\n", i, i % RELEASES);
    DONE(&world, "device", "import", "--product", "Pump",
         process_file("devices.csv", buf_str(&csv)));
    return world;
}

static ProcessResult ask(const World *world, const char *what)
{
    return RUN(world, "affected", what, "--db", world->own.db, "--json");
}

/* Where the portfolio lies: in the record, or with the keys of a server's; there is one. */
static const char *folder(void)
{
    static const char *const PLACES[] = { "record/portfolio", ".local/state/inro/*/portfolio" };
    static char path[1000];

    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
        glob_t found = { .gl_pathc = 0 };
        if (glob(place(PLACES[i]), 0, NULL, &found) == 0)
            snprintf(path, sizeof path, "%s", found.gl_pathv[0]);
        globfree(&found);
    }
    return path;
}

/* The answer of a portfolio that is made anew, without touching the one that is there. */
static Str fresh(const World *world, const char *what)
{
    char kept[TEXT], there[TEXT], aside[TEXT], file[TEXT + 16];
    ProcessResult result;

    snprintf(there, sizeof there, "%s", folder());
    snprintf(kept, sizeof kept, "%s-kept", folder());
    snprintf(aside, sizeof aside, "%s-fresh", folder());
    CHECK_INT(rename(there, kept), 0, "aside");
    result = ask(world, what);
    CHECK_HAS(result.err, "made anew", "it is");
    CHECK_INT(rename(there, aside), 0, "away");
    CHECK_INT(rename(kept, there), 0, "back");
    snprintf(file, sizeof file, "%s/base.pf", aside);
    CHECK_INT(remove(file), 0, "its only file");
    CHECK_INT(remove(aside), 0, "its folder");
    return result.out;
}

static void change_and_compare(const char *where, int steps)
{
    World world = world_of(where);
    int laid = 0;

    CHECK_HAS(ask(&world, "lib3").err, "releases: 30, devices: 6000",
              "the first call says how much");
    for (int step = 0; step < steps; step++) {
        size_t which = (size_t)step % ARRAY_LEN(CHANGE);
        char why[64];
        ProcessResult result;

        CHANGE[which](&world);
        snprintf(why, sizeof why, "step %d, change %zu", step, which);
        result = ask(&world, "CVE-2026-0001");
        laid += !has(result.err, "made anew");
        CHECK_STR(result.out, fresh(&world, "CVE-2026-0001"), why);
        CHECK_STR(ask(&world, "lib3").out, fresh(&world, "lib3"), why);
    }
    CHECK(laid > steps / 2, "deltas were laid");
}

TEST(a_changed_record_is_answered_by_deltas_as_if_made_anew)
{
    change_and_compare(place("record"), STEPS);
}

TEST(a_changed_record_on_a_server_is_answered_in_the_same_way)
{
    change_and_compare(postgres_new(), (int)ARRAY_LEN(CHANGE));
}
