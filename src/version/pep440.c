/* SPDX-License-Identifier: Apache-2.0 */
/* pep440.c — versions of Python packages.
 *
 *     [v] [epoch "!"] release [pre] [post] [dev] ["+" local]
 *
 * Source: PEP 440, "Summary of permitted suffixes and relative ordering", appendix B
 * (pattern and spellings); packaging, version.py (_cmpkey). From old to new:
 *
 *     1.dev1 < 1a1.dev1 < 1a1 < 1b1 < 1rc1 < 1 < 1+local < 1.post1.dev1 < 1.post1 < 1.1
 *
 *     key:  epoch  number*  phase [number]  (DEV number | PLAIN | POST number …)  [local]
 *
 * What PEP 440 does not permit is older than all that it does, ordered as setuptools did
 * before it (packaging 21, LegacyVersion): old releases on PyPI are named so.
 */
#include "version/scheme.h"

enum {
    LEGACY = 0x00, /* in place of an epoch */
    /* after the release */
    DEV_ALONE = 0x01,
    ALPHA = 0x02,
    BETA = 0x03,
    CANDIDATE = 0x04,
    FINAL = 0x05,
    /* after the phase */
    DEV = 0x01,
    PLAIN = 0x02,
    POST = 0x03,
    LOCAL = 0x04,
};

typedef struct {
    Str word;
    unsigned phase;
} WordRow;

/* Longer words first, as one may begin another. */
static const WordRow PRE_WORDS[] = {
    { STR_ROW("alpha"), ALPHA },       { STR_ROW("a"), ALPHA },
    { STR_ROW("beta"), BETA },         { STR_ROW("b"), BETA },
    { STR_ROW("preview"), CANDIDATE }, { STR_ROW("pre"), CANDIDATE },
    { STR_ROW("rc"), CANDIDATE },      { STR_ROW("c"), CANDIDATE },
};
static const WordRow POST_WORDS[] = {
    { STR_ROW("post"), POST }, { STR_ROW("rev"), POST }, { STR_ROW("r"), POST },
};
static const WordRow DEV_WORDS[] = { { STR_ROW("dev"), DEV } };

/* A suffix that may be there. */
typedef struct {
    unsigned phase; /* 0 when it is absent */
    Str digits;
} Suffix;

static bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static Str skip_separator(Str text)
{
    return text.len > 0 && is_separator(text.ptr[0]) ? key_skip(text, 1) : text;
}

/* [separator] word [separator] [digits] */
static Suffix take_suffix(Str *rest, const WordRow *words, size_t count)
{
    Str text = skip_separator(*rest);

    for (size_t i = 0; i < count && text.len > 0; i++) {
        Str word = words[i].word;
        if (!key_is_word(str_slice(text, 0, word.len), word))
            continue;
        text = skip_separator(key_skip(text, word.len));
        Str digits = key_take_digits(&text);
        *rest = text;
        return (Suffix){ words[i].phase, digits };
    }
    return (Suffix){ 0 };
}

/* "1.0-1" is "1.0.post1". */
static Suffix take_post(Str *rest)
{
    if (rest->len > 1 && rest->ptr[0] == '-' && key_is_digit(rest->ptr[1])) {
        *rest = key_skip(*rest, 1);
        return (Suffix){ POST, key_take_digits(rest) };
    }
    return take_suffix(rest, POST_WORDS, ARRAY_LEN(POST_WORDS));
}

/* Zeros at the end do not count, so they wait until a larger number follows. */
static bool write_release(Str *rest, Key *key)
{
    size_t zeros = 0;
    Str digits = key_take_digits(rest);

    if (digits.len == 0)
        return false;
    key_number(key, digits);
    while (rest->len > 1 && rest->ptr[0] == '.' && key_is_digit(rest->ptr[1])) {
        *rest = key_skip(*rest, 1);
        digits = key_take_digits(rest);
        if (key_is_zero(digits)) {
            zeros++;
            continue;
        }
        for (; zeros > 0; zeros--)
            key_byte(key, KEY_NUMBER);
        key_number(key, digits);
    }
    return true;
}

static void write_suffixes(Suffix pre, Suffix post, Suffix dev, Key *key)
{
    bool alone = dev.phase != 0 && pre.phase == 0 && post.phase == 0;

    key_byte(key, pre.phase ? pre.phase : alone ? DEV_ALONE : FINAL);
    if (pre.phase)
        key_number(key, pre.digits);
    if (post.phase) {
        key_byte(key, POST);
        key_number(key, post.digits);
    }
    key_byte(key, dev.phase ? DEV : PLAIN);
    if (dev.phase)
        key_number(key, dev.digits);
}

/* Words below numbers, fewer pieces below more. */
static bool write_local(Str rest, Key *key)
{
    key_byte(key, LOCAL);
    while (true) {
        Str piece = rest, digits = key_take_digits(&rest);
        while (rest.len > 0 && (key_is_alpha(rest.ptr[0]) || key_is_digit(rest.ptr[0])))
            rest = key_skip(rest, 1);
        piece.len -= rest.len;
        if (piece.len == 0)
            return false;
        if (digits.len == piece.len)
            key_number(key, digits);
        else
            key_text_fold(key, piece);
        if (rest.len == 0)
            return true;
        if (!is_separator(rest.ptr[0]))
            return false;
        rest = key_skip(rest, 1);
    }
}

