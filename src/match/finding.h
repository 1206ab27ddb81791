/* SPDX-License-Identifier: Apache-2.0 */
/* finding.h — the texts: seeds become findings, hints and coverage lines.
 *
 * Findings are written in the order in which they are printed: by group rank, then by the
 * order of the document, with one pass and no comparison of findings.
 *
 * Source: issue 2, "Commands": finding `id` is the first 16 hexadecimal digits of SHA-256 over
 *         primary id, canonical purl (else CPE 2.3), version and ref, each followed by NUL.
 */
#pragma once

#include "match/matcher.h"

/* Findings and malware of the document. Fails: ERR_LIMIT. */
MUST_CHECK bool finding_write_all(Matcher *m, Match *out, Err *err);
/* Hints and coverage lists. Fails: ERR_LIMIT. */
MUST_CHECK bool item_write_all(Matcher *m, Match *out, Err *err);
/* "osv/PyPI/PYSEC-2020-1": the source and the record in it. */
MUST_CHECK bool finding_source(Matcher *m, uint32_t advisory, Str *out, Err *err);
/* Why a hit is one. Fails: ERR_LIMIT. */
MUST_CHECK bool finding_evidence(Matcher *m, const Hit *hit, const ScanEvidence **out, Err *err);
/* bom-ref or SPDXID, else the JSON Pointer of the component. */
MUST_CHECK bool finding_ref(Matcher *m, uint32_t component_i, Str *out, Err *err);
/* "components[3]"; with an identifier also where in it: "components[3]: externalRefs[1]". */
MUST_CHECK bool finding_place(Matcher *m, Owner owner, Str *out, Err *err);
