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
