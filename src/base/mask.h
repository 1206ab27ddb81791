/* SPDX-License-Identifier: Apache-2.0 */
/* mask.h — passwords in addresses are never told.
 *
 * Whoever names a database where no place belongs is told so with their own words, which may go to
 * a log. Left out is what stands before the last "@" behind "://" when it holds a ":", and the
 * value of an option "password=". This happens before a text is cut to its room: of one that is
 * cut first the "@" may be gone that tells a password from a port.
 */
#pragma once

#include "base/str.h"

typedef enum {
    MASK_VALUE, /* one thing that was given: an address in it ends where the text ends. When what
                   stands behind ":" is no port either, all of the address is left out */
    MASK_LINE,  /* a sentence: an address ends at a blank or quotation mark */
} MaskKind;

/* Copies as much of `text` to `out` as there is room for, ended by NUL; its length. */
size_t mask_copy(Str text, MaskKind kind, char *out, size_t room);
