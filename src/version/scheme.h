/* SPDX-License-Identifier: Apache-2.0 */
/* scheme.h — the writers of the schemes, for version.c alone.
 *
 * A writer turns a version of at most VERSION_BYTES_MAX bytes, not empty and without
 * control characters, into its key. It returns false when the text is no version of the
 * scheme; what it wrote until then has no meaning. It takes time linear in the text and
 * writes at most SCHEME_KEY_BYTES_MAX bytes.
 */
#pragma once

#include "version/key.h"
#include "version/version.h"

/* No writer makes more than three bytes of one, and a few marks. */
enum { SCHEME_KEY_BYTES_MAX = 3 * VERSION_BYTES_MAX + 64 };

typedef bool SchemeWriter(Str version, Key *key);

SchemeWriter generic_write;                            /* generic.c */
SchemeWriter semver_write, npm_write, golang_write;    /* semver.c  */
SchemeWriter strict_write;                             /* semver.c: cargo, hex, swift */
SchemeWriter pub_write, nuget_write;                   /* semver.c  */
SchemeWriter deb_write;                                /* deb.c     */
