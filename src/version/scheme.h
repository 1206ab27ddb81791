/* SPDX-License-Identifier: Apache-2.0 */
/* scheme.h — the writers of the schemes, for version.c alone.
 *
 * A writer turns a version of at most VERSION_BYTES_MAX bytes, not empty and without
 * control characters, into its key. It returns false when the text has no order in the
 * scheme; what it wrote until then has no meaning. A text that the scheme does not call a
 * version, but whose own tools order it all the same, is written and marked `odd`. A writer
 * takes time linear in the text and writes at most SCHEME_KEY_BYTES_MAX bytes.
 */
#pragma once

#include "version/key.h"
#include "version/version.h"

/* No writer makes more than nine bytes of one (setuptools' padded numbers), and a few marks. */
enum { SCHEME_KEY_BYTES_MAX = 9 * VERSION_BYTES_MAX + 64 };

typedef bool SchemeWriter(Str version, Key *key);

SchemeWriter alpm_write;                               /* alpm.c     */
SchemeWriter apk_write, gentoo_write;                  /* apk.c      */
SchemeWriter composer_write;                           /* composer.c */
SchemeWriter conan_write;                              /* conan.c    */
SchemeWriter deb_write;                                /* deb.c      */
SchemeWriter gem_write;                                /* gem.c      */
SchemeWriter generic_write;                            /* generic.c  */
SchemeWriter maven_write;                              /* maven.c    */
SchemeWriter cran_write, dotted_write;                 /* numbers.c  */
SchemeWriter openssl_write;                            /* openssl.c  */
SchemeWriter pypi_write;                               /* pep440.c   */
SchemeWriter lexicographic_write, datetime_write;      /* plain.c    */
SchemeWriter rpm_write;                                /* rpm.c      */
SchemeWriter semver_write, npm_write, golang_write;    /* semver.c   */
SchemeWriter strict_write;                             /* semver.c: cargo, hex, swift */
SchemeWriter pub_write, nuget_write;                   /* semver.c   */

/* The order of two versions and the keys that their writer made, where one is inexact. */
typedef int SchemeComparator(Str a, const Key *a_key, Str b, const Key *b_key);

SchemeComparator composer_compare, maven_compare;
