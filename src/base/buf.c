/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

void buf_hand_over(Buf *buf, Str text)
{
    if (!buf->pour) {
        buf_add(buf, text);
        return;
    }
    if (buf->failed)
        return;
    buf->pour(buf->context, buf_str(buf));
    buf->pour(buf->context, text);
    buf->len = 0;
}

bool buf_grow(Buf *buf, size_t more)
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

void buf_printf(Buf *buf, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    if (len > 0 && buf_room(buf, (size_t)len)) {
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
