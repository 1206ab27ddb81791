/* SPDX-License-Identifier: Apache-2.0 */
/* json.h — JSON by RFC 8259; the only file that sees yyjson.
 *
 * A document is one value, UTF-8, nothing after it. Depth is limited (JSON_DEPTH_MAX).
 * Values are read-only and live, with their strings, in the arena or pool they were parsed into.
 * Walk objects with JsonIter; json_get scans linearly.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { JSON_DEPTH_MAX = 256 };

typedef struct yyjson_val Json;
typedef enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;

/* What a document of strangers may not hold; feeds are read without the first two for speed. */
typedef enum {
    JSON_PLAIN = 0,
    JSON_UNIQUE_KEYS = 1 << 0, /* a key twice in one object is refused, naming the key */
    JSON_NO_NUL = 1 << 1,      /* \u0000 in a string is refused                        */
    JSON_ALLOW_BOM = 1 << 2,   /* a UTF-8 byte order mark at the front is skipped      */
    JSON_RAW_NUMBERS = 1 << 3, /* numbers are kept as text, for json_raw_number alone  */
} JsonFlags;

/* Parses a whole document into `arena`.
 * Fails: ERR_SYNTAX with the byte and rule; ERR_STRUCTURE for doubled keys; ERR_LIMIT. */
MUST_CHECK bool json_parse(Str text, unsigned flags, Arena *arena, const Json **out, Err *err);

/* As json_parse, in half the memory: strings stay in `text`, which must be writable and followed by
 * IO_PAD_BYTES zero bytes, as io_read_all and stream_read_document leave it. The text is spoiled,
 * also on failure; strings live as long as it does, values as long as `values`, which may end once
 * they were walked. A refusal for depth names the byte of the nearest string before. */
MUST_CHECK bool json_parse_in_place(Str text, unsigned flags, Arena *values, const Json **out,
                                    Err *err);

/* A reused block of memory for record-by-record parsing: each parse forgets the one before. */
typedef struct JsonPool JsonPool;
JsonPool *json_pool_new(void);
void json_pool_free(JsonPool *pool);
/* As json_parse; the value lives until the next call with this pool. The pool grows as needed. */
MUST_CHECK bool json_pool_parse(JsonPool *pool, Str text, unsigned flags, const Json **out,
                                Err *err);

/* The objects of an array that stands in a long text, one after the other in little memory: the
 * text itself is not changed. Whatever is not plain there (another kind of element, too deep, a
 * mistake) is refused without a place: who needs one parses the whole text. */
typedef struct JsonElements JsonElements;
/* `at` is just behind the opening bracket; a value there may lie as deep as JSON_DEPTH_MAX allows
 * `around` levels outside it. NULL without memory. */
JsonElements *json_elements_new(Str text, size_t at, unsigned flags, size_t around);
void json_elements_free(JsonElements *elements);
/* The next object, valid with its strings until the next call; *out is NULL behind the last one.
 * Fails: ERR_SYNTAX, ERR_STRUCTURE, ERR_LIMIT. */
MUST_CHECK bool json_elements_next(JsonElements *elements, const Json **out, Err *err);
/* How far was read: behind the last object, then on the closing bracket. */
size_t json_elements_at(const JsonElements *elements);
/* Makes a string of the newest object outlive it: points it to the text when it stands there as it
 * is, without escapes, else copies it to `arena`. Other strings are left alone. False without
 * memory. */
MUST_CHECK bool json_elements_settle(const JsonElements *elements, Str *string, Arena *arena);

JsonKind json_kind(const Json *json); /* NULL counts as JSON_NULL */
Str json_str(const Json *json);       /* empty when it is no string */
bool json_is_str(const Json *json);
bool json_bool(const Json *json);     /* false when it is no boolean */
bool json_i64(const Json *json, int64_t *out); /* integers only */
bool json_u64(const Json *json, uint64_t *out); /* integers from 0 on */
bool json_double(const Json *json, double *out);
/* A number as it was written; empty when it is none or was parsed without JSON_RAW_NUMBERS. */
Str json_raw_number(const Json *json);
size_t json_count(const Json *json);  /* elements or members; 0 for the rest */
const Json *json_get(const Json *object, Str key); /* NULL when absent or no object */

typedef struct {
    const Json *at;
    size_t left;
    bool object;
} JsonIter;
JsonIter json_iter(const Json *array_or_object); /* empty for anything else */
bool json_next(JsonIter *iter, Str *key, const Json **value); /* key is empty in arrays */
