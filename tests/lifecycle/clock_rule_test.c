/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/msg.h"
#include "lifecycle/clock_rule.h"
#include "lifecycle/tables.h"

#include <string.h>

enum { ARENA_BYTES = 1 << 24 };

typedef struct {
    Arena arena;
    Calendars calendars;
    ClockRules rules;
} Own;

static void own_done(Own *own)
{
    arena_done(&own->arena);
}

static Own own_new(void)
{
    Own own = { .arena = arena_new(ARENA_BYTES) };
    Err err = { 0 };

    CHECK_OK(calendars_own(&own.arena, &own.calendars, &err), &err);
    CHECK_OK(clock_rules_own(&own.calendars, &own.arena, &own.rules, &err), &err);
    return own;
}

static const ClockRule *rule_of(const Own *own, const char *id)
{
    size_t i = clock_rules_find(&own->rules, str_of(id));

    if (i == SIZE_MAX)
        test_fail("no rule %s", id);
    return &own->rules.rule[i];
}

TEST(clocks_of_the_program_are_the_file)
{
    CHECK_STR(CLOCKS_TABLE, test_file(test_source_path("data/clocks.tsv")), "byte for byte");
}

/* What the law says, beside what the table says. */
static const struct {
    const char *id;
    ClockMarket market;
    ClockStart start;
    int length;
    ClockUnit unit;
    const char *zone;
} LAW[] = {
    { "us-803-30", CLOCK_US, CLOCK_AWARENESS, 30, CLOCK_DAYS, "America/New_York" },
    { "us-803-5", CLOCK_US, CLOCK_AWARENESS, 5, CLOCK_WORKING_DAYS, "America/New_York" },
    { "us-806-10", CLOCK_US, CLOCK_INITIATION, 10, CLOCK_WORKING_DAYS, "America/New_York" },
    { "us-806-20", CLOCK_US, CLOCK_INITIATION, 0, CLOCK_NO_LIMIT, "America/New_York" },
    { "us-pm16-30", CLOCK_US, CLOCK_AWARENESS, 30, CLOCK_DAYS, "America/New_York" },
    { "us-pm16-60", CLOCK_US, CLOCK_AWARENESS, 60, CLOCK_DAYS, "America/New_York" },
    { "us-pma-annual", CLOCK_US, CLOCK_AWARENESS, 0, CLOCK_NO_LIMIT, "America/New_York" },
    { "us-524b-regular", CLOCK_US, CLOCK_AWARENESS, 0, CLOCK_NO_LIMIT, "America/New_York" },
    { "us-524b-out-of-cycle", CLOCK_US, CLOCK_AWARENESS, 0, CLOCK_AT_ONCE, "America/New_York" },
    { "eu-mdr-15", CLOCK_EU, CLOCK_AWARENESS, 15, CLOCK_DAYS, "Europe/Brussels" },
    { "eu-mdr-2", CLOCK_EU, CLOCK_AWARENESS, 2, CLOCK_DAYS, "Europe/Brussels" },
    { "eu-mdr-10", CLOCK_EU, CLOCK_AWARENESS, 10, CLOCK_DAYS, "Europe/Brussels" },
    { "eu-mdr-fsca", CLOCK_EU, CLOCK_INITIATION, 0, CLOCK_BEFORE, "Europe/Brussels" },
    { "eu-mdr-trend", CLOCK_EU, CLOCK_AWARENESS, 0, CLOCK_NO_LIMIT, "Europe/Brussels" },
    { "eu-cra-exploited-24", CLOCK_EU, CLOCK_AWARENESS, 24, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-cra-exploited-72", CLOCK_EU, CLOCK_AWARENESS, 72, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-cra-exploited-final", CLOCK_EU, CLOCK_MEASURE, 14, CLOCK_DAYS, "Europe/Brussels" },
    { "eu-cra-incident-24", CLOCK_EU, CLOCK_AWARENESS, 24, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-cra-incident-72", CLOCK_EU, CLOCK_AWARENESS, 72, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-cra-incident-final", CLOCK_EU, CLOCK_NOTIFICATION, 1, CLOCK_MONTHS, "Europe/Brussels" },
    { "eu-nis2-24", CLOCK_EU, CLOCK_AWARENESS, 24, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-nis2-72", CLOCK_EU, CLOCK_AWARENESS, 72, CLOCK_HOURS, "Europe/Brussels" },
    { "eu-nis2-final", CLOCK_EU, CLOCK_NOTIFICATION, 1, CLOCK_MONTHS, "Europe/Brussels" },
    { "jp-68-10-15", CLOCK_JP, CLOCK_AWARENESS, 15, CLOCK_DAYS, "Asia/Tokyo" },
    { "jp-68-10-30", CLOCK_JP, CLOCK_AWARENESS, 30, CLOCK_DAYS, "Asia/Tokyo" },
    { "jp-68-11", CLOCK_JP, CLOCK_INITIATION, 0, CLOCK_AT_ONCE, "Asia/Tokyo" },
    { "jp-hospital", CLOCK_JP, CLOCK_AWARENESS, 0, CLOCK_AT_ONCE, "Asia/Tokyo" },
    { "jp-vulnerability", CLOCK_JP, CLOCK_AWARENESS, 0, CLOCK_NO_LIMIT, "Asia/Tokyo" },
};

TEST(clocks_have_the_lengths_of_the_law)
{
    CLEANUP(own_done) Own own = own_new();

    CHECK_INT(own.rules.count, ARRAY_LEN(LAW), "a row of the test for each row of the table");
    for (size_t i = 0; i < ARRAY_LEN(LAW); i++) {
        const ClockRule *rule = rule_of(&own, LAW[i].id);
        CHECK_INT(rule->market, LAW[i].market, LAW[i].id);
        CHECK_INT(rule->start, LAW[i].start, LAW[i].id);
        CHECK_INT(rule->length, LAW[i].length, LAW[i].id);
        CHECK_INT(rule->unit, LAW[i].unit, LAW[i].id);
        CHECK_STR(own.rules.zone[rule->zone_i], str_of(LAW[i].zone), LAW[i].id);
    }
    CHECK_INT(own.rules.zone_count, 3, "each zone once");
    CHECK_INT(clock_rules_find(&own.rules, STR("us-803")), SIZE_MAX, "no such row");
}

TEST(clocks_of_the_cra_begin_on_11_september_2026)
{
    CLEANUP(own_done) Own own = own_new();

    CHECK_INT(rule_of(&own, "eu-cra-exploited-24")->from, date_to_days((Ymd){ 2026, 9, 11 }),
              "Article 71(2)");
    CHECK_INT(rule_of(&own, "eu-cra-exploited-24")->until, INT64_MAX, "and have no end");
    CHECK_INT(rule_of(&own, "us-803-30")->from, INT64_MIN, "this one has no beginning");
}

/* Facts in words: "device-us !death". */
static ClockFacts facts_of(const char *words)
{
    ClockFacts facts = { 0 };
    Str rest = str_of(words), word;

    while (rest.len && str_next(&rest, ' ', &word)) {
        bool negated = str_starts(word, STR("!"));
        ClockFact fact;
        if (!clock_fact_read(str_slice(word, negated, word.len), &fact))
            test_fail("no fact %.*s", STR_ARG(word));
        *(negated ? &facts.no : &facts.yes) |= 1u << fact;
        if (!rest.len)
            break;
    }
    return facts;
}

static const struct {
    const char *id, *facts;
    ClockVerdict want;
    const char *fact, *why;
} PREDICATES[] = {
    { "us-803-30", "device-us death", CLOCK_HOLDS, "", "one of three is enough" },
    { "us-803-30", "device-us malfunction-harm", CLOCK_HOLDS, "", "any of them" },
    { "us-803-30", "device-us !death !serious-harm !malfunction-harm", CLOCK_FAILS, "death",
      "none of them" },
    { "us-803-30", "device-us !death !serious-harm", CLOCK_OPEN, "malfunction-harm",
      "the third is not stated" },
    { "us-803-30", "death", CLOCK_OPEN, "device-us", "nobody said that it is a device" },
    { "us-803-30", "!device-us death", CLOCK_FAILS, "device-us", "it is none" },
    { "us-803-30", "", CLOCK_OPEN, "device-us", "nothing is stated: the first question" },
    { "us-803-30", "!device-us", CLOCK_FAILS, "device-us", "no more questions are needed" },
    { "eu-cra-exploited-24", "!device-eu exploited", CLOCK_HOLDS, "", "an app beside the device" },
    { "eu-cra-exploited-24", "device-eu exploited", CLOCK_FAILS, "device-eu",
      "not for devices under MDR or IVDR" },
    { "eu-cra-exploited-24", "exploited", CLOCK_OPEN, "device-eu", "which of them is it?" },
    { "eu-cra-exploited-24", "!exploited", CLOCK_FAILS, "exploited",
      "a later clause that fails decides" },
    { "us-pm16-30", "device-us uncontrolled !death !serious-harm isao", CLOCK_HOLDS, "",
      "all conditions" },
    { "us-pm16-30", "device-us uncontrolled death !serious-harm isao", CLOCK_FAILS, "death",
      "a known death" },
    { "us-pm16-30", "device-us uncontrolled !death !serious-harm !isao", CLOCK_FAILS, "isao",
      "no member" },
    { "us-806-20", "device-us correction !health-risk", CLOCK_HOLDS, "", "recorded only" },
    { "us-806-10", "device-us correction !health-risk", CLOCK_FAILS, "health-risk",
      "then not reported" },
};

TEST(clock_predicates_hold_fail_or_ask)
{
    CLEANUP(own_done) Own own = own_new();

    for (size_t i = 0; i < ARRAY_LEN(PREDICATES); i++) {
        ClockFact fact;
        ClockVerdict got = clock_rule_holds(rule_of(&own, PREDICATES[i].id),
                                            facts_of(PREDICATES[i].facts), &fact);
        CHECK_INT(got, PREDICATES[i].want, PREDICATES[i].why);
        CHECK_STR(fact == CLOCK_FACTS ? STR("") : clock_fact_word(fact),
                  str_of(PREDICATES[i].fact), PREDICATES[i].why);
    }
}

/* Which of them a product has as a field, and the others as statements of a day. */
TEST(what_a_product_is_comes_before_what_happened)
{
    static const char *const OF_PRODUCT[] = {
        "device-us", "device-eu", "device-jp", "cyber-device", "pma", "hospital", "nis2-entity",
        "isao",
    };

    for (unsigned i = 0; i < CLOCK_FACTS; i++) {
        bool product = i < ARRAY_LEN(OF_PRODUCT);

        CHECK_INT(clock_fact_of_product((ClockFact)i), product, "by its place");
        if (product)
            CHECK_STR(clock_fact_word((ClockFact)i), str_of(OF_PRODUCT[i]), "its word");
    }
}

TEST(clock_words_have_sentences_in_both_languages)
{
    ClockMarket market;
    ClockFact fact;

    for (unsigned i = 0; i < CLOCK_MARKETS; i++) {
        CHECK(clock_market_read(clock_market_word(i), &market) && market == i, "read and written");
        CHECK(msg_id(clock_market_name(i)).len, "has a name");
    }
    for (unsigned i = 0; i < CLOCK_FACTS; i++) {
        CHECK(clock_fact_read(clock_fact_word(i), &fact) && fact == i, "read and written");
        CHECK(msg_id(clock_fact_name(i)).len, "has a name");
    }
    for (unsigned i = 0; i < CLOCK_KINDS; i++)
        CHECK(msg_id(clock_kind_name(i)).len && clock_kind_word(i).len, "has a name");
    for (unsigned i = 0; i < CLOCK_STARTS; i++)
        CHECK(msg_id(clock_start_name(i)).len && clock_start_word(i).len, "has a name");
    for (unsigned i = 0; i < CLOCK_UNITS; i++)
        CHECK(msg_id(clock_unit_name(i)).len && clock_unit_word(i).len, "has a name");
    for (unsigned i = 0; i < CLOCK_CONFIDENCES; i++)
        CHECK(msg_id(clock_confidence_name(i)).len && clock_confidence_word(i).len, "has a name");
    CHECK(clock_market_read(STR("eU"), &market) && market == CLOCK_EU, "as somebody typed it");
    CHECK(!clock_market_read(STR("mars"), &market), "no market");
    CHECK(!clock_fact_read(STR("luck"), &fact), "no fact");
}

/* ---- tables that are wrong ----------------------------------------------------------- */

#define COLUMNS "id\tmarket\tkind\twhen\tstart\tlength\tunit\tcalendar\tzone\tafter\treport\tto\t" \
                "basis\tsource\tfrom\tuntil\tconfidence\n"
#define CELLS(id, market, when, start, length, unit, calendar, zone, after, to, from, until)       \
    id "\t" market "\tduty\t" when "\t" start "\t" length "\t" unit "\t" calendar "\t" zone "\t"   \
    after "\tr\t" to "\tb\ts\t" from "\t" until "\tnote\n"
#define GOOD CELLS("us-803-30", "us", "death", "awareness", "30", "days", "-", "UTC", "-", "fda",  \
                   "-", "-")

