/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"
#include "lifecycle/stage.h"

enum { DEV = STAGE_DEVELOPMENT, SUP = STAGE_SUPPORT, LIM = STAGE_LIMITED_SUPPORT,
       END = STAGE_END_OF_SUPPORT, OUT = STAGE_WITHDRAWN, UNK = STAGE_UNKNOWN };

typedef struct {
    const char *released, *limited, *end, *withdrawn;
} Dates;

static ReleaseLife life_of(Dates dates)
{
    return (ReleaseLife){ .dates = { stated(dates.released), stated(dates.limited),
                                     stated(dates.end), stated(dates.withdrawn) } };
}

static const Dates PUMP = { "2024-04-01", "2029-04-01", "2032-04-01", "unknown" };
static const Dates YEARS = { "2024", "2029", "2032", "unknown" };
static const Dates ONE_YEAR = { "2027", "2027", "2027", "unknown" };
static const Dates NO_END = { "2024-04-01", "2029-04-01", "unknown", "unknown" };
static const Dates NO_LIMIT = { "2024-04-01", "unknown", "2032-04-01", "unknown" };
static const Dates NO_RELEASE = { "unknown", "2029-04-01", "2032-04-01", "unknown" };
static const Dates NOTHING = { "unknown", "unknown", "unknown", "unknown" };
static const Dates GOING_ON = { "yes", "no", "no", "no" };
static const Dates PLANNED = { "no", "no", "no", "unknown" };
static const Dates ENDED = { "yes", "yes", "yes", "unknown" };
static const Dates LATE_NO = { "2024-04-01", "no", "2020", "unknown" };
static const Dates CALLED_BACK = { "2024-04-01", "2029-04-01", "2032-04-01", "2026-01-01" };
static const Dates CALLED_BACK_IN = { "2024-04-01", "2029-04-01", "2032-04-01", "2026" };
static const Dates CALLED_BACK_DOUBT = { "2024-04-01", "2029", "2032-04-01", "2029" };
static const Dates NO_LIMIT_PART = { "2024-04-01", "unknown", "2032", "unknown" };
static const Dates PART_LIMIT_NO_END = { "2024-04-01", "2029", "unknown", "unknown" };

