/* SPDX-License-Identifier: Apache-2.0 */
/* narrative.h — what every report says in sentences: the outcome, what was not checked, how old
 * the data is. Each function adds whole sentences without a line end.
 */
#pragma once

#include "base/buf.h"
#include "model/scan.h"

/* How many findings; with none, among how many components that could be checked. Never a bare
 * "nothing found". */
void narrative_headline(const Scan *scan, Lang lang, Buf *out);
/* How many components were checked and how many were not. */
void narrative_coverage(const Scan *scan, Lang lang, Buf *out);
/* From when the data is. */
void narrative_age(const Scan *scan, Lang lang, Buf *out);
/* What is wrong with an item of coverage or hints: the sentence of its rule. */
void narrative_rule(const ScanItem *item, Lang lang, Buf *out);
/* "log4j-core 2.14.1 is affected by CVE-2021-44228.", what is known of exploits and fixes, and
 * what the record says. What was decided to be harmless is only "in the range of" it. */
void narrative_finding(const Scan *scan, const ScanFinding *finding, Lang lang, Buf *out);

/* What lowers the worth of the answer: inputs that were refused or that a release has not, old
 * or missing sources. */
enum { NARRATIVE_WARNINGS_MAX = 8 };
typedef struct {
    Str rule, source; /* sentence, and the id of the source when it has one */
    int64_t date_s;
    size_t count;
} NarrativeWarning;
size_t narrative_warnings(const Scan *scan, NarrativeWarning out[NARRATIVE_WARNINGS_MAX]);
void narrative_warning(const NarrativeWarning *warning, const Scan *scan, Lang lang, Buf *out);
