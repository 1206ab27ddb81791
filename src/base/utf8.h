/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h — characters in text: valid or not, how wide, safe to show.
 *
 * Source: RFC 3629 (UTF-8: no surrogates, nothing above U+10FFFF, shortest form); width by
 * Unicode Standard Annex 11; normalisation by Annex 15.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum {
    UTF8_BYTES_MAX = 4,           /* of one character                                         */
    UTF8_NFC_BYTES_MAX = 1 << 14, /* to normalise: ordering n marks may take a time of n times n */
};

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

/* Whether the character shows nothing of its own and is no blank, so that two texts may look the
 * same: controls, format characters (direction, zero width), separators of lines, private use, not
 * assigned in our version of Unicode, and letters that are not drawn. The selectors of variants,
 * which Japanese names need, are none of them. Source: General_Category (C*, Zl, Zp) and
 * Default_Ignorable_Code_Point of Unicode 14.0.0. */
bool utf8_is_hidden(uint32_t code);
/* Whether it is a blank: General_Category Zs, such as the ideographic space. */
bool utf8_is_blank(uint32_t code);

/* The text in normalisation form C, taken from `arena`: one spelling of what reads the same, as
 * "é" of one character and of two. Source: Unicode Standard Annex 15.
 * Fails: ERR_SYNTAX with the byte that is no UTF-8; ERR_LIMIT past UTF8_NFC_BYTES_MAX. */
MUST_CHECK bool utf8_nfc(Str text, Arena *arena, Str *out, Err *err);
