/* SPDX-License-Identifier: Apache-2.0 */
#include "version/key.h"

#include <string.h>

enum {
    SMALL_MAX = 111,       /* the largest number of one byte */
    WIDE_FIRST = 0xf0,     /* then 1 … 8 bytes */
    DIGITS_FIRST = 0xf8,   /* then count and digits */
    U64_DIGITS_MAX = 19,   /* so many digits never overflow 64 bits */
};

int key_order(const Key *a, const Key *b)
{
    size_t a_len = (size_t)(a->at - a->start), b_len = (size_t)(b->at - b->start);
    int order = memcmp(a->start, b->start, a_len < b_len ? a_len : b_len);

    return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

static void number_digits(Key *key, Str digits)
{
    key_byte(key, DIGITS_FIRST);
    key_byte(key, (unsigned)(digits.len >> 8));
    key_byte(key, (unsigned)(digits.len & 0xff));
    for (size_t i = 0; i < digits.len; i++)
        key_byte(key, (unsigned char)digits.ptr[i]);
}

void key_value(Key *key, uint64_t value)
{
    unsigned bytes = 1;

    if (value <= SMALL_MAX) {
        key_byte(key, KEY_NUMBER + (unsigned)value);
        return;
    }
    while (bytes < 8 && value >> (8 * bytes))
        bytes++;
    key_byte(key, WIDE_FIRST + bytes - 1);
    while (bytes-- > 0)
        key_byte(key, (unsigned)(value >> (8 * bytes)) & 0xff);
}

void key_long_number(Key *key, Str digits)
{
    uint64_t value = 0;

    while (digits.len > 0 && digits.ptr[0] == '0')
        digits = key_skip(digits, 1);
    if (digits.len > U64_DIGITS_MAX) {
        number_digits(key, digits);
        return;
    }
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (uint64_t)(digits.ptr[i] - '0');
    key_value(key, value);
}

void key_text(Key *key, Str text)
{
    for (size_t i = 0; i < text.len; i++)
        key_byte(key, (unsigned char)text.ptr[i]);
    key_byte(key, KEY_END);
}

void key_text_fold(Key *key, Str text)
{
    for (size_t i = 0; i < text.len; i++)
        key_byte(key, (unsigned char)key_fold(text.ptr[i]));
    key_byte(key, KEY_END);
}
