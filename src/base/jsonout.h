/* SPDX-License-Identifier: Apache-2.0 */
/* jsonout.h — writes JSON (RFC 8259) into a Buf, a value at a time.
 *
 *     JsonOut out = jsonout_new(&buf, 2);
 *     jsonout_object(&out);
 *     jsonout_key(&out, STR("score"));
 *     jsonout_decimal(&out, 98, 1);            → 9.8
 *     jsonout_object_end(&out);
 *     if (!jsonout_done(&out)) …
 *
 * Commas and line ends come by themselves. Numbers are written from integers, never from
 * floating point, so the same values give the same bytes on every machine.
 *
 * Failure is sticky, as in buf.h: ask jsonout_done once at the end. Opening too deep, closing
 * what is not open and a value without its key are failures of the caller and end there too.
 */
#pragma once

#include "base/buf.h"

/* Two more than a reader's depth limit: a document can be wrapped when it is written back. */
enum { JSONOUT_DEPTH_MAX = 260, JSONOUT_PLACES_MAX = 9 };

typedef struct {
    Buf *buf;
    unsigned indent; /* 0: all on one line; else spaces a level */
    unsigned depth;
    bool failed;
    bool after_key;
    bool written;                          /* the one top-level value is there */
    unsigned char state[JSONOUT_DEPTH_MAX]; /* of each open level, see jsonout.c */
} JsonOut;

/* indent: 0 or 2. Does not clear the buffer: lines of JSON may follow each other. */
JsonOut jsonout_new(Buf *buf, unsigned indent);

void jsonout_object(JsonOut *out);
void jsonout_object_end(JsonOut *out);
void jsonout_array(JsonOut *out);
void jsonout_array_end(JsonOut *out);
void jsonout_key(JsonOut *out, Str key);

/* Bytes that are no UTF-8 are written as U+FFFD, so that the output always is. */
void jsonout_str(JsonOut *out, Str text);
void jsonout_u64(JsonOut *out, uint64_t value);
void jsonout_bool(JsonOut *out, bool value);
void jsonout_null(JsonOut *out);
/* value / 10^places with exactly that many places: (98, 1) is 9.8. */
void jsonout_decimal(JsonOut *out, uint64_t value, unsigned places);
/* A value that is JSON already, on one line, such as a number kept as it was written. */
void jsonout_raw(JsonOut *out, Str json);

/* Where the key of the next member will stand in the buffer, and members that were taken from
 * there on, written again at the same depth and indent. */
size_t jsonout_next_member(const JsonOut *out);
void jsonout_members(JsonOut *out, Str members);
/* Writes members of an object once more that stand in [from, to) of the buffer, with the separator
 * before the first, which must be right here as well: the first of an object follows none. */
void jsonout_again(JsonOut *out, size_t from, size_t to);

/* A member in one call. */
void jsonout_str_at(JsonOut *out, Str key, Str text);
/* The text, or null when it is empty. */
void jsonout_text_at(JsonOut *out, Str key, Str text);
void jsonout_u64_at(JsonOut *out, Str key, uint64_t value);
void jsonout_bool_at(JsonOut *out, Str key, bool value);
void jsonout_null_at(JsonOut *out, Str key);

/* True when one whole value was written and nothing failed. */
bool jsonout_done(const JsonOut *out) MUST_CHECK;
