/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <string.h>

TEST(units_of_one_name_are_one_source_with_one_digest)
{
    KbImportReport together, alone;

    folder_begin();
    write_file("a.ndjson", FEED_OSV_A);
    write_file("b.ndjson", FEED_OSV_B);
    alone = import_well(in("one"), PATHS_OF(in("a.ndjson")));
    together = import_well(in("two"), PATHS_OF(in("b.ndjson"), in("a.ndjson")));
    CHECK_INT(together.source_count, 1, "osv/npm twice is osv/npm");
    CHECK_INT(source_of(&together, "osv/npm")->records, 2, "with the records of both");
    CHECK(!str_eq(together.sources[0].digest, alone.sources[0].digest), "another digest");
    CHECK_STR(import_well(in("three"), PATHS_OF(in("a.ndjson"), in("b.ndjson"))).sources[0].digest,
              together.sources[0].digest, "whatever the order");
}

TEST(each_kind_has_its_own_name)
{
    KbImportReport report;

    folder_begin();
    write_file("feeds/nvd.json", FEED_NVD_PAGE);
    write_file("feeds/kev.json", FEED_KEV_LIST);
    write_file("feeds/epss.csv", FEED_EPSS_CSV);
    write_file("feeds/eol.json", FEED_EOL_PAGE);
    report = import_well(in("db"), PATHS_OF(in("feeds")));
    CHECK_INT(report.source_count, 4, "four kinds");
    CHECK_STR(report.sources[0].id, STR("eol"), "sorted");
    CHECK_STR(report.sources[3].id, STR("nvd"), "to the last");
    CHECK_INT(source_of(&report, "eol")->date_s, 1725321600, "endoflife's stamp");
}
