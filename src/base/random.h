/* SPDX-License-Identifier: Apache-2.0 */
/* random.h — bytes nobody can foretell, for keys, salts and ids.
 *
 * Source: getrandom(2) of Linux, which waits until the system has gathered enough after it
 * started. This is the only file that asks the system for randomness.
 */
#pragma once

#include "base/err.h"

/* Fills `size` bytes at `to`. Fails: ERR_IO; what stands at `to` may not be used then. */
MUST_CHECK bool random_fill(void *to, size_t size, Err *err);
