/* SPDX-License-Identifier: Apache-2.0 */
/* golden.h — reports that people have read, kept as files in tests/golden/report/.
 *
 * A report must be the file's bytes (test_golden).
 */
#pragma once

#include "report/report.h"

void golden_check(const char *name, Str got);
/* Writes the report and compares it. */
void golden_report(const char *name, const Scan *scan, const ReportOptions *options);
/* The report as text that lives until the program ends; fails the test when it cannot. */
Str report_text(const Scan *scan, const ReportOptions *options);
/* How often a text holds another. */
size_t count_of(Str text, Str needle);
