/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_ROOM_MIN = 1024 };

Buf buf_new(size_t cap)
{
    return (Buf){ .cap = cap };
}

void buf_done(Buf *buf)
{
    free(buf->ptr);
    *buf = (Buf){ .cap = buf->cap, .pour = buf->pour, .context = buf->context };
}

Buf buf_new_poured(size_t cap, BufPour *pour, void *context)
{
    return (Buf){ .cap = cap, .pour = pour, .context = context };
}

void buf_pour(Buf *buf)
{
    if (!buf->pour || buf->len < BUF_POUR_BYTES || buf->failed)
        return;
    buf->pour(buf->context, buf_str(buf));
    buf->len = 0;
}

static bool grow(Buf *buf, size_t more)
{
    size_t need = buf->len + more + 1, room = buf->room ? buf->room : BUF_ROOM_MIN;
    char *grown;

    if (more > buf->cap || need > buf->cap)
        return !(buf->failed = true);
    while (room < need)
        room *= 2;
    room = room < buf->cap ? room : buf->cap;
    grown = realloc(buf->ptr, room);
    if (!grown)
        return !(buf->failed = true);
    buf->ptr = grown;
    buf->room = room;
    return true;
}

/* Room for `more` bytes and a NUL. */
static inline bool reserve(Buf *buf, size_t more)
{
    return !buf->failed && (more < buf->room - buf->len || grow(buf, more));
}

char *buf_room(Buf *buf, size_t bytes)
{
    return reserve(buf, bytes) ? buf->ptr + buf->len : NULL;
}

void buf_use(Buf *buf, size_t bytes)
{
    assert(bytes < buf->room - buf->len);
    buf->len += bytes;
}

void buf_add(Buf *buf, Str text)
{
    if (text.len == 0 || !reserve(buf, text.len))
        return;
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void buf_char(Buf *buf, char c)
{
    if (!reserve(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
}

void buf_printf(Buf *buf, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    if (len > 0 && reserve(buf, (size_t)len)) {
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
}

Str buf_str(const Buf *buf)
{
    return (Str){ buf->ptr, buf->len };
}

bool buf_failed(const Buf *buf)
{
    return buf->failed;
}

void buf_clear(Buf *buf)
{
    buf->len = 0;
}
