/* SPDX-License-Identifier: Apache-2.0 */
/* uuid.h — names that two installations never give twice.
 *
 * A Uuid is sixteen bytes in the order they are written, so that memory order, text order and, for
 * version 7, the order of making are the same. Its text has 36 characters in small letters; no
 * other form is read, because one thing shall have one name in hashed and signed bytes.
 *
 * Source: RFC 9562, sections 4 (format), 5.7 (version 7), 6.2 method 2 (many in a millisecond).
 */
#pragma once

#include "base/err.h"

enum { UUID_BYTES = 16, UUID_CHARS = 36, UUID_TEXT_BYTES = UUID_CHARS + 1, UUID_RANDOM_BYTES = 10 };
#define UUID_MS_MAX ((UINT64_C(1) << 48) - 1) /* milliseconds since 1970 that version 7 can hold */

typedef struct {
    unsigned char bytes[UUID_BYTES];
} Uuid;

bool uuid_equal(const Uuid *a, const Uuid *b);
int uuid_compare(const Uuid *a, const Uuid *b); /* <0, 0, >0 */
bool uuid_is_nil(const Uuid *uuid);             /* all zero: none */

/* Fails: ERR_SYNTAX with the byte. Any version is read. */
MUST_CHECK bool uuid_parse(Str text, Uuid *out, Err *err);
/* The 36 characters in `buffer`, ended by NUL. */
Str uuid_text(const Uuid *uuid, char buffer[UUID_TEXT_BYTES]);

/* A new id of version 7 for the time `now_ms` (milliseconds since 1970, UTC). Each is greater than
 * all that this process was given before, also within a millisecond and when the clock went back:
 * the time in an id is therefore a hint and never a fact about an event.
 * Fails: ERR_IO without randomness; ERR_LIMIT past UUID_MS_MAX. Threads: any. */
MUST_CHECK bool uuid_new(uint64_t now_ms, Uuid *out, Err *err);

/* The rule behind it, for tests and for replaying: the id for `now_ms`, made of 74 of the 80 random
 * bits; the one that follows `last` where that is not from before `now_ms`. A nil `last`: none. */
Uuid uuid_after(const Uuid *last, uint64_t now_ms, const unsigned char random[UUID_RANDOM_BYTES]);
