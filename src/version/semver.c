/* SPDX-License-Identifier: Apache-2.0 */
/* semver.c — Semantic Versioning and the ecosystems that follow it.
 *
 * Source: semver.org 2.0.0, clauses 9 to 11: three numbers; pre-release identifiers after
 * "-", numbers below words, fewer below more; a version without them is newer; what
 * follows "+" does not count. Each ecosystem bends this a little: see the rows of FLAVOURS.
 *
 * More lenient than the text of the standard, because feeds and SBOMs are: a "v" may stand
 * in front, numbers may begin with zeros, absent numbers are 0 ("0", "1.2").
 *
 *     key:  number × 3 (× 4)  extra numbers*  RELEASE | PRERELEASE identifiers END  [build]
 */
#include "version/scheme.h"

enum {
    PRERELEASE = 0x01,
    RELEASE = 0x02,
    NPM_BYTES_MAX = 256,       /* node-semver, internal/constants.js: MAX_LENGTH */
    NPM_NUMBER_DIGITS_MAX = 16,
};

/* node-semver, internal/constants.js: Number.MAX_SAFE_INTEGER. */
#define NPM_NUMBER_MAX STR("9007199254740991")

typedef struct {
    unsigned numbers;  /* so many always count, absent ones are 0                      */
    bool extra;        /* more numbers may follow and count                            */
    bool fold;         /* letters of identifiers are compared without case             */
    bool build;        /* what follows "+" counts                                      */
    bool loose;        /* white space and "=" may stand in front                       */
    bool limits;       /* length and numbers as npm limits them                        */
    Str prefix;        /* another word that may stand in front                         */
} Flavour;

/* Sources: node-semver's "loose" mode; pub_semver, Version.compareTo (build identifiers
 * count like those of a pre-release); NuGet.Versioning, VersionComparer.Default (four
 * numbers, no case); the Go toolchain writes its own version as go1.22.3. Cargo, hex and
 * Swift keep to the standard. The fourth number of a "semver" is not in the standard. */
static const Flavour SEMVER = { .numbers = 3, .extra = true },
                     NPM = { .numbers = 3, .loose = true, .limits = true },
                     GOLANG = { .numbers = 3, .prefix = STR_ROW("go") },
                     STRICT = { .numbers = 3 },
                     PUB = { .numbers = 3, .extra = true, .build = true },
                     NUGET = { .numbers = 4, .fold = true };

static bool number_allowed(Str digits)
{
    while (digits.len > 0 && digits.ptr[0] == '0')
        digits = key_skip(digits, 1);
    return digits.len < NPM_NUMBER_DIGITS_MAX
        || (digits.len == NPM_NUMBER_DIGITS_MAX && str_cmp(digits, NPM_NUMBER_MAX) <= 0);
}

static Str skip_front(Str text, const Flavour *flavour)
{
    if (flavour->loose) {
        text = str_trim(text);
        if (text.len > 0 && text.ptr[0] == '=')
            text = str_trim(key_skip(text, 1));
    }
    if (flavour->prefix.len > 0 && str_starts(text, flavour->prefix))
        return key_skip(text, flavour->prefix.len);
    if (text.len > 0 && (text.ptr[0] | 0x20) == 'v')
        text = key_skip(text, 1);
    return flavour->loose ? str_trim(text) : text;
}

/* The numbers and the dots between them. Extra zeros at the end do not count, so they wait
 * until a larger number follows. */
static bool write_numbers(Str *rest, const Flavour *flavour, Key *key)
{
    size_t count = 0, zeros = 0;
    bool more = true;

    for (; more; count++) {
        Str digits = key_take_digits(rest);
        if (digits.len == 0 || (count >= flavour->numbers && !flavour->extra)
            || (flavour->limits && !number_allowed(digits)))
            return false;
        more = rest->len > 0 && rest->ptr[0] == '.';
        if (more)
            *rest = key_skip(*rest, 1);
        if (count >= flavour->numbers && key_is_zero(digits)) {
            zeros++;
            continue;
        }
        for (; zeros > 0; zeros--)
            key_byte(key, KEY_NUMBER);
        key_number(key, digits);
    }
    for (; count < flavour->numbers; count++)
        key_byte(key, KEY_NUMBER);
    return true;
}

/* One identifier: a number when all of it is digits. */
static bool write_identifier(Str *rest, bool fold, Key *key)
{
    size_t len = 0;
    bool digits = true;

    for (; len < rest->len; len++) {
        char c = rest->ptr[len];
        if (key_is_digit(c))
            continue;
        if (c != '-' && !key_is_alpha(c))
            break;
        digits = false;
    }
    Str identifier = { rest->ptr, len };
    *rest = key_skip(*rest, len);
    if (len == 0)
        return false;
    if (digits) {
        key_number(key, identifier);
        return true;
    }
    key_byte(key, KEY_ABOVE);
    fold ? key_text_fold(key, identifier) : key_text(key, identifier);
    return true;
}

/* Identifiers separated by dots. */
static bool write_identifiers(Str *rest, bool fold, Key *key)
{
    bool more = true;

    while (more) {
        if (!write_identifier(rest, fold, key))
            return false;
        more = rest->len > 0 && rest->ptr[0] == '.';
        if (more)
            *rest = key_skip(*rest, 1);
    }
    key_byte(key, KEY_END);
    return true;
}

static bool semver_write_as(Str text, const Flavour *flavour, Key *key)
{
    Key nothing = { 0 };

    if (flavour->limits && text.len > NPM_BYTES_MAX)
        return false;
    text = skip_front(text, flavour);
    if (!write_numbers(&text, flavour, key))
        return false;
    bool prerelease = text.len > 0 && text.ptr[0] == '-';
    key_byte(key, prerelease ? PRERELEASE : RELEASE);
    if (prerelease) {
        text = key_skip(text, 1);
        if (!write_identifiers(&text, flavour->fold, key))
            return false;
    }
    if (text.len == 0)
        return true;
    if (text.ptr[0] != '+')
        return false;
    text = key_skip(text, 1);
    return write_identifiers(&text, flavour->fold, flavour->build ? key : &nothing)
        && text.len == 0;
}

bool semver_write(Str version, Key *key)
{
    return semver_write_as(version, &SEMVER, key);
}

bool npm_write(Str version, Key *key)
{
    return semver_write_as(version, &NPM, key);
}

bool golang_write(Str version, Key *key)
{
    return semver_write_as(version, &GOLANG, key);
}

bool strict_write(Str version, Key *key)
{
    return semver_write_as(version, &STRICT, key);
}

bool pub_write(Str version, Key *key)
{
    return semver_write_as(version, &PUB, key);
}

bool nuget_write(Str version, Key *key)
{
    return semver_write_as(version, &NUGET, key);
}
