/* SPDX-License-Identifier: Apache-2.0 */
#include "match/decide.h"

#include "test.h"

#include <string.h>

enum { VERSIONS_MAX = 8 };

/* A bound as the knowledge base would keep it: with its key, when it has one. */
typedef struct {
    uint8_t key[VERSION_KEY_BYTES_MAX];
    KbVersion version;
} Kept;

static KbVersion keep(Scheme scheme, const char *text, Kept *room)
{
    size_t len = 0;

    room->version = (KbVersion){ .text = str_of(text) };
    if (text[0] && version_key(scheme, str_of(text), room->key, &len))
        room->version.key = (Str){ (const char *)room->key, len };
    return room->version;
}

enum { OPEN = KB_LOWER_OPEN | KB_UPPER_OPEN, IN_LOWER = KB_LOWER_INCLUSIVE };

static const struct {
    Scheme scheme;
    const char *lower, *upper;
    uint32_t flags;
    const char *version;
    Decision want;
    const char *why;
} RANGES[] = {
    { SCHEME_DEB, "", "", OPEN, "1.0", DECIDED_INSIDE, "no bounds: every version" },
    { SCHEME_DEB, "", "", OPEN, "not a version", DECIDED_INSIDE, "even one that is none" },
    { SCHEME_DEB, "", "", OPEN, "", DECIDED_INSIDE, "even an absent one" },
    { SCHEME_DEB, "1.0", "", KB_UPPER_OPEN | IN_LOWER, "1.0", DECIDED_INSIDE, "introduced counts" },
    { SCHEME_DEB, "1.0", "", KB_UPPER_OPEN, "1.0", DECIDED_OUTSIDE, "versionStartExcluding" },
    { SCHEME_DEB, "1.0", "", KB_UPPER_OPEN, "1.0-0", DECIDED_OUTSIDE, "equal by the scheme" },
    { SCHEME_DEB, "1.0", "", KB_UPPER_OPEN | IN_LOWER, "9", DECIDED_INSIDE, "unfixed stays open" },
    { SCHEME_DEB, "1.0", "", KB_UPPER_OPEN | IN_LOWER, "0.9", DECIDED_OUTSIDE, "older" },
    { SCHEME_DEB, "", "2.0", KB_LOWER_OPEN | KB_FIXED, "1.9", DECIDED_INSIDE, "before the fix" },
    { SCHEME_DEB, "", "2.0", KB_LOWER_OPEN | KB_FIXED, "2.0", DECIDED_OUTSIDE, "the fix itself" },
    { SCHEME_DEB, "", "2.0", KB_LOWER_OPEN | KB_FIXED, "2.1", DECIDED_OUTSIDE, "after it" },
    { SCHEME_DEB, "", "2.0", KB_LOWER_OPEN | KB_UPPER_INCLUSIVE, "2.0", DECIDED_INSIDE,
      "last_affected counts" },
    { SCHEME_DEB, "", "1.1.1n-0+deb11u5", KB_LOWER_OPEN | KB_FIXED, "1.1.1n-0+deb11u4",
      DECIDED_INSIDE, "before the backported fix" },
    { SCHEME_DEB, "", "1.1.1n-0+deb11u5", KB_LOWER_OPEN | KB_FIXED, "1.1.1n-0+deb11u5",
      DECIDED_OUTSIDE, "with it" },
    { SCHEME_DEB, "1.0", "2.0", IN_LOWER, "1.5", DECIDED_INSIDE, "between" },
    { SCHEME_DEB, "1.0", "2.0", IN_LOWER, "a b", DECIDED_NOT_COMPARABLE, "not a version" },
    { SCHEME_DEB, "1.0", "2.0", IN_LOWER, "", DECIDED_NOT_COMPARABLE, "no version" },
    { SCHEME_DEB, "1.0", "2.0", IN_LOWER | KB_NOT_COMPARABLE, "1.5", DECIDED_NOT_COMPARABLE,
      "the source's bound is none" },
    { SCHEME_SEMVER, "1.0.0", "bad bound", IN_LOWER, "0.9.0", DECIDED_OUTSIDE,
      "older than the bound that can be read" },
    { SCHEME_SEMVER, "1.0.0", "bad bound", IN_LOWER, "1.9.0", DECIDED_NOT_COMPARABLE,
      "the other bound decides and cannot" },
    { SCHEME_SEMVER, "bad bound", "2.0.0", IN_LOWER, "2.9.0", DECIDED_OUTSIDE,
      "newer than the bound that can be read" },
    { SCHEME_SEMVER, "bad bound", "2.0.0", IN_LOWER, "1.9.0", DECIDED_NOT_COMPARABLE,
      "perhaps inside" },
    { SCHEME_DEB, "1.0", "", KB_EXACT, "1.0", DECIDED_INSIDE, "enumerated" },
    { SCHEME_DEB, "1.0", "", KB_EXACT, "1.0-0", DECIDED_INSIDE, "enumerated, spelled otherwise" },
    { SCHEME_DEB, "1.0", "", KB_EXACT, "1.0-1", DECIDED_OUTSIDE, "another" },
    { SCHEME_DEB, "?", "", KB_EXACT | KB_NOT_COMPARABLE, "?", DECIDED_INSIDE,
      "the same text in any scheme" },
    { SCHEME_DEB, "?", "", KB_EXACT | KB_NOT_COMPARABLE, "1.0", DECIDED_NOT_COMPARABLE,
      "other text says nothing" },
    { SCHEME_DEB, "1.0", "", KB_EXACT, "", DECIDED_NOT_COMPARABLE, "no version" },
};

