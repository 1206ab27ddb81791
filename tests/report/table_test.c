/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "golden.h"
#include "sample.h"

TEST(the_table_reads_well_on_a_pipe_and_on_a_terminal)
{
    Scan scan = sample_scan(), zero = sample_zero();

    golden_report("table.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    golden_report("table.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA });
    golden_report("table-80.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 80 });
    golden_report("table-80.ja.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_JA, 80 });
    golden_report("table-colour.en.txt", &scan, &(ReportOptions){ REPORT_TABLE, LANG_EN, 120, true });
    golden_report("table-zero.en.txt", &zero, &(ReportOptions){ REPORT_TABLE, LANG_EN });
    golden_report("table-zero.ja.txt", &zero, &(ReportOptions){ REPORT_TABLE, LANG_JA });
}
