/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/date.h"
#include "base/zone_rule.h"

#include <string.h>

static int64_t at(const char *text)
{
    int64_t seconds = 0;

    CHECK(date_parse_s(str_of(text), &seconds), text);
    return seconds;
}

/* The offset at an instant, by a rule. */
static const struct {
    const char *rule, *instant;
    int32_t want_s;
    const char *why;
} OFFSETS[] = {
    { "JST-9", "2026-07-01T00:00:00Z", 32400, "one offset for ever" },
    { "UTC0", "2026-07-01T00:00:00Z", 0, "none" },
    { "<+1245>-12:45:30", "2026-07-01T00:00:00Z", 45930, "a name in brackets, to the second" },
    { "EST+5", "2026-07-01T00:00:00Z", -18000, "a plus is the same as none" },
    { "EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18000, "the second before" },
    { "EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14400, "the second Sunday of March" },
    { "EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -14400, "the last second of summer" },
    { "EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18000, "the first Sunday of November" },
    { "EST5EDT,M3.2.0,M11.1.0", "1966-07-01T00:00:00Z", -14400, "before 1970" },
    { "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600, "the second before" },
    { "CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200, "the last Sunday of March" },
    { "CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 3600, "the last Sunday of October" },
    { "CET-1CEST,M3.5.0,M12.5.0/3", "2027-12-26T00:59:59Z", 7200, "the last Sunday of a year" },
    { "CET-1CEST,M3.5.0,M12.5.0/3", "2027-12-26T01:00:00Z", 3600, "and then" },
    { "LHST-10:30LHDT-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39600, "half an hour, south" },
    { "LHST-10:30LHDT-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", 37800, "its winter" },
    { "AAA0BBB,J60,J300", "2024-03-01T02:00:00Z", 3600, "J60 is 1 March in a leap year too" },
    { "AAA0BBB,J60,J300", "2024-03-01T01:59:59Z", 0, "and not 29 February" },
    { "AAA0BBB,J59,J300", "2024-02-28T02:00:00Z", 3600, "J59 is 28 February" },
    { "AAA0BBB,59,300/0", "2024-02-29T02:00:00Z", 3600, "59 is 29 February in a leap year" },
    { "AAA0BBB,59,300/0", "2023-03-01T01:59:59Z", 0, "and 1 March in others" },
    { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200, "an hour before midnight" },
    { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600, "Nuuk" },
    { "EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10800, "50 hours on: Saturday" },
    { "EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7200, "Gaza" },
    { "XXX3EDT4,0/0,J365/23", "2026-01-01T00:00:00Z", -14400, "saving all year round" },
    { "XXX3EDT4,0/0,J365/23", "2026-12-31T23:59:59Z", -14400, "up to the last second" },
    { "XXX3EDT4,0/0,J365/23", "2027-01-01T04:00:00Z", -14400, "and where years meet" },
};

TEST(zone_rule_gives_the_offset_of_an_instant)
{
    for (size_t i = 0; i < ARRAY_LEN(OFFSETS); i++) {
        int64_t instant = at(OFFSETS[i].instant);
        Err err = { 0 };
        ZoneRule rule;
        ZoneSpan span;
        CHECK_OK(zone_rule_parse(str_of(OFFSETS[i].rule), &rule, &err), &err);
        span = zone_rule_span(&rule, instant);
        CHECK_INT(span.offset_s, OFFSETS[i].want_s, OFFSETS[i].why);
        CHECK(span.from <= instant && instant < span.to, "the span holds the instant");
    }
}

static const struct {
    const char *rule;
    uint64_t byte;
    const char *why;
} REFUSED[] = {
    { "", 0, "empty" },
    { "ES5", 2, "a name has three letters" },
    { "E1T5", 1, "digits only in brackets" },
    { "E{T5", 1, "letters only" },
    { "<+12", 4, "an open bracket" },
    { "<+1]>5", 3, "only letters, digits and signs" },
    { "EST", 3, "no offset" },
    { "EST25", 3, "more than a day" },
    { "EST5:60", 5, "60 minutes" },
    { "EST5:00:60", 8, "60 seconds" },
    { "EST5:", 5, "no minutes" },
    { "EST99999999999999999999", 3, "a number beyond all" },
    { "EST5E", 5, "a saving of one letter" },
    { "EST5EDT", 7, "a saving without its days" },
    { "EST5EDTx", 8, "and without its offset" },
    { "EST5EDT4x,M3.2.0,M11.1.0", 8, "something behind the offset" },
    { "EST5EDT;M3.2.0", 7, "no comma" },
    { "EST5EDT,M3.2.0", 14, "one day only" },
    { "EST5EDT,M0.2.0,M11.1.0", 10, "month 0" },
    { "EST5EDT,M13.2.0,M11.1.0", 9, "month 13" },
    { "EST5EDT,M3-2.0,M11.1.0", 10, "no point" },
    { "EST5EDT,M3.0.0,M11.1.0", 12, "week 0" },
    { "EST5EDT,M3.6.0,M11.1.0", 11, "week 6" },
    { "EST5EDT,M3.2-0,M11.1.0", 12, "no second point" },
    { "EST5EDT,M3.2.7,M11.1.0", 13, "day 7" },
    { "EST5EDT,J0,J5", 10, "J0" },
    { "EST5EDT,J366,J5", 9, "J366" },
    { "EST5EDT,366,5", 8, "day 366" },
    { "EST5EDT,x,5", 8, "no day" },
    { "EST5EDT,5/168,6", 10, "more than a week" },
    { "EST5EDT,5/,6", 10, "no time" },
    { "EST5EDT,M3.2.0,M11.1.0,", 22, "something behind it" },
};

TEST(zone_rule_refuses_what_is_no_rule)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };
        ZoneRule rule = { .standard_s = 7 };
        CHECK(!zone_rule_parse(str_of(REFUSED[i].rule), &rule, &err), REFUSED[i].why);
        CHECK_STR(err.rule, STR("base.zone-rule"), REFUSED[i].why);
        CHECK_INT(err.code, ERR_SYNTAX, REFUSED[i].why);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].why);
        CHECK_INT(rule.standard_s, 7, "the output is untouched");
    }
}

TEST(zone_rule_refuses_what_is_too_long)
{
    char text[ZONE_RULE_BYTES_MAX + 1];
    Err err = { 0 };
    ZoneRule rule;

    memset(text, 'A', sizeof text);
    CHECK(!zone_rule_parse((Str){ text, sizeof text }, &rule, &err), "one byte too many");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
}
