/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(semver_order_follows_the_standard)
{
    table_check(SCHEME_SEMVER, "semver.data");
}

TEST(each_ecosystem_bends_semver_its_own_way)
{
    static const struct { Scheme scheme; const char *name; } ROWS[] = {
        { SCHEME_NPM, "npm.data" },     { SCHEME_GOLANG, "golang.data" },
        { SCHEME_CARGO, "cargo.data" }, { SCHEME_PUB, "pub.data" },
        { SCHEME_HEX, "cargo.data" },   { SCHEME_SWIFT, "cargo.data" },
        { SCHEME_NUGET, "nuget.data" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        table_check(ROWS[i].scheme, ROWS[i].name);
}
