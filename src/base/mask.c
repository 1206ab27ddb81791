/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mask.h"

#include <string.h>

static const Str SCHEME_END = STR_ROW("://");
static const Str OPTION = STR_ROW("password=");

typedef struct {
    char *at;
    size_t used, room; /* `room` without the NUL */
} Out;

static void put(Out *out, Str text)
{
    size_t len = text.len < out->room - out->used ? text.len : out->room - out->used;

    if (len)
        memcpy(out->at + out->used, text.ptr, len);
    out->used += len;
}

static size_t end_of(Str text, const char *ends)
{
    size_t end = 0;

    while (end < text.len && !strchr(ends, text.ptr[end]))
        end++;
    return end;
}

/* Behind the last "@"; 0 without one. */
static size_t login_of(Str address)
{
    size_t login = address.len;

    while (login > 0 && address.ptr[login - 1] != '@')
        login--;
    return login;
}

/* "host", "host:80" or "[::1]", with whatever follows them. */
static bool port_is_plain(Str address)
{
    Str host = str_slice(address, 0, end_of(address, "/?#"));
    size_t digits = host.len;

    while (digits > 0 && host.ptr[digits - 1] >= '0' && host.ptr[digits - 1] <= '9')
        digits--;
    return str_find_char(host, ':') == host.len || host.ptr[host.len - 1] == ']'
        || (digits > 0 && host.ptr[digits - 1] == ':');
}

static void put_options(Out *out, Str rest)
{
    for (size_t at; (at = str_find(rest, OPTION)) < rest.len;) {
        put(out, str_slice(rest, 0, at + OPTION.len));
        rest = str_slice(rest, at + OPTION.len, rest.len);
        rest = str_slice(rest, end_of(rest, "&"), rest.len);
    }
    put(out, rest);
}

static void put_address(Out *out, Str address, MaskKind kind)
{
    size_t login = login_of(address);

    if (login && str_find_char(str_slice(address, 0, login), ':') < login)
        address = str_slice(address, login, address.len);
    else if (!login && kind == MASK_VALUE && !port_is_plain(address))
        address = STR("…");
    put_options(out, address);
}

size_t mask_copy(Str text, MaskKind kind, char *out, size_t room)
{
    Out to = { out, 0, room - 1 };

    for (size_t at; (at = str_find(text, SCHEME_END)) < text.len;) {
        Str address = str_slice(text, at + SCHEME_END.len, text.len);
        size_t end = kind == MASK_VALUE ? address.len : end_of(address, " \"\t\n");

        put(&to, str_slice(text, 0, at + SCHEME_END.len));
        put_address(&to, str_slice(address, 0, end), kind);
        text = str_slice(address, end, address.len);
    }
    put(&to, text);
    out[to.used] = '\0';
    return to.used;
}
