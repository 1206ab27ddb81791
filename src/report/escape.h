/* SPDX-License-Identifier: Apache-2.0 */
/* escape.h — hostile text made harmless for where it is going to stand.
 *
 * SBOMs and feeds are written by strangers: a component may be called
 * "<script>", "=cmd()" or "\x1b[2J". Bytes that are no UTF-8 and characters that the target
 * cannot hold are written as U+FFFD everywhere.
 */
#pragma once

#include "base/buf.h"

/* Text and double-quoted attributes of HTML and XML 1.0. */
void escape_markup(Buf *out, Str text);
/* A field of CSV (RFC 4180) that may be printed to a terminal: it holds no control character but
 * TAB, CR and LF, and none of direction. What a spreadsheet would take for a formula gets an
 * apostrophe: a first character of = + - @ TAB CR LF or its full-width twin.
 * Source: OWASP, CSV Injection. */
void escape_csv(Buf *out, Str text);
/* Prose in a cell of a GFM table: one line, no markup, no link, no mention. */
void escape_prose(Buf *out, Str text);
/* The same as a code span; nothing for an empty text. */
void escape_code(Buf *out, Str text);
/* A terminal's line: control and direction characters become visible, "\x1b". */
void escape_terminal(Buf *out, Str text);
/* Whether every byte is a character of ASCII that is seen, or a space: most text is, and needs no
 * escape on a terminal and as many columns as it has bytes. */
bool escape_is_ascii(Str text);
/* A path as a relative reference of RFC 3986: what is not allowed there is percent-encoded. */
void escape_path(Buf *out, Str path);