static const struct {
    const char *text, *rule, *why;
} WRONG[] = {
    { "", "base.tsv-columns", "empty" },
    { COLUMNS "us-803-30\tus\n", "base.tsv-cells", "cells are missing" },
    { COLUMNS GOOD GOOD, "lifecycle.clocks-twice", "a row that comes twice" },
    { COLUMNS CELLS("us-999", "us", "death", "awareness", "30", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-no-sentence", "a row without a sentence" },
    { COLUMNS CELLS("at-once", "us", "death", "awareness", "30", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-no-sentence", "a row without its brief" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "30", "days", "-", "UTC", "-",
                    "nobody", "-", "-"), "lifecycle.clocks-no-sentence", "an unknown recipient" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "30", "days", "-", "UTC", "-",
                    "nobody-whose-name-is-longer-than-the-name-of-any-sentence-that-there-is-or-"
                    "that-there-will-be-in-the-lists-of-sentences-of-any-language", "-", "-"),
      "lifecycle.clocks-no-sentence", "a recipient longer than any" },
    { COLUMNS CELLS("us-803-30", "mars", "death", "awareness", "30", "days", "-", "UTC", "-",
                    "fda", "-", "-"), "lifecycle.clocks-word", "an unknown market" },
    { COLUMNS CELLS("us-803-30", "us", "luck", "awareness", "30", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-when", "an unknown fact" },
    { COLUMNS CELLS("us-803-30", "us", "death|", "awareness", "30", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-when", "an empty literal" },
    { COLUMNS CELLS("us-803-30", "us", "death death death death death death death death death",
                    "awareness", "30", "days", "-", "UTC", "-", "fda", "-", "-"),
      "lifecycle.clocks-too-many", "too many clauses" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "-", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-number", "no length" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "0", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-number", "no days" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "401", "days", "-", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-number", "too many days" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "1", "at-once", "-", "UTC", "-",
                    "fda", "-", "-"), "lifecycle.clocks-number", "a length that counts nothing" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "working-days", "-", "UTC", "-",
                    "fda", "-", "-"), "lifecycle.clocks-calendar", "working days of nobody" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "nobody", "UTC", "-",
                    "fda", "-", "-"), "lifecycle.clocks-calendar", "an unknown calendar" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "fda", "UTC", "-", "fda",
                    "-", "-"), "lifecycle.clocks-calendar", "a calendar of another zone" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "-", "UTC", "us-803-5",
                    "fda", "-", "-"), "lifecycle.clocks-after", "awareness follows no paper" },
    { COLUMNS CELLS("us-803-30", "us", "death", "notification", "5", "days", "-", "UTC", "-",
                    "fda", "-", "-"), "lifecycle.clocks-after", "a notification of nothing" },
    { COLUMNS GOOD CELLS("us-803-5", "us", "death", "notification", "5", "days", "-", "UTC",
                         "us-803-30", "fda", "-", "-")
      CELLS("us-806-10", "us", "death", "notification", "5", "days", "-", "UTC", "us-803-5", "fda",
            "-", "-"), "lifecycle.clocks-after", "a chain of three" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "-", "at-once", "-", "UTC", "-",
                    "fda", "-", "-")
      CELLS("us-803-5", "us", "death", "notification", "5", "days", "-", "UTC", "us-803-30", "fda",
            "-", "-"), "lifecycle.clocks-after", "after a row without a time" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "-", "UTC", "-", "fda",
                    "2026", "-"), "lifecycle.clocks-date", "no date" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "-", "UTC", "-", "fda",
                    "-", "never"), "lifecycle.clocks-date", "no date" },
    { COLUMNS CELLS("us-803-30", "us", "death", "awareness", "5", "days", "-", "UTC", "-", "fda",
                    "2026-01-02", "2026-01-01"), "lifecycle.clocks-date", "ends before it begins" },
};

