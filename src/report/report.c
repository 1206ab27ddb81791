/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "report/writers.h"

#define RULE_FORMAT STR("report.format")

static const struct { Str name; ReportWriter *write; } FORMAT[REPORT_FORMATS] = {
    [REPORT_TABLE] = { STR_ROW("table"), table_write },
    [REPORT_JSON] = { STR_ROW("json"), json_write },
    [REPORT_JSONL] = { STR_ROW("jsonl"), jsonl_write },
    [REPORT_CSV] = { STR_ROW("csv"), csv_write },
    [REPORT_MARKDOWN] = { STR_ROW("markdown"), markdown_write },
    [REPORT_HTML] = { STR_ROW("html"), html_write },
    [REPORT_SARIF] = { STR_ROW("sarif"), sarif_write },
    [REPORT_JUNIT] = { STR_ROW("junit"), junit_write },
    [REPORT_CYCLONEDX] = { STR_ROW("cyclonedx"), cyclonedx_write },
};

bool report_format_of(Str word, ReportFormat *out, Err *err)
{
    for (ReportFormat format = 0; format < REPORT_FORMATS; format++)
        if (str_eq(word, FORMAT[format].name)) {
            *out = format;
            return true;
        }
    return err_set(err, ERR_USAGE, RULE_FORMAT, word);
}

bool report_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    return FORMAT[options->format].write(scan, options, out, err);
}
