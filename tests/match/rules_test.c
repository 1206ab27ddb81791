/* SPDX-License-Identifier: Apache-2.0 */
#include "match/rules.h"

#include "base/msg.h"
#include "test.h"

#include <stdio.h>

TEST(each_rule_has_a_word_and_sentences_in_every_language)
{
    for (MatchRule rule = RULE_PURL; rule < MATCH_RULES; rule++) {
        char id[64];

        (void)snprintf(id, sizeof id, "match.rule-%.*s", STR_ARG(match_rule_word(rule)));
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
            CHECK(!str_eq(msg_text(lang, str_of(id)), str_of(id)), id);
            CHECK(!str_eq(msg_text(lang, match_rule_hint(rule)), match_rule_hint(rule)), id);
        }
    }
}

TEST(stronger_evidence_comes_first)
{
    CHECK(RULE_PURL < RULE_DISTRIBUTION_SOURCE && RULE_DISTRIBUTION_SOURCE < RULE_CPE,
          "the order of evidence");
    CHECK(RULE_CPE < RULE_CPE_OPEN && RULE_CPE_OPEN < RULE_CVE_PRODUCT, "an open CPE is weaker");
    CHECK(RULE_CVE_PRODUCT < RULE_GIT_COMMIT && RULE_GIT_TAG < RULE_NAME, "a name is weakest");
}