TEST(clocks_that_are_wrong_are_our_fault)
{
    CLEANUP(own_done) Own own = own_new();

    for (size_t i = 0; i < ARRAY_LEN(WRONG); i++) {
        ClockRules rules = { .count = 7 };
        Err err = { 0 };
        CHECK(!clock_rules_read(str_of(WRONG[i].text), &own.calendars, &own.arena, &rules, &err),
              WRONG[i].why);
        CHECK_INT(err.code, ERR_INTERNAL, WRONG[i].why);
        CHECK_STR(err.rule, str_of(WRONG[i].rule), WRONG[i].why);
        CHECK(str_starts(str_of(err.path), STR("clocks.tsv: line ")), "the line is named");
        CHECK_INT(rules.count, 7, "the output is untouched");
    }
}

TEST(clocks_need_memory)
{
    CLEANUP(own_done) Own own = own_new();
    CLEANUP(arena_done) Arena none = arena_new(0);
    CLEANUP(arena_done) Arena little = arena_new(1 << 16);
    static char text[1 << 12] = COLUMNS GOOD;
    size_t len = strlen(text);
    ClockRules rules;
    Err err = { 0 };

    CHECK_OK(clock_rules_read(str_of(text), &own.calendars, &own.arena, &rules, &err), &err);
    CHECK_INT(rules.count, 1, "one row is fine");
    CHECK(!clock_rules_read(str_of(text), &own.calendars, &none, &rules, &err), "no memory");
    CHECK(err_is_no_memory(&err), "is said");
    memset(text + len, '\n', 65000 / sizeof(ClockRule) - 3); /* as many lines as rows fit */
    CHECK(!clock_rules_read(str_of(text), &own.calendars, &little, &rules, &err), "for the zones");
    CHECK(err_is_no_memory(&err), "is said");
}
