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
    static const char *const NAMES[REPORT_FORMATS] = {
        [REPORT_TABLE] = "table", [REPORT_JSON] = "json", [REPORT_JSONL] = "jsonl",
        [REPORT_CSV] = "csv", [REPORT_MARKDOWN] = "markdown", [REPORT_HTML] = "html",
        [REPORT_SARIF] = "sarif", [REPORT_JUNIT] = "junit", [REPORT_CYCLONEDX] = "cyclonedx",
    };
    ReportFormat found;
    Err err = { 0 };

    for (ReportFormat format = 0; format < REPORT_FORMATS; format++) {
        CHECK_OK(report_format_of(str_of(NAMES[format]), &found, &err), &err);
        CHECK_INT(found, format, NAMES[format]);
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
