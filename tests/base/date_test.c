/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/date.h"

#include <stdlib.h>

static const struct {
    const char *text;
    int64_t want;
    const char *why;
} READ[] = {
    { "1970-01-01T00:00:00Z", 0, "where it begins" },
    { "2024-02-29T23:59:59Z", 1709251199, "a leap day" },
    { "2000-02-29T00:00:00Z", 951782400, "a century that leaps" },
    { "1969-12-31T23:59:59Z", -1, "before it begins" },
    { "9999-12-31T23:59:59Z", 253402300799, "the last second" },
    { "2024-01-02t03:04:05z", 1704164645, "small letters (RFC 3339 section 5.6)" },
    { "2024-01-02T03:04:05.1Z", 1704164645, "one digit of a fraction" },
    { "2024-01-02T03:04:05.123456789012Z", 1704164645, "many digits" },
    { "2024-01-02T03:04:05,5Z", 1704164645, "a comma (ISO 8601)" },
    { "2024-01-02T12:04:05+09:00", 1704164645, "Japan" },
    { "2024-01-02T12:04:05.5+0900", 1704164645, "without a colon" },
    { "2024-01-02T12:04:05+09", 1704164645, "without minutes" },
    { "2024-01-01T19:34:05-07:30", 1704164645, "west, over midnight" },
    { "2024-01-02T03:04:05-00:00", 1704164645, "unknown local offset" },
    { "2024-01-02T03:04:05.123", 1704164645, "NVD writes no zone" },
    { "2024-01-02 03:04:05", 1704164645, "a space" },
    { "2024-01-02T03:04", 1704164640, "without seconds" },
    { "2024-01-02T03:04Z", 1704164640, "without seconds, with a zone" },
    { "2024-01-02", 1704153600, "a day alone" },
    { "2016-12-31T23:59:60Z", 1483228800, "a leap second" },
    { "0001-01-01T00:00:00Z", 0, "no time at all" },
    { "0000-01-01", 0, "no time at all either" },
};

static const struct {
    const char *text, *why;
} REFUSED[] = {
    { "", "empty" },
    { "2024", "a year alone" },
    { "2024-01", "a month alone" },
    { "2024-1-2", "one digit" },
    { "2024-13-01", "no such month" },
    { "2024-00-01", "no month" },
    { "2024-01-00", "no day" },
    { "2023-02-29", "no leap year" },
    { "1900-02-29", "a century that does not leap" },
    { "2024-04-31", "no such day" },
    { "2024-01-02T", "nothing behind the T" },
    { "2024-01-0x", "no number for a day" },
    { "2024-01-02Tx3:04:05Z", "no number for an hour" },
    { "2024-01-02T03:x4:05Z", "no number for a minute" },
    { "2024-01-02T03:04:x5Z", "no number for a second" },
    { "2024-01-02T24:00:00Z", "no such hour" },
    { "2024-01-02T03.04", "no colon" },
    { "2024-01-02T03:60:00Z", "no such minute" },
    { "2024-01-02T03:04:61Z", "no such second" },
    { "2024-01-02T03:04:05.Z", "a fraction without digits" },
    { "2024-01-02T03:04:05Zx", "text behind it" },
    { "2024-01-02T03:04:05+24:00", "no such zone" },
    { "2024-01-02T03:04:05+09:60", "no such zone" },
    { "2024-01-02T03:04:05+9", "one digit" },
    { "2024-01-02T03:04:05+09:", "a colon too many" },
    { "2024-01-02T03:04:05 Z", "a space too many" },
    { " 2024-01-02", "a space before" },
    { "2024-01-02Z", "a day has no zone" },
    { "+2024-01-02", "a sign" },
    { "20240102", "no lines" },
    { "12024-01-02", "five digits" },
};

TEST(instants_are_read_as_feeds_write_them)
{
    for (size_t i = 0; i < ARRAY_LEN(READ); i++) {
        int64_t seconds = 42;
        CHECK(date_parse_s(str_of(READ[i].text), &seconds), READ[i].text);
        CHECK_INT(seconds, READ[i].want, READ[i].why);
    }
}

TEST(what_is_no_instant_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        int64_t seconds = 42;
        CHECK(!date_parse_s(str_of(REFUSED[i].text), &seconds), REFUSED[i].why);
        CHECK_INT(seconds, 42, "and leaves the output alone");
    }
}

