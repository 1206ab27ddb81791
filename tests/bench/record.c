/* SPDX-License-Identifier: Apache-2.0 */
/* record — how fast the bytes of the record are made and checked, in one thread.
 *
 *     record SECONDS
 *
 * A line each: what, how many a second of this process's CPU time, bytes of one. An event is a
 * decision as the record keeps it, written with its members out of order. `chain` is what an append
 * costs but for the disk: canonical form, digest over it and the digest before, leaf and nodes of
 * the Merkle tree. `verify` is what checking costs: is it canonical, the same digests.
 */
#include "base/canonical.h"
#include "base/uuid.h"
#include "trust/merkle.h"
#include "trust/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENT                                                                                      \
    "{\"kind\":\"decision.made\",\"id\":\"0199f2b4-7c1e-7a3b-9c55-1f2e3d4c5b6a\",\"seq\":41,"      \
    "\"time\":\"2026-11-22T06:11:16.123Z\",\"chain\":\"0199f2b4-0000-7000-8000-000000000001\","    \
    "\"prev\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","               \
    "\"actor\":\"0199f2b4-0000-7000-8000-00000000000a\",\"subjects\":["                            \
    "\"0199f2b4-0000-7000-8000-000000000002\",\"0199f2b4-0000-7000-8000-000000000003\"],"          \
    "\"payload\":{\"status\":\"not_affected\",\"justification\":\"code_not_reachable\","           \
    "\"reason\":\"The parser is built without XML external entities; see test report 17.\","       \
    "\"expires\":\"2027-11-22\",\"cvss\":98,\"epss\":0.00043,\"kev\":false,"                       \
    "\"ids\":[\"CVE-2026-12345\"]}}"

enum { ARENA_CAP = 1 << 24, BATCH = 64 };

typedef struct {
    Arena arena;
    Buf form;
    Digest last;
    MerkleFrontier frontier;
    SecretKey key;
    Signature signature;
    Str canonical;
} Bench;

static void die(const char *what)
{
    fprintf(stderr, "record: %s failed\n", what);
    exit(1);
}

/* The digest of the event behind the digest of the one before, then the tree. */
static void link_event(Bench *bench, Str form)
{
    Digest leaf = merkle_leaf(form);
    DigestStream stream;

    digest_begin(&stream);
    digest_add(&stream, (Str){ (const char *)bench->last.bytes, DIGEST_BYTES });
    digest_add(&stream, form);
    bench->last = digest_end(&stream);
    (void)merkle_append(&bench->frontier, &leaf, NULL);
}

static void canonical_once(Bench *bench)
{
    Err err;

    arena_reset(&bench->arena);
    buf_clear(&bench->form);
    if (!canonical_of(STR(EVENT), &bench->arena, &bench->form, &err))
        die("canonical");
}

static void chain_once(Bench *bench)
{
    canonical_once(bench);
    link_event(bench, buf_str(&bench->form));
}

static void verify_once(Bench *bench)
{
    Err err;

    arena_reset(&bench->arena);
    if (!canonical_is(bench->canonical, &bench->arena, &err))
        die("verify");
    link_event(bench, bench->canonical);
}

static void append_once(Bench *bench)
{
    (void)merkle_append(&bench->frontier, &bench->last, NULL);
}

static void sign_once(Bench *bench)
{
    Err err;

    if (!sign_make(&bench->key, (Str){ (const char *)bench->last.bytes, DIGEST_BYTES },
                   &bench->signature, &err))
        die("sign");
}

static void check_once(Bench *bench)
{
    Err err;

    if (!sign_verify(&bench->key.public, (Str){ (const char *)bench->last.bytes, DIGEST_BYTES },
                     &bench->signature, &err))
        die("check");
}

static void uuid_once(Bench *bench)
{
    Uuid uuid;
    Err err;

    (void)bench;
    if (!uuid_new(1700000000000, &uuid, &err))
        die("uuid");
}

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void measure(const char *name, void (*once)(Bench *), Bench *bench, double seconds)
{
    double from = cpu_seconds(), spent = 0;
    size_t count = 0;

    for (; spent < seconds; spent = cpu_seconds() - from)
        for (int i = 0; i < BATCH; i++, count++)
            once(bench);
    printf("%-10s %12.0f /s\n", name, (double)count / spent);
}

int main(int argc, char **argv)
{
    Bench bench = { .arena = arena_new(ARENA_CAP), .form = buf_new(ARENA_CAP) };
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
    char canonical[4096];
    Err err;

    if (!sign_key_new(&bench.key, &err))
        die("key");
    canonical_once(&bench);
    memcpy(canonical, bench.form.ptr, bench.form.len);
    bench.canonical = (Str){ canonical, bench.form.len };
    printf("event      %12zu bytes\n", bench.canonical.len);
    measure("canonical", canonical_once, &bench, seconds);
    measure("chain", chain_once, &bench, seconds);
    measure("verify", verify_once, &bench, seconds);
    measure("append", append_once, &bench, seconds);
    measure("sign", sign_once, &bench, seconds);
    measure("check", check_once, &bench, seconds);
    measure("uuid", uuid_once, &bench, seconds);
    arena_done(&bench.arena);
    buf_done(&bench.form);
    return 0;
}
