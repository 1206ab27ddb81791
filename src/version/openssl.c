/* SPDX-License-Identifier: Apache-2.0 */
/* openssl.c — versions of OpenSSL, before and after 3.0.
 *
 *     numbers [letters] ["-" word [digits]]… ["+" build]
 *
 * Source: OpenSSL, "Release Strategy" and doc/man7/OpenSSL_version; vers-spec, openssl.
 * Before 3.0 letters count the patch releases: 1.0.2 < 1.0.2a < … < 1.0.2z < 1.0.2za. Alpha,
 * beta and candidates are older than their release. "-fips" and what follows "+" name a
 * build, not a version. A "-dev" or "-cvs" of 3.0 and later is older than all of its release,
 * one of an earlier version is the state after it (univers, openssl_versort).
 *
 *     key:  number × 3  letters END  word
 */
#include "version/scheme.h"

enum {
    NUMBERS = 3,
    FIRST_SEMANTIC_MAJOR = 3,
    SNAPSHOT = 0x01,
    ALPHA = 0x02,
    BETA = 0x03,
    PREVIEW = 0x04,
    CANDIDATE = 0x05,
    RELEASE = 0x06,
    OTHER = 0x07, /* then its text */
};

static const struct {
    Str word;
    unsigned byte;
} WORDS[] = {
    { STR_ROW("dev"), SNAPSHOT }, { STR_ROW("cvs"), SNAPSHOT }, { STR_ROW("alpha"), ALPHA },
    { STR_ROW("beta"), BETA },    { STR_ROW("pre"), PREVIEW },  { STR_ROW("rc"), CANDIDATE },
    { STR_ROW("fips"), RELEASE },
};

static bool write_numbers(Str *rest, bool *semantic, Key *key)
{
    size_t count = 0;

    for (bool more = true; more && count < NUMBERS; count++) {
        Str digits = key_take_digits(rest);
        if (digits.len == 0)
            return false;
        if (count == 0)
            *semantic = !key_is_zero(digits) && (digits.len > 1 || digits.ptr[0] > '2');
        key_number(key, digits);
        more = rest->len > 0 && rest->ptr[0] == '.';
        if (more)
            *rest = key_skip(*rest, 1);
    }
    for (; count < NUMBERS; count++)
        key_byte(key, KEY_NUMBER);
    return true;
}

static unsigned word_byte(Str word, bool semantic)
{
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (key_is_word(word, WORDS[i].word))
            return WORDS[i].byte == SNAPSHOT && !semantic ? OTHER : WORDS[i].byte;
    return OTHER;
}

/* A word behind "-" and its number. */
static bool write_word(Str *rest, bool semantic, Key *key)
{
    Str word = key_take_alpha(rest), digits = key_take_digits(rest);
    unsigned byte = word_byte(word, semantic);

    if (word.len == 0)
        return false;
    if (byte == RELEASE)
        return true;
    key_byte(key, byte);
    if (byte == OTHER)
        key_text_fold(key, word);
    key_number(key, digits);
    return true;
}

bool openssl_write(Str rest, Key *key)
{
    bool semantic = false;

    if (!write_numbers(&rest, &semantic, key))
        return false;
    key_text_fold(key, key_take_alpha(&rest));
    while (rest.len > 0 && rest.ptr[0] == '-') {
        rest = key_skip(rest, 1);
        if (!write_word(&rest, semantic, key))
            return false;
    }
    key_byte(key, RELEASE);
    return rest.len == 0 || (rest.len > 1 && rest.ptr[0] == '+');
}
