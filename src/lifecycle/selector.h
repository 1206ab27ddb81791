/* SPDX-License-Identifier: Apache-2.0 */
/* selector.h — which components a statement is about, and whether one is among them.
 *
 * A statement names components by package URL, by CPE or by name, and of these all versions, a
 * range (vers) or exactly one. A package URL without qualifiers speaks of every architecture and
 * distribution; each qualifier that it has must be there.
 *
 * Where the versions cannot be compared — a component without version, or one that its scheme
 * cannot read — the answer is neither yes nor no: SELECTED_UNSURE, to be shown.
 *
 * Source: package-url specification; NISTIR 7696; vers specification (ident/purl.h, cpe.h, vers.h).
 * Threads: every function is pure.
 */
#pragma once

#include "ident/cpe.h"
#include "ident/purl.h"
#include "ident/vers.h"
#include "model/sbom.h"

/* Both orders are ranks: later is more specific. */
typedef enum { SELECT_NAME, SELECT_CPE, SELECT_PURL } SelectBy;
typedef enum { VERSIONS_ANY, VERSIONS_RANGE, VERSIONS_EXACT } SelectVersions;

typedef struct {
    SelectBy by;
    SelectVersions versions;
    Purl purl;
    Cpe cpe;
    Str name;
    Str version; /* of VERSIONS_EXACT; empty where the CPE itself names it */
    Vers range;  /* of VERSIONS_RANGE; without type where the CPE's own wildcard is meant */
} ComponentSelector;

/* Reads `what`, "pkg:…", "cpe:…" or a name, and `versions`: empty (those that `what` names, else
 * all), "vers:…" or one version.
 * Owns:  *out lives in `arena` or points into the texts.
 * Fails: as purl_parse, cpe_parse and vers_parse_loose; ERR_STRUCTURE without a name, and when both
 *        texts name versions. */
MUST_CHECK bool selector_read(Str what, Str versions, Arena *arena, ComponentSelector *out,
                              Err *err);

/* A component with its identifiers read. */
typedef struct {
    Str name, version;
    const Purl *purls;
    const Cpe *cpes;
    uint32_t purl_count, cpe_count;
    uint32_t unread_count; /* identifiers that could not be read; nothing is selected by them */
} LedgerPart;

/* Fails: ERR_LIMIT without memory, and for nothing else. */
MUST_CHECK bool ledger_part_read(const Sbom *sbom, uint32_t component_i, Arena *arena,
                                 LedgerPart *out, Err *err);

typedef enum { SELECTED_NO, SELECTED_YES, SELECTED_UNSURE } Selected;
Selected selector_has(const ComponentSelector *selector, const LedgerPart *part);
