/* SPDX-License-Identifier: Apache-2.0 */
/* generic.c — versions of no known ecosystem: CPE names, CVE "custom", firmware.
 *
 * There is no standard; this is the reading that most vendors mean. A version is a row of
 * numbers and words; case, white space and punctuation only separate them. From old to new
 * at any place:
 *
 *     "~"  <  pre-release words  <  the end  <  other words, as text  <  numbers
 *
 * So 1.0-rc1 < 1.0 < 1.0a < 1.0p1 < 1.0.1. Zeros before a word or the end do not count
 * (1.0.0-rc1 = 1-rc1). Words that only say "this is the release" end a version without
 * counting. A lone "a" or "b" between digits is alpha or beta (1.0b2), a lone "m" between "-" or
 * "." and a digit a milestone (10.0.0-M1), but a letter at the end is a newer patch (1.0.2k), as
 * OpenSSL and many firmware makers write it.
 */
#include "version/scheme.h"

enum {
    TILDE = 0x01,
    PRE_FIRST = 0x02, /* + rank, up to 0x1f */
    END = 0x20,
    WORD = 0x21, /* then its text */
};

typedef struct {
    Str word;
    unsigned rank;
} PreRow;

/* Words that make a version older; the order is that of Maven's and PHP's lists. */
static const PreRow PRE[] = {
    { STR_ROW("dev"), 0 },     { STR_ROW("develop"), 0 },   { STR_ROW("nightly"), 1 },
    { STR_ROW("snapshot"), 2 }, { STR_ROW("canary"), 2 },   { STR_ROW("latest"), 2 },
    { STR_ROW("alpha"), 3 },    { STR_ROW("beta"), 4 },     { STR_ROW("milestone"), 5 },
    { STR_ROW("preview"), 6 },  { STR_ROW("pre"), 6 },      { STR_ROW("prerelease"), 6 },
    { STR_ROW("ea"), 6 },       { STR_ROW("next"), 6 },     { STR_ROW("rc"), 7 },
    { STR_ROW("cr"), 7 },
};

/* Words that say no more than "released", when nothing follows. */
static const Str RELEASE[] = {
    STR_ROW("final"), STR_ROW("ga"), STR_ROW("release"), STR_ROW("released"),
    STR_ROW("stable"), STR_ROW("lts"),
};

static bool is_word(char c)
{
    return key_is_alpha(c) || (unsigned char)c >= 0x80;
}

static bool is_separator(char c)
{
    return !is_word(c) && !key_is_digit(c) && c != '~';
}

static void skip_separators(Str *rest)
{
    while (rest->len > 0 && is_separator(rest->ptr[0]))
        *rest = key_skip(*rest, 1);
}

static Str take_word(Str *rest)
{
    size_t len = 0;

    while (len < rest->len && is_word(rest->ptr[len]))
        len++;
    Str word = { rest->ptr, len };
    *rest = key_skip(*rest, len);
    return word;
}

static const PreRow *pre_find(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(PRE); i++)
        if (key_is_word(word, PRE[i].word))
            return &PRE[i];
    return NULL;
}

static bool is_release(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(RELEASE); i++)
        if (key_is_word(word, RELEASE[i]))
            return true;
    return false;
}

/* Letters that stand for a word before a digit, by what stands before them: "1.0b2" (PEP 440),
 * "10.0.0-M1" (Maven's ComparableVersion). Cisco's "15.1(4)M1" is none. */
static const struct {
    char letter;
    bool after_digit; /* else after "-" or "." */
    Str stands_for;
} LETTERS[] = {
    { 'a', true, STR_ROW("alpha") },
    { 'b', true, STR_ROW("beta") },
    { 'm', false, STR_ROW("milestone") },
};

/* `before` is the character before the word, or NUL. */
static const PreRow *pre_of_letter(Str word, Str rest, char before)
{
    bool dashed = before == '-' || before == '.';

    if (word.len != 1 || rest.len == 0 || !key_is_digit(rest.ptr[0]))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(LETTERS); i++)
        if (key_fold(word.ptr[0]) == LETTERS[i].letter
            && (LETTERS[i].after_digit ? key_is_digit(before) : dashed))
            return pre_find(LETTERS[i].stands_for);
    return NULL;
}

/* False when the word ends the version without counting. */
static bool write_word(Str *rest, char before, Key *key)
{
    Str word = take_word(rest);
    const PreRow *pre = pre_of_letter(word, *rest, before);

    skip_separators(rest);
    if (rest->len == 0 && is_release(word))
        return false;
    if (!pre)
        pre = pre_find(word);
    if (pre) {
        key_byte(key, PRE_FIRST + pre->rank);
        return true;
    }
    key_byte(key, WORD);
    key_text_fold(key, word);
    return true;
}

/* Zeros wait in *zeros until a larger number shows that they count. */
static void write_number(Str digits, size_t *zeros, Key *key)
{
    if (key_is_zero(digits)) {
        ++*zeros;
        return;
    }
    for (; *zeros > 0; --*zeros)
        key_byte(key, KEY_NUMBER);
    key_number(key, digits);
}

/* "v1.2" is "1.2". */
static Str skip_v(Str text)
{
    bool v = text.len > 1 && key_fold(text.ptr[0]) == 'v' && key_is_digit(text.ptr[1]);

    return v ? key_skip(text, 1) : text;
}

bool generic_write(Str version, Key *key)
{
    Str rest = skip_v(str_trim(version));
    size_t zeros = 0;
    const char *begin = rest.ptr;
    bool counts = true;

    for (skip_separators(&rest); rest.len > 0 && counts; skip_separators(&rest)) {
        if (key_is_digit(rest.ptr[0])) {
            write_number(key_take_digits(&rest), &zeros, key);
            continue;
        }
        zeros = 0;
        if (rest.ptr[0] == '~') {
            key_byte(key, TILDE);
            rest = key_skip(rest, 1);
        } else {
            counts = write_word(&rest, rest.ptr > begin ? rest.ptr[-1] : '\0', key);
        }
    }
    key_byte(key, END);
    return true;
}
