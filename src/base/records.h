/* SPDX-License-Identifier: Apache-2.0 */
/* records.h — cuts a stream of JSON into its records without parsing it.
 *
 * The first value decides what the source is:
 *
 *     {"head":1,"vulnerabilities":[ R, R, … ],"tail":2}   an array member with a wanted name
 *     [ R, R, … ]                                         an array
 *     R⏎ R⏎ …                                            one value a line (ndjson)
 *     R R …                                               values in a row, or one alone
 *
 * In a line file every line is a record, so a broken line harms no other. A record is only cut
 * out, not checked: json_pool_parse refuses what is no JSON.
 *
 * Threads: a Records belongs to one thread; a batch that was filled may be read by another while
 * the next one is filled, and goes back to be filled again.
 */
#pragma once

#include "base/stream.h"

enum {
    RECORDS_BLOCK_BYTES = 1 << 20,      /* a batch holds about this much                      */
    RECORDS_RECORD_BYTES_MAX = 1 << 27, /* one record, head or tail: memory                   */
    RECORDS_NAME_BYTES_MAX = 64,        /* a wanted member name                               */
};

typedef enum {
    RECORD_VALUE,
    RECORD_HEAD,  /* once, first: an object of the members before the array and an empty array */
    RECORD_FRAME, /* once, last: the whole object with an empty array                          */
} RecordKind;

typedef struct {
    Str text;       /* in the batch; head and frame: in the Records                    */
    uint64_t byte;  /* where it begins in the inflated source                          */
    RecordKind kind;
} RecordText;

/* Records in a block of their own; zero is an empty batch. */
typedef struct {
    RecordText *record;
    size_t count, record_room;
    char *block;
    size_t block_room;
} RecordBatch;
void record_batch_done(RecordBatch *batch);

typedef struct Records Records;
/* `names` are the member names wanted, or none; they must outlive the Records, as the stream. */
MUST_CHECK bool records_open(Stream *stream, const Str *names, size_t name_count, Records **out,
                             Err *err);
void records_close(Records **records);

/* Refills `batch` with the next records; batch->count is 0 at the end of the source.
 * Fails: as stream_read; ERR_SYNTAX where the array around the records is broken or cut off. */
MUST_CHECK bool records_fill(Records *records, RecordBatch *batch, Err *err);