static const struct {
    const Dates *dates;
    const char *day;
    int stage, earliest, latest;
    LifeEvent doubt;
    LegacyState legacy;
    const char *why;
} PLACES[] = {
    { &PUMP, "2024-03-31", DEV, DEV, DEV, LIFE_EVENTS, LEGACY_NO, "the day before release" },
    { &PUMP, "2024-04-01", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO, "the day of release" },
    { &PUMP, "2029-03-31", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO, "the last day of support" },
    { &PUMP, "2029-04-01", LIM, LIM, LIM, LIFE_EVENTS, LEGACY_NO, "limited support begins" },
    { &PUMP, "2032-03-31", LIM, LIM, LIM, LIFE_EVENTS, LEGACY_NO, "its last day" },
    { &PUMP, "2032-04-01", END, END, END, LIFE_EVENTS, LEGACY_YES, "the end of support" },
    { &YEARS, "2023-12-31", DEV, DEV, DEV, LIFE_EVENTS, LEGACY_NO, "before every day of the year" },
    { &YEARS, "2024-06-01", SUP, DEV, SUP, LIFE_RELEASED, LEGACY_NO, "released in that year" },
    { &YEARS, "2024-12-31", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO, "released for sure" },
    { &YEARS, "2029-06-01", SUP, SUP, LIM, LIFE_SUPPORT_LIMITED, LEGACY_NO,
      "the maker promised the whole year" },
    { &YEARS, "2032-01-01", LIM, LIM, END, LIFE_SUPPORT_END, LEGACY_MAYBE,
      "support may have ended" },
    { &YEARS, "2032-12-31", END, END, END, LIFE_EVENTS, LEGACY_YES, "it has ended for sure" },
    { &ONE_YEAR, "2027-06-01", SUP, DEV, END, LIFE_RELEASED, LEGACY_MAYBE, "all in one year" },
    { &NO_END, "2025-01-01", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO,
      "not needed before limited support" },
    { &NO_END, "2030-01-01", UNK, LIM, END, LIFE_SUPPORT_END, LEGACY_MAYBE,
      "nobody said when support ends" },
    { &NO_LIMIT, "2024-01-01", DEV, DEV, DEV, LIFE_EVENTS, LEGACY_NO, "not released, no doubt" },
    { &NO_LIMIT, "2025-01-01", UNK, SUP, LIM, LIFE_SUPPORT_LIMITED, LEGACY_NO,
      "support may be limited" },
    { &NO_LIMIT, "2032-04-01", END, END, END, LIFE_EVENTS, LEGACY_YES, "ended, whatever before" },
    { &NO_RELEASE, "2028-01-01", UNK, DEV, SUP, LIFE_RELEASED, LEGACY_NO, "perhaps not released" },
    { &NO_RELEASE, "2029-04-01", LIM, LIM, LIM, LIFE_EVENTS, LEGACY_NO,
      "what is limited was released" },
    { &NOTHING, "2028-01-01", UNK, DEV, END, LIFE_RELEASED, LEGACY_MAYBE, "nothing stated" },
    { &GOING_ON, "2028-01-01", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO, "yes and no are answers" },
    { &PLANNED, "2028-01-01", DEV, DEV, DEV, LIFE_EVENTS, LEGACY_NO, "not released" },
    { &ENDED, "2028-01-01", END, END, END, LIFE_EVENTS, LEGACY_YES, "ended on some day" },
    { &CALLED_BACK, "2025-12-31", SUP, SUP, SUP, LIFE_EVENTS, LEGACY_NO, "before withdrawal" },
    { &CALLED_BACK, "2026-01-01", OUT, OUT, OUT, LIFE_EVENTS, LEGACY_NO, "withdrawn" },
    { &CALLED_BACK, "2033-01-01", OUT, OUT, OUT, LIFE_EVENTS, LEGACY_YES,
      "one still in use is legacy" },
    { &CALLED_BACK_IN, "2026-06-01", SUP, SUP, OUT, LIFE_WITHDRAWN, LEGACY_NO,
      "perhaps withdrawn" },
    { &CALLED_BACK_DOUBT, "2029-06-01", SUP, SUP, OUT, LIFE_SUPPORT_LIMITED, LEGACY_NO,
      "the doubt about support is told first" },
    { &CALLED_BACK_DOUBT, "2030-01-01", OUT, OUT, OUT, LIFE_EVENTS, LEGACY_NO, "withdrawn" },
    { &NO_LIMIT_PART, "2032-06-01", UNK, SUP, END, LIFE_SUPPORT_LIMITED, LEGACY_MAYBE,
      "what was not stated before what was stated partly" },
    { &PART_LIMIT_NO_END, "2029-06-01", UNK, SUP, END, LIFE_SUPPORT_END, LEGACY_MAYBE,
      "what was not stated is to blame" },
};

/* REQ A142 A146 */
static const struct {
    const char *stated, *from; /* NULL: never */
    const char *why;
} WITHDRAWALS[] = {
    { "2026-02-03", "2026-02-03", "the day itself" },
    { "2026-02", "2026-02-28", "of a month its last day binds" },
    { "2026", "2026-12-31", "of a year, too" },
    { "no", NULL, "it is not" },
    { "unknown", NULL, "nobody knows" },
    { "", NULL, "nobody said" },
    { "soon", NULL, "no date" },
};

TEST(a_withdrawal_binds_from_the_last_day_that_its_date_may_mean)
{
    for (size_t i = 0; i < ARRAY_LEN(WITHDRAWALS); i++) {
        DateDays days = { .last = INT32_MAX };

        if (WITHDRAWALS[i].from)
            CHECK(date_days(stated(WITHDRAWALS[i].from), &days), WITHDRAWALS[i].why);
        CHECK_INT(withdrawn_from(str_of(WITHDRAWALS[i].stated)), days.last, WITHDRAWALS[i].why);
    }
    CHECK_INT(withdrawn_from(STR("yes")), INT32_MIN, "since nobody knows when");
}

