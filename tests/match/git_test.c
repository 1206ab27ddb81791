/* SPDX-License-Identifier: Apache-2.0 */
#include "match/git.h"

#include "test.h"

#define INTRODUCED "1df58f77820b5feb747d34cc6aff26276db8b6dd"
#define FIX        "14703f21b5802e880da8c3afe80824ab651aee07"
#define OTHER      "592ccc4e48db2b862523fd022b954231b8609fe0"

typedef struct {
    const char *lower, *upper;
    uint32_t flags;
} Row;

static const struct {
    const char *commit, *tag;
    Row ranges[3];
    Decision want;
    const char *why;
} ROWS[] = {
    { INTRODUCED, "", { { INTRODUCED, FIX, KB_COMMIT | KB_FIXED } }, DECIDED_INSIDE,
      "introduced is affected" },
    { "1DF58F7", "", { { INTRODUCED, FIX, KB_COMMIT | KB_FIXED } }, DECIDED_INSIDE,
      "abbreviated, in capitals" },
    { FIX, "", { { INTRODUCED, FIX, KB_COMMIT | KB_FIXED } }, DECIDED_OUTSIDE,
      "fixed is not affected" },
    { FIX, "", { { INTRODUCED, FIX, KB_COMMIT | KB_UPPER_INCLUSIVE } }, DECIDED_INSIDE,
      "last_affected is affected" },
    { OTHER, "", { { INTRODUCED, FIX, KB_COMMIT | KB_FIXED } }, DECIDED_NOT_COMPARABLE,
      "history is unknown" },
    { "", "v1.2", { { INTRODUCED, FIX, KB_COMMIT | KB_FIXED } }, DECIDED_NOT_COMPARABLE,
      "a tag beside commits" },
    { "", "", { { INTRODUCED, FIX, KB_COMMIT } }, DECIDED_NOT_COMPARABLE, "neither is known" },
    { FIX, "", { { "0", FIX, KB_COMMIT | KB_FIXED }, { FIX, "", KB_COMMIT } }, DECIDED_INSIDE,
      "affected by one range wins over fixed by another" },
    { "", "v1.2", { { "1.2", "", KB_EXACT } }, DECIDED_INSIDE, "with a leading v" },
    { "", "1.2", { { "V1.2", "", KB_EXACT } }, DECIDED_INSIDE, "without it" },
    { "", "vendor-1.2", { { "endor-1.2", "", KB_EXACT } }, DECIDED_NOT_COMPARABLE,
      "a v that begins a word stays" },
    { "", "v1.3", { { "1.2", "", KB_EXACT }, { "v1.1", "", KB_EXACT } }, DECIDED_OUTSIDE,
      "enumerated, ours is not among them" },
    { "", "1.3", { { "release-1.2", "", KB_EXACT } }, DECIDED_NOT_COMPARABLE, "another style" },
    { "", "OpenSSL_1_1_1n", { { "OpenSSL_1_1_1m", "", KB_EXACT } }, DECIDED_OUTSIDE,
      "the same style" },
    { OTHER, "1.2", { { INTRODUCED, FIX, KB_COMMIT }, { "1.2", "", KB_EXACT } }, DECIDED_INSIDE,
      "the tag decides where the commit cannot" },
    { OTHER, "1.3", { { INTRODUCED, FIX, KB_COMMIT }, { "1.2", "", KB_EXACT } }, DECIDED_OUTSIDE,
      "the same, not affected" },
    { FIX, "", { { "1.2", "", KB_EXACT } }, DECIDED_NOT_COMPARABLE, "a commit beside tags" },
    { FIX, "", { { FIX, "", KB_EXACT | KB_COMMIT } }, DECIDED_INSIDE, "one enumerated commit" },
    { FIX, "", { { FIX, "", KB_COMMIT | KB_UNAFFECTED | KB_UPPER_OPEN } }, DECIDED_OUTSIDE,
      "not affected from here on" },
    { FIX, "", { { FIX, "", KB_EXACT | KB_COMMIT | KB_UNAFFECTED } }, DECIDED_OUTSIDE,
      "one commit that is not affected" },
    { INTRODUCED, "", { { "", INTRODUCED, KB_COMMIT | KB_UNAFFECTED | KB_LOWER_OPEN } },
      DECIDED_NOT_COMPARABLE, "not affected before it: it may well be" },
    { FIX, "", { { INTRODUCED, FIX, KB_COMMIT | KB_UNAFFECTED | KB_UPPER_INCLUSIVE } },
      DECIDED_OUTSIDE, "not affected up to and with it" },
    { OTHER, "", { { FIX, "", KB_COMMIT | KB_UNAFFECTED | KB_UPPER_OPEN } },
      DECIDED_NOT_COMPARABLE, "elsewhere the history is unknown" },
};

TEST(a_revision_is_decided_by_equality_alone)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Revision revision = { str_of(ROWS[i].commit), str_of(ROWS[i].tag) };
        GitEvidence evidence = { 0 };

        for (size_t r = 0; r < ARRAY_LEN(ROWS[i].ranges) && ROWS[i].ranges[r].lower; r++) {
            Bounds bounds = { { .text = str_of(ROWS[i].ranges[r].lower) },
                              { .text = str_of(ROWS[i].ranges[r].upper) },
                              ROWS[i].ranges[r].flags };
            git_evidence_add(&evidence, &revision, &bounds);
        }
        CHECK_INT(git_decide(&evidence, &revision), ROWS[i].want, ROWS[i].why);
    }
}

TEST(a_commit_is_seven_to_sixty_four_hexadecimal_digits)
{
    CHECK(git_is_commit(STR(FIX)), "SHA-1");
    CHECK(git_is_commit(STR("abcdef0")), "abbreviated");
    CHECK(!git_is_commit(STR("abcdef")), "too short to mean anything");
    CHECK(!git_is_commit(STR("1.2.3.4")), "a version");
    CHECK(!git_is_commit(STR("abcdefg")), "g is no digit");
    CHECK(!git_is_commit(STR("")), "empty");
    CHECK(!git_is_commit(STR(FIX FIX)), "too long");
}
