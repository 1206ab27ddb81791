/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <string.h>

Str str_of(const char *text)
{
    return text ? (Str){ text, strlen(text) } : (Str){ NULL, 0 };
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_cmp(Str a, Str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_fold(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.ptr[i]) != fold(b.ptr[i]))
            return false;
    return true;
}

bool str_starts(Str text, Str prefix)
{
    return text.len >= prefix.len && str_eq(str_slice(text, 0, prefix.len), prefix);
}

bool str_ends(Str text, Str suffix)
{
    return text.len >= suffix.len
        && str_eq(str_slice(text, text.len - suffix.len, text.len), suffix);
}

size_t str_find(Str text, Str needle)
{
    const char *at;

    if (needle.len == 0)
        return 0;
    at = text.len >= needle.len ? memmem(text.ptr, text.len, needle.ptr, needle.len) : NULL;
    return at ? (size_t)(at - text.ptr) : text.len;
}

size_t str_find_char(Str text, char c)
{
    const char *at = text.len ? memchr(text.ptr, c, text.len) : NULL;

    return at ? (size_t)(at - text.ptr) : text.len;
}

Str str_slice(Str text, size_t from, size_t to)
{
    to = to < text.len ? to : text.len;
    from = from < to ? from : to;
    return from == to ? (Str){ NULL, 0 } : (Str){ text.ptr + from, to - from };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str text)
{
    size_t from = 0, to = text.len;

    while (from < to && is_space(text.ptr[from]))
        from++;
    while (to > from && is_space(text.ptr[to - 1]))
        to--;
    return str_slice(text, from, to);
}

/* A used-up rest is the text whose length is SIZE_MAX: the empty text still holds one piece. */
bool str_next(Str *rest, char separator, Str *piece)
{
    size_t at;

    if (rest->len == SIZE_MAX)
        return false;
    at = str_find_char(*rest, separator);
    *piece = str_slice(*rest, 0, at);
    if (at == rest->len)
        rest->len = SIZE_MAX;
    else
        *rest = (Str){ rest->ptr + at + 1, rest->len - at - 1 };
    return true;
}

bool str_to_u64(Str text, uint64_t *out)
{
    uint64_t value = 0;

    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)(unsigned char)text.ptr[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}
