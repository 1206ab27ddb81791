/* SPDX-License-Identifier: Apache-2.0 */
/* ident.h — versions, purls, CPEs and CVSS vectors, one answer a call.
 *
 * Every call is pure. A refusal names the byte and the rule in error->text.
 */
#pragma once

#include "inro/inro.h"

/* SCHEME is a purl type, "semver" or "generic": *order is <0, 0 or >0.
 * Refuses an unknown scheme and a text that is no version of it. */
bool inro_version_compare(const Inro *inro, InroText scheme, InroText a, InroText b, int *order,
                          InroError *error);
/* Whether the scheme exists; refuses it by name when not. */
bool inro_version_scheme(const Inro *inro, InroText scheme, InroError *error);

/* The canonical form of a package URL. */
bool inro_purl_canonical(const Inro *inro, InroText purl, InroBytes *out, InroError *error);

/* The relation of two CPE names by NISTIR 7696: "EQUAL", "SUBSET", "SUPERSET", "DISJOINT" or
 * "UNDEFINED"; static text. */
bool inro_cpe_relation(const Inro *inro, InroText source, InroText target, const char **relation,
                       InroError *error);

enum { INRO_CVSS_ABSENT = -1 };
/* Scores in tenths of a point; INRO_CVSS_ABSENT for a group of which no metric is written. */
typedef struct {
    int base_tenths, temporal_tenths, environmental_tenths;
    const char *severity; /* of the last score present; static text */
} InroCvss;
bool inro_cvss_score(const Inro *inro, InroText vector, InroCvss *out, InroError *error);
