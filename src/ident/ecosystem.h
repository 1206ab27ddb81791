/* SPDX-License-Identifier: Apache-2.0 */
/* ecosystem.h — where a package lives: purl types, OSV ecosystems, distributions.
 *
 * The knowledge base files a package under (ecosystem, name). Both sides make that pair
 * here, the feed from OSV's words and the device from its purl, so they meet. For a
 * distribution the release is part of the ecosystem: "Debian:12", "Alpine:v3.19",
 * "AlmaLinux:9", "Ubuntu:22.04" ("Ubuntu:22.04:LTS" of OSV gives the same), "Red Hat:9",
 * "SUSE:15.4", "openSUSE:Leap 15.3"; release.h has the rules. What has its own archive is an
 * ecosystem of its own: "Red Hat:rhel_eus:9.4", "Ubuntu:Pro:18.04". Debian's testing has no
 * release, since its number depends on the day; unstable is "Debian:sid" as in OSV.
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

/* Whether packages of this purl type, in any case, are a distribution's: it mends them and ends
 * their support, not who wrote them. */
bool ecosystem_is_distribution(Str purl_type);
/* From OSV's affected[].package. Suffixes after the release are dropped. An ecosystem without
 * row is no failure: row is NULL and `ecosystem` OSV's word. Fails only without memory. */
MUST_CHECK bool ecosystem_of_osv(Str ecosystem, Str name, Arena *arena, EcosystemKey *out);
/* From a component's purl. `os` is the SBOM's own operating system, such as "debian-12", used
 * when the purl has no distro qualifier; may be empty. When nobody says, the build tag of an
 * rpm (".el9_4", ".fc36") tells its release. False: no memory, or a type without row (then
 * out->row is NULL and the ecosystem is the purl type). */
MUST_CHECK bool ecosystem_of_purl(const Purl *purl, Str os, Arena *arena, EcosystemKey *out);
/* The version of a purl as the row's scheme compares it: with the `epoch` qualifier of deb and
 * rpm purls in front, without Bitnami's revision and Go's "go". False only without memory. */
MUST_CHECK bool ecosystem_version(const EcosystemRow *row, const Purl *purl, Arena *arena,
                                  Str *out);
/* For distributions: the source package's name and version out of the purl's `upstream`
 * qualifier ("openssl", "openssl@3.0.11-1" or "openssl-1.1.1k-5.el8_5.src.rpm"); both empty
 * when the purl has none, the version when it is not stated. */
void ecosystem_source(const Purl *purl, Str *name, Str *version);
