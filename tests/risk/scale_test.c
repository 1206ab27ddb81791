/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/scale.h"

#include "snapshot.h"

static const RiskTerm *band_at(size_t i)
{
    return band_term((Band)i);
}

static const RiskTerm *level_at(size_t i)
{
    return risk_level_term((RiskLevel)i);
}

TEST(bands_and_levels_are_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("word"), STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("meaning_en"),
        STR_ROW("meaning_ja"), STR_ROW("source"),
    };
    Buf bands = snapshot_begin(), levels = snapshot_begin();

    snapshot_row(&bands, HEAD, ARRAY_LEN(HEAD));
    snapshot_terms(&bands, band_at, BAND_LOW, BANDS);
    snapshot_end("data/risk/band.tsv", &bands);
    snapshot_row(&levels, HEAD, ARRAY_LEN(HEAD));
    snapshot_terms(&levels, level_at, RISK_CONTROLLED, RISK_LEVELS);
    snapshot_end("data/risk/level.tsv", &levels);
}

static void say_scale(Buf *text, Lang lang, const RiskTerm *(*term_of)(size_t), size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const RiskTerm *term = term_of(i);
        const Str args[] = { snapshot_word(lang, term->title),
                             snapshot_word(lang, term->meaning),
                             term->source };
        snapshot_say(text, lang, STR("risk.say-term"), args, ARRAY_LEN(args));
    }
}

TEST(the_meaning_of_bands_and_levels_is_told_in_sentences)
{
    Buf text = snapshot_begin();

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-bands"), NULL, 0);
        say_scale(&text, lang, band_at, BANDS);
        snapshot_say(&text, lang, STR("risk.say-levels"), NULL, 0);
        say_scale(&text, lang, level_at, RISK_LEVELS);
    }
    snapshot_end("tests/golden/risk-scale.txt", &text);
}

TEST(review_counts_as_uncontrolled)
{
    CHECK_INT(risk_level_counted(RISK_CONTROLLED), RISK_CONTROLLED, "acceptable");
    CHECK_INT(risk_level_counted(RISK_REVIEW), RISK_UNCONTROLLED, "nobody justified it");
    CHECK_INT(risk_level_counted(RISK_UNCONTROLLED), RISK_UNCONTROLLED, "unacceptable");
    CHECK_INT(risk_level_letter(RISK_CONTROLLED), 'C', "the letter of a cell");
    CHECK_INT(risk_level_letter(RISK_REVIEW), 'R', "the letter of a cell");
    CHECK_INT(risk_level_letter(RISK_UNCONTROLLED), 'U', "the letter of a cell");
}

TEST(answers_have_words)
{
    CHECK_STR(answer_term(ANSWER_YES)->word, STR("yes"), "yes");
    CHECK_STR(answer_term(ANSWER_NO)->word, STR("no"), "no");
    CHECK_STR(answer_term(ANSWER_UNKNOWN)->word, STR("unknown"), "unknown");
}

TEST(a_term_is_found_by_its_word_alone)
{
    static const RiskTerm TERMS[] = { { STR_ROW("") }, { STR_ROW("one") }, { STR_ROW("two") } };
    size_t at = 7;

    CHECK(term_find(TERMS, ARRAY_LEN(TERMS), STR("two"), &at) && at == 2, "the last");
    CHECK(!term_find(TERMS, ARRAY_LEN(TERMS), STR("three"), &at) && at == 2, "none");
    CHECK(!term_find(TERMS, ARRAY_LEN(TERMS), STR(""), &at), "a row without a word is no row");
}
