/* SPDX-License-Identifier: Apache-2.0 */
#include "version/version.h"

#include "version/scheme.h"

#include <string.h>

#define RULE_SCHEME  STR("version.scheme")
#define RULE_VERSION STR("version.version")

typedef struct {
    Str name;
    SchemeWriter *write;
    SchemeComparator *compare; /* NULL where every key is exact */
} SchemeRow;

static const SchemeRow SCHEMES[] = {
    [SCHEME_GENERIC] = { STR_ROW("generic"), generic_write },
    [SCHEME_SEMVER] = { STR_ROW("semver"), semver_write },
    [SCHEME_DEB] = { STR_ROW("deb"), deb_write },
    [SCHEME_RPM] = { STR_ROW("rpm"), rpm_write },
    [SCHEME_APK] = { STR_ROW("apk"), apk_write },
    [SCHEME_PYPI] = { STR_ROW("pypi"), pypi_write },
    [SCHEME_NPM] = { STR_ROW("npm"), npm_write },
    [SCHEME_GOLANG] = { STR_ROW("golang"), golang_write },
    [SCHEME_CARGO] = { STR_ROW("cargo"), strict_write },
    [SCHEME_MAVEN] = { STR_ROW("maven"), maven_write, maven_compare },
    [SCHEME_NUGET] = { STR_ROW("nuget"), nuget_write },
    [SCHEME_GEM] = { STR_ROW("gem"), gem_write },
    [SCHEME_COMPOSER] = { STR_ROW("composer"), composer_write, composer_compare },
    [SCHEME_PUB] = { STR_ROW("pub"), pub_write },
    [SCHEME_CRAN] = { STR_ROW("cran"), cran_write },
    [SCHEME_HACKAGE] = { STR_ROW("hackage"), dotted_write },
    [SCHEME_HEX] = { STR_ROW("hex"), strict_write },
    [SCHEME_SWIFT] = { STR_ROW("swift"), strict_write },
    [SCHEME_CONAN] = { STR_ROW("conan"), conan_write },
    [SCHEME_OPENSSL] = { STR_ROW("openssl"), openssl_write },
    [SCHEME_ALPM] = { STR_ROW("alpm"), alpm_write },
    [SCHEME_GENTOO] = { STR_ROW("gentoo"), gentoo_write },
    [SCHEME_INTDOT] = { STR_ROW("intdot"), dotted_write },
    [SCHEME_DATETIME] = { STR_ROW("datetime"), datetime_write },
    [SCHEME_LEXICOGRAPHIC] = { STR_ROW("lexicographic"), lexicographic_write },
};
static_assert(ARRAY_LEN(SCHEMES) == SCHEME_COUNT, "a row for each scheme");

/* Other words for a scheme: vers types and OSV ecosystems in lower case. */
static const struct {
    Str name;
    Scheme scheme;
} ALIASES[] = {
    { STR_ROW("alpine"), SCHEME_APK },      { STR_ROW("arch"), SCHEME_ALPM },
    { STR_ROW("crates.io"), SCHEME_CARGO }, { STR_ROW("debian"), SCHEME_DEB },
    { STR_ROW("ebuild"), SCHEME_GENTOO },   { STR_ROW("go"), SCHEME_GOLANG },
    { STR_ROW("packagist"), SCHEME_COMPOSER }, { STR_ROW("pep440"), SCHEME_PYPI },
    { STR_ROW("rubygems"), SCHEME_GEM },
};

Str scheme_name(Scheme scheme)
{
    assert((size_t)scheme < ARRAY_LEN(SCHEMES));
    return SCHEMES[scheme].name;
}

bool scheme_of(Str name, Scheme *out, Err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(SCHEMES); i++)
        if (str_eq(name, SCHEMES[i].name)) {
            *out = (Scheme)i;
            return true;
        }
    for (size_t i = 0; i < ARRAY_LEN(ALIASES); i++)
        if (str_eq(name, ALIASES[i].name)) {
            *out = ALIASES[i].scheme;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_SCHEME, name);
}

