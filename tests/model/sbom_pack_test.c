/* SPDX-License-Identifier: Apache-2.0 */
#include "model/sbom_pack.h"
#include "test.h"

#define CAP ((size_t)16 << 20)

static Component COMPONENTS[] = {
    { .name = STR_ROW("pump"), .parent = SBOM_NO_INDEX },
    { .name = STR_ROW("openssl"), .version = STR_ROW("3.0.1"), .group = STR_ROW("g"),
      .supplier = STR_ROW("供給者"), .type = STR_ROW("library"), .ref = STR_ROW("r"),
      .first_identifier = 0, .identifier_count = 2, .parent = 0, .index = 7,
      .source_name = STR_ROW("s"), .source_version = STR_ROW("1"), .counted = true,
      .first_hash = 0, .hash_count = 1 },
};
static SbomHash HASHES[] = { { STR_ROW("SHA-256"), STR_ROW("aa") } };
static SbomPedigree PEDIGREES[] = { { 0, STR_ROW("sha256:cc") }, { 1, STR_ROW("sha256:bb") } };
static Identifier IDENTIFIERS[] = {
    { IDENTIFIER_PURL, SBOM_NO_INDEX, "purl", STR_ROW("pkg:generic/openssl@3.0.1"), { 0 } },
    { IDENTIFIER_GIT, 3, "externalRefs", STR_ROW("https://example.org/x.git"), STR_ROW("00ff") },
};

static Sbom sample(void)
{
    return (Sbom){ .format = SBOM_SPDX, .spec_version = STR("SPDX-2.3"), .serial = STR("urn"),
                   .name = STR("n"), .timestamp = STR("2026-01-01"), .tool = STR("t"),
                   .os = STR("debian-12"), .components = COMPONENTS,
                   .component_count = ARRAY_LEN(COMPONENTS), .counted_count = 1,
                   .identifiers = IDENTIFIERS, .identifier_count = ARRAY_LEN(IDENTIFIERS),
                   .hashes = HASHES, .hash_count = ARRAY_LEN(HASHES),
                   .pedigrees = PEDIGREES, .pedigree_count = ARRAY_LEN(PEDIGREES),
                   .had_bom = true };
}

TEST(what_is_packed_is_unpacked_the_same)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(buf_done) Buf packed = buf_new(CAP), again = buf_new(CAP);
    Sbom sbom = sample(), got;
    Err err = { 0 };
    Str hashes;

    sbom_pack(&sbom, &packed);
    CHECK_OK(sbom_unpack(buf_str(&packed), &arena, &got, &err), &err);
    CHECK_INT(got.counted_count, 1, "counted anew");
    CHECK(got.had_bom && got.format == SBOM_SPDX, "the head");
    CHECK_STR(got.components[1].supplier, STR("供給者"), "a component");
    CHECK_INT(got.components[1].index, 7, "its place");
    CHECK(sbom_hashes(&got, &got.components[1], &arena, &hashes), "memory");
    CHECK_STR(hashes, STR("sha256:aa"), "its hashes");
    CHECK_STR(sbom_pedigree(&got, 1), STR("sha256:bb"), "its pedigree");
    CHECK_STR(str_of(got.identifiers[1].field), STR("externalRefs"), "an identifier");
    sbom_pack(&got, &again);
    CHECK_STR(buf_str(&again), buf_str(&packed), "every byte");
}

TEST(an_empty_document_is_one)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(buf_done) Buf packed = buf_new(CAP);
    Sbom sbom = { .format = SBOM_CYCLONEDX }, got;
    Err err = { 0 };

    sbom_pack(&sbom, &packed);
    CHECK_OK(sbom_unpack(buf_str(&packed), &arena, &got, &err), &err);
    CHECK_INT(got.component_count, 0, "nothing in it");
}

static void check_refused(Str bytes, const char *why)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Sbom got = { .component_count = 77 };
    Err err = { 0 };

    CHECK(!sbom_unpack(bytes, &arena, &got, &err), why);
    CHECK_INT(err.code, ERR_VERIFY, why);
    CHECK_INT(got.component_count, 77, "untouched");
}

TEST(every_cut_and_every_addition_is_refused)
{
    CLEANUP(buf_done) Buf packed = buf_new(CAP);
    Sbom sbom = sample();

    sbom_pack(&sbom, &packed);
    for (size_t len = 0; len < packed.len; len++)
        check_refused(str_slice(buf_str(&packed), 0, len), "cut short");
    buf_char(&packed, 'x');
    check_refused(buf_str(&packed), "a byte more");
}

