/* SPDX-License-Identifier: Apache-2.0 */
/* plain.c — texts in the order of their bytes, and times in the order of their instants.
 *
 * Source: vers-spec, types "lexicographic" and "datetime"; RFC 3339, section 5.6.
 */
#include "version/scheme.h"

bool lexicographic_write(Str version, Key *key)
{
    for (size_t i = 0; i < version.len; i++)
        key_byte(key, (unsigned char)version.ptr[i]);
    return true;
}

/* Days since 0000-03-01 of the proleptic Gregorian calendar: years then end in February,
 * so that leap days come last. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month > 2 ? month - 3 : month + 9;

    if (month <= 2)
        year--;
    return year * 365 + (year >= 0 ? year / 4 - year / 100 + year / 400 : -1)
        + (shifted * 153 + 2) / 5 + day - 1;
}

static int64_t days_in(int64_t year, int64_t month)
{
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (month == 2)
        return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Exactly `count` digits and then `end`, which is taken too; 0 means none. */
static bool take_number(Str *rest, size_t count, char end, int64_t *out)
{
    Str digits = str_slice(*rest, 0, count);
    uint64_t value;

    if (digits.len < count || !str_to_u64(digits, &value))
        return false;
    *rest = key_skip(*rest, count);
    if (end != 0 && (rest->len == 0 || rest->ptr[0] != end))
        return false;
    if (end != 0)
        *rest = key_skip(*rest, 1);
    *out = (int64_t)value;
    return true;
}

static bool take_fraction(Str *rest, Str *out)
{
    *out = (Str){ NULL, 0 };
    if (rest->len == 0 || rest->ptr[0] != '.')
        return true;
    *rest = key_skip(*rest, 1);
    *out = key_take_digits(rest);
    bool digits = out->len > 0;
    while (out->len > 0 && out->ptr[out->len - 1] == '0')
        out->len--;
    return digits;
}

/* "Z" or "+02:00", in seconds. */
static bool take_offset(Str rest, int64_t *out)
{
    int64_t hours, minutes;

    if (rest.len == 1 && key_fold(rest.ptr[0]) == 'z') {
        *out = 0;
        return true;
    }
    if (rest.len == 0 || (rest.ptr[0] != '+' && rest.ptr[0] != '-'))
        return false;
    bool minus = rest.ptr[0] == '-';
    rest = key_skip(rest, 1);
    if (!take_number(&rest, 2, ':', &hours) || !take_number(&rest, 2, 0, &minutes)
        || rest.len > 0 || hours > 23 || minutes > 59)
        return false;
    *out = (hours * 60 + minutes) * (minus ? -60 : 60);
    return true;
}

static bool take_date(Str *rest, int64_t *days)
{
    int64_t year, month, day;

    if (!take_number(rest, 4, '-', &year) || !take_number(rest, 2, '-', &month)
        || !take_number(rest, 2, 0, &day) || month < 1 || month > 12 || day < 1
        || day > days_in(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

/* The key is the second since two days before year 0, then the digits of its fraction. */
bool datetime_write(Str rest, Key *key)
{
    int64_t days, hour, minute, second, offset;
    Str fraction;

    if (!take_date(&rest, &days) || rest.len == 0 || key_fold(rest.ptr[0]) != 't')
        return false;
    rest = key_skip(rest, 1);
    if (!take_number(&rest, 2, ':', &hour) || !take_number(&rest, 2, ':', &minute)
        || !take_number(&rest, 2, 0, &second) || hour > 23 || minute > 59 || second > 60
        || !take_fraction(&rest, &fraction) || !take_offset(rest, &offset))
        return false;
    key_value(key, (uint64_t)((days + 62) * 86400 + hour * 3600 + minute * 60 + second - offset));
    key_text(key, fraction);
    return true;
}
