/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h — text that grows while it is written.
 *
 * Failure is sticky: past the cap or without memory nothing more is added and
 * buf_failed says so once at the end, so writers need no check per call.
 */
#pragma once

#include "base/str.h"

typedef struct {
    char *ptr;
    size_t len, room, cap;
    bool failed;
} Buf;

Buf buf_new(size_t cap);
void buf_done(Buf *buf);
void buf_add(Buf *buf, Str text);
void buf_char(Buf *buf, char c);
void buf_printf(Buf *buf, const char *fmt, ...) PRINTF(2, 3);
/* What was written so far; valid until the next call. */
Str buf_str(const Buf *buf);
bool buf_failed(const Buf *buf);
/* Forgets the text, keeps the memory and the failure: what a buffer filled in turns could not hold
 * once is missing where it was copied to. */
void buf_clear(Buf *buf);
