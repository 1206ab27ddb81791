/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h — from an identifier to the look-ups it allows, each distinct identifier judged once.
 *
 *   purl of a language           its ecosystem
 *   purl of a distribution       its release: by source name, by binary name (table FILED_BY)
 *   purl of a repository, git    the repository, by commit and tag
 *   CPE                          its product, or every vendor's when the CPE leaves that open;
 *                                then the products of CVE records that have no CPE
 *   nothing usable               the name alone, if one vendor alone makes such a product
 *
 * Source: ARCHITECTURE.md, "How a scan runs".
 */
#pragma once

#include "match/matcher.h"

/* The judgement of one identifier of one component. Fails: ERR_LIMIT. */
MUST_CHECK bool plan_identifier(Matcher *m, Owner owner, uint32_t *judgement, Err *err);
/* The judgement by name alone; MATCH_NONE when the name says nothing. */
MUST_CHECK bool plan_name(Matcher *m, uint32_t component_i, uint32_t *judgement, Err *err);
/* What is known of a component; valid until the next is asked for. */
const Bearer *plan_bearer(Matcher *m, uint32_t component_i);
/* Whether the component has a purl of type deb, rpm or apk. */
bool plan_is_distribution(const Sbom *sbom, const Component *component);
