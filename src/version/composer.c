/* SPDX-License-Identifier: Apache-2.0 */
/* composer.c — versions of PHP's packages.
 *
 * Source: PHP, ext/standard/versioning.c (version_compare), which Composer hands normalised
 * versions to; composer/semver, VersionParser. A version is a row of numbers and words, cut
 * at ".", "-", "_", "+" and between digits and others. From old to new at any place:
 *
 *     other words < dev < alpha = a < beta = b < rc < the end < numbers < pl = p
 *
 * Only how a word begins counts, and case counts but for "RC". "x" or "*" alone is the
 * branch that follows all its numbers (1.2.x-dev).
 *
 * PHP also reads "#" as "any number", equal to each, so 1.2 = 1.# = 1.3: no bytes have such
 * an order, and composer_compare answers as PHP does. Composer does not allow "#".
 */
#include "version/scheme.h"

enum {
    UNKNOWN = 0x01, /* + rank of the word, up to 0x05 */
    END = 0x06,
    PATCH = 0xff,
    RANK_NUMBER = 5, /* "#" in PHP; also how the end and a number rank against words */
    RANK_PATCH = 6,
};

static const struct {
    Str prefix;
    int rank;
} WORDS[] = {
    { STR_ROW("dev"), 1 },  { STR_ROW("alpha"), 2 },        { STR_ROW("a"), 2 },
    { STR_ROW("beta"), 3 }, { STR_ROW("b"), 3 },            { STR_ROW("rc"), 4 },
    { STR_ROW("RC"), 4 },   { STR_ROW("#"), RANK_NUMBER },  { STR_ROW("pl"), RANK_PATCH },
    { STR_ROW("p"), RANK_PATCH },
};

/* What Composer puts for "x" in a branch name. */
#define BRANCH_NUMBER STR("9999999")

typedef struct {
    Str digits; /* empty when it is a word */
    int rank;
} Token;

static bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_' || c == '+';
}

static int word_rank(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (str_starts(word, WORDS[i].prefix))
            return WORDS[i].rank;
    return 0;
}

static bool is_branch(Str word)
{
    return word.len == 1 && (key_fold(word.ptr[0]) == 'x' || word.ptr[0] == '*');
}

static bool take_token(Str *rest, Token *out)
{
    size_t len = 0;

    while (rest->len > 0 && is_separator(rest->ptr[0]))
        *rest = key_skip(*rest, 1);
    if (rest->len == 0)
        return false;
    Str digits = key_take_digits(rest);
    if (digits.len > 0) {
        *out = (Token){ digits, RANK_NUMBER };
        return true;
    }
    while (len < rest->len && !is_separator(rest->ptr[len]) && !key_is_digit(rest->ptr[len]))
        len++;
    Str word = { rest->ptr, len };
    *rest = key_skip(*rest, len);
    if (is_branch(word))
        *out = (Token){ BRANCH_NUMBER, RANK_NUMBER };
    else
        *out = (Token){ { NULL, 0 }, word_rank(word) };
    return true;
}

static Str skip_v(Str version)
{
    return version.len > 0 && key_fold(version.ptr[0]) == 'v' ? key_skip(version, 1) : version;
}

bool composer_write(Str version, Key *key)
{
    Str rest = skip_v(version);
    Token token;

    if (str_find_char(rest, ' ') < rest.len)
        return false;
    key->odd = key->inexact = str_find_char(rest, '#') < rest.len;
    while (take_token(&rest, &token)) {
        if (token.digits.len > 0)
            key_number(key, token.digits);
        else
            key_byte(key, token.rank == RANK_PATCH ? PATCH : UNKNOWN + (unsigned)token.rank);
    }
    key_byte(key, END);
    return true;
}

static int digits_order(Str a, Str b)
{
    while (a.len > 0 && a.ptr[0] == '0')
        a = key_skip(a, 1);
    while (b.len > 0 && b.ptr[0] == '0')
        b = key_skip(b, 1);
    return a.len != b.len ? (a.len > b.len ? 1 : -1) : str_cmp(a, b);
}

/* What remains of the longer version, held against the end. */
static int tail_order(Str rest, Token token)
{
    do {
        if (token.digits.len > 0)
            return 1;
        if (token.rank != RANK_NUMBER)
            return token.rank - RANK_NUMBER;
    } while (take_token(&rest, &token));
    return 0;
}

int composer_compare(Str a, const Key *a_key, Str b, const Key *b_key)
{
    Token a_token, b_token;

    (void)a_key;
    (void)b_key;
    a = skip_v(a);
    b = skip_v(b);
    while (true) {
        bool a_more = take_token(&a, &a_token), b_more = take_token(&b, &b_token);
        if (!a_more || !b_more)
            return a_more ? tail_order(a, a_token) : b_more ? -tail_order(b, b_token) : 0;
        int order = a_token.rank - b_token.rank;
        if (a_token.digits.len > 0 && b_token.digits.len > 0)
            order = digits_order(a_token.digits, b_token.digits);
        if (order != 0)
            return order;
    }
}
