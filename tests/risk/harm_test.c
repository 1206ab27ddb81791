/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/harm.h"

#include "snapshot.h"

static const RiskTerm *harm_at(size_t i)
{
    return harm_term((Harm)i);
}

TEST(the_scale_of_harm_is_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("word"), STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("meaning_en"),
        STR_ROW("meaning_ja"), STR_ROW("source"),
    };
    Buf text = snapshot_begin();

    snapshot_row(&text, HEAD, ARRAY_LEN(HEAD));
    snapshot_terms(&text, harm_at, HARM_NEGLIGIBLE, HARMS);
    snapshot_terms(&text, harm_at, HARM_UNASSESSED, HARM_NEGLIGIBLE);
    snapshot_end("data/risk/harm.tsv", &text);
}

TEST(the_scale_of_harm_is_told_in_sentences)
{
    Buf text = snapshot_begin();

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-harm"), NULL, 0);
        for (size_t i = HARM_NEGLIGIBLE; i < HARMS; i++) {
            const RiskTerm *term = harm_at(i);
            char digit = (char)('0' + i);
            const Str args[] = { { &digit, 1 }, snapshot_word(lang, term->title),
                                 snapshot_word(lang, term->meaning), term->source };
            snapshot_say(&text, lang, STR("risk.say-harm-level"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-harm.txt", &text);
}

TEST(a_level_is_read_by_word_or_number)
{
    static const struct {
        const char *word;
        Harm want;
    } ROWS[] = {
        { "negligible", HARM_NEGLIGIBLE }, { "minor", HARM_MINOR }, { "serious", HARM_SERIOUS },
        { "critical", HARM_CRITICAL }, { "catastrophic", HARM_CATASTROPHIC },
        { "1", HARM_NEGLIGIBLE }, { "3", HARM_SERIOUS }, { "5", HARM_CATASTROPHIC },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Harm got = HARM_UNASSESSED;
        CHECK(harm_of(str_of(ROWS[i].word), &got), ROWS[i].word);
        CHECK_INT(got, ROWS[i].want, ROWS[i].word);
    }
}

TEST(what_is_no_level_is_not_read)
{
    static const char *const WORDS[] = { "", "0", "6", "-1", "unassessed", "Serious", "severe" };

    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++) {
        Harm got = HARM_MINOR;
        CHECK(!harm_of(str_of(WORDS[i]), &got), WORDS[i]);
        CHECK_INT(got, HARM_MINOR, "nothing is written");
    }
}
