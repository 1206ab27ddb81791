/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h — characters in text: valid or not, how wide, safe to show.
 *
 * Source: RFC 3629 (UTF-8: no surrogates, nothing above U+10FFFF, shortest form); width by
 * Unicode Standard Annex 11.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { UTF8_BYTES_MAX = 4 }; /* of one character */

/* The offset of the first byte that is no UTF-8, or text.len. */
size_t utf8_check(Str text);
/* The length and code of the first character; 0 where none begins or the text is empty. */
size_t utf8_decode(Str text, uint32_t *code);

/* Whether a terminal or a page would not show the character as itself but move by it: C0, DEL and
 * C1, separators of lines and paragraphs, and what turns the direction of text so that a name
 * reorders what follows it. Source: Unicode Standard Annex 9, section 2. */
bool utf8_is_unsafe(uint32_t code);
/* Puts a '?' for every byte of such characters, and of what is no UTF-8. */
void utf8_tame(char *text, size_t len);

/* Columns on a terminal with a fixed pitch: 2 for wide characters, 0 for marks and controls. A
 * byte that is no UTF-8 counts 1, as its replacement does. Characters of ambiguous width (Greek,
 * circled numbers, …) are wide in Japanese fonts: `ambiguous_wide`. */
size_t utf8_width(Str text, bool ambiguous_wide);
