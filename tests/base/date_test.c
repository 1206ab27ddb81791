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
    { "2024-01-02T24:00:00Z", "no such hour" },
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
}

TEST(the_present_can_be_fixed_from_outside)
{
    CHECK(setenv("SOURCE_DATE_EPOCH", "1700000000", 1) == 0, "set");
    CHECK_INT(date_now_s(), 1700000000, "as asked");
    CHECK(setenv("SOURCE_DATE_EPOCH", "soon", 1) == 0, "set");
    CHECK(date_now_s() > 1700000000, "the clock");
    CHECK(unsetenv("SOURCE_DATE_EPOCH") == 0, "unset");
    CHECK(date_now_s() > 1700000000, "the clock");
}
