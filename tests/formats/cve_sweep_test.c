/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_sweep.h"
#include "feed_helper.h"

#define FROM_TO(a, b) .lower = STR_ROW(a), .lower_inclusive = true, .upper = STR_ROW(b)
#define A(a, b)       { FROM_TO(a, b), .fixed_known = true }
#define AI(a, b)      { FROM_TO(a, b), .upper_inclusive = true }
#define U(a, b)       { FROM_TO(a, b), .unaffected = true, .fixed_known = true }
#define ONE(a)        { .lower = STR_ROW(a), .lower_inclusive = true, .exact = true }
#define NOT(a)        { .lower = STR_ROW(a), .lower_inclusive = true, .exact = true, \
                        .unaffected = true }
#define FROM(a)       { .lower = STR_ROW(a), .lower_inclusive = true }
#define UFROM(a)      { .lower = STR_ROW(a), .lower_inclusive = true, .unaffected = true }
#define UNTIL(b)      { .upper = STR_ROW(b), .fixed_known = true }
#define UUNTIL(b)     { .upper = STR_ROW(b), .unaffected = true, .fixed_known = true }
#define ALL           { .exact = false }

enum { RANGES_MAX = 5 };

static const struct {
    RecordRange ranges[RANGES_MAX];
    size_t count;
    bool by_default;
    const char *want, *why;
} ROWS[] = {
    { { ALL }, 0, false, "", "nothing is said" },
    { { ALL }, 0, true, "(,)", "all by default" },
    { { ALL }, 1, false, "(,)", "all by a range" },
    { { A("3", "4"), A("1", "2") }, 2, false, "[3,4)+ [1,2)+", "affected only: as they are" },
    { { A("1", "2"), A("3", "4"), NOT("9") }, 3, false, "[1,2)+ [3,4)+", "apart" },
    { { A("3", "4"), A("1", "2"), NOT("9") }, 3, false, "[1,2)+ [3,4)+", "sorted" },
    { { A("1", "3"), A("2", "4"), NOT("9") }, 3, false, "[1,4)+", "one over the other" },
    { { A("1", "2"), A("2", "3"), NOT("9") }, 3, false, "[1,3)+", "touching" },
    { { AI("1", "2"), A("2", "3"), NOT("9") }, 3, false, "[1,3)+", "sharing one version" },
    { { A("1", "3"), NOT("2") }, 2, false, "[1,2)+ (2,3)+", "one version out of it" },
    { { A("1", "9"), U("3", "5") }, 2, false, "[1,3)+ [5,9)+", "a hole" },
    { { A("1", "9"), U("3", "12") }, 2, false, "[1,3)+", "the rest is unaffected" },
    { { U("3", "5") }, 1, true, "(,3)+ [5,)", "the complement" },
    { { UUNTIL("3"), U("4", "5"), UFROM("6") }, 3, true, "[3,4)+ [5,6)+", "the kernel's way" },
    { { UUNTIL("3"), ONE("3"), UFROM("6") }, 3, true, "[3,6)+", "… with its first version" },
    { { ONE("2"), ONE("1"), NOT("9") }, 3, false, "=1 =2", "single versions" },
    { { ONE("1"), A("1", "2"), NOT("9") }, 3, false, "[1,2)+", "one inside a range" },
    { { FROM("2"), NOT("1") }, 2, false, "[2,)", "unfixed" },
    { { UNTIL("2"), NOT("9") }, 2, false, "(,2)+", "from the beginning" },
    { { A("3", "2"), NOT("9") }, 2, false, "", "nothing lies between 3 and 2" },
    { { A("3", "2"), A("1", "4"), NOT("9") }, 3, false, "[1,4)+", "… which harms no other" },
    { { A("2", "2"), NOT("9") }, 2, false, "", "nothing lies between 2 and 2" },
};

TEST(what_is_affected_is_the_ranges_without_what_is_not)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Arena arena = arena_new(1 << 20);
        RecordDraft draft = record_draft(STR("test"), &arena);
        RecordRange ranges[RANGES_MAX];
        Array list = { ranges, ROWS[i].count, ROWS[i].count }, out = { 0 };
        Statement statement = { &list, SCHEME_GENERIC, ROWS[i].by_default };
        bool resolved;
        Err err = { 0 };

        memcpy(ranges, ROWS[i].ranges, sizeof ranges);
        CHECK_OK(statement_resolve(&draft, &statement, &out, &resolved, &err), &err);
        CHECK(resolved, ROWS[i].why);
        CHECK_STR(str_of(helper_ranges(&(RecordAffected){ .ranges = out.items,
                                                          .range_count = out.count })),
                  str_of(ROWS[i].want), ROWS[i].why);
        arena_done(&arena);
    }
}

TEST(bounds_without_order_are_not_resolved)
{
    Arena arena = arena_new(1 << 20);
    RecordDraft draft = record_draft(STR("test"), &arena);
    RecordRange ranges[] = { A("1.0.0", "two"), NOT("3.0.0") };
    Array list = { ranges, 2, 2 }, out = { 0 };
    Statement statement = { &list, SCHEME_SEMVER, false };
    bool resolved;
    Err err = { 0 };

    CHECK_OK(statement_resolve(&draft, &statement, &out, &resolved, &err), &err);
    CHECK(!resolved, "two is no SemVer");
    CHECK_INT(out.count, 0, "untouched");
    arena_done(&arena);
}