TEST(moments_are_told_with_their_zone)
{
    static const struct { const char *text; bool moment; const char *why; } ROWS[] = {
        { "2026-11-20T09:00:00Z", true, "in UTC" }, { "2026-11-20t09:00:00z", true, "small" },
        { "2026-11-20T18:00:00+09:00", true, "in Tokyo" },
        { "2026-11-20 04:00-0500", true, "in New York" },
        { "2026-11-20T09:00:00", false, "which zone?" }, { "2026-11-20", false, "a day alone" },
        { "", false, "nothing" }, { "2026-11-20T09:00:00+", false, "half a zone" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        int64_t seconds = 7, want = 7;
        CHECK_INT(date_parse_moment(str_of(ROWS[i].text), &seconds), ROWS[i].moment, ROWS[i].why);
        CHECK(!ROWS[i].moment || (date_parse_s(str_of(ROWS[i].text), &want) && want == seconds),
              "the same instant");
    }
}

TEST(every_day_has_one_number)
{
    static const int FIRST = -719528, LAST = 2932896; /* 0000-01-01, 9999-12-31 */
    Ymd before = { -1, 12, 31 };

    CHECK_INT(date_to_days((Ymd){ 1970, 1, 1 }), 0, "the first");
    CHECK_INT(date_to_days((Ymd){ 0, 1, 1 }), FIRST, "year 0");
    CHECK_INT(date_to_days((Ymd){ 9999, 12, 31 }), LAST, "the last");
    for (int64_t day = FIRST; day <= LAST; day++) {
        Ymd ymd = date_of_days(day);

        CHECK(date_valid(ymd) && date_to_days(ymd) == day, "there and back");
        CHECK(ymd.day == before.day + 1 || ymd.day == 1, "days follow each other");
        CHECK(ymd.day > 1 || ymd.month == before.month % 12 + 1, "so do months");
        before = ymd;
    }
}

TEST(instants_are_written_as_rfc_3339)
{
    char text[DATE_TEXT_BYTES];

    CHECK_STR(date_write_s(0, text), STR("1970-01-01T00:00:00Z"), "the first");
    CHECK_STR(date_write_s(1709251199, text), STR("2024-02-29T23:59:59Z"), "a leap day");
    CHECK_STR(date_write_s(-1, text), STR("1969-12-31T23:59:59Z"), "before");
    CHECK_STR(date_write_s(INT64_MAX, text), STR("9999-12-31T23:59:59Z"), "clamped");
    CHECK_STR(date_write_s(INT64_MIN, text), STR("0000-01-01T00:00:00Z"), "clamped");
    CHECK_STR(date_write_day(19782, text), STR("2024-02-29"), "a day");
    CHECK_STR(date_write_day(date_days_of_s(-1), text), STR("1969-12-31"), "rounded down");
    for (int64_t seconds = -62000000000; seconds < 253402300800; seconds += 123456789) {
        int64_t again = 0;
        CHECK(date_parse_s(date_write_s(seconds, text), &again) && again == seconds, text);
    }
}

TEST(a_day_is_read_strictly)
{
    Ymd ymd = { 0 };

    CHECK(date_parse_day(STR("2024-02-29"), &ymd), "a day");
    CHECK(ymd.year == 2024 && ymd.month == 2 && ymd.day == 29, "its parts");
    CHECK(!date_parse_day(STR("2024-02-29T00:00:00Z"), &ymd), "no time behind it");
    CHECK(!date_parse_day(STR("2024-02-30"), &ymd), "no such day");
    CHECK(!date_valid((Ymd){ -1, 1, 1 }), "no year before 0");
}

TEST(the_present_can_be_fixed_from_outside)
{
    CHECK(setenv("SOURCE_DATE_EPOCH", "1700000000", 1) == 0, "set");
    CHECK_INT(date_now_s(), 1700000000, "as asked");
    CHECK(setenv("SOURCE_DATE_EPOCH", "9223372036854775808", 1) == 0, "set");
    CHECK(date_now_s() > 1700000000, "what is no number of seconds is the clock");
    CHECK(setenv("SOURCE_DATE_EPOCH", "soon", 1) == 0, "set");
    CHECK(date_now_s() > 1700000000, "the clock");
    CHECK(unsetenv("SOURCE_DATE_EPOCH") == 0, "unset");
    CHECK(date_now_s() > 1700000000, "the clock");
}

static const struct {
    const char *text, *written;
    DateKind kind;
    const char *first, *last, *why;
} STATED[] = {
    { "2027", "2027", DATE_SPAN, "2027-01-01", "2027-12-31", "a year" },
    { "2027-03", "2027-03", DATE_SPAN, "2027-03-01", "2027-03-31", "a month" },
    { "2028-02", "2028-02", DATE_SPAN, "2028-02-01", "2028-02-29", "a month that leaps" },
    { "2027-12", "2027-12", DATE_SPAN, "2027-12-01", "2027-12-31", "the last month" },
    { "2027-03-31", "2027-03-31", DATE_SPAN, "2027-03-31", "2027-03-31", "a day" },
    { "0002", "0002", DATE_SPAN, "0002-01-01", "0002-12-31", "the first year that is one" },
    { "9999", "9999", DATE_SPAN, "9999-01-01", "9999-12-31", "the last year" },
    { "yes", "yes", DATE_YES, NULL, NULL, "it has happened" },
    { "true", "yes", DATE_YES, NULL, NULL, "isEol of endoflife.date: it has ended" },
    { "No", "no", DATE_NO, NULL, NULL, "in either case" },
    { "FALSE", "no", DATE_NO, NULL, NULL, "isEol of endoflife.date: it goes on" },
    { "unknown", "unknown", DATE_UNKNOWN, NULL, NULL, "nobody said" },
};

TEST(a_stated_date_is_the_span_of_days_it_may_mean)
{
    for (size_t i = 0; i < ARRAY_LEN(STATED); i++) {
        char text[DATE_TEXT_BYTES];
        DateDays days = { 1, 2 };
        bool span = STATED[i].first != NULL;
        Date date = { .kind = DATE_KINDS };

        CHECK(date_parse(str_of(STATED[i].text), &date), STATED[i].text);
        CHECK_INT(date.kind, STATED[i].kind, STATED[i].why);
        CHECK_STR(date_write(date, text), str_of(STATED[i].written), STATED[i].why);
        CHECK_INT(date_days(date, &days), span, STATED[i].why);
        CHECK(span || (days.first == 1 && days.last == 2), "what has no days is left alone");
        if (!span)
            continue;
        CHECK_STR(date_write_day(days.first, text), str_of(STATED[i].first), STATED[i].why);
        CHECK_STR(date_write_day(days.last, text), str_of(STATED[i].last), STATED[i].why);
    }
}

static const struct {
    const char *text, *why;
} NOT_STATED[] = {
    { "", "empty" },
    { "0000", "no time at all" },
    { "0001-01-01", "no time at all, as Go programs write it" },
    { "27", "two digits" },
    { "2027-", "nothing behind the dash" },
    { "2027/03", "no dash" },
    { "2027-3", "one digit" },
    { "2027-00", "no month" },
    { "2027-13", "no such month" },
    { "2027-03-", "nothing behind the dash" },
    { "2027-03/31", "no dash" },
    { "2027-03-1", "one digit" },
    { "2027-03-00", "no day" },
    { "2027-02-29", "no such day" },
    { "2027-03-31T00:00:00Z", "a time" },
    { "soon", "a word that means no day" },
};

TEST(what_states_no_date_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(NOT_STATED); i++) {
        Date date = { DATE_NO, 1, 2, 3 };

        CHECK(!date_parse(str_of(NOT_STATED[i].text), &date), NOT_STATED[i].why);
        CHECK(date_same(date, (Date){ DATE_NO, 1, 2, 3 }), "and leaves the output alone");
    }
}

