/* SPDX-License-Identifier: Apache-2.0 */
/* numbers.c — versions that are nothing but numbers: CRAN, Hackage, vers "intdot".
 *
 * Source: R, ?package_version (numbers between "." or "-"); Haskell PVP (numbers between
 * dots); vers-spec, types/intdot. Number by number, and of two that begin alike the shorter
 * one is older: 1.0 < 1.0.0.
 */
#include "version/scheme.h"

static bool numbers_write(Str rest, bool hyphens, Key *key)
{
    while (true) {
        Str digits = key_take_digits(&rest);
        if (digits.len == 0)
            return false;
        key_number(key, digits);
        if (rest.len == 0)
            return true;
        if (rest.ptr[0] != '.' && !(hyphens && rest.ptr[0] == '-'))
            return false;
        rest = key_skip(rest, 1);
    }
}

bool cran_write(Str version, Key *key)
{
    return numbers_write(version, true, key);
}

bool dotted_write(Str version, Key *key)
{
    return numbers_write(version, false, key);
}
