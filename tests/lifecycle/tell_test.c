/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "lifecycle/tell.h"

TEST(sentences_are_parted_as_their_language_does)
{
    static const struct {
        Lang lang;
        const char *before, *want;
    } ROWS[] = {
        { LANG_EN, "", "It is not legacy." },
        { LANG_EN, "One.", "One. It is not legacy." },
        { LANG_EN, "One.\n", "One.\nIt is not legacy." },
        { LANG_JA, "", "レガシーではありません。" },
        { LANG_JA, "一。", "一。レガシーではありません。" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf out = buf_new(1 << 12);

        buf_add(&out, str_of(ROWS[i].before));
        TELL(&out, ROWS[i].lang, STR("lifecycle.tell-legacy-no"));
        CHECK_STR(buf_str(&out), str_of(ROWS[i].want), "told");
    }
}

TEST(dates_are_told_as_their_kind)
{
    static const struct {
        const char *date, *en, *ja;
    } ROWS[] = {
        { "2027-03", "2027-03", "2027-03" },
        { "unknown", "unknown", "不明" },
        { "yes", "past, no day stated", "到来済み (日付の記載なし)" },
        { "no", "not yet, no day stated", "未到来 (日付の記載なし)" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Date date = stated(ROWS[i].date);
        char text[DATE_TEXT_BYTES];

        CHECK_STR(date_told(date, LANG_EN, text), str_of(ROWS[i].en), "English");
        CHECK_STR(date_told(date, LANG_JA, text), str_of(ROWS[i].ja), "Japanese");
    }
}
