/* SPDX-License-Identifier: Apache-2.0 */
/* What makes two identifiers the same question. Tests: known.c ahead.c */
#include "match/known.h"

#include "desk.h"
#include "match/ahead.h"
#include "test.h"

#define TEXT(k, t) { .kind = (k), .text = STR_ROW(t), .field = "x", .field_i = SBOM_NO_INDEX }
#define DJANGO     TEXT(IDENTIFIER_PURL, "pkg:pypi/django@1.0")
#define VIEWER     TEXT(IDENTIFIER_CPE, "cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*")
#define DEB        TEXT(IDENTIFIER_PURL, "pkg:deb/debian/viewer@1.0")

/* Each component against the first: is its last identifier the same question? */
static Identifier identifiers[] = { DJANGO, DJANGO, DJANGO, DJANGO, VIEWER, VIEWER, DEB, VIEWER };
static Component components[] = {
    { .name = STR_ROW("a"), .first_identifier = 0, .identifier_count = 1 },
    { .name = STR_ROW("other"), .ref = STR_ROW("r"), .first_identifier = 1, .identifier_count = 1 },
    { .name = STR_ROW("a"), .version = STR_ROW("2"), .first_identifier = 2, .identifier_count = 1 },
    { .name = STR_ROW("a"), .source_name = STR_ROW("s"), .source_version = STR_ROW("1"),
      .first_identifier = 3, .identifier_count = 1 },
    { .name = STR_ROW("v"), .first_identifier = 4, .identifier_count = 1 },
    { .name = STR_ROW("w"), .first_identifier = 5, .identifier_count = 1 },
    { .name = STR_ROW("v"), .first_identifier = 6, .identifier_count = 2 },
};
static const Sbom SBOM = { .components = components, .component_count = ARRAY_LEN(components),
                           .identifiers = identifiers,
                           .identifier_count = ARRAY_LEN(identifiers) };

static const struct {
    Owner first, second;
    Str first_type, second_type;
    bool same;
    const char *why;
} PAIRS[] = {
    { { 0, 0 }, { 1, 1 }, STR_ROW("pypi"), STR_ROW("pypi"), true, "name and place do not matter" },
    { { 0, 0 }, { 2, 2 }, STR_ROW("pypi"), STR_ROW("pypi"), false, "the component's version does" },
    { { 0, 0 }, { 3, 3 }, STR_ROW("pypi"), STR_ROW("pypi"), false, "its source package does" },
    { { 4, 4 }, { 5, 5 }, STR_ROW(""), STR_ROW(""), true, "the same CPE" },
    { { 4, 4 }, { 7, 6 }, STR_ROW(""), STR_ROW("deb"), false, "of a distribution's package" },
    { { 0, 0 }, { 4, 4 }, STR_ROW("pypi"), STR_ROW(""), false, "another text" },
};

TEST(a_judgement_is_known_by_all_it_depends_on)
{
    for (size_t i = 0; i < ARRAY_LEN(PAIRS); i++) {
        CLEANUP(desk_done) Desk d;
        Judgement *judgement;
        uint64_t first, second;

        desk_init(&d, &(Knowledge){ .source_count = 0 }, &SBOM);
        first = known_hash(&d.m, PAIRS[i].first, PAIRS[i].first_type);
        second = known_hash(&d.m, PAIRS[i].second, PAIRS[i].second_type);
        CHECK_INT(first == second, PAIRS[i].same, PAIRS[i].why);
        CHECK(!known_guess(&d.m, first), "nothing was judged yet");
        judgement = LIST_ADD(&d.m, &d.m.judgements, Judgement);
        CHECK(judgement, "room");
        *judgement = (Judgement){ .owner = PAIRS[i].first };
        *known_find(&d.m, PAIRS[i].first, PAIRS[i].first_type, first)
            = (Judged){ (uint32_t)(first >> 32), 0 };
        CHECK(known_guess(&d.m, first) == judgement, "now something is");
        CHECK_INT(known_find(&d.m, PAIRS[i].second, PAIRS[i].second_type, second)->judgement,
                  PAIRS[i].same ? 0 : MATCH_NONE, PAIRS[i].why);
    }
}

/* A hash alone decides nothing: whoever writes the SBOM might make two texts of one hash. */
TEST(another_question_of_the_same_hash_is_not_known)
{
    CLEANUP(desk_done) Desk d;
    Owner owner = { 0, 0 }, other = { 4, 4 };
    Judgement *judgement;
    uint64_t hash;

    desk_init(&d, &(Knowledge){ .source_count = 0 }, &SBOM);
    hash = known_hash(&d.m, owner, STR("pypi"));
    judgement = LIST_ADD(&d.m, &d.m.judgements, Judgement);
    CHECK(judgement, "room");
    *judgement = (Judgement){ .owner = owner };
    *known_find(&d.m, owner, STR("pypi"), hash) = (Judged){ (uint32_t)(hash >> 32), 0 };
    CHECK_INT(known_find(&d.m, other, STR(""), hash)->judgement, MATCH_NONE, "a free place");
    CHECK_INT(known_find(&d.m, owner, STR("pypi"), hash)->judgement, 0, "the one that is");
}

TEST(what_was_prepared_is_what_would_be_found_without)
{
    CLEANUP(desk_done) Desk d;
    const Str types[] = { STR_ROW("pypi"), STR_ROW("pypi"), STR_ROW("pypi"), STR_ROW("pypi"),
                          STR_ROW(""),     STR_ROW(""),     STR_ROW("deb") };

    desk_init(&d, &(Knowledge){ .source_count = 0 }, &SBOM);
    for (uint32_t i = 0; i < SBOM.component_count; i++) {
        const Component *component = &SBOM.components[i];
        ahead_prepare(&d.m, i);
        for (uint32_t k = 0; k < component->identifier_count; k++) {
            Owner owner = { component->first_identifier + k, i };
            CHECK(ahead_hash(&d.m, owner, types[i]) == known_hash(&d.m, owner, types[i]),
                  "the same hash");
        }
    }
}
