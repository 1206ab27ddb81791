/* SPDX-License-Identifier: Apache-2.0 */
#include "report/say.h"

#include "base/msg.h"

void say_texts(Buf *out, Lang lang, const Str *texts, size_t count)
{
    Str rest = msg_sentence(lang, texts[0], texts + 1, count - 1);

    while (rest.len) {
        size_t at = str_find_char(rest, '%');
        char next = at + 1 < rest.len ? rest.ptr[at + 1] : '\0';
        size_t text_i = (size_t)(unsigned char)next - '0';

        buf_add(out, str_slice(rest, 0, at));
        if (next >= '1' && next <= '9' && text_i < count)
            buf_add(out, texts[text_i]);
        else if (next == '%')
            buf_char(out, '%');
        rest = str_slice(rest, at + 2, rest.len);
    }
}
