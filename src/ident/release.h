/* SPDX-License-Identifier: Apache-2.0 */
/* release.h — the release of a distribution, in one spelling.
 *
 * OSV says "Ubuntu:22.04:LTS", "Red Hat:enterprise_linux:9::baseos", "SUSE:Linux Enterprise
 * Server 15 SP4"; SBOM tools say "22.04.3", "jammy", "9.4", "15.4". Each rule below reads both
 * kinds of words of its distribution and writes the one that the knowledge base files under.
 *
 * A rule answers false for what is no release of its distribution ("bookworm/sid",
 * "testing", another distribution's name): then the release is unknown, never guessed.
 *
 * Source: OSV schema, list of ecosystems; Debian's distro-info-data 0.58+deb12u7 for the
 * names of releases of Debian and Ubuntu.
 */
#pragma once

#include "base/str.h"

enum { RELEASE_BYTES_MAX = 96 };

typedef struct {
    char text[RELEASE_BYTES_MAX];
    size_t len;
} Release;

typedef bool ReleaseRule(Str words, Release *out);

ReleaseRule release_major;      /* "9.2" is 9: AlmaLinux, Rocky Linux, Fedora … */
ReleaseRule release_minor;      /* "4.0.1" is 4.0: Photon OS */
ReleaseRule release_verbatim;   /* "22.03-LTS-SP4", "stream"; what begins otherwise is none */
ReleaseRule release_debian;     /* "12.5", "bookworm" is 12; "unstable" is sid; testing is none */
ReleaseRule release_ubuntu;     /* "jammy", "22.04:LTS" is 22.04; "Pro:18.04:LTS" is Pro:18.04 */
ReleaseRule release_alpine;     /* "3.18.4" is v3.18; "3.19_alpha2023" is edge */
ReleaseRule release_amazon;     /* "2 (Karoo)" is 2, "2018.03" is 1 */
ReleaseRule release_redhat;     /* "8.6", "enterprise_linux:8::baseos" is 8; other streams keep
                                 * their product: "rhel_eus:8.6" */
ReleaseRule release_suse;       /* "Linux Enterprise Module for Basesystem 15 SP4-LTSS" is 15.4 */
ReleaseRule release_suse_micro; /* "5.5" is Micro 5.5 */
ReleaseRule release_leap;       /* "15.3" is Leap 15.3 */
ReleaseRule release_tumbleweed;

/* The stream of a Red Hat repository such as "rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4":
 * "rhel_eus:9.4". False for other texts. */
bool release_of_redhat_repository(Str repository, Release *out);
