/* SPDX-License-Identifier: Apache-2.0 */
/* portfolio — a maker's portfolio that never was, and what questions about it cost.
 *
 *     portfolio feed                 an OSV feed for its packages: npm, 5 advisories each
 *     portfolio build DIR            the portfolio: 10,000 releases × 500 components, 1 M devices
 *     portfolio ask KB DIR COUNT     COUNT advisories, each checked by brute force
 *     portfolio list KB DIR          everything against everything, checked the same way by counts
 *     portfolio once KB DIR ID       one advisory in a new process; prints releases and devices
 *     portfolio delta DIR            ten releases and a thousand devices change: laid upon it
 *     portfolio record DIR           the same things as a record with signed events
 *
 * $BENCH_RELEASES, $BENCH_DEVICES make it smaller. Versions of package p are "1.v.0", v = 1 … 7;
 * its popularity falls with its number (Zipf-like). Advisory a of it affects v < 2 + (a + p) % 6.
 */
#include "api/record.h"
#include "base/io.h"
#include "kb/lookup.h"
#include "portfolio/answer.h"
#include "portfolio/builder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PACKAGES = 20000, VERSIONS = 7, COMPONENTS = 500, ADVISORIES = 5, PRODUCTS = 100, SITES = 400,
    ANSWER_BYTES_SHIFT = 33, TEXT_BYTES = 64, ROUNDS = 5,
};

typedef struct {
    uint32_t releases, devices;
    uint16_t *package; /* by release and component */
    uint8_t *version;
    uint32_t *release; /* by device */
} Fleet;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static uint32_t size_of(const char *variable, uint32_t size)
{
    const char *text = getenv(variable);

    return text ? (uint32_t)strtoul(text, NULL, 10) : size;
}

static _Noreturn void die(const char *what, const Err *err)
{
    char text[ERR_TEXT_BYTES];

    fprintf(stderr, "portfolio: %s: %s\n", what,
            err ? err_text(err, LANG_EN, text, sizeof text) : "");
    exit(2);
}

static void *room(size_t count, size_t size)
{
    void *at = calloc(count, size);

    if (!at)
        die("no memory", NULL);
    return at;
}

/* Package numbers from 0 with a density that falls as 1 / (n + 1). */
static Fleet fleet_make(void)
{
    Fleet fleet = { size_of("BENCH_RELEASES", 10000), size_of("BENCH_DEVICES", 1000000),
                    NULL, NULL, NULL };
    size_t instances = (size_t)fleet.releases * COMPONENTS;
    uint64_t random = 88172645463325252U;

    fleet.package = room(instances, sizeof *fleet.package);
    fleet.version = room(instances, 1);
    fleet.release = room(fleet.devices, sizeof *fleet.release);
    for (size_t i = 0; i < instances; i++) {
        double u = (double)(next_random(&random) >> 11) / 9007199254740992.0;
        fleet.package[i] = (uint16_t)(exp(u * log(PACKAGES + 1.0)) - 1.0);
        fleet.version[i] = (uint8_t)(1 + next_random(&random) % VERSIONS);
    }
    for (uint32_t i = 0; i < fleet.devices; i++)
        fleet.release[i] = (uint32_t)(next_random(&random) % fleet.releases);
    return fleet;
}

static uint32_t fixed_in(uint32_t package, uint32_t advisory)
{
    return 2 + (advisory + package) % (VERSIONS - 1);
}

static void feed(void)
{
    for (uint32_t p = 0; p <= PACKAGES; p++) /* the last one is in no release */
        for (uint32_t a = 0; a < ADVISORIES; a++)
            printf("{\"schema_version\":\"1.6.0\",\"id\":\"GHSA-2222-%04x-%04x\","
                   "\"modified\":\"2025-01-01T00:00:00Z\",\"published\":\"2025-01-01T00:00:00Z\","
                   "\"aliases\":[\"CVE-2031-%u\"],\"summary\":\"flaw %u of p%u\",\"affected\":[{"
                   "\"package\":{\"ecosystem\":\"npm\",\"name\":\"p%u\"},\"ranges\":[{"
                   "\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.%u.0\"}]"
                   "}]}]}\n",
                   p, a, 100000 + p * ADVISORIES + a, a, p, p, fixed_in(p, a));
}

/* ---- building ---- */

static Uuid id_of(char kind, uint32_t number)
{
    Uuid id = { { 0 } };

    id.bytes[0] = (unsigned char)kind;
    memcpy(id.bytes + 12, &number, sizeof number);
    return id;
}

