/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/feasibility.h"

#include "snapshot.h"

static const RiskTerm *factor_at(size_t i)
{
    return factor_term((Factor)i);
}

static Str number(unsigned value, char buffer[16])
{
    snprintf(buffer, 16, "%u", value);
    return str_of(buffer);
}

TEST(factors_and_potentials_are_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = { STR_ROW("factor"), STR_ROW("value"), STR_ROW("points"),
                                STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("source") };
    static const Str SUMS[] = { STR_ROW("potential"), STR_ROW("points_from"), STR_ROW("band"),
                                STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("source") };
    Buf values = snapshot_begin(), sums = snapshot_begin();
    size_t count;
    const FactorValue *value = feasibility_values(&count);
    char digits[16];

    snapshot_row(&values, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < count; i++) {
        const Str row[] = { factor_term(value[i].factor)->word, value[i].word,
                            number(value[i].points, digits),
                            snapshot_word(LANG_EN, value[i].title),
                            snapshot_word(LANG_JA, value[i].title),
                            factor_term(value[i].factor)->source };
        snapshot_row(&values, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/feasibility.tsv", &values);
    snapshot_row(&sums, SUMS, ARRAY_LEN(SUMS));
    for (size_t i = 0; i < POTENTIALS; i++) {
        const PotentialRow *at = feasibility_potential((AttackPotential)i);
        const Str row[] = { at->term.word, number(at->points_min, digits),
                            band_term(at->band)->word, snapshot_word(LANG_EN, at->term.title),
                            snapshot_word(LANG_JA, at->term.title), at->term.source };
        snapshot_row(&sums, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/attack-potential.tsv", &sums);
}

static void say_values(Buf *text, Lang lang)
{
    size_t count;
    const FactorValue *value = feasibility_values(&count);
    char digits[16];

    for (size_t i = 0; i < count; i++) {
        const RiskTerm *factor = factor_at(value[i].factor);
        const Str head[] = { snapshot_word(lang, factor->title),
                             snapshot_word(lang, factor->meaning), factor->source };
        const Str row[] = { snapshot_word(lang, value[i].title), number(value[i].points, digits) };
        CHECK(i == 0 || value[i - 1].factor <= value[i].factor, "in the order of the factors");
        if (i == 0 || value[i - 1].factor != value[i].factor)
            snapshot_say(text, lang, STR("risk.say-term"), head, ARRAY_LEN(head));
        snapshot_say(text, lang, STR("risk.say-points"), row, ARRAY_LEN(row));
    }
}

TEST(attack_feasibility_is_told_in_sentences)
{
    Buf text = snapshot_begin();
    char digits[16];

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-feasibility"), NULL, 0);
        say_values(&text, lang);
        for (size_t i = 0; i < POTENTIALS; i++) {
            const PotentialRow *at = feasibility_potential((AttackPotential)i);
            const Str args[] = { number(at->points_min, digits),
                                 snapshot_word(lang, at->term.title),
                                 snapshot_word(lang, band_term(at->band)->title),
                                 at->term.source };
            snapshot_say(&text, lang, STR("risk.say-potential"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-feasibility.txt", &text);
}

static FeasibilityResult judged(const char *text)
{
    Feasibility feasibility = { 0 };
    FeasibilityResult result = { 0 };
    Err err = { 0 };

    CHECK_OK(feasibility_read(str_of(text), &feasibility, &err), &err);
    CHECK_OK(feasibility_judge(&feasibility, &result, &err), &err);
    return result;
}

TEST(points_add_up_to_the_attack_potential)
{
    static const struct {
        const char *text;
        unsigned points;
        AttackPotential potential;
        Band band;
    } ROWS[] = {
        { "time:2-weeks/expertise:expert/knowledge:restricted/window:moderate/"
          "equipment:specialised", 19, POTENTIAL_MODERATE, BAND_MEDIUM },
        { "time:1-day/expertise:layman/knowledge:public/window:unlimited/equipment:standard", 0,
          POTENTIAL_BASIC, BAND_HIGH },
        { "time:2-weeks/expertise:layman/knowledge:sensitive/window:unlimited/equipment:standard",
          9, POTENTIAL_BASIC, BAND_HIGH },
        { "time:1-day/expertise:layman/knowledge:public/window:difficult/equipment:standard", 10,
          POTENTIAL_ENHANCED_BASIC, BAND_HIGH },
        { "time:1-day/expertise:proficient/knowledge:public/window:difficult/equipment:standard",
          13, POTENTIAL_ENHANCED_BASIC, BAND_HIGH },
        { "time:1-day/expertise:layman/knowledge:public/window:difficult/equipment:specialised",
          14, POTENTIAL_MODERATE, BAND_MEDIUM },
        { "time:longer/expertise:layman/knowledge:public/window:easy/equipment:standard", 20,
          POTENTIAL_HIGH, BAND_LOW },
        { "time:4-months/expertise:several-experts/knowledge:restricted/window:unlimited/"
          "equipment:standard", 24, POTENTIAL_HIGH, BAND_LOW },
        { "time:6-months/expertise:several-experts/knowledge:public/window:unlimited/"
          "equipment:standard", 25, POTENTIAL_BEYOND_HIGH, BAND_LOW },
        { "equipment:several-bespoke/window:difficult/knowledge:critical/"
          "expertise:several-experts/time:longer", 57, POTENTIAL_BEYOND_HIGH, BAND_LOW },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        FeasibilityResult got = judged(ROWS[i].text);
        CHECK_INT(got.points, ROWS[i].points, ROWS[i].text);
        CHECK_INT(got.potential, ROWS[i].potential, ROWS[i].text);
        CHECK_INT(got.band, ROWS[i].band, ROWS[i].text);
    }
}

/* Every attack that needs more has a band that is not worse: all 2,560 of them. */
TEST(an_attack_that_needs_more_is_never_easier)
{
    size_t places[FACTORS] = { 0 };
    Feasibility at;
    Err err = { 0 };
    size_t seen = 0;

    for (size_t i = 0; i < FACTORS; i++)
        while (factor_value((Factor)i, places[i] + 1))
            places[i]++;
    for (size_t n = 0; n < places[0] * places[1] * places[2] * places[3] * places[4]; n++) {
        FeasibilityResult base, more;
        size_t left = n;

        for (size_t i = 0; i < FACTORS; i++) {
            at.value[i] = (uint8_t)(left % places[i] + 1);
            left /= places[i];
        }
        CHECK_OK(feasibility_judge(&at, &base, &err), &err);
        for (size_t i = 0; i < FACTORS; i++) {
            Feasibility next = at;
            if (next.value[i]++ == places[i])
                continue;
            CHECK_OK(feasibility_judge(&next, &more, &err), &err);
            CHECK(more.points > base.points && more.band <= base.band, "more is needed");
        }
        seen++;
    }
    CHECK_INT(seen, 10 * 4 * 4 * 4 * 4, "all of them");
}

TEST(what_is_read_is_written_in_one_order)
{
    Feasibility feasibility;
    Err err = { 0 };
    Buf buf = buf_new(FEASIBILITY_BYTES_MAX);

    CHECK_OK(feasibility_read(STR("window:easy/time:longer"), &feasibility, &err), &err);
    feasibility_write(&feasibility, &buf);
    CHECK_STR(buf_str(&buf), STR("time:longer/window:easy"), "the order of the factors");
    buf_done(&buf);
}

TEST(what_is_no_feasibility_is_refused_by_name)
{
    static const struct {
        const char *text, *rule, *arg;
        uint64_t byte;
    } ROWS[] = {
        { "", "risk.part", "", ERR_NO_BYTE },
        { "time", "risk.part", "time", 0 },
        { "time:1-day/", "risk.part", "", 11 },
        { "haste:1-day", "risk.factor-unknown", "haste", 0 },
        { "time:1-day/window:wide", "risk.factor-value", "window", 11 },
        { "time:expert", "risk.factor-value", "time", 0 },
        { "time:1-day/time:1-week", "risk.factor-twice", "time", 11 },
    };
    char longest[FEASIBILITY_BYTES_MAX + 1];
    Feasibility got = { { 9 } };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(!feasibility_read(str_of(ROWS[i].text), &got, &err), ROWS[i].text);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].text);
        CHECK_STR(err_arg(&err, 0), str_of(ROWS[i].arg), ROWS[i].text);
        CHECK_INT(err.byte, ROWS[i].byte, ROWS[i].text);
        CHECK_INT(got.value[0], 9, "nothing is written");
    }
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = '/';
    CHECK(!feasibility_read((Str){ longest, sizeof longest }, &got, &err), "too long");
    CHECK_STR(err.rule, STR("risk.feasibility-long"), "too long");
}

TEST(a_factor_that_nobody_gave_is_named)
{
    Feasibility feasibility;
    FeasibilityResult got = { 99, POTENTIAL_HIGH, BAND_LOW };
    Err err = { 0 };

    CHECK_OK(feasibility_read(STR("time:1-day/expertise:layman"), &feasibility, &err), &err);
    CHECK(!feasibility_judge(&feasibility, &got, &err), "three are missing");
    CHECK_STR(err.rule, STR("risk.factor-missing"), "the rule");
    CHECK_STR(err_arg(&err, 0), STR("knowledge"), "the first that is missing");
    CHECK_INT(got.points, 99, "nothing is written");
}
