/* SPDX-License-Identifier: Apache-2.0 */
/* base64.h — bytes in letters.
 *
 * Source: RFC 4648 section 4: the alphabet with "+" and "/", padded. One text for the same bytes:
 * white space, missing padding and bits that mean nothing but are not zero are refused.
 */
#pragma once

#include "base/buf.h"

/* Bytes of the text that stands for `size` bytes, and the most bytes that `len` of text stand
 * for. */
#define BASE64_CHARS(size)    (((size) + 2) / 3 * 4)
#define BASE64_BYTES_MAX(len) ((len) / 4 * 3)

void base64_write(Buf *out, Str bytes);
/* Writes the bytes to `to`, which has room for BASE64_BYTES_MAX(text.len), and their number to
 * *count; false when the text is not what base64_write gives. `to` is spoiled then. */
MUST_CHECK bool base64_read(Str text, void *to, size_t *count);