static Sbom sbom_make(void)
{
    Sbom sbom = { .component_count = COMPONENTS, .counted_count = COMPONENTS,
                  .identifier_count = COMPONENTS };

    sbom.components = room(COMPONENTS, sizeof *sbom.components);
    sbom.identifiers = room(COMPONENTS, sizeof *sbom.identifiers);
    return sbom;
}

static void sbom_fill(const Fleet *fleet, uint32_t release, char (*texts)[3][TEXT_BYTES],
                      Sbom *sbom)
{
    for (uint32_t i = 0; i < COMPONENTS; i++) {
        uint32_t package = fleet->package[(size_t)release * COMPONENTS + i];
        uint32_t version = fleet->version[(size_t)release * COMPONENTS + i];
        snprintf(texts[i][0], TEXT_BYTES, "p%u", package);
        snprintf(texts[i][1], TEXT_BYTES, "1.%u.0", version);
        snprintf(texts[i][2], TEXT_BYTES, "pkg:npm/p%u@1.%u.0", package, version);
        sbom->components[i] = (Component){ .name = str_of(texts[i][0]),
                                           .version = str_of(texts[i][1]), .counted = true,
                                           .first_identifier = i, .identifier_count = 1,
                                           .parent = SBOM_NO_INDEX, .index = i };
        sbom->identifiers[i] = (Identifier){ .kind = IDENTIFIER_PURL, .text = str_of(texts[i][2]),
                                             .field_i = SBOM_NO_INDEX };
    }
}

static void add_releases(PortfolioBuilder *builder, const Fleet *fleet, uint32_t count)
{
    static char texts[COMPONENTS][3][TEXT_BYTES];
    Sbom sbom = sbom_make();
    Err err = { 0 };

    for (uint32_t i = 0; i < count; i++) {
        char version[TEXT_BYTES];
        PortfolioSbom document = { &sbom, { 0 } };
        PortfolioRelease release = { id_of('r', i), id_of('p', i % PRODUCTS), { version, 0 },
                                     &document, 1 };
        release.version.len = (size_t)snprintf(version, sizeof version, "%u.%u", i / 100, i % 100);
        sbom_fill(fleet, i, texts, &sbom);
        if (!portfolio_add_release(builder, &release, &err))
            die("release", &err);
    }
}

static void add_devices(PortfolioBuilder *builder, const Fleet *fleet, uint32_t count)
{
    Err err = { 0 };

    for (uint32_t i = 0; i < count; i++) {
        char serial[TEXT_BYTES];
        PortfolioDevice device = { id_of('d', i), id_of('r', fleet->release[i]),
                                   id_of('s', i % SITES), { serial, 0 }, STR("") };
        device.serial.len = (size_t)snprintf(serial, sizeof serial, "SN%08u", i);
        if (!portfolio_add_device(builder, &device, &err))
            die("device", &err);
    }
}

static void build(const char *dir)
{
    Fleet fleet = fleet_make();
    PortfolioHead head = { .record = { { 1 } }, .size = 1, .root = { 2 } };
    PortfolioBuilder *builder;
    Err err = { 0 };

    if (!io_make_dirs(dir, 0700, &err) || !portfolio_builder_new(&head, &builder, &err))
        die("builder", &err);
    for (uint32_t i = 0; i < SITES; i++) {
        Uuid product = id_of('p', i), site = id_of('s', i);
        if ((i < PRODUCTS && !portfolio_add_product(builder, &product, STR("product"), &err))
            || !portfolio_add_site(builder, &site, STR("site"), &err))
            die("product", &err);
    }
    add_releases(builder, &fleet, fleet.releases);
    add_devices(builder, &fleet, fleet.devices);
    if (!portfolio_write(builder, dir, &err))
        die("write", &err);
    portfolio_builder_free(&builder);
}

/* ---- asking ---- */

static double now_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void open_both(const char *kb_dir, const char *dir, Kb **kb, Portfolio **portfolio)
{
    Err err = { 0 };

    if (!kb_open(str_of(kb_dir), 0, kb, &err) || !portfolio_open(dir, portfolio, &err))
        die("open", &err);
}

