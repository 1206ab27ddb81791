/* SPDX-License-Identifier: Apache-2.0 */
/* feed_helper.h — what the tests of the feed readers share: records from inline JSON and from
 * whole feeds of the shared data. */
#pragma once

#include "formats/feed.h"
#include "test.h"

typedef bool RecordReader(const Json *json, Str source_name, Arena *arena, Record *out,
                          Err *err);

/* Reads inline JSON with single quotes for double ones; the record lives until the next call. */
bool helper_read(RecordReader *reader, const char *json, Record *out, Err *err);
/* The message of the refusal, in English; fails the test when the record is read. */
const char *helper_refusal(RecordReader *reader, const char *json);

/* The ranges of an affected entry, one after the other: "[a,b)" with open ends empty, "=a" exact,
 * "!" before an unaffected one, "+" behind one whose end is a fixed version. */
const char *helper_ranges(const RecordAffected *affected);
/* "vendor:product[a,b)" of each criterion, nodes as "AND{OR{…} …}", "!" before a negated one. */
const char *helper_nodes(const Record *record);

/* What became of the records of a feed. */
typedef struct {
    size_t read, refused, state[RECORD_STATES], affected, ranges, scores, left_out, nodes,
        criteria, not_comparable;
    char first_refusal[ERR_TEXT_BYTES];
} Tally;
/* Reads every record of a feed file (.zst or plain) and prints the counts. */
Tally helper_walk(const char *path, RecordReader *reader);
/* The first bytes of a file, inflated; *whole when they are all of it. */
Str helper_head(const char *path, bool *whole);

typedef bool ValueEach(const Json *value, void *context);
/* Hands every record of a feed file to `each` as JSON; returns how many. */
size_t helper_values(const char *path, ValueEach *each, void *context);
