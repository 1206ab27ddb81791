/* SPDX-License-Identifier: Apache-2.0 */
/* name.h — names that people give to things, so that two that look alike are the same bytes.
 *
 * A name is UTF-8 in normalisation form C, of 1 to NAME_BYTES_MAX bytes. It has no "@", which
 * separates a name from a version, nothing that cannot be seen (utf8_is_hidden: controls, changes
 * of direction, zero width), and no blank at its begin and end. It is not the text of a UUID,
 * because wherever a name is taken a UUID is taken, too.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum { NAME_BYTES_MAX = 200 }; /* in form C: fits a column, a file name and an error message */

/* The name that `text` means, taken from `arena`.
 * Fails: ERR_SYNTAX with the byte and rule; ERR_LIMIT past NAME_BYTES_MAX. */
MUST_CHECK bool name_read(Str text, Arena *arena, Str *out, Err *err);
/* The same for a person, whose name may hold "@", as user@host does. */
MUST_CHECK bool name_person_read(Str text, Arena *arena, Str *out, Err *err);