static void delta(const char *dir)
{
    enum { CHANGED_RELEASES = 10, CHANGED_DEVICES = 1000 };
    Fleet fleet = fleet_make();
    PortfolioHead head = { .record = { { 1 } }, .size = 2, .root = { 3 } };
    double wall = now_us(CLOCK_MONOTONIC), cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
    CLEANUP(portfolio_builder_free) PortfolioBuilder *builder = NULL;
    CLEANUP(portfolio_close) Portfolio *below = NULL;
    Err err = { 0 };

    if (!portfolio_open(dir, &below, &err)
        || !portfolio_builder_upon(below, &head, &builder, &err))
        die("upon", &err);
    add_releases(builder, &fleet, CHANGED_RELEASES);
    add_devices(builder, &fleet, CHANGED_DEVICES);
    if (!portfolio_write(builder, dir, &err))
        die("write", &err);
    printf("ten releases and a thousand devices: %.1f ms, CPU %.1f ms, durable\n",
           (now_us(CLOCK_MONOTONIC) - wall) / 1e3, (now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e3);
}

typedef struct {
    uint32_t releases;
    uint64_t devices;
} Brute;

/* All instances, one after the other. */
static Brute brute(const Fleet *fleet, const uint32_t *devices, uint32_t package, uint32_t fixed)
{
    Brute truth = { 0, 0 };

    for (uint32_t r = 0; r < fleet->releases; r++) {
        const uint16_t *packages = fleet->package + (size_t)r * COMPONENTS;
        const uint8_t *versions = fleet->version + (size_t)r * COMPONENTS;
        bool hit = false;
        for (uint32_t i = 0; i < COMPONENTS; i++)
            hit |= packages[i] == package && versions[i] < fixed;
        truth.releases += hit;
        truth.devices += hit ? devices[r] : 0;
    }
    return truth;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static double ask_one(const Portfolio *p, const Kb *kb, uint32_t number, Brute *out)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << ANSWER_BYTES_SHIFT);
    double from = now_us(CLOCK_THREAD_CPUTIME_ID);
    char id[TEXT_BYTES];
    PortfolioExposure exposure;
    Err err = { 0 };

    snprintf(id, sizeof id, "CVE-2031-%u", 100000 + number);
    if (!portfolio_vulnerability(p, kb, str_of(id), &arena, &exposure, &err))
        die("ask", &err);
    *out = (Brute){ (uint32_t)exposure.answer.releases_in[PORTFOLIO_AFFECTED],
                    exposure.answer.devices_in[PORTFOLIO_AFFECTED] };
    return now_us(CLOCK_THREAD_CPUTIME_ID) - from;
}

static void ask(const char *kb_dir, const char *dir, uint32_t count)
{
    Fleet fleet = fleet_make();
    uint32_t *devices = room(fleet.releases, sizeof *devices);
    double *us = room(count, sizeof *us), sum = 0;
    Portfolio *p;
    Kb *kb;

    for (uint32_t i = 0; i < fleet.devices; i++)
        devices[fleet.release[i]]++;
    open_both(kb_dir, dir, &kb, &p);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t package = i * 7 % 2000, advisory = i % ADVISORIES;
        Brute got, want = brute(&fleet, devices, package, fixed_in(package, advisory));
        us[i] = ask_one(p, kb, package * ADVISORIES + advisory, &got);
        if (got.releases != want.releases || got.devices != want.devices) {
            fprintf(stderr, "p%u: %u releases, %llu devices; want %u, %llu\n", package,
                    got.releases, (unsigned long long)got.devices, want.releases,
                    (unsigned long long)want.devices);
            exit(1);
        }
        sum += us[i];
    }
    qsort(us, count, sizeof *us, by_value);
    printf("one new advisory, CPU us: median %.0f, mean %.0f, p99 %.0f, max %.0f (%u of %u as "
           "brute force says)\n",
           us[count / 2], sum / count, us[count * 99 / 100], us[count - 1], count, count);
    portfolio_close(&p);
    kb_close(kb);
}

static void list(const char *kb_dir, const char *dir)
{
    Fleet fleet = fleet_make();
    size_t instances = (size_t)fleet.releases * COMPONENTS;
    uint64_t want = 0;
    Portfolio *p;
    Kb *kb;

    open_both(kb_dir, dir, &kb, &p);
    for (uint32_t i = 0; i < PACKAGES * VERSIONS; i++)
        for (uint32_t a = 0; a < ADVISORIES; a++)
            want += i % VERSIONS + 1 < fixed_in(i / VERSIONS, a);
    for (int round = 0; round < 2 * ROUNDS; round++) {
        CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << ANSWER_BYTES_SHIFT);
        double wall = now_us(CLOCK_MONOTONIC), cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
        PortfolioFindings findings;
        uint64_t instances_hit = 0;
        Err err = { 0 };
        if (!portfolio_findings(p, kb, round % 2, &arena, &findings, &err))
            die("list", &err);
        wall = now_us(CLOCK_MONOTONIC) - wall;
        cpu = now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        for (size_t i = 0; i < findings.hit_count; i++)
            instances_hit += findings.hits[i].document_count;
        printf("everything, %s: %.0f ms, CPU %.0f ms: %zu instances, %u pairs, %zu findings of a "
               "pair (all pairs would have %llu), %llu of a pair and a document\n",
               round % 2 ? "told" : "numbers", wall / 1e3, cpu / 1e3, instances,
               portfolio_counts(p).pairs, findings.hit_count, (unsigned long long)want,
               (unsigned long long)instances_hit);
    }
    portfolio_close(&p);
    kb_close(kb);
}

