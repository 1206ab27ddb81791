/* SPDX-License-Identifier: Apache-2.0 */
/* who.h — the account and the machine a program runs as: a claim of the system, no proof of a
 * person.
 */
#pragma once

#include "base/err.h"

enum { WHO_BYTES = 320 }; /* far more than 32 of a user (useradd) and 64 of a host (Linux) */

/* "user@host" in `buffer`, ended by NUL; the number of the account when it has no name,
 * "localhost" for a machine without one. Characters that are not for screens are "?".
 * Fails:   ERR_IO, ERR_LIMIT when it could not be asked whether the account has a name. */
MUST_CHECK bool who_am_i(char buffer[WHO_BYTES], Err *err);
