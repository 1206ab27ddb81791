/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"

#include <stdio.h>
#include <string.h>

Lang api_lang(const Inro *inro)
{
    return inro->language == INRO_JAPANESE ? LANG_JA : LANG_EN;
}

Str api_str(InroText text)
{
    return (Str){ text.ptr, text.len };
}

InroStatus api_status(const Err *err)
{
    switch (err->code) {
    case ERR_NO_DATA:
        return INRO_NO_DATA;
    case ERR_NETWORK:
        return INRO_NETWORK;
    case ERR_INTERNAL:
        return INRO_INTERNAL;
    case ERR_NONE:
    case ERR_SYNTAX:
    case ERR_UNKNOWN_NAME:
    case ERR_STRUCTURE:
    case ERR_LIMIT:
    case ERR_IO:
    case ERR_USAGE:
    case ERR_VERIFY:
    case ERR_CODES:
        return INRO_REFUSED;
    }
    return INRO_INTERNAL;
}

bool api_fail(const Inro *inro, const Err *err, InroError *error)
{
    error->status = api_status(err);
    err_text(err, api_lang(inro), error->text, sizeof error->text);
    return false;
}

/* A Buf's memory is one block, so that handing it over is a move. */
bool api_give(const Inro *inro, Buf *buf, InroBytes *out, InroError *error)
{
    Err err;

    if (buf_failed(buf)) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    *out = (InroBytes){ buf->ptr, buf->len };
    *buf = (Buf){ .cap = buf->cap };
    return true;
}

void inro_bytes_free(InroBytes *bytes)
{
    Buf buf = { .ptr = bytes->ptr };

    buf_done(&buf);
    *bytes = (InroBytes){ NULL, 0 };
}
