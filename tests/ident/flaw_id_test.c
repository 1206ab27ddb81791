/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/flaw_id.h"

#include "test.h"

static const struct {
    const char *text, *want, *why;
} ROWS[] = {
    { "CVE-2021-44228", "CVE-2021-44228", "as the CVE Program writes it" },
    { "cve-2021-44228", "CVE-2021-44228", "small letters" },
    { " Cve-2021-44228\n", "CVE-2021-44228", "with white space" },
    { "ghsa-JFH8-C2JP-5V3Q", "GHSA-jfh8-c2jp-5v3q", "GitHub's letters are small" },
    { "pysec-2021-1", "PYSEC-2021-1", "a prefix in capitals" },
    { "debian-cve-2021-1", "DEBIAN-CVE-2021-1", "a CVE inside" },
    { "OPENSUSE-SU-2021:1", "openSUSE-SU-2021:1", "a prefix of both" },
    { "bit-Redis-2022-1", "BIT-Redis-2022-1", "a product's name is kept" },
    { "acme-X-1", "acme-X-1", "a scheme we do not know" },
    { "CVE-", "CVE-", "nothing behind the prefix" },
    { "", "", "no id" },
};

TEST(an_id_is_written_in_the_case_of_its_scheme)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
        Str got;

        CHECK(flaw_id_canonical(str_of(ROWS[i].text), &arena, &got), "memory");
        CHECK_STR(got, str_of(ROWS[i].want), ROWS[i].why);
    }
}

TEST(without_memory_an_id_is_not_changed)
{
    CLEANUP(arena_done) Arena arena = arena_new(0);
    Str got;

    CHECK(flaw_id_canonical(STR("CVE-2021-1"), &arena, &got), "nothing to change");
    CHECK(!flaw_id_canonical(STR("cve-2021-1"), &arena, &got), "no memory");
}
