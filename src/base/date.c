/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include <stdlib.h>
#include <time.h>

enum {
    DAY_S = 86400,
    DAYS_400_YEARS = 146097,  /* the calendar repeats after 400 years                        */
    DAYS_TO_1970 = 719468,    /* from 0000-03-01; years begin in March so that leap days end them */
    YEAR_MAX = 9999,
    ZONE_HOURS_MAX = 23,
    SECOND_MAX = 60,
};

static bool leaps(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return DAYS[month - 1] + (month == 2 && leaps(year));
}

bool date_valid(Ymd ymd)
{
    if (ymd.year < 0 || ymd.year > YEAR_MAX || ymd.month < 1 || ymd.month > 12 || ymd.day < 1)
        return false;
    return ymd.day <= month_days(ymd.year, ymd.month);
}

/* Months from March have 31, 30, 31, 30, 31 days and again: (153 m + 2) / 5 days before month m. */
int64_t date_to_days(Ymd ymd)
{
    int64_t year = ymd.year - (ymd.month <= 2), month = (ymd.month + 9) % 12;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - 400 * era;

    return era * DAYS_400_YEARS + 365 * of_era + of_era / 4 - of_era / 100 + (153 * month + 2) / 5
        + ymd.day - 1 - DAYS_TO_1970;
}

/* The quotients take back the leap days that lie before the day, so that dividing by 365 gives
 * the year: one in 1,461 days, less one in 36,524, and the last day of the era. */
Ymd date_of_days(int64_t days)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = (shifted >= 0 ? shifted : shifted - DAYS_400_YEARS + 1) / DAYS_400_YEARS;
    int64_t rest = shifted - era * DAYS_400_YEARS;
    int64_t year = (rest - rest / 1460 + rest / 36524 - rest / (DAYS_400_YEARS - 1)) / 365;
    int64_t day = rest - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day + 2) / 153;

    return (Ymd){
        .year = (int)(400 * era + year + (month >= 10)),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(day - (153 * month + 2) / 5 + 1),
    };
}

int64_t date_days_of_s(int64_t seconds)
{
    return seconds / DAY_S - (seconds % DAY_S < 0);
}

