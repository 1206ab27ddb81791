/* SPDX-License-Identifier: Apache-2.0 */
/* msg.h — sentences in the languages we speak.
 *
 * The catalogues are po/<language>/<room>.po; tools/gen turns them into one sorted
 * table at build time. An id without a sentence gives the id itself, so a missing
 * translation is seen, not hidden; tools/tidy fails the build on one.
 */
#pragma once

#include "base/str.h"

/* The sentence of `id`, with its %1 … %4 still in it. */
Str msg_text(Lang lang, Str id);
/* The same for these arguments: where the first is "1" and there is a sentence "<id>-one", that
 * one, so that whatever is counted is told right of one thing, too. */
Str msg_sentence(Lang lang, Str id, const Str *args, size_t count);
/* The id equal to `id` that lives as long as the program, or the empty text when none is known:
 * for ids that came from elsewhere, such as another process. */
Str msg_id(Str id);
/* Fills in the arguments, in which what would move a terminal becomes '?'; returns `buffer`,
 * always ended by NUL, cut at a character border. */
const char *msg_format(Lang lang, Str id, const Str *args, size_t count, char *buffer, size_t size);
/* Number of bytes ≤ max of `text` that do not cut a UTF-8 character. */
size_t msg_cut(Str text, size_t max);
/* From INRO_LANG, LC_ALL, LC_MESSAGES or LANG as given by the caller: "ja…" is Japanese. */
Lang msg_lang_of(Str locale);