/* Whether one of eight bytes is a control character, without looking at each: the high bit
 * of a byte shows a borrow of what is below 0x20, or that all bits of 0x7f are there. */
static bool has_control(const char *eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word, deleted;

    memcpy(&word, eight, sizeof word);
    deleted = word ^ ones * 0x7f;
    return ((((word - ones * 0x20) & ~word) | ((deleted - ones) & ~deleted)) & highs) != 0;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* What no scheme allows. */
static bool is_text(Str version)
{
    size_t i = 0;

    if (version.len == 0 || version.len > VERSION_BYTES_MAX)
        return false;
    for (; i + 8 <= version.len; i += 8)
        if (has_control(version.ptr + i))
            return false;
    for (; i < version.len; i++)
        if (is_control(version.ptr[i]))
            return false;
    return true;
}

static bool version_write(Scheme scheme, Str version, Key *key)
{
    assert((size_t)scheme < ARRAY_LEN(SCHEMES));
    return is_text(version) && SCHEMES[scheme].write(version, key);
}

bool version_valid(Scheme scheme, Str version)
{
    Key nothing = { 0 };

    return version_write(scheme, version, &nothing) && !nothing.odd;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_digit(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_digit(text.ptr[i]))
            return true;
    return false;
}

bool version_is_hash(Str version)
{
    size_t letters = 0;

    if (version.len < VERSION_HASH_BYTES_MIN || version.len > VERSION_HASH_BYTES_MAX)
        return false;
    for (size_t i = 0; i < version.len; i++) {
        char lower = version.ptr[i] | 0x20;

        if (lower >= 'a' && lower <= 'f')
            letters++;
        else if (!is_digit(version.ptr[i]))
            return false;
    }
    return letters > 0 && letters < version.len;
}

bool version_is_ordered(Str version)
{
    return has_digit(version) && !version_is_hash(version);
}

bool version_key(Scheme scheme, Str version, uint8_t key[VERSION_KEY_BYTES_MAX], size_t *len)
{
    Key writer = { .start = key, .at = key, .end = key + VERSION_KEY_BYTES_MAX };

    if (!version_write(scheme, version, &writer) || writer.full || writer.inexact)
        return false;
    *len = (size_t)(writer.at - key);
    return true;
}

static int keys_compare(Scheme scheme, Str a, const Key *a_key, Str b, const Key *b_key)
{
    if (a_key->inexact || b_key->inexact)
        return SCHEMES[scheme].compare(a, a_key, b, b_key);
    return key_order(a_key, b_key);
}

/* Versions whose keys are longer than VERSION_KEY_BYTES_MAX; both can be written. Apart from
 * version_compare, because so large a frame costs time even when it is not used. */
static __attribute__((noinline)) int compare_long(Scheme scheme, Str a, Str b)
{
    NOT_CLEARED uint8_t a_room[SCHEME_KEY_BYTES_MAX];
    NOT_CLEARED uint8_t b_room[SCHEME_KEY_BYTES_MAX];
    Key a_key = KEY_OVER(a_room), b_key = KEY_OVER(b_room);
    bool written = version_write(scheme, a, &a_key) && version_write(scheme, b, &b_key);

    assert(written && !a_key.full && !b_key.full);
    (void)written;
    return keys_compare(scheme, a, &a_key, b, &b_key);
}

bool version_compare(Scheme scheme, Str a, Str b, int *order, Err *err)
{
    NOT_CLEARED uint8_t a_room[VERSION_KEY_BYTES_MAX];
    NOT_CLEARED uint8_t b_room[VERSION_KEY_BYTES_MAX];
    Key a_key = KEY_OVER(a_room), b_key = KEY_OVER(b_room);

    if (!version_write(scheme, a, &a_key))
        return err_set(err, ERR_SYNTAX, RULE_VERSION, scheme_name(scheme), a);
    if (!version_write(scheme, b, &b_key))
        return err_set(err, ERR_SYNTAX, RULE_VERSION, scheme_name(scheme), b);
    if (a_key.full || b_key.full)
        *order = compare_long(scheme, a, b);
    else
        *order = keys_compare(scheme, a, &a_key, b, &b_key);
    return true;
}
