/* SPDX-License-Identifier: Apache-2.0 */
/* deb.c — [epoch:]upstream[-revision] of Debian and its children.
 *
 * Source: Debian Policy 5.6.12; deb-version(7). Upstream and revision are read as pairs of
 * a text without digits and a number. Texts are compared by "~" below the end below letters
 * below all else; an absent number is 0, an absent revision is "0".
 *
 *     key:  epoch  pairs  END_OF_TEXT  pairs  END_OF_TEXT
 *     pair: character* END_OF_TEXT number
 *
 * The dot before a digit is by far the most frequent text, so "." + END_OF_TEXT is one byte.
 * That needs a second byte for "." + "~", which comes before it.
 */
#include "version/scheme.h"

enum {
    TILDE = 0x01,
    END_OF_TEXT = 0x02, /* letters stand for themselves: 0x41 … 0x7a */
    PLUS = 0x7b,
    HYPHEN = 0x7c,
    DOT_TILDE = 0x7d,
    DOT_END = 0x7e,
    DOT = 0x7f,
    COLON = 0x80, /* never where a number may stand */
};

/* The byte of each character but the dot; 0 where it has no place in a version. */
static unsigned character_byte(char c, bool colons)
{
    if (key_is_alpha(c))
        return (unsigned char)c;
    switch (c) {
    case '~':
        return TILDE;
    case '+':
        return PLUS;
    case '-':
        return HYPHEN;
    case ':':
        return colons ? COLON : 0;
    default:
        return 0;
    }
}

/* A dot; true when it also ended the text. */
static bool write_dot(Str rest, Key *key)
{
    if (rest.len > 0 && rest.ptr[0] == '~') {
        key_byte(key, DOT_TILDE);
        return false;
    }
    bool ends = rest.len == 0 || key_is_digit(rest.ptr[0]);
    key_byte(key, ends ? DOT_END : DOT);
    return ends;
}

static bool write_text(Str *rest, bool colons, Key *key)
{
    bool ended = false;

    while (rest->len > 0 && !key_is_digit(rest->ptr[0])) {
        char c = rest->ptr[0];
        *rest = key_skip(*rest, 1);
        if (c == '.') {
            ended = write_dot(*rest, key);
            continue;
        }
        unsigned byte = character_byte(c, colons);
        if (byte == 0)
            return false;
        key_byte(key, byte);
    }
    if (!ended)
        key_byte(key, END_OF_TEXT);
    return true;
}

/* At least one pair, so that "" and "0" are the same. */
static bool write_pairs(Str text, bool colons, Key *key)
{
    do {
        if (!write_text(&text, colons, key))
            return false;
        key_number(key, key_take_digits(&text));
    } while (text.len > 0);
    key_byte(key, END_OF_TEXT);
    return true;
}

bool deb_write(Str version, Key *key)
{
    Str rest = version, epoch = key_take_digits(&rest);
    bool has_epoch = epoch.len > 0 && rest.len > 0 && rest.ptr[0] == ':';
    size_t hyphen;

    key_number(key, has_epoch ? epoch : STR("0"));
    version = has_epoch ? key_skip(rest, 1) : version;
    for (hyphen = version.len; hyphen > 0 && version.ptr[hyphen - 1] != '-'; hyphen--)
        continue;
    /* dpkg refuses an empty upstream version, an empty revision, a colon without epoch. */
    if (hyphen == 0)
        return version.len > 0 && write_pairs(version, has_epoch, key)
            && write_pairs(STR("0"), false, key);
    Str revision = key_skip(version, hyphen);
    return hyphen > 1 && revision.len > 0
        && write_pairs((Str){ version.ptr, hyphen - 1 }, has_epoch, key)
        && write_pairs(revision, false, key);
}