TEST(a_version_is_inside_outside_or_not_comparable)
{
    for (size_t i = 0; i < ARRAY_LEN(RANGES); i++) {
        Kept lower, upper;
        Subject subject;
        Bounds bounds = { keep(RANGES[i].scheme, RANGES[i].lower, &lower),
                          keep(RANGES[i].scheme, RANGES[i].upper, &upper), RANGES[i].flags };

        subject_init(RANGES[i].scheme, str_of(RANGES[i].version), &subject);
        CHECK_INT(decide_bounds(&subject, &bounds), RANGES[i].want, RANGES[i].why);
    }
}

TEST(without_keys_the_comparator_gives_the_same_answers)
{
    for (size_t i = 0; i < ARRAY_LEN(RANGES); i++) {
        Subject subject;
        Bounds bounds = { { .text = str_of(RANGES[i].lower) }, { .text = str_of(RANGES[i].upper) },
                          RANGES[i].flags };

        subject_init(RANGES[i].scheme, str_of(RANGES[i].version), &subject);
        CHECK_INT(decide_bounds(&subject, &bounds), RANGES[i].want, RANGES[i].why);
    }
}

static uint64_t prefix(const KbVersion *version, uint64_t without)
{
    uint64_t value = 0;

    if (!version->key.len)
        return without;
    for (size_t i = 0; i < 8; i++)
        value = value << 8 | (i < version->key.len ? (uint8_t)version->key.ptr[i] : 0);
    return value;
}

TEST(a_prefix_never_excludes_what_the_whole_key_includes)
{
    static const char *const versions[] = { "0.1", "1.0", "1.0.2", "1.1", "1.1.1n", "1.1.1o", "2.0",
                                            "10.0", "1:0.1", "1.0~rc1" };

    for (size_t v = 0; v < ARRAY_LEN(versions); v++)
        for (size_t i = 0; i < ARRAY_LEN(RANGES); i++) {
            Kept lower, upper;
            Subject subject;
            Bounds bounds = { keep(SCHEME_DEB, RANGES[i].lower, &lower),
                              keep(SCHEME_DEB, RANGES[i].upper, &upper), RANGES[i].flags };
            uint64_t low = prefix(&bounds.lower, 0), high = prefix(&bounds.upper, UINT64_MAX);
            KbRange range = { .flags = bounds.flags };
            KbPackage package = { &range, &low, &high, 1, SCHEME_DEB };

            if (bounds.flags & (KB_LOWER_OPEN | KB_NOT_COMPARABLE))
                low = 0;
            if (bounds.flags & (KB_UPPER_OPEN | KB_EXACT | KB_NOT_COMPARABLE))
                high = UINT64_MAX;
            subject_init(SCHEME_DEB, str_of(versions[v]), &subject);
            if (decide_prefix_excludes(&subject, &package, 0))
                CHECK_INT(decide_bounds(&subject, &bounds), DECIDED_OUTSIDE, RANGES[i].why);
            if (!decide_reach(&subject, &package))
                CHECK_INT(decide_bounds(&subject, &bounds), DECIDED_OUTSIDE, RANGES[i].why);
        }
}

/* Five ranges sorted by their lower prefix; the bytes of a key are those of its version. */
static const uint64_t LOWER[] = { 0, 10, 20, 20, 30 };
static const uint64_t UPPER[] = { UINT64_MAX, 15, 40, 25, UINT64_MAX };
static const KbRange FIVE[] = { { .flags = 0 }, { .flags = 0 }, { .flags = 0 },
                                { .flags = KB_EXACT }, { .flags = KB_EXACT } };
static const KbPackage PACKAGE = { FIVE, LOWER, UPPER, ARRAY_LEN(FIVE), SCHEME_DEB };

