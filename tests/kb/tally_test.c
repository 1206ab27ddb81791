/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/tally.h"

static void add(Tally *tally, uint32_t unit, const char *id, const char *a, const char *b)
{
    const RecordAffected affected[] = {
        { .kind = AFFECTED_PACKAGE, .ecosystem = str_of(a), .name = STR("x") },
        { .kind = AFFECTED_PACKAGE, .ecosystem = str_of(b), .name = STR("y") },
    };
    Record record = { .id = str_of(id), .affected = affected,
                      .affected_count = (size_t)(a != NULL) + (b != NULL) };

    CHECK(tally_record(tally, unit, &record), "memory");
}

static Str name_of(const Tally *tallies, size_t count, const bool *units, Arena *arena)
{
    uint32_t numbers[64];
    TallyUnits chosen = { numbers, 0 };
    Str name;

    for (uint32_t u = 0; u < tallies[0].unit_count; u++)
        if (units[u])
            numbers[chosen.count++] = u;
    CHECK(tally_source(tallies, count, &chosen, arena, &name), "memory");
    return name;
}

TEST(a_source_is_called_by_what_ninety_percent_of_its_records_name)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    const bool first[] = { true, false }, both[] = { true, true };
    Tally tallies[2];

    CHECK(tally_new(&arena, 2, &tallies[0]) && tally_new(&arena, 2, &tallies[1]), "memory");
    for (int i = 0; i < 9; i++)
        add(&tallies[i % 2], 0, "DSA-1", "Debian:12", "Debian:11");
    add(&tallies[0], 0, "DSA-2", NULL, NULL);
    CHECK_STR(name_of(tallies, 2, first, &arena), STR("osv/Debian"), "nine of ten, over threads");
    add(&tallies[1], 0, "DSA-3", "npm", NULL);
    CHECK_STR(name_of(tallies, 2, first, &arena), STR("osv/DSA"), "nine of eleven: the prefix");
    add(&tallies[1], 1, "GHSA-1", "npm", NULL);
    CHECK_STR(name_of(tallies, 2, both, &arena), STR("osv/all"), "nothing in common");
}

TEST(a_name_that_could_not_stand_in_a_path_is_not_taken)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const bool only[] = { true };
    Tally tally;

    CHECK(tally_new(&arena, 1, &tally), "memory");
    add(&tally, 0, "../x", "../../etc", NULL);
    CHECK_STR(name_of(&tally, 1, only, &arena), STR("osv/all"), "neither ecosystem nor prefix");
}