TEST(the_stage_follows_from_the_dates)
{
    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
        ReleaseLife life = life_of(*PLACES[i].dates);
        StageOn on = { 0 };
        Err err = { 0 };

        CHECK_OK(stage_on(&life, day_of(PLACES[i].day), &on, &err), &err);
        CHECK_INT(on.stage, PLACES[i].stage, PLACES[i].why);
        CHECK_INT(on.earliest, PLACES[i].earliest, PLACES[i].why);
        CHECK_INT(on.latest, PLACES[i].latest, PLACES[i].why);
        CHECK_INT(on.doubt, PLACES[i].doubt, PLACES[i].why);
        CHECK_INT(on.legacy, PLACES[i].legacy, PLACES[i].why);
        CHECK_INT(on.responsible, stage_responsible(on.stage), PLACES[i].why);
    }
}

static const struct {
    Dates dates;
    const char *why, *message;
} REFUSED[] = {
    { { "2029-04-02", "2029-04-01", "unknown", "unknown" }, "limited before it was released",
      "support-limited (2029-04-01) lies before released (2029-04-02); figure 2 of IMDRF N60 has "
      "them in the other order" },
    { { "2024", "2029-04-01", "2028", "unknown" }, "ended before it was limited",
      "support-end (2028) lies before support-limited (2029-04-01); figure 2 of IMDRF N60 has "
      "them in the other order" },
    { { "2024-02", "unknown", "2024-01", "unknown" }, "ended before it was released",
      "support-end (2024-01) lies before released (2024-02); figure 2 of IMDRF N60 has them in "
      "the other order" },
    { { "2024", "unknown", "unknown", "2023" }, "withdrawn before it was released",
      "withdrawn (2023) lies before released (2024); figure 2 of IMDRF N60 has them in the other "
      "order" },
    { { "yes", "no", "yes", "unknown" }, "ended but not limited",
      "support-end is stated to have come, support-limited not to have come; figure 2 of IMDRF "
      "N60 has them in the other order" },
};

TEST(dates_in_the_wrong_order_are_refused_with_both)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        ReleaseLife life = life_of(REFUSED[i].dates);
        StageOn on = { .day = 7 };
        char text[ERR_TEXT_BYTES];
        Err err = { 0 };

        CHECK(!stage_on(&life, 0, &on, &err), REFUSED[i].why);
        CHECK_INT(err.code, ERR_STRUCTURE, REFUSED[i].why);
        CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)), str_of(REFUSED[i].message),
                  REFUSED[i].why);
        CHECK_INT(on.day, 7, "the output is left alone");
    }
}

TEST(an_end_that_came_proves_the_events_before_it)
{
    ReleaseLife life = life_of(LATE_NO);
    StageOn on = { 0 };
    Err err = { 0 };

    CHECK(!stage_on(&life, day_of("2026-01-01"), &on, &err), "it ended before it was released");
    life.dates.released = stated("2019");
    CHECK_OK(stage_on(&life, day_of("2026-01-01"), &on, &err), &err);
    CHECK_INT(on.stage, STAGE_END_OF_SUPPORT, "although limited support was said not to have come");
    CHECK_INT(on.latest, STAGE_END_OF_SUPPORT, "without doubt");
}

static const struct {
    CompensatingControl control;
    const char *since, *until;
    bool proven;
    const char *why;
} CONTROLS[] = {
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2030-01-01", "2033-06-01", true,
      "with evidence, and in its days" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2033-06-01", "2033-06-01", true,
      "on its only day" },
    { { STR_ROW("wall"), STR_ROW("  "), { 0 }, { 0 } }, "2030-01-01", "2033-06-01", false,
      "without evidence" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2033-06-02", "2034", false,
      "not yet" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2033", "2034", false,
      "perhaps not yet" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2030", "2033-05-31", false,
      "no longer" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2030", "2033", false,
      "perhaps no longer" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "2030", "no", false,
      "without a day on which it is looked at again" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "yes", "2034", true, "since long" },
    { { STR_ROW("wall"), STR_ROW("report 7"), { 0 }, { 0 } }, "unknown", "2034", false,
      "since nobody knows when" },
};

