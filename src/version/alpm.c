/* SPDX-License-Identifier: Apache-2.0 */
/* alpm.c — [epoch:]version[-release] of Arch Linux.
 *
 * Source: pacman, lib/libalpm/version.c; vercmp(8). Like rpm's order before "~" and "^",
 * but letters that directly follow a number are older than the end (1.0rc < 1.0 < 1.0.a),
 * and more separators are newer than fewer. From old to new at any place:
 *
 *     letters  <  the end  <  numbers  <  separators, by their count
 *
 * pacman leaves a release that one side lacks out of the comparison, which is no order; here
 * an absent release is 1, the first.
 *
 *     key:  epoch  segments END  segments END
 */
#include "version/scheme.h"

enum {
    END = 0x7b, /* letters stand for themselves: 0x41 … 0x7a, ended by KEY_END */
    SEPARATORS = KEY_ABOVE,
};

static void write_separators(Str *rest, Key *key)
{
    size_t len = 0;

    while (len < rest->len && !key_is_digit(rest->ptr[len]) && !key_is_alpha(rest->ptr[len]))
        len++;
    key_byte(key, SEPARATORS);
    key_value(key, len);
    *rest = key_skip(*rest, len);
}

static void write_segments(Str rest, Key *key)
{
    while (rest.len > 0) {
        if (key_is_digit(rest.ptr[0]))
            key_number(key, key_take_digits(&rest));
        else if (key_is_alpha(rest.ptr[0]))
            key_text(key, key_take_alpha(&rest));
        else
            write_separators(&rest, key);
    }
    key_byte(key, END);
}

bool alpm_write(Str version, Key *key)
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
    write_segments(hyphen > 0 ? str_slice(version, 0, hyphen - 1) : version, key);
    write_segments(hyphen > 0 ? str_slice(version, hyphen, version.len) : STR("1"), key);
    return version.len > 0 && str_find_char(version, ' ') == version.len;
}
