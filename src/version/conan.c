/* SPDX-License-Identifier: Apache-2.0 */
/* conan.c — versions of Conan's C and C++ packages.
 *
 *     item ("." item)* ["-" pre-release items] ["+" build items]
 *
 * Source: Conan 2, conans/model/version.py; vers-spec, conan. Items are compared one by one,
 * zeros at the end do not count, a pre-release is older than its release, a build newer than
 * none. Conan compares a number with any other item as texts, which makes 10 < 1a < 2 < 10;
 * here an item that begins with digits goes by their number first, then by its text, and
 * stands before all that begin otherwise, so that the order is one.
 *
 *     key:  items  PRERELEASE items END | RELEASE  [BUILD items END]
 */
#include "version/scheme.h"

enum {
    END = KEY_END,
    PRERELEASE = 0x01,
    RELEASE = 0x02,
    BUILD = 0x03,
    WORD = 0xfd,   /* an item that does not begin with a digit: then its text */
    SUFFIX = 0xfe, /* the text behind the digits of an item */
};

static void write_item(Str item, size_t *zeros, Key *key)
{
    Str digits = key_take_digits(&item);

    if (digits.len > 0 && item.len == 0 && key_is_zero(digits)) {
        ++*zeros;
        return;
    }
    for (; *zeros > 0; --*zeros)
        key_byte(key, KEY_NUMBER);
    if (digits.len > 0)
        key_number(key, digits);
    if (digits.len == 0 || item.len > 0) {
        key_byte(key, digits.len == 0 ? WORD : SUFFIX);
        key_text(key, item);
    }
}

static void write_items(Str items, Key *key)
{
    size_t zeros = 0;
    Str item;

    while (str_next(&items, '.', &item))
        write_item(item, &zeros, key);
}

bool conan_write(Str version, Key *key)
{
    size_t plus = version.len;

    if (str_find_char(version, ' ') < version.len)
        return false;
    while (plus > 0 && version.ptr[plus - 1] != '+')
        plus--;
    bool has_build = plus > 0;
    Str build = str_slice(version, plus, version.len);
    version = has_build ? str_slice(version, 0, plus - 1) : version;
    size_t hyphen = str_find_char(version, '-');
    write_items(str_slice(version, 0, hyphen), key);
    if (hyphen < version.len) {
        key_byte(key, PRERELEASE);
        write_items(key_skip(version, hyphen + 1), key);
        key_byte(key, END);
    } else {
        key_byte(key, RELEASE);
    }
    if (has_build) {
        key_byte(key, BUILD);
        write_items(build, key);
        key_byte(key, END);
    }
    return hyphen > 0 && version.len > 0;
}
