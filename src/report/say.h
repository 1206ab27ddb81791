/* SPDX-License-Identifier: Apache-2.0 */
/* say.h — sentences of po/ written straight into a Buf, of any length.
 *
 *     say(out, lang, STR("report.headline"), STR("9"));
 */
#pragma once

#include "base/buf.h"

/* The sentence of the first text, the others being its arguments %1 … %4. */
#define say(out, lang, ...)                                                                        \
    say_texts((out), (lang), (const Str[]){ __VA_ARGS__ },                                         \
              sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))
void say_texts(Buf *out, Lang lang, const Str *texts, size_t count);
