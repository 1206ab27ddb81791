/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/discretion.h"

#include "snapshot.h"

enum { AWARE = 20000 };

static const DiscretionFacts DONE = { ANSWER_NO, ANSWER_YES, AWARE, AWARE + 30, AWARE + 60,
                                      AWARE + 60 };

TEST(all_four_conditions_must_hold)
{
    Discretion got = discretion_of(&DONE);

    CHECK_INT(got.all, CONDITION_HOLDS, "on the last days");
    CHECK_INT(got.tell_by, AWARE + 30, "30 days");
    CHECK_INT(got.fix_by, AWARE + 60, "60 days");
    for (size_t i = 0; i < DISCRETION_CONDITIONS; i++)
        CHECK_INT(got.state[i], CONDITION_HOLDS, "each");
}

/* Each condition broken alone. */
TEST(one_condition_that_fails_is_enough)
{
    static const struct {
        DiscretionFacts facts;
        DiscretionCondition condition;
        ConditionState want;
    } ROWS[] = {
        { { ANSWER_YES, ANSWER_YES, AWARE, AWARE, AWARE, AWARE }, DISCRETION_NO_EVENT,
          CONDITION_FAILED },
        { { ANSWER_UNKNOWN, ANSWER_YES, AWARE, AWARE, AWARE, AWARE }, DISCRETION_NO_EVENT,
          CONDITION_UNKNOWN },
        { { ANSWER_NONE, ANSWER_YES, AWARE, AWARE, AWARE, AWARE }, DISCRETION_NO_EVENT,
          CONDITION_UNKNOWN },
        { { ANSWER_NO, ANSWER_NO, AWARE, AWARE, AWARE, AWARE }, DISCRETION_ISAO,
          CONDITION_FAILED },
        { { ANSWER_NO, ANSWER_UNKNOWN, AWARE, AWARE, AWARE, AWARE }, DISCRETION_ISAO,
          CONDITION_UNKNOWN },
        { { ANSWER_NO, ANSWER_YES, AWARE, AWARE + 31, AWARE + 31, AWARE + 31 }, DISCRETION_TOLD,
          CONDITION_FAILED },
        { { ANSWER_NO, ANSWER_YES, AWARE, DISCRETION_NO_DAY, AWARE, AWARE + 31 }, DISCRETION_TOLD,
          CONDITION_FAILED },
        { { ANSWER_NO, ANSWER_YES, AWARE, DISCRETION_NO_DAY, AWARE, AWARE + 30 }, DISCRETION_TOLD,
          CONDITION_OPEN },
        { { ANSWER_NO, ANSWER_YES, AWARE, AWARE + 20, AWARE, AWARE + 10 }, DISCRETION_TOLD,
          CONDITION_OPEN },
        { { ANSWER_NO, ANSWER_YES, AWARE, AWARE, AWARE + 61, AWARE + 61 }, DISCRETION_FIXED,
          CONDITION_FAILED },
        { { ANSWER_NO, ANSWER_YES, AWARE, AWARE, DISCRETION_NO_DAY, AWARE + 60 },
          DISCRETION_FIXED, CONDITION_OPEN },
        { { ANSWER_NO, ANSWER_YES, AWARE, AWARE, DISCRETION_NO_DAY, AWARE + 61 },
          DISCRETION_FIXED, CONDITION_FAILED },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Discretion got = discretion_of(&ROWS[i].facts);
        CHECK_INT(got.state[ROWS[i].condition], ROWS[i].want, "the condition");
        CHECK_INT(got.all, ROWS[i].want, "and so all of them");
    }
}

TEST(before_awareness_nothing_is_known)
{
    DiscretionFacts facts = DONE;
    Discretion got;

    facts.aware_day = DISCRETION_NO_DAY;
    got = discretion_of(&facts);
    CHECK_INT(got.state[DISCRETION_TOLD], CONDITION_UNKNOWN, "from when on?");
    CHECK_INT(got.state[DISCRETION_FIXED], CONDITION_UNKNOWN, "from when on?");
    CHECK_INT(got.tell_by, DISCRETION_NO_DAY, "no day");
    CHECK_INT(got.fix_by, DISCRETION_NO_DAY, "no day");
    facts.serious_event = ANSWER_YES;
    CHECK_INT(discretion_of(&facts).all, CONDITION_FAILED, "the worst counts");
}

TEST(conditions_are_told_in_sentences_and_rows)
{
    static const Str HEAD[] = { STR_ROW("condition"), STR_ROW("en"), STR_ROW("ja"),
                                STR_ROW("source") };
    Buf rows = snapshot_begin(), text = snapshot_begin();

    snapshot_row(&rows, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < DISCRETION_CONDITIONS; i++) {
        const RiskTerm *term = discretion_term((DiscretionCondition)i);
        const Str row[] = { term->word, snapshot_word(LANG_EN, term->title),
                            snapshot_word(LANG_JA, term->title), term->source };
        snapshot_row(&rows, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/discretion.tsv", &rows);
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-discretion"), NULL, 0);
        for (size_t i = 0; i < DISCRETION_CONDITIONS; i++) {
            const RiskTerm *term = discretion_term((DiscretionCondition)i);
            const Str args[] = { snapshot_word(lang, term->title), term->source };
            snapshot_say(&text, lang, STR("risk.say-cause"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-discretion.txt", &text);
    for (size_t i = 0; i < CONDITION_STATES; i++)
        CHECK(snapshot_word(LANG_JA, condition_state_term((ConditionState)i)->title).len,
              "a title");
}
