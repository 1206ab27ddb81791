/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is read or refused with a column; what is read can be judged and explained. */
#include "report/failon.h"

#include <stdlib.h>

static const ScanSource KEV = { STR_ROW("kev"), 1000, 1, STR_ROW("") };
static const ScanComponent PUMP = { .name = STR_ROW("pump"), .version = STR_ROW("1") };
static const ScanEvidence NO_FIX = { .rule = STR_ROW("purl") };
static const ScanFinding FINDINGS[] = {
    { .component = &PUMP, .evidence = &NO_FIX,
      .flaw = &(const ScanFlaw){ .id = STR_ROW("CVE-1"), .kev = true, .epss_score = 50000,
                                 .severity = SEVERITY_HIGH } },
    { .component = &PUMP, .evidence = &NO_FIX,
      .flaw = &(const ScanFlaw){ .id = STR_ROW("CVE-2"), .epss_score = SCAN_NO_PARTS } },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = arena_new(1 << 20);
    Str text = { (const char *)data, size };
    Scan scan = { .now_s = 2000, .max_age_days = 7, .components = 3, .checked = 2, .unchecked = 1,
                  .database = { true, 1, 1000, STR_ROW(""), &KEV, 1 }, .findings = FINDINGS,
                  .finding_count = ARRAY_LEN(FINDINGS) };
    const FailOn *failon = NULL;
    Err err = { 0 };

    if (failon_parse(text, &arena, &failon, &err)) {
        Buf buf = buf_new(1 << 16);
        FailOnVerdict verdict = failon_evaluate(failon, &scan);
        failon_explain(&verdict, &scan, LANG_JA, &buf);
        if ((buf_str(&buf).len == 0) != (verdict.truth == TRUTH_FALSE))
            abort();
        buf_done(&buf);
    } else if (failon || err.code == ERR_NONE || err.rule.len == 0) {
        abort();
    }
    arena_done(&arena);
    return 0;
}
