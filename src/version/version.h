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
    SCHEME_ALPM,
    SCHEME_GENTOO,
    SCHEME_INTDOT,        /* numbers between dots */
    SCHEME_DATETIME,      /* RFC 3339 */
    SCHEME_LEXICOGRAPHIC, /* by bytes */
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

enum {
    VERSION_HASH_BYTES_MIN = 12, /* as short as the kernel's records have it */
    VERSION_HASH_BYTES_MAX = 64, /* SHA-256 in hexadecimal */
};

/* A commit where a version is expected: hexadecimal digits, of letters too, as long as a hash. */
bool version_is_hash(Str version);
/* Whether a text that any free-form scheme would order has a place among versions: "unknown" and
 * "latest" have no digit, and the first digits of a hash say nothing. Nobody compares those with
 * a range. */
bool version_is_ordered(Str version);

/* *order is <0, 0 or >0. Antisymmetric and transitive over versions that have a key; apart
 * from a length past VERSION_KEY_BYTES_MAX only two kinds have none, because the ecosystem's
 * own order goes in a circle: Maven's zeros before a dot and a pre-release word ("1.0.RC1",
 * see maven.c) and Composer's "#".
 *
 * Also answers for some texts that are not valid, but that the ecosystem's own tools put in
 * an order: those of setuptools before PEP 440, Alpine's "1.0bc", RubyGems' "1beta".
 *
 * Fails: ERR_SYNTAX naming the version that has no order in the scheme. */
MUST_CHECK bool version_compare(Scheme scheme, Str a, Str b, int *order, Err *err);

/* Writes the key of `version`; false when there is no exact key (no order in the scheme,
 * too long, or one of the circles above): then version_compare must be asked. Keys of
 * different schemes have nothing to say to each other. */
bool version_key(Scheme scheme, Str version, uint8_t key[VERSION_KEY_BYTES_MAX], size_t *len);