TEST(dates_outside_the_calendar_are_unknown)
{
    static const Date WRONG[] = {
        { DATE_SPAN, 1, 1, 1 },     { DATE_SPAN, 2027, 0, 5 },  { DATE_SPAN, 2027, 2, 30 },
        { DATE_SPAN, 2027, -1, 1 }, { DATE_SPAN, 2027, 1, -1 }, { DATE_SPAN, 10000, 0, 0 },
        { DATE_KINDS, 2027, 1, 1 },
    };

    for (size_t i = 0; i < ARRAY_LEN(WRONG); i++) {
        char text[DATE_TEXT_BYTES];
        DateDays days;

        CHECK_STR(date_write(WRONG[i], text), STR("unknown"), "written");
        CHECK(!date_days(WRONG[i], &days), "without days");
    }
}

static Date stated(const char *text)
{
    Date date = { .kind = DATE_KINDS };

    if (!date_parse(str_of(text), &date))
        test_fail("%s is no date", text);
    return date;
}

static const struct {
    const char *a, *b;
    bool may_precede, precedes;
    const char *why;
} ORDER[] = {
    { "2027-03-30", "2027-03-31", true, true, "a day before" },
    { "2027-03-31", "2027-03-31", false, false, "the same day" },
    { "2027-03-31", "2027-03-30", false, false, "a day after" },
    { "2027", "2027-12-31", true, false, "the year may begin before that day" },
    { "2027", "2027-01-01", false, false, "no day of the year lies before its first" },
    { "2027-12-31", "2027", false, false, "no day of the year lies behind its last" },
    { "2027-12-30", "2027", true, false, "the year may mean its last day" },
    { "2027", "2027", true, false, "two days of one year" },
    { "2027-03", "2027-04", true, true, "months" },
    { "2026", "2027", true, true, "years" },
    { "2028", "2027", false, false, "years" },
    { "yes", "2027", false, false, "no day on the left" },
    { "2027", "unknown", false, false, "no day on the right" },
};

