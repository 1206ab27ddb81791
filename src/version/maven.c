/* SPDX-License-Identifier: Apache-2.0 */
/* maven.c — versions of Java's artifacts.
 *
 * Source: Maven POM reference, "Version Order Specification"; maven-artifact 3.8,
 * ComparableVersion. A version is a row of tokens, cut at ".", "-" and between digits and
 * others, where the cut counts as "-". Words are compared without case. From old to new at
 * any place:
 *
 *     ".alpha" < ".beta" < ".milestone" < ".rc" = ".cr" < ".snapshot"
 *         < "-alpha" < … < "-snapshot" < the end = "" = final = ga = release
 *         < ".sp" < other words behind dots, as text < "-sp" < other words behind "-"
 *         < "-" number < "." number
 *
 * Tokens that say nothing (0, "", final …) do not count before a "-" or the end. Before a dot
 * and a larger number they do, and before a dot and a word as well: 1.0.rc is older than 1,
 * the end of which goes on in zeros, but newer than 1-1, as 0 behind a dot is newer than 1
 * behind a hyphen. And 1 is older than 1-1: a circle, which Maven 3.9 broke (MNG-7644) but
 * published advisories still follow. Keys of such versions are inexact: their bytes are right
 * against all but a version that ends where their zeros begin, which maven_compare knows.
 */
#include "version/scheme.h"

enum {
    ALPHA = 0x01,
    BETA = 0x02,
    MILESTONE = 0x03,
    CANDIDATE = 0x04,
    SNAPSHOT = 0x05,
    PRE_HYPHEN = 0x05,  /* added to those above behind a hyphen */
    END = 0x0b,
    RELEASE = 0x0c,     /* the word that says nothing */
    PATCH = 0x0d,
    WORD = 0x0e,        /* then its text */
    POST_HYPHEN = 0x02, /* added to the two above behind a hyphen */
    HYPHEN = 0x11,      /* then its number */
};

static const struct {
    Str word;
    unsigned byte;
} WORDS[] = {
    { STR_ROW("alpha"), ALPHA },         { STR_ROW("beta"), BETA },
    { STR_ROW("milestone"), MILESTONE }, { STR_ROW("rc"), CANDIDATE },
    { STR_ROW("cr"), CANDIDATE },        { STR_ROW("snapshot"), SNAPSHOT },
    { STR_ROW("final"), RELEASE },       { STR_ROW("ga"), RELEASE },
    { STR_ROW("release"), RELEASE },     { STR_ROW("sp"), PATCH },
};

/* Only directly before a digit: 1a1, but not 1a. */
static const struct {
    char letter;
    unsigned byte;
} LETTERS[] = { { 'a', ALPHA }, { 'b', BETA }, { 'm', MILESTONE } };

/* Tokens that say nothing are written behind `solid` and taken back at a hyphen. */
typedef struct {
    Key *key;
    uint8_t *solid;
} Row;

static void row_number(Row *row, Str digits, bool hyphen)
{
    if (hyphen)
        row->key->at = row->solid;
    if (hyphen)
        key_byte(row->key, HYPHEN);
    key_number(row->key, digits);
    if (!key_is_zero(digits))
        row->solid = row->key->at;
}

static unsigned word_byte(Str word, bool digit_follows)
{
    for (size_t i = 0; digit_follows && word.len == 1 && i < ARRAY_LEN(LETTERS); i++)
        if (key_fold(word.ptr[0]) == LETTERS[i].letter)
            return LETTERS[i].byte;
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (key_is_word(word, WORDS[i].word))
            return WORDS[i].byte;
    return WORD;
}

static void row_word(Row *row, Str word, bool hyphen, bool digit_follows)
{
    unsigned byte = word_byte(word, digit_follows);

    if (hyphen)
        row->key->at = row->solid;
    if (byte == RELEASE) {
        key_byte(row->key, RELEASE);
        return;
    }
    if (byte < END && row->key->at != row->solid)
        row->key->inexact = true;
    unsigned shift = !hyphen ? 0 : byte < END ? PRE_HYPHEN : POST_HYPHEN;
    key_byte(row->key, byte + shift);
    if (byte == WORD)
        key_text_fold(row->key, word);
    row->solid = row->key->at;
}

static Str take_word(Str *rest)
{
    size_t len = 0;

    while (len < rest->len && !key_is_digit(rest->ptr[len]) && rest->ptr[len] != '.'
           && rest->ptr[len] != '-')
        len++;
    Str word = { rest->ptr, len };
    *rest = key_skip(*rest, len);
    return word;
}

/* One token; an empty one is 0. Returns whether a cut between digits and others follows. */
static bool row_token(Row *row, Str *rest, bool hyphen)
{
    Str digits = key_take_digits(rest), word = digits.len > 0 ? digits : take_word(rest);
    bool cut = rest->len > 0 && rest->ptr[0] != '.' && rest->ptr[0] != '-';

    if (digits.len > 0 || word.len == 0)
        row_number(row, digits, hyphen);
    else
        row_word(row, word, hyphen, cut);
    return cut;
}

bool maven_write(Str version, Key *key)
{
    Row row = { key, key->at };
    Str rest = version;
    bool hyphen = false;

    if (str_find_char(version, ' ') < version.len)
        return false;
    bool cut = row_token(&row, &rest, false);
    row.solid = key->at; /* the first token always counts */
    while (cut || rest.len > 0) {
        hyphen = cut || rest.ptr[0] == '-';
        if (!cut)
            rest = key_skip(rest, 1);
        cut = row_token(&row, &rest, hyphen);
    }
    key->at = row.solid;
    key_byte(key, END);
    return true;
}

/* Zeros and then a word that makes the version older: against the end it is older. */
static bool is_older_than_end(const uint8_t *at)
{
    while (*at == KEY_NUMBER || *at == RELEASE)
        at++;
    return *at < END;
}

int maven_compare(Str a, const Key *a_key, Str b, const Key *b_key)
{
    const uint8_t *a_at = a_key->start, *b_at = b_key->start;

    (void)a;
    (void)b;
    while (a_at < a_key->at && b_at < b_key->at && *a_at == *b_at) {
        a_at++;
        b_at++;
    }
    /* The last byte of a key is its END, which stands nowhere else at the place of a token. */
    if (b_at == b_key->at - 1 && is_older_than_end(a_at))
        return -1;
    if (a_at == a_key->at - 1 && is_older_than_end(b_at))
        return 1;
    return key_order(a_key, b_key);
}
