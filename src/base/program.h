/* SPDX-License-Identifier: Apache-2.0 */
/* program.h — where this program's own file lies, and another program in its place.
 */
#pragma once

#include "base/err.h"

enum { PROGRAM_PATH_BYTES = 4096 };

/* The first of `folders` (ended by NULL) in which `name` is a file that may be run, as a path in
 * `buffer`. A folder that does not begin with "/" is seen from the folder of this program's own
 * file, wherever it was called from. False when no folder has it. */
MUST_CHECK bool program_find(const char *name, const char *const *folders,
                             char buffer[PROGRAM_PATH_BYTES]);

/* Runs the program at `path` in place of this one, with the same environment and open files;
 * argv is ended by NULL. Returns only when that fails: ERR_IO with the path. */
MUST_CHECK bool program_replace(const char *path, char *const *argv, Err *err);
