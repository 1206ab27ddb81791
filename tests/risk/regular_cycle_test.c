/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/regular_cycle.h"

#include "base/date.h"
#include "snapshot.h"

static int32_t day_of(const char *text)
{
    Ymd ymd = { 0 };

    CHECK(date_parse_day(str_of(text), &ymd), text);
    return (int32_t)date_to_days(ymd);
}

/* Counted with a calendar by hand. */
static const struct {
    const char *cycle, *from, *last, *why;
} ENDS[] = {
    { "90d", "2026-01-05", "2026-04-05", "26 days of January, 28, 31, and 5 of April" },
    { "90days", "2024-01-05", "2024-04-04", "a leap day is a day" },
    { "1day", "2025-12-31", "2026-01-01", "into the next year" },
    { "2w", "2026-12-25", "2027-01-08", "14 days" },
    { "1week", "2024-02-26", "2024-03-04", "over a leap day" },
    { "3months", "2026-01-05", "2026-04-05", "the same day of the month" },
    { "1month", "2026-01-31", "2026-02-28", "February has no 31st" },
    { "1month", "2024-01-31", "2024-02-29", "a leap year has a day more" },
    { "6months", "2026-08-31", "2027-02-28", "rather early than late" },
    { "12months", "2026-03-01", "2027-03-01", "a year" },
    { "1y", "2024-02-29", "2025-02-28", "no 29th in the next year" },
    { "4years", "2024-02-29", "2028-02-29", "but in the fourth" },
    { "10y", "2026-01-05", "2036-01-05", "the longest" },
};

TEST(the_next_update_comes_within_a_cycle)
{
    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++) {
        char text[DATE_TEXT_BYTES];
        RegularCycle cycle;
        Err err = { 0 };

        CHECK_OK(regular_cycle_read(str_of(ENDS[i].cycle), &cycle, &err), &err);
        CHECK(regular_cycle_stated(cycle), "it is stated");
        CHECK_STR(date_write_day(regular_cycle_end(cycle, day_of(ENDS[i].from)), text),
                  str_of(ENDS[i].last), ENDS[i].why);
    }
}

TEST(a_cycle_is_a_number_and_a_unit)
{
    static const struct {
        const char *text;
        ErrCode code;
        const char *why;
    } ROWS[] = {
        { "", ERR_SYNTAX, "nothing" },
        { "d", ERR_SYNTAX, "no number" },
        { "90", ERR_SYNTAX, "no unit" },
        { "0d", ERR_SYNTAX, "no length" },
        { "3m", ERR_SYNTAX, "months or minutes" },
        { "90 d", ERR_SYNTAX, "a blank" },
        { "-90d", ERR_SYNTAX, "back in time" },
        { "1.5months", ERR_SYNTAX, "half a month has no length" },
        { "90D", ERR_SYNTAX, "another word" },
        { "P90D", ERR_SYNTAX, "ISO 8601 is not what people type" },
        { "90d90d", ERR_SYNTAX, "twice" },
        { "18446744073709551616d", ERR_SYNTAX, "no number of ours" },
        { "3660d", ERR_NONE, "the longest of days" },
        { "3661d", ERR_LIMIT, "a day more" },
        { "520w", ERR_NONE, "the longest of weeks" },
        { "521w", ERR_LIMIT, "a week more" },
        { "120months", ERR_NONE, "the longest of months" },
        { "121months", ERR_LIMIT, "a month more" },
        { "10years", ERR_NONE, "the longest of years" },
        { "11y", ERR_LIMIT, "a year more" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        RegularCycle cycle = { 7, CYCLE_WEEKS };
        Err err = { 0 };
        bool read = regular_cycle_read(str_of(ROWS[i].text), &cycle, &err);

        CHECK(read == (ROWS[i].code == ERR_NONE), ROWS[i].why);
        CHECK_INT(err.code, ROWS[i].code, ROWS[i].why);
        CHECK(read || (cycle.count == 7 && cycle.unit == CYCLE_WEEKS), "untouched");
    }
}

TEST(without_a_number_no_cycle_is_stated)
{
    CHECK(!regular_cycle_stated((RegularCycle){ 0 }), "the zero value");
}

TEST(each_unit_is_said_in_both_languages)
{
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        for (int unit = 0; unit < CYCLE_UNITS; unit++)
            CHECK(snapshot_word(lang, regular_cycle_rule((CycleUnit)unit)).len, "a sentence");
}
