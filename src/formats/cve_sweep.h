/* SPDX-License-Identifier: Apache-2.0 */
/* cve_sweep.h — affected minus unaffected: what is left, range by range.
 *
 * A CVE 5 entry says of some versions that they are affected, of others that they are not, and
 * has a default for the rest. CPE criteria and packages know only "affected", so the line of
 * versions is swept once from its beginning to its end.
 */
#pragma once

#include "formats/record.h"

/* A statement about one line of versions. */
typedef struct {
    const Array *ranges;    /* RecordRange, affected and unaffected in any order */
    Scheme scheme;
    bool default_affected; /* of every version that no range speaks of */
} Statement;

/* *out is what is affected: sorted ranges that do not touch; when nothing is said to be
 * unaffected (most entries), the ranges as they are. *resolved is false, and *out untouched, when
 * a bound cannot be compared. Fails: ERR_LIMIT. */
MUST_CHECK bool statement_resolve(RecordDraft *draft, const Statement *statement, Array *out,
                                  bool *resolved, Err *err);
