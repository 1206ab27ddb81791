/* SPDX-License-Identifier: Apache-2.0 */
/* What fits is told by the scenarios of tests/data/lifecycle/decisions.data, what is refused by
 * decision_test.c; here is what happens without memory, and what the order of reading may not
 * change. */
#include "lifecycle/decision_scope.h"

#include "heap.h"
#include "scene.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 20 };

static const struct {
    ScopeKind kind;
    Str component, range;
} SCOPES[] = {
    { SCOPE_ANY, { 0 }, { 0 } },
    { SCOPE_NAME, STR_ROW("openssl"), STR_ROW("vers:generic/>=3.0|<4") },
    { SCOPE_CPE, STR_ROW("cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*"),
      STR_ROW("vers:generic/>=3.0|<4") },
    { SCOPE_PURL, STR_ROW("pkg:generic/openssl"), STR_ROW("vers:generic/>=3.0|<4") },
    { SCOPE_PURL, STR_ROW("pkg:deb/debian/openssl?distro=bookworm"),
      STR_ROW("vers:deb/>=1:3.0|<1:4") },
    { SCOPE_PURL, STR_ROW("pkg:opam/openssl"), STR_ROW("vers:deb/>=3.0|<4") },
    { SCOPE_PURL, STR_ROW("pkg:githubactions/actions/checkout"),
      STR_ROW("vers:semver/>=4.0.0|<5.0.0") },
};

static DecisionScope scope_at(size_t i)
{
    DecisionScope scope = scene_decision("D1").scope;

    scope.kind = SCOPES[i].kind;
    scope.component = SCOPES[i].component;
    scope.range = SCOPES[i].range;
    return scope;
}

static bool read_one(void *context, Arena *arena, Err *err)
{
    DecisionScope scope = scope_at(*(const size_t *)context);
    ScopeRead read;

    return scope_read(&scope, arena, &read, err);
}

TEST(without_memory_a_scope_is_not_read)
{
    for (size_t i = 0; i < ARRAY_LEN(SCOPES); i++)
        CHECK(arena_sweep(read_one, &i) > 0, "a scope takes memory");
}

static const struct {
    Str purl, version;
    Miss want;
} FOUND[] = {
    { { 0 }, STR_ROW("3.0.11"), MISS_NONE },
    { { 0 }, STR_ROW("3.0.11"), MISS_NONE },
    { { 0 }, STR_ROW("3.0.11"), MISS_NONE },
    { STR_ROW("pkg:generic/openssl@3.0.11"), STR_ROW("3.0.11"), MISS_NONE },
    { STR_ROW("pkg:deb/debian/openssl@3.0.11?distro=bookworm&epoch=1"), { 0 }, MISS_NONE },
    { STR_ROW("pkg:opam/openssl@5.0"), { 0 }, MISS_VERSION },
    { STR_ROW("pkg:githubactions/actions/checkout@4.1.0"), { 0 }, MISS_NONE },
};
_Static_assert(ARRAY_LEN(FOUND) == ARRAY_LEN(SCOPES), "a finding for each scope");

static bool fit_one(void *context, Arena *arena, Err *err)
{
    size_t i = *(const size_t *)context;
    CLEANUP(arena_done) Arena own = arena_new(ARENA_BYTES);
    DecisionScope scope = scope_at(i);
    Subject subject = scene_subject();
    SubjectRead read;
    ScopeRead made;
    Miss miss;

    subject.purl = FOUND[i].purl;
    subject.build.version = FOUND[i].version;
    read = subject_read(&subject, arena);
    CHECK_OK(scope_read(&scope, &own, &made, err), err);
    if (!scope_fits(&made, &read, &miss, err))
        return false;
    CHECK_INT(miss, FOUND[i].want, "it fits as it should");
    return true;
}

TEST(without_memory_nothing_fits_and_nothing_is_said_to_miss)
{
    size_t failures = 0;

    for (size_t i = 0; i < ARRAY_LEN(SCOPES); i++)
        failures += arena_sweep(fit_one, &i);
    CHECK(failures > 0, "identifiers take memory");
}

/* A finding is read once and held against many scopes, whichever of them comes first. */
TEST(what_was_read_of_a_finding_serves_every_scope)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Subject subject = scene_subject();
    Err err = { 0 };

    for (size_t first = 0; first < ARRAY_LEN(SCOPES); first++) {
        SubjectRead read = subject_read(&subject, &arena);
        for (size_t k = 0; k < 2 * ARRAY_LEN(SCOPES); k++) {
            size_t i = (first + k) % ARRAY_LEN(SCOPES);
            DecisionScope scope = scope_at(i);
            ScopeRead made;
            Miss miss;
            CHECK_OK(scope_read(&scope, &arena, &made, &err), &err);
            CHECK_OK(scope_fits(&made, &read, &miss, &err), &err);
            CHECK_INT(miss, i < 4 ? MISS_NONE : MISS_COMPONENT, "as alone");
        }
    }
}
