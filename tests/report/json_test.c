/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"

TEST(the_object_is_the_one_of_the_schema)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("scan.json", &scan, &(ReportOptions){ REPORT_JSON, LANG_EN });
    golden_report("zero.json", &zero, &(ReportOptions){ REPORT_JSON, LANG_EN });
    golden_report("scan.jsonl", &scan, &(ReportOptions){ REPORT_JSONL, LANG_EN });
    golden_report("scan.csv", &scan, &(ReportOptions){ REPORT_CSV, LANG_EN });
}
