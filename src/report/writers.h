/* SPDX-License-Identifier: Apache-2.0 */
/* writers.h — the inside of report.h: one writer for each format, one file for each writer. */
#pragma once

#include "report/report.h"

typedef bool ReportWriter(const Scan *scan, const ReportOptions *options, Buf *out, Err *err);

ReportWriter table_write, json_write, jsonl_write, csv_write, markdown_write, html_write,
    sarif_write, junit_write, cyclonedx_write;
