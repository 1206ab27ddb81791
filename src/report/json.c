/* SPDX-License-Identifier: Apache-2.0 */
/* The whole scan as one object, "inro.scan/1": docs/formats/scan-1.schema.json. */
#include "report/duo.h"
#include "report/facts.h"
#include "report/object.h"
#include "report/writers.h"

static void put_items(JsonOut *out, const Scan *scan, Str key, const ScanItem *items, size_t count)
{
    jsonout_key(out, key);
    jsonout_array(out);
    for (size_t i = 0; i < count; i++) {
        object_item(out, scan, &items[i], STR(""));
        buf_pour(out->buf);
    }
    jsonout_array_end(out);
}

static void put_coverage(JsonOut *out, const Scan *scan)
{
    jsonout_key(out, STR("coverage"));
    jsonout_object(out);
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        CoverageList list = FACTS_LISTS[i].list;
        put_items(out, scan, FACTS_LISTS[i].key, scan->coverage[list], scan->coverage_count[list]);
    }
    jsonout_object_end(out);
}

/* Of one of two threads. */
typedef struct {
    JsonOut out; /* inside the array, behind its first element */
    const Scan *scan;
    const ScanFinding *findings;
    FindingTexts texts;
} Writer;

static void writer_put(void *writer_, Buf *buf, size_t first, size_t end)
{
    Writer *writer = writer_;

    writer->out.buf = buf;
    for (size_t i = first; i < end; i++) {
        object_finding_ahead(writer->findings, i, end, &writer->texts);
        object_finding(&writer->out, writer->scan, &writer->findings[i], STR(""), &writer->texts);
        buf_pour(buf);
    }
}

/* All but the first, which shows both writers how the others are separated. */
static void put_others(JsonOut *out, const Scan *scan, const ScanFinding *findings, size_t count)
{
    Writer writer[2];
    Duo duo = { writer_put, { &writer[0], &writer[1] }, count };
    Buf *buf = out->buf;

    for (size_t i = 0; i < ARRAY_LEN(writer); i++)
        writer[i] = (Writer){ *out, scan, findings, finding_texts_new() };
    duo_write(&duo, buf);
    for (size_t i = 0; i < ARRAY_LEN(writer); i++) {
        out->failed |= writer[i].out.failed;
        finding_texts_done(&writer[i].texts);
    }
}

static void put_findings(JsonOut *out, const Scan *scan, Str key, const ScanFinding *findings,
                         size_t count)
{
    CLEANUP(finding_texts_done) FindingTexts texts = finding_texts_new();

    jsonout_key(out, key);
    jsonout_array(out);
    if (count)
        object_finding(out, scan, findings, STR(""), &texts);
    if (count > 1)
        put_others(out, scan, findings + 1, count - 1);
    jsonout_array_end(out);
}

bool json_write(const Scan *scan, const ReportOptions *options, Buf *buf, Err *err)
{
    JsonOut out = jsonout_new(buf, 2);

    (void)options;
    jsonout_object(&out);
    jsonout_str_at(&out, STR("schema"), SCAN_SCHEMA);
    object_tool(&out, scan);
    object_database(&out, scan);
    object_input(&out, scan);
    object_refused(&out, scan);
    object_summary(&out, scan);
    put_coverage(&out, scan);
    put_items(&out, scan, STR("hints"), scan->hints, scan->hint_count);
    put_findings(&out, scan, STR("malware"), scan->malware, scan->malware_count);
    put_findings(&out, scan, STR("findings"), scan->findings, scan->finding_count);
    jsonout_object_end(&out);
    buf_char(buf, '\n');
    return jsonout_done(&out) || err_no_memory(err);
}
