/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/tell.h"

#include "base/msg.h"

void tell_texts(Buf *out, Lang lang, const Str *texts, size_t count)
{
    char sentence[TELL_BYTES];
    Str before = buf_str(out);

    msg_format(lang, texts[0], texts + 1, count - 1, sentence, sizeof sentence);
    if (lang == LANG_EN && before.len && before.ptr[before.len - 1] != '\n')
        buf_char(out, ' ');
    buf_add(out, str_of(sentence));
}