/* REQ A141 A147 */
TEST(a_proven_control_keeps_a_release_from_being_legacy)
{
    for (size_t i = 0; i < ARRAY_LEN(CONTROLS); i++) {
        ReleaseLife life = life_of(PUMP);
        CompensatingControl controls[2] = { { .name = STR("sign") }, CONTROLS[i].control };
        StageOn on = { 0 };
        Err err = { 0 };

        controls[1].since = stated(CONTROLS[i].since);
        controls[1].until = stated(CONTROLS[i].until);
        life.controls = controls;
        life.control_count = ARRAY_LEN(controls);
        CHECK_OK(stage_on(&life, day_of("2033-06-01"), &on, &err), &err);
        CHECK_INT(on.stage, STAGE_END_OF_SUPPORT, "support has ended all the same");
        CHECK_INT(on.legacy, CONTROLS[i].proven ? LEGACY_NO : LEGACY_YES, CONTROLS[i].why);
        CHECK_INT(on.because, CONTROLS[i].proven ? LEGACY_NOT_BY_CONTROL : LEGACY_BY_END,
                  CONTROLS[i].why);
        CHECK(!CONTROLS[i].proven || on.control_i == 1, "the one that protects is named");
    }
}

static const struct {
    const char *since, *day;
    LegacyState legacy;
    LegacyReason because;
    const char *why;
} STATED_LEGACY[] = {
    { "2026-03", "2026-02-28", LEGACY_NO, LEGACY_BY_NOTHING, "not yet" },
    { "2026-03", "2026-03-01", LEGACY_YES, LEGACY_BY_STATEMENT, "from the first day meant" },
    { "yes", "2025-01-01", LEGACY_YES, LEGACY_BY_STATEMENT, "without a day" },
    { "no", "2025-01-01", LEGACY_NO, LEGACY_BY_NOTHING, "stated not to be" },
    { "2026-03", "2032-04-01", LEGACY_YES, LEGACY_BY_END, "the end of support comes first" },
};

TEST(a_release_can_be_legacy_before_its_support_ends)
{
    for (size_t i = 0; i < ARRAY_LEN(STATED_LEGACY); i++) {
        ReleaseLife life = life_of(PUMP);
        StageOn on = { 0 };
        Err err = { 0 };

        life.legacy_since = stated(STATED_LEGACY[i].since);
        life.legacy_reason = STR("its radio cannot be repaired");
        CHECK_OK(stage_on(&life, day_of(STATED_LEGACY[i].day), &on, &err), &err);
        CHECK_INT(on.legacy, STATED_LEGACY[i].legacy, STATED_LEGACY[i].why);
        CHECK_INT(on.because, STATED_LEGACY[i].because, STATED_LEGACY[i].why);
        life.legacy_reason = STR(" ");
        CHECK(!stage_on(&life, 0, &on, &err) && err.code == ERR_STRUCTURE, "a reason is needed");
    }
}

TEST(a_statement_settles_what_might_be_legacy)
{
    ReleaseLife life = life_of(NO_END);
    StageOn on = { 0 };
    Err err = { 0 };

    life.legacy_since = stated("yes");
    life.legacy_reason = STR("its radio cannot be repaired");
    CHECK_OK(stage_on(&life, day_of("2030-01-01"), &on, &err), &err);
    CHECK_INT(on.legacy, LEGACY_YES, "stated");
    CHECK_INT(on.because, LEGACY_BY_STATEMENT, "stated");
}

/* Later days never lead back: neither what is sure nor what may be. */
TEST(the_stage_never_goes_back)
{
    static const Dates *const ALL[] = { &PUMP, &YEARS, &ONE_YEAR, &NO_END, &NO_LIMIT, &NO_RELEASE,
                                        &NOTHING, &CALLED_BACK_IN, &NO_LIMIT_PART };

    for (size_t i = 0; i < ARRAY_LEN(ALL); i++) {
        ReleaseLife life = life_of(*ALL[i]);
        LifeStage earliest = STAGE_UNKNOWN, latest = STAGE_UNKNOWN;
        int64_t last = day_of("2034-01-01");
        Err err = { 0 };

        for (int64_t day = day_of("2023-01-01"); day < last; day += 3) {
            StageOn on = { 0 };

            CHECK_OK(stage_on(&life, day, &on, &err), &err);
            CHECK(on.earliest >= earliest && on.latest >= latest, "forward only");
            CHECK(on.earliest <= on.latest, "in order");
            CHECK(on.stage == STAGE_UNKNOWN || (on.stage >= on.earliest && on.stage <= on.latest),
                  "between them");
            CHECK_INT(on.earliest == on.latest, on.doubt == LIFE_EVENTS, "a doubt has an event");
            earliest = on.earliest;
            latest = on.latest;
        }
    }
}

