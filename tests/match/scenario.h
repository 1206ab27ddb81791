/* SPDX-License-Identifier: Apache-2.0 */
/* scenario.h — a folder with an SBOM, small feeds and what we expect to be said of them.
 *
 *     tests/data/match/<name>/sbom.json        CycloneDX or SPDX
 *                            /osv.json         an array of OSV documents, each source named by
 *                                              the first record's ecosystem
 *                            /nvd.json         an NVD 2.0 feed page
 *                            /cve.json         an array of CVE 5 records
 *                            /kev.json         the CISA catalogue
 *                            /expected.txt     the lines of scenario_text
 *
 * Feeds that are absent are not there; why.md beside them says what the case shows.
 */
#pragma once

#include "base/arena.h"
#include "kb/lookup.h"
#include "model/scan.h"

/* The knowledge base of a folder's feeds; fails the test when a record is refused. */
Kb *scenario_kb(const char *name, Arena *arena);
void scenario_sbom(const char *name, Arena *arena, Sbom *out);
/* The folder's SBOM held against its feeds. */
void scenario_scan(const char *name, const Kb *kb, Arena *arena, Scan *out);
/* The same for a CycloneDX document given as text. */
void scenario_scan_text(const char *json, const Kb *kb, Arena *arena, Scan *out);
void scenario_kb_end(Kb **kb); /* for CLEANUP */
Str scenario_expected(const char *name);
/* What matching says, one line each, in the order of the scan:
 *
 *     finding CVE-… component version rule range fixed=… severity score
 *     malware MAL-… …
 *     hint CVE-… component rule
 *     <coverage list> component identifier ecosystem place rule
 *     components checked unchecked */
Str scenario_text(const Scan *scan, Arena *arena);
