/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "kb/columns.h"

TEST(an_entry_without_cve_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Columns columns = columns_new(&arena, FEED_KEV);
    bool refused;

    CHECK(columns_kev(&columns, &(KevEntry){ STR("CVE-2024-0001"), 1, 2, false }, &refused),
          "memory");
    CHECK(!refused, "a CVE");
    CHECK(columns_kev(&columns, &(KevEntry){ STR("GHSA-1"), 1, 2, false }, &refused), "memory");
    CHECK(refused && columns.kev.count == 1, "not one");
    CHECK(columns_epss(&columns, &(EpssRow){ STR("CVE-1"), 1, 2 }, &refused), "memory");
    CHECK(refused, "nor this");
}

TEST(identifiers_are_named_alike_however_they_are_written)
{
    static const char *const ROWS[][2] = {
        { "pkg:generic/PostgreSQL@15?arch=x#sub", "pkg:generic/PostgreSQL" },
        { "pkg:deb/debian/openssl", "" }, /* its support is Debian's */
        { "pkg:rpm/redhat/openssl", "" },
        { "pkg:apk/alpine/openssl", "" },
        { "cpe:2.3:a:Postgresql:PostgreSQL:15:*:*:*:*:*:*:*", "a:postgresql:postgresql" },
        { "cpe:/a:postgresql:postgresql", "a:postgresql:postgresql" },
        { "a:postgresql:postgresql", "a:postgresql:postgresql" },
        { "PostgreSQL", "postgresql" },
        { "pkg:", "" },
        { "cpe:nonsense", "" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Str name;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(columns_identifier(str_of(ROWS[i][0]), &arena, &name), "memory");
        CHECK_STR(name, str_of(ROWS[i][1]), ROWS[i][0]);
    }
}
