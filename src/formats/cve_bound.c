/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_bound.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool bound_char(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr("._+~^-:", c));
}

Str bound_prefix_drop(Str text)
{
    return text.len > 1 && (text.ptr[0] | 0x20) == 'v' && is_digit(text.ptr[1])
             ? str_slice(text, 1, text.len) : text;
}

bool bound_dotted(Str text)
{
    if (text.len == 0 || text.len > BOUND_DOTTED_BYTES_MAX || !is_digit(text.ptr[0]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!bound_char(text.ptr[i]))
            return false;
    return true;
}

bool bound_valid(Scheme scheme, Str text)
{
    return bound_dotted(text) && version_valid(scheme, text);
}

bool bound_series(Str text, Str *base)
{
    char last = text.len > 2 ? text.ptr[text.len - 1] : '\0';
    bool dot = text.len > 2 && text.ptr[text.len - 2] == '.';

    if (last != '*' && !(dot && (last | 0x20) == 'x'))
        return false;
    *base = str_slice(text, 0, text.len - (dot ? 2 : 1));
    return bound_dotted(*base) && is_digit(base->ptr[base->len - 1]);
}

bool bound_series_end(Str base, Arena *arena, Str *out, Err *err)
{
    size_t from = base.len, len;
    uint64_t last;
    char *text;

    while (from > 0 && is_digit(base.ptr[from - 1]))
        from--;
    *out = (Str){ NULL, 0 };
    if (!str_to_u64(str_slice(base, from, base.len), &last) || last >= UINT64_MAX - 1)
        return true;
    if (!(text = arena_alloc_raw(arena, base.len + 2)))
        return err_no_memory(err);
    memcpy(text, base.ptr, from);
    len = base.len + 1;
    for (last++; len > from; last /= 10)
        text[--len] = (char)('0' + last % 10);
    /* One digit more than before was written; drop it when it is an idle zero. */
    *out = (Str){ text, base.len + 1 };
    if (text[from] == '0') {
        memmove(text + from, text + from + 1, base.len - from);
        out->len--;
    }
    return true;
}

bool bound_commit(Str text)
{
    if (text.len < BOUND_COMMIT_BYTES_MIN || text.len > BOUND_COMMIT_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.ptr[i]) && !((text.ptr[i] | 0x20) >= 'a' && (text.ptr[i] | 0x20) <= 'f'))
            return false;
    return true;
}
