/* SPDX-License-Identifier: Apache-2.0 */
/* cpe.h — CPE 2.3 names: parsing, binding and the relation between two names.
 *
 * An attribute is kept as in the formatted string, lower case, quoted with backslashes:
 * "*" is ANY, "-" is NA. A CPE 2.2 URI is read into the same form.
 *
 * Source: NISTIR 7695 (naming), NISTIR 7696 (matching, table 6-2).
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { CPE_BYTES_MAX = 4096 };

typedef enum {
    CPE_PART, CPE_VENDOR, CPE_PRODUCT, CPE_VERSION, CPE_UPDATE, CPE_EDITION, CPE_LANGUAGE,
    CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER, CPE_ATTRIBUTES,
} CpeAttribute;

typedef struct {
    Str value[CPE_ATTRIBUTES];
} Cpe;

typedef enum { CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET, CPE_DISJOINT, CPE_UNDEFINED } CpeRelation;

/* Reads "cpe:2.3:…" or "cpe:/…"; bare punctuation of a formatted string counts as quoted.
 * Owns:  *out lives in `arena` or points into `text`, which it does when it is canonical.
 * Fails: ERR_SYNTAX with the byte and the rule; ERR_LIMIT past CPE_BYTES_MAX. */
MUST_CHECK bool cpe_parse(Str text, Arena *arena, Cpe *out, Err *err);
/* The formatted string; the URI of CPE 2.2. Fail only without memory. */
MUST_CHECK bool cpe_format(const Cpe *cpe, Arena *arena, Str *out, Err *err);
MUST_CHECK bool cpe_format_uri(const Cpe *cpe, Arena *arena, Str *out, Err *err);
/* An attribute without its quoting, for showing and for version comparison. */
MUST_CHECK bool cpe_unquote(Str value, Arena *arena, Str *out);

/* How the source stands to the target; values as cpe_parse gives them. A target with a
 * wildcard is UNDEFINED; so is a name whose attributes point both ways. */
CpeRelation cpe_attribute_compare(Str source, Str target);
CpeRelation cpe_compare(const Cpe *source, const Cpe *target);
/* "EQUAL", "SUBSET" … as NISTIR 7696 spells them. */
Str cpe_relation_name(CpeRelation relation);
