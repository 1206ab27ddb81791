/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a stream of records: values come in order, each is what stands at its byte, and
 * they do not overlap. */
#include "base/records.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_batch(const RecordBatch *batch, Str source, uint64_t *behind)
{
    for (size_t i = 0; i < batch->count; i++) {
        const RecordText *record = &batch->record[i];

        if (record->kind != RECORD_VALUE)
            continue;
        assert(record->byte >= *behind && record->byte + record->text.len <= source.len);
        assert(memcmp(source.ptr + record->byte, record->text.ptr, record->text.len) == 0);
        *behind = record->byte + record->text.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const Str NAMES[] = { STR_ROW("vulnerabilities"), STR_ROW("result") };
    CLEANUP(stream_close) Stream *stream = NULL;
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(record_batch_done) RecordBatch batch = { 0 };
    Str source = { (const char *)bytes, size };
    uint64_t behind = 0;
    Err err = { 0 };

    if (!stream_open_bytes(source, "fuzz", NULL, &stream, &err)
        || stream_kind(stream) != STREAM_PLAIN
        || !records_open(stream, NAMES, ARRAY_LEN(NAMES), &records, &err))
        return 0;
    while (records_fill(records, &batch, &err) && batch.count)
        check_batch(&batch, source, &behind);
    return 0;
}