/* Takes exactly `count` digits from the front. */
static bool take_number(Str *text, size_t count, int *out)
{
    int number = 0;

    if (text->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int digit = text->ptr[i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        number = number * 10 + digit;
    }
    *text = (Str){ text->ptr + count, text->len - count };
    *out = number;
    return true;
}

static bool take_char(Str *text, const char *choices)
{
    for (; *choices; choices++)
        if (text->len && text->ptr[0] == *choices) {
            *text = str_slice(*text, 1, text->len);
            return true;
        }
    return false;
}

static bool take_day(Str *text, Ymd *out)
{
    Ymd ymd;

    if (!take_number(text, 4, &ymd.year) || !take_char(text, "-")
        || !take_number(text, 2, &ymd.month) || !take_char(text, "-")
        || !take_number(text, 2, &ymd.day) || !date_valid(ymd))
        return false;
    *out = ymd;
    return true;
}

bool date_parse_day(Str text, Ymd *out)
{
    Ymd ymd;

    if (!take_day(&text, &ymd) || text.len)
        return false;
    *out = ymd;
    return true;
}

/* ":05.123": a fraction needs a digit and may have any number of them. */
static bool take_seconds(Str *text, int *seconds)
{
    int digit;

    if (!take_char(text, ":"))
        return true;
    if (!take_number(text, 2, seconds) || *seconds > SECOND_MAX)
        return false;
    if (!take_char(text, ".,"))
        return true;
    if (!take_number(text, 1, &digit))
        return false;
    while (take_number(text, 1, &digit))
        continue;
    return true;
}

/* "Z", "+09:00", "+0900", "+09" or nothing; seconds to take off. */
static bool take_zone(Str *text, int *seconds)
{
    bool west = text->len && text->ptr[0] == '-';
    int hours, minutes = 0;

    *seconds = 0;
    if (!text->len || take_char(text, "Zz"))
        return true;
    if (!take_char(text, "+-") || !take_number(text, 2, &hours) || hours > ZONE_HOURS_MAX)
        return false;
    if ((take_char(text, ":") || text->len) && !take_number(text, 2, &minutes))
        return false;
    if (minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * (west ? -60 : 60);
    return true;
}

static bool take_clock(Str *text, int *seconds)
{
    int hours, minutes, rest = 0, zone;

    if (!take_number(text, 2, &hours) || hours > 23 || !take_char(text, ":")
        || !take_number(text, 2, &minutes) || minutes > 59 || !take_seconds(text, &rest)
        || !take_zone(text, &zone))
        return false;
    *seconds = (hours * 60 + minutes) * 60 + rest - zone;
    return true;
}

bool date_parse_s(Str text, int64_t *out)
{
    int seconds = 0;
    Ymd ymd;

    if (!take_day(&text, &ymd))
        return false;
    if (take_char(&text, "Tt ") && !take_clock(&text, &seconds))
        return false;
    if (text.len)
        return false;
    *out = ymd.year <= 1 ? 0 : date_to_days(ymd) * DAY_S + seconds;
    return true;
}

/* Behind the day and the time stands "Z", or a sign. */
static bool has_zone(Str text)
{
    enum { DAY_BYTES = 10 };

    for (size_t i = DAY_BYTES; i < text.len; i++)
        if (text.ptr[i] == '+' || text.ptr[i] == '-' || (text.ptr[i] | 0x20) == 'z')
            return true;
    return false;
}

bool date_parse_moment(Str text, int64_t *out)
{
    return has_zone(text) && date_parse_s(text, out);
}

/* Of year 0 and of YEAR_MAX, as date_to_days counts them. */
enum { FIRST_DAY = -719528, LAST_DAY = 2932896 };

static int64_t clamp_days(int64_t days)
{
    return days < FIRST_DAY ? FIRST_DAY : days > LAST_DAY ? LAST_DAY : days;
}

/* `count` digits and the character behind them. */
static char *put_number(char *at, unsigned number, unsigned count, char behind)
{
    for (unsigned i = count; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    at[count] = behind;
    return at + count + 1;
}

Str date_write_day(int64_t days, char buffer[DATE_TEXT_BYTES])
{
    Ymd ymd = date_of_days(clamp_days(days));
    char *at = put_number(buffer, (unsigned)ymd.year, 4, '-');

    at = put_number(at, (unsigned)ymd.month, 2, '-');
    at = put_number(at, (unsigned)ymd.day, 2, '\0');
    return (Str){ buffer, (size_t)(at - buffer) - 1 };
}

Str date_write_s(int64_t seconds, char buffer[DATE_TEXT_BYTES])
{
    int64_t days = date_days_of_s(seconds), kept = clamp_days(days);
    unsigned rest = days < kept ? 0 : days > kept ? DAY_S - 1 : (unsigned)(seconds - days * DAY_S);
    char *at = buffer + date_write_day(kept, buffer).len;

    *at++ = 'T';
    at = put_number(at, rest / 3600, 2, ':');
    at = put_number(at, rest / 60 % 60, 2, ':');
    at = put_number(at, rest % 60, 2, 'Z');
    *at = '\0';
    return (Str){ buffer, (size_t)(at - buffer) };
}

int64_t date_ticks_ms(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t date_now_s(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    struct timespec now = { 0 };
    uint64_t seconds;

    if (fixed && str_to_u64(str_of(fixed), &seconds) && seconds <= INT64_MAX)
        return (int64_t)seconds;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

/* ---- dates as people state them ---- */

/* Written: the first row of a kind. */
static const struct {
    DateKind kind;
    Str word;
} KIND_WORDS[] = {
    { DATE_YES, STR_ROW("yes") },         { DATE_YES, STR_ROW("true") },
    { DATE_NO, STR_ROW("no") },           { DATE_NO, STR_ROW("false") },
    { DATE_UNKNOWN, STR_ROW("unknown") },
};

/* A stated part is inside the calendar, and nothing finer is stated than what is. */
static bool is_span(Date date)
{
    Ymd ymd = { date.year, date.month ? date.month : 1, date.day ? date.day : 1 };

    return date.kind == DATE_SPAN && date.year > 1 && (date.month || !date.day)
        && date_valid(ymd);
}

static bool span_parse(Str text, Date *out)
{
    Date date = { .kind = DATE_SPAN };

    if (!take_number(&text, 4, &date.year))
        return false;
    if (text.len && (!take_char(&text, "-") || !take_number(&text, 2, &date.month) || !date.month))
        return false;
    if (text.len && (!take_char(&text, "-") || !take_number(&text, 2, &date.day) || !date.day))
        return false;
    if (text.len || !is_span(date))
        return false;
    *out = date;
    return true;
}

bool date_parse(Str text, Date *out)
{
    for (size_t i = 0; i < ARRAY_LEN(KIND_WORDS); i++)
        if (str_eq_fold(text, KIND_WORDS[i].word)) {
            *out = (Date){ .kind = KIND_WORDS[i].kind };
            return true;
        }
    return span_parse(text, out);
}

Str date_write(Date date, char buffer[DATE_TEXT_BYTES])
{
    char *at = buffer;

    if (is_span(date)) {
        at = put_number(at, (unsigned)date.year, 4, date.month ? '-' : '\0');
        if (date.month)
            at = put_number(at, (unsigned)date.month, 2, date.day ? '-' : '\0');
        if (date.day)
            at = put_number(at, (unsigned)date.day, 2, '\0');
        return (Str){ buffer, (size_t)(at - buffer) - 1 };
    }
    for (size_t i = 0; i < ARRAY_LEN(KIND_WORDS); i++)
        if (KIND_WORDS[i].kind == date.kind)
            return KIND_WORDS[i].word;
    return STR("unknown");
}

Date date_of_day(int64_t days)
{
    Ymd ymd = date_of_days(clamp_days(days));

    return (Date){ DATE_SPAN, ymd.year, ymd.month, ymd.day };
}

bool date_same(Date a, Date b)
{
    return a.kind == b.kind && a.year == b.year && a.month == b.month && a.day == b.day;
}

bool date_days(Date date, DateDays *out)
{
    int month = date.month ? date.month : 12;

    if (!is_span(date))
        return false;
    *out = (DateDays){
        .first = date_to_days((Ymd){ date.year, date.month ? date.month : 1,
                                     date.day ? date.day : 1 }),
        .last = date_to_days((Ymd){ date.year, month,
                                    date.day ? date.day : month_days(date.year, month) }),
    };
    return true;
}

bool date_may_precede(Date a, Date b)
{
    DateDays of_a, of_b;

    return date_days(a, &of_a) && date_days(b, &of_b) && of_a.first < of_b.last;
}

bool date_precedes(Date a, Date b)
{
    DateDays of_a, of_b;

    return date_days(a, &of_a) && date_days(b, &of_b) && of_a.last < of_b.first;
}

int64_t date_add_months(int64_t days, int months)
{
    Ymd ymd = date_of_days(clamp_days(days));
    int64_t month = (int64_t)ymd.year * 12 + ymd.month - 1 + months;
    int room;

    if (month < 0)
        return FIRST_DAY;
    if (month > (int64_t)YEAR_MAX * 12 + 11)
        return LAST_DAY;
    ymd.year = (int)(month / 12);
    ymd.month = (int)(month % 12) + 1;
    room = month_days(ymd.year, ymd.month);
    ymd.day = ymd.day < room ? ymd.day : room;
    return date_to_days(ymd);
}
