/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h — the vulnerabilities of a scan, each once: what SARIF calls rules and CycloneDX
 * vulnerabilities. In order of id, findings before malware.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/scan.h"

typedef struct {
    const Scan *scan;
    Arena arena;
    /* findings (then malware) in order of vulnerability id, input and place */
    const ScanFinding **sorted;
    size_t sorted_count;
    size_t *first; /* of each rule, into sorted; first[count] ends the last */
    size_t count;
} Rules;

MUST_CHECK bool rules_make(const Scan *scan, Rules *out, Err *err);
void rules_done(Rules *rules);
/* The first finding of rule `i`, which speaks for the rule. */
const ScanFinding *rules_finding(const Rules *rules, size_t i);
bool rules_is_malware(const Rules *rules, size_t i);
/* The rule of a finding of the scan. */
size_t rules_index(const Rules *rules, const ScanFinding *finding);
/* "NVD", "GitHub Advisories", … by the prefix of the id. */
Str rules_publisher(Str id);
/* Adds the page that publishes the id; false, adding nothing, when the id cannot stand in an
 * address. */
bool rules_link(Str id, Buf *out);
