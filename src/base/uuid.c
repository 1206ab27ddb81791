/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"

#include "base/random.h"

#include <pthread.h>
#include <string.h>

#define RULE_LENGTH    STR("base.uuid-length")
#define RULE_CHARACTER STR("base.uuid-character")
#define RULE_TIME      STR("base.uuid-time")

enum { VERSION_7 = 0x70, VARIANT = 0x80, RAND_A_BITS = 12, RAND_B_BITS = 62 };

static const uint64_t RAND_A_MAX = (1u << RAND_A_BITS) - 1;
static const uint64_t RAND_B_MAX = (UINT64_C(1) << RAND_B_BITS) - 1;

/* Version 7, most significant bits first (RFC 9562 figure 11):
 *
 *     48 bits of milliseconds | 4 version | 12 rand_a | 2 variant | 62 rand_b
 */
typedef struct {
    uint64_t ms, a, b;
} Parts;

bool uuid_equal(const Uuid *a, const Uuid *b)
{
    return uuid_compare(a, b) == 0;
}

int uuid_compare(const Uuid *a, const Uuid *b)
{
    return memcmp(a->bytes, b->bytes, UUID_BYTES);
}

bool uuid_is_nil(const Uuid *uuid)
{
    static const Uuid NIL;

    return uuid_equal(uuid, &NIL);
}

static bool is_dash(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool uuid_parse(Str text, Uuid *out, Err *err)
{
    Uuid uuid = { { 0 } };
    size_t digits = 0;

    for (size_t i = 0; i < text.len && i < UUID_CHARS; i++) {
        int digit = digit_of(text.ptr[i]);

        if (is_dash(i) ? text.ptr[i] != '-' : digit < 0) {
            err_set(err, ERR_SYNTAX, RULE_CHARACTER);
            return err_at(err, i);
        }
        if (is_dash(i))
            continue;
        uuid.bytes[digits / 2] |= (unsigned char)(digit << (digits % 2 ? 0 : 4));
        digits++;
    }
    if (text.len != UUID_CHARS)
        return err_set(err, ERR_SYNTAX, RULE_LENGTH);
    *out = uuid;
    return true;
}

Str uuid_text(const Uuid *uuid, char buffer[UUID_TEXT_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    size_t at = 0;

    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (is_dash(at))
            buffer[at++] = '-';
        buffer[at++] = DIGITS[uuid->bytes[i] >> 4];
        buffer[at++] = DIGITS[uuid->bytes[i] & 15];
    }
    buffer[at] = '\0';
    return (Str){ buffer, at };
}

static uint64_t big_endian(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;

    for (size_t i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void put_big_endian(unsigned char *bytes, size_t count, uint64_t value)
{
    for (; count; value >>= 8)
        bytes[--count] = (unsigned char)value;
}

static Parts parts_of(const Uuid *uuid)
{
    return (Parts){ big_endian(uuid->bytes, 6), big_endian(uuid->bytes + 6, 2) & RAND_A_MAX,
                    big_endian(uuid->bytes + 8, 8) & RAND_B_MAX };
}

static Uuid uuid_of(const Parts *parts)
{
    Uuid uuid;

    put_big_endian(uuid.bytes, 6, parts->ms);
    put_big_endian(uuid.bytes + 6, 2, (uint64_t)VERSION_7 << 8 | parts->a);
    put_big_endian(uuid.bytes + 8, 8, (uint64_t)VARIANT << 56 | parts->b);
    return uuid;
}

/* Within a millisecond the 74 bits count up by a random step of 1 to 2^32, so that an id still
 * cannot be foretold; when they are used up the millisecond counts up. */
static Parts step(Parts last, const Parts *fresh, uint64_t by)
{
    last.b += by;
    if (last.b > RAND_B_MAX) {
        last.b &= RAND_B_MAX;
        last.a++;
    }
    if (last.a > RAND_A_MAX)
        return (Parts){ last.ms + 1, fresh->a, fresh->b };
    return last;
}

Uuid uuid_after(const Uuid *last, uint64_t now_ms, const unsigned char random[UUID_RANDOM_BYTES])
{
    Parts parts = { now_ms, big_endian(random, 2) & RAND_A_MAX,
                    big_endian(random + 2, 8) & RAND_B_MAX };
    Parts before = parts_of(last);

    if (!uuid_is_nil(last) && before.ms >= now_ms)
        parts = step(before, &parts, big_endian(random, 4) + 1);
    return uuid_of(&parts);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Uuid newest; /* of this process */

bool uuid_new(uint64_t now_ms, Uuid *out, Err *err)
{
    unsigned char random[UUID_RANDOM_BYTES];

    if (now_ms > UUID_MS_MAX)
        return err_set(err, ERR_LIMIT, RULE_TIME);
    if (!random_fill(random, sizeof random, err))
        return false;
    pthread_mutex_lock(&mutex);
    *out = newest = uuid_after(&newest, now_ms, random);
    pthread_mutex_unlock(&mutex);
    return true;
}
