/* SPDX-License-Identifier: Apache-2.0 */
/* canonical.h — the one way to write a JSON value, so that it can be hashed and signed.
 *
 * Source: RFC 8785 (JCS): no white space, members by the UTF-16 code units of their names (3.2.3),
 * strings with the fewest escapes (3.2.2.2), numbers as ECMAScript writes doubles (3.2.2.3).
 * Refused as RFC 7493 (I-JSON) asks: a name twice in one object, half of a surrogate pair, a
 * number no double can hold. An integer whose digits would change by being read as a double, such
 * as 9007199254740993, is refused, too: a record keeps such numbers as text.
 *
 * Limits: JSON_DEPTH_MAX of json.h; the caps of the arena and the buffer.
 * Threads: every function is pure; the locale of the program plays no part.
 */
#pragma once

#include "base/buf.h"
#include "base/json.h"

/* Adds the canonical form of `json`, which was parsed without JSON_RAW_NUMBERS, to `out`; `scratch`
 * holds the order of members while it is needed.
 * Fails: ERR_STRUCTURE for a name that stands twice, ERR_LIMIT for numbers and memory, each with
 * the names and places that lead there. On failure *out is as it was, but for memory. */
MUST_CHECK bool canonical_write(const Json *json, Arena *scratch, Buf *out, Err *err);

/* The same of a text, which is JSON by RFC 8259 (else ERR_SYNTAX, ERR_LIMIT, with the byte). */
MUST_CHECK bool canonical_of(Str text, Arena *scratch, Buf *out, Err *err);

/* Whether `text` is its own canonical form, byte for byte; else ERR_SYNTAX with the first byte
 * that differs, or what canonical_of says. */
MUST_CHECK bool canonical_is(Str text, Arena *scratch, Err *err);

/* A finite number in `buffer`, not ended by NUL: the fewest digits that read back as `value`. */
enum { CANONICAL_NUMBER_BYTES = 40 };
Str canonical_number(double value, char buffer[CANONICAL_NUMBER_BYTES]);