/* One thing wrong with the second component or the first identifier of the sample. */
typedef enum {
    NO_NAME, NO_UTF8, A_NUL, ITSELF, LATER, ONE_TOO_MANY, BEYOND, MANY, HASHES_BEYOND, HASHES_MANY,
    PEDIGREE_TWICE, KIND, FORMAT, SPOILT,
} Spoil;
static const char *const WHY[SPOILT] = {
    [NO_NAME] = "no name",
    [NO_UTF8] = "no UTF-8",
    [A_NUL] = "a NUL",
    [ITSELF] = "its own parent",
    [LATER] = "a parent that comes later",
    [ONE_TOO_MANY] = "one identifier more than there are",
    [BEYOND] = "identifiers beyond all",
    [MANY] = "more identifiers than a component may have",
    [HASHES_BEYOND] = "hashes beyond all",
    [HASHES_MANY] = "more hashes than a component may have",
    [PEDIGREE_TWICE] = "two pedigrees of a component",
    [KIND] = "an unknown kind",
    [FORMAT] = "an unknown format",
};

static void spoil(Spoil what, Sbom *sbom, Component *component, Identifier *identifier)
{
    switch (what) {
    case NO_NAME: component->name = STR(""); break;
    case NO_UTF8: component->name = STR("\xff"); break;
    case A_NUL: component->name = STR("a\0b"); break;
    case ITSELF: component->parent = 1; break;
    case LATER: component->parent = 5; break;
    case ONE_TOO_MANY: component->first_identifier = 1; break;
    case BEYOND: component->first_identifier = 9; break;
    case MANY: component->identifier_count = SBOM_IDENTIFIERS_MAX + 1; break;
    case HASHES_BEYOND: component->first_hash = 1; break;
    case HASHES_MANY: component->hash_count = SBOM_HASHES_MAX + 1; break;
    case PEDIGREE_TWICE: sbom->pedigrees[0].component = 1; break;
    case KIND: identifier->kind = (IdentifierKind)(IDENTIFIER_GIT + 1); break;
    case FORMAT: sbom->format = SBOM_FORMATS; break;
    case SPOILT: break;
    }
}

TEST(what_contradicts_itself_is_refused)
{
    for (Spoil i = NO_NAME; i < SPOILT; i++) {
        CLEANUP(buf_done) Buf packed = buf_new(CAP);
        Component components[ARRAY_LEN(COMPONENTS)];
        Identifier identifiers[ARRAY_LEN(IDENTIFIERS)];
        SbomPedigree pedigrees[ARRAY_LEN(PEDIGREES)];
        Sbom sbom = sample();
        memcpy(components, COMPONENTS, sizeof components);
        memcpy(identifiers, IDENTIFIERS, sizeof identifiers);
        sbom.components = components;
        sbom.identifiers = identifiers;
        memcpy(pedigrees, PEDIGREES, sizeof pedigrees);
        sbom.pedigrees = pedigrees;
        spoil(i, &sbom, &components[1], &identifiers[0]);
        sbom_pack(&sbom, &packed);
        check_refused(buf_str(&packed), WHY[i]);
    }
}

TEST(components_nested_too_deep_are_refused)
{
    static Component deep[SBOM_DEPTH_MAX + 1];

    for (uint32_t i = 0; i < ARRAY_LEN(deep); i++)
        deep[i] = (Component){ .name = STR("x"), .parent = i ? i - 1 : SBOM_NO_INDEX };
    for (uint32_t count = SBOM_DEPTH_MAX; count <= SBOM_DEPTH_MAX + 1; count++) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        CLEANUP(buf_done) Buf packed = buf_new(CAP);
        Sbom sbom = { .components = deep, .component_count = count }, got;
        Err err;
        sbom_pack(&sbom, &packed);
        CHECK_INT(sbom_unpack(buf_str(&packed), &arena, &got, &err), count == SBOM_DEPTH_MAX,
                  "as deep as a reader goes, and no deeper");
    }
}

TEST(no_memory_is_an_error)
{
    CLEANUP(arena_done) Arena arena = arena_new(16);
    CLEANUP(buf_done) Buf packed = buf_new(CAP);
    Sbom sbom = sample(), got;
    Err err;

    sbom_pack(&sbom, &packed);
    CHECK(!sbom_unpack(buf_str(&packed), &arena, &got, &err), "no room");
    CHECK_INT(err.code, ERR_LIMIT, "said so");
}
