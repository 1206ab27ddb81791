/* SPDX-License-Identifier: Apache-2.0 */
/* place.h — where the files of a portfolio lie in its directory:
 *
 *     base.pf  delta-1.pf … delta-8.pf
 *
 * A delta names the file below it, so one that was left behind when the base was made anew is
 * passed over and removed by the next that writes.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* The base is file 0. Fails: ERR_LIMIT. */
MUST_CHECK bool place_path(const char *dir, unsigned file, Arena *arena, const char **out,
                           Err *err);
/* Removes the files from `first` on. Fails: ERR_IO. */
MUST_CHECK bool place_clear(const char *dir, unsigned first, Arena *arena, Err *err);
