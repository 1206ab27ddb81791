/* SPDX-License-Identifier: Apache-2.0 */
/* tell.h — sentences of po/ one behind the other.
 *
 * A sentence that follows other text on its line is parted from it by a space, but not in
 * Japanese. A sentence longer than TELL_BYTES is cut at a character border.
 */
#pragma once

#include "base/buf.h"
#include "base/date.h"

enum { TELL_BYTES = 2048 };

/* TELL(out, lang, ID, arg…): up to four Str arguments for %1 … %4. */
#define TELL(out, lang, ...)                                                                       \
    tell_texts((out), (lang), (const Str[]){ __VA_ARGS__ },                                        \
               sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))
/* texts[0] is the id. */
void tell_texts(Buf *out, Lang lang, const Str *texts, size_t count);

/* The date of an event as people read it: "2027-03", or in words "past, no day stated". In `buffer`
 * or static. */
Str date_told(Date date, Lang lang, char buffer[DATE_TEXT_BYTES]);
