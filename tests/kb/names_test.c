/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/names.h"

TEST(a_cve_number_is_read_in_one_spelling_and_any_case)
{
    static const struct { Str id; uint64_t year, number; } ROWS[] = {
        { STR_ROW("CVE-2024-0001"), 2024, 1 },
        { STR_ROW("CVE-2024-12345"), 2024, 12345 },
        { STR_ROW("CVE-1999-999999999999"), 1999, 999999999999 },
        { STR_ROW("CVE-2024-01234"), 0, 0 },
        { STR_ROW("CVE-2024-123"), 0, 0 },
        { STR_ROW("CVE-2024-0000"), 0, 0 },
        { STR_ROW("cve-2024-1234"), 2024, 1234 },
        { STR_ROW("CVE-2024-1234 "), 0, 0 },
        { STR_ROW("CVE-0024-1234"), 0, 0 },
        { STR_ROW("CVE-2024_1234"), 0, 0 },
        { STR_ROW("GHSA-2024-1234"), 0, 0 },
        { STR_ROW(""), 0, 0 },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK(kb_cve_number(ROWS[i].id) == (ROWS[i].year << 40 | ROWS[i].number), ROWS[i].id.ptr);
}

TEST(a_product_name_is_folded)
{
    static const struct { Str vendor, product; const char *want; } ROWS[] = {
        { STR_ROW("The Maker, Inc."), STR_ROW("Pump  App"), "the_maker_inc:pump_app" },
        { STR_ROW("the_maker_inc"), STR_ROW("pump_app"), "the_maker_inc:pump_app" },
        { STR_ROW("gnu"), STR_ROW("libstdc++"), "gnu:libstdc++" },
        { STR_ROW(""), STR_ROW("-"), ":" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    Str name;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(kb_product_name(ROWS[i].vendor, ROWS[i].product, &arena, &name), "memory");
        CHECK_STR(name, str_of(ROWS[i].want), ROWS[i].want);
    }
}

TEST(a_repository_has_one_name_however_it_is_reached)
{
    static const char *const ROWS[][2] = {
        { "https://github.com/Maker/Pump.git", "github.com/maker/pump" },
        { "git://user@github.com/maker/pump/", "github.com/maker/pump" },
        { "git@github.com:maker/pump.git", "github.com/maker/pump" },
        { "ssh://git@git.maker.example:2222/pump", "git.maker.example/pump" },
        { "https://git.maker.example/cgit/pump?h=main#readme", "git.maker.example/cgit/pump" },
        { "github.com/maker/pump", "github.com/maker/pump" },
        { "", "" },
        { ":", "" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    Str name, again;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(kb_repository_name(str_of(ROWS[i][0]), &arena, &name), "memory");
        CHECK_STR(name, str_of(ROWS[i][1]), ROWS[i][0]);
        CHECK(kb_repository_name(name, &arena, &again), "memory");
        CHECK_STR(again, name, "folding twice changes nothing");
    }
}

TEST(a_prefix_keeps_the_order_of_its_keys)
{
    CHECK(kb_key_prefix(STR("a")) < kb_key_prefix(STR("b")), "order");
    CHECK(kb_key_prefix((Str){ 0 }) == 0, "nothing is the least");
    CHECK(kb_key_prefix(STR("abcdefgh")) == kb_key_prefix(STR("abcdefghi")), "eight bytes");
}
