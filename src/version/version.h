/* SPDX-License-Identifier: Apache-2.0 */
/* version.h — which of two versions is newer, by the rules of their ecosystem.
 *
 * One file per scheme holds the rules and cites their source; this header is the only
 * one other rooms include. A version key is a byte string whose memcmp order (shorter
 * first among equals) is the order of the versions, so that many can be compared fast;
 * a scheme that has no exact key for a version says so and the comparator decides.
 *
 * Threads: every function is pure; share freely.
 */
#pragma once

#include "base/err.h"

/* The row order is part of the knowledge-base format: append only. */
typedef enum {
    SCHEME_GENERIC, /* free-form: CPE versions, CVE "custom" */
    SCHEME_SEMVER,
    SCHEME_DEB,
    SCHEME_RPM,
    SCHEME_APK,
    SCHEME_PYPI,
    SCHEME_NPM,
    SCHEME_GOLANG,
    SCHEME_CARGO,
    SCHEME_MAVEN,
    SCHEME_NUGET,
    SCHEME_GEM,
    SCHEME_COMPOSER,
    SCHEME_PUB,
    SCHEME_CRAN,
    SCHEME_HACKAGE,
    SCHEME_HEX,
    SCHEME_SWIFT,
    SCHEME_CONAN,
    SCHEME_OPENSSL,
    SCHEME_COUNT,
} Scheme;

enum {
    VERSION_BYTES_MAX = 4096,    /* longer texts are refused, not compared               */
    VERSION_KEY_BYTES_MAX = 255, /* longer keys are not made: the comparator is asked    */
};

/* The name on the command line and in a vers: "deb", "pypi", "semver" … */
Str scheme_name(Scheme scheme);
/* Fails: ERR_UNKNOWN_NAME naming the scheme. */
MUST_CHECK bool scheme_of(Str name, Scheme *out, Err *err);

/* Whether `version` is a version of the scheme at all; free-form schemes accept any
 * non-empty text without control characters up to VERSION_BYTES_MAX. */
bool version_valid(Scheme scheme, Str version);

/* *order is <0, 0 or >0. Antisymmetric and transitive over valid versions.
 *
 * Fails: ERR_SYNTAX naming the version that is not valid. */
MUST_CHECK bool version_compare(Scheme scheme, Str a, Str b, int *order, Err *err);

/* Writes the key of `version`; false when there is no exact key (not valid, too long,
 * or outside the regular subset): then version_compare must be asked. */
bool version_key(Scheme scheme, Str version, uint8_t key[VERSION_KEY_BYTES_MAX], size_t *len);
