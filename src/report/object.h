/* SPDX-License-Identifier: Apache-2.0 */
/* object.h — the parts of a scan as JSON values: docs/formats/scan-1.schema.json. */
#pragma once

#include "base/jsonout.h"
#include "model/scan.h"
#include "report/slices.h"

#define SCAN_SCHEMA STR("inro.scan/1")
#define TOOL_NAME   STR("inro")

/* Each writes one member (key and value), or one value where it says so. */
void object_tool(JsonOut *out, const Scan *scan);
void object_database(JsonOut *out, const Scan *scan);
void object_database_value(JsonOut *out, const ScanDatabase *database); /* a value */
void object_input(JsonOut *out, const Scan *scan);
void object_refused(JsonOut *out, const Scan *scan);
void object_summary(JsonOut *out, const Scan *scan);
/* The member `record`: what the record says of a finding. */
void object_verdict(JsonOut *out, const ScanVerdict *verdict);
void object_item(JsonOut *out, const Scan *scan, const ScanItem *item, Str kind);

/* What was written before is written again as it stands: findings of one report share flaws,
 * evidence and components. Handed from finding to finding; all of the same kind and indent. */
typedef struct {
    Slices components;
    SliceOne flaw, evidence; /* the last ones: findings are sorted by flaw */
} FindingTexts;
FindingTexts finding_texts_new(void);
void finding_texts_done(FindingTexts *texts);
/* Asks the memory for what findings[i] will need, some findings before its turn. */
void object_finding_ahead(const ScanFinding *findings, size_t i, size_t end,
                          const FindingTexts *texts);
void object_finding(JsonOut *out, const Scan *scan, const ScanFinding *finding, Str kind,
                    FindingTexts *texts);