TEST(partial_dates_are_compared_on_the_side_that_was_asked_for)
{
    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++) {
        Date a = stated(ORDER[i].a), b = stated(ORDER[i].b);

        CHECK_INT(date_may_precede(a, b), ORDER[i].may_precede, ORDER[i].why);
        CHECK_INT(date_precedes(a, b), ORDER[i].precedes, ORDER[i].why);
        CHECK(!(date_precedes(a, b) && date_may_precede(b, a)), "no two orders at once");
        CHECK_INT(date_same(a, b), str_eq(str_of(ORDER[i].a), str_of(ORDER[i].b)), "same");
    }
}

static const struct {
    const char *day;
    int months;
    const char *want, *why;
} MONTHS[] = {
    { "2027-08-15", -6, "2027-02-15", "half a year" },
    { "2027-08-31", -6, "2027-02-28", "February has no 31st" },
    { "2028-08-31", -6, "2028-02-29", "but one more day in a leap year" },
    { "2028-02-29", 12, "2029-02-28", "no 29th" },
    { "2028-02-29", -24, "2026-02-28", "no 29th" },
    { "2027-01-31", 1, "2027-02-28", "forward" },
    { "2027-01-01", -1, "2026-12-01", "over the year" },
    { "2027-12-31", 0, "2027-12-31", "nothing" },
    { "0000-03-31", -2, "0000-01-31", "the first month" },
    { "0000-01-31", -1, "0000-01-01", "not before year 0" },
    { "9999-11-30", 1, "9999-12-30", "the last month" },
    { "9999-12-01", 1, "9999-12-31", "not behind the last" },
};

TEST(months_end_on_their_last_day)
{
    for (size_t i = 0; i < ARRAY_LEN(MONTHS); i++) {
        char text[DATE_TEXT_BYTES];
        int64_t days;
        Ymd ymd;

        CHECK(date_parse_day(str_of(MONTHS[i].day), &ymd), "a day");
        days = date_add_months(date_to_days(ymd), MONTHS[i].months);
        CHECK_STR(date_write_day(days, text), str_of(MONTHS[i].want), MONTHS[i].why);
    }
    CHECK(date_same(date_of_day(20000), stated("2024-10-04")), "a day as a date");
    CHECK(date_same(date_of_day(INT64_MAX), stated("9999-12-31")), "clamped");
}

TEST(every_month_is_the_days_from_its_first_to_the_first_of_the_next)
{
    for (int month = 24; month < 12 * 400; month++) {
        Date date = { DATE_SPAN, month / 12, month % 12 + 1, 0 }, back = { 0 };
        char text[DATE_TEXT_BYTES];
        DateDays days;

        CHECK(date_days(date, &days), "a span");
        CHECK_INT(date_add_months(days.first, 1), days.last + 1, "they meet");
        CHECK(date_parse(date_write(date, text), &back) && date_same(date, back), text);
    }
}
