/* SPDX-License-Identifier: Apache-2.0 */
#include "match/text.h"

#include <string.h>

bool text_join(const Str *pieces, size_t count, Arena *arena, Str *out)
{
    size_t len = 0;
    char *at;

    for (size_t i = 0; i < count; i++)
        len += pieces[i].len;
    at = arena_alloc_raw(arena, len);
    if (!at)
        return false;
    *out = (Str){ at, len };
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].len)
            memcpy(at, pieces[i].ptr, pieces[i].len);
        at += pieces[i].len;
    }
    return true;
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.'
        || c == '-' || c == '_' || c == '+' || c == '~' || c == ':';
}

static char *put(char *at, Str text)
{
    if (text.len)
        memcpy(at, text.ptr, text.len);
    return at + text.len;
}

static size_t encoded_len(Str version)
{
    size_t len = version.len;

    for (size_t i = 0; i < version.len; i++)
        len += is_plain(version.ptr[i]) ? 0 : 2;
    return len;
}

static char *put_encoded(char *at, Str version)
{
    static const char HEX[] = "0123456789ABCDEF";

    for (size_t i = 0; i < version.len; i++) {
        unsigned char c = (unsigned char)version.ptr[i];
        if (is_plain((char)c)) {
            *at++ = (char)c;
            continue;
        }
        *at++ = '%';
        *at++ = HEX[c >> 4];
        *at++ = HEX[c & 15];
    }
    return at;
}

static char *put_bounds(char *at, const Bounds *bounds)
{
    bool lower = !(bounds->flags & KB_LOWER_OPEN), upper = !(bounds->flags & KB_UPPER_OPEN);

    if (bounds->flags & KB_EXACT)
        return put_encoded(at, bounds->lower.text);
    if (!lower && !upper)
        return put(at, STR("*"));
    if (lower) {
        at = put(at, bounds->flags & KB_LOWER_INCLUSIVE ? STR(">=") : STR(">"));
        at = put_encoded(at, bounds->lower.text);
    }
    if (lower && upper)
        at = put(at, STR("|"));
    if (upper) {
        at = put(at, bounds->flags & KB_UPPER_INCLUSIVE ? STR("<=") : STR("<"));
        at = put_encoded(at, bounds->upper.text);
    }
    return at;
}

bool text_vers(Scheme scheme, const Bounds *bounds, Arena *arena, Str *out)
{
    enum { SIGNS = 16 }; /* "vers:", "/", two operators, "|" */
    Str type = scheme_name(scheme);
    size_t room = SIGNS + type.len + encoded_len(bounds->lower.text)
                + encoded_len(bounds->upper.text);
    char *text = arena_alloc_raw(arena, room), *at = text;

    if (!text)
        return false;
    at = put(at, STR("vers:"));
    at = put(at, type);
    at = put(at, STR("/"));
    at = put_bounds(at, bounds);
    *out = (Str){ text, (size_t)(at - text) };
    return true;
}

Str text_upstream_version(Str version)
{
    size_t from = str_find_char(version, ':'), dash;

    if (from < version.len)
        version = str_slice(version, from + 1, version.len);
    for (dash = version.len; dash > 0 && version.ptr[dash - 1] != '-'; dash--)
        continue;
    if (dash > 1)
        version = str_slice(version, 0, dash - 1);
    return str_slice(version, 0, str_find_char(version, '+'));
}
