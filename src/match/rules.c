/* SPDX-License-Identifier: Apache-2.0 */
#include "match/rules.h"

static const struct {
    Str word, hint;
} RULES[] = {
    [RULE_PURL] = { STR_ROW("purl"), STR_ROW("match.hint-purl") },
    [RULE_DISTRIBUTION_SOURCE] = { STR_ROW("distribution-source"), STR_ROW("match.hint-purl") },
    [RULE_DISTRIBUTION_BINARY] = { STR_ROW("distribution-binary"), STR_ROW("match.hint-purl") },
    [RULE_CPE] = { STR_ROW("cpe"), STR_ROW("match.hint-cpe") },
    [RULE_CPE_FIRMWARE] = { STR_ROW("cpe-firmware"), STR_ROW("match.hint-cpe") },
    [RULE_CPE_OPEN] = { STR_ROW("cpe-open"), STR_ROW("match.hint-cpe") },
    [RULE_CVE_PRODUCT] = { STR_ROW("cve-product"), STR_ROW("match.hint-product") },
    [RULE_GIT_COMMIT] = { STR_ROW("git-commit"), STR_ROW("match.hint-git") },
    [RULE_GIT_TAG] = { STR_ROW("git-tag"), STR_ROW("match.hint-git") },
    [RULE_NAME] = { STR_ROW("name"), STR_ROW("match.hint-name") },
};
_Static_assert(ARRAY_LEN(RULES) == MATCH_RULES, "a row for each rule");

Str match_rule_word(MatchRule rule)
{
    return RULES[rule].word;
}

Str match_rule_hint(MatchRule rule)
{
    return RULES[rule].hint;
}
