/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/groups.h"

enum { ROW_NAMES = 4, NAMES = 12 };

/* Names 0 … 3 are CVEs, 4 … are not. `end` closes a record's names. */
enum { A, B, C, D, GHSA, PYSEC, GO, ALSA, DSA, X, GHSA_2, END = 99 };

typedef struct {
    uint32_t names[ROW_NAMES];
    bool dead;
} Row;

static Groups join(const Row *rows, uint32_t count, Arena *arena)
{
    static uint32_t first[16], names[64];
    static bool live[16];
    static uint64_t cve[NAMES];
    static uint32_t scheme[NAMES];
    GroupRecords records = { first, names, live, cve, scheme, count, NAMES };
    uint32_t at = 0;
    Groups groups;

    for (uint32_t n = 0; n < NAMES; n++)
        cve[n] = n <= D ? n + 1 : 0;
    for (uint32_t n = 0; n < NAMES; n++)
        scheme[n] = n == GHSA_2 ? GHSA : n; /* each of a scheme of its own but the two GHSA */
    for (uint32_t r = 0; r < count; r++) {
        first[r] = at;
        live[r] = !rows[r].dead;
        for (uint32_t i = 0; i < ROW_NAMES && rows[r].names[i] != END; i++)
            names[at++] = rows[r].names[i];
    }
    first[count] = at;
    CHECK(groups_join(&records, arena, &groups), "memory");
    return groups;
}

static uint32_t member_count(const Groups *groups, uint32_t r)
{
    return groups->first[r + 1] - groups->first[r];
}

TEST(names_of_one_flaw_join_through_every_record)
{
    static const Row ROWS[] = { { { A, END } }, { { GHSA, A, END } }, { { PYSEC, GHSA, END } },
                                { { GO, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 4, &arena);

    CHECK_INT(groups.group_count, 2, "one of three names, one alone");
    CHECK(groups.of_name[A] == groups.of_name[PYSEC], "through the GHSA");
    CHECK(groups.of_name[GO] != groups.of_name[A], "nobody named it");
    CHECK(groups.of_name[X] == GROUP_NONE, "nobody spoke of it");
}

TEST(a_record_of_several_cves_belongs_to_each_and_joins_nothing)
{
    static const Row ROWS[] = { { { ALSA, A, B, END } }, { { A, END } }, { { B, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 3, &arena);

    CHECK_INT(member_count(&groups, 0), 2, "an erratum of two flaws");
    CHECK(groups.of_name[A] != groups.of_name[B], "which stay two");
    CHECK(groups.of_name[ALSA] == GROUP_NONE, "its own name speaks of neither");
    CHECK_INT(groups.refused_joins, 0, "nothing was tried");
}

TEST(no_join_brings_two_cves_together)
{
    static const Row ROWS[] = { { { GHSA, A, END } }, { { PYSEC, B, END } },
                                { { GHSA, PYSEC, END } }, { { GHSA, C, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 4, &arena);

    CHECK(groups.of_name[A] != groups.of_name[B], "a wrong alias does not merge two flaws");
    CHECK_INT(groups.refused_joins, 2, "both are counted");
    CHECK_INT(member_count(&groups, 3), 1, "the record of the refused join");
    CHECK(groups.members[groups.first[3]] == groups.of_name[C], "is of the CVE it names");
    CHECK(groups.of_name[GHSA] == groups.of_name[A], "the first one keeps the name");
}

TEST(the_order_of_records_without_cve_does_not_decide)
{
    static const Row FIRST[] = { { { GHSA, PYSEC, END } }, { { PYSEC, B, END } },
                                 { { GHSA, A, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(FIRST, 3, &arena);

    CHECK(groups.of_name[GHSA] == groups.of_name[A], "records with a CVE speak first");
    CHECK(groups.of_name[PYSEC] == groups.of_name[B], "so each stays with its own");
    CHECK_INT(groups.refused_joins, 1, "and the third is refused");
}

TEST(withdrawn_records_join_nothing_and_stay_in_a_group_of_their_own_name)
{
    static const Row ROWS[] = { { { A, END } }, { { GHSA, A, END }, true } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 2, &arena);

    CHECK(groups.of_name[GHSA] != groups.of_name[A], "not joined");
    CHECK_INT(member_count(&groups, 1), 1, "but findable");
}

TEST(two_flaws_of_one_publisher_are_not_joined_by_a_stranger)
{
    static const Row ROWS[] = { { { GHSA, END } }, { { GHSA_2, END } },
                                { { X, GHSA, GHSA_2, END } }, { { PYSEC, A, GHSA_2, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 4, &arena);

    CHECK(groups.of_name[GHSA] != groups.of_name[GHSA_2], "they stay two flaws");
    CHECK(groups.of_name[GHSA_2] == groups.of_name[A], "one may join what it has no record of");
    CHECK(groups.of_name[X] == groups.of_name[GHSA], "the stranger is of the first it names");
    CHECK_INT(groups.refused_joins, 1, "and the other is counted");
}

TEST(what_a_record_says_of_its_own_id_comes_before_what_others_say)
{
    static const Row ROWS[] = { { { X, B, GHSA, END } }, { { PYSEC, GHSA, END } },
                                { { GHSA, A, END } } };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Groups groups = join(ROWS, 3, &arena);

    CHECK(groups.of_name[GHSA] == groups.of_name[A], "its own record knows its CVE");
    CHECK(groups.of_name[PYSEC] == groups.of_name[A], "and who names it is of that CVE");
    CHECK_INT(groups.refused_joins, 1, "the stranger before it is refused");
}