TEST(reach_ends_before_the_first_range_that_begins_above_the_version)
{
    static const struct { uint64_t prefix; uint32_t want; } rows[] = {
        { 0, 1 }, { 9, 1 }, { 10, 2 }, { 19, 2 }, { 20, 4 }, { 29, 4 }, { 30, 5 }, { 99, 5 },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Subject subject = { .key_len = 8, .prefix = rows[i].prefix };
        CHECK_INT(decide_reach(&subject, &PACKAGE), rows[i].want, "binary search");
    }
}

TEST(without_a_key_every_range_is_reached_and_none_excluded)
{
    Subject subject = { .text = STR("irregular"), .valid = true };

    CHECK_INT(decide_reach(&subject, &PACKAGE), ARRAY_LEN(FIVE), "all of them");
    for (uint32_t i = 0; i < ARRAY_LEN(FIVE); i++)
        CHECK(!decide_prefix_excludes(&subject, &PACKAGE, i), "the comparator decides");
}

TEST(a_prefix_excludes_below_above_and_beside_an_enumerated_version)
{
    Subject subject = { .key_len = 8, .prefix = 22 };
    static const bool want[] = { false, true, false, true, true };

    for (uint32_t i = 0; i < ARRAY_LEN(FIVE); i++)
        CHECK_INT(decide_prefix_excludes(&subject, &PACKAGE, i), want[i], "by prefix alone");
}

TEST(an_enumerated_version_without_key_is_not_excluded_by_prefix)
{
    static const uint64_t low = 0, high = UINT64_MAX;
    static const KbRange exact = { .flags = KB_EXACT };
    KbPackage package = { &exact, &low, &high, 1, SCHEME_DEB };
    Subject subject = { .key_len = 8, .prefix = 22 };

    CHECK(!decide_prefix_excludes(&subject, &package, 0), "its text must be asked");
}

TEST(a_subject_knows_whether_it_is_a_version)
{
    Subject subject;

    subject_init(SCHEME_DEB, STR(""), &subject);
    CHECK(!subject.valid && !subject.key_len, "an absent version");
    subject_init(SCHEME_DEB, STR("1.0-1"), &subject);
    CHECK(subject.valid && subject.key_len && subject.prefix, "a regular one");
    subject_init(SCHEME_SEMVER, STR("not semver"), &subject);
    CHECK(!subject.valid && !subject.key_len, "no version of its scheme");
}

/* A version of 300 characters has no key; the comparator is asked, also against one that has. */
TEST(versions_too_long_for_a_key_are_compared_all_the_same)
{
    static char text[300] = "1.0.0-";
    static const struct { const char *version; Decision want; const char *why; } ROWS[] = {
        { "0.9.0", DECIDED_INSIDE, "older than the long bound" },
        { "1.0.0", DECIDED_OUTSIDE, "the release of that pre-release" },
        { "no version", DECIDED_NOT_COMPARABLE, "not a version" },
        { text, DECIDED_OUTSIDE, "the fix itself" },
    };
    Bounds bounds = { .flags = KB_LOWER_OPEN | KB_FIXED };
    Subject subject;
    Kept upper;

    memset(text + 6, 'a', sizeof text - 7);
    bounds.upper = keep(SCHEME_SEMVER, text, &upper);
    CHECK_INT(bounds.upper.key.len, 0, "too long for a key");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        subject_init(SCHEME_SEMVER, str_of(ROWS[i].version), &subject);
        CHECK_INT(decide_bounds(&subject, &bounds), ROWS[i].want, ROWS[i].why);
    }
    subject_init(SCHEME_SEMVER, str_of(text), &subject);
    CHECK(subject.valid && !subject.key_len, "a version without a key");
}

/* Only what lies clearly between two prefixes is inside without a look at the versions. */
TEST(a_prefix_includes_only_what_lies_between_two_known_bounds)
{
    static const uint64_t low[] = { 0, 0, 10, 10, 22, 10 };
    static const uint64_t high[] = { 30, UINT64_MAX, UINT64_MAX, 22, 30, 30 };
    static const KbRange ranges[] = { { .flags = 0 }, { .flags = OPEN }, { .flags = 0 },
                                      { .flags = 0 }, { .flags = 0 }, { .flags = 0 } };
    static const bool want[] = { false, true, false, false, false, true };
    KbPackage package = { ranges, low, high, ARRAY_LEN(ranges), SCHEME_DEB };
    Subject subject = { .key_len = 8, .prefix = 22 }, keyless = { .valid = true };

    for (uint32_t i = 0; i < ARRAY_LEN(ranges); i++) {
        CHECK_INT(decide_prefix_includes(&subject, &package, i), want[i], "by prefix alone");
        CHECK(!decide_prefix_includes(&keyless, &package, i), "the comparator decides");
    }
}