TEST(the_stages_are_what_people_review)
{
    Buf out = buf_new(1 << 20);

    SNAPSHOT_ROW(&out, STR("stage"), STR("name_en"), STR("name_ja"), STR("begins_with"),
                 STR("source"));
    for (LifeStage s = STAGE_DEVELOPMENT; s < STAGES; s++)
        SNAPSHOT_ROW(&out, stage_name(s), msg_text(LANG_EN, stage_sentence(s)),
                     msg_text(LANG_JA, stage_sentence(s)),
                     stage_begins(s) == LIFE_EVENTS ? STR("concept") : event_name(stage_begins(s)),
                     str_of(stage_source(s)));
    snapshot_check("data/lifecycle/stages.tsv", &out);
    out = buf_new(1 << 20);
    SNAPSHOT_ROW(&out, STR("stage"), STR("responsible"), STR("name_en"), STR("name_ja"),
                 STR("source"));
    for (LifeStage s = STAGE_DEVELOPMENT; s < STAGES; s++) {
        Responsible who = stage_responsible(s);

        SNAPSHOT_ROW(&out, stage_name(s), responsible_name(who),
                     msg_text(LANG_EN, responsible_sentence(who)),
                     msg_text(LANG_JA, responsible_sentence(who)), str_of(stage_source(s)));
    }
    snapshot_check("data/lifecycle/responsibilities.tsv", &out);
}

static void tell(Buf *out, const ReleaseLife *life, const char *day)
{
    StageOn on = { 0 };
    Err err = { 0 };

    CHECK_OK(stage_on(life, day_of(day), &on, &err), &err);
    stage_tell(&on, life, LANG_EN, out);
    buf_char(out, '\n');
    stage_tell(&on, life, LANG_JA, out);
    buf_char(out, '\n');
}

TEST(the_stage_is_told_in_sentences)
{
    static const CompensatingControl WALL = { STR_ROW("ward firewall"), STR_ROW("test report 7"),
                                              { DATE_SPAN, 2030, 1, 1 },
                                              { DATE_SPAN, 2034, 4, 1 } };
    Buf out = buf_new(1 << 20);
    ReleaseLife life;

    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
        life = life_of(*PLACES[i].dates);
        buf_printf(&out, "# %s\n", PLACES[i].why);
        tell(&out, &life, PLACES[i].day);
    }
    life = life_of(PUMP);
    life.controls = &WALL;
    life.control_count = 1;
    buf_printf(&out, "# a proven control\n");
    tell(&out, &life, "2033-06-01");
    life.legacy_since = stated("2026-03");
    life.legacy_reason = STR("its radio cannot be repaired");
    buf_printf(&out, "# stated legacy\n");
    tell(&out, &life, "2026-06-01");
    snapshot_check("tests/golden/lifecycle-stage.txt", &out);
}

TEST(every_stage_has_its_names)
{
    CHECK_STR(stage_name(STAGE_UNKNOWN), STR("unknown"), "unknown");
    CHECK_STR(responsible_name(RESPONSIBLE_UNKNOWN), STR("unknown"), "unknown");
    CHECK_INT(stage_responsible(STAGE_UNKNOWN), RESPONSIBLE_UNKNOWN, "never a guess");
    CHECK_INT(stage_responsible(STAGE_SUPPORT), RESPONSIBLE_MAKER, "figure 2");
    CHECK_INT(stage_responsible(STAGE_LIMITED_SUPPORT), RESPONSIBLE_SHARED, "figure 2");
    CHECK_INT(stage_responsible(STAGE_END_OF_SUPPORT), RESPONSIBLE_CUSTOMER, "figure 2");
}
