/* SPDX-License-Identifier: Apache-2.0 */
/* ecosystem.h — where a package lives: purl types, OSV ecosystems, distributions.
 *
 * The knowledge base files a package under (ecosystem, name). Both sides make that pair
 * here, the feed from OSV's words and the device from its purl, so they meet. For a
 * distribution the release is part of the ecosystem: "Debian:12", "Alpine:v3.19",
 * "AlmaLinux:9", "Ubuntu:22.04" ("Ubuntu:22.04:LTS" of OSV gives the same), "Red Hat:9".
 *
 * Names are normalised as the ecosystem does: PyPI by PEP 503, Maven "group:artifact",
 * npm "@scope/name", Go module path, composer lower case, …
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "ident/purl.h"
#include "version/version.h"

typedef struct {
    Str purl_type;     /* "deb" */
    Str purl_ns;       /* "debian" for distributions, else empty */
    Str osv;           /* OSV's word before any ":" — "Debian", "PyPI" */
    Scheme scheme;
    bool distribution; /* only its own data decides; its packages have source names */
} EcosystemRow;

typedef struct {
    const EcosystemRow *row; /* NULL: an ecosystem we have no version order for */
    Str ecosystem;           /* "PyPI", "Debian:12"; "Debian" when the release is unknown */
    bool release_known;      /* false for a distribution package without usable release */
    Str name;
} EcosystemKey;

/* From OSV's affected[].package. Suffixes after the release are dropped. */
MUST_CHECK bool ecosystem_of_osv(Str ecosystem, Str name, Arena *arena, EcosystemKey *out);
/* From a component's purl. `os` is the SBOM's own operating system, such as "debian-12", used
 * when the purl has no distro qualifier; may be empty. False: no memory, or a type without
 * row (then out->row is NULL and the ecosystem is the purl type). */
MUST_CHECK bool ecosystem_of_purl(const Purl *purl, Str os, Arena *arena, EcosystemKey *out);
/* For distributions: the source package's name and version out of the purl's `upstream`
 * qualifier ("openssl" or "openssl@3.0.11-1"); both empty when the purl has none. */
void ecosystem_source(const Purl *purl, Str *name, Str *version);
