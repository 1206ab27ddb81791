/* SPDX-License-Identifier: Apache-2.0 */
#include "version/version.h"

#include "version/scheme.h"

#include <string.h>

#define RULE_SCHEME  STR("version.scheme")
#define RULE_VERSION STR("version.version")

typedef struct {
    Str name;
    SchemeWriter *write;
} SchemeRow;

static const SchemeRow SCHEMES[] = {
    [SCHEME_GENERIC] = { STR_ROW("generic"), generic_write },
    [SCHEME_SEMVER] = { STR_ROW("semver"), semver_write },
    [SCHEME_DEB] = { STR_ROW("deb"), deb_write },
    [SCHEME_RPM] = { STR_ROW("rpm"), generic_write },
    [SCHEME_APK] = { STR_ROW("apk"), generic_write },
    [SCHEME_PYPI] = { STR_ROW("pypi"), generic_write },
    [SCHEME_NPM] = { STR_ROW("npm"), npm_write },
    [SCHEME_GOLANG] = { STR_ROW("golang"), golang_write },
    [SCHEME_CARGO] = { STR_ROW("cargo"), strict_write },
    [SCHEME_MAVEN] = { STR_ROW("maven"), generic_write },
    [SCHEME_NUGET] = { STR_ROW("nuget"), nuget_write },
    [SCHEME_GEM] = { STR_ROW("gem"), generic_write },
    [SCHEME_COMPOSER] = { STR_ROW("composer"), generic_write },
    [SCHEME_PUB] = { STR_ROW("pub"), pub_write },
    [SCHEME_CRAN] = { STR_ROW("cran"), generic_write },
    [SCHEME_HACKAGE] = { STR_ROW("hackage"), generic_write },
    [SCHEME_HEX] = { STR_ROW("hex"), strict_write },
    [SCHEME_SWIFT] = { STR_ROW("swift"), strict_write },
    [SCHEME_CONAN] = { STR_ROW("conan"), generic_write },
    [SCHEME_OPENSSL] = { STR_ROW("openssl"), generic_write },
};
static_assert(ARRAY_LEN(SCHEMES) == SCHEME_COUNT, "a row for each scheme");

/* Other words for a scheme: older purl types, vers and OSV ecosystems in lower case. */
static const struct {
    Str name;
    Scheme scheme;
} ALIASES[] = {
    { STR_ROW("alpine"), SCHEME_APK },      { STR_ROW("debian"), SCHEME_DEB },
    { STR_ROW("pep440"), SCHEME_PYPI },     { STR_ROW("rubygems"), SCHEME_GEM },
    { STR_ROW("go"), SCHEME_GOLANG },       { STR_ROW("packagist"), SCHEME_COMPOSER },
    { STR_ROW("crates.io"), SCHEME_CARGO },
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

/* What no scheme allows. */
static bool is_text(Str version)
{
    if (version.len == 0 || version.len > VERSION_BYTES_MAX)
        return false;
    for (size_t i = 0; i < version.len; i++)
        if ((unsigned char)version.ptr[i] < 0x20 || version.ptr[i] == 0x7f)
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
    return version_write(scheme, version, &(Key){ 0 });
}

bool version_key(Scheme scheme, Str version, uint8_t key[VERSION_KEY_BYTES_MAX], size_t *len)
{
    Key writer = { key, key + VERSION_KEY_BYTES_MAX, false };

    if (!version_write(scheme, version, &writer) || writer.full)
        return false;
    *len = (size_t)(writer.at - key);
    return true;
}

static int key_order(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

/* Versions whose keys are longer than VERSION_KEY_BYTES_MAX; both are valid. Apart from
 * version_compare, because so large a frame costs time even when it is not used. */
static __attribute__((noinline)) int compare_long(Scheme scheme, Str a, Str b)
{
    uint8_t a_key[SCHEME_KEY_BYTES_MAX], b_key[SCHEME_KEY_BYTES_MAX];
    Key a_writer = { a_key, a_key + sizeof a_key, false };
    Key b_writer = { b_key, b_key + sizeof b_key, false };
    bool written = version_write(scheme, a, &a_writer) && version_write(scheme, b, &b_writer);

    assert(written && !a_writer.full && !b_writer.full);
    (void)written;
    return key_order(a_key, (size_t)(a_writer.at - a_key), b_key, (size_t)(b_writer.at - b_key));
}

bool version_compare(Scheme scheme, Str a, Str b, int *order, Err *err)
{
    uint8_t a_key[VERSION_KEY_BYTES_MAX], b_key[VERSION_KEY_BYTES_MAX];
    Key a_writer = { a_key, a_key + sizeof a_key, false };
    Key b_writer = { b_key, b_key + sizeof b_key, false };

    if (!version_write(scheme, a, &a_writer))
        return err_set(err, ERR_SYNTAX, RULE_VERSION, scheme_name(scheme), a);
    if (!version_write(scheme, b, &b_writer))
        return err_set(err, ERR_SYNTAX, RULE_VERSION, scheme_name(scheme), b);
    if (a_writer.full || b_writer.full)
        *order = compare_long(scheme, a, b);
    else
        *order = key_order(a_key, (size_t)(a_writer.at - a_key), b_key,
                           (size_t)(b_writer.at - b_key));
    return true;
}