static void once(const char *kb_dir, const char *dir, const char *id)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << ANSWER_BYTES_SHIFT);
    PortfolioExposure exposure;
    Portfolio *p;
    Kb *kb;
    Err err = { 0 };

    open_both(kb_dir, dir, &kb, &p);
    if (!portfolio_vulnerability(p, kb, str_of(id), &arena, &exposure, &err)
        || !portfolio_unchanged(p, &err))
        die("ask", &err);
    printf("%s: %zu releases, %llu devices\n", id,
           exposure.answer.releases_in[PORTFOLIO_AFFECTED],
           (unsigned long long)exposure.answer.devices_in[PORTFOLIO_AFFECTED]);
    portfolio_close(&p);
    kb_close(kb);
}

/* ---- as a record ---- */

enum { RELEASES_OF_ACT = 1000, ID_ROOM = UUID_TEXT_BYTES, SBOM_BYTES_ROOM = 1 << 18 };

typedef struct {
    InroRecord *record;
    Inro inro;
    Act act;
    char (*product)[ID_ROOM], (*site)[ID_ROOM], (*release)[ID_ROOM];
} Recording;

static void act_start(Recording *r)
{
    Err err;

    if (!act_begin(r->record, &r->inro, &r->act, &err))
        die("act", &err);
}

static void act_stop(Recording *r)
{
    Err err;

    if (!act_end(&r->act, &err))
        die("act", &err);
    act_done(&r->act);
}

static void id_new(Recording *r, char out[ID_ROOM])
{
    Err err;
    Str id;

    if (!act_uuid(&r->act, &id, &err))
        die("id", &err);
    memcpy(out, id.ptr, id.len + 1);
}

/* `payload` is emptied. */
static void say(Recording *r, const char *kind, Str chain, Str subject, Buf *payload)
{
    Str kept;
    Err err;

    if (buf_failed(payload) || !arena_copy(&r->act.arena, buf_str(payload), &kept)
        || !act_say(&r->act, kind, chain, subject, kept, &err))
        die(kind, NULL);
    buf_clear(payload);
}

static Str blob_keep(Recording *r, const char *media, const Buf *bytes)
{
    Str kept, name;
    Err err;

    if (buf_failed(bytes) || !arena_copy(&r->act.arena, buf_str(bytes), &kept)
        || !act_blob(&r->act, str_of(media), kept, &name, &err))
        die("blob", NULL);
    return name;
}

static void record_nouns(Recording *r, Buf *payload)
{
    act_start(r);
    for (uint32_t i = 0; i < PRODUCTS; i++) {
        id_new(r, r->product[i]);
        buf_printf(payload, "{\"id\":\"%s\",\"name\":\"Product %03u\",\"organisation\":\"%.*s\"}",
                   r->product[i], i, STR_ARG(r->act.organisation));
        say(r, "product.created", str_of(r->product[i]), str_of(r->product[i]), payload);
    }
    for (uint32_t i = 0; i < SITES; i++) {
        id_new(r, r->site[i]);
        buf_printf(payload, "{\"id\":\"%s\",\"name\":\"Site %03u\",\"organisation\":\"%.*s\"}",
                   r->site[i], i, STR_ARG(r->act.organisation));
        say(r, "site.created", r->act.organisation, str_of(r->site[i]), payload);
    }
    act_stop(r);
}

