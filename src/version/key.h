/* SPDX-License-Identifier: Apache-2.0 */
/* key.h — a version written so that memcmp gives its order.
 *
 * Each scheme says once, in its writer, how a version becomes a key; keys and comparisons
 * both come from there, so they cannot disagree, and an order of byte strings is
 * antisymmetric and transitive whatever the writer does.
 *
 * The bytes of a key at a place where a number may stand:
 *
 *     0x00 … 0x7f   marks and text of the scheme: ends, pre-release words, letters
 *     0x80 … 0xef   the numbers 0 … 111
 *     0xf0 … 0xf7   a larger number of 1 … 8 bytes, big-endian, in the bytes that follow
 *     0xf8          a number of 20 or more digits: two bytes of count, then its digits
 *     0xf9 … 0xff   marks of the scheme that come after every number
 *
 * No number overflows: long ones are compared as text. A writer never fails for want of
 * room: it goes on reading, and the key is `full`.
 *
 * Two ecosystems have versions that their own tools put in a circle: A < B < C < A. No bytes
 * can say that, so such a key is `inexact` and the scheme's comparator answers for it.
 */
#pragma once

#include "base/str.h"

enum {
    KEY_END = 0x00,     /* ends a text; below every other byte of it */
    KEY_NUMBER = 0x80,  /* the first byte of every number is at least this */
    KEY_ABOVE = 0xff,   /* above the first byte of every number */
};

typedef struct {
    uint8_t *start, *at, *end;
    bool full;    /* there was more to write than room                                    */
    bool odd;     /* no version by the rules of the scheme, but its own tools order it so */
    bool inexact; /* the order of the bytes is not that of the scheme against all others  */
} Key;

/* A key over `room`, an array. */
#define KEY_OVER(room) ((Key){ .start = (room), .at = (room), .end = (room) + sizeof(room) })

/* Shorter first among equals. */
int key_order(const Key *a, const Key *b);

static inline void key_byte(Key *key, unsigned byte)
{
    if (key->at < key->end)
        *key->at++ = (uint8_t)byte;
    else
        key->full = true;
}

void key_value(Key *key, uint64_t value);
/* For key_number, which has the common case inlined. */
void key_long_number(Key *key, Str digits);

static inline bool key_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static inline bool key_is_alpha(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline char key_fold(char c)
{
    return (unsigned char)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

/* Whether `text` is `word`, which is in lower case, without regard to case. Most words of a
 * table differ in length or first letter, and then nothing is called. */
static inline bool key_is_word(Str text, Str word)
{
    return text.len == word.len && key_fold(text.ptr[0]) == word.ptr[0] && str_eq_fold(text, word);
}

/* ASCII digits only; leading zeros and the empty text count as the number they stand for. */
static inline void key_number(Key *key, Str digits)
{
    if (digits.len == 1)
        key_byte(key, KEY_NUMBER + (unsigned)(digits.ptr[0] - '0'));
    else if (digits.len == 2)
        key_byte(key, KEY_NUMBER + (unsigned)(digits.ptr[0] * 10 + digits.ptr[1] - '0' * 11));
    else
        key_long_number(key, digits);
}

static inline bool key_is_zero(Str digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (digits.ptr[i] != '0')
            return false;
    return true;
}

/* The text, its end below every byte that may follow in a longer one. */
void key_text(Key *key, Str text);
/* The same with ASCII letters in lower case. */
void key_text_fold(Key *key, Str text);

/* Takes the digits at the start of *rest. */
static inline Str key_take_digits(Str *rest)
{
    size_t len = 0;

    while (len < rest->len && key_is_digit(rest->ptr[len]))
        len++;
    Str digits = { rest->ptr, len };
    *rest = (Str){ rest->ptr + len, rest->len - len };
    return digits;
}

/* Takes the ASCII letters at the start of *rest. */
static inline Str key_take_alpha(Str *rest)
{
    size_t len = 0;

    while (len < rest->len && key_is_alpha(rest->ptr[len]))
        len++;
    Str letters = { rest->ptr, len };
    *rest = (Str){ rest->ptr + len, rest->len - len };
    return letters;
}

static inline Str key_skip(Str text, size_t count)
{
    return (Str){ text.ptr + count, text.len - count };
}
