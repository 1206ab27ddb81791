/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h — text that grows while it is written.
 *
 * Failure is sticky: past the cap or without memory nothing more is added and
 * buf_failed says so once at the end, so writers need no check per call.
 */
#pragma once

#include "base/str.h"

#include <string.h>

/* Takes what a buffer held so far, in order. */
typedef void BufPour(void *context, Str text);

typedef struct {
    char *ptr;
    size_t len, room, cap;
    bool failed;
    BufPour *pour; /* NULL: everything stays */
    void *context;
} Buf;

enum { BUF_POUR_BYTES = 1 << 16 }; /* what is worth pouring: half of a core's nearest cache */

Buf buf_new(size_t cap);
/* One that is emptied while it is written, so that a long text takes little memory; `cap` bounds
 * what it holds at once. Whoever made it pours the rest. */
Buf buf_new_poured(size_t cap, BufPour *pour, void *context);
/* For the writer of a long text, where nothing looks back at what was written: empties a poured
 * buffer that holds BUF_POUR_BYTES. */
void buf_pour(Buf *buf);
/* Adds a long text: a poured buffer hands over what it holds and then the text itself. */
void buf_hand_over(Buf *buf, Str text);
void buf_done(Buf *buf);
/* Makes room for `more` bytes and a NUL that was not there; for the functions below. */
bool buf_grow(Buf *buf, size_t more) MUST_CHECK;

/* Room for `bytes` more: written there by the caller, who then says how many he used. NULL past
 * the cap or without memory. */
MUST_CHECK static inline char *buf_room(Buf *buf, size_t bytes)
{
    return !buf->failed && (bytes < buf->room - buf->len || buf_grow(buf, bytes))
               ? buf->ptr + buf->len : NULL;
}

static inline void buf_use(Buf *buf, size_t bytes)
{
    assert(bytes < buf->room - buf->len);
    buf->len += bytes;
}

static inline void buf_add(Buf *buf, Str text)
{
    char *at = text.len ? buf_room(buf, text.len) : NULL;

    if (!at)
        return;
    memcpy(at, text.ptr, text.len);
    buf->len += text.len;
}

static inline void buf_char(Buf *buf, char c)
{
    char *at = buf_room(buf, 1);

    if (!at)
        return;
    *at = c;
    buf->len++;
}
void buf_printf(Buf *buf, const char *fmt, ...) PRINTF(2, 3);
/* What was written so far; valid until the next call. */
Str buf_str(const Buf *buf);
bool buf_failed(const Buf *buf);
/* Forgets the text, keeps the memory and the failure: what a buffer filled in turns could not hold
 * once is missing where it was copied to. */
void buf_clear(Buf *buf);
