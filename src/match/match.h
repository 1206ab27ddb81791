/* SPDX-License-Identifier: Apache-2.0 */
/* match.h — which components of an SBOM have which known vulnerabilities, and what could not
 * be checked.
 *
 * Pure: the same SBOM and generation give the same bytes. (package, version) pairs are judged
 * once. Order of evidence: exact purl; distribution package; CPE configuration; git; names,
 * which are never more than hints.
 */
#pragma once

#include "kb/lookup.h"
#include "model/sbom.h"
#include "model/scan.h"

/* What one document added to a scan; unsorted lists in `arena`. */
typedef struct {
    ScanFinding *findings, *malware;
    size_t finding_count, malware_count;
    ScanItem *coverage[COVERAGE_LISTS], *hints;
    size_t coverage_count[COVERAGE_LISTS], hint_count;
    uint64_t checked, unchecked; /* of the counted components */
} Match;

/* What is to be matched: components [first, end) of a document. */
typedef struct {
    const Kb *kb;
    const Sbom *sbom;
    uint32_t input; /* the document's number in the scan */
    uint32_t first, end;
} MatchTask;
MatchTask match_task(const Kb *kb, const Sbom *sbom, uint32_t input); /* all of it */

/* Owns: text points into `arena`, the SBOM and the mapped generation. Fails: ERR_LIMIT. */
MUST_CHECK bool match_part(const MatchTask *task, Arena *arena, Match *out, Err *err);
/* The same for a whole document. */
MUST_CHECK bool match_sbom(const Kb *kb, const Sbom *sbom, uint32_t input, Arena *arena, Match *out,
                           Err *err);
/* Joins documents, and parts of them, into one scan, sorted: findings by KEV, severity, highest
 * score, id and component. */
MUST_CHECK bool match_join(const Match *matches, size_t count, Arena *arena, Scan *scan, Err *err);
