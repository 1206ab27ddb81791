/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(every_comparison_of_the_advisories_holds)
{
    static const struct { Scheme scheme; const char *name; } FILES[] = {
        { SCHEME_DEB, "debian-versions.txt" },
        { SCHEME_DEB, "debian-versions-generated.txt" },
        { SCHEME_SEMVER, "semver-versions.txt" },
        { SCHEME_PUB, "pub-versions.txt" },
        { SCHEME_NUGET, "nuget-versions.txt" },
    };
    size_t rows = 0;

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        char path[128];
        snprintf(path, sizeof path, "corpus/version-compare/osv-scalibr/%s", FILES[i].name);
        rows += table_check(FILES[i].scheme, TEST_SHARED(path));
    }
    printf("%zu comparisons\n", rows);
}
