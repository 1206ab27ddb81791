/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/oversight.h"

#include "snapshot.h"

#define HARDENING    { PURPOSE_ENHANCEMENT, RISK_CONTROLLED }
#define CONTROLLED   { PURPOSE_VULNERABILITY, RISK_CONTROLLED }
#define UNCONTROLLED { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED }

static Oversight judged(const UpdateReason *reasons, size_t count)
{
    Oversight got = { 0 };
    Err err = { 0 };

    CHECK_OK(oversight_judge(reasons, count, ANSWER_YES, &got, &err), &err);
    return got;
}

TEST(an_update_that_only_strengthens_is_low) /* REQ A120 */
{
    static const UpdateReason REASONS[] = { HARDENING };
    Oversight got = judged(REASONS, 1);

    CHECK_INT(got.level, OVERSIGHT_LOW, "a hardened host system, no known vulnerability");
    CHECK_INT(got.cycle, CYCLE_REGULAR, "the regular cycle");
    CHECK(!got.unacceptable && !got.ordinary_change, "both questions");
}

TEST(an_update_against_an_acceptable_risk_is_medium) /* REQ A121 */
{
    static const UpdateReason REASONS[] = { CONTROLLED };
    Oversight got = judged(REASONS, 1);

    CHECK_INT(got.level, OVERSIGHT_MEDIUM, "images are kept at the modality");
    CHECK_INT(got.cycle, CYCLE_REGULAR, "the regular cycle");
    CHECK(!got.unacceptable, "question 2");
}

TEST(an_update_against_an_unacceptable_risk_is_high) /* REQ A119 A122 */
{
    static const UpdateReason REASONS[] = { UNCONTROLLED };
    static const UpdateReason REVIEW[] = { { PURPOSE_VULNERABILITY, RISK_REVIEW } };
    Oversight got = judged(REASONS, 1);

    CHECK_INT(got.level, OVERSIGHT_HIGH, "the pump");
    CHECK_INT(got.cycle, CYCLE_OUT_OF_CYCLE, "out of cycle");
    CHECK(got.unacceptable, "question 2");
    CHECK_INT(judged(REVIEW, 1).level, OVERSIGHT_HIGH, "review counts as uncontrolled");
}

TEST(a_mixed_update_takes_the_highest_level) /* REQ A123 */
{
    static const UpdateReason REASONS[] = { HARDENING, CONTROLLED, UNCONTROLLED, HARDENING };

    CHECK_INT(judged(REASONS, 4).level, OVERSIGHT_HIGH, "low, medium and high are high");
    CHECK_INT(judged(REASONS, 4).cycle, CYCLE_OUT_OF_CYCLE, "one is enough");
    CHECK_INT(judged(REASONS, 3).level, OVERSIGHT_HIGH, "in any order");
    CHECK_INT(judged(REASONS, 2).level, OVERSIGHT_MEDIUM, "low and medium are medium");
    CHECK_INT(judged(REASONS + 2, 2).level, OVERSIGHT_HIGH, "high first");
}

/* REQ A118 */
TEST(a_change_without_evidence_of_no_other_effect_is_an_ordinary_one)
{
    static const UpdateReason REASONS[] = { HARDENING };
    static const Answer ANSWER[] = { ANSWER_NO, ANSWER_UNKNOWN };

    for (size_t i = 0; i < ARRAY_LEN(ANSWER); i++) {
        Oversight got = { 0 };
        Err err = { 0 };
        CHECK_OK(oversight_judge(REASONS, 1, ANSWER[i], &got, &err), &err);
        CHECK(got.ordinary_change, "reviewed as any other change");
    }
}

TEST(an_update_without_reason_or_answer_is_refused)
{
    static const UpdateReason REASONS[] = { HARDENING };
    Oversight got = { .level = OVERSIGHT_LEVELS };
    Err err = { 0 };

    CHECK(!oversight_judge(REASONS, 0, ANSWER_YES, &got, &err), "no reason");
    CHECK_STR(err.rule, STR("risk.update-reason"), "the rule");
    CHECK(!oversight_judge(REASONS, 1, ANSWER_NONE, &got, &err), "no answer");
    CHECK_STR(err.rule, STR("risk.update-question"), "the rule");
    CHECK_INT(got.level, OVERSIGHT_LEVELS, "nothing is written");
}

static void say_rows(Buf *text, Lang lang)
{
    size_t count;
    const OversightRow *row = oversight_rows(&count);

    for (size_t i = 0; i < count; i++) {
        const Str head[] = { snapshot_word(lang, purpose_term(row[i].purpose)->title),
                             snapshot_word(lang, row[i].condition),
                             snapshot_word(lang, oversight_term(row[i].level)->title),
                             snapshot_word(lang, cycle_term(row[i].cycle)->title) };
        const Str rest[] = { snapshot_word(lang, row[i].law), snapshot_word(lang, row[i].fda),
                             snapshot_word(lang, row[i].action), row[i].source };
        snapshot_say(text, lang, STR("risk.say-row"), head, ARRAY_LEN(head));
        snapshot_say(text, lang, STR("risk.say-row-law"), rest, ARRAY_LEN(rest));
    }
}

TEST(levels_of_oversight_and_questions_are_told_in_sentences)
{
    Buf text = snapshot_begin();

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-oversight"), NULL, 0);
        say_rows(&text, lang);
        for (unsigned number = 1; number <= 2; number++) {
            const char digit = (char)('0' + number);
            const Str args[] = { { &digit, 1 }, snapshot_word(lang, oversight_question(number)) };
            snapshot_say(&text, lang, STR("risk.say-question"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-oversight.txt", &text);
}

TEST(levels_of_oversight_are_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("purpose"), STR_ROW("risk"), STR_ROW("level"), STR_ROW("cycle"),
        STR_ROW("condition_en"), STR_ROW("condition_ja"), STR_ROW("law_en"), STR_ROW("law_ja"),
        STR_ROW("fda_en"), STR_ROW("fda_ja"), STR_ROW("source"),
    };
    size_t count;
    const OversightRow *at = oversight_rows(&count);
    Buf text = snapshot_begin();

    snapshot_row(&text, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < count; i++) {
        const Str row[] = {
            purpose_term(at[i].purpose)->word, risk_level_term(at[i].risk)->word,
            oversight_term(at[i].level)->word, cycle_term(at[i].cycle)->word,
            snapshot_word(LANG_EN, at[i].condition), snapshot_word(LANG_JA, at[i].condition),
            snapshot_word(LANG_EN, at[i].law), snapshot_word(LANG_JA, at[i].law),
            snapshot_word(LANG_EN, at[i].fda), snapshot_word(LANG_JA, at[i].fda), at[i].source,
        };
        snapshot_row(&text, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/oversight.tsv", &text);
}
