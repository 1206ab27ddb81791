/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as lines of JSON, each naming its kind: `scan` (schema, tool, database, input,
 * summary) first, then each `finding`, `malware`, `coverage` (with its list) and `hint`. */
#include "report/duo.h"
#include "report/facts.h"
#include "report/object.h"
#include "report/writers.h"

static bool put_header(Buf *buf, const Scan *scan)
{
    JsonOut out = jsonout_new(buf, 0);

    jsonout_object(&out);
    jsonout_str_at(&out, STR("kind"), STR("scan"));
    jsonout_str_at(&out, STR("schema"), SCAN_SCHEMA);
    object_tool(&out, scan);
    object_database(&out, scan);
    object_input(&out, scan);
    object_refused(&out, scan);
    object_summary(&out, scan);
    jsonout_object_end(&out);
    buf_char(buf, '\n');
    return jsonout_done(&out);
}

/* Of one of two threads. */
typedef struct {
    const Scan *scan;
    const ScanFinding *findings;
    Str kind;
    FindingTexts texts;
    bool failed;
} Writer;

static void writer_put(void *writer_, Buf *buf, size_t first, size_t end)
{
    Writer *writer = writer_;

    for (size_t i = first; i < end && !writer->failed; i++) {
        JsonOut out = jsonout_new(buf, 0);
        object_finding_ahead(writer->findings, i, end, &writer->texts);
        object_finding(&out, writer->scan, &writer->findings[i], writer->kind, &writer->texts);
        buf_char(buf, '\n');
        writer->failed = !jsonout_done(&out);
        buf_pour(buf);
    }
}

static bool put_findings(Buf *buf, const Scan *scan, Str kind, const ScanFinding *findings,
                         size_t count)
{
    Writer writer[2];
    Duo duo = { writer_put, { &writer[0], &writer[1] }, count };
    bool done = true;

    for (size_t i = 0; i < ARRAY_LEN(writer); i++)
        writer[i] = (Writer){ scan, findings, kind, finding_texts_new(), false };
    duo_write(&duo, buf);
    for (size_t i = 0; i < ARRAY_LEN(writer); i++) {
        done &= !writer[i].failed;
        finding_texts_done(&writer[i].texts);
    }
    return done;
}

static bool put_items(Buf *buf, const Scan *scan, Str kind, const ScanItem *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        JsonOut out = jsonout_new(buf, 0);
        object_item(&out, scan, &items[i], kind);
        buf_char(buf, '\n');
        if (!jsonout_done(&out))
            return false;
        buf_pour(buf);
    }
    return true;
}

/* The kinds of coverage lines, one for each list. */
static bool put_coverage(Buf *buf, const Scan *scan)
{
    static const Str KINDS[COVERAGE_LISTS] = {
        [COVERAGE_INVALID_IDENTIFIER] = STR_ROW("coverage.invalid_identifier"),
        [COVERAGE_WITHOUT_IDENTIFIER] = STR_ROW("coverage.without_identifier"),
        [COVERAGE_WITHOUT_DATA] = STR_ROW("coverage.without_data"),
        [COVERAGE_VERSION_NOT_COMPARABLE] = STR_ROW("coverage.version_not_comparable"),
        [COVERAGE_NOTES] = STR_ROW("coverage.notes"),
    };

    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        CoverageList list = FACTS_LISTS[i].list;
        if (!put_items(buf, scan, KINDS[list], scan->coverage[list], scan->coverage_count[list]))
            return false;
    }
    return true;
}

bool jsonl_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    (void)options;
    return (put_header(out, scan) &&
            put_findings(out, scan, STR("finding"), scan->findings, scan->finding_count) &&
            put_findings(out, scan, STR("malware"), scan->malware, scan->malware_count) &&
            put_coverage(out, scan) &&
            put_items(out, scan, STR("hint"), scan->hints, scan->hint_count)) ||
           err_no_memory(err);
}
