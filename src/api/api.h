/* SPDX-License-Identifier: Apache-2.0 */
/* api.h — the small bridge between the public face and the rooms behind it.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "inro/inro.h"

Lang api_lang(const Inro *inro);
Str api_str(InroText text);
InroStatus api_status(const Err *err);
/* Renders *err for the caller; returns false, to be returned. */
bool api_fail(const Inro *inro, const Err *err, InroError *error);
/* Hands the text of `buf` over to the caller; false with the error set when it had failed. */
bool api_give(const Inro *inro, Buf *buf, InroBytes *out, InroError *error);
