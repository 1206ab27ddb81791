/* SPDX-License-Identifier: Apache-2.0 */
/* cve_version.h — the `versions[]` of a CVE 5 affected entry, as ranges.
 *
 * An entry is one version, a range [version, lessThan) or [version, lessThanOrEqual], with
 * changes of status inside it. "0", "*" and no words at all mean no lower bound; "*" as upper
 * bound means none; "5.4.*" covers the series. What CNAs write as text in `version` is read
 * where it follows a pattern (">= 1.2, < 1.4", "1.4 and earlier").
 *
 * Bounds are compared by `versionType` (table in cve_version.c). "custom" and an absent type are
 * compared only when both bounds look like dotted versions; everything else is left out and
 * said to be not comparable. Commits (`git`) are kept apart: they have no order.
 *
 * Source: CVE Record Format 5.0 – 5.2, definition "product", "version_types".
 */
#pragma once

#include "formats/record.h"

typedef struct {
    Array ranges;         /* RecordRange: affected and unaffected, in the file's order */
    Array commits;        /* RecordRange of commits */
    Scheme scheme;       /* of `ranges` */
    bool not_comparable; /* something that is affected was left out */
    bool default_lost;   /* something that is not affected was left out: a default of "affected"
                            would now say too much */
    bool any;            /* versions[] has an element */
} CveVersions;

/* `openssl`: the product's free-form versions are OpenSSL's (1.0.2zd).
 * Fails: ERR_STRUCTURE, ERR_UNKNOWN_NAME for a status, ERR_LIMIT. */
MUST_CHECK bool cve_versions_read(RecordDraft *draft, const Json *versions, bool openssl,
                                  CveVersions *out, Err *err);
