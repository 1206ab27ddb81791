/* SPDX-License-Identifier: Apache-2.0 */
/* rules.h — by which evidence a component and a vulnerability were brought together.
 *
 * The order is the strength: when several records of one flaw match, the strongest speaks.
 * The words stand in `match.rule` of a report; each has a sentence "match.rule-<word>".
 */
#pragma once

#include "base/str.h"

typedef enum {
    RULE_PURL,                /* the package itself, by purl                                    */
    RULE_DISTRIBUTION_SOURCE, /* its distribution, by the source package                       */
    RULE_DISTRIBUTION_BINARY, /* its distribution, by the package's own name                   */
    RULE_CPE,                 /* a CPE configuration, every attribute met                      */
    RULE_CPE_FIRMWARE,        /* the same, hardware implied by its firmware                    */
    RULE_CPE_OPEN,            /* the same, although the SBOM's CPE leaves an attribute open    */
    RULE_CVE_PRODUCT,         /* vendor and product as a CVE record writes them                */
    RULE_GIT_COMMIT,          /* the very commit                                               */
    RULE_GIT_TAG,             /* an enumerated tag                                             */
    RULE_NAME,                /* nothing but the name: never a finding                         */
    MATCH_RULES,
} MatchRule;

Str match_rule_word(MatchRule rule);
/* The id of the sentence for a hint that this evidence gives, such as "match.hint-cpe". */
Str match_rule_hint(MatchRule rule);
