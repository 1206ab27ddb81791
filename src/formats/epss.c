/* SPDX-License-Identifier: Apache-2.0 */
/* epss.c — one row of the EPSS score file: "CVE-2021-44228,0.94358,0.99957".
 *
 * Probabilities have five digits in the publisher's files; further digits round half up, and
 * the form "4e-05" of some older files is read too. Source: FIRST, EPSS data format.
 */
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_ID     STR("formats.epss-id")
#define RULE_COLUMN STR("formats.epss-columns")
#define RULE_NUMBER STR("formats.epss-number")

/* A decimal of up to this many digits fits an uint64_t; more are not a probability's. */
enum { EPSS_DIGITS_MAX = 18, EPSS_SCALE = 5, EPSS_ONE = 100000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Moves over "12.345": the digits as one number, and how many stood behind the point. */
static bool decimal_read(Str text, size_t *at, uint64_t *digits, int *behind)
{
    bool point = false;
    size_t count = 0;

    *digits = 0;
    *behind = 0;
    for (; *at < text.len && (is_digit(text.ptr[*at]) || (text.ptr[*at] == '.' && !point)); ++*at) {
        if (text.ptr[*at] == '.') {
            point = true;
            continue;
        }
        if (++count > EPSS_DIGITS_MAX)
            return false;
        *digits = *digits * 10 + (uint64_t)(text.ptr[*at] - '0');
        *behind += point;
    }
    return count > 0;
}

/* "e-05": a negative power of ten, added to the digits behind the point. */
static bool exponent_read(Str text, size_t at, int *behind)
{
    uint64_t power;

    if (at == text.len)
        return true;
    if (text.len - at < 3 || (text.ptr[at] | 0x20) != 'e' || text.ptr[at + 1] != '-'
        || !str_to_u64(str_slice(text, at + 2, text.len), &power) || power > EPSS_DIGITS_MAX)
        return false;
    *behind += (int)power;
    return true;
}

static bool parts_read(Str text, uint32_t *out)
{
    uint64_t digits;
    size_t at = 0;
    int behind;

    if (!decimal_read(text, &at, &digits, &behind) || !exponent_read(text, at, &behind))
        return false;
    for (; behind < EPSS_SCALE; behind++) {
        if (digits > EPSS_ONE)
            return false;
        digits *= 10;
    }
    for (; behind > EPSS_SCALE + 1; behind--)
        digits /= 10;
    if (behind > EPSS_SCALE)
        digits = (digits + 5) / 10;
    if (digits > EPSS_ONE)
        return false;
    *out = (uint32_t)digits;
    return true;
}

bool epss_read(Str line, EpssRow *out, Err *err)
{
    Str rest = str_trim(line), column[3] = { 0 }, extra;
    EpssRow row = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(column); i++)
        if (!str_next(&rest, ',', &column[i]))
            return err_set(err, ERR_STRUCTURE, RULE_COLUMN);
    if (str_next(&rest, ',', &extra))
        return err_set(err, ERR_STRUCTURE, RULE_COLUMN);
    column[0] = str_trim(column[0]);
    if (!cve_id_valid(column[0]))
        return err_set(err, ERR_SYNTAX, RULE_ID, column[0]);
    row.cve = column[0];
    if (!parts_read(column[1], &row.score_e5))
        return err_set(err, ERR_SYNTAX, RULE_NUMBER, column[1]);
    if (!parts_read(column[2], &row.percentile_e5))
        return err_set(err, ERR_SYNTAX, RULE_NUMBER, column[2]);
    *out = row;
    return true;
}
