/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"
#include "lifecycle/obligation.h"

/* REQ A143 A144 A145 A148 A149 */
TEST(obligations_hold_in_every_stage_that_may_be)
{
    static const struct {
        LifeStage earliest, latest;
        const char *holds, *holds_not;
    } ROWS[] = {
        { STAGE_DEVELOPMENT, STAGE_DEVELOPMENT, "N60-6.6.1-DEV-a", "N60-6.6.1-SUP-a" },
        { STAGE_SUPPORT, STAGE_SUPPORT, "N60-6.6.1-SUP-b", "N60-6.6.1-DEV-a" },
        { STAGE_SUPPORT, STAGE_LIMITED_SUPPORT, "N60-6.6.1-LIM-a", "N60-6.6.2-EOS-a" },
        { STAGE_LIMITED_SUPPORT, STAGE_LIMITED_SUPPORT, "N60-5.5.2-07", "N60-6.6.2-SUP-b" },
        { STAGE_END_OF_SUPPORT, STAGE_END_OF_SUPPORT, "N60-6.6.2-EOS-a", "N60-6.6.1-LIM-b" },
        { STAGE_WITHDRAWN, STAGE_WITHDRAWN, NULL, "N60-6.6.2-EOS-a" },
    };
    const Obligation *row;
    size_t count;

    row = obligation_rows(&count);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        StageOn on = { .earliest = ROWS[i].earliest, .latest = ROWS[i].latest };
        bool holds = ROWS[i].holds == NULL, holds_not = true;

        for (size_t o = 0; o < count; o++) {
            bool now = obligation_holds(&row[o], &on);

            holds |= ROWS[i].holds && now && str_eq(row[o].id, str_of(ROWS[i].holds));
            holds_not &= !(now && str_eq(row[o].id, str_of(ROWS[i].holds_not)));
        }
        CHECK(holds && holds_not, ROWS[i].holds_not);
    }
}

TEST(the_obligations_are_what_people_review)
{
    Buf out = buf_new(1 << 20);
    const Obligation *row;
    size_t count;

    row = obligation_rows(&count);
    SNAPSHOT_ROW(&out, STR("id"), STR("from_stage"), STR("to_stage"), STR("who"), STR("strength"),
                 STR("sentence_en"), STR("sentence_ja"), STR("source"));
    for (size_t i = 0; i < count; i++)
        SNAPSHOT_ROW(&out, row[i].id, stage_name(row[i].first), stage_name(row[i].last),
                     duty_name(row[i].who), strength_name(row[i].strength),
                     msg_text(LANG_EN, row[i].sentence), msg_text(LANG_JA, row[i].sentence),
                     STR("IMDRF N60:2020"));
    snapshot_check("data/lifecycle/obligations.tsv", &out);
}

static void tell_stage(Buf *out, LifeStage stage, Lang lang)
{
    StageOn on = { .earliest = stage, .latest = stage };
    const Obligation *row;
    size_t count;

    buf_printf(out, "%.*s: %.*s\n", STR_ARG(msg_text(lang, stage_sentence(stage))),
               STR_ARG(msg_text(lang, responsible_sentence(stage_responsible(stage)))));
    row = obligation_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (obligation_holds(&row[i], &on))
            buf_printf(out, "  %.*s (%.*s): %.*s\n", STR_ARG(row[i].id),
                       STR_ARG(msg_text(lang, duty_sentence(row[i].who))),
                       STR_ARG(msg_text(lang, row[i].sentence)));
}

TEST(the_obligations_are_told_stage_by_stage)
{
    Buf out = buf_new(1 << 20);

    for (int lang = LANG_EN; lang < LANG_COUNT; lang++)
        for (LifeStage stage = STAGE_DEVELOPMENT; stage < STAGES; stage++)
            tell_stage(&out, stage, (Lang)lang);
    snapshot_check("tests/golden/lifecycle-obligations.txt", &out);
}