static void sbom_write(const Fleet *fleet, uint32_t release, Buf *out)
{
    buf_clear(out);
    buf_add(out, STR("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":["));
    for (uint32_t i = 0; i < COMPONENTS; i++) {
        uint32_t package = fleet->package[(size_t)release * COMPONENTS + i];
        uint32_t version = fleet->version[(size_t)release * COMPONENTS + i];
        buf_printf(out, "%s{\"type\":\"library\",\"name\":\"p%u\",\"version\":\"1.%u.0\","
                   "\"purl\":\"pkg:npm/p%u@1.%u.0\"}", i ? "," : "", package, version, package,
                   version);
    }
    buf_add(out, STR("]}"));
}

static void record_release(Recording *r, const Fleet *fleet, uint32_t i, Buf *payload, Buf *sbom)
{
    const char *product = r->product[i % PRODUCTS];
    char id[ID_ROOM];
    Str blob;

    id_new(r, r->release[i]);
    buf_printf(payload, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"%u.%u\"}", r->release[i],
               product, i / 100, i % 100);
    say(r, "release.created", str_of(product), str_of(r->release[i]), payload);
    sbom_write(fleet, i, sbom);
    blob = blob_keep(r, "application/json", sbom);
    id_new(r, id);
    buf_printf(payload, "{\"blob\":\"%.*s\",\"components\":%d,\"file\":\"sbom.cdx.json\","
               "\"format\":\"CycloneDX 1.5\",\"id\":\"%s\",\"release\":\"%s\"}", STR_ARG(blob),
               COMPONENTS, id, r->release[i]);
    say(r, "sbom.attached", str_of(product), str_of(r->release[i]), payload);
}

/* The devices of one product, as one list of rows. */
static void record_devices(Recording *r, const Fleet *fleet, uint32_t product, Buf *payload,
                           Buf *rows)
{
    buf_clear(rows);
    act_start(r);
    for (uint32_t i = 0; i < fleet->devices; i++) {
        char id[ID_ROOM];
        if (fleet->release[i] % PRODUCTS != product)
            continue;
        id_new(r, id);
        buf_printf(rows, "{\"id\":\"%s\",\"product\":\"%s\",\"release\":\"%s\",\"serial\":"
                   "\"SN%08u\",\"site\":\"%s\"}\n", id, r->product[product],
                   r->release[fleet->release[i]], i, r->site[i % SITES]);
    }
    if (rows->len) {
        buf_printf(payload, "{\"blob\":\"%.*s\"}",
                   STR_ARG(blob_keep(r, "application/x-ndjson", rows)));
        say(r, "devices.imported", str_of(r->product[product]), STR(""), payload);
        act_stop(r);
    }
    act_done(&r->act);
}

static void record(const char *dir)
{
    Fleet fleet = fleet_make();
    Recording r = { .inro = { INRO_ENGLISH, 1767225600 } };
    InroRecordOptions options = { .place = dir, .create = true, .actor = "bench" };
    Buf payload = buf_new(SBOM_BYTES_ROOM), bytes = buf_new((size_t)1 << 30);
    InroError error;

    r.product = room(PRODUCTS, ID_ROOM);
    r.site = room(SITES, ID_ROOM);
    r.release = room(fleet.releases, ID_ROOM);
    if (!inro_record_open(&r.inro, &options, &r.record, &error))
        die(error.text, NULL);
    record_nouns(&r, &payload);
    for (uint32_t i = 0; i < fleet.releases; i++) {
        if (i % RELEASES_OF_ACT == 0)
            act_start(&r);
        record_release(&r, &fleet, i, &payload, &bytes);
        if ((i + 1) % RELEASES_OF_ACT == 0 || i + 1 == fleet.releases)
            act_stop(&r);
    }
    for (uint32_t i = 0; i < PRODUCTS; i++)
        record_devices(&r, &fleet, i, &payload, &bytes);
    inro_record_close(r.record);
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";

    if (argc == 2 && strcmp(verb, "feed") == 0)
        feed();
    else if (argc == 3 && strcmp(verb, "build") == 0)
        build(argv[2]);
    else if (argc == 5 && strcmp(verb, "ask") == 0)
        ask(argv[2], argv[3], (uint32_t)strtoul(argv[4], NULL, 10));
    else if (argc == 4 && strcmp(verb, "list") == 0)
        list(argv[2], argv[3]);
    else if (argc == 3 && strcmp(verb, "delta") == 0)
        delta(argv[2]);
    else if (argc == 3 && strcmp(verb, "record") == 0)
        record(argv[2]);
    else if (argc == 5 && strcmp(verb, "once") == 0)
        once(argv[2], argv[3], argv[4]);
    else
        die("feed | build DIR | ask KB DIR COUNT | list KB DIR | once KB DIR ID | delta DIR |"
            " record DIR", NULL);
    return 0;
}