static void write_epoch(Str *text, Key *key)
{
    Str rest = *text, digits = key_take_digits(&rest);

    if (digits.len > 0 && rest.len > 0 && rest.ptr[0] == '!') {
        key_number(key, digits);
        *text = key_skip(rest, 1);
    } else {
        key_byte(key, KEY_NUMBER);
    }
}

static bool pep440_write(Str rest, Key *key)
{
    if (rest.len > 0 && key_fold(rest.ptr[0]) == 'v')
        rest = key_skip(rest, 1);
    write_epoch(&rest, key);
    if (!write_release(&rest, key))
        return false;
    Suffix pre = take_suffix(&rest, PRE_WORDS, ARRAY_LEN(PRE_WORDS));
    Suffix post = take_post(&rest);
    Suffix dev = take_suffix(&rest, DEV_WORDS, ARRAY_LEN(DEV_WORDS));
    write_suffixes(pre, post, dev, key);
    if (rest.len > 0 && rest.ptr[0] == '+')
        return write_local(key_skip(rest, 1), key);
    return rest.len == 0;
}

/* The pieces of setuptools: numbers of at least eight digits, and words behind a "*". Before
 * a word zeros do not count, nor "-" before one that is older than the end. */
typedef struct {
    Key *key;
    size_t zeros, hyphens;
} Legacy;

static const struct {
    Str word, piece;
} LEGACY_WORDS[] = {
    { STR_ROW("pre"), STR_ROW("c") },     { STR_ROW("preview"), STR_ROW("c") },
    { STR_ROW("-"), STR_ROW("final-") },  { STR_ROW("rc"), STR_ROW("c") },
    { STR_ROW("dev"), STR_ROW("@") },
};

enum { LEGACY_DIGITS = 8 };

/* Older than the end, which is the word "final". */
static bool is_older(Str word)
{
    static const char FINAL_WORD[] = "final";
    size_t i = 0;

    while (i < word.len && i < sizeof FINAL_WORD - 1 && key_fold(word.ptr[i]) == FINAL_WORD[i])
        i++;
    if (i == word.len)
        return i < sizeof FINAL_WORD - 1;
    return (unsigned char)key_fold(word.ptr[i]) < (unsigned char)FINAL_WORD[i];
}

static void legacy_word(Legacy *legacy, Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(LEGACY_WORDS); i++)
        if (str_eq_fold(word, LEGACY_WORDS[i].word)) {
            word = LEGACY_WORDS[i].piece;
            break;
        }
    if (str_eq(word, STR("final-"))) {
        legacy->hyphens++;
        legacy->zeros = 0;
        return;
    }
    if (legacy->zeros == 0 && is_older(word))
        legacy->hyphens = 0;
    legacy->zeros = 0;
    for (; legacy->hyphens > 0; legacy->hyphens--)
        key_text(legacy->key, STR("*final-"));
    key_byte(legacy->key, '*');
    key_text_fold(legacy->key, word);
}

static void legacy_number(Legacy *legacy, Str digits)
{
    if (digits.len <= LEGACY_DIGITS && key_is_zero(digits)) {
        legacy->zeros++;
        return;
    }
    for (; legacy->hyphens > 0; legacy->hyphens--)
        key_text(legacy->key, STR("*final-"));
    for (; legacy->zeros > 0; legacy->zeros--)
        key_text(legacy->key, STR("00000000"));
    for (size_t i = digits.len; i < LEGACY_DIGITS; i++)
        key_byte(legacy->key, '0');
    key_text(legacy->key, digits);
}

/* Everything that is no digit, letter, dot or hyphen makes pieces too. */
static Str take_other(Str *rest)
{
    size_t len = 0;

    while (len < rest->len && !key_is_digit(rest->ptr[len]) && !key_is_alpha(rest->ptr[len])
           && rest->ptr[len] != '.' && rest->ptr[len] != '-')
        len++;
    Str other = { rest->ptr, len };
    *rest = key_skip(*rest, len);
    return other;
}

static void legacy_write(Str rest, Key *key)
{
    Legacy legacy = { key, 0, 0 };

    key_byte(key, LEGACY);
    while (rest.len > 0) {
        char c = rest.ptr[0];
        if (key_is_digit(c)) {
            legacy_number(&legacy, key_take_digits(&rest));
        } else if (key_is_alpha(c)) {
            legacy_word(&legacy, key_take_alpha(&rest));
        } else if (c == '.' || c == '-') {
            if (c == '-')
                legacy_word(&legacy, STR("-"));
            rest = key_skip(rest, 1);
        } else {
            legacy_word(&legacy, take_other(&rest));
        }
    }
    legacy_word(&legacy, STR("final"));
}

bool pypi_write(Str version, Key *key)
{
    version = str_trim(version);
    if (pep440_write(version, key))
        return true;
    key->at = key->start;
    key->full = false;
    key->odd = true;
    if (str_find_char(version, ' ') < version.len || version.len == 0)
        return false;
    legacy_write(version, key);
    return true;
}
