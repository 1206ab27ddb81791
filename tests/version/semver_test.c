/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(semver_order_follows_the_standard)
{
    table_check(SCHEME_SEMVER, test_source_path("tests/data/semver.data"));
}

TEST(each_ecosystem_bends_semver_its_own_way)
{
    static const struct { Scheme scheme; const char *path; } ROWS[] = {
        { SCHEME_NPM, "tests/data/npm.data" },     { SCHEME_GOLANG, "tests/data/golang.data" },
        { SCHEME_CARGO, "tests/data/cargo.data" }, { SCHEME_PUB, "tests/data/pub.data" },
        { SCHEME_HEX, "tests/data/cargo.data" },   { SCHEME_SWIFT, "tests/data/cargo.data" },
        { SCHEME_NUGET, "tests/data/nuget.data" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        table_check(ROWS[i].scheme, test_source_path(ROWS[i].path));
}
