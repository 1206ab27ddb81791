/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every format; each format's own file has its particulars. */
#include "test.h"

#include "golden.h"
#include "report/report.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>

TEST(every_format_is_found_by_its_name)
{
    ReportFormat found;
    Err err = { 0 };

    for (ReportFormat format = 0; format < REPORT_FORMATS; format++) {
        CHECK_OK(report_format_of(report_format_name(format), &found, &err), &err);
        CHECK_INT(found, format, "its own name");
    }
}

TEST(an_unknown_format_is_refused)
{
    ReportFormat found = REPORT_CSV;
    Err err = { 0 };

    CHECK(!report_format_of(STR("pdf"), &found, &err), "no such format");
    CHECK(err.code == ERR_USAGE && found == REPORT_CSV, "usage; nothing is written");
    CHECK(!report_format_of(STR("JSON"), &found, &err), "names are lower case");
}
