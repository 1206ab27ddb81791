/* SPDX-License-Identifier: Apache-2.0 */
/* rpm.c — [epoch:]version[-release] of Red Hat, SUSE and Yocto's rpm feeds.
 *
 * Source: rpm 4.20, rpmio/rpmvercmp.cc and rpmversion(7); lib/rpmds.cc, parseEVR. A text is
 * read as segments of digits or of letters; all else only separates. At any place
 *
 *     "~"  <  the end  <  "^"  <  letters, by code  <  numbers
 *
 * Only digits before the first colon are an epoch; the last hyphen begins the release. rpm
 * leaves a release that one side lacks out of the comparison, which is no order; here a
 * version without release is older than the same with any.
 *
 *     key:  epoch  segments END  [segments END]
 */
#include "version/scheme.h"

enum {
    TILDE = 0x01,
    END = 0x02,
    CARET = 0x03, /* letters stand for themselves: 0x41 … 0x7a, ended by KEY_END */
};

static bool write_segments(Str rest, Key *key)
{
    while (rest.len > 0) {
        char c = rest.ptr[0];
        if (key_is_digit(c)) {
            key_number(key, key_take_digits(&rest));
            continue;
        }
        if (key_is_alpha(c)) {
            key_text(key, key_take_alpha(&rest));
            continue;
        }
        if (c == ' ')
            return false;
        if (c == '~' || c == '^')
            key_byte(key, c == '~' ? TILDE : CARET);
        rest = key_skip(rest, 1);
    }
    key_byte(key, END);
    return true;
}

bool rpm_write(Str version, Key *key)
{
    Str rest = version, epoch = key_take_digits(&rest);

    if (rest.len > 0 && rest.ptr[0] == ':')
        version = key_skip(rest, 1);
    else
        epoch.len = 0;
    key_number(key, epoch);
    size_t hyphen = version.len;
    while (hyphen > 0 && version.ptr[hyphen - 1] != '-')
        hyphen--;
    if (hyphen == 0)
        return version.len > 0 && write_segments(version, key);
    return write_segments(str_slice(version, 0, hyphen - 1), key)
        && write_segments(str_slice(version, hyphen, version.len), key);
}
