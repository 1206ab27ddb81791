/* SPDX-License-Identifier: Apache-2.0 */
/* str.h — text as a pointer and a length.
 *
 * A Str points into bytes that somebody else owns and that outlive it; it is not
 * ended by NUL and may be empty. Comparison is by bytes: no locale, no folding
 * beyond ASCII. An empty Str may have a NULL pointer.
 */
#pragma once

#include "base/defs.h"

typedef struct {
    const char *ptr;
    size_t len;
} Str;

/* A Str of a string literal, usable where a constant is needed. */
#define STR(literal)     ((Str){ "" literal, sizeof(literal) - 1 })
#define STR_ROW(literal) { "" literal, sizeof(literal) - 1 }
/* For printf: printf("%.*s", STR_ARG(text)). */
#define STR_ARG(str) (int)(str).len, (str).ptr ? (str).ptr : ""

/* The text up to its NUL; NULL gives the empty text. */
Str str_of(const char *text);

bool str_eq(Str a, Str b);
/* Bytewise order, shorter first among equals: <0, 0, >0. */
int str_cmp(Str a, Str b);
/* Equal when ASCII letters are folded. */
bool str_eq_fold(Str a, Str b);
bool str_starts(Str text, Str prefix);
bool str_ends(Str text, Str suffix);
/* Byte offset of the first `needle`, or text.len when there is none. */
size_t str_find(Str text, Str needle);
size_t str_find_char(Str text, char c);
/* Bytes [from, to), both clamped to the text. */
Str str_slice(Str text, size_t from, size_t to);
/* Without leading and trailing ASCII white space. */
Str str_trim(Str text);
/* Cuts *rest at the first `separator`: returns what stands before it and moves *rest behind it.
 * False when *rest was already used up; a text of n separators gives n + 1 pieces. */
bool str_next(Str *rest, char separator, Str *piece);
/* Digits only, no sign, no overflow. */
bool str_to_u64(Str text, uint64_t *out);
