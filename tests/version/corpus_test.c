/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(every_comparison_of_the_advisories_holds)
{
    static const struct { Scheme scheme; const char *name; } FILES[] = {
        { SCHEME_APK, "alpine-versions.txt" },
        { SCHEME_APK, "alpine-versions-generated.txt" },
        { SCHEME_CRAN, "cran-versions.txt" },
        { SCHEME_CRAN, "cran-versions-generated.txt" },
        { SCHEME_DEB, "debian-versions.txt" },
        { SCHEME_DEB, "debian-versions-generated.txt" },
        { SCHEME_HACKAGE, "hackage-versions.txt" },
        { SCHEME_MAVEN, "maven-versions.txt" },
        { SCHEME_MAVEN, "maven-versions-generated.txt" },
        { SCHEME_NUGET, "nuget-versions.txt" },
        { SCHEME_COMPOSER, "packagist-versions.txt" },
        { SCHEME_COMPOSER, "packagist-versions-generated.txt" },
        { SCHEME_PUB, "pub-versions.txt" },
        { SCHEME_PYPI, "pypi-versions.txt" },
        { SCHEME_PYPI, "pypi-versions-generated.txt" },
        { SCHEME_RPM, "redhat-versions.txt" },
        { SCHEME_GEM, "rubygems-versions.txt" },
        { SCHEME_GEM, "rubygems-versions-generated.txt" },
        { SCHEME_SEMVER, "semver-versions.txt" },
    };
    size_t rows = 0, wrong = 0;

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        char path[128];
        snprintf(path, sizeof path, "corpus/version-compare/osv-scalibr/%s", FILES[i].name);
        Table table = table_read(FILES[i].scheme, TEST_SHARED(path));
        rows += table.rows;
        wrong += table.wrong;
    }
    printf("%zu comparisons, %zu wrong\n", rows, wrong);
    CHECK_INT(wrong, 0, "all of them");
    CHECK_INT(rows, 71818, "as many as the corpus says");
}
