/* SPDX-License-Identifier: Apache-2.0 */
/* apk.c — versions of Alpine's and of Gentoo's packages.
 *
 *     digits ("." digits)* [letter] ("_" suffix [digits])* ["~" hash] ["-r" digits]
 *
 * Source: apk-tools 3, src/version.c; Gentoo PMS, section 3.2 and 3.3. From old to new at
 * any place:
 *
 *     pre-release suffix < the end < revision < hash < suffix number < later suffix
 *         < letter < ".0…" as text < "." and another number
 *
 * A number behind a dot that begins with 0 is compared as text with any other, so 1.01 is
 * older than 1.1: all of these stand below the numbers that do not. Gentoo knows no hash and
 * fewer suffixes; there absent numbers are 0, and zeros at the end of ".0…" do not count.
 *
 * apk also orders what it calls invalid, and old feeds hold some of it ("1.0bc", "0..8"): an
 * empty number is below all others, a number may follow the letter, and the first byte that
 * has no place makes the version older; what stands behind it does not count.
 */
#include "version/scheme.h"

enum {
    NO_PLACE = 0x00,
    PRE_SUFFIX = 0x01,   /* + place in the table, up to 0x0f */
    END = 0x10,
    REVISION = 0x11,
    HASH = 0x12,
    SUFFIX_NUMBER = 0x13,
    POST_SUFFIX = 0x14,  /* + place in the table, up to 0x1e */
    EMPTY = 0x1f,        /* a number without digits */
    LETTER = 0x20,       /* + 0 … 25 */
    ZERO_ONLY = 0x40,    /* ".0" */
    ZERO_TEXT = 0x41,    /* ".0…" as text */
};


static const struct {
    Str word;
    unsigned byte;
    bool gentoo;
} SUFFIXES[] = {
    { STR_ROW("alpha"), PRE_SUFFIX, true },      { STR_ROW("beta"), PRE_SUFFIX + 1, true },
    { STR_ROW("pre"), PRE_SUFFIX + 2, true },    { STR_ROW("rc"), PRE_SUFFIX + 3, true },
    { STR_ROW("cvs"), POST_SUFFIX, false },      { STR_ROW("svn"), POST_SUFFIX + 1, false },
    { STR_ROW("git"), POST_SUFFIX + 2, false },  { STR_ROW("hg"), POST_SUFFIX + 3, false },
    { STR_ROW("p"), POST_SUFFIX + 4, true },
};

static bool take(Str *rest, char c)
{
    bool there = rest->len > 0 && rest->ptr[0] == c;

    if (there)
        *rest = key_skip(*rest, 1);
    return there;
}

static void write_zero_text(Str digits, bool gentoo, Key *key)
{
    while (gentoo && digits.len > 1 && digits.ptr[digits.len - 1] == '0')
        digits.len--;
    if (digits.len == 1) {
        key_byte(key, ZERO_ONLY);
        return;
    }
    key_byte(key, ZERO_TEXT);
    key_text(key, digits);
}

static void write_number(Str digits, bool behind_dot, bool gentoo, Key *key)
{
    if (digits.len == 0) {
        key_byte(key, EMPTY);
        key->odd = true;
    } else if (behind_dot && digits.ptr[0] == '0') {
        write_zero_text(digits, gentoo, key);
    } else {
        key_number(key, digits);
    }
}

static void write_letter(Str *rest, Key *key)
{
    if (rest->len == 0 || rest->ptr[0] < 'a' || rest->ptr[0] > 'z')
        return;
    key_byte(key, LETTER + (unsigned)(rest->ptr[0] - 'a'));
    *rest = key_skip(*rest, 1);
    Str digits = key_take_digits(rest);
    if (digits.len > 0) {
        key_number(key, digits);
        key->odd = true;
    }
}

static bool write_suffix(Str *rest, bool gentoo, Key *key)
{
    Str word = key_take_alpha(rest);
    size_t i = 0;

    while (i < ARRAY_LEN(SUFFIXES)
           && !(str_eq(SUFFIXES[i].word, word) && (SUFFIXES[i].gentoo || !gentoo)))
        i++;
    if (i == ARRAY_LEN(SUFFIXES))
        return false;
    key_byte(key, SUFFIXES[i].byte);
    Str digits = key_take_digits(rest);
    if (gentoo ? !key_is_zero(digits) : digits.len > 0) {
        key_byte(key, SUFFIX_NUMBER);
        key_number(key, digits);
    }
    return true;
}

static bool write_hash(Str *rest, Key *key)
{
    size_t len = 0;

    while (len < rest->len
           && (key_is_digit(rest->ptr[len]) || (rest->ptr[len] >= 'a' && rest->ptr[len] <= 'f')))
        len++;
    key_byte(key, HASH);
    key_text(key, str_slice(*rest, 0, len));
    *rest = key_skip(*rest, len);
    return len > 0;
}

/* "-r" without digits is revision 0, but only where nothing else follows it. */
static bool write_revision(Str *rest, bool gentoo, Key *key)
{
    if (!take(rest, 'r'))
        return false;
    Str digits = key_take_digits(rest);
    if (digits.len == 0 && rest->len > 0 && rest->ptr[0] != '-')
        return false;
    if (digits.len == 0)
        key->odd = true;
    if (!gentoo || !key_is_zero(digits)) {
        key_byte(key, REVISION);
        key_number(key, digits);
    }
    return true;
}

static bool write_tail(Str *rest, bool gentoo, Key *key)
{
    while (take(rest, '_'))
        if (!write_suffix(rest, gentoo, key))
            return false;
    if (!gentoo && take(rest, '~') && !write_hash(rest, key))
        return false;
    if (take(rest, '-') && !write_revision(rest, gentoo, key))
        return false;
    return rest->len == 0;
}

static void apk_write_as(Str rest, bool gentoo, Key *key)
{
    write_number(key_take_digits(&rest), false, gentoo, key);
    while (take(&rest, '.'))
        write_number(key_take_digits(&rest), true, gentoo, key);
    write_letter(&rest, key);
    bool whole = write_tail(&rest, gentoo, key);
    key_byte(key, whole ? END : NO_PLACE);
    if (!whole)
        key->odd = true;
}

bool apk_write(Str version, Key *key)
{
    apk_write_as(version, false, key);
    return true;
}

bool gentoo_write(Str version, Key *key)
{
    apk_write_as(version, true, key);
    return !key->odd;
}
