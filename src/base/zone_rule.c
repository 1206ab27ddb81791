/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone_rule.h"

#include "base/date.h"

#define RULE_SYNTAX STR("base.zone-rule")
#define RULE_LONG   STR("base.zone-rule-long")

enum {
    HOUR_S = 3600, DAY_S = 86400,
    NAME_LETTERS_MIN = 3,
    OFFSET_HOURS_MAX = 24, CHANGE_HOURS_MAX = 167,
    CHANGE_DEFAULT_S = 2 * HOUR_S, /* "if time is not given, the default is 02:00:00" */
    /* A change may be moved by a week: two years on either side hold what is before and after. */
    YEARS_AROUND = 2, CHANGES = 2 * (2 * YEARS_AROUND + 1),
};

/* ---- reading ---------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool take_char(Str *rest, char c)
{
    if (!rest->len || rest->ptr[0] != c)
        return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_number(Str *rest, int max, int *out)
{
    int number = 0;
    size_t i = 0;

    for (; i < rest->len && is_digit(rest->ptr[i]); i++) {
        number = number * 10 + (rest->ptr[i] - '0');
        if (number > max)
            return false;
    }
    if (!i)
        return false;
    *rest = str_slice(*rest, i, rest->len);
    *out = number;
    return true;
}

/* "EST", or in brackets with digits and signs: "<+1245>". The name itself is not used. */
static bool take_name(Str *rest)
{
    bool quoted = take_char(rest, '<');
    size_t i = 0;

    while (i < rest->len && (is_letter(rest->ptr[i])
                             || (quoted && (is_digit(rest->ptr[i]) || rest->ptr[i] == '+'
                                            || rest->ptr[i] == '-'))))
        i++;
    *rest = str_slice(*rest, i, rest->len);
    return i >= NAME_LETTERS_MIN && (!quoted || take_char(rest, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(Str *rest, int hours_max, int32_t *out)
{
    bool minus = take_char(rest, '-');
    int hours, minutes = 0, seconds = 0;

    if (!minus)
        (void)take_char(rest, '+');
    if (!take_number(rest, hours_max, &hours))
        return false;
    if (take_char(rest, ':') && !take_number(rest, 59, &minutes))
        return false;
    if (take_char(rest, ':') && !take_number(rest, 59, &seconds))
        return false;
    *out = (hours * HOUR_S + minutes * 60 + seconds) * (minus ? -1 : 1);
    return true;
}

/* West of Greenwich in the text. */
static bool take_offset(Str *rest, int32_t *out)
{
    int32_t west;

    if (!take_time(rest, OFFSET_HOURS_MAX, &west))
        return false;
    *out = -west;
    return true;
}

static bool take_day(Str *rest, ZoneChange *out)
{
    if (take_char(rest, 'J')) {
        out->kind = ZONE_DAY_JULIAN;
        return take_number(rest, 365, &out->day) && out->day >= 1;
    }
    if (!take_char(rest, 'M')) {
        out->kind = ZONE_DAY_OF_YEAR;
        return take_number(rest, 365, &out->day);
    }
    out->kind = ZONE_DAY_OF_WEEK;
    return take_number(rest, 12, &out->month) && out->month >= 1 && take_char(rest, '.')
        && take_number(rest, 5, &out->week) && out->week >= 1 && take_char(rest, '.')
        && take_number(rest, 6, &out->day);
}

static bool take_change(Str *rest, ZoneChange *out)
{
    out->second = CHANGE_DEFAULT_S;
    return take_char(rest, ',') && take_day(rest, out)
        && (!take_char(rest, '/') || take_time(rest, CHANGE_HOURS_MAX, &out->second));
}

/* A saving without its two days is not for files (RFC 9636 section 3.3.2). */
static bool take_rule(Str *rest, ZoneRule *out)
{
    if (!take_name(rest) || !take_offset(rest, &out->standard_s))
        return false;
    if (!rest->len)
        return true;
    out->saves = true;
    out->saving_s = out->standard_s + HOUR_S;
    return take_name(rest)
        && (!rest->len || rest->ptr[0] == ',' || take_offset(rest, &out->saving_s))
        && take_change(rest, &out->begins) && take_change(rest, &out->ends) && !rest->len;
}

bool zone_rule_parse(Str text, ZoneRule *out, Err *err)
{
    ZoneRule rule = { 0 };
    Str rest = text;

    if (text.len > ZONE_RULE_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (!take_rule(&rest, &rule)) {
        err_set(err, ERR_SYNTAX, RULE_SYNTAX, text);
        return err_at(err, text.len - rest.len);
    }
    *out = rule;
    return true;
}

/* ---- asking ----------------------------------------------------------------------- */

static int weekday(int64_t days) /* 0 is Sunday; 1970-01-01 was a Thursday */
{
    return (int)(((days + 4) % 7 + 7) % 7);
}

static int64_t week_day(const ZoneChange *change, int year)
{
    int64_t first = date_to_days((Ymd){ year, change->month, 1 });
    int64_t next = change->month == 12 ? date_to_days((Ymd){ year + 1, 1, 1 })
                                       : date_to_days((Ymd){ year, change->month + 1, 1 });
    int64_t day = first + (change->day - weekday(first) + 7) % 7 + 7 * (change->week - 1);

    return day < next ? day : day - 7;
}

static int64_t change_day(const ZoneChange *change, int year)
{
    int64_t first = date_to_days((Ymd){ year, 1, 1 });
    bool leap = date_to_days((Ymd){ year + 1, 1, 1 }) - first == 366;

    if (change->kind == ZONE_DAY_OF_WEEK)
        return week_day(change, year);
    if (change->kind == ZONE_DAY_OF_YEAR)
        return first + change->day;
    return first + change->day - 1 + (leap && change->day > 59);
}

/* Sorts `next` in behind all that are not later. So a saving that begins when the last one ends,
 * which is how a zone saves all year round, is the one that counts. */
static void insert(ZoneSpan *spans, size_t count, ZoneSpan next)
{
    for (; count && spans[count - 1].from > next.from; count--)
        spans[count] = spans[count - 1];
    spans[count] = next;
}

ZoneSpan zone_rule_span(const ZoneRule *rule, int64_t instant)
{
    int year = date_of_days(date_days_of_s(instant + rule->standard_s)).year;
    ZoneSpan spans[CHANGES];
    size_t count = 0, i = 0;

    if (!rule->saves)
        return (ZoneSpan){ INT64_MIN, INT64_MAX, rule->standard_s };
    for (int y = year - YEARS_AROUND; y <= year + YEARS_AROUND; y++) {
        int64_t begins = change_day(&rule->begins, y) * DAY_S + rule->begins.second;
        int64_t ends = change_day(&rule->ends, y) * DAY_S + rule->ends.second;
        insert(spans, count++,
               (ZoneSpan){ ends - rule->saving_s, INT64_MAX, rule->standard_s });
        insert(spans, count++,
               (ZoneSpan){ begins - rule->standard_s, INT64_MAX, rule->saving_s });
    }
    while (spans[i + 1].from <= instant) /* the years around make sure of both ends */
        i++;
    spans[i].to = spans[i + 1].from;
    return spans[i];
}
