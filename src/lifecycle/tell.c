/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/tell.h"

#include "base/err.h"
#include "base/msg.h"

void tell_texts(Buf *out, Lang lang, const Str *texts, size_t count)
{
    char sentence[TELL_BYTES];
    Str before = buf_str(out);

    msg_format(lang, texts[0], texts + 1, count - 1, sentence, sizeof sentence);
    if (lang == LANG_EN && before.len && (unsigned char)before.ptr[before.len - 1] > ' ')
        buf_char(out, ' ');
    buf_add(out, str_of(sentence));
}

Str date_told(Date date, Lang lang, char buffer[DATE_TEXT_BYTES])
{
    static const RuleId IDS[] = {
        [DATE_UNKNOWN] = STR_ROW("lifecycle.date-unknown"),
        [DATE_YES] = STR_ROW("lifecycle.date-yes"),
        [DATE_NO] = STR_ROW("lifecycle.date-no"),
    };

    return date.kind == DATE_SPAN ? date_write(date, buffer) : msg_text(lang, IDS[date.kind]);
}
