/* SPDX-License-Identifier: Apache-2.0 */
/* gem.c — versions of Ruby's gems.
 *
 * Source: RubyGems, lib/rubygems/version.rb: ANCHORED_VERSION_PATTERN, canonical_segments
 * and <=>. A version is a row of numbers and words; "-" means ".pre.". A row goes on in
 * zeros for ever, and a word is older than any number, so 1.0.a < 1.0 = 1. Zeros before the
 * first word do not count.
 *
 *     word < zeros and a word, fewer zeros first < the end < 0 (and more) < 1 < …
 */
#include "version/scheme.h"

enum {
    /* words stand for themselves: 0x41 … 0x7a, ended by KEY_END */
    ZEROS_THEN_WORD = 0x7b, /* then their number */
    END = 0x7c,
};

/* What waits to be written: zeros count only when something follows. */
typedef struct {
    Key *key;
    size_t zeros;
    bool word_seen;
} Row;

static void row_number(Row *row, Str digits)
{
    if (key_is_zero(digits)) {
        row->zeros++;
        return;
    }
    for (; row->zeros > 0; row->zeros--)
        key_byte(row->key, KEY_NUMBER);
    key_number(row->key, digits);
}

static void row_word(Row *row, Str word)
{
    if (row->word_seen && row->zeros > 0) {
        key_byte(row->key, ZEROS_THEN_WORD);
        key_value(row->key, row->zeros);
    }
    row->zeros = 0;
    row->word_seen = true;
    key_text(row->key, word);
}

/* One run of digits, letters or a separator; *in_piece says whether the piece between two
 * dots has a character yet. Behind the first hyphen, hyphens are characters. */
static bool row_step(Row *row, Str *rest, bool *in_piece, bool *hyphen)
{
    char c = rest->ptr[0];

    if (key_is_digit(c)) {
        row_number(row, key_take_digits(rest));
        return *in_piece = true;
    }
    if (key_is_alpha(c)) {
        row_word(row, key_take_alpha(rest));
        return *in_piece = true;
    }
    *rest = key_skip(*rest, 1);
    bool follows = *in_piece || (c == '-' && *hyphen);
    *in_piece = c == '-' && *hyphen;
    if (c == '-') {
        row_word(row, STR("pre"));
        *hyphen = true;
    }
    return follows && (c == '-' || c == '.');
}

bool gem_write(Str version, Key *key)
{
    Str rest = str_trim(version);
    Row row = { key, 0, false };
    bool in_piece = false, hyphen = false;

    if (rest.len == 0 || !key_is_digit(rest.ptr[0]))
        return false;
    row_number(&row, key_take_digits(&rest));
    /* "1beta" is not correct, says RubyGems, but has an order. */
    key->odd = rest.len > 0 && key_is_alpha(rest.ptr[0]);
    for (in_piece = true; rest.len > 0;)
        if (!row_step(&row, &rest, &in_piece, &hyphen))
            return false;
    key_byte(key, END);
    return in_piece;
}
