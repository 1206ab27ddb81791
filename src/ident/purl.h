/* SPDX-License-Identifier: Apache-2.0 */
/* purl.h — package URLs: one name for a package wherever it is spoken of.
 *
 * Fields are decoded and normalised by the rules of their type (data: a table in
 * purl.c), so two purls name the same package when their canonical texts are equal.
 *
 * Source: package-url/purl-spec, core specification and per-type definitions.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { PURL_BYTES_MAX = 8192, PURL_QUALIFIERS_MAX = 64 };

typedef struct {
    Str key, value;
} PurlQualifier;

typedef struct {
    Str type, ns, name, version, subpath; /* empty when absent */
    const PurlQualifier *qualifiers;      /* sorted by key */
    size_t qualifier_count;
} Purl;

/* Owns:  *out lives in `arena` (and may point into `text`).
 * Fails: ERR_SYNTAX with the byte and the rule; ERR_LIMIT past PURL_BYTES_MAX. */
MUST_CHECK bool purl_parse(Str text, Arena *arena, Purl *out, Err *err);
/* The canonical text of a parsed or built purl; checks the rules of its type. */
MUST_CHECK bool purl_format(const Purl *purl, Arena *arena, Str *out, Err *err);
/* The decoded value of a qualifier, or the empty text. */
Str purl_qualifier(const Purl *purl, Str key);
